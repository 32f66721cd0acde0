//! The decisions of a facilitator, without HTTP and without a chain.

use std::collections::BTreeMap;

use tokio::sync::Mutex;
use x402_schemes::{AccountId, stellar};
use x402_types::{
    AnyNetwork, FacilitatorRequest, Network, NetworkName, RawJson, ReasonCode, Scheme, SettleResponse, SupportedKind,
    SupportedResponse, VerifyOutcome, VerifyResponse,
};
use x402_verify::{Answer, Authorized, Context, Deciding, Decision, Paid, Question, Report, Verdict, evm};

use crate::{
    chain::{Settle, Settlement},
    ledger::{Ledger, Record},
};

/// The EVM chains: Avalanche Fuji and Base Sepolia.
const NETWORKS: [Network; 2] = [Network::eip155(43_113), Network::eip155(84_532)];
/// The accounts that would send the transactions, by chain family: the second account of every development chain, the
/// sponsor in the specification's example for Solana, and one of the examples of SEP-23.
const SIGNERS: [(&str, &str); 3] = [
    ("eip155:*", "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"),
    ("solana:*", FEE_PAYER),
    ("stellar:*", "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ"),
];
const FEE_PAYER: &str = "EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYugwGd";

/// The reason of a payment that was settled before.
const DUPLICATE: &str = "duplicate_settlement";

/// A facilitator for `exact` on two EVM test networks and on Solana's devnet, in both versions of the protocol, and on
/// the test network of Stellar. On the EVM chains it also supports `batch-settlement`.
pub struct Facilitator<S> {
    pub(crate) chain: S,
    ledger: Ledger,
    kinds: Vec<SupportedKind>,
    /// The addresses of [`SIGNERS`].
    signers: Vec<AccountId>,
    /// The answers to payloads that were sent to channels, by `Idempotency-Key` and request.
    pub(crate) submitted: Mutex<BTreeMap<(String, String), SettleResponse>>,
}

/// The reason why a payment is refused.
pub(crate) struct Refusal {
    reason: ReasonCode,
    payer: Option<String>,
    /// The reason in words, for people.
    message: Option<String>,
}

impl<S: Settle> Facilitator<S> {
    /// Creates a facilitator that settles on this chain.
    pub fn new(chain: S) -> Self {
        let on_evm = [Scheme::EXACT, Scheme::BATCH_SETTLEMENT];
        let mut kinds: Vec<_> = NETWORKS.iter().flat_map(|network| kinds_on(network, &on_evm, None)).collect();
        let sponsor = format!(r#"{{"feePayer":"{FEE_PAYER}"}}"#);
        kinds.extend(kinds_on(&Network::SOLANA_DEVNET, &[Scheme::EXACT], Some(&sponsor)));
        kinds.extend(kinds_on(&stellar::TESTNET, &[Scheme::EXACT], Some(r#"{"areFeesSponsored":true}"#)));
        let signers = SIGNERS.map(|(_, address)| address.parse().expect("an address")).into();
        Self { chain, ledger: Ledger::default(), kinds, signers, submitted: Mutex::default() }
    }

    /// Returns the answer to `GET /supported`.
    pub fn supported(&self) -> SupportedResponse {
        let mut supported = SupportedResponse::new(self.kinds.iter().cloned());
        supported.extensions = Some(Vec::new());
        let signers = SIGNERS.map(|(chains, address)| format!(r#""{chains}":["{address}"]"#));
        supported.signers = RawJson::parse(&format!("{{{}}}", signers.join(","))).ok();
        supported
    }

    /// Returns the answer to `POST /verify`.
    pub async fn verify(&self, request: &FacilitatorRequest, now: u64) -> VerifyResponse {
        if *request.scheme() == Scheme::BATCH_SETTLEMENT {
            return self.verify_on_channel(request, now).await;
        }
        match self.verify_unsettled(request, now).await {
            Ok(paid) => {
                let mut response = VerifyResponse::valid();
                response.payer = Some(paid.payer().to_string());
                response
            }
            Err(refusal) => refusal.verification(),
        }
    }

    /// Returns the answer to `POST /settle`. `attempt` is the request's `Idempotency-Key`: a server that did not get
    /// the answer asks again with the same key, and gets the same answer.
    pub async fn settle(&self, request: &FacilitatorRequest, attempt: Option<String>, now: u64) -> SettleResponse {
        if *request.scheme() == Scheme::BATCH_SETTLEMENT {
            return self.submit(request, attempt, now).await;
        }
        let network = request.network();
        let mut deciding = Deciding::of_request(request, &self.context(now));
        // A payment that was sent gets its outcome as the answer, even after its end, because its money may have moved
        // (F-7).
        if let Some(claimed) = deciding.report().authorized().cloned()
            && let Some(mut record) = self.ledger.find(claimed.replay_key()).await
            && record.as_ref().is_some_and(|known| known.authorized == claimed)
        {
            return self.settle_again(&mut record, &claimed, attempt, network).await;
        }
        let paid = match self.verify_payment(request, &mut deciding).await {
            Ok(paid) => paid,
            Err(refusal) => return refusal.settlement(network),
        };
        let mut record = self.ledger.reserve(&paid, now).await;
        if record.is_some() {
            return self.settle_again(&mut record, paid.authorized(), attempt, network).await;
        }
        let settlement = match self.decide(deciding).await {
            Ok(paid) => self.chain.send(request, &paid).await,
            Err(refusal) => return refusal.settlement(network),
        };
        answered(&mut record, paid.authorized(), settlement, attempt, network)
    }

    /// The answer if something was sent for the replay key before. Nothing is sent again, whatever the request is.
    async fn settle_again(
        &self,
        record: &mut Option<Record>,
        authorized: &Authorized,
        attempt: Option<String>,
        network: AnyNetwork,
    ) -> SettleResponse {
        let settlement = match record.as_ref() {
            Some(Record { authorized: known, settlement: Settlement::Pending(transaction), .. })
                if known == authorized =>
            {
                self.chain.look(transaction).await
            }
            Some(known) if known.authorized == *authorized && attempt.is_some() && known.attempt == attempt => {
                known.settlement.clone()
            }
            known => {
                let mut response = SettleResponse::failure(ReasonCode::new(DUPLICATE), network);
                response.payer = Some(authorized.payer.to_string());
                // A server that did not get the first answer, and sent no key, can look at the chain.
                if let Some(Record { authorized: known, settlement: Settlement::Settled(transaction), .. }) = known
                    && known == authorized
                {
                    response.transaction.clone_from(transaction);
                }
                return response;
            }
        };
        answered(record, authorized, settlement, attempt, network)
    }

    /// Verifies a payment, and refuses one that was settled before. A pending one is not refused: `settle` looks at its
    /// transaction again.
    async fn verify_unsettled(&self, request: &FacilitatorRequest, now: u64) -> Result<Paid, Refusal> {
        let mut deciding = Deciding::of_request(request, &self.context(now));
        let paid = self.verify_payment(request, &mut deciding).await?;
        let record = self.ledger.find(paid.replay_key()).await;
        let Some(known) = record.as_deref().and_then(Option::as_ref) else {
            return self.decide(deciding).await;
        };
        if !matches!(known.settlement, Settlement::Pending(_)) || known.authorized != *paid.authorized() {
            let message = "the payment was settled before, or its nonce was used by another payment";
            let payer = Some(paid.payer().to_string());
            return Err(Refusal { reason: ReasonCode::new(DUPLICATE), payer, message: Some(message.into()) });
        }
        Ok(paid)
    }

    /// The facilitator's own addresses affect the verdict: a sponsor signs no transaction that takes from its own
    /// account, and none for a different sponsor.
    fn context(&self, now: u64) -> Context<'_> {
        Context::at(now).with_facilitators(&self.signers)
    }

    /// Asks only the questions that the verdict depends on: a payment that is being settled has used up its nonce, and
    /// would not settle again.
    async fn verify_payment(&self, request: &FacilitatorRequest, deciding: &mut Deciding<'_>) -> Result<Paid, Refusal> {
        while deciding.report().verdict() == Verdict::Undecided
            && let Some(question) = deciding.next()
        {
            let answer = self.ask(&question).await;
            deciding.answer(&question, answer);
        }
        let report = deciding.report();
        self.supports(request, Scheme::EXACT, report)?;
        report.clone().into_paid().map_err(|why| Refusal::of(report, why.to_string()))
    }

    /// Asks all remaining questions.
    async fn decide(&self, deciding: Deciding<'_>) -> Result<Paid, Refusal> {
        match self.asked(deciding).await {
            Decision::Settle(paid) => Ok(*paid),
            other => Err(Refusal::of_decision(&other)),
        }
    }

    pub(crate) async fn asked(&self, mut deciding: Deciding<'_>) -> Decision {
        while let Some(question) = deciding.next() {
            let answer = self.ask(&question).await;
            deciding.answer(&question, answer);
        }
        deciding.decide()
    }

    async fn ask(&self, question: &Question) -> Option<Answer> {
        match question {
            // No chain knows the sum charged on a channel. The server checks it before it asks.
            Question::Evm(evm::Question::ChannelRecord(_)) => Some(Answer::Yes),
            question => self.chain.ask(question).await,
        }
    }

    /// An error if this facilitator does not settle such payments at all.
    pub(crate) fn supports(
        &self,
        request: &FacilitatorRequest,
        scheme: Scheme,
        report: &Report,
    ) -> Result<(), Refusal> {
        let network = request.network();
        let reason = match self.kinds.iter().any(|kind| kind.network == network) {
            _ if *request.scheme() != scheme => ReasonCode::UNSUPPORTED_SCHEME,
            false => ReasonCode::NETWORK,
            true => return Ok(()),
        };
        Err(Refusal { reason, payer: payer_of(report), message: None })
    }
}

/// The kinds of payment on a network. In version 1, which has no name for some networks, there is only `exact`.
fn kinds_on(network: &Network, schemes: &[Scheme], extra: Option<&str>) -> Vec<SupportedKind> {
    let name = network.v1_name().and_then(|name| name.parse::<NetworkName>().ok());
    let v1 = name.map(|name| SupportedKind::v1(Scheme::EXACT, name));
    let v2 = schemes.iter().map(|scheme| SupportedKind::v2(scheme.clone(), network.clone()));
    let extra = extra.and_then(|extra| RawJson::parse(extra).ok());
    let with_extra = |mut kind: SupportedKind| {
        kind.extra.clone_from(&extra);
        kind
    };
    v1.into_iter().chain(v2).map(with_extra).collect()
}

impl Refusal {
    /// A payment that is not valid.
    fn of(report: &Report, message: String) -> Self {
        let reason = ReasonCode::new(report.reason().unwrap_or_default());
        Self { reason, payer: payer_of(report), message: Some(message) }
    }

    /// A payment that is not settled: it is refused, or the chain did not answer.
    pub(crate) fn of_decision(decision: &Decision) -> Self {
        let VerifyResponse { outcome, payer, invalid_message: message, .. } = decision.to_verify_response();
        let reason = if let VerifyOutcome::Invalid(Some(reason)) = outcome { reason } else { ReasonCode::PAYLOAD };
        Self { reason, payer, message }
    }

    pub(crate) const fn because(reason: ReasonCode) -> Self {
        Self { reason, payer: None, message: None }
    }

    /// The answer to `POST /verify`.
    pub(crate) fn verification(self) -> VerifyResponse {
        let mut response = VerifyResponse::invalid(self.reason);
        response.payer = self.payer;
        response.invalid_message = self.message;
        response
    }

    /// The answer to `POST /settle`.
    pub(crate) fn settlement(self, network: AnyNetwork) -> SettleResponse {
        let mut response = SettleResponse::failure(self.reason, network);
        response.payer = self.payer;
        response.error_message = self.message;
        response
    }
}

pub(crate) fn payer_of(report: &Report) -> Option<String> {
    report.payer().map(|payer| payer.to_string())
}

/// Records the outcome of a payment, and returns the answer with it.
fn answered(
    record: &mut Option<Record>,
    authorized: &Authorized,
    settlement: Settlement,
    attempt: Option<String>,
    network: AnyNetwork,
) -> SettleResponse {
    let mut response = match &settlement {
        Settlement::Settled(transaction) => SettleResponse::success(transaction, network),
        Settlement::Pending(transaction) => {
            let mut response = SettleResponse::failure(ReasonCode::new("settlement_pending"), network);
            response.transaction.clone_from(transaction);
            response
        }
        Settlement::Failed(reason) => SettleResponse::failure(reason.clone(), network),
    };
    response.payer = Some(authorized.payer.to_string());
    // A payment that failed may be sent once more, so it is not recorded.
    let failed = matches!(settlement, Settlement::Failed(_));
    *record = (!failed).then(|| Record { authorized: authorized.clone(), settlement, attempt });
    response
}

#[cfg(test)]
mod tests {
    use std::future::Future;

    use x402_schemes::evm::batch_settlement::{ChannelId, Payload};
    use x402_types::{DecodeOptions, SettleOutcome, Wire, v2::PaymentPayload};
    use x402_verify::{
        Authorized,
        evm::{AccountCode, batch_settlement::ChannelState},
    };

    use super::*;
    use crate::channels::Submitted;

    const NOW: u64 = 1_740_672_100;

    /// A chain on which the payer has this code, and its contract returns this answer if it is asked.
    struct Chain {
        code: AccountCode,
        accepts: Option<bool>,
        sent: Settlement,
    }

    impl Settle for Chain {
        async fn ask(&self, question: &Question) -> Option<Answer> {
            match question {
                Question::Evm(evm::Question::AccountCode(_)) => Some(evm::Answer::Code(self.code).into()),
                Question::Evm(evm::Question::ContractSignature(_)) => {
                    self.accepts.map(|accepts| if accepts { Answer::Yes } else { Answer::No })
                }
                _ => Some(Answer::Yes),
            }
        }

        async fn send(&self, _: &FacilitatorRequest, _: &Paid) -> Settlement {
            self.sent.clone()
        }

        async fn look(&self, transaction: &str) -> Settlement {
            Settlement::Settled(transaction.into())
        }

        fn state(&self, _: ChannelId) -> ChannelState {
            unreachable!("nobody pays by a channel")
        }

        async fn submit(&self, _: &Payload, _: u64, _: Option<&Authorized>) -> Result<Submitted, ReasonCode> {
            unreachable!("nobody pays by a channel")
        }
    }

    fn wait<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(future)
    }

    /// The payment in the specification, which the payer's key signed.
    fn request() -> FacilitatorRequest {
        let line = include_str!("../../../../docs/examples/payment.txt");
        let header = line.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").expect("the header");
        let payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT).expect("a payment");
        let offer = include_str!("../../../../docs/examples/offer.json");
        let payment = payment.value.to_json();
        let json = format!(r#"{{"x402Version":2,"paymentPayload":{payment},"paymentRequirements":{offer}}}"#);
        FacilitatorRequest::decode(&json, &DecodeOptions::STRICT).expect("a request").value
    }

    /// A key's signature for a payer with code: the payment is verified and settled only if the code accepts the
    /// signature.
    #[test]
    fn a_payer_with_code_is_taken_only_if_the_code_accepts() {
        for (code, accepts, taken) in [
            (AccountCode::Absent, None, true),
            (AccountCode::Present, None, false),
            (AccountCode::Present, Some(false), false),
            (AccountCode::Present, Some(true), true),
        ] {
            let facilitator = Facilitator::new(Chain { code, accepts, sent: Settlement::Settled("0x12".into()) });
            let verified = wait(facilitator.verify(&request(), NOW)).outcome;
            assert_eq!(matches!(verified, VerifyOutcome::Valid), taken, "{code:?} {accepts:?}: {verified:?}");
            let settled = wait(facilitator.settle(&request(), None, NOW)).outcome;
            assert_eq!(matches!(settled, SettleOutcome::Success), taken, "{code:?} {accepts:?}: {settled:?}");
        }
    }

    /// F-7: an expired payment may have been settled, and a shop that asks again learns that.
    #[test]
    fn what_was_sent_is_answered_also_after_the_end_of_the_payment() {
        let key = || Some("key".into());
        // The payment ends 54 seconds after.
        for later in [NOW + 50, NOW + 54, NOW + 600] {
            for sent in [Settlement::Settled("0x12".into()), Settlement::Pending("0x12".into())] {
                let facilitator = Facilitator::new(Chain { code: AccountCode::Absent, accepts: None, sent });
                wait(facilitator.settle(&request(), key(), NOW));
                let again = wait(facilitator.settle(&request(), key(), later));
                assert!(matches!(again.outcome, SettleOutcome::Success), "{later}: {again:?}");
                assert_eq!(again.transaction, "0x12");
                let other = wait(facilitator.settle(&request(), None, later));
                let SettleOutcome::Failure(Some(reason)) = &other.outcome else { panic!("{other:?}") };
                assert_eq!((reason.as_str(), &*other.transaction), (DUPLICATE, "0x12"));
            }
            let sent = Settlement::Settled("0x12".into());
            let facilitator = Facilitator::new(Chain { code: AccountCode::Absent, accepts: None, sent });
            let first = wait(facilitator.settle(&request(), key(), later));
            assert!(matches!(first.outcome, SettleOutcome::Failure(_)), "{later}: {first:?}");
        }
    }
}
