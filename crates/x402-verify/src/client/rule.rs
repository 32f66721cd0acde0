//! The type of the rules that review an offer.

use alloc::vec::Vec;

use x402_schemes::{AccountId, SpendingLimits, Terms};

use super::OfferIssue;

/// An offer under review, with the buyer's limits.
pub(crate) struct Reviewed<'a> {
    pub(crate) offer: &'a Terms<'a>,
    pub(crate) payer: Option<AccountId>,
    pub(crate) limits: &'a SpendingLimits<'a>,
}

/// A rule appends the issues that it finds.
pub(crate) type Rule = fn(&Reviewed<'_>, &mut Vec<OfferIssue>);
