//! The fields of a report that only payments on Solana have.

use super::Sponsor;
use crate::{Particulars, Report};

impl Report {
    /// Returns the risk of the fee payer, for every Solana payment whose transaction the runtime would load.
    pub const fn sponsor(&self) -> Option<Sponsor> {
        match self.particulars() {
            Some(Particulars::Solana(particulars)) => Some(particulars.sponsor),
            _ => None,
        }
    }
}
