//! The payload of chains whose payment is a transaction in base64, in the single field `transaction`.

use alloc::vec::Vec;

use x402_types::{DecodeError, JsonRef, RawJson, read::Reader};

use crate::{
    json::object,
    read::{By, fill_payload},
};

/// The value of `payload` on the wire.
pub(crate) fn to_json(transaction: &[u8]) -> RawJson {
    object([("transaction", RawJson::base64(transaction))])
}

/// Reads the value of `payload`. Unknown fields are ignored.
///
/// # Errors
/// `transaction` is missing or not base64 (C-1), or a field of a different mechanism is present and not null (B-4,
/// C-7).
pub(crate) fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Vec<u8>, DecodeError> {
    let mut transaction = Vec::new();
    let mut field = By(&mut transaction, |value, reader| reader.base64(value));
    fill_payload(value, reader, 0, &["transaction"], &mut [&mut field])?;
    Ok(transaction)
}
