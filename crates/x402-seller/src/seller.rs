//! The offers of a seller, and its 402 responses.

mod challenge;

use alloc::{
    string::{String, ToString},
    sync::Arc,
    vec::Vec,
};
use core::sync::atomic::{AtomicU32, Ordering};

use x402_extensions::{
    offer_receipt,
    payment_identifier::{KEY, Requirement, is_required},
    sign_in_with_x,
};
use x402_schemes::{Contradiction, Mechanism, Terms};
use x402_types::{
    Flag, Flags, HttpOutcome, Members, PaymentFlow, PaymentPayload, RawJson, Scheme, Wire, declare::sentences,
    printable::printable, v1, v2,
};
use x402_verify::{Policy, ReplayKey};

use crate::{Answer, Choices, Key, Secret, receipts};

/// The arguments of [`Seller::open`]. The struct gets no further fields.
#[derive(Clone, Debug)]
pub struct SellerInit {
    /// The resource that is sold.
    pub resource: v2::ResourceInfo,
    /// The offers, of which the buyer takes one. Buyers of version 1 see the offers that version 1 can express.
    pub offers: Vec<v2::PaymentRequirements>,
    /// The object `extensions` of the 402 response, which a payment must echo (B-6). If it declares payment
    /// identifiers, repeated requests under one identifier are paid for once, even if they come with different payments
    ///
    pub extensions: Option<RawJson>,
    /// The secret of the seller, from which its idempotency keys and nonces are derived.
    pub secret: Secret,
    /// The time limit of the work, in seconds.
    pub work_timeout: u64,
    /// The time limit of a settlement by the facilitator, in seconds.
    pub settle_timeout: u64,
    /// The flags of contradictions with the published tables (B-10) that do not keep an offer from being sold, for a
    /// seller that knows better than a table. Usually [`Flags::NONE`].
    pub tolerated: Flags,
}

sentences! {
    /// The reason why this crate cannot sell an offer.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum NotOffered {
        /// The flow of the offer with this index is unknown, or the crate does not sell its scheme in this flow: `upto`
        /// is not sold in `upfront`, and channels only in `authorization`.
        Flow(index: usize) = "offer {index}: its flow is unknown, or does not exist for its scheme",
        /// The offer with this index is paid from a channel, and the feature `batch-settlement` is off.
        Channel(index: usize) = "offer {index}: payments from channels need the feature batch-settlement",
        /// The offer with this index lacks this field of `extra`, without which no payment matches it. The facilitator
        /// announces the field: [`x402_schemes::complete`] fills it in.
        Incomplete(index: usize, member: &'static str) = "offer {index}: extra.{member} is missing, which the facilitator announces in its answer to GET /supported: name it, or ask the facilitator first (Paywall::check)",
        /// Payments for the offer with this index may expire before they are settled. The limit is the same for all
        /// offers: the time that the slowest one needs.
        Window(index: usize) = "offer {index}: maxTimeoutSeconds is not above the time that the work before the settlement and the settlement may take, for any of the offers",
        /// A published table contradicts the offer (B-10): its payments would be verified but not settled, or settled
        /// and lost.
        Contradicted {
            /// The index of the offer.
            index: usize,
            /// The contradiction.
            what: Contradiction,
        } = |f| write!(f, "offer {index}: {}: {what}", what.flag()),
    }
}

impl core::error::Error for NotOffered {}

/// `true` if a buyer of version 1 can pay for this offer: not from a channel (N-36), and not through the Gateway, whose
/// operator takes no such payment (U-9).
fn is_of_v1(offer: &v2::PaymentRequirements) -> bool {
    let mechanism = Mechanism::of_offer(&offer.into());
    offer.scheme != Scheme::BATCH_SETTLEMENT && mechanism != Some(Mechanism::GATEWAY)
}

/// A seller of one resource. Cloning it is cheap.
#[derive(Clone, Debug)]
pub struct Seller(Arc<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    init: SellerInit,
    choices: Choices,
    /// The extensions that payments repeat.
    declared: Option<RawJson>,
    /// Set if the seller reads payment identifiers: whether payments need one.
    identifiers: Option<Requirement>,
    offers_v1: Vec<v1::PaymentRequirements>,
    policy: Policy,
    /// The number of sign-in challenges made so far.
    challenges: Arc<AtomicU32>,
}

/// The time in seconds that a lease allows for the store to write it.
const TO_BEGIN: u64 = 2;
/// The time in seconds that a lease lasts beyond its purpose, for the second that has begun, the write that ends the
/// lease, and clocks that differ.
const TO_END: u64 = 3;

/// A request for the resource. The struct gets no further fields.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The HTTP method.
    pub method: &'a str,
    /// Everything except the resource that decides what is served, such as the query and the body. A payment pays for
    /// one value of it only.
    pub parameters: &'a RawJson,
    /// The query of the URL, without the question mark. A receipt names it. It does not affect what is served unless it
    /// is also part of `parameters`.
    pub query: Option<&'a str>,
    /// The time, in seconds since 1970-01-01 UTC.
    pub now: u64,
}

/// A request without its body. The struct gets no further fields.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// The HTTP method.
    pub method: &'a str,
    /// The query of the URL, without the question mark. A receipt names it.
    pub query: Option<&'a str>,
    /// The time, in seconds since 1970-01-01 UTC.
    pub now: u64,
}

impl<'a> Request<'a> {
    /// Returns the request without its parameters.
    #[must_use]
    pub const fn head(&self) -> Head<'a> {
        let Self { method, query, now, .. } = *self;
        Head { method, query, now }
    }
}

impl Seller {
    /// Creates a seller of this resource.
    ///
    /// # Errors
    /// This crate cannot sell one of the offers. [`NotOffered`] is the reason.
    pub fn open(init: SellerInit) -> Result<Self, NotOffered> {
        // Only in the flow `authorization` the work comes before the settlement, and the payment must not end meanwhile.
        let time_of = |offer: &v2::PaymentRequirements| {
            let is_after_work = PaymentFlow::of(offer.extra.as_ref()) == Some(PaymentFlow::Authorization);
            let work = if is_after_work && offer.scheme != Scheme::BATCH_SETTLEMENT { init.work_timeout } else { 0 };
            init.settle_timeout.saturating_add(work)
        };
        let most = init.offers.iter().map(time_of).max().unwrap_or_default();
        for (index, offer) in init.offers.iter().enumerate() {
            let is_sold = match PaymentFlow::of(offer.extra.as_ref()) {
                Some(PaymentFlow::Authorization) => true,
                // The amount is known after the work.
                Some(PaymentFlow::Upfront) => ![Scheme::UPTO, Scheme::BATCH_SETTLEMENT].contains(&offer.scheme),
                Some(PaymentFlow::Escrow) => offer.scheme != Scheme::BATCH_SETTLEMENT,
                Some(_) | None => false,
            };
            if !is_sold {
                return Err(NotOffered::Flow(index));
            }
            if offer.scheme == Scheme::BATCH_SETTLEMENT && !cfg!(feature = "batch-settlement") {
                return Err(NotOffered::Channel(index));
            }
            let terms = Terms::from(offer);
            let announced = Mechanism::of_offer(&terms).and_then(Mechanism::announced);
            if let Some(member) = announced.filter(|member| terms.extra_member(member).is_none()) {
                return Err(NotOffered::Incomplete(index, member));
            }
            if offer.max_timeout_seconds <= most {
                return Err(NotOffered::Window(index));
            }
            if let Some(what) = Contradiction::first_serious(&terms, init.tolerated) {
                return Err(NotOffered::Contradicted { index, what });
            }
        }
        let of_v1 = init.offers.iter().filter(|offer| is_of_v1(offer));
        let offers_v1 = of_v1.filter_map(|offer| offer.to_v1(&init.resource)).collect();
        // A payment that ends while it is settled would be refused, although the buyer did all that was asked for.
        let mut policy = Policy::DEFAULT;
        policy.evm.expiry_margin = most.saturating_add(1);
        policy.evm.permit_margin = most;
        let declared = init.extensions.as_ref().filter(|declared| declared.as_json().get(KEY).is_some());
        let identifiers = declared.map(|declared| is_required(declared).into());
        Ok(Self(Arc::new(Inner {
            declared: init.extensions.clone(),
            init,
            choices: Choices::default(),
            identifiers,
            offers_v1,
            policy,
            challenges: Arc::default(),
        }))
        .with_choices(Choices::default()))
    }

    /// Returns the same seller with these choices.
    #[must_use]
    pub fn with_choices(mut self, choices: Choices) -> Self {
        let inner = Arc::make_mut(&mut self.0);
        // The payer could withdraw the money before the seller claims it (N-25).
        inner.policy.refused = choices.refused.with(Flag::WithdrawalDue);
        inner.choices = choices;
        // The parts of a 402 response that are new each time are not compared.
        let sign_ins = self.choices().sign_ins.as_ref().map(|sign_ins| self.challenge_with(sign_ins, String::new(), 0));
        let receipts = self.choices().receipts.as_ref().map(|_| receipts::declared());
        let declared = self.extensions(sign_ins, receipts);
        Arc::make_mut(&mut self.0).declared = declared;
        self
    }

    /// The object `extensions` of a 402 response.
    fn extensions(&self, sign_ins: Option<RawJson>, receipts: Option<RawJson>) -> Option<RawJson> {
        let configured = self.0.init.extensions.as_ref();
        if sign_ins.is_none() && receipts.is_none() {
            return configured.cloned();
        }
        let mut extensions = Members::from_object(configured);
        for (key, value) in [(sign_in_with_x::KEY, sign_ins), (offer_receipt::KEY, receipts)] {
            if let Some(value) = value {
                extensions.insert(key, value);
            }
        }
        Some(extensions.into())
    }

    pub(crate) fn choices(&self) -> &Choices {
        &self.0.choices
    }

    pub(crate) fn offers(&self) -> &[v2::PaymentRequirements] {
        &self.0.init.offers
    }

    pub(crate) fn offers_v1(&self) -> &[v1::PaymentRequirements] {
        &self.0.offers_v1
    }

    /// The number from which a challenge is made. The lower half is the time, and the upper half a counter, so that an
    /// account can sign in twice within a second.
    pub(crate) fn stamp(&self, now: u64) -> u64 {
        let number = self.0.challenges.fetch_add(1, Ordering::Relaxed).wrapping_add(self.choices().first_challenge);
        (u64::from(number) << 32) | (now & u64::from(u32::MAX))
    }

    pub(crate) fn secret(&self) -> &Secret {
        &self.0.init.secret
    }

    pub(crate) fn declared(&self) -> Option<&RawJson> {
        self.0.declared.as_ref()
    }

    pub(crate) fn identifiers(&self) -> Option<Requirement> {
        self.0.identifiers
    }

    /// The URL of the resource.
    #[must_use]
    pub fn resource(&self) -> &str {
        &self.0.init.resource.url
    }

    pub(crate) fn policy(&self) -> &Policy {
        &self.0.policy
    }

    pub(crate) fn work_timeout(&self) -> u64 {
        self.0.init.work_timeout
    }

    pub(crate) fn settle_timeout(&self) -> u64 {
        self.0.init.settle_timeout
    }

    /// The end of a lease for work that takes so many seconds once the lease is written.
    pub(crate) const fn lease(now: u64, seconds: u64) -> u64 {
        now.saturating_add(seconds).saturating_add(TO_BEGIN).saturating_add(TO_END)
    }

    /// A new lease, if this one leaves less than so many seconds. It allows as much more time for the store as the
    /// store was late. `None` if the lease leaves enough.
    pub(crate) fn longer(lease: u64, now: u64, seconds: u64) -> Option<u64> {
        let needed = now.saturating_add(seconds).saturating_add(TO_END);
        let late = needed.checked_sub(lease).filter(|late| *late > 0)?;
        Some(Self::lease(now, seconds.saturating_add(late)))
    }

    /// The key by which a facilitator recognises the settlement of this payment, however often it is requested. A store
    /// forgets an expired payment, and the payer can sign the same nonce again. So the payload is part of the key:
    /// otherwise a facilitator that remembers every key would report the new payment as settled already. A payment that
    /// ends with its blockhash is forgotten although its bytes do not show that it has ended, so it has a different key
    /// each time that it begins.
    pub(crate) fn idempotency_key(
        &self,
        payment: &ReplayKey,
        payload: Option<&[u8; 32]>,
        is_capture: bool,
        begun: Option<u64>,
    ) -> String {
        let about: &[u8] = if is_capture { b"x402-seller capture key 2" } else { b"x402-seller idempotency key 2" };
        let (payment, begun) = (payment.to_bytes(), begun.map(u64::to_be_bytes).unwrap_or_default());
        let payload = payload.map_or(&[][..], |payload| payload);
        Key(self.secret().code_of(&[about, &payment, payload, &begun])).to_string().chars().take(32).collect()
    }

    /// Answers 402 if a new payment can succeed, and with the status of the outcome otherwise.
    pub(crate) fn refuse(&self, outcome: HttpOutcome, error: &str, now: u64) -> Answer {
        self.answer_402(outcome, error, self.offers().to_vec(), now)
    }

    /// Answers 402 with these offers of version 2 if a new payment can succeed, and with the status of the outcome
    /// otherwise.
    pub(crate) fn answer_402(
        &self,
        outcome: HttpOutcome,
        error: &str,
        offers: Vec<v2::PaymentRequirements>,
        now: u64,
    ) -> Answer {
        let error = &*printable(error);
        if outcome.status() != 402 {
            return Answer::outcome(outcome, error);
        }
        // A buyer of version 2 reads the header, and a buyer of version 1 the body.
        let body = v1::PaymentRequired::new(error, self.0.offers_v1.clone()).to_json();
        let mut required = v2::PaymentRequired::new(self.0.init.resource.clone(), offers);
        required.error = Some(error.into());
        let Choices { sign_ins, receipts, .. } = self.choices();
        let sign_ins = sign_ins.as_ref().map(|sign_ins| self.challenge(sign_ins, now));
        let receipts = receipts.as_ref().map(|receipts| receipts.offers(self.offers(), self.resource(), now));
        required.extensions = self.extensions(sign_ins, receipts);
        Answer::new(402, "application/json", body).with_payment_required(&required.to_header())
    }

    /// The request to a facilitator with the offer at this index.
    pub(crate) fn facilitator_request(
        &self,
        payment: &PaymentPayload,
        offer: usize,
    ) -> Option<x402_types::FacilitatorRequest> {
        match payment.clone() {
            PaymentPayload::V1(payment) => {
                v1::FacilitatorRequest::answering(payment, &self.0.offers_v1, offer).map(Into::into)
            }
            PaymentPayload::V2(payment) => {
                v2::FacilitatorRequest::answering(payment, &self.0.init.offers, offer).map(Into::into)
            }
        }
    }
}
