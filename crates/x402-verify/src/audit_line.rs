//! Writes a log for `x402 audit`.

use alloc::{format, string::String, vec::Vec};

use x402_types::{RawJson, Wire};

use crate::Offers;

/// Returns one line of a log of payments, without the line break: the payment as received, in the header of this name,
/// with the offers that it had to answer and the time in Unix seconds. `x402 audit` verifies each line at its recorded
/// time (`docs/how-to/audit.md`). `meta` is free for the caller's data, such as a request id.
///
/// ```
/// use x402_types::{DecodeOptions, RawJson, Wire, v2::PaymentPayload};
/// use x402_verify::audit_line;
///
/// let line = std::fs::read_to_string("../../docs/examples/payment.txt")?;
/// let header = line.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").ok_or("another header")?;
/// let offers = [PaymentPayload::decode_header(header, &DecodeOptions::STRICT)?.value.accepted];
/// let meta = RawJson::parse(r#"{"request": 7}"#)?;
/// let logged = audit_line(("PAYMENT-SIGNATURE", header), &offers, 1_740_672_100, Some(&meta));
/// assert!(logged.starts_with(r#"{"payment":{"header":{"name":"PAYMENT-SIGNATURE","value":"ey"#));
/// assert!(logged.ends_with(r#"}],"now":1740672100,"meta":{"request": 7}}"#));
/// // A header of any content becomes one line.
/// assert!(!audit_line(("X-PAYMENT", "a\n\"}"), &offers, 0, None).contains('\n'));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn audit_line<'a>(
    (name, value): (&str, &str),
    offers: impl Into<Offers<'a>>,
    now: u64,
    meta: Option<&RawJson>,
) -> String {
    let offers: Vec<String> = match offers.into().plain().0 {
        Offers::V1(offers) => offers.iter().map(Wire::to_json).collect(),
        Offers::V2(offers) => offers.iter().map(Wire::to_json).collect(),
        Offers::Prepared(_) => Vec::new(),
    };
    let (name, value) = (RawJson::string(name), RawJson::string(value));
    let (name, value, offers) = (name.as_str(), value.as_str(), offers.join(","));
    let meta = meta.map(|meta| format!(r#","meta":{}"#, meta.as_str())).unwrap_or_default();
    let line = format!(
        r#"{{"payment":{{"header":{{"name":{name},"value":{value}}}}},"offers":[{offers}],"now":{now}{meta}}}"#
    );
    // In JSON, a line break outside of strings can be replaced with a space.
    line.replace(['\n', '\r'], " ")
}
