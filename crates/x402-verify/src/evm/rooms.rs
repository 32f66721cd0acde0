//! The mechanisms on EVM chains that have parts of their own.

/// Calls a macro with the mechanisms whose rooms have facts, records, choices and details of their own. A row has the variant of
/// a fact and of a detail, and the room, which has `Fact`, `Records`, `Policy` and `Detail`. These are there in every build.
///
/// No mechanism of today has them.
macro_rules! rooms {
    ($then:ident) => {
        $then! { [] }
    };
}
pub(super) use rooms;
