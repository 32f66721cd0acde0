//! The calls to a node of the XRP Ledger as JSON-RPC.

use alloc::string::String;
use core::fmt::Write;

use x402_types::{JsonRef, RawJson};

use super::Rpc;
use crate::json_rpc::{Held, object, text};

#[allow(clippy::unused_self, reason = "every chain is asked alike")]
impl Rpc {
    /// Questions read the field `result`, which also contains the node's errors.
    pub(crate) const fn held<'a>(&self, result: JsonRef<'a>) -> Option<Held<'a>> {
        Some(Held::Json(result))
    }

    /// A call that fails is a result here, not an error.
    pub(crate) const fn is_revert(&self, _error: JsonRef<'_>) -> bool {
        false
    }

    pub(crate) fn request(&self) -> (&'static str, RawJson) {
        let validated = || ("ledger_index", RawJson::string("validated"));
        let (method, parameters) = match self {
            Self::Ledger => ("ledger", object([validated()])),
            Self::AccountInfo { account } => ("account_info", object([("account", text(account)), validated()])),
            Self::Ticket { account, ticket } => {
                let asked = object([("account", text(account)), ("ticket_seq", u64::from(*ticket).into())]);
                ("ledger_entry", object([("ticket", asked), validated()]))
            }
            Self::Simulate { unsigned } => ("simulate", object([("tx_blob", upper_hex(unsigned))])),
            Self::Transaction { hash } => ("tx", object([("transaction", upper_hex(hash))])),
        };
        (method, RawJson::array([parameters]))
    }
}

/// Hexadecimal digits as the ledger's software writes them.
fn upper_hex(bytes: &[u8]) -> RawJson {
    let mut digits = String::with_capacity(bytes.len().saturating_mul(2));
    for byte in bytes {
        // Nothing that is written to a string fails.
        let _ = write!(digits, "{byte:02X}");
    }
    RawJson::string(&digits)
}
