//! Schemas of values that several objects have.

use x402_types::schema::{
    decimal_up_to,
    schemars::{Schema, json_schema},
    value,
};

pub(crate) struct Number64;
value!(Number64, "Number64", |_| decimal_up_to(
    u64::MAX,
    "An integer from 0 to 2^64-1: decimal digits without a leading zero.",
    "7"
));

pub(crate) fn present_and_true() -> Schema {
    json_schema!({
        "description": "Either present and true, or absent.",
        "type": "boolean",
        "const": true
    })
}
