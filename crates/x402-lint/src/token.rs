//! Rules for the price of an offer, from the published tables.

use alloc::{borrow::Cow, format, string::String};

use x402_schemes::{KnownToken, Terms};
use x402_types::{Amount, AnyAmount, JsonRef, Network, ParsePriceError};

use crate::{Lint, Rule, reviewed::amount_member};

/// The price in whole tokens from which a mistake is more likely. The tables list only dollar tokens.
const IMPLAUSIBLE: &str = "1000";

/// Lints the price, and stores it.
pub(crate) fn lint_price(pointer: &str, terms: &Terms<'_>, lint: &mut Lint) {
    let Some(token) = KnownToken::of_offer(terms) else { return };
    if token.price(IMPLAUSIBLE).is_ok_and(|price| terms.amount >= price) {
        let member = amount_member(terms);
        let (price, symbol) = (token.tokens(&terms.amount), token.symbol());
        let what = match token.price("1") {
            Ok(AnyAmount::Units(one)) => {
                format!("the price is {price}: {member} counts atomic units, and one {symbol} has {one}")
            }
            // An issued currency has no atomic units.
            Ok(AnyAmount::Decimal(_)) | Err(_) => format!("the price is {price}: {member} counts whole {symbol}"),
        };
        lint.find(Rule::IMPLAUSIBLE_PRICE, format!("{pointer}/{member}"), &what);
    }
    if let Some(price) = lint.prices.last_mut() {
        *price = Some(token.tokens(&terms.amount));
    }
}

/// Returns `true` if a value can be read as an amount or as a price in tokens, such as `"10000"`, `0.01` or `"$0.01
/// USDC"`.
pub(crate) fn is_price(written: JsonRef<'_>) -> bool {
    let number = number_of(written).unwrap_or_default();
    let number = number.trim().trim_start_matches('$').split_whitespace().next().unwrap_or_default();
    // The number of decimal places does not matter.
    Amount::from_price(number, u8::MAX) != Err(ParsePriceError::NotPrice)
}

/// A number as written, in a string or not.
fn number_of(written: JsonRef<'_>) -> Option<Cow<'_, str>> {
    if written.is_number() { Some(Cow::Borrowed(written.text())) } else { written.string().ok() }
}

/// Converts a price in tokens to atomic units. Returns a clause for a message.
pub(crate) fn in_atomic_units(network: &Network, offer: JsonRef<'_>, written: JsonRef<'_>) -> Option<String> {
    let asset = offer.get("asset")?.string().ok()?;
    let token = KnownToken::on(network, &asset)?;
    let written = number_of(written)?;
    let price = written.trim().trim_start_matches('$').trim_end_matches(token.symbol()).trim_end();
    // A whole number may be a number of atomic units, and 10000.0 is one that a program wrote as a double.
    let is_whole = price.split_once('.').is_none_or(|(_, fraction)| fraction.bytes().all(|digit| digit == b'0'));
    if *price == *written && is_whole {
        return None;
    }
    let amount = token.price(price).ok()?;
    Some(format!("{price} {} is \"{amount}\"", token.symbol()))
}
