//! A stub of a facilitator: takes a request, and returns a status and a body.

use std::collections::BTreeMap;

use x402_schemes::xrpl::{Payload, sha512_half, upper_hex};
use x402_types::{
    DecodeOptions, FacilitatorRequest, Members, Network, RawJson, ReasonCode, Scheme, SettleResponse, SupportedKind,
    SupportedResponse, VerifyResponse, Wire,
};
use x402_verify::{
    Authorized, Context, Facts, Phase, Purposes, Report,
    evm::{AccountCode, Fact},
    stellar, verify, xrpl,
};

use crate::pay::ledger;

/// The behaviour of a stub with a valid payment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Behaviour {
    /// It settles the payment.
    #[default]
    Honest,
    /// The transaction is pending until the payment has been sent to `/settle` again this many times.
    Pending(u32),
    /// Every new settlement fails for this reason, and no money moves.
    Fails(ReasonCode),
    /// It settles the payment, but the answer is lost: the status is 504, without a body.
    Loses,
    /// It answers with this status and this body, and no money moves.
    Says(u16, String),
}

/// A facilitator in memory. It assumes that no account has code, moves no money, and makes the name of a transaction
/// from the replay key. On the XRP Ledger the payment itself is the transaction, and has a name. It does not support payments
/// in `escrow` or from a channel.
///
/// ```
/// use x402_testing::{Behaviour, Facilitator, offer, pay};
/// use x402_types::{DecodeOptions, SettleResponse, Wire, v2::FacilitatorRequest};
///
/// let (offer, now) = (offer("0.01")?, 1_740_672_100);
/// let x402_types::PaymentPayload::V2(payment) = pay(&offer, now, 0)?.payment().clone() else { panic!("version 2") };
/// let request = FacilitatorRequest::new(payment, offer).to_json();
/// let mut facilitator = Facilitator::new(Behaviour::Honest);
/// let (status, body) = facilitator.answer("/settle", request.as_bytes(), Some("key"), now);
/// assert_eq!(status, 200);
/// assert_eq!(facilitator.settled(), 1);
/// // The same key gets the same answer, and a request with a different key learns that the payment is used.
/// assert_eq!(facilitator.answer("/settle", request.as_bytes(), Some("key"), now), (200, body));
/// assert!(facilitator.answer("/settle", request.as_bytes(), None, now).1.contains("duplicate_settlement"));
/// assert_eq!(facilitator.settled(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Facilitator {
    behaviour: Behaviour,
    /// The settlements by the names of their transactions, which are made from the replay keys.
    settlements: BTreeMap<String, Settlement>,
    calls: [u64; 2],
}

#[derive(Clone, Debug)]
struct Settlement {
    key: Option<String>,
    looks: u32,
    is_settled: bool,
}

impl Facilitator {
    /// Creates a facilitator with this behaviour.
    #[doc(alias("mock", "stub", "fake"))]
    #[must_use]
    pub fn new(behaviour: Behaviour) -> Self {
        Self { behaviour, ..Self::default() }
    }

    /// Changes the behaviour from now on.
    pub fn behave(&mut self, behaviour: Behaviour) {
        self.behaviour = behaviour;
    }

    /// Returns the number of settled payments.
    #[must_use]
    pub fn settled(&self) -> usize {
        self.settlements.values().filter(|settlement| settlement.is_settled).count()
    }

    /// Returns how many times `/verify` and `/settle` were called, in this order.
    #[must_use]
    pub const fn calls(&self) -> [u64; 2] {
        self.calls
    }

    /// Returns the status and the body of the answer to a request: `GET /supported`, `POST /verify` or `POST /settle`.
    /// `key` is the header `Idempotency-Key`, and `now` the time in seconds since 1970-01-01 UTC.
    pub fn answer(&mut self, path: &str, body: &[u8], key: Option<&str>, now: u64) -> (u16, String) {
        if path == "/supported" {
            return (200, supported().to_json());
        }
        let call = usize::from(path == "/settle");
        if path != "/verify" && path != "/settle" {
            return (404, String::new());
        }
        if let Some(calls) = self.calls.get_mut(call) {
            *calls = calls.saturating_add(1);
        }
        let Ok(request) = FacilitatorRequest::decode_bytes(body, &DecodeOptions::STRICT) else {
            return (400, VerifyResponse::invalid(ReasonCode::PAYLOAD).to_json());
        };
        match (call, &self.behaviour) {
            (_, Behaviour::Says(status, text)) => (*status, text.clone()),
            (0, _) => (200, verified(&request.value, now).to_json()),
            (_, Behaviour::Loses) => {
                self.behaviour = Behaviour::Honest;
                let _ = self.settle(&request.value, key, now);
                self.behaviour = Behaviour::Loses;
                (504, String::new())
            }
            _ => (200, self.settle(&request.value, key, now).to_json()),
        }
    }

    fn settle(&mut self, request: &FacilitatorRequest, key: Option<&str>, now: u64) -> SettleResponse {
        let network = request.network();
        let paid = match report(request, now, true).into_paid() {
            Ok(paid) => paid,
            Err(error) => {
                let reason = error.report().reason().map_or(ReasonCode::PAYLOAD, ReasonCode::new);
                return SettleResponse::failure(reason, network);
            }
        };
        let name = transaction(request, paid.authorized());
        let looks = if let Behaviour::Pending(looks) = self.behaviour { looks } else { 0 };
        let mut response = match (self.settlements.get_mut(&name), &self.behaviour) {
            (Some(known), _) if !known.is_settled && known.looks > 0 => {
                known.looks = known.looks.saturating_sub(1);
                known.is_settled = known.looks == 0;
                outcome(known.is_settled, &name, network)
            }
            (Some(known), _) if key.is_some() && known.key.as_deref() == key => SettleResponse::success(&name, network),
            (Some(_), _) => {
                let mut used = SettleResponse::failure(ReasonCode::new("duplicate_settlement"), network);
                used.transaction.clone_from(&name);
                used
            }
            (None, Behaviour::Fails(reason)) => SettleResponse::failure(reason.clone(), network),
            (None, _) => {
                let settlement = Settlement { key: key.map(String::from), looks, is_settled: looks == 0 };
                self.settlements.insert(name.clone(), settlement);
                outcome(looks == 0, &name, network)
            }
        };
        response.payer = Some(paid.payer().to_string());
        response
    }
}

fn outcome(is_settled: bool, name: &str, network: x402_types::AnyNetwork) -> SettleResponse {
    if is_settled {
        return SettleResponse::success(name, network);
    }
    let mut pending = SettleResponse::failure(ReasonCode::new("settlement_pending"), network);
    pending.transaction = name.into();
    pending
}

/// The name of a transaction in the format of the payment's network.
fn transaction(request: &FacilitatorRequest, authorized: &Authorized) -> String {
    let key = authorized.replay_key().to_string();
    let digits = key.rsplit(':').next().unwrap_or_default();
    match request.network().network().as_ref().map(Network::namespace) {
        // Base58 of 64 bytes: a first digit of 2 with 86 more. It has no 0.
        Some("solana") => format!("3{}{}", "z".repeat(22), digits.replace('0', "g")),
        Some("stellar") => digits.into(),
        Some("xrpl") => ledger_hash(request).unwrap_or_default(),
        _ => format!("0x{digits}"),
    }
}

/// The hash of a payment on the XRP Ledger, as the ledger's software writes it.
fn ledger_hash(request: &FacilitatorRequest) -> Option<String> {
    let FacilitatorRequest::V2(request) = request else { return None };
    let payload = Payload::try_from(&request.payment_payload.payload).ok()?;
    let hash = sha512_half(&[b"TXN\0".as_slice(), &payload.transaction].concat());
    Some(upper_hex(&hash))
}

fn verified(request: &FacilitatorRequest, now: u64) -> VerifyResponse {
    let report = report(request, now, false);
    let payer = report.payer().map(|payer| payer.to_string());
    let mut response = match report.reason() {
        None => VerifyResponse::valid(),
        Some(reason) => VerifyResponse::invalid(ReasonCode::new(reason)),
    };
    response.payer = payer;
    response
}

/// The verdict. A payment in `upto` is settled for the requested amount, which is at most the signed one.
fn report(request: &FacilitatorRequest, now: u64, is_settled: bool) -> Report {
    let mut facts = Facts::new().with(Fact::AnyAccount(AccountCode::Absent));
    if let (Some(network), Ok(sequence)) = (request.network().network(), ledger(now).try_into()) {
        let of_xrpl = xrpl::Fact::Ledger { network: network.clone(), sequence, seconds_per_ledger: None };
        let of_stellar = stellar::Fact::Ledger { network, sequence, seconds_per_ledger: None };
        facts = facts.with(of_xrpl).with(of_stellar);
    }
    // A refund pays for no service, which only the seller needs to know.
    let context = Context::at(now).with_purposes(Purposes::Any).with_facts(&facts);
    match request {
        FacilitatorRequest::V2(request) if is_settled && request.payment_requirements.scheme == Scheme::UPTO => {
            let (payment, mut offer) = (&request.payment_payload, request.payment_requirements.clone());
            let amount = core::mem::replace(&mut offer.amount, payment.accepted.amount.clone());
            let phase = Phase::Settle { amount };
            verify(payment, std::slice::from_ref(&offer), &context.with_phase(&phase))
        }
        FacilitatorRequest::V1(request) => {
            verify(&request.payment_payload, std::slice::from_ref(&request.payment_requirements), &context)
        }
        FacilitatorRequest::V2(request) => {
            verify(&request.payment_payload, std::slice::from_ref(&request.payment_requirements), &context)
        }
    }
}

/// The accounts that the stub announces: the sponsor in the specification's example for Solana pays the fees there, and
/// the third account of every development chain settles in `upto`. It also accepts offers that name other accounts.
const FEE_PAYER: &str = "EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYugwGd";
const SETTLER: &str = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";

fn supported() -> SupportedResponse {
    let kind = |scheme, network, extra: Option<(&str, RawJson)>| {
        let mut kind = SupportedKind::v2(scheme, network);
        kind.extra = extra.map(|member| Members::from_iter([member]).into());
        kind
    };
    let evm = [Network::eip155(8453), Network::eip155(84_532)];
    let mut kinds: Vec<_> = evm.iter().cloned().map(|network| kind(Scheme::EXACT, network, None)).collect();
    let fee_payer = ("feePayer", RawJson::string(FEE_PAYER));
    kinds.push(kind(Scheme::EXACT, Network::SOLANA_DEVNET, Some(fee_payer)));
    kinds.push(kind(Scheme::EXACT, x402_schemes::stellar::TESTNET, Some(("areFeesSponsored", RawJson::from(true)))));
    kinds.push(kind(Scheme::EXACT, x402_schemes::xrpl::TESTNET, None));
    let settler = |network| kind(Scheme::UPTO, network, Some(("facilitatorAddress", RawJson::string(SETTLER))));
    kinds.extend(evm.into_iter().map(settler));
    SupportedResponse::new(kinds)
}
