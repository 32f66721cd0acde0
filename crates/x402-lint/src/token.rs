//! Rules for the token, the recipient and the price of an offer, by the published tables.

use alloc::{borrow::Cow, format, string::String};

use x402_schemes::Terms;
use x402_types::{Amount, JsonRef, Network, ParsePriceError};

use crate::{Lint, Rule, chains::tokens, reviewed::amount_member};

/// The price in whole tokens from which on a mistake is likelier. The tables have dollars only.
const IMPLAUSIBLE: &str = "1000";

/// A token of the tables. Each kind of chain has a table of its own.
pub(crate) trait Token {
    fn symbol(&self) -> &'static str;

    fn network(&self) -> Network;

    fn address(&self) -> String;

    /// Whether the token is at this address, on any network.
    fn is_at(&self, address: &str) -> bool;

    fn is_on(&self, network: &Network) -> bool {
        self.network() == *network
    }

    /// An amount of atomic units in tokens, such as `0.010000 USDC`.
    fn tokens(&self, amount: Amount) -> String;

    fn price(&self, price: &str) -> Result<Amount, ParsePriceError>;
}

fn known_at(address: &str) -> impl Iterator<Item = &'static dyn Token> {
    tokens().filter(move |token| token.is_at(address))
}

/// The token at this address of this network.
fn known_on(network: &Network, address: &str) -> Option<&'static dyn Token> {
    known_at(address).find(|token| token.is_on(network))
}

/// Judges token, recipient and price, and notes the price.
pub(crate) fn lint_token(pointer: &str, terms: &Terms<'_>, lint: &mut Lint) {
    if let Some(what) = other_network(terms) {
        lint.find(Rule::ASSET_NETWORK, format!("{pointer}/asset"), &what);
    }
    lint_recipient(pointer, terms, lint);
    let Some(token) = known_on(&terms.network, terms.asset) else { return };
    if token.price(IMPLAUSIBLE).is_ok_and(|price| terms.amount >= price) {
        let member = amount_member(terms);
        let one = token.price("1").unwrap_or_default();
        let what = format!(
            "the price is {}: {member} counts atomic units, and one {} has {one}",
            token.tokens(terms.amount),
            token.symbol()
        );
        lint.find(Rule::IMPLAUSIBLE_PRICE, format!("{pointer}/{member}"), &what);
    }
    if let Some(price) = lint.prices.last_mut() {
        *price = Some(token.tokens(terms.amount));
    }
}

/// If the asset is a token of another network, and the tables know the one that is meant: which is which.
pub(crate) fn other_network(terms: &Terms<'_>) -> Option<String> {
    if known_on(&terms.network, terms.asset).is_some() {
        return None;
    }
    let (elsewhere, here) = known_at(terms.asset).find_map(|token| {
        let here = tokens().find(|other| other.symbol() == token.symbol() && other.is_on(&terms.network))?;
        Some((token, here))
    })?;
    let (symbol, network) = (elsewhere.symbol(), elsewhere.network());
    Some(format!("{} is {symbol} on {network}; on {} {symbol} is {}", terms.asset, terms.network, here.address()))
}

/// A token of the tables is nobody's wallet, on any network.
fn lint_recipient(pointer: &str, terms: &Terms<'_>, lint: &mut Lint) {
    // The token of the offer itself has a rule of its own.
    if terms.pay_to.eq_ignore_ascii_case(terms.asset) {
        return;
    }
    let Some(token) = known_at(terms.pay_to).next() else { return };
    let swapped = if token.is_on(&terms.network) && known_at(terms.asset).next().is_none() {
        ": asset and payTo look swapped"
    } else {
        ""
    };
    let what = format!("payTo is {} on {}, not a wallet{swapped}", token.symbol(), token.network());
    lint.find(Rule::PAY_TO_TOKEN, format!("{pointer}/payTo"), &what);
}

/// Whether a value reads as an amount or as a price in tokens, such as `"10000"`, `0.01` or `"$0.01 USDC"`.
pub(crate) fn is_price(written: JsonRef<'_>) -> bool {
    let number = number_of(written).unwrap_or_default();
    let number = number.trim().trim_start_matches('$').split_whitespace().next().unwrap_or_default();
    // The number of decimal places does not matter.
    Amount::from_price(number, u8::MAX) != Err(ParsePriceError::NotPrice)
}

/// A number as it is written, as text or not.
fn number_of(written: JsonRef<'_>) -> Option<Cow<'_, str>> {
    if written.is_number() { Some(Cow::Borrowed(written.text())) } else { written.string().ok() }
}

/// For a price that is written in tokens: the same price in atomic units, as a clause.
pub(crate) fn in_atomic_units(network: &Network, offer: JsonRef<'_>, written: JsonRef<'_>) -> Option<String> {
    let asset = offer.get("asset")?.string().ok()?;
    let token = known_on(network, &asset)?;
    let written = number_of(written)?;
    let price = written.trim().trim_start_matches('$').trim_end_matches(token.symbol()).trim_end();
    // A whole number may be a number of atomic units, and 10000.0 is one that a program has written as a double.
    let is_whole = price.split_once('.').is_none_or(|(_, fraction)| fraction.bytes().all(|digit| digit == b'0'));
    if *price == *written && is_whole {
        return None;
    }
    let amount = token.price(price).ok()?;
    Some(format!("{price} {} is \"{amount}\"", token.symbol()))
}
