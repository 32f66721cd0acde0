//! The fields of a report that only payments on Stellar have.

use crate::{Particulars, Report};

impl Report {
    /// Returns the last ledger in which the authorization counts, for a payment on Stellar (T-36). It does not determine
    /// a time.
    pub const fn last_ledger(&self) -> Option<u32> {
        match self.particulars() {
            Some(Particulars::Stellar(particulars)) => particulars.last_ledger,
            _ => None,
        }
    }
}
