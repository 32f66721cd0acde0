//! What every seller does alike. A [`Paywall`] judges a payment by the seller's own offers, has a facilitator settle it,
//! and serves once for it. It answers a retry from its store, and admits who has paid. It is no HTTP server: `server` and
//! `bare` each put the [`Answer`] on the wire in their own way.

mod facilitator;
mod members;
mod receipts;
mod sales;
mod store;

use std::time::{SystemTime, UNIX_EPOCH};

use x402_extensions::{
    payment_identifier::{
        self, Attempt, Fingerprint, Key, Need, PaidRequest, PaymentDigest, Place, Reservation, Store, review,
    },
    sign_in_with_x::{Origin, SignIn},
};
use x402_types::{
    DecodeError, ErrorKind, FacilitatorRequest, HeaderName, HttpOutcome, Members as Json, PaymentPayload, RawJson,
    ReasonCode, SettleOutcome, SettleResponse, VerifyOutcome, Version, Wire,
    matching::{MatchRule, find_offer},
    v1, v2,
};
use x402_verify::{Authorized, Context, Verdict, client::SettlementState, verify};

pub use facilitator::Facilitator;
use members::Members;
pub use receipts::Sign;
use sales::Sales;
use store::Memory;

/// A request, as far as a paywall reads it.
pub struct Request {
    /// The payment in the headers.
    pub payment: Result<PaymentPayload, DecodeError>,
    /// The sign-in in the headers.
    pub sign_in: Result<SignIn, DecodeError>,
    /// What decides what is served, beside the resource. The same payment identifier with others is a conflict.
    pub parameters: RawJson,
}

/// The answer to a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Gives the status.
    pub outcome: HttpOutcome,
    /// Names and values. No name stands twice.
    pub headers: Vec<(&'static str, String)>,
    /// JSON. A V2 client finds all it needs in headers, so an answer with a demand has V1's here.
    pub body: String,
}

impl Answer {
    fn new(outcome: HttpOutcome, body: impl Into<String>) -> Self {
        // A cache would hand a demand, or what somebody has paid for, to others. The documents do not mention caches; all
        // official servers send this header.
        let headers = vec![("Content-Type", "application/json".into()), ("Cache-Control", "no-store".into())];
        Self { outcome, headers, body: body.into() }
    }

    /// Adds the V2 demand. The V1 demand is the body.
    fn with_demand(mut self, demand: &v2::PaymentRequired) -> Self {
        self.headers.push((HeaderName::PaymentRequired.as_str(), demand.to_header()));
        self
    }

    fn with_settlement(mut self, payment: &PaymentPayload, settlement: &SettleResponse) -> Self {
        self.headers.push((payment.settlement_header_name().as_str(), settlement.to_header()));
        self
    }

    /// For what is neither the payment's fault nor the payer's.
    fn server_error(error: &str) -> Self {
        Self::new(HttpOutcome::ServerError, format!(r#"{{"error":"{error}"}}"#))
    }
}

/// The offers for one resource, and the facilitator that settles the payments.
pub struct Paywall {
    resource: v2::ResourceInfo,
    offers: Vec<v2::PaymentRequirements>,
    offers_v1: Vec<v1::PaymentRequirements>,
    facilitator: Facilitator,
    sales: Sales,
    store: Memory,
    members: Option<Members>,
    sign: Option<Sign>,
}

/// Why there is nothing to serve, and whether the payment may be settled all the same.
enum Stop {
    /// Nothing was settled, and nothing will be by what was sent so far.
    Refused(Answer),
    /// The payment is settled sooner or later, or nobody knows.
    Open(Answer),
}

impl Paywall {
    /// A paywall in front of this resource. V1 clients see the same offers in V1's form, except those on networks that have
    /// no V1 name.
    pub fn new(resource: v2::ResourceInfo, offers: Vec<v2::PaymentRequirements>, facilitator: Facilitator) -> Self {
        let offers_v1 = offers.iter().filter_map(|offer| offer.to_v1(&resource)).collect();
        let (sales, store) = (Sales::default(), Memory::default());
        Self { resource, offers, offers_v1, facilitator, sales, store, members: None, sign: None }
    }

    /// Admits who has paid within the last `stay` seconds and signs in with the same account. `origin` is the public one of
    /// this server.
    pub fn with_sign_in(mut self, origin: Origin, stay: u64) -> Self {
        let mut chains: Vec<_> = self.offers.iter().map(|offer| offer.network.clone()).collect();
        chains.dedup();
        self.members = Some(Members::new(origin, chains, stay));
        self
    }

    /// Signs what is offered, and a receipt for each payment.
    pub fn with_receipts(mut self, sign: Sign) -> Self {
        self.sign = Some(sign);
        self
    }

    /// The answer to a request. `serve` makes the body that is sold. It is called before the payment is settled, so that
    /// nobody pays for what there is not: `None`.
    pub async fn answer(&self, request: Request, serve: impl FnOnce() -> Option<String>) -> Answer {
        let Ok(now) = SystemTime::now().duration_since(UNIX_EPOCH) else {
            return Answer::server_error("the clock is wrong");
        };
        let now = now.as_secs();
        match (request.payment, request.sign_in) {
            (Ok(payment), _) => self.sell(&payment, &request.parameters, now, serve).await,
            (Err(error), sign_in) if !is_absent(&error) || sign_in.as_ref().is_err_and(is_absent) => {
                self.refuse(HttpOutcome::from(&error), &error.to_string(), now)
            }
            (_, sign_in) => self.welcome_back(sign_in, now, serve),
        }
    }

    /// Serves who has paid before.
    fn welcome_back(
        &self,
        sign_in: Result<SignIn, DecodeError>,
        now: u64,
        serve: impl FnOnce() -> Option<String>,
    ) -> Answer {
        let sign_in = match sign_in {
            Ok(sign_in) => sign_in,
            Err(error) => return self.refuse(HttpOutcome::from(&error), &error.to_string(), now),
        };
        let checked = self.members.as_ref().ok_or("nobody signs in here".into());
        match checked.and_then(|members| members.check(&sign_in, now)) {
            Ok(()) => serve().map_or_else(nothing_to_serve, |body| Answer::new(HttpOutcome::Success, body)),
            Err(why) => self.refuse(HttpOutcome::PaymentRequired, &why, now),
        }
    }

    /// Serves for a payment. With an identifier the answer is kept, and a retry gets the same (X-10).
    async fn sell(
        &self,
        payment: &PaymentPayload,
        parameters: &RawJson,
        now: u64,
        serve: impl FnOnce() -> Option<String>,
    ) -> Answer {
        let reviewed = match review(payment, Need::Optional) {
            Ok(reviewed) => reviewed,
            Err(error) => return self.refuse(HttpOutcome::from(&error), error.reason(), now),
        };
        let place = Place { tenant: String::new(), route: format!("GET {}", self.resource.url) };
        let digest = PaymentDigest::of(payment.to_json().as_bytes());
        let named = reviewed.identifier.and_then(|named| Some((named.id, self.fingerprint(payment, parameters)?)));
        // Before verification nobody has proved anything, so that only the very payment is known again.
        if let Some((_, fingerprint)) = &named {
            if let Ok(Some(answer)) = self.store.recall(&place, &digest, fingerprint).await {
                return answer;
            }
        }
        let (request, authorized) = match self.judge(payment, now).await {
            Ok(judged) => judged,
            Err(answer) => return answer,
        };
        let Some((id, fingerprint)) = named else {
            return match self.take(payment, &request, &authorized, now, serve).await {
                Ok(answer) | Err(Stop::Refused(answer) | Stop::Open(answer)) => answer,
            };
        };
        let key = Key { place, payer: authorized.payer, id };
        let attempt = Attempt { fingerprint, payment: digest, replay_key: authorized.replay_key() };
        let turn = match self.store.turn(key, &attempt).await {
            Ok(turn) => turn,
            Err(Reservation::Answered(answer)) => return answer,
            Err(Reservation::Conflict) => {
                return self.refuse(HttpOutcome::Conflict, Reservation::<Answer>::CONFLICT, now);
            }
            Err(_) => return Answer::server_error("another request with this identifier is in work: send it again"),
        };
        match self.take(payment, &request, &authorized, now, serve).await {
            Ok(answer) => {
                turn.complete(answer.clone()).await;
                answer
            }
            Err(Stop::Refused(answer)) => {
                turn.give_up().await;
                answer
            }
            Err(Stop::Open(answer)) => answer,
        }
    }

    /// What is asked for, and the price: of the offer that the payment answers. V1 has no identifiers.
    fn fingerprint(&self, payment: &PaymentPayload, parameters: &RawJson) -> Option<Fingerprint> {
        let PaymentPayload::V2(payment) = payment else { return None };
        let found = find_offer(&payment.accepted, &self.offers, MatchRule::Sdk).ok()?;
        let offer = RawJson::parse(&self.offers.get(found.index)?.to_json()).ok()?;
        let resource = &self.resource.url;
        PaidRequest { version: Version::V2, method: "GET", resource, offer: &offer, parameters }.fingerprint().ok()
    }

    /// Makes the body, and takes the money for it.
    async fn take(
        &self,
        payment: &PaymentPayload,
        request: &FacilitatorRequest,
        authorized: &Authorized,
        now: u64,
        serve: impl FnOnce() -> Option<String>,
    ) -> Result<Answer, Stop> {
        let Some(reservation) = self.sales.reserve(authorized, now) else {
            let settlement = SettleResponse::failure(ReasonCode::new("duplicate_settlement"), request.network());
            return Err(Stop::Refused(self.refuse_settled(payment, &settlement, now)));
        };
        let body = serve().ok_or_else(|| Stop::Refused(nothing_to_serve()))?;
        let settlement = self.facilitator.settle(request, reservation.attempt()).await;
        let mut settlement = settlement.ok_or_else(|| {
            Stop::Open(Answer::server_error("nobody knows yet whether this is settled: send it again"))
        })?;
        match SettlementState::of(&settlement) {
            SettlementState::Settled => reservation.sold(),
            SettlementState::Failed => {
                reservation.forget();
                return Err(Stop::Refused(self.refuse_settled(payment, &settlement, now)));
            }
            // The payer must not sign a new payment before the chain has decided, so there is no new demand.
            _ => {
                let body = r#"{"error":"the settlement is pending: send the same payment again"}"#;
                let answer = Answer::new(HttpOutcome::PaymentFailed, body);
                return Err(Stop::Open(answer.with_settlement(payment, &settlement)));
            }
        }
        if let Some(members) = &self.members {
            members.admit(authorized.payer, now);
        }
        if let Some(sign) = &self.sign {
            // What was paid for is served without a receipt, too.
            if let Err(error) = receipts::add_receipt(&mut settlement, &self.resource.url, now, sign) {
                eprintln!("no receipt: {error}");
            }
        }
        Ok(Answer::new(HttpOutcome::Success, body).with_settlement(payment, &settlement))
    }

    /// Judges the payment by the seller's own offers of its version, never by the offer that it says it accepted. The
    /// facilitator decides what only the chain can tell.
    async fn judge(&self, payment: &PaymentPayload, now: u64) -> Result<(FacilitatorRequest, Authorized), Answer> {
        // Nonces and signed offers are made anew for each demand, and are not compared.
        let declared = self.extensions(now, |members, url| members.declared(url, String::new(), now));
        let context = Context::at(now).with_declared_extensions(&declared);
        let report = match payment {
            PaymentPayload::V1(payment) => verify(payment, &self.offers_v1, &context),
            PaymentPayload::V2(payment) => verify(payment, &self.offers, &context),
        };
        let reason = ReasonCode::new(report.reason().unwrap_or_default());
        let (verdict, offer, authorized) = (report.verdict(), report.offer(), report.authorized().cloned());
        let why = report.into_paid().map_or_else(|why| why.to_string(), |_| String::new());
        let refuse = |reason: &ReasonCode| self.refuse(HttpOutcome::from(reason), &format!("{reason}: {why}"), now);
        let request = offer.and_then(|offer| self.request(payment, offer));
        let (Some(request), Some(authorized), false) = (request, authorized, verdict == Verdict::Invalid) else {
            return Err(refuse(&reason));
        };
        if verdict == Verdict::Undecided {
            match self.facilitator.verify(&request).await.map(|response| response.outcome) {
                Some(VerifyOutcome::Valid) => {}
                Some(VerifyOutcome::Invalid(found)) => return Err(refuse(&found.unwrap_or(reason))),
                None => return Err(Answer::server_error("the payment could not be verified: send it again")),
            }
        }
        Ok((request, authorized))
    }

    fn request(&self, payment: &PaymentPayload, offer: usize) -> Option<FacilitatorRequest> {
        match payment.clone() {
            PaymentPayload::V1(payment) => {
                v1::FacilitatorRequest::answering(payment, &self.offers_v1, offer).map(Into::into)
            }
            PaymentPayload::V2(payment) => {
                v2::FacilitatorRequest::answering(payment, &self.offers, offer).map(Into::into)
            }
        }
    }

    /// Demands payment again, and says why this one was not settled.
    fn refuse_settled(&self, payment: &PaymentPayload, settlement: &SettleResponse, now: u64) -> Answer {
        let reason = match &settlement.outcome {
            SettleOutcome::Failure(Some(reason)) => reason,
            _ => &ReasonCode::UNEXPECTED_SETTLE_ERROR,
        };
        self.refuse(HttpOutcome::from(reason), reason.as_str(), now).with_settlement(payment, settlement)
    }

    fn refuse(&self, outcome: HttpOutcome, error: &str, now: u64) -> Answer {
        let answer = Answer::new(outcome, v1::PaymentRequired::new(error, self.offers_v1.clone()).to_json());
        if outcome.status() != 402 {
            return answer;
        }
        let mut demand = v2::PaymentRequired::new(self.resource.clone(), self.offers.clone());
        demand.error = Some(error.into());
        demand.extensions = Some(self.extensions(now, |members, url| members.challenge(url, now)));
        answer.with_demand(&demand)
    }

    /// What a V2 demand declares beside its offers.
    fn extensions(&self, now: u64, challenge: impl FnOnce(&Members, &str) -> RawJson) -> RawJson {
        let url = self.resource.url.as_str();
        let identifier = RawJson::parse(r#"{"info":{"required":false}}"#).expect("JSON");
        let mut extensions = Json::from_iter([(payment_identifier::KEY, identifier)]);
        if let Some(members) = &self.members {
            extensions.insert("sign-in-with-x", challenge(members, url));
        }
        if let Some(sign) = &self.sign {
            let until = self.offers.iter().map(|offer| offer.max_timeout_seconds).max().unwrap_or_default();
            let offers = receipts::offers(&self.offers, url, now.saturating_add(until), sign);
            extensions.insert("offer-receipt", offers);
        }
        extensions.into()
    }
}

fn is_absent(error: &DecodeError) -> bool {
    matches!(error.kind(), ErrorKind::NoHeader(_))
}

/// Nothing was settled.
fn nothing_to_serve() -> Answer {
    Answer::server_error("there is nothing to serve, and nothing was charged")
}
