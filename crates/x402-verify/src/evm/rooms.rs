//! The mechanisms on EVM chains that have separate modules.

/// Calls a macro with the rows of the mechanisms that have separate modules, and with the tokens after the macro's
/// name. The list names the modules. The row of each is the module's macro `row`, so that no table here grows with a
/// mechanism. A row contains:
///
/// - the variant of a fact and of a detail, and the module, which has `Fact`, `Records`, `Policy`, `Detail`, `Finding`,
///   `OfferIssue` and `review`, and its checks;
/// - `judges`: the constant of the mechanism, behind its feature. The submodule `judges` has the verifiers in `ALL`,
///   their `CODES`, and `diagnose`;
/// - `questions`: file and name of each;
/// - `answers`: the variant of each, and the module's type, which is boxed;
/// - `particulars`: rows as in `parts!`, whose types the module has.
///
/// Every build has all but the verifiers. The macro adds the row to those before it:
///
/// ```text
/// macro_rules! row {
///     ($rooms:tt [$($rows:tt)*] $($then:tt)*) => {
///         $crate::evm::rooms::rooms! { $rooms [
///             $($rows)*
///             Ticket ticket {
///                 judges [#[cfg(feature = "ticket")] TICKET]
///                 questions [seat Seat]
///                 answers [Seat SeatState]
///                 particulars [seat "seat" Seat RecordedSeat "The seat.";]
///             };
///         ] $($then)* }
///     };
/// }
/// pub(crate) use row;
/// ```
macro_rules! rooms {
    ([$room:ident $($rooms:ident)*] $($rest:tt)+) => {
        $crate::evm::$room::row! { [$($rooms)*] $($rest)+ }
    };
    ([] [$($rows:tt)*] $then:ident $($with:tt)*) => {
        $then! { [$($rows)*] $($with)* }
    };
    ($then:ident $($with:tt)*) => {
        $crate::evm::rooms::rooms! { [batch_settlement] [] $then $($with)* }
    };
}

/// Declares an enum with a variant for each of these mechanisms: the module's type of this name, `in_place` or
/// `shared`. `into` makes it a part of the whole.
macro_rules! room_enum {
    (
        [$($Room:ident $room:ident $parts:tt;)*]
        $(#[$meta:meta])*
        pub enum $Name:ident of $Part:ident $place:ident, $variant:path => $Whole:ty
    ) => {
        $(#[$meta])*
        pub enum $Name {
            $(
                #[doc = concat!("Of ", stringify!($Room), ".")]
                $Room($crate::evm::rooms::held!($place $crate::evm::$room::$Part)),
            )*
        }

        $(
            impl From<$crate::evm::$room::$Part> for $Whole {
                fn from(part: $crate::evm::$room::$Part) -> Self {
                    $variant($Name::$Room(part.into())).into()
                }
            }
        )*
    };
}

macro_rules! held {
    (in_place $held:ty) => { $held };
    (shared $held:ty) => { alloc::sync::Arc<$held> };
}

/// Prints such an enum as its content.
macro_rules! room_display {
    ([$($Room:ident $room:ident $parts:tt;)*] $Name:ident) => {
        impl core::fmt::Display for $Name {
            fn fmt(&self, _f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match *self {
                    $(Self::$Room(ref part) => core::fmt::Display::fmt(part, _f),)*
                }
            }
        }
    };
}
pub(crate) use {held, room_display, room_enum, rooms};
