//! A settlement response where something else belongs.

use x402_extensions::offer_receipt;
use x402_operations::Source;
use x402_types::{DecodeOptions, RawJson, SettleOutcome, SettleResponse, Wire, read::header_text};

use crate::style::printable;

/// The JSON text of an object, of a header without its base64. `None` if it has none.
pub(crate) fn json_in(source: &Source) -> Option<RawJson> {
    let text = match source {
        Source::Text(text) => text.clone(),
        Source::Bytes(bytes) => String::from_utf8(bytes.clone()).ok()?,
        Source::Header(_, value) => header_text(value.as_bytes(), &DecodeOptions::LENIENT).ok()?,
        Source::Headers(_) => return None,
    };
    RawJson::parse(text.trim_start_matches('\u{feff}')).ok()
}

/// The sentence about a settlement response in the place of what a command expects: the outcome that it reports, its transaction, and the
/// command that reads it.
pub(crate) fn instead_of(expected: &str, source: &Source) -> String {
    let found = format!("expected {expected}, but this is a settlement response");
    let read = json_in(source).and_then(|json| SettleResponse::decode(json.as_str(), &DecodeOptions::LENIENT).ok());
    let Some(SettleResponse { outcome, transaction, network, extensions, .. }) = read.map(|decoded| decoded.value)
    else {
        return format!("{found}: it cannot be read. Run x402 decode to see why");
    };
    let network = network.map(|network| format!(" on {}", printable(&network.to_string()))).unwrap_or_default();
    let transaction = (!transaction.is_empty()).then(|| format!("transaction {}{network}", printable(&transaction)));
    let outcome = match (outcome, transaction) {
        (SettleOutcome::Success, Some(transaction)) => {
            format!("it reports that the payment succeeded with {transaction}")
        }
        (SettleOutcome::Success, None) => {
            format!("it reports that the payment succeeded{network}, without a transaction")
        }
        (SettleOutcome::Failure(_), Some(transaction)) => {
            format!("it reports that the payment did not succeed yet, and {transaction} may still succeed")
        }
        (SettleOutcome::Failure(Some(reason)), None) => {
            format!("it reports that the payment failed, with the reason code {}", printable(reason.as_str()))
        }
        (SettleOutcome::Failure(None), None) => "it reports that the payment failed, without a reason code".into(),
    };
    let has_receipt = extensions.is_some_and(|all| all.as_json().get(offer_receipt::KEY).is_some());
    let receipt = if has_receipt { ", or x402 verify-signed receipt to check the receipt in it" } else { "" };
    format!("{found}: {outcome}. Run x402 decode to read it{receipt}")
}
