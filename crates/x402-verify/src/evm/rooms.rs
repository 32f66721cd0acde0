//! The mechanisms on EVM chains that have parts of their own.

/// Calls a macro with the mechanisms whose rooms have parts of their own, and with what follows the macro's name. A row has:
///
/// - the variant of a fact and of a detail, and the room, which has `Fact`, `Records`, `Policy` and `Detail`;
/// - `judges`: the constant of the mechanism, behind its feature. The room's module `judges` has them in `ALL`;
/// - `questions`: file and name of each;
/// - `answers`: the variant of each, and the room's type, which is boxed;
/// - `particulars`: rows as in `parts!`, whose types the room has.
///
/// All but the judges are there in every build. A row looks so:
///
/// ```text
/// Ticket ticket { judges [#[cfg(feature = "ticket")] TICKET] questions [seat Seat] answers [Seat SeatState] particulars [seat "seat" Seat RecordedSeat "The seat.";] };
/// ```
///
/// No mechanism of today has a row.
macro_rules! rooms {
    ($then:ident $($with:tt)*) => {
        $then! { [] $($with)* }
    };
}
pub(super) use rooms;
