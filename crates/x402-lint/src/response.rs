//! Rules for a whole HTTP response: the header that carries the `PaymentRequired`, the other headers, and the body.

mod body;

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use x402_types::{DecodeError, ErrorKind, HeaderName, RawJson, Version};

use crate::{
    Lint, Rule,
    read::{read_bytes, read_header, version_of},
};

/// The headers of a response, each with its name.
type Headers<'a> = &'a [(&'a str, &'a [u8])];

/// Reads the `PaymentRequired` of a response, and lints the rest of the response. Returns `Err(None)` if there is none,
/// which a finding then reports.
pub(crate) fn read_response(
    status: Option<u16>,
    headers: Headers<'_>,
    body: &[u8],
    lint: &mut Lint,
) -> Result<RawJson, Option<DecodeError>> {
    if let Some(status) = status.filter(|status| ![402, 412].contains(status)) {
        lint.find(Rule::STATUS, "", &format!("the status of the response is {status}, not 402"));
    }
    lint_cache_control(headers, lint);
    let mut carriers =
        headers.iter().filter(|(name, _)| HeaderName::from_name(name) == Some(HeaderName::PaymentRequired));
    match (carriers.next(), carriers.next()) {
        (Some(_), Some(_)) => Err(Some(ErrorKind::SeveralHeaders.into())),
        (Some((_, value)), None) => {
            lint_exposed(headers, lint);
            let payment_required = read_header(value, lint)?;
            if let Ok(body) = read_bytes(body, &mut Lint::default()) {
                body::lint_body(payment_required.as_json(), body.as_json(), lint);
            }
            Ok(payment_required)
        }
        (None, _) => read_without_header(headers, body, lint),
    }
}

/// Reads the `PaymentRequired` of a response without the header: from a header with a near name, or from the body,
/// which carries one of version 1.
fn read_without_header(headers: Headers<'_>, body: &[u8], lint: &mut Lint) -> Result<RawJson, Option<DecodeError>> {
    let near = headers.iter().find(|(name, _)| is_near(name));
    let mut of_body = Lint::default();
    let payment_required = read_bytes(body, &mut of_body).ok();
    let version = payment_required.as_ref().and_then(|payment_required| version_of(payment_required.as_json()));
    match near {
        Some((name, _)) if version == Some(Version::V1) => {
            lint.find(Rule::NEAR_NAME, "", &format!("the response has the header {name} instead of PAYMENT-REQUIRED"));
        }
        Some((name, value)) => {
            let what = format!("{}: the response has {name} instead", Rule::NO_DEMAND.sentence());
            lint.find(Rule::NO_DEMAND, "", &what);
            lint_exposed(headers, lint);
            return read_header(value, lint);
        }
        None if version != Some(Version::V1) => {
            lint.found(Rule::NO_DEMAND, "");
        }
        None => {}
    }
    // A `PaymentRequired` in the body is linted even though the header is missing. There is no finding about any other
    // body.
    if version.is_none() {
        return Err(None);
    }
    lint.findings.append(&mut of_body.findings);
    lint_content_type(headers, lint);
    payment_required.ok_or(None)
}

/// Returns `true` if people take the name for that of the header: `X-Payment-Required`, `Payment-Require`,
/// `payment_required`.
fn is_near(name: &str) -> bool {
    let letters: String =
        name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect();
    let letters = letters.strip_prefix('x').unwrap_or(&letters);
    letters.strip_prefix("402").unwrap_or(letters).starts_with("paymentrequi")
}

/// The parts between the commas of all headers with this name, trimmed of white space.
fn listed<'a>(headers: Headers<'a>, name: &'static str) -> impl Iterator<Item = &'a [u8]> {
    let values = headers.iter().filter(move |(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| *value);
    values.flat_map(|value| value.split(|byte| *byte == b',')).map(<[u8]>::trim_ascii)
}

fn has(headers: Headers<'_>, name: &'static str, part: &str) -> bool {
    listed(headers, name).any(|found| found.eq_ignore_ascii_case(part.as_bytes()))
}

fn lint_cache_control(headers: Headers<'_>, lint: &mut Lint) {
    if !has(headers, "cache-control", "no-store") {
        lint.found(Rule::CACHE_CONTROL, "");
    }
}

/// A browser gives a page of a different origin only the headers that the response exposes. The star means all headers
/// only without credentials.
fn lint_exposed(headers: Headers<'_>, lint: &mut Lint) {
    const EXPOSED: &str = "access-control-expose-headers";
    if listed(headers, "access-control-allow-origin").all(<[u8]>::is_empty) {
        return;
    }
    let has_credentials = listed(headers, "access-control-allow-credentials").any(|value| value == b"true");
    if has(headers, EXPOSED, "*") && !has_credentials {
        return;
    }
    let hidden = [HeaderName::PaymentRequired, HeaderName::PaymentResponse].map(HeaderName::as_str);
    let hidden: Vec<_> = hidden.into_iter().filter(|name| !has(headers, EXPOSED, name)).collect();
    if !hidden.is_empty() {
        let what = format!(
            "the response has Access-Control-Allow-Origin, and its Access-Control-Expose-Headers lacks {}: a page of a different \
             origin cannot read that",
            hidden.join(" and ")
        );
        lint.find(Rule::EXPOSE_HEADERS, "", &what);
    }
}

/// Checks the type of a body that carries the `PaymentRequired`.
fn lint_content_type(headers: Headers<'_>, lint: &mut Lint) {
    let Some((_, value)) = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type")) else { return };
    let essence = value.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
    let essence = String::from_utf8_lossy(essence).to_string().to_ascii_lowercase();
    if essence != "application/json" && !essence.ends_with("+json") {
        lint.find(
            Rule::CONTENT_TYPE,
            "",
            &format!("the body has payment requirements, but its type is {essence}, not application/json"),
        );
    }
}
