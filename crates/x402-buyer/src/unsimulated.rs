//! A signed payment on Stellar that no node has simulated.

use x402_schemes::stellar;
use x402_types::Network;
use x402_verify::{Question, stellar::questions};

/// A signed payment without a simulation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unsimulated {
    pub(crate) draft: stellar::Draft,
    pub(crate) signature: [u8; 64],
    pub(crate) network: Network,
    /// The latest closed ledger when the payment was drafted.
    pub(crate) ledger: u32,
}

impl Unsimulated {
    /// The question to a node.
    pub(crate) fn question(&self) -> Question {
        let transaction = self.draft.with_signature(&self.signature).transaction;
        let (digest, since_ledger) = (self.draft.digest(), Some(self.ledger));
        questions::Simulation { transaction, digest, since_ledger }.into()
    }
}
