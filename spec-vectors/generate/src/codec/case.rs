//! An object in a source, and the answers of both profiles.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use x402_vectors::vector::Class;

use crate::{
    base,
    draft::{Draft, err, expect_decode, raw},
};

pub(super) const BY_RULING: &str = "a refusal by ruling: the witness takes it";

pub(super) const NO_LIMITS: &str = "a limit of ours: the witness has none";

/// How a document is transported.
pub(super) enum Source<'a> {
    /// In base64 in the V2 header.
    Encoded(&'a str),
    /// As the V2 header's value.
    Value(&'a str),
    /// In a header of this name.
    Named(&'a str, &'a str),
    /// With all headers of the request.
    Headers(&'a [(&'a str, &'a str)]),
    /// As bytes in base64 in the V2 header.
    Bytes(&'a [u8]),
}

impl Source<'_> {
    pub(super) fn input(&self) -> Value {
        let header = |name: &str, value: &str| json!({"header": {"name": name, "value": value}});
        match self {
            Self::Encoded(text) => header("PAYMENT-SIGNATURE", &STANDARD.encode(text)),
            Self::Bytes(bytes) => header("PAYMENT-SIGNATURE", &STANDARD.encode(bytes)),
            Self::Value(value) => header("PAYMENT-SIGNATURE", value),
            Self::Named(name, value) => header(name, value),
            Self::Headers(headers) => json!({"headers": headers}),
        }
    }
}

pub(super) fn ok(canonical: &str, flags: &[&str]) -> Value {
    json!({"version": 2, "canonical": canonical, "flags": flags})
}

pub(super) fn draft(
    number: &str,
    title: &str,
    source: &Source<'_>,
    class: Class,
    strict: &Value,
    lenient: &Value,
) -> Draft {
    Draft::new(format!("codec-{number}"), "decode", title, raw(&source.input()), expect_decode(class, strict, lenient))
}

/// Accepted by both profiles, with equal answers.
pub(super) fn taken(number: &str, title: &str, source: &Source<'_>, canonical: &str, flags: &[&str]) -> Draft {
    let answer = ok(canonical, flags);
    let class = if flags.is_empty() { Class::Valid } else { Class::Acceptable };
    draft(number, title, source, class, &answer, &answer).flags(flags)
}

/// Refused by both profiles.
pub(super) fn refused(number: &str, title: &str, source: &Source<'_>, stage: &str, kind: &str, field: &str) -> Draft {
    let answer = err(stage, kind, field);
    draft(number, title, source, Class::Invalid, &answer, &answer)
}

/// Refused by Strict, and accepted by Lenient with a flag.
pub(super) fn tolerated(
    number: &str,
    title: &str,
    source: &Source<'_>,
    strict: &Value,
    canonical: &str,
    flag: &str,
) -> Draft {
    draft(number, title, source, Class::Acceptable, strict, &ok(canonical, &[flag])).flags(&[flag])
}

/// The text of BASE with one piece replaced.
pub(super) fn edited(from: &str, to: &str) -> String {
    assert_eq!(base::TEXT.matches(from).count(), 1, "{from}");
    base::TEXT.replace(from, to)
}
