//! The values of nodes, as JSON.

use alloc::{format, string::ToString};

use x402_schemes::Hex;
use x402_types::{JsonRef, RawJson};

pub(super) fn quantity(number: u64) -> RawJson {
    RawJson::string(&format!("{number:#x}"))
}

pub(super) fn hash(bytes: &[u8; 32]) -> RawJson {
    RawJson::string(&Hex(bytes).to_string())
}

/// A number in the format of nodes.
pub(super) fn read_quantity(value: JsonRef<'_>) -> Option<u64> {
    let text = value.string().ok()?;
    let digits = text.strip_prefix("0x").filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
    u64::from_str_radix(digits, 16).ok()
}

pub(super) fn read_bytes<const N: usize>(value: JsonRef<'_>) -> Option<[u8; N]> {
    Hex::decode(&value.string().ok()?)?.try_into().ok()
}
