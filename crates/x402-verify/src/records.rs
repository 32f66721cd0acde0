//! The sums that the server itself has counted.

use crate::evm;

/// The sums that the server itself has counted and no chain knows, such as the sum that it has charged on a channel.
/// Records come from the server alone: a client's claims are not records, and neither are [`Facts`](crate::Facts).
///
/// A mechanism that counts nothing needs no records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Records {
    pub(crate) evm: evm::Records,
}

impl Records {
    /// Returns empty records.
    #[must_use]
    pub const fn new() -> Self {
        Self { evm: evm::Records::new() }
    }
}
