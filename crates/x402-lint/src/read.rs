//! Reads a `PaymentRequired` as JSON, from text, from bytes or from a header.

use alloc::format;

use x402_types::{DecodeError, DecodeOptions, ErrorKind, Flag, JsonRef, RawJson, Version, read::header_text};

use crate::{Finding, Lint, Rule, shape::error_pointer};

/// The length in bytes above which some servers and proxies drop a header.
pub(crate) const LONGEST_HEADER: usize = 8_192;

pub(crate) fn read_header(value: &[u8], lint: &mut Lint) -> Result<RawJson, Option<DecodeError>> {
    if value.len() > LONGEST_HEADER {
        lint.find(Rule::HEADER_SIZE, "", &format!("the header has {} bytes", value.len()));
    }
    let payment_required = read_text(&header_text(value, &DecodeOptions::STRICT)?, lint)?;
    if version_of(payment_required.as_json()) == Some(Version::V1) {
        lint.flag(Flag::LegacyHeader, "");
    }
    Ok(payment_required)
}

pub(crate) fn read_bytes(bytes: &[u8], lint: &mut Lint) -> Result<RawJson, Option<DecodeError>> {
    read_text(str::from_utf8(bytes).map_err(DecodeError::from)?, lint)
}

/// Reads JSON text. A byte order mark before it is an error (C-2), and the text after the mark is linted, too.
pub(crate) fn read_text(text: &str, lint: &mut Lint) -> Result<RawJson, Option<DecodeError>> {
    let behind = text.strip_prefix('\u{feff}');
    if behind.is_some() {
        let finding = unreadable(&ErrorKind::ByteOrderMark.into(), lint);
        finding.remedy = Some("save it as UTF-8 without a byte order mark");
    }
    Ok(RawJson::parse(behind.unwrap_or(text))?)
}

/// Reports why the `PaymentRequired`, or a field of it, cannot be read.
pub(crate) fn unreadable<'a>(error: &DecodeError, lint: &'a mut Lint) -> &'a mut Finding {
    lint.find(Rule::UNREADABLE, error_pointer("", error), &format!("{}", error.kind()))
}

/// The `x402Version` of a `PaymentRequired`, if it is 1 or 2.
pub(crate) fn version_of(payment_required: JsonRef<'_>) -> Option<Version> {
    payment_required.get("x402Version")?.integer().ok()?.try_into().ok()
}
