//! The facts about Stellar that the caller supplies.

use alloc::{string::String, vec::Vec};
use core::num::NonZeroU32;

use x402_schemes::stellar::{AccountSigners, Address};
use x402_types::{Amount, Network};

/// The effects of a simulated settlement (T-31).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Simulation {
    /// All `transfer` events, of any contract, in order.
    pub transfers: Vec<SimulatedTransfer>,
    /// All other events of contracts, in order.
    pub other_events: Vec<OtherEvent>,
    /// The resource fee, in stroops. `None` if it is unknown.
    pub min_resource_fee: Option<u64>,
}

impl Simulation {
    /// Returns a simulation with these transfers, without other events, and with an unknown fee.
    #[must_use]
    pub fn new(transfers: impl Into<Vec<SimulatedTransfer>>) -> Self {
        Self { transfers: transfers.into(), other_events: Vec::new(), min_resource_fee: None }
    }
}

/// A transfer in a simulation. The fields are those of the event. The struct gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SimulatedTransfer {
    /// The contract that emitted the event.
    pub asset: Address,
    /// The account or contract that paid.
    pub from: Address,
    /// The account or contract that was paid. For a muxed account, the account inside it (T-4).
    pub to: Address,
    /// The amount, in atomic units.
    pub amount: Amount,
}

/// An event of a contract other than `transfer`. The struct gets no further fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherEvent {
    /// The contract that emitted the event.
    pub contract: Address,
    /// The first topic, such as `mint` or `approve`. Empty if it is not a symbol.
    pub name: String,
}

/// A fact about Stellar. [`Facts::with`](crate::Facts::with) adds it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fact {
    /// The latest closed ledger, which is the clock of its network (T-22).
    Ledger {
        /// The network.
        network: Network,
        /// The number of the ledger.
        sequence: u32,
        /// The seconds from one ledger to the next. `None` for the 5 seconds that the specification assumes.
        seconds_per_ledger: Option<NonZeroU32>,
    },
    /// The signers of an account (T-30).
    Account {
        /// The account, `G…`.
        account: Address,
        /// The keys and the threshold. `None` if the account does not exist.
        signers: Option<AccountSigners>,
    },
    /// The result of a simulation of the settlement (T-31).
    Simulation {
        /// The digest of the payer's entry (T-27).
        digest: [u8; 32],
        /// The effects. `None` if the settlement fails.
        effects: Option<Simulation>,
    },
}
