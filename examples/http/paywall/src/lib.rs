//! What every seller does alike: a payment is judged by the seller's own offers, settled with a facilitator, and served for
//! once. There is no HTTP server in here: `server` and `bare` put the same [`Answer`] on the wire, each in its own way.

mod facilitator;
mod sales;

use std::time::{SystemTime, UNIX_EPOCH};

use x402_types::{
    DecodeError, FacilitatorRequest, HttpOutcome, PaymentPayload, ReasonCode, SettleOutcome, SettleResponse,
    VerifyOutcome, Wire, v1, v2,
};
use x402_verify::{Authorized, Context, Verdict, client::SettlementState, verify};

pub use facilitator::Facilitator;
use sales::Sales;

/// `Cache-Control` of every answer: a cache that keeps a demand or what was paid for hands it to others. No document says
/// so, and all official servers do.
pub const CACHING: &str = "no-store";

/// What is to be answered; the carrier makes headers of it.
pub struct Answer {
    /// For the status.
    pub outcome: HttpOutcome,
    /// For V2's header `PAYMENT-REQUIRED`.
    pub demand: Option<v2::PaymentRequired>,
    /// For the header of the payment's version.
    pub settlement: Option<SettleResponse>,
    /// JSON. A V2 client finds all it needs in headers, so an answer with a demand has V1's here.
    pub body: String,
}

/// Offers of one resource, and who settles the payments for it.
pub struct Paywall {
    resource: v2::ResourceInfo,
    offers: Vec<v2::PaymentRequirements>,
    offers_v1: Vec<v1::PaymentRequirements>,
    facilitator: Facilitator,
    sales: Sales,
}

impl Paywall {
    /// A paywall before this resource. To clients of version 1 of the protocol the offers are made in its words, but for
    /// those on networks that have no name there.
    pub fn new(resource: v2::ResourceInfo, offers: Vec<v2::PaymentRequirements>, facilitator: Facilitator) -> Self {
        let offers_v1 = offers.iter().filter_map(|offer| offer.to_v1(&resource)).collect();
        Self { resource, offers, offers_v1, facilitator, sales: Sales::default() }
    }

    /// What to answer to a request that came with this payment, or with headers in which none could be read. `serve` makes
    /// the body of what is sold; it is called once the payment is settled.
    pub async fn answer(
        &self,
        payment: Result<&PaymentPayload, &DecodeError>,
        serve: impl FnOnce() -> String,
    ) -> Answer {
        let payment = match payment {
            Ok(payment) => payment,
            Err(error) => return self.refuse(HttpOutcome::from(error), &error.to_string()),
        };
        match self.take(payment).await {
            Ok(settlement) => {
                let (outcome, settlement) = (HttpOutcome::Success, Some(settlement));
                Answer { outcome, demand: None, settlement, body: serve() }
            }
            Err(answer) => answer,
        }
    }

    /// Takes the money: the settlement, or what to answer instead of what is sold.
    async fn take(&self, payment: &PaymentPayload) -> Result<SettleResponse, Answer> {
        let now =
            SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| server_error("the clock is wrong"))?.as_secs();
        let (request, authorized) = self.judge(payment, now).await?;
        let network = request.network();
        let Some(reservation) = self.sales.reserve(&authorized, now) else {
            let settlement = SettleResponse::failure(ReasonCode::new("duplicate_settlement"), network);
            return Err(self.refuse_settled(settlement));
        };
        let settlement = self.facilitator.settle(&request, reservation.attempt()).await;
        let settlement =
            settlement.ok_or_else(|| server_error("nobody knows yet whether this is settled: send it again"))?;
        match SettlementState::of(&settlement) {
            SettlementState::Settled => reservation.sold(),
            SettlementState::Failed => return Err(self.refuse_settled(settlement)),
            // Nobody is to sign anew before the chain has decided, so no new demand goes with it.
            _ => {
                let body = r#"{"error":"the settlement is pending: send the same payment again"}"#.into();
                let outcome = HttpOutcome::PaymentFailed;
                return Err(Answer { outcome, demand: None, settlement: Some(settlement), body });
            }
        }
        Ok(settlement)
    }

    /// Whether the payment answers an offer. It is judged by the seller's own offers of its version, never by what it says
    /// it accepted. What only the chain can decide, the facilitator is asked.
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
                None => return Err(server_error("the payment could not be verified: send it again")),
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

    /// The demand again, with what became of the settlement.
    fn refuse_settled(&self, settlement: SettleResponse) -> Answer {
        let reason = match &settlement.outcome {
            SettleOutcome::Failure(Some(reason)) => reason.clone(),
            _ => ReasonCode::UNEXPECTED_SETTLE_ERROR,
        };
        let refusal = self.refuse(HttpOutcome::from(&reason), reason.as_str());
        Answer { settlement: Some(settlement), ..refusal }
    }

    fn refuse(&self, outcome: HttpOutcome, error: &str) -> Answer {
        let demand = (outcome.status() == 402).then(|| {
            let mut demand = v2::PaymentRequired::new(self.resource.clone(), self.offers.clone());
            demand.error = Some(error.into());
            demand
        });
        let body = v1::PaymentRequired::new(error, self.offers_v1.clone()).to_json();
        Answer { outcome, demand, settlement: None, body }
    }
}

fn server_error(error: &str) -> Answer {
    let body = format!(r#"{{"error":"{error}"}}"#);
    Answer { outcome: HttpOutcome::ServerError, demand: None, settlement: None, body }
}
