//! The shop: which channels it takes, what it charges, and what it sends to its facilitator.

use std::{
    error::Error,
    sync::atomic::{AtomicU64, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

use k256::ecdsa::SigningKey;
use paywall::{Answer, Facilitator};
use x402_schemes::evm::{
    Signature, assets,
    batch_settlement::{Amount128, ChannelId, Claim, CompletedRefund, Payload, Refund, RefundRequest, Sweep},
};
use x402_types::{
    Amount, DecodeError, HeaderName, HttpOutcome, Members, Network, PaymentPayload, RawJson, Scheme, SettleOutcome,
    SettleResponse, VerifyOutcome, Wire,
    v2::{FacilitatorRequest, PaymentRequired, PaymentRequirements, PaymentRequirementsInit, ResourceInfo},
};
use x402_verify::{
    Context, Facts, Phase, Records, Report,
    evm::batch_settlement::{ChannelState, Fact, Withdrawal, is_corrective},
    verify,
};

use crate::ledger::{Ledger, Turn};

const NETWORK: Network = Network::eip155(84_532);
const CHAIN_ID: u64 = 84_532;
/// The most that a request costs, in millionths of a USDC; and what one costs in fact.
const PRICE: u64 = 1000;
const CHARGE: u64 = 700;
/// A test account of the specification's examples.
const PAY_TO: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
/// How long the payer has to wait for what it takes back without the shop, in seconds.
const DELAY: u64 = 86_400;
/// Signs claims and refunds: the third account of every development chain. Everybody knows this key.
const AUTHORIZER: &str = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
const KEY: [u8; 32] = [
    0x5d, 0xe4, 0x11, 0x1a, 0xfa, 0x1a, 0x4b, 0x94, 0x90, 0x8f, 0x83, 0x10, 0x3e, 0xb1, 0xf1, 0x70, 0x63, 0x67, 0xc2,
    0xe6, 0x8c, 0xa8, 0x70, 0xfc, 0x3f, 0xb9, 0xa8, 0x04, 0xcd, 0xab, 0x36, 0x5a,
];

/// A shop that sells a forecast.
pub struct Shop {
    resource: ResourceInfo,
    offer: PaymentRequirements,
    facilitator: Facilitator,
    key: SigningKey,
    ledger: Ledger,
    sent: AtomicU64,
}

impl Shop {
    /// A shop at this origin, with the URL of its facilitator.
    ///
    /// # Errors
    /// USDC is not known on the network, or the HTTP client cannot be made.
    pub fn open(origin: &str, facilitator: &str) -> Result<Self, Box<dyn Error>> {
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
        // The token's names are in the domain of what the payer signs for a deposit.
        let names = price.extra.ok_or("the token has no names")?;
        offer.extra = Some(with(&names, &format!(r#""receiverAuthorizer":"{AUTHORIZER}","withdrawDelay":{DELAY}"#)));
        let resource = ResourceInfo::new(format!("{origin}/forecast"));
        let (facilitator, key) = (Facilitator::new(facilitator)?, SigningKey::from_slice(&KEY)?);
        Ok(Self { resource, offer, facilitator, key, ledger: Ledger::default(), sent: AtomicU64::default() })
    }

    /// The answer to `GET /forecast`.
    pub async fn sell(&self, payment: Result<PaymentPayload, DecodeError>) -> Answer {
        let payment = match payment {
            Ok(PaymentPayload::V2(payment)) => payment,
            Ok(PaymentPayload::V1(_)) => return self.demand("the scheme is one of version 2", None),
            Err(error) => return self.demand(&error.to_string(), None),
        };
        let request = FacilitatorRequest::new(payment, self.offer.clone());
        let Some(now) = now() else { return server_error("the clock is wrong") };
        // What is wrong by its bytes takes nobody's turn.
        let report = self.judge(&request, now, &Facts::new(), Phase::Verify);
        let Some(id) = report.channel().map(|channel| channel.id) else { return self.refuse(&report, None) };
        if is_invalid(&report) {
            // Who signed another sum is told the right one, once the facilitator has found the signature good.
            return match report.reason().is_some_and(is_corrective) {
                true => match self.state_of(request, id).await {
                    Ok(state) => self.refuse(&report, Some((id, state))),
                    Err(answer) => answer,
                },
                false => self.refuse(&report, None),
            };
        }
        let Some(turn) = self.ledger.begin(id) else {
            return answer(HttpOutcome::Conflict, r#"{"error":"another request on this channel is in work"}"#);
        };
        let state = match self.state_of(request.clone(), id).await {
            Ok(state) => state,
            Err(answer) => return answer,
        };
        turn.know(state.total_claimed);
        let facts = Facts::new().with(Fact::Channel { channel: id, state });
        let report = self.judge(&request, now, &facts, Phase::Verify);
        if is_invalid(&report) {
            return self.refuse(&report, Some((id, state)));
        }
        let payload = Payload::try_from(&request.payment_payload.payload);
        match (payload, report.clone().into_paid(), report.into_operation()) {
            (Ok(payload), Ok(_), _) => self.serve(&turn, request, payload, state, now).await,
            // A refund pays for no service.
            (Ok(Payload::Refund(asked)), _, Ok(_)) => self.refund(&turn, *asked, state).await,
            _ => server_error("the payment is undecided"),
        }
    }

    /// Serves, and charges for it. A deposit fills the channel first.
    async fn serve(
        &self,
        turn: &Turn<'_>,
        request: FacilitatorRequest,
        payload: Payload,
        mut state: ChannelState,
        now: u64,
    ) -> Answer {
        let body = r#"{"forecast":"fair"}"#;
        let (commitment, deposit) = match payload {
            Payload::Deposit(payment) => (payment.commitment, Some(payment.deposit.amount)),
            Payload::Voucher(commitment) => (*commitment, None),
            _ => return server_error("nobody is served for this"),
        };
        let id = commitment.voucher.channel_id;
        let before = state;
        let mut settlement = SettleResponse::success("", NETWORK);
        if let Some(deposit) = deposit {
            settlement = match self.settle(request.clone()).await {
                Ok(settlement) => settlement,
                Err(answer) => return answer,
            };
            state.balance = Amount128::new(state.balance.get().saturating_add(deposit.get()));
        }
        // The verdict after the service is on the payment as it was before it.
        let facts = Facts::new().with(Fact::Channel { channel: id, state: before });
        let report = self.judge(&request, now, &facts, Phase::Settle { amount: Amount::from(CHARGE) });
        let charged = report.channel().and_then(|channel| channel.charged).filter(|_| !is_invalid(&report));
        let Some(charged) = charged else { return server_error("the voucher does not cover the charge") };
        settlement.payer = Some(commitment.config.payer.to_string());
        turn.charge(charged, commitment);
        let extra = format!(r#"{{"chargedAmount":"{CHARGE}","channelState":{}}}"#, show(id, &state, Some(charged)));
        settlement.other.insert("extra", json(&extra));
        settled(answer(HttpOutcome::Success, body), &settlement)
    }

    /// Completes a payer's request: claims what was charged, and refunds what it asks for, or the rest.
    async fn refund(&self, turn: &Turn<'_>, asked: RefundRequest, state: ChannelState) -> Answer {
        let config = asked.commitment.config;
        let (channel, charged) = (config.on_chain(CHAIN_ID), asked.commitment.voucher.max_claimable);
        let rest = Amount128::new(state.balance.get().saturating_sub(charged.get()));
        let (amount, nonce) = (asked.amount.unwrap_or(rest), state.refund_nonce.unwrap_or_default());
        let mut refund = CompletedRefund::new(asked.commitment, amount, nonce);
        if let Some(row) = turn.row() {
            let mut claim = Claim::new(vec![row], None);
            claim.signature = Some(self.sign(channel.digest(&claim.struct_hash(CHAIN_ID))));
            refund.claim = claim;
        }
        let message = Refund { channel: channel.id(), nonce, amount };
        refund.signature = Some(self.sign(channel.digest(&message.struct_hash())));
        let payload = Payload::CompletedRefund(Box::new(refund));
        match self.settle(self.request(&payload)).await {
            Ok(settlement) => {
                self.ledger.claimed(channel.id(), charged);
                settled(answer(HttpOutcome::Success, r#"{"refunded":true}"#), &settlement)
            }
            Err(answer) => answer,
        }
    }

    /// The answer to `POST /claim`: claims what was charged on all channels, and sweeps it. A real shop does this by a clock, and
    /// at once if a payer asks for a withdrawal (N-25).
    pub async fn claim(&self) -> Answer {
        let rows = self.ledger.rows();
        let Some(first) = rows.first() else {
            return answer(HttpOutcome::Success, r#"{"claimed":0}"#);
        };
        let channel = first.config.on_chain(CHAIN_ID);
        let sweep = Sweep { receiver: first.config.receiver, token: first.config.token };
        let totals: Vec<_> = rows.iter().map(|row| (row.config.on_chain(CHAIN_ID).id(), row.total_claimed)).collect();
        let mut claim = Claim::new(rows, None);
        claim.signature = Some(self.sign(channel.digest(&claim.struct_hash(CHAIN_ID))));
        if let Err(answer) = self.settle(self.request(&Payload::Claim(claim))).await {
            return answer;
        }
        for (id, total) in &totals {
            self.ledger.claimed(*id, *total);
        }
        match self.settle(self.request(&Payload::Settle(sweep))).await {
            Ok(swept) => {
                let moved = swept.amount.unwrap_or_default();
                answer(HttpOutcome::Success, format!(r#"{{"claimed":{},"swept":"{moved}"}}"#, totals.len()))
            }
            Err(answer) => answer,
        }
    }

    /// The verdict by the shop's own offer and ledger.
    fn judge(&self, request: &FacilitatorRequest, now: u64, facts: &Facts, phase: Phase) -> Report {
        let context = Context::at(now).with_facts(facts).with_phase(phase);
        let offers = std::slice::from_ref(&self.offer);
        let report = verify(&request.payment_payload, offers, &context);
        let Some(id) = report.channel().map(|channel| channel.id) else { return report };
        let records = Records::new().with_charged(id, self.ledger.charged(id));
        verify(&request.payment_payload, offers, &context.with_records(&records))
    }

    /// Asks the facilitator for the state of the channel, and whether anything that only the chain knows stands against the
    /// payment.
    async fn state_of(&self, request: FacilitatorRequest, id: ChannelId) -> Result<ChannelState, Answer> {
        let Some(response) = self.facilitator.verify(&request.into()).await else {
            return Err(server_error("the payment could not be verified: send it again"));
        };
        let state = response.extra.as_ref().and_then(|extra| read_state(extra, id));
        match (response.outcome, state) {
            (VerifyOutcome::Valid, Some(state)) => Ok(state),
            (VerifyOutcome::Invalid(reason), _) => {
                Err(self.demand(reason.as_ref().map_or("invalid_payload", |reason| reason.as_str()), None))
            }
            (VerifyOutcome::Valid, None) => Err(server_error("the facilitator does not say how the channel stands")),
        }
    }

    async fn settle(&self, request: FacilitatorRequest) -> Result<SettleResponse, Answer> {
        let attempt = format!("{}-{}", now().unwrap_or_default(), self.sent.fetch_add(1, Ordering::Relaxed));
        let Some(settlement) = self.facilitator.settle(&request.into(), &attempt).await else {
            return Err(server_error("nobody knows yet whether this is settled"));
        };
        match &settlement.outcome {
            SettleOutcome::Success => Ok(settlement),
            SettleOutcome::Failure(reason) => {
                let reason = reason.as_ref().map_or("unexpected_settle_error", |reason| reason.as_str());
                Err(settled(self.demand(reason, None), &settlement))
            }
        }
    }

    /// What the shop itself sends: the network counts, and nothing else of the offer.
    fn request(&self, payload: &Payload) -> FacilitatorRequest {
        let payment = x402_types::v2::PaymentPayload::new(self.offer.clone(), payload.to_json());
        FacilitatorRequest::new(payment, self.offer.clone())
    }

    fn refuse(&self, report: &Report, state: Option<(ChannelId, ChannelState)>) -> Answer {
        let reason = report.reason().unwrap_or("invalid_payload");
        self.demand(reason, state.filter(|_| is_corrective(reason)))
    }

    /// Demands payment. A client whose sums differ gets the shop's, and its own last voucher as a proof.
    fn demand(&self, error: &str, state: Option<(ChannelId, ChannelState)>) -> Answer {
        let mut offer = self.offer.clone();
        if let (Some((id, state)), Some(extra)) = (state, &offer.extra) {
            let mut more = format!(r#""channelState":{}"#, show(id, &state, self.ledger.charged(id)));
            if let Some(commitment) = self.ledger.commitment(id) {
                let voucher = commitment.voucher;
                let (sum, signature) = (voucher.max_claimable, voucher.signature);
                more += &format!(r#","voucherState":{{"signedMaxClaimable":"{sum}","signature":"{signature}"}}"#);
            }
            offer.extra = Some(with(extra, &more));
        }
        let mut demand = PaymentRequired::new(self.resource.clone(), vec![offer]);
        demand.error = Some(error.into());
        let mut answer = answer(HttpOutcome::PaymentRequired, "{}");
        answer.headers.push((HeaderName::PaymentRequired.as_str(), demand.to_header()));
        answer
    }

    fn sign(&self, digest: [u8; 32]) -> Signature {
        let (signature, parity) = self.key.sign_prehash_recoverable(&digest);
        Signature::new([signature.to_bytes().as_slice(), &[27 + parity.to_byte()]].concat())
    }
}

fn is_invalid(report: &Report) -> bool {
    report.verdict() == x402_verify::Verdict::Invalid
}

/// Reads the state in a facilitator's answer. `None` if it is about another channel.
fn read_state(extra: &RawJson, id: ChannelId) -> Option<ChannelState> {
    let extra = extra.as_json();
    let text = |name: &str| extra.get(name).and_then(|member| member.string().ok());
    let number = |name: &str| -> Option<Amount128> { text(name)?.parse().ok() };
    if text("channelId")?.parse() != Ok(id) {
        return None;
    }
    let mut state = ChannelState::of_balance(number("balance")?);
    state.total_claimed = number("totalClaimed")?;
    state.refund_nonce = Some(text("refundNonce")?.parse().ok()?);
    let requested_at = extra.get("withdrawRequestedAt")?.integer().ok()?;
    state.withdrawal = (requested_at != 0).then_some(Withdrawal { requested_at, amount: None });
    Some(state)
}

/// The state of a channel, as answers have it.
fn show(id: ChannelId, state: &ChannelState, charged: Option<Amount128>) -> String {
    let requested_at = state.withdrawal.map_or(0, |withdrawal| withdrawal.requested_at);
    let charged = charged.map(|sum| format!(r#","chargedCumulativeAmount":"{sum}""#)).unwrap_or_default();
    format!(
        r#"{{"channelId":"{id}","balance":"{}","totalClaimed":"{}","withdrawRequestedAt":{requested_at},"refundNonce":"{}"{charged}}}"#,
        state.balance,
        state.total_claimed,
        state.refund_nonce.unwrap_or_default()
    )
}

/// An object with more members.
fn with(object: &RawJson, more: &str) -> RawJson {
    let more = json(&format!("{{{more}}}"));
    let mut all = Members::new();
    for (name, value) in [object, &more].into_iter().filter_map(|object| object.as_json().members().ok()).flatten() {
        all.insert(&name, value.into());
    }
    all.into()
}

fn json(text: &str) -> RawJson {
    RawJson::parse(text).expect("JSON")
}

fn answer(outcome: HttpOutcome, body: impl Into<String>) -> Answer {
    let headers = vec![("Content-Type", "application/json".into()), ("Cache-Control", "no-store".into())];
    Answer { outcome, headers, body: body.into() }
}

fn settled(mut answer: Answer, settlement: &SettleResponse) -> Answer {
    answer.headers.push((HeaderName::PaymentResponse.as_str(), settlement.to_header()));
    answer
}

/// For what is neither the payment's fault nor the payer's.
fn server_error(error: &str) -> Answer {
    answer(HttpOutcome::ServerError, format!(r#"{{"error":"{error}"}}"#))
}

fn now() -> Option<u64> {
    SystemTime::now().duration_since(UNIX_EPOCH).ok().map(|since| since.as_secs())
}
