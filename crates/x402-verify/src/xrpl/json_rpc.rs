//! The calls to a node of the XRP Ledger as JSON-RPC.

use alloc::string::String;

use x402_schemes::xrpl::upper_hex;
use x402_types::{
    JsonRef,
    object::{ArrayWriter, ObjectWriter},
};

use super::Rpc;
use crate::json_rpc::Held;

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

    pub(crate) const fn method(&self) -> &'static str {
        match self {
            Self::Ledger => "ledger",
            Self::AccountInfo { .. } => "account_info",
            Self::Ticket { .. } => "ledger_entry",
            Self::Simulate { .. } => "simulate",
            Self::Transaction { .. } => "tx",
        }
    }

    pub(crate) fn write_params(&self, out: &mut String) {
        let mut params = ArrayWriter::new(out);
        params.element(|out| {
            let mut object = ObjectWriter::new(out);
            match self {
                Self::Ledger => {}
                Self::AccountInfo { account } => object.text("account", account),
                Self::Ticket { account, ticket } => object.object("ticket", |out| {
                    let mut asked = ObjectWriter::new(out);
                    asked.text("account", account);
                    asked.integer("ticket_seq", (*ticket).into());
                    asked.close();
                }),
                Self::Simulate { unsigned } => object.string("tx_blob", &upper_hex(unsigned)),
                Self::Transaction { hash } => object.string("transaction", &upper_hex(hash)),
            }
            if matches!(self, Self::Ledger | Self::AccountInfo { .. } | Self::Ticket { .. }) {
                object.string("ledger_index", "validated");
            }
            object.close();
        });
        params.close();
    }
}
