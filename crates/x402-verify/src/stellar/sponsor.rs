//! What only reports on payments on Stellar say: the cost for the facilitator, and the end of the authorization.

use crate::Report;

/// What a report says only of a payment on Stellar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Particulars {
    /// The fees of the settlement.
    pub sponsor: Sponsor,
    /// The last ledger in which the payer's authorization counts (T-36). `None` if the payer has no entry that can be read.
    pub last_ledger: Option<u32>,
}

/// The fees of a settlement on Stellar, as far as they are known (T-34).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sponsor {
    /// The fee that the client's transaction names, in stroops. The facilitator pays another one (T-14).
    pub client_fee: u64,
    /// The fee for resources that a simulation showed, in stroops. `None` if no fact says it.
    pub min_resource_fee: Option<u64>,
}

impl Particulars {
    /// The later ones know more, and replace those of before.
    #[cfg(feature = "stellar")]
    pub(crate) const fn and(self, _before: Self) -> Self {
        self
    }
}

impl Report {
    /// The last ledger in which the authorization counts, for a payment on Stellar (T-36). No time follows from it.
    pub const fn last_ledger(&self) -> Option<u32> {
        match self.particulars() {
            Some(crate::Particulars::Stellar(particulars)) => particulars.last_ledger,
            _ => None,
        }
    }
}
