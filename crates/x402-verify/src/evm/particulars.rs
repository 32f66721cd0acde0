//! What a report says only of a payment on an EVM chain.

use crate::{GasSponsoring, Report};

/// What a report says only of a payment on an EVM chain.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Particulars {
    /// The payer's addition that lets the facilitator pay for the approval of Permit2.
    pub gas_sponsoring: GasSponsoring,
}

impl Report {
    /// The payer's addition that lets the facilitator pay for the approval of Permit2. It is present whenever it can be
    /// read.
    #[must_use]
    pub const fn gas_sponsoring(&self) -> Option<&GasSponsoring> {
        match self.particulars() {
            Some(crate::Particulars::Evm(particulars)) => Some(&particulars.gas_sponsoring),
            _ => None,
        }
    }
}
