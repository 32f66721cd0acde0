//! The copies of a `PaymentRequired`: as a value, and as text in the content of a result (M-3).

use x402_types::{DecodeError, DecodeOptions, Decoded, ErrorKind, Flag, Flags, JsonRef, PaymentRequired, RawJson};

use crate::carriers::{CarrierError, decode};

/// The fields by which clients recognise a `PaymentRequired`.
const MEMBERS: [&str; 2] = ["x402Version", "accepts"];

/// A `PaymentRequired` as text in the content of a result.
pub(super) struct TextCopy {
    pub(super) value: RawJson,
    pub(super) payment_required: Decoded<PaymentRequired>,
    pub(super) flags: Flags,
}

/// Reads an item of the content. Any text that is not a `PaymentRequired` is ignored.
///
/// # Errors
/// [`CarrierError::McpEnvelope`] if clients may read a `PaymentRequired` from the text that cannot be decoded here.
pub(super) fn read_text(item: JsonRef<'_>, options: &DecodeOptions) -> Result<Option<TextCopy>, CarrierError> {
    let text = |name: &str| item.get(name).and_then(|member| member.string().ok());
    let (Some("text"), Some(text)) = (text("type").as_deref(), text("text")) else { return Ok(None) };
    let value = match RawJson::parse_within(&text, &options.limits) {
        Ok(value) => value,
        Err(error) if is_read_by_others(&error, &text) && MEMBERS.iter().all(|name| has_string(&text, name)) => {
            return Err(CarrierError::McpEnvelope);
        }
        Err(_) => return Ok(None),
    };
    if let Some(payment_required) = read_payment_required(value.as_json(), options)? {
        return Ok(Some(TextCopy { value, payment_required, flags: Flags::NONE }));
    }
    // The V1 specification wraps the `PaymentRequired` in an error.
    let Some(data) = value.as_json().get("x402/error").and_then(|error| error.get("data")) else { return Ok(None) };
    let payment_required = read_payment_required(data, options)?;
    let flags = Flags::NONE.with(Flag::V1ErrorText);
    Ok(payment_required.map(|payment_required| TextCopy { value: data.into(), payment_required, flags }))
}

/// Reads a value, which is a `PaymentRequired` if it decodes as one (M-4).
///
/// # Errors
/// [`CarrierError::McpEnvelope`] for a value that clients take for a `PaymentRequired`, because of its fields, and that
/// does not decode.
pub(super) fn read_payment_required(
    value: JsonRef<'_>,
    options: &DecodeOptions,
) -> Result<Option<Decoded<PaymentRequired>>, CarrierError> {
    let [version, offers] = MEMBERS.map(|name| value.get(name));
    if version.is_none() {
        return Ok(None);
    }
    match decode(value, options) {
        Ok(payment_required) => Ok(Some(payment_required)),
        Err(_) if offers.is_some_and(|offers| offers.elements().is_ok()) => Err(CarrierError::McpEnvelope),
        Err(_) => Ok(None),
    }
}

/// The words that Python's JSON reader accepts as numbers, also after a minus sign.
const NO_NUMBERS: [&str; 2] = ["NaN", "Infinity"];

/// Returns `true` if other readers may accept the text, because it breaks only a rule that they do not have.
fn is_read_by_others(error: &DecodeError, text: &str) -> bool {
    let rest = error.offset().and_then(|offset| text.get(offset..)).unwrap_or_default();
    let has_other_rules =
        matches!(error.kind(), ErrorKind::DuplicateMember | ErrorKind::LoneSurrogate | ErrorKind::Limit { .. });
    has_other_rules || (error.kind() == ErrorKind::Syntax && NO_NUMBERS.iter().any(|word| rest.starts_with(word)))
}

/// Returns `true` if a text that could not be read contains this string, in any encoding and at any position.
fn has_string(text: &str, wanted: &str) -> bool {
    let mut rest = text;
    while let Some((_, string)) = rest.split_once('"') {
        let mut is_escaped = false;
        let end = string.bytes().position(|byte| {
            let is_end = byte == b'"' && !is_escaped;
            is_escaped = byte == b'\\' && !is_escaped;
            is_end
        });
        let Some((string, after)) = end.and_then(|end| string.split_at_checked(end)) else { return false };
        if string == wanted || (string.contains('\\') && decodes_to(string, wanted)) {
            return true;
        }
        rest = after.strip_prefix('"').unwrap_or_default();
    }
    false
}

/// Returns `true` if the content of a string with escapes is this text.
fn decodes_to(content: &str, wanted: &str) -> bool {
    let quoted = RawJson::parse(&["\"", content, "\""].concat());
    quoted.is_ok_and(|string| string.as_json().string().is_ok_and(|text| text == wanted))
}
