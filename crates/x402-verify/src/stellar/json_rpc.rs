//! The calls to a Stellar node as JSON-RPC.

use x402_types::{JsonRef, RawJson};

use super::Rpc;
use crate::json_rpc::{Held, object};

#[allow(clippy::unused_self, reason = "every chain is asked alike")]
impl Rpc {
    /// Questions read the field `result`.
    pub(crate) const fn held<'a>(&self, result: JsonRef<'a>) -> Option<Held<'a>> {
        Some(Held::Json(result))
    }

    /// A call that fails is a result here, not an error.
    pub(crate) const fn is_revert(&self, _error: JsonRef<'_>) -> bool {
        false
    }

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
