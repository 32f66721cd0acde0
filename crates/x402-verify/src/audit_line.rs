//! Writes a log that `x402 audit` judges.

use alloc::{format, string::String, vec::Vec};

use x402_types::{RawJson, Wire};

use crate::Offers;

/// One line of a log of payments, without the line break: a payment as it came, in the header of this name, the offers it had to
/// answer, and the time. `x402 audit` judges each line as it would have been judged then (`docs/how-to/audit.md`). `meta` is the log's own,
/// such as a request id.
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
/// // Whatever a header has, it is one line.
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
    // In JSON a line break stands between values alone, where a space means the same.
    line.replace(['\n', '\r'], " ")
}
