//! Numbers of a type with too few bits: the upper ones are dropped.

use x402_types::Uint256;

use super::{Form, Repair};
use crate::json::Json;

macro_rules! drops {
    ($name:literal, $bits:literal) => {
        ($name, |value| more(value, $bits), |value| kept(value, $bits))
    };
}

const ALL: [Repair; 6] = [
    drops!("keeps-31-bits", 31),
    drops!("keeps-32-bits", 32),
    drops!("keeps-53-bits", 53),
    drops!("keeps-63-bits", 63),
    drops!("keeps-64-bits", 64),
    drops!("keeps-128-bits", 128),
];

/// Those of a number of this form. A number of JSON has 64 bits itself.
pub(super) const fn repairs(form: Form) -> &'static [Repair] {
    match form {
        Form::Decimal => &ALL,
        Form::Number => ALL.split_at(4).0,
        Form::Hex | Form::Network | Form::Scheme => &[],
    }
}

fn read(value: &Json) -> Option<([u8; 32], bool)> {
    let (digits, is_text) = match value.as_plain() {
        Some(plain) => (plain.to_owned(), false),
        None => (value.as_text()?, true),
    };
    let is_decimal = digits.bytes().all(|byte| byte.is_ascii_digit());
    is_decimal.then(|| digits.parse::<Uint256>().ok()).flatten().map(|number| (number.to_be_bytes(), is_text))
}

fn written(bytes: [u8; 32], is_text: bool) -> Json {
    let number = Uint256::from_be_bytes(bytes).to_string();
    if is_text { Json::text(&number) } else { Json::number(number) }
}

/// A number that is more by this power of 2, if that is more than it is.
fn more(value: &Json, bits: usize) -> Option<Json> {
    let (mut bytes, is_text) = read(value)?;
    let is_less =
        bytes[..32 - bits.div_ceil(8)].iter().all(|byte| *byte == 0) && bytes[31 - bits / 8] >> (bits % 8) == 0;
    is_less.then(|| {
        bytes[31 - bits / 8] |= 1 << (bits % 8);
        written(bytes, is_text)
    })
}

/// The lower bits of a number that has more.
fn kept(value: &Json, bits: usize) -> Option<Json> {
    let (mut bytes, is_text) = read(value)?;
    let whole = bytes;
    bytes[..31 - bits / 8].fill(0);
    bytes[31 - bits / 8] &= (1 << (bits % 8)) - 1;
    (bytes != whole).then(|| written(bytes, is_text))
}
