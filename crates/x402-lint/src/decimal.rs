//! Decimal amounts of XRPL's issued currencies (U-42).

use alloc::format;

use x402_types::{JsonRef, Members, RawJson};

use crate::{Lint, Rule, position::at};

/// The namespace of XRPL's networks, with the colon.
const XRPL: &str = "xrpl:";
/// The asset that is counted in drops, which are integers.
const XRP: &str = "XRP";

/// Reports a decimal amount where the document of the scheme defines it. Returns the offer with an integer in its place, so that
/// its other members are judged.
pub(crate) fn lint_decimal(pointer: &str, offer: JsonRef<'_>, lint: &mut Lint) -> Option<RawJson> {
    let text = |name| offer.get(name)?.string().ok();
    let amount = text("amount").filter(|amount| is_decimal(amount))?;
    let is_issued = text("scheme")? == "exact" && text("network")?.starts_with(XRPL) && text("asset")? != XRP;
    if !is_issued {
        return None;
    }
    let what = format!(
        "the amount {amount} has a decimal point: scheme_exact_xrpl.md allows it for issued currencies \
         (x402-foundation/x402#2547), and x402-foundation/x402#3510 wants digits alone"
    );
    lint.find(Rule::DECIMAL_AMOUNT, at(pointer, "amount"), &what);
    let mut members = Members::new();
    for (name, value) in offer.members().ok()? {
        members.insert(&name, if name == "amount" { RawJson::string("1") } else { value.into() });
    }
    Some(members.into())
}

/// Whether the text is digits, a point and digits.
fn is_decimal(text: &str) -> bool {
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once('.').is_some_and(|(whole, fraction)| is_digits(whole) && is_digits(fraction))
}
