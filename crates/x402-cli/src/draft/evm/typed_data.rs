//! Typed data (EIP-712) and its digest, as the command prints them.

use serde_json::{Value, json};
use x402_schemes::Hex;

use crate::{output::Failure, style::printable};

pub(super) fn to_json(typed_data: &str, digest: &[u8; 32]) -> Result<Value, Failure> {
    let typed_data: Value = serde_json::from_str(typed_data).map_err(|error| Failure::Io(error.into()))?;
    Ok(json!({"digest": Hex(digest).to_string(), "typedData": typed_data}))
}

pub(super) fn to_text(typed_data: &str, digest: &[u8; 32]) -> String {
    format!(
        "typed data, for eth_signTypedData_v4\n  {}\n\ndigest, for a key\n  {}\n\n",
        printable(typed_data),
        Hex(digest)
    )
}
