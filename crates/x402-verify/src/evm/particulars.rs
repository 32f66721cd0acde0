//! What a report says only of a payment on an EVM chain.

use crate::{GasSponsoring, Report};

/// The parts, each of which a payment may have or not. A row has the member, its name in the JSON of a report, its type, and its
/// meaning. The recorded form of the type is named in the same module as the type: it has `of`, `to_json` and `read`.
macro_rules! parts {
    ($then:ident) => {
        $then! {
            gas_sponsoring "gasSponsoring" GasSponsoring RecordedGasSponsoring
                "The payer's addition that lets the facilitator pay for the approval of Permit2.";
        }
    };
}
#[cfg(feature = "serde")]
pub(crate) use parts;

macro_rules! particulars {
    ($($part:ident $name:literal $kept:ident $recorded:ident $meaning:literal;)+) => {
        /// What a report says only of a payment on an EVM chain.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct Particulars {
            $(
                #[doc = $meaning]
                pub $part: Option<$kept>,
            )+
        }

        impl Particulars {
            /// These, and those of before that they do not replace.
            pub(crate) fn and(self, before: Self) -> Self {
                Self { $($part: self.$part.or(before.$part),)+ }
            }
        }
    };
}
parts!(particulars);

impl Report {
    /// The payer's addition that lets the facilitator pay for the approval of Permit2. It is present whenever it can be
    /// read.
    #[must_use]
    pub const fn gas_sponsoring(&self) -> Option<&GasSponsoring> {
        match self.particulars() {
            Some(crate::Particulars::Evm(particulars)) => particulars.gas_sponsoring.as_ref(),
            _ => None,
        }
    }
}
