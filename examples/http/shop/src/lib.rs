//! A shop that sells a weather forecast: its offers, what it answers to a payment, and the memory of what it has sold.
//! There is no HTTP in here: `server` and `bare` put the same [`Answer`] on the wire, each in its own way.

use std::{
    collections::BTreeMap,
    sync::Mutex,
    time::{SystemTime, SystemTimeError, UNIX_EPOCH},
};

use x402_types::{
    AnyNetwork, DecodeError, HttpOutcome, Network, NetworkName, PaymentPayload, RawJson, ReasonCode, Scheme,
    SettleResponse, UnixSeconds, Wire, v1, v2,
};
use x402_verify::{Context, ReplayKey, Verified, verify};

/// A test account of the specification's examples.
const PAY_TO: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
/// One cent.
const PRICE: u64 = 10_000;
const SECONDS: u64 = 60;
const DESCRIPTION: &str = "One weather forecast";
const MIME_TYPE: &str = "application/json";

/// USDC on two test chains: chain id, V1's name of the chain, token, and the token's EIP-712 name and version.
const TOKENS: [(u64, &str, &str, &str); 2] = [
    (43_113, "avalanche-fuji", "0x5425890298aed601595a70AB815c96711a31Bc65", r#"{"name":"USD Coin","version":"2"}"#),
    (84_532, "base-sepolia", "0x036CbD53842c5426634e7929541eC2318f3dCF7e", r#"{"name":"USDC","version":"2"}"#),
];

/// `Cache-Control` of every answer: a cache that keeps a demand or what was paid for hands it to others. No document says
/// so, and all official servers do.
pub const CACHING: &str = "no-store";

/// What is to be answered; the carrier makes headers of it.
pub struct Answer {
    /// For the status.
    pub outcome: HttpOutcome,
    /// For V2's header `PAYMENT-REQUIRED`; with every 402.
    pub demand: Option<v2::PaymentRequired>,
    /// For the header of the payment's version.
    pub settlement: Option<SettleResponse>,
    /// JSON. A V2 client finds all it needs in headers, so an answer that sells nothing has V1's demand here.
    pub body: String,
}

/// The shop.
pub struct Shop {
    resource: v2::ResourceInfo,
    offers: Vec<v2::PaymentRequirements>,
    offers_v1: Vec<v1::PaymentRequirements>,
    /// What was sold, until it expires: then the payment is refused for its age. A shop of several processes keeps this
    /// where all of them see it.
    sold: Mutex<BTreeMap<ReplayKey, UnixSeconds>>,
}

impl Shop {
    /// A shop whose forecast has this URL.
    ///
    /// # Errors
    /// None: `TOKENS` is well-formed.
    pub fn new(url: &str) -> Result<Self, DecodeError> {
        let mut resource = v2::ResourceInfo::new(url);
        resource.description = Some(DESCRIPTION.into());
        resource.mime_type = Some(MIME_TYPE.into());
        let mut shop = Self { resource, offers: Vec::new(), offers_v1: Vec::new(), sold: Mutex::default() };
        for (chain, name, token, domain) in TOKENS {
            let extra = Some(RawJson::parse(domain)?);
            let mut offer = v2::PaymentRequirements::new(v2::PaymentRequirementsInit {
                scheme: Scheme::EXACT,
                network: Network::eip155(chain),
                amount: PRICE.into(),
                asset: token.into(),
                pay_to: PAY_TO.into(),
                max_timeout_seconds: SECONDS,
            });
            offer.extra = extra.clone();
            shop.offers.push(offer);
            let mut offer = v1::PaymentRequirements::new(v1::PaymentRequirementsInit {
                scheme: Scheme::EXACT,
                network: NetworkName::new(name).ok_or(x402_types::ErrorKind::NotNetwork)?,
                max_amount_required: PRICE.into(),
                asset: token.into(),
                pay_to: PAY_TO.into(),
                resource: url.into(),
                description: DESCRIPTION.into(),
                max_timeout_seconds: SECONDS,
            });
            offer.mime_type = Some(MIME_TYPE.into());
            offer.extra = extra;
            shop.offers_v1.push(offer);
        }
        Ok(shop)
    }

    /// What to answer to a request that came with this payment, or with headers in which none could be read.
    pub fn answer(&self, payment: Result<&PaymentPayload, &DecodeError>, now: Result<u64, SystemTimeError>) -> Answer {
        let payment = match payment {
            Ok(payment) => payment,
            Err(error) => return self.refuse(HttpOutcome::from(error), &error.to_string()),
        };
        let Ok(now) = now else { return server_error() };
        let context = Context::at(now);
        // A payment is judged by the shop's own offers of its version, never by what it says it accepted.
        let report = match payment {
            PaymentPayload::V1(payment) => verify(payment, &self.offers_v1, &context),
            PaymentPayload::V2(payment) => verify(payment, &self.offers, &context),
        };
        let reason = ReasonCode::new(report.reason().unwrap_or_default());
        match report.into_verified() {
            Ok(verified) => self.sell(payment, &verified, now),
            // Invalid, or undecided: a shop with a node at hand would ask it what `report.needs()` says.
            Err(why) => self.refuse(HttpOutcome::from(&reason), &format!("{reason}: {why}")),
        }
    }

    fn sell(&self, payment: &PaymentPayload, verified: &Verified, now: u64) -> Answer {
        let network: AnyNetwork = match payment {
            PaymentPayload::V1(payment) => payment.network.clone().into(),
            PaymentPayload::V2(payment) => payment.accepted.network.clone().into(),
        };
        let Ok(mut sold) = self.sold.lock() else { return server_error() };
        sold.retain(|_, until| *until > now.into());
        // Remembered before anything is served, so that of two equal requests at once one is refused.
        // Without an end it is remembered for good.
        let until = verified.authorized().valid_until.unwrap_or_else(|| u64::MAX.into());
        if sold.insert(verified.replay_key(), until).is_some() {
            let reason = ReasonCode::new("duplicate_settlement");
            let refusal = self.refuse(HttpOutcome::from(&reason), reason.as_str());
            return Answer { settlement: Some(SettleResponse::failure(reason, network)), ..refusal };
        }
        Answer {
            outcome: HttpOutcome::Success,
            demand: None,
            settlement: Some(stubbed_settlement(verified, network)),
            body: r#"{"forecast":"fair","settlement":"stub: nothing was transferred"}"#.into(),
        }
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

/// STUB. A settlement is a transaction that carries the authorization to the token, sent by a facilitator or by the
/// shop's own node, and waited for; this project is the part of x402 that needs no network, and does not send any.
/// **Nothing is transferred here**, and `transaction` is no transaction's hash.
fn stubbed_settlement(verified: &Verified, network: AnyNetwork) -> SettleResponse {
    let mut settlement = SettleResponse::success(format!("stub:{}", verified.replay_key()), network);
    settlement.payer = Some(verified.payer().to_string());
    settlement
}

fn server_error() -> Answer {
    let body = r#"{"error":"the shop is out of order"}"#.into();
    Answer { outcome: HttpOutcome::ServerError, demand: None, settlement: None, body }
}

/// Seconds since 1970-01-01 UTC: the crates have no clock, who calls them has.
///
/// # Errors
/// The clock is set to a time before that.
pub fn now() -> Result<u64, SystemTimeError> {
    SystemTime::now().duration_since(UNIX_EPOCH).map(|since| since.as_secs())
}
