//! The shop: the channels that it accepts, the price, and the transactions that it sends to its facilitator itself:
//! claims, sweeps and refunds.

use std::{
    collections::BTreeMap,
    error::Error,
    fmt::Display,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::{
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use k256::ecdsa::SigningKey;
use tokio::time::timeout;
use x402_schemes::evm::{
    Signature, assets,
    batch_settlement::{
        Amount128, Claim, ClaimRow, Commitment, CompletedRefund, Payload, Refund, RefundRequest, Sweep,
    },
};
use x402_tower::{Channel, Facilitator, HttpFacilitator, Key, Memory, Paid, Paywall, Reply, Secret, Seller};
use x402_types::{
    Amount, DecodeOptions, HeaderName, Members, Network, RawJson, Scheme, SettleOutcome, SettleResponse, VerifyOutcome,
    VerifyResponse, Wire,
    v2::{
        FacilitatorRequest, PaymentPayload, PaymentRequired, PaymentRequirements, PaymentRequirementsInit, ResourceInfo,
    },
};
use x402_verify::{
    Context, Facts, Once, Purposes, Records, Report, Verdict,
    evm::batch_settlement::{ChannelState, Fact},
    verify,
};

const NETWORK: Network = Network::eip155(84_532);
const CHAIN_ID: u64 = 84_532;
/// The highest price of a request, and the actual charge, in millionths of a USDC.
const PRICE: u64 = 1000;
pub const CHARGE: u64 = 700;
/// A test account of the specification's examples.
const PAY_TO: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
/// How long the payer must wait for money that it withdraws without the shop, in seconds.
const DELAY: u64 = 86_400;
/// The key that signs claims and refunds: the third account of every development chain. This key is public knowledge.
const AUTHORIZER: &str = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
const KEY: [u8; 32] = [
    0x5d, 0xe4, 0x11, 0x1a, 0xfa, 0x1a, 0x4b, 0x94, 0x90, 0x8f, 0x83, 0x10, 0x3e, 0xb1, 0xf1, 0x70, 0x63, 0x67, 0xc2,
    0xe6, 0x8c, 0xa8, 0x70, 0xfc, 0x3f, 0xb9, 0xa8, 0x04, 0xcd, 0xab, 0x36, 0x5a,
];
/// How many seconds a refund may block a channel. It asks the facilitator twice.
const TURN: u64 = 60;
/// The time limit of the facilitator, as in the layer.
const TO_VERIFY: Duration = Duration::from_secs(5);
const TO_SETTLE: Duration = Duration::from_secs(20);
/// The most channels of one claim.
const ROWS: usize = 100;

/// The layer that sells.
pub type Sold = Paid<HttpFacilitator, Memory, Seller>;

/// The operations of a forecast shop other than selling.
pub struct Shop {
    resource: ResourceInfo,
    offer: PaymentRequirements,
    facilitator: HttpFacilitator,
    paywall: Paywall<HttpFacilitator, Memory>,
    key: SigningKey,
    /// The known claimed sums, by channel. A shop that forgets one sends a claim that changes nothing.
    claimed: Mutex<BTreeMap<Key, Amount128>>,
    claims: AtomicU64,
}

impl Shop {
    /// Opens a shop at this origin, with the URL of its facilitator. Returns it with the layer that sells.
    ///
    /// # Errors
    /// USDC is not known on the network, the machine has no source of random bytes, or the facilitator does not answer
    /// or does not serve the offer.
    pub async fn open(origin: &str, facilitator: &str) -> Result<(Self, Sold), Box<dyn Error>> {
        let token = assets::by_symbol(&NETWORK, "USDC").ok_or("the token is not known on this network")?;
        let price =
            token.offer(assets::OfferInit { price: "0.001", pay_to: PAY_TO.parse()?, max_timeout_seconds: 60 })?;
        let mut offer = PaymentRequirements::new(PaymentRequirementsInit {
            scheme: Scheme::BATCH_SETTLEMENT,
            network: NETWORK,
            amount: Amount::from(PRICE),
            asset: price.asset,
            pay_to: PAY_TO.into(),
            max_timeout_seconds: 60,
        });
        // The names of the token are in the domain of the deposit that the payer signs.
        let names = price.extra.ok_or("the token has no names")?;
        let mut extra = Members::new();
        for (name, value) in names.as_json().members().map_err(|_| "the names are no object")? {
            extra.insert(&name, value.into());
        }
        extra.insert("receiverAuthorizer", RawJson::string(AUTHORIZER));
        extra.insert("withdrawDelay", RawJson::from(DELAY));
        offer.extra = Some(extra.into());

        let mut secret = [0; 32];
        getrandom::fill(&mut secret)?;
        let (resource, facilitator) =
            (ResourceInfo::new(format!("{origin}/forecast")), HttpFacilitator::new(facilitator)?);
        // A real shop has a database, because the charged sums are claimed from it.
        let paywall = Paywall::new(facilitator.clone(), Memory::default(), Secret::new(secret));
        paywall.check().await?;
        let sold = paywall.sell(resource.clone(), vec![offer.clone()])?;
        let key = SigningKey::from_slice(&KEY)?;
        let (claimed, claims) = (Mutex::default(), AtomicU64::default());
        Ok((Self { resource, offer, facilitator, paywall, key, claimed, claims }, sold))
    }

    /// Answers a payer who asks for the rest of its channel. Meanwhile no request is served from the channel.
    pub async fn refund(&self, payment: PaymentPayload, asked: RefundRequest) -> Response {
        let request = FacilitatorRequest::new(payment, self.offer.clone());
        // A request that is invalid by its bytes takes no turn.
        let report = self.verify_request(&request, &Facts::new(), &Records::new());
        let key = self.key_of(&asked.commitment).filter(|_| report.verdict() != Verdict::Invalid);
        let Some(key) = key else { return self.refuse(report.reason().unwrap_or("invalid_payload")) };
        let held = match self.paywall.hold(key, TURN).await {
            Ok(Some(held)) => held,
            Ok(None) => return error(StatusCode::CONFLICT, "another request on this channel is in work"),
            Err(lost) => return unavailable(&lost),
        };
        let channel = held.channel().cloned().unwrap_or_default();
        let answer = self.refund_in_turn(key, &channel, request, asked).await.unwrap_or_else(|refused| refused);
        if let Err(lost) = held.release().await {
            eprintln!("the turn of {key} ends in {TURN} s: {lost}");
        }
        answer
    }

    /// Claims the charged sum, and refunds the amount that the payer asks for, or the rest.
    async fn refund_in_turn(
        &self,
        key: Key,
        channel: &Channel,
        request: FacilitatorRequest,
        asked: RefundRequest,
    ) -> Result<Response, Response> {
        let on_chain = asked.commitment.config.on_chain(CHAIN_ID);
        let id = on_chain.id();
        let verified: VerifyResponse =
            ask(TO_VERIFY, self.facilitator.verify(&request.clone().into())).await.map_err(|why| unavailable(&why))?;
        if let VerifyOutcome::Invalid(reason) = &verified.outcome {
            return Err(self.refuse(reason.as_ref().map_or("invalid_payload", |reason| reason.as_str())));
        }
        let state = verified.extra.as_ref().and_then(|extra| ChannelState::of_answer(extra.as_json(), id));
        let state = state.ok_or_else(|| unavailable(&"the facilitator does not say how the channel stands"))?;
        let facts = Facts::new().with(Fact::Channel { channel: id, state });
        let report = self.verify_request(&request, &facts, &Records::new().with_charged(id, channel.charged));
        if report.verdict() == Verdict::Invalid {
            return Err(self.refuse(report.reason().unwrap_or("invalid_payload")));
        }
        report.into_operation().map_err(|error| unavailable(&error))?;

        let charged = asked.commitment.voucher.max_claimable;
        let rest = Amount128::new(state.balance.get().saturating_sub(charged.get()));
        let (amount, nonce) = (asked.amount.unwrap_or(rest), state.refund_nonce.unwrap_or_default());
        let mut refund = CompletedRefund::new(asked.commitment, amount, nonce);
        if let Some(row) = row(channel, state.total_claimed) {
            let mut claim = Claim::new(vec![row], None);
            claim.signature = Some(self.sign(on_chain.digest(&claim.struct_hash(CHAIN_ID))));
            refund.claim = claim;
        }
        let message = Refund { channel: id, nonce, amount };
        refund.signature = Some(self.sign(on_chain.digest(&message.struct_hash())));
        let payload = Payload::CompletedRefund(Box::new(refund));
        // A payer who asks again after a lost answer gets the refund that was made.
        let settlement = self.settle(&payload, &format!("refund-{id}-{nonce}")).await?;
        self.know(key, charged);
        let header = (HeaderName::PaymentResponse.as_str(), settlement.to_header());
        Ok(([header], json(StatusCode::OK, r#"{"refunded":true}"#.into())).into_response())
    }

    /// Answers `POST /claim`: claims the charged sums of all channels, and sweeps them. A real shop does this at
    /// intervals, and at once if a payer asks for a withdrawal (N-25).
    pub async fn claim(&self) -> Result<Response, Response> {
        let known = |key| self.claimed.lock().expect("nothing panics while it holds this lock").get(&key).copied();
        let (mut due, mut after) = (Vec::new(), None);
        // Most channels have nothing new, so it goes through all of them.
        while due.len() < ROWS {
            let page = self.paywall.channels(after, ROWS).await.map_err(|lost| unavailable(&lost))?;
            let Some((last, _)) = page.last() else { break };
            after = Some(*last);
            due.extend(page.iter().filter_map(|(key, channel)| {
                Some(((*key, channel.charged?), row(channel, known(*key).unwrap_or_default())?))
            }));
        }
        due.truncate(ROWS);
        let (sums, rows): (Vec<_>, Vec<_>) = due.into_iter().unzip();
        let Some(first) = rows.first() else { return Ok(json(StatusCode::OK, r#"{"claimed":0}"#.into())) };
        let on_chain = first.config.on_chain(CHAIN_ID);
        let sweep = Sweep { receiver: first.config.receiver, token: first.config.token };
        let count = rows.len();
        let mut claim = Claim::new(rows, None);
        claim.signature = Some(self.sign(on_chain.digest(&claim.struct_hash(CHAIN_ID))));
        let attempt = format!("claim-{}-{}", now(), self.claims.fetch_add(1, Ordering::Relaxed));
        self.settle(&Payload::Claim(claim), &attempt).await?;
        for (key, charged) in sums {
            self.know(key, charged);
        }
        let swept = self.settle(&Payload::Settle(sweep), &format!("sweep-{attempt}")).await?;
        let moved = swept.amount.unwrap_or_default();
        Ok(json(StatusCode::OK, format!(r#"{{"claimed":{count},"swept":"{moved}"}}"#)))
    }

    fn know(&self, key: Key, claimed: Amount128) {
        let mut known = self.claimed.lock().expect("nothing panics while it holds this lock");
        let before = known.entry(key).or_default();
        *before = claimed.max(*before);
    }

    /// The verdict for the shop's own offer.
    fn verify_request(&self, request: &FacilitatorRequest, facts: &Facts, records: &Records) -> Report {
        // Vouchers and requests for refunds: into_paid and into_operation distinguish them.
        let context = Context::at(now()).with_purposes(Purposes::Any).with_facts(facts).with_records(records);
        verify(&request.payment_payload, std::slice::from_ref(&self.offer), &context)
    }

    /// The key of a channel in the store, which is the same for all its vouchers.
    fn key_of(&self, commitment: &Commitment) -> Option<Key> {
        let voucher = Payload::Voucher(Box::new(commitment.clone())).to_json();
        let request = FacilitatorRequest::new(PaymentPayload::new(self.offer.clone(), voucher), self.offer.clone());
        match self.verify_request(&request, &Facts::new(), &Records::new()).authorized()?.once() {
            Once::InOrder { channel, .. } => Some(Key::new(channel.to_bytes())),
            Once::InSet(_) => None,
        }
    }

    /// Sends a payload of the shop itself. Only the network of the offer matters.
    async fn settle(&self, payload: &Payload, attempt: &str) -> Result<SettleResponse, Response> {
        let payment = PaymentPayload::new(self.offer.clone(), payload.to_json());
        let request = FacilitatorRequest::new(payment, self.offer.clone());
        let settlement: SettleResponse =
            ask(TO_SETTLE, self.facilitator.settle(&request.into(), attempt)).await.map_err(|why| unavailable(&why))?;
        match &settlement.outcome {
            SettleOutcome::Success => Ok(settlement),
            SettleOutcome::Failure(reason) => {
                let reason = reason.as_ref().map_or("unexpected_settle_error", |reason| reason.as_str());
                let header = (HeaderName::PaymentResponse.as_str(), settlement.to_header());
                Err(([header], self.refuse(reason)).into_response())
            }
        }
    }

    fn refuse(&self, reason: &str) -> Response {
        let mut payment_required = PaymentRequired::new(self.resource.clone(), vec![self.offer.clone()]);
        payment_required.error = Some(reason.into());
        let header = (HeaderName::PaymentRequired.as_str(), payment_required.to_header());
        ([header], json(StatusCode::PAYMENT_REQUIRED, "{}".into())).into_response()
    }

    fn sign(&self, digest: [u8; 32]) -> Signature {
        let (signature, parity) = self.key.sign_prehash_recoverable(&digest);
        Signature::new([signature.to_bytes().as_slice(), &[27 + parity.to_byte()]].concat())
    }
}

/// The row that claims the full charged sum of a channel, if a part of it is not claimed.
fn row(channel: &Channel, claimed: Amount128) -> Option<ClaimRow> {
    let charged = channel.charged.filter(|charged| *charged > claimed)?;
    match Payload::try_from(channel.voucher.as_ref()?) {
        Ok(Payload::Voucher(commitment)) => Some(ClaimRow::new(*commitment, charged)),
        _ => None,
    }
}

/// Decodes the facilitator's answer, within this time.
async fn ask<T: Wire>(most: Duration, call: impl Future<Output = Result<Reply, impl Display>>) -> Result<T, String> {
    let late = |_| "the facilitator does not answer".to_owned();
    let reply = timeout(most, call).await.map_err(late)?.map_err(|lost| lost.to_string())?;
    let body = std::str::from_utf8(&reply.body).map_err(|error| error.to_string())?;
    Ok(T::decode(body, &DecodeOptions::STRICT).map_err(|error| error.to_string())?.value)
}

fn json(status: StatusCode, body: String) -> Response {
    (status, [(CONTENT_TYPE, "application/json")], body).into_response()
}

fn error(status: StatusCode, error: &str) -> Response {
    json(status, format!(r#"{{"error":{}}}"#, RawJson::string(error).as_str()))
}

/// The answer to an error that is neither the payment's nor the payer's fault.
fn unavailable(why: &dyn Display) -> Response {
    error(StatusCode::SERVICE_UNAVAILABLE, &why.to_string())
}

/// The time in seconds since 1970. A clock before that is wrong, and no payment is valid at that time.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
