//! Amounts on the XRP Ledger.

use x402_types::{DecimalAmount, JsonRef, RawJson};

/// The asset that is counted in drops, which are integers.
const XRP: &str = "XRP";

/// Returns `true` if the offer is on one of the ledger's networks, on which the asset decides the unit of the amount.
pub(crate) fn is_on_xrp_ledger(offer: JsonRef<'_>) -> bool {
    offer.get("network").and_then(|network| network.string().ok()).is_some_and(|network| network.starts_with("xrpl:"))
}

/// The amount of an issued currency that a text with leading zeros or a JSON number certainly means.
pub(crate) fn meant(offer: JsonRef<'_>) -> Option<RawJson> {
    let written = offer.get("amount")?;
    if offer.get("asset")?.string().ok()? == XRP {
        return None;
    }
    let text = if written.is_number() { written.text().into() } else { written.string().ok()? };
    let digits = text.trim_start_matches('0');
    let point = if digits.starts_with('.') && digits.len() < text.len() { "0" } else { "" };
    let amount: DecimalAmount = [point, digits].concat().parse().ok()?;
    Some(RawJson::string(amount.as_str()))
}
