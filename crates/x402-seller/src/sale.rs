//! A payment, and what is known about it before the store is read.

mod origin;
mod verify;

use alloc::{
    boxed::Box,
    format,
    string::{String, ToString},
};
use core::fmt;

use sha2::{Digest, Sha256};
use x402_extensions::payment_identifier::PaidRequest;
use x402_schemes::Mechanism;
use x402_types::{
    Amount, AnyAmount, FacilitatorRequest, HttpOutcome, PaymentFlow, PaymentPayload, RawJson, ReasonCode, Scheme,
    SettleOutcome, SettleResponse, Version, Wire,
};
use x402_verify::{Authorized, Facts, Once, Question};

pub(crate) use self::origin::{Continued, Method, OfferAge, Origin, RequestHashes, Requested, Validity};
use self::verify::{Rejection, SellerVerdict, asked_of_a_node, authorized_by, by_accepted, terms, verify_payment};
use crate::{
    answer::Answer,
    channel::Channel,
    key::{Key, key_of, key_of_payer},
    record::{Record, Served, State, Stored},
    seller::{Head, Seller},
};

/// A payment for an offer of the seller, and everything about it that is the same from the first step to the last.
#[derive(Clone)]
pub(crate) struct Sale {
    pub(crate) seller: Seller,
    pub(crate) payment: PaymentPayload,
    /// The request to the facilitator. Its amount is the one to charge.
    pub(crate) request: FacilitatorRequest,
    pub(crate) authorized: Box<Authorized>,
    pub(crate) flow: PaymentFlow,
    pub(crate) scheme: Scheme,
    /// The key of the payment in the store.
    pub(crate) key: Key,
    /// The key of the payer's entry, with which it returns once it has paid.
    pub(crate) payer_key: Key,
    /// The hash of the payload.
    pub(crate) digest: [u8; 32],
    /// The requested URL: the seller's URL with the query of the request. A receipt names it.
    pub(crate) url: String,
    /// When the request came.
    pub(crate) now: u64,
    pub(crate) origin: Origin,
    /// The sale with the same identifier that waits for the outcome of this one, and continues if nothing comes of it.
    pub(crate) waiting: Option<Box<Self>>,
}

/// Prints everything that decides what follows, and hides the signature, the offers and
/// the query of the URL from logs.
impl fmt::Debug for Sale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seller: _, payment: _, request: _, authorized, flow, scheme, .. } = self;
        let Self { key, payer_key, digest, url, now, origin, waiting, .. } = self;
        f.debug_struct("Sale")
            .field("key", key)
            .field("digest", &Key(*digest))
            .field("member", payer_key)
            .field("payer", &authorized.payer)
            .field("scheme", scheme)
            .field("flow", flow)
            .field("asked", &self.asked())
            .field("url", &url.split('?').next().unwrap_or_default())
            .field("now", now)
            .field("origin", origin)
            .field("waiting", waiting)
            .finish_non_exhaustive()
    }
}

impl Sale {
    /// Verifies a payment against the seller's own offers, never against the offer that the payment names as accepted.
    pub(crate) fn begin(seller: &Seller, payment: &PaymentPayload, head: Head<'_>) -> Result<Self, Answer> {
        let Head { method, query, now } = head;
        let SellerVerdict { verdict, rejection, questions, is_of_service, identifier, paid } =
            verify_payment(seller, payment, now, &seller.choices().facts);
        let offer = if paid.is_some() { OfferAge::Current } else { OfferAge::Former };
        let former = || by_accepted(payment).and_then(|asked| Some((authorized_by(seller, &asked, now)?, asked)));
        let requested = Requested {
            validity: Validity::new(verdict, questions),
            rejection: rejection.clone(),
            hashes: None,
            identifier: None,
            method: Method::new(method),
            offer,
        };
        let origin = Origin::Request(Box::new(requested));
        let sale = paid
            .or_else(former)
            .and_then(|(authorized, request)| Self::new(seller, payment, authorized, request, now, origin));
        let Some(mut sale) = sale else { return Err(refusal(seller, &rejection, now)) };
        if !is_of_service {
            return Err(Answer::error(
                501,
                "this payment is an operation, not a payment for a service: this endpoint does not complete it",
            ));
        }
        sale.url = with_query(seller.resource(), query);
        // A channel remembers its last answer by itself.
        if let Some(id) = identifier.filter(|_| !sale.is_of_channel()) {
            let key = key_of_identifier(seller, served(method), &sale.authorized, &id);
            sale.change_request(|request| request.identifier = Some(key));
        }
        Ok(sale)
    }

    /// The sale with these parameters of the request.
    pub(crate) fn with_parameters(mut self, method: &str, parameters: &RawJson) -> Self {
        let offer = match &self.request {
            FacilitatorRequest::V1(request) => request.payment_requirements.to_json(),
            FacilitatorRequest::V2(request) => request.payment_requirements.to_json(),
        };
        let version = self.payment.version();
        let of_offer = |offer| fingerprint(&self.seller, (served(method), parameters), version, offer);
        let hashes = of_offer("null").zip(of_offer(&offer));
        let hashes = hashes.map(|(request, priced)| RequestHashes { request, priced });
        self.change_request(|request| request.hashes = hashes);
        self
    }

    /// The request from which the sale comes. `None` if it comes from a record.
    pub(crate) const fn requested(&self) -> Option<&Requested> {
        match &self.origin {
            Origin::Request(request) => Some(request),
            Origin::Record { .. } => None,
        }
    }

    /// Changes the request from which the sale comes, if it comes from one.
    pub(crate) fn change_request(&mut self, change: impl FnOnce(&mut Requested)) {
        match &mut self.origin {
            Origin::Request(request) => change(request),
            Origin::Record { .. } => {}
        }
    }

    /// The hash of the request, or of the one for which the payment of a record began.
    pub(crate) fn fingerprint(&self) -> Option<[u8; 32]> {
        match &self.origin {
            Origin::Request(request) => request.hashes.map(|hashes| hashes.request),
            Origin::Record { fingerprint, .. } => Some(*fingerprint),
        }
    }

    /// `true` if the request is for headers alone. It learns the outcome of the payment, and begins nothing.
    pub(crate) fn is_for_head(&self) -> bool {
        self.requested().is_some_and(|request| request.method == Method::Head)
    }

    /// Why the payment is continued, if it has a record.
    pub(crate) const fn continued(&self) -> Continued {
        match self.origin {
            Origin::Request(_) => Continued::ByRequest,
            Origin::Record { continued, .. } => continued,
        }
    }

    /// `true` if there is a request to serve.
    pub(crate) fn has_request(&self) -> bool {
        self.continued() == Continued::ByRequest
    }

    /// `true` if the payment is refused for any parameters, unless the store knows it.
    pub(crate) fn is_refused(&self) -> bool {
        let Some(request) = self.requested() else { return true };
        match &request.validity {
            Validity::Valid(_) | Validity::Confirmed => false,
            Validity::Invalid => true,
            Validity::Undecided(questions) => {
                !self.is_voucher_signed() && self.seller.choices().undecided.refuses(questions)
            }
        }
    }

    /// `true` if the payment is a voucher that its key has signed, and only the state of the channel is unknown.
    pub(crate) fn is_voucher_signed(&self) -> bool {
        self.is_of_channel() && self.questions().iter().all(|question| question.kind() == "channel-state")
    }

    /// The questions to answer before the payment is valid, or before the work if the seller verifies all payments.
    pub(crate) fn questions(&self) -> &[Question] {
        self.requested().map_or(&[], |request| request.validity.questions())
    }

    /// `true` if the store knows these exact bytes. A buyer who sends them again needs no further proof.
    pub(crate) fn is_known(&self, stored: Option<&Stored>) -> bool {
        stored.is_some_and(|Stored { record, .. }| {
            let of_turn = |channel: &Channel| channel.turn.as_ref().is_some_and(|turn| turn.payment == self.digest);
            let is_in_turn = matches!(&record.state, State::Channel(channel) if of_turn(channel));
            record.payment == self.digest || is_in_turn
        })
    }

    /// A sale of a payment with this authorization for the offer of the request to the facilitator.
    fn new(
        seller: &Seller,
        payment: &PaymentPayload,
        authorized: Authorized,
        request: FacilitatorRequest,
        now: u64,
        origin: Origin,
    ) -> Option<Self> {
        let (Once::InSet(key) | Once::InOrder { channel: key, .. }) = authorized.once();
        let terms = terms(&request)?;
        let flow = PaymentFlow::of(terms.extra).unwrap_or(PaymentFlow::Authorization);
        let (scheme, payer_key) = (terms.scheme.clone(), key_of_payer(seller.resource(), &terms, authorized.payer));
        Some(Self {
            seller: seller.clone(),
            payment: payment.clone(),
            request,
            authorized: Box::new(authorized),
            flow,
            scheme,
            key: Key(key.to_bytes()),
            payer_key,
            digest: payload_hash(payment),
            url: seller.resource().into(),
            now,
            origin,
            waiting: None,
        })
    }

    /// The sale of a record, as it began: with its payment and the offer of that time, whatever the seller offers now.
    /// `None` if the record has no request, or one that cannot be read.
    pub(crate) fn of_record(seller: &Seller, record: &Record, continued: Continued, now: u64) -> Option<Box<Self>> {
        let request = record.asked()?;
        let mut offered = request.clone();
        // The amount asked for may be less than the offer. In version 1 only the authorization contains the price of
        // `upto`.
        if let FacilitatorRequest::V2(offered) = &mut offered {
            offered.payment_requirements.amount = offered.payment_payload.accepted.amount.clone();
        }
        let authorized = authorized_by(seller, &offered, now)?;
        let payment = match &mut offered {
            FacilitatorRequest::V1(offered) => {
                if offered.payment_requirements.scheme == Scheme::UPTO {
                    offered.payment_requirements.max_amount_required = authorized.units();
                }
                offered.payment_payload.clone().into()
            }
            FacilitatorRequest::V2(offered) => offered.payment_payload.clone().into(),
        };
        let origin = Origin::Record { fingerprint: record.fingerprint, continued };
        let sale = Self::new(seller, &payment, authorized, offered, now, origin)?;
        Some(Box::new(Self { request, url: record.resource.clone()?, ..sale }))
    }

    /// Verifies the payment again, with facts about the chain.
    pub(crate) fn verify_again(&mut self, now: u64, facts: &Facts) {
        let SellerVerdict { verdict, rejection, questions, .. } =
            verify_payment(&self.seller, &self.payment, now, facts);
        self.change_request(|request| {
            (request.validity, request.rejection) = (Validity::new(verdict, questions), rejection);
            if matches!(&request.validity, Validity::Valid(questions) if questions.is_empty()) {
                request.validity = Validity::Confirmed;
            }
        });
    }

    /// The reason to refuse the payment, if a facilitator gives none.
    pub(crate) fn reason(&self) -> ReasonCode {
        self.rejection().code
    }

    fn rejection(&self) -> Rejection {
        match &self.origin {
            Origin::Request(request) => request.rejection.clone(),
            Origin::Record { .. } => Rejection::new(ReasonCode::PAYLOAD, "a payment does not begin twice"),
        }
    }

    /// Refuses the payment for the reason of the verdict.
    pub(crate) fn refuse(&self) -> Answer {
        refusal(&self.seller, &self.rejection(), self.now)
    }

    /// Refuses the payment for a reason from the facilitator or a node.
    pub(crate) fn refuse_for(&self, reason: &ReasonCode) -> Answer {
        self.seller.refuse(HttpOutcome::from(reason), reason.as_str(), self.now)
    }

    /// A settlement that reports that no money moves, with this reason.
    pub(crate) fn failure(&self, reason: &str) -> SettleResponse {
        SettleResponse::failure(ReasonCode::new(reason), self.authorized.network.clone())
    }

    /// Asks for a new payment, because this one was not settled.
    pub(crate) fn refuse_settled(&self, settlement: &SettleResponse) -> Answer {
        self.refuse_for(&reason_of(settlement)).with_settlement(&self.payment, settlement)
    }

    /// The answer with the goods and the settlement. Only this answer has a receipt, because a receipt states that the
    /// service was delivered.
    pub(crate) fn sold(&self, served: Served, mut settlement: SettleResponse, now: u64) -> Answer {
        if let Some(receipts) = &self.seller.choices().receipts {
            receipts.add(&mut settlement, &self.authorized, &self.url, now);
        }
        served.into_answer().with_settlement(&self.payment, &settlement)
    }

    /// The question whether the payment was never settled, and the one about its settlement through Permit2. `None` if
    /// no time ends the payment.
    pub(crate) fn asked_of_a_node(&self) -> Option<(Question, Option<Question>)> {
        let end = u64::try_from(self.authorized.expires.time()?).ok()?;
        // The charge may be less than the signed amount, and before the service no payment is valid for less (P-4).
        let mut signed = self.clone();
        signed.charge(self.authorized.amount.clone());
        asked_of_a_node(&signed.seller, &signed.request, end)
    }

    /// `true` if the payment has ended, and so has the time in which the last facilitator asked may settle it.
    pub(crate) fn has_ended(&self, now: u64) -> bool {
        let end = self.authorized.expires.time().and_then(|end| u64::try_from(end).ok());
        end.is_some_and(|end| end.saturating_add(self.seller.settle_timeout()) < now)
    }

    /// `true` if the payment ended so long ago that a refusal closes it as unknown. `since` is the second from which its
    /// age is counted, if no time ends it.
    pub(crate) fn is_over_for_long(&self, since: Option<u64>, now: u64) -> bool {
        let after = match self.continued() {
            Continued::GiveUp => Some(0),
            Continued::ByRequest | Continued::WithoutRequest => self.seller.choices().gives_up_after,
        };
        let untimed = since.map(|since| since.saturating_add(UNTIMED));
        let end = match self.authorized.expires.time() {
            Some(end) => u64::try_from(end).ok(),
            // A voucher has no end, and its deposit has one.
            None => self.deposit_end().zip(untimed).map(|(end, untimed)| end.min(untimed)).or(untimed),
        };
        let settled = end.map(|end| end.saturating_add(self.seller.settle_timeout()));
        settled.zip(after).is_some_and(|(settled, after)| settled.saturating_add(after) < now)
    }

    /// `true` if the payment is made from a channel.
    pub(crate) fn is_of_channel(&self) -> bool {
        matches!(self.authorized.once(), Once::InOrder { .. })
    }

    /// `true` if the scheme lets a seller charge less than the signed amount after this settlement. Only in the flow
    /// `escrow` a second settlement follows.
    pub(crate) fn is_up_to_after(&self, settlement: Option<&SettleResponse>) -> bool {
        let is_open = settlement.is_none() || self.flow == PaymentFlow::Escrow;
        is_open && Mechanism::all().any(|known| *known.scheme() == self.scheme && known.is_up_to())
    }

    /// The amount that the facilitator is asked to take.
    pub(crate) fn asked(&self) -> AnyAmount {
        match &self.request {
            FacilitatorRequest::V1(request) => request.payment_requirements.max_amount_required.into(),
            FacilitatorRequest::V2(request) => request.payment_requirements.amount.clone(),
        }
    }

    /// The same amount in atomic units, as [`Authorized::units`].
    pub(crate) fn asked_units(&self) -> Amount {
        self.asked().units().unwrap_or_else(|| self.authorized.units())
    }

    /// Charges this amount, which may be less than the signed one where the scheme allows it.
    pub(crate) fn charge(&mut self, amount: AnyAmount) {
        match (&mut self.request, amount) {
            (FacilitatorRequest::V2(request), amount) => request.payment_requirements.amount = amount,
            (FacilitatorRequest::V1(request), AnyAmount::Units(units)) => {
                request.payment_requirements.max_amount_required = units;
            }
            // Version 1 has no prices in issued currencies.
            (FacilitatorRequest::V1(_), AnyAmount::Decimal(_)) => {}
        }
    }
}

/// How many seconds a payment that no time ends, such as one on Solana, Stellar or the XRP Ledger, counts as current. The
/// blockhash or ledger that ends it on the chain takes only minutes.
pub const UNTIMED: u64 = 86_400;

/// The reason of a settlement that failed.
pub(crate) fn reason_of(settlement: &SettleResponse) -> ReasonCode {
    match &settlement.outcome {
        SettleOutcome::Failure(Some(reason)) => reason.clone(),
        SettleOutcome::Failure(None) | SettleOutcome::Success => ReasonCode::UNEXPECTED_SETTLE_ERROR,
    }
}

/// The URL with this query instead of its own.
fn with_query(url: &str, query: Option<&str>) -> String {
    match query {
        None => url.into(),
        Some(query) => format!("{}?{query}", url.split('?').next().unwrap_or_default()),
    }
}

/// The key of an identifier. It depends on the payer, so that guessing an identifier gives no access to what a
/// different payer has bought, and on the resource.
fn key_of_identifier(seller: &Seller, method: &str, authorized: &Authorized, id: &str) -> Key {
    key_of(&["x402-seller identifier 1", method, seller.resource(), &authorized.payer.to_string(), id])
}

/// The hash of the payload in its canonical form: of all that the payer signed, and of the signature.
fn payload_hash(payment: &PaymentPayload) -> [u8; 32] {
    let payload = match payment {
        PaymentPayload::V1(payment) => &payment.payload,
        PaymentPayload::V2(payment) => &payment.payload,
    };
    let canonical = payload.canonical();
    Sha256::digest(canonical.as_deref().unwrap_or(payload.as_str())).into()
}

/// The method whose result the request asks for. No buyer pays for headers alone.
fn served(method: &str) -> &str {
    if method == "HEAD" { "GET" } else { method }
}

fn refusal(seller: &Seller, rejection: &Rejection, now: u64) -> Answer {
    seller.refuse(HttpOutcome::from(&rejection.code), &rejection.sentence(), now)
}

/// The hash of the request and of the offer as JSON. `None` if a number has no canonical form.
fn fingerprint(
    seller: &Seller,
    (method, parameters): (&str, &RawJson),
    version: Version,
    offer: &str,
) -> Option<[u8; 32]> {
    let offer = RawJson::parse(offer).ok()?;
    let paid = PaidRequest { version, method, resource: seller.resource(), offer: &offer, parameters };
    paid.fingerprint().ok().map(|fingerprint| fingerprint.to_bytes())
}
