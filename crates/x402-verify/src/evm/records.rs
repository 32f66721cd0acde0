//! The server's records for payments on EVM chains.

use super::batch_settlement;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Records {
    pub(crate) batch_settlement: batch_settlement::Records,
}

impl Records {
    pub(crate) const fn new() -> Self {
        Self { batch_settlement: batch_settlement::Records::new() }
    }
}
