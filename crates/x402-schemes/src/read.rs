//! Reads objects in which every listed member is required and other members are ignored. Signed messages are such
//! objects.

/// Reads members into variables by a table. A row has the variable, the name on the wire, and the expression that reads
/// the member.
///
/// Members are read in the order of the text, so the first wrong member is the error. If none is wrong, the error is
/// the first missing member in the order of the table.
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
