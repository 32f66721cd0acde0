//! The calls to a node of Stellar as JSON-RPC.

#![cfg(feature = "serde")]

use x402_types::RawJson;

use super::Rpc;
use crate::json::rpc::object;

impl Rpc {
    pub(crate) fn request(&self) -> (&'static str, RawJson) {
        match self {
            Self::LatestLedger => ("getLatestLedger", object([])),
            Self::LedgerEntries { keys } => {
                let keys = RawJson::array(keys.iter().map(|key| RawJson::base64(key)));
                ("getLedgerEntries", object([("keys", keys)]))
            }
            Self::SimulateTransaction { transaction } => {
                ("simulateTransaction", object([("transaction", RawJson::base64(transaction))]))
            }
        }
    }
}
