//! The fields of a report that only payments on EVM chains have.

use crate::{GasSponsoring, Particulars, Report};

impl Report {
    /// Returns the payer's addition that lets the facilitator pay for the approval of Permit2. It is a claim until the
    /// verdict is valid. `None` if it cannot be read. A transaction is also left out if the payload or the offer's
    /// asset cannot be read, or if the policy ignores it.
    pub const fn gas_sponsoring(&self) -> Option<&GasSponsoring> {
        match self.particulars() {
            Some(Particulars::Evm(particulars)) => particulars.gas_sponsoring.as_ref(),
            _ => None,
        }
    }
}
