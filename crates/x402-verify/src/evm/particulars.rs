//! The parts of a report that only payments on EVM chains have.

use crate::{GasSponsoring, Report};

/// The parts, each of which is optional. A row contains the field, its name in the JSON of a report, its type, the
/// recorded form of the type, which has `of`, `to_json` and `read`, and its meaning. The modules of mechanisms add
/// rows.
macro_rules! parts {
    ($then:ident) => {
        super::rooms::rooms! { parts $then }
    };
    ([$($Room:ident $room:ident {
        judges $judges:tt questions $questions:tt answers $answers:tt
        particulars [$($part:ident $name:literal $Kept:ident $Recorded:ident $meaning:literal;)*]
    };)*] $then:ident) => {
        $then! {
            gas_sponsoring "gasSponsoring" [crate::GasSponsoring] [super::RecordedGasSponsoring]
                "The payer's addition that lets the facilitator pay for the approval of Permit2.";
            $($($part $name [super::$room::$Kept] [super::$room::$Recorded] $meaning;)*)*
        }
    };
}
#[cfg(feature = "serde")]
pub(crate) use parts;

macro_rules! particulars {
    ($($part:ident $name:literal [$kept:ty] [$recorded:ty] $meaning:literal;)+) => {
        /// The parts of a report that only payments on EVM chains have.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct Particulars {
            $(
                #[doc = $meaning]
                pub $part: Option<$kept>,
            )+
        }

        impl Particulars {
            /// These parts, completed with those of `before`.
            pub(crate) fn and(self, before: Self) -> Self {
                Self { $($part: self.$part.or(before.$part),)+ }
            }
        }
    };
}
parts!(particulars);

impl Report {
    /// Returns the payer's addition that lets the facilitator pay for the approval of Permit2. It is a claim until the
    /// verdict is valid. `None` if it cannot be read. A transaction is also left out if the payload or the offer's
    /// asset cannot be read, or if the policy ignores it.
    pub const fn gas_sponsoring(&self) -> Option<&GasSponsoring> {
        match self.particulars() {
            Some(crate::Particulars::Evm(particulars)) => particulars.gas_sponsoring.as_ref(),
            _ => None,
        }
    }
}
