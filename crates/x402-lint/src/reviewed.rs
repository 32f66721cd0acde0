//! The offer that rules check, and its position in the 402 response.

use alloc::{
    format,
    string::{String, ToString},
};
use core::fmt;

use x402_schemes::{KnownToken, Terms};
use x402_types::{Amount, JsonRef, Version};

use crate::{Finding, Lint, Rule};

/// An offer that can be read.
pub(crate) struct Reviewed<'a> {
    pub(crate) offer: &'a RawOffer<'a>,
    pub(crate) terms: &'a Terms<'a>,
    /// `true` if the scheme is known on the network. An unknown scheme may require anything of `extra`.
    pub(crate) is_known_scheme: bool,
}

impl Reviewed<'_> {
    /// The pointer to a field such as `extra.name`.
    pub(crate) fn pointer_to(&self, member: &str) -> String {
        format!("{}/{}", self.offer.pointer, member.replace('.', "/"))
    }

    /// Reports an amount that no payment can have. `most` is the largest possible amount.
    pub(crate) fn lint_range(&self, most: Amount, lint: &mut Lint) {
        let amount = self.terms.units();
        if self.is_known_scheme && amount > most {
            let scheme = self.terms.scheme;
            let what =
                format!("the amount is {amount}, and no payment with {scheme} on this chain has more than {most}");
            lint.find(Rule::AMOUNT_RANGE, self.pointer_to(amount_member(self.terms)), &what);
        }
    }
}

/// An offer and its position in the 402 response.
pub(crate) struct RawOffer<'a> {
    pub(crate) pointer: &'a str,
    pub(crate) raw: JsonRef<'a>,
}

/// The field with the amount of an offer.
pub(crate) const fn amount_member(terms: &Terms<'_>) -> &'static str {
    match terms.version {
        Version::V1 => "maxAmountRequired",
        Version::V2 => "amount",
    }
}

/// Reports a field that is not an address, or that is a private key.
pub(crate) fn not_address<'a>(
    reviewed: &Reviewed<'_>,
    member: &str,
    issue: &impl fmt::Display,
    lint: &'a mut Lint,
) -> &'a mut Finding {
    if is_key(reviewed.terms, member) {
        lint.found(Rule::KEY_AS_ADDRESS, reviewed.pointer_to(member))
    } else {
        let mut what = issue.to_string();
        if member == "asset"
            && let Some(token) = by_symbol(reviewed.terms)
        {
            what = format!("{what}; on the offer's network {} is {}", token.symbol(), token.address());
        }
        lint.find(Rule::NOT_ADDRESS, reviewed.pointer_to(member), &what)
    }
}

/// The token whose symbol the asset is, in any letter case.
fn by_symbol(terms: &Terms<'_>) -> Option<KnownToken> {
    let symbol = terms.asset.trim();
    KnownToken::all().find(|token| token.is_on(&terms.network) && token.symbol().eq_ignore_ascii_case(symbol))
}

/// Returns `true` if the field has 64 hexadecimal digits, like a private key.
fn is_key(terms: &Terms<'_>, member: &str) -> bool {
    let text = match member {
        "payTo" => terms.pay_to,
        "asset" => terms.asset,
        _ => return false,
    };
    let digits = text.strip_prefix("0x").unwrap_or(text);
    digits.len() == 64 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
}
