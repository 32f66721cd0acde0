//! The last ledger of a payment, on the families whose clock is the ledger.

use crate::{Particulars, Report};

impl Report {
    /// Returns the last ledger in which the payment can settle, on Stellar (T-36) or on the XRP Ledger. It does
    /// not determine a time.
    pub const fn last_ledger(&self) -> Option<u32> {
        match self.particulars() {
            Some(Particulars::Stellar(particulars)) => particulars.last_ledger,
            Some(Particulars::Xrpl(particulars)) => Some(particulars.last_ledger),
            Some(Particulars::Evm(_) | Particulars::Solana(_)) | None => None,
        }
    }
}
