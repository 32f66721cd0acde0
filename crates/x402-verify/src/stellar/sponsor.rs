//! The parts of a report that only payments on Stellar have: the facilitator's cost, and the end of the authorization.

/// The parts of a report that only payments on Stellar have.
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
    /// The fee in the client's transaction, in stroops. The facilitator pays a different one (T-14).
    pub client_fee: u64,
    /// The resource fee of a simulation, in stroops. `None` if no fact contains it.
    pub min_resource_fee: Option<u64>,
}
