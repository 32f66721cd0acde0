//! A buyer's review of offers and settlements on Solana.

use alloc::vec::Vec;

use x402_schemes::{
    KnownToken,
    solana::{Address, from_base58},
};

use super::OfferIssue;
use crate::client::{
    OfferIssue as Issue,
    rule::{Reviewed, Rule},
};

/// The rules for offers, in the order of their issues. The draft reports that payer and recipient are the same, because
/// it has both.
pub(crate) const RULES: &[Rule] = &[addresses, pay_to_asset, asset];

fn addresses(Reviewed { offer, .. }: &Reviewed<'_>, issues: &mut Vec<Issue>) {
    let fee_payer = offer.extra_member("feePayer").and_then(|member| member.string().ok());
    let members =
        [("asset", offer.asset), ("payTo", offer.pay_to), ("extra.feePayer", fee_payer.as_deref().unwrap_or_default())];
    let malformed = members.into_iter().filter(|(_, text)| text.parse::<Address>().is_err());
    issues.extend(malformed.map(|(member, _)| OfferIssue::NotAddress(member).into()));
}

/// No key can sign for the associated account of a mint.
fn pay_to_asset(Reviewed { offer, .. }: &Reviewed<'_>, issues: &mut Vec<Issue>) {
    let mint = offer.asset.parse::<Address>();
    if mint.is_ok() && mint == offer.pay_to.parse() {
        issues.push(Issue::PayToAsset);
    }
}

fn asset(Reviewed { offer, .. }: &Reviewed<'_>, issues: &mut Vec<Issue>) {
    if offer.asset.parse::<Address>().is_ok() && KnownToken::of_offer(offer).is_none() {
        issues.push(Issue::UnknownAsset);
    }
}

/// The first signature identifies a transaction.
pub(crate) fn expected_transaction_format(text: &str) -> Option<&'static str> {
    /// The time of reading Base58 grows with the square of its length.
    const LONGEST: usize = 88;
    let is_signature = text.len() <= LONGEST && from_base58(text).is_some_and(|bytes| bytes.len() == 64);
    (!is_signature).then_some("64 bytes in Base58")
}
