//! The decisions of a facilitator, without HTTP and without a chain.

use std::slice;

use x402_types::{
    AnyNetwork, FacilitatorRequest, Network, NetworkName, RawJson, ReasonCode, Scheme, SettleResponse, SupportedKind,
    SupportedResponse, VerifyResponse,
};
use x402_verify::{Context, Verified, verify};

use crate::{
    chain::{Settle, Settlement},
    ledger::{Ledger, Record},
};

/// Avalanche Fuji and Base Sepolia.
const NETWORKS: [Network; 2] = [Network::eip155(43_113), Network::eip155(84_532)];
/// The account that would send the transactions: the second account of every development chain.
const SIGNERS: &str = r#"{"eip155:*":["0x70997970C51812dc3A010C7d01b50e0d17dc79C8"]}"#;

/// The reason for a payment that was settled before.
const DUPLICATE: &str = "duplicate_settlement";

/// A facilitator for `exact` on two test networks, in both versions of the protocol.
pub struct Facilitator<S> {
    chain: S,
    ledger: Ledger,
    kinds: Vec<SupportedKind>,
}

/// Why a payment is not taken.
struct Refusal {
    reason: ReasonCode,
    payer: Option<String>,
    /// The reason in words for people.
    message: Option<String>,
}

impl<S: Settle> Facilitator<S> {
    /// A facilitator that settles on this chain.
    pub fn new(chain: S) -> Self {
        let kinds = NETWORKS.into_iter().flat_map(|network| {
            let name = network.v1_name().and_then(NetworkName::new);
            let v1 = name.map(|name| SupportedKind::v1(Scheme::EXACT, name));
            v1.into_iter().chain([SupportedKind::v2(Scheme::EXACT, network)])
        });
        let kinds = kinds.collect();
        Self { chain, ledger: Ledger::default(), kinds }
    }

    /// The answer to `GET /supported`.
    pub fn supported(&self) -> SupportedResponse {
        let mut supported = SupportedResponse::new(self.kinds.iter().cloned());
        supported.extensions = Some(Vec::new());
        supported.signers = RawJson::parse(SIGNERS).ok();
        supported
    }

    /// The answer to `POST /verify`. Of earlier settlements it knows only its own. A facilitator with a node would also ask
    /// the node what `report.outstanding()` says, such as whether the nonce was used elsewhere.
    pub async fn verify(&self, request: &FacilitatorRequest, now: u64) -> VerifyResponse {
        match self.judge_unsettled(request, now).await {
            Ok(verified) => {
                let mut response = VerifyResponse::valid();
                response.payer = Some(verified.payer().to_string());
                response
            }
            Err(refusal) => {
                let mut response = VerifyResponse::invalid(refusal.reason);
                response.payer = refusal.payer;
                response.invalid_message = refusal.message;
                response
            }
        }
    }

    /// The answer to `POST /settle`. `attempt` is the request's `Idempotency-Key`: a server that did not get the answer asks
    /// again with the same key, and gets the same answer.
    pub async fn settle(&self, request: &FacilitatorRequest, attempt: Option<String>, now: u64) -> SettleResponse {
        let network = request.network();
        let verified = match self.judge(request, now) {
            Ok(verified) => verified,
            Err(refusal) => {
                let mut response = SettleResponse::failure(refusal.reason, network);
                response.payer = refusal.payer;
                response.error_message = refusal.message;
                return response;
            }
        };
        let mut record = self.ledger.reserve(&verified, now).await;
        let settlement = match record.as_ref() {
            None => self.chain.send(request, &verified).await,
            Some(known) if known.authorized != *verified.authorized() => return used(&verified, network),
            // Whoever asks, the transaction is not sent again.
            Some(Record { settlement: Settlement::Pending(transaction), .. }) => self.chain.look(transaction).await,
            Some(known) if attempt.is_some() && known.attempt == attempt => known.settlement.clone(),
            Some(Record { settlement, .. }) => {
                let mut response = used(&verified, network);
                // A server that did not get the first answer, and sent no key, can look at the chain.
                if let Settlement::Settled(transaction) = settlement {
                    response.transaction.clone_from(transaction);
                }
                return response;
            }
        };
        let mut response = match &settlement {
            Settlement::Settled(transaction) => SettleResponse::success(transaction, network),
            Settlement::Pending(transaction) => {
                let mut response = SettleResponse::failure(ReasonCode::new("settlement_pending"), network);
                response.transaction.clone_from(transaction);
                response
            }
            Settlement::Failed(reason) => SettleResponse::failure(reason.clone(), network),
        };
        response.payer = Some(verified.payer().to_string());
        // A payment that failed may be sent once more, so it is not recorded.
        let failed = matches!(settlement, Settlement::Failed(_));
        *record = (!failed).then(|| Record { authorized: verified.authorized().clone(), settlement, attempt });
        response
    }

    /// Judges a payment, and refuses one that was settled before. A pending one is not refused: `settle` looks at its
    /// transaction again.
    async fn judge_unsettled(&self, request: &FacilitatorRequest, now: u64) -> Result<Verified, Refusal> {
        let verified = self.judge(request, now)?;
        let record = self.ledger.find(&verified).await;
        let is_used = record.as_deref().and_then(Option::as_ref).is_some_and(|known| {
            !matches!(known.settlement, Settlement::Pending(_)) || known.authorized != *verified.authorized()
        });
        if is_used {
            let message = "the payment was settled before, or its nonce was used by another payment";
            let payer = Some(verified.payer().to_string());
            return Err(Refusal { reason: ReasonCode::new(DUPLICATE), payer, message: Some(message.into()) });
        }
        Ok(verified)
    }

    fn judge(&self, request: &FacilitatorRequest, now: u64) -> Result<Verified, Refusal> {
        let context = Context::at(now);
        let report = match request {
            FacilitatorRequest::V1(request) => {
                verify(&request.payment_payload, slice::from_ref(&request.payment_requirements), &context)
            }
            FacilitatorRequest::V2(request) => {
                verify(&request.payment_payload, slice::from_ref(&request.payment_requirements), &context)
            }
        };
        let payer = report.payer().map(|payer| payer.to_string());
        if *request.scheme() != Scheme::EXACT {
            return Err(Refusal { reason: ReasonCode::UNSUPPORTED_SCHEME, payer, message: None });
        }
        let network = request.network();
        if !self.kinds.iter().any(|kind| kind.network == network) {
            return Err(Refusal { reason: ReasonCode::NETWORK, payer, message: None });
        }
        let reason = ReasonCode::new(report.reason().unwrap_or_default());
        // A facilitator with a node would first ask the node what `report.needs()` says about an undecided payment.
        report.into_verified().map_err(|why| Refusal { reason, payer, message: Some(why.to_string()) })
    }
}

/// The answer for a payment that was settled before, or whose nonce was used by another payment.
fn used(verified: &Verified, network: AnyNetwork) -> SettleResponse {
    let mut response = SettleResponse::failure(ReasonCode::new(DUPLICATE), network);
    response.payer = Some(verified.payer().to_string());
    response
}
