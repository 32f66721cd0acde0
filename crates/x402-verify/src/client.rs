//! The buyer's side: reviews an offer before it is paid, a payment before it is sent, and a settlement after it.
//!
//! ```
//! use x402_schemes::evm::{Address, Signature, eip3009::{Draft, Nonce, Window}};
//! use x402_types::v2::{PaymentPayload, PaymentRequirements};
//! use x402_verify::{Context, Facts, client::{self, Budget, SpendingLimits}, evm::{AccountCode, Fact}};
//!
//! fn pay(
//!     offer: PaymentRequirements,
//!     budgets: &[Budget],
//!     now: u64,
//!     random: [u8; 32],
//!     sign: impl Fn([u8; 32]) -> Signature,
//! ) -> Result<PaymentPayload, Box<dyn std::error::Error>> {
//!     let payer: Address = "0x857b06519E91e3A54538791bDbb0E22373e36b66".parse()?;
//!     let issues = client::review_offer(&offer, Some(payer.into()), &SpendingLimits::DEFAULT.with_budgets(budgets));
//!     if let Some(issue) = issues.iter().find(|issue| issue.is_serious()) {
//!         return Err(issue.to_string().into());
//!     }
//!     let draft = Draft::for_offer(&offer, payer, Nonce::new(random), Window::from_now(now, &offer))?;
//!     let payload = draft.with_signature(sign(draft.digest())).to_json();
//!     // The payer signs with a key. For a smart account, the report asks further questions.
//!     let facts = Facts::new().with(Fact::Account { account: payer, code: AccountCode::Absent });
//!     Ok(client::PaymentBuilder::for_offer(offer, payload).build(&Context::at(now).with_facts(&facts))?)
//! }
//! ```
//!
//! [`PaymentBuilder`] builds a payment only if it is valid, and only in a payment flow that the caller listed (F-2).
//! The default list contains only [`PaymentFlow::Authorization`], because in the other flows the money may be gone
//! before the service. For those flows, pass the list to [`Context::with_flows`] and, for the review, to
//! [`SpendingLimits::with_flows`]. For a balance at the Gateway, use [`SpendingLimits::with_gateway_balance`] (U-16).
//! An undecided payment is an error like an invalid one, because a server may refuse both. If nothing is known about
//! the payer's account, a signature of a different key and a mistake in signing are undecided. These facts decide:
//!
//! | the payment | facts |
//! |---|---|
//! | from an account with a key | [`evm::Fact::Account`](crate::evm::Fact::Account), without code |
//! | from a smart account, or one that delegates (EIP-7702) | the same, with code, and [`evm::Fact::ContractSignature`](crate::evm::Fact::ContractSignature): its contract's answer about digest and signature |
//! | for an offer that does not name the token's domain (V1, or a permit for a sponsor) | [`evm::Fact::DomainNames`](crate::evm::Fact::DomainNames) |
//! | with a permit or an approval for a sponsor | [`evm::Fact::Allowance`](crate::evm::Fact::Allowance), if the permit or the approval would fail |
//! | from a channel of `batch-settlement` | [`Fact::Channel`](crate::evm::batch_settlement::Fact::Channel), and the sum charged so far, with [`Context::with_records`] |
//! | with `upto`, if the offer names no facilitator | [`Context::with_facilitators`] |
//! | on Solana through lookup tables, a multisig or a smart wallet | [`solana::Fact::LookupTable`](crate::solana::Fact::LookupTable), [`solana::Fact::Multisig`](crate::solana::Fact::Multisig), [`solana::Fact::Simulation`](crate::solana::Fact::Simulation) |
//!
//! [`NotValid::report`] shows which fact is missing. Each question of [`Report::needs`](crate::Report::needs) has the
//! call that returns the answer, and [`Facts::with_answer`](crate::Facts::with_answer) adds the answer to the facts. To
//! build a payment that cannot be verified without the chain, such as one from a wallet that is not deployed yet, use
//! [`v2::PaymentPayload::new`].

mod offer;
mod offer_issue;
pub(crate) mod rule;
mod settlement;
mod state;

use x402_types::{PaymentFlow, RawJson, v1, v2};

use crate::{Context, NotValid, verify};

pub use x402_schemes::{Budget, Choice, DEFAULT_HORIZON, PassedOffer, PassedOver, SpendingLimits, choose, choose_from};

pub use offer::review_offer;
pub use offer_issue::OfferIssue;
pub use settlement::{SettlementIssue, SettlementReview, review_settlement};
pub use state::{Seen, SettlementState, SignAgain, may_sign_again};

/// A signed payload for one offer. It becomes a payment only if that payment is valid.
#[derive(Clone, Debug)]
pub struct PaymentBuilder<O> {
    offer: O,
    payload: RawJson,
    extensions: Option<RawJson>,
}

impl<O> PaymentBuilder<O> {
    /// Returns a builder for this offer and payload.
    pub const fn for_offer(offer: O, payload: RawJson) -> Self {
        Self { offer, payload, extensions: None }
    }
}

impl PaymentBuilder<v2::PaymentRequirements> {
    /// Sets the object `extensions`, such as
    /// [`WriteExtension::to_extensions`](x402_types::extensions::WriteExtension::to_extensions) returns.
    #[must_use]
    pub fn with_extensions(self, extensions: RawJson) -> Self {
        Self { extensions: Some(extensions), ..self }
    }

    /// Builds the payment if it is valid in this context.
    ///
    /// # Errors
    /// The payment is invalid, or undecided because a [fact](self) is missing. It is also invalid if the offer's
    /// payment flow is not in [`Context::flows`], or is not [`PaymentFlow::Authorization`] if that list is `None`. The
    /// error contains the report.
    pub fn build(self, context: &Context<'_>) -> Result<v2::PaymentPayload, NotValid> {
        let mut payment = v2::PaymentPayload::new(self.offer, self.payload);
        payment.extensions = self.extensions;
        verify(&payment, core::slice::from_ref(&payment.accepted), &listing_flows(context)).into_paid()?;
        Ok(payment)
    }
}

impl PaymentBuilder<&v1::PaymentRequirements> {
    /// Builds the payment if it is valid in this context.
    ///
    /// # Errors
    /// As for an offer of V2.
    pub fn build(self, context: &Context<'_>) -> Result<v1::PaymentPayload, NotValid> {
        let Self { offer, payload, .. } = self;
        let payment = v1::PaymentPayload::new(offer.scheme.clone(), offer.network.clone(), payload);
        verify(&payment, core::slice::from_ref(offer), &listing_flows(context)).into_paid()?;
        Ok(payment)
    }
}

/// The context with the flows that the buyer listed, because the buyer pays in no other flow.
fn listing_flows<'a>(context: &Context<'a>) -> Context<'a> {
    context.with_flows(context.flows.unwrap_or(&[PaymentFlow::Authorization]))
}
