//! A payment, and what is known about it before the store is read.

mod judge;

use alloc::{
    boxed::Box,
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use sha2::{Digest, Sha256};
use x402_extensions::payment_identifier::PaidRequest;
use x402_schemes::Mechanism;
use x402_types::{
    Amount, FacilitatorRequest, HttpOutcome, PaymentFlow, PaymentPayload, RawJson, ReasonCode, Scheme, SettleOutcome,
    SettleResponse, Version, Wire,
};
use x402_verify::{Authorized, Facts, Once, Question, Verdict};

use self::judge::{Judged, Why, asked_of_a_node, authorized_by, by_accepted, judge, terms};
use crate::{
    Answer, Channel, Head, Key, Record, Seller, Served, State, Stored, key::key_of, sign_in::key_of_member,
    turn::InTurn,
};

/// A payment for an offer of the seller.
#[derive(Clone)]
pub(crate) struct Sale {
    pub(crate) seller: Seller,
    /// The turn of the channel from which the payment is made.
    pub(crate) turn: Option<Box<InTurn>>,
    /// The sale that goes on if nothing comes of this one.
    pub(crate) instead: Option<Box<Self>>,
    pub(crate) payment: PaymentPayload,
    pub(crate) request: FacilitatorRequest,
    pub(crate) authorized: Box<Authorized>,
    pub(crate) verdict: Verdict,
    /// Why the payment is not valid, for a refusal.
    pub(crate) why: Why,
    /// The questions to answer before the payment is valid, or before the work if the seller verifies all payments.
    pub(crate) needs: Vec<Question>,
    /// `true` if every question before the work has been answered.
    pub(crate) is_verified: bool,
    /// The key of the payment in the store.
    pub(crate) key: Key,
    /// The key of the payer's entry, with which it returns once it has paid.
    pub(crate) member: Key,
    /// The key of the identifier in the store, if the payment has one.
    pub(crate) name: Option<Key>,
    /// The hash of the request.
    pub(crate) fingerprint: [u8; 32],
    /// The hash of the request and the offer.
    pub(crate) priced: [u8; 32],
    /// `true` if these hashes exist. Without them both are zero, which no request has, and nothing begins.
    pub(crate) is_hashed: bool,
    /// The hash of the payload.
    pub(crate) digest: [u8; 32],
    pub(crate) flow: PaymentFlow,
    pub(crate) scheme: Scheme,
    /// `true` if the payment answers an offer that the seller makes.
    pub(crate) is_own: bool,
    /// The requested URL: the seller's URL with the query of the request. A receipt names it.
    pub(crate) url: String,
    /// When the request came.
    pub(crate) now: u64,
    /// `true` if the request is for headers alone. It learns the outcome of the payment, and begins nothing.
    pub(crate) is_head: bool,
    /// `true` if the method is safe (RFC 9110, 9.2.1), so that clients may repeat the request whatever its outcome.
    pub(crate) is_safe: bool,
    /// `true` if there is no request, and so nothing is served: the seller continues for a buyer who does not come.
    pub(crate) is_resumed: bool,
    /// `true` if a refusal closes the payment as unknown as soon as it has ended, because too many payments are open.
    pub(crate) is_given_up: bool,
}

/// The record of a payment that has begun, apart from its state. Nothing is written for a payment without it.
#[derive(Clone, Debug)]
pub(crate) struct Progress {
    /// The revision of the record. 0 before the first write.
    pub(crate) revision: u64,
    /// The hash of the request for which the payment began.
    pub(crate) fingerprint: [u8; 32],
    /// When the payment began, if it ends by a blockhash.
    pub(crate) begun: Option<u64>,
    /// The second from which the age of the open payment is counted, if no time ends it.
    pub(crate) since: Option<u64>,
    /// When the first request to settle was sent whose answer was lost.
    pub(crate) unanswered: Option<u64>,
    /// The facilitator's last answer to this request, if it was that the settlement is pending.
    pub(crate) pending: Option<Box<SettleResponse>>,
}

impl Progress {
    /// The progress of a stored record.
    pub(crate) fn of_record(revision: u64, record: &Record) -> Self {
        let Record { fingerprint, begun, unanswered, .. } = *record;
        Self { revision, fingerprint, begun, since: record.since.or(begun), unanswered, pending: None }
    }
}

/// Prints all that decides what follows, and hides the signature and the offers from logs.
impl fmt::Debug for Sale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, name, verdict, turn, instead, .. } = self;
        let needs: Vec<_> = self.needs.iter().map(Question::kind).collect();
        f.debug_struct("Sale")
            .field("key", key)
            .field("name", name)
            .field("verdict", verdict)
            .field("code", &self.why.code)
            .field("needs", &needs)
            .field("is_verified", &self.is_verified)
            .field("digest", &Key(self.digest))
            .field("fingerprint", &Key(self.fingerprint))
            .field("priced", &Key(self.priced))
            .field("is_hashed", &self.is_hashed)
            .field("is_own", &self.is_own)
            .field("flow", &self.flow)
            .field("asked", &self.asked())
            .field("url", &self.url)
            .field("is_head", &self.is_head)
            .field("is_safe", &self.is_safe)
            .field("is_resumed", &self.is_resumed)
            .field("is_given_up", &self.is_given_up)
            .field("now", &self.now)
            .field("turn", turn)
            .field("instead", instead)
            .finish_non_exhaustive()
    }
}

impl Sale {
    /// Verifies a payment against the seller's own offers, never against the offer that the payment names as accepted.
    pub(crate) fn begin(seller: &Seller, payment: &PaymentPayload, head: Head<'_>) -> Result<Self, Answer> {
        let Head { method, query, now } = head;
        let (is_head, is_safe) = (method == "HEAD", served(method) == "GET");
        let Judged { verdict, why, needs, is_of_service, identifier, own } =
            judge(seller, payment, now, &seller.choices().facts);
        let is_own = own.is_some();
        let former = || by_accepted(payment).and_then(|asked| Some((authorized_by(seller, &asked, now)?, asked)));
        let sale = own.or_else(former).and_then(|(paid, asked)| Self::of(seller, payment, paid, asked, now));
        let Some(sale) = sale else { return Err(refusal(seller, &why, now)) };
        if !is_of_service {
            return Err(Answer::error(501, "this is no payment for a service, and the seller completes it elsewhere"));
        }
        // A channel remembers its last answer by itself.
        let identifier = identifier.filter(|_| !sale.is_of_channel());
        let name = identifier.map(|id| key_of_name(seller, served(method), &sale.authorized, &id));
        let url = with_query(seller.resource(), query);
        Ok(Self { verdict, why, needs, name, is_own, url, is_head, is_safe, ..sale })
    }

    /// The sale with these parameters of the request.
    pub(crate) fn with_parameters(self, method: &str, parameters: &RawJson) -> Self {
        let offer = match &self.request {
            FacilitatorRequest::V1(request) => request.payment_requirements.to_json(),
            FacilitatorRequest::V2(request) => request.payment_requirements.to_json(),
        };
        let version = self.payment.version();
        let of_offer = |offer| fingerprint(&self.seller, (served(method), parameters), version, offer);
        let hashes = of_offer("null").zip(of_offer(&offer));
        let is_hashed = hashes.is_some();
        let (fingerprint, priced) = hashes.unwrap_or_default();
        Self { fingerprint, priced, is_hashed, ..self }
    }

    /// `true` if the payment is refused for any parameters, unless the store knows it.
    pub(crate) fn is_refused(&self) -> bool {
        match self.verdict {
            Verdict::Valid => false,
            Verdict::Invalid => true,
            Verdict::Undecided => !self.is_voucher_signed() && self.seller.choices().undecided.refuses(&self.needs),
        }
    }

    /// `true` if the payment is a voucher that its key has signed, and only the state of the channel is unknown.
    pub(crate) fn is_voucher_signed(&self) -> bool {
        self.is_of_channel() && self.needs.iter().all(|need| need.kind() == "channel-state")
    }

    /// `true` if the store knows these exact bytes. A buyer who sends them again needs no further proof.
    pub(crate) fn is_known(&self, stored: Option<&Stored>) -> bool {
        stored.is_some_and(|Stored { record, .. }| {
            let of_turn = |channel: &Channel| channel.turn.as_ref().is_some_and(|turn| turn.payment == self.digest);
            let is_in_turn = matches!(&record.state, State::Channel(channel) if of_turn(channel));
            record.payment == self.digest || is_in_turn
        })
    }

    /// A sale that cannot begin, of a payment with this authorization for the offer of the request.
    fn of(
        seller: &Seller,
        payment: &PaymentPayload,
        authorized: Authorized,
        request: FacilitatorRequest,
        now: u64,
    ) -> Option<Self> {
        let (Once::InSet(key) | Once::InOrder { channel: key, .. }) = authorized.once();
        let terms = terms(&request)?;
        let flow = PaymentFlow::of(terms.extra).unwrap_or(PaymentFlow::Authorization);
        let (scheme, member) = (terms.scheme.clone(), key_of_member(seller, &terms, authorized.payer));
        Some(Self {
            instead: None,
            turn: None,
            key: Key(key.to_bytes()),
            digest: payload_hash(payment),
            member,
            name: None,
            url: seller.resource().into(),
            seller: seller.clone(),
            payment: payment.clone(),
            request,
            authorized: Box::new(authorized),
            verdict: Verdict::Invalid,
            why: Why::new(ReasonCode::PAYLOAD, "a payment does not begin twice"),
            needs: Vec::new(),
            is_verified: false,
            fingerprint: [0; 32],
            priced: [0; 32],
            is_hashed: false,
            flow,
            scheme,
            is_own: false,
            now,
            is_head: false,
            is_safe: false,
            is_resumed: false,
            is_given_up: false,
        })
    }

    /// The sale of a record, as it began: with its payment and the offer of that time, whatever the seller offers now.
    /// `None` if the record has no request, or one that cannot be read.
    pub(crate) fn of_record(seller: &Seller, record: &Record, now: u64) -> Option<Box<Self>> {
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
                    offered.payment_requirements.max_amount_required = authorized.amount;
                }
                offered.payment_payload.clone().into()
            }
            FacilitatorRequest::V2(offered) => offered.payment_payload.clone().into(),
        };
        let sale = Self::of(seller, &payment, authorized, offered, now)?;
        let (fingerprint, url) = (record.fingerprint, record.resource.clone()?);
        Some(Box::new(Self { request, fingerprint, url, is_hashed: true, ..sale }))
    }

    /// Verifies the payment again, with facts about the chain.
    pub(crate) fn judge_again(&mut self, now: u64, facts: &Facts) {
        let judged = judge(&self.seller, &self.payment, now, facts);
        (self.verdict, self.why, self.needs) = (judged.verdict, judged.why, judged.needs);
    }

    /// Refuses the payment for the reason of the verdict.
    pub(crate) fn refuse(&self) -> Answer {
        refusal(&self.seller, &self.why, self.now)
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
        signed.charge(self.authorized.amount);
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
        let after = if self.is_given_up { Some(0) } else { self.seller.choices().gives_up_after };
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
    pub(crate) const fn asked(&self) -> Amount {
        match &self.request {
            FacilitatorRequest::V1(request) => request.payment_requirements.max_amount_required,
            // A sale has a mechanism, so its price is in atomic units.
            FacilitatorRequest::V2(request) => match request.payment_requirements.amount.units() {
                Some(units) => units,
                None => self.authorized.amount,
            },
        }
    }

    /// Charges this amount, which may be less than the signed one where the scheme allows it.
    pub(crate) fn charge(&mut self, amount: Amount) {
        match &mut self.request {
            FacilitatorRequest::V1(request) => request.payment_requirements.max_amount_required = amount,
            FacilitatorRequest::V2(request) => request.payment_requirements.amount = amount.into(),
        }
    }
}

/// How many seconds a payment that no time ends, such as one on Solana or Stellar, counts as current. The blockhash or
/// ledger that ends it on the chain takes only minutes.
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
fn key_of_name(seller: &Seller, method: &str, authorized: &Authorized, id: &str) -> Key {
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

fn refusal(seller: &Seller, why: &Why, now: u64) -> Answer {
    seller.refuse(HttpOutcome::from(&why.code), &why.sentence(), now)
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
