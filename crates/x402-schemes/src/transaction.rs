//! The payload of the chains whose payment is a transaction in base64, as the one member `transaction`.

use alloc::vec::Vec;

use x402_types::{
    DecodeError, ErrorKind, JsonRef, RawJson,
    read::{Reader, ResultExt, required},
};

use crate::{json::object, mechanism::is_of_other};

/// The value of `payload`, as it is written.
pub(crate) fn to_json(transaction: &[u8]) -> RawJson {
    object([("transaction", RawJson::base64(transaction))])
}

/// Reads the value of `payload`. Unknown members are ignored.
///
/// # Errors
/// `transaction` is missing or not base64 (C-1), or there is a member of another mechanism that is not null (B-4, C-7).
pub(crate) fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Vec<u8>, DecodeError> {
    let mut transaction = None;
    let mut other_method = None;
    for (name, member) in value.members()? {
        match &*name {
            "transaction" => transaction = Some(reader.base64(member).in_member("transaction")?),
            name if is_of_other(name, &["transaction"]) => {
                other_method = reader.given(member).or(other_method);
            }
            _ => {}
        }
    }
    if let Some(member) = other_method {
        return Err(member.error(ErrorKind::AmbiguousPayload));
    }
    required(transaction, "transaction", value)
}
