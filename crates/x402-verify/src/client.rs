//! The buyer's side: an offer before it is paid, a payment before it is sent, a settlement after it.
//!
//! ```
//! use x402_schemes::evm::{Signature, eip3009::{Draft, Nonce, Window}};
//! use x402_types::{Budget, v2::{PaymentPayload, PaymentRequirements}};
//! use x402_verify::{Context, client};
//! # fn sign(digest: [u8; 32]) -> Signature { Signature::new(digest.to_vec()) }
//! # fn example(offer: PaymentRequirements, budgets: &[Budget], now: u64, random: [u8; 32])
//! # -> Result<PaymentPayload, Box<dyn std::error::Error>> {
//! let payer = "0x857b06519E91e3A54538791bDbb0E22373e36b66".parse()?;
//! let issues = client::review_offer(&offer, Some(payer), Some(budgets));
//! if let Some(issue) = issues.iter().find(|issue| issue.is_serious()) {
//!     return Err(issue.to_string().into());
//! }
//! let draft = Draft::new(&offer, payer, Nonce::new(random), Window::from_now(now, &offer))?;
//! let payload = draft.with_signature(sign(draft.digest())).to_json();
//! // Refused here is what a server would refuse.
//! Ok(client::payment_v2(offer, payload, &Context::at(now))?)
//! # }
//! ```

mod offer;
mod settlement;

use x402_types::{RawJson, v1, v2};

use crate::{Context, NotValid, Report, Verdict, verify};

pub use offer::{OfferIssue, review_offer};
pub use settlement::{SettlementIssue, SettlementReview, review_settlement};

/// A V2 payment of this offer, if no server would refuse it. One that only the chain can judge, of a smart account say,
/// is not refused.
///
/// # Errors
/// Invalid, with the report.
pub fn payment_v2(
    offer: v2::PaymentRequirements,
    payload: RawJson,
    context: &Context<'_>,
) -> Result<v2::PaymentPayload, NotValid> {
    unless_refused(v2::PaymentPayload::new(offer, payload), context)
}

/// The same with what it adds for extensions: an object, such as
/// [`Info::to_extensions`](x402_schemes::evm::gas_sponsoring::eip2612::Info::to_extensions) makes.
///
/// # Errors
/// As [`payment_v2`].
pub fn extended_payment_v2(
    offer: v2::PaymentRequirements,
    payload: RawJson,
    extensions: RawJson,
    context: &Context<'_>,
) -> Result<v2::PaymentPayload, NotValid> {
    let mut payment = v2::PaymentPayload::new(offer, payload);
    payment.extensions = Some(extensions);
    unless_refused(payment, context)
}

/// A V1 payment of this offer, if no server would refuse it.
///
/// # Errors
/// As [`payment_v2`].
pub fn payment_v1(
    offer: &v1::PaymentRequirements,
    payload: RawJson,
    context: &Context<'_>,
) -> Result<v1::PaymentPayload, NotValid> {
    let payment = v1::PaymentPayload::new(offer.scheme.clone(), offer.network.clone(), payload);
    unless_invalid(verify(&payment, core::slice::from_ref(offer), context))?;
    Ok(payment)
}

fn unless_refused(payment: v2::PaymentPayload, context: &Context<'_>) -> Result<v2::PaymentPayload, NotValid> {
    unless_invalid(verify(&payment, core::slice::from_ref(&payment.accepted), context))?;
    Ok(payment)
}

fn unless_invalid(report: Report) -> Result<(), NotValid> {
    if report.verdict() == Verdict::Invalid { Err(NotValid::new(report)) } else { Ok(()) }
}
