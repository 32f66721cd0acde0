//! What every seller does alike. A [`Paywall`] judges a payment by the seller's own offers, has a facilitator settle it,
//! and serves once for it. It is no HTTP server: `server` and `bare` each put the [`Answer`] on the wire in their own way.

mod facilitator;
mod sales;

use std::time::{SystemTime, UNIX_EPOCH};

use x402_types::{
    DecodeError, FacilitatorRequest, HeaderName, HttpOutcome, PaymentPayload, ReasonCode, SettleOutcome,
    SettleResponse, VerifyOutcome, Wire, v1, v2,
};
use x402_verify::{Authorized, Context, Verdict, client::SettlementState, verify};

pub use facilitator::Facilitator;
use sales::Sales;

/// The answer to a request.
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
}

impl Paywall {
    /// A paywall in front of this resource. V1 clients see the same offers in V1's form, except those on networks that have
    /// no V1 name.
    pub fn new(resource: v2::ResourceInfo, offers: Vec<v2::PaymentRequirements>, facilitator: Facilitator) -> Self {
        let offers_v1 = offers.iter().filter_map(|offer| offer.to_v1(&resource)).collect();
        Self { resource, offers, offers_v1, facilitator, sales: Sales::default() }
    }

    /// The answer to a request with this payment, or with headers from which no payment could be read. `serve` makes the
    /// body that is sold. It is called after the payment is settled.
    pub async fn answer(&self, payment: Result<PaymentPayload, DecodeError>, serve: impl FnOnce() -> String) -> Answer {
        let payment = match payment {
            Ok(payment) => payment,
            Err(error) => return self.refuse(HttpOutcome::from(&error), &error.to_string()),
        };
        match self.take(&payment).await {
            Ok(settlement) => Answer::new(HttpOutcome::Success, serve()).with_settlement(&payment, &settlement),
            Err(answer) => answer,
        }
    }

    /// Takes the money. The error is the answer for a payment that is not settled.
    async fn take(&self, payment: &PaymentPayload) -> Result<SettleResponse, Answer> {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_err(|_| Answer::server_error("the clock is wrong"))?
            .as_secs();
        let (request, authorized) = self.judge(payment, now).await?;
        let network = request.network();
        let Some(reservation) = self.sales.reserve(&authorized, now) else {
            let settlement = SettleResponse::failure(ReasonCode::new("duplicate_settlement"), network);
            return Err(self.refuse_settled(payment, &settlement));
        };
        let settlement = self.facilitator.settle(&request, reservation.attempt()).await;
        let settlement = settlement
            .ok_or_else(|| Answer::server_error("nobody knows yet whether this is settled: send it again"))?;
        match SettlementState::of(&settlement) {
            SettlementState::Settled => reservation.sold(),
            SettlementState::Failed => {
                reservation.forget();
                return Err(self.refuse_settled(payment, &settlement));
            }
            // The payer must not sign a new payment before the chain has decided, so there is no new demand.
            _ => {
                let body = r#"{"error":"the settlement is pending: send the same payment again"}"#;
                return Err(Answer::new(HttpOutcome::PaymentFailed, body).with_settlement(payment, &settlement));
            }
        }
        Ok(settlement)
    }

    /// Judges the payment by the seller's own offers of its version, never by the offer that it says it accepted. The
    /// facilitator decides what only the chain can tell.
    async fn judge(&self, payment: &PaymentPayload, now: u64) -> Result<(FacilitatorRequest, Authorized), Answer> {
        let context = Context::at(now);
        let report = match payment {
            PaymentPayload::V1(payment) => verify(payment, &self.offers_v1, &context),
            PaymentPayload::V2(payment) => verify(payment, &self.offers, &context),
        };
        let reason = ReasonCode::new(report.reason().unwrap_or_default());
        let (verdict, offer, authorized) = (report.verdict(), report.offer(), report.authorized().cloned());
        let why = report.into_verified().map_or_else(|why| why.to_string(), |_| String::new());
        let refuse = |reason: &ReasonCode| self.refuse(HttpOutcome::from(reason), &format!("{reason}: {why}"));
        let request = offer.and_then(|offer| self.request(payment, offer));
        let (Some(request), Some(authorized), false) = (request, authorized, verdict == Verdict::Invalid) else {
            return Err(refuse(&reason));
        };
        if verdict == Verdict::Undecided {
            match self.facilitator.verify(&request).await {
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
    fn refuse_settled(&self, payment: &PaymentPayload, settlement: &SettleResponse) -> Answer {
        let reason = match &settlement.outcome {
            SettleOutcome::Failure(Some(reason)) => reason,
            _ => &ReasonCode::UNEXPECTED_SETTLE_ERROR,
        };
        self.refuse(HttpOutcome::from(reason), reason.as_str()).with_settlement(payment, settlement)
    }

    fn refuse(&self, outcome: HttpOutcome, error: &str) -> Answer {
        let answer = Answer::new(outcome, v1::PaymentRequired::new(error, self.offers_v1.clone()).to_json());
        if outcome.status() != 402 {
            return answer;
        }
        let mut demand = v2::PaymentRequired::new(self.resource.clone(), self.offers.clone());
        demand.error = Some(error.into());
        answer.with_demand(&demand)
    }
}
