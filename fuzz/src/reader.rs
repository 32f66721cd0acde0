//! The JSON reader against `serde_json`: what ours accepts, `serde_json` accepts with an equal value at the same places. And
//! the reader of headers against the crate `base64`.

use x402_laws::serde_tree::{Agreement, compare_everywhere, compare_header};
use x402_types::{DecodeOptions, ErrorKind, Limits, RawJson, Wire, v2::PaymentPayload};

/// Reads the bytes as JSON text, both ways.
pub fn check(data: &[u8]) {
    compare_header(data);
    let Ok(text) = std::str::from_utf8(data) else { return };
    let finding = compare_everywhere(text, &Limits::DEFAULT);
    let from_serde = serde_json::from_str::<RawJson>(text);
    let Ok(raw) = RawJson::parse(text) else { return assert!(from_serde.is_err()) };
    assert!(raw.as_json().same_value(&raw.as_json()) && raw.as_json().contains(&raw.as_json()));
    // As a value of its own `serde_json` cuts it out by the same grammar, but for the depth.
    assert!(from_serde.map_or(finding == Agreement::Deep, |from_serde| from_serde == raw));
    as_member(&raw);
}

/// The same text as a member that a payment does not know: kept with the nodes of the whole document.
fn as_member(raw: &RawJson) {
    const REST: &str = r#","x402Version":2,"payload":{},"accepted":{"scheme":"exact","network":"eip155:1","amount":"1","asset":"","payTo":"","maxTimeoutSeconds":1}}"#;
    let text = format!(r#"{{"first": [[],{{}}], "it": {} {REST}"#, raw.as_str());
    match PaymentPayload::decode(text, &DecodeOptions::STRICT) {
        Ok(payment) => assert_eq!(payment.value.other.get("it"), Some(raw)),
        Err(error) => assert!(matches!(error.kind(), ErrorKind::Limit { .. }), "as a member refused: {error}"),
    }
}
