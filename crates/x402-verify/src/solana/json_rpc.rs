//! The calls to a Solana node as JSON-RPC.

use x402_types::{JsonRef, Members, RawJson};

use super::Rpc;
use crate::json_rpc::{Held, object, text};

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
            Self::AccountInfo { address } => {
                ("getAccountInfo", RawJson::array([text(address), answered_as([]).into()]))
            }
            Self::MultipleAccounts { addresses } => {
                let addresses = RawJson::array(addresses.iter().map(text));
                ("getMultipleAccounts", RawJson::array([addresses, answered_as([]).into()]))
            }
            Self::BlockhashValid { blockhash } => {
                let options = object([("commitment", text(Self::COMMITMENT))]);
                ("isBlockhashValid", RawJson::array([text(blockhash), options]))
            }
            Self::SimulateTransaction { transaction, inner_instructions, replace_blockhash } => {
                let options = answered_as([
                    ("innerInstructions", (*inner_instructions).into()),
                    ("maxSupportedTransactionVersion", Self::MAX_SUPPORTED_TRANSACTION_VERSION.into()),
                    ("replaceRecentBlockhash", (*replace_blockhash).into()),
                    ("sigVerify", false.into()),
                ]);
                ("simulateTransaction", RawJson::array([RawJson::base64(transaction), options.into()]))
            }
        }
    }
}

/// The parameters for the format of a Solana node's answer, followed by further ones.
fn answered_as<const N: usize>(more: [(&'static str, RawJson); N]) -> Members {
    let always = [("commitment", text(Rpc::COMMITMENT)), ("encoding", text("base64"))];
    always.into_iter().chain(more).collect()
}
