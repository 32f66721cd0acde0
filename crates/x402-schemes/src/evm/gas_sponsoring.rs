//! The extensions with which a facilitator pays the gas for the payer's approval of Permit2.
//!
//! A server declares one of them with an `info` that contains a description and a version. In the payment's copy, the
//! payer adds the data that the facilitator must submit to the chain. A payer who has already approved Permit2 adds
//! nothing.

pub mod eip2612;
pub mod erc20_approval;
#[cfg(feature = "schemars")]
mod schema;

use alloc::{borrow::ToOwned, string::String};

use x402_types::{DecodeError, ErrorKind, JsonRef, read::Reader};

/// Returns the `info` of an extension, if the payer added one of these fields. A payer who only repeats the server's
/// declaration has signed nothing.
fn answer<'a>(extension: JsonRef<'a>, members: &[&str]) -> Option<JsonRef<'a>> {
    let info = extension.get("info")?;
    members.iter().any(|name| info.non_null(name).is_some()).then_some(info)
}

/// Reads the `version` of an `info`: numbers separated by dots.
fn read_version(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<String, DecodeError> {
    let text = reader.value_text(value)?;
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if text.split('.').all(is_number) { Ok((*text).to_owned()) } else { Err(value.error(ErrorKind::NotVersion)) }
}
