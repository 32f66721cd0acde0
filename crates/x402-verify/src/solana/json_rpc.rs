//! The calls to a Solana node as JSON-RPC.

use alloc::string::String;

use x402_types::{
    JsonRef, RawJson,
    object::{ArrayWriter, ObjectWriter},
};

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
            Self::AccountInfo { .. } => "getAccountInfo",
            Self::MultipleAccounts { .. } => "getMultipleAccounts",
            Self::BlockhashValid { .. } => "isBlockhashValid",
            Self::SimulateTransaction { .. } => "simulateTransaction",
        }
    }

    pub(crate) fn write_params(&self, out: &mut String) {
        let mut params = ArrayWriter::new(out);
        match self {
            Self::AccountInfo { address } => params.text(address),
            Self::MultipleAccounts { addresses } => params.element(|out| {
                let mut accounts = ArrayWriter::new(out);
                addresses.iter().for_each(|address| accounts.text(address));
                accounts.close();
            }),
            Self::BlockhashValid { blockhash } => params.text(blockhash),
            Self::SimulateTransaction { transaction, .. } => params.raw(&RawJson::base64(transaction)),
        }
        params.element(|out| self.write_options(out));
        params.close();
    }

    /// Writes the format of the answer, and the other options of a simulation.
    fn write_options(&self, out: &mut String) {
        let mut options = ObjectWriter::new(out);
        options.string("commitment", Self::COMMITMENT);
        if !matches!(self, Self::BlockhashValid { .. }) {
            options.string("encoding", "base64");
        }
        if let Self::SimulateTransaction { inner_instructions, replace_blockhash, .. } = self {
            options.boolean("innerInstructions", *inner_instructions);
            options.integer("maxSupportedTransactionVersion", Self::MAX_SUPPORTED_TRANSACTION_VERSION);
            options.boolean("replaceRecentBlockhash", *replace_blockhash);
            options.boolean("sigVerify", false);
        }
        options.close();
    }
}
