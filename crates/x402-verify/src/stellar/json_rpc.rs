//! The calls to a Stellar node as JSON-RPC.

use alloc::string::String;

use x402_types::{JsonRef, RawJson, object::ObjectWriter};

use super::Rpc;
use crate::json_rpc::Held;

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

    pub(crate) const fn method(&self) -> &'static str {
        match self {
            Self::LatestLedger => "getLatestLedger",
            Self::LedgerEntries { .. } => "getLedgerEntries",
            Self::SimulateTransaction { .. } => "simulateTransaction",
        }
    }

    /// The parameters have names.
    pub(crate) fn write_params(&self, out: &mut String) {
        let mut params = ObjectWriter::new(out);
        match self {
            Self::LatestLedger => {}
            Self::LedgerEntries { keys } => {
                params.array("keys", keys, |key, out| out.push_str(RawJson::base64(key).as_str()));
            }
            Self::SimulateTransaction { transaction } => params.raw("transaction", &RawJson::base64(transaction)),
        }
        params.close();
    }
}
