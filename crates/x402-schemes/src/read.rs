//! Objects of which every member that is read has to be there, and the others are ignored: what is signed has just these.

/// Reads members into variables of these names, by a table: variable, name on the wire, how the member is read.
///
/// Members are read in the order in which the text has them, so the first that is wrong is the error. Then the first that
/// is missing is, in the order of the table.
macro_rules! read_members {
    ($object:ident, $member:ident => { $($field:ident: $name:literal => $read:expr),+ $(,)? }) => {
        $(let mut $field = None;)+
        for (name, $member) in $object.members()? {
            match &*name {
                $($name => $field = Some(x402_types::read::ResultExt::in_member($read, $name)?),)+
                _ => {}
            }
        }
        $(let $field = x402_types::read::required($field, $name, $object)?;)+
    };
}

pub(crate) use read_members;
