//! r402: `r402-protocol`, `r402-evm`, `r402-svm`. The server's part is as in `r402-server` and `r402-http`: base64, the types of
//! V2, the offer that matches, the echo of extensions.

use std::future::{Future, ready};
use std::sync::Arc;

use alloy_provider::RootProvider;
use alloy_rpc_types_eth::TransactionReceipt;
use r402_evm::chain::{Eip155ChainReference, Eip155MetaTransactionProvider, MetaTransaction, MetaTransactionSendError};
use r402_evm::{Eip155ExactFacilitator, Eip155UptoFacilitator};
use r402_facilitator::Facilitator;
use r402_protocol::network::{ChainId, ChainProvider};
use r402_protocol::payment::{
    Base64Bytes, Extensions, PaymentPayload, PaymentRequired, PaymentRequirements, SettleResponse, SupportedResponse,
    TypedVerifyRequest, V2, VerifyRequest, VerifyResponse,
};
use r402_protocol::validate_extension_echoes;
use r402_svm::chain::{
    Address, SignatureConfirm, SimulateTransactionResult, SolanaChainProviderError, SolanaChainProviderLike,
    SolanaChainReference,
};
use r402_svm::exact::facilitator::SolanaExactFacilitator;
use serde_json::{Value, json};
use solana_account::Account;
use solana_client::nonblocking::rpc_client::RpcClient;
use solana_client::rpc_config::RpcSimulateTransactionConfig;
use solana_client::rpc_response::{TransactionError, UiTransactionError};
use solana_commitment_config::CommitmentConfig;
use solana_pubkey::Pubkey;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;

use crate::answer::Answer;
use crate::chain::World;
use crate::question::{Outcome, is_known_rule, only, verify};
use crate::reading::{Decoded, decode, of, read, wait};
use crate::solana::{Node, account};

type Payment = PaymentPayload<PaymentRequirements, Value>;

pub fn answer(op: &str, input: &Value) -> Answer {
    let answer = match op {
        "verify" if is_v1(input) => return Answer::Skipped("the package speaks V2 alone".into()),
        "verify" => verify(input, verify_in),
        "match" => is_known_rule(input).map(|()| matched(input)),
        "match-extensions" => return echo(input),
        "decode" => return decode(input, from_header, from_text),
        _ => return Answer::Skipped(format!("{op} is not an operation of this adapter")),
    };
    answer.map_or_else(Into::into, Answer::Result)
}

fn is_v1(input: &Value) -> bool {
    let offers = input["offers"].as_array();
    offers.is_some_and(|offers| offers.iter().any(|offer| offer.get("maxAmountRequired").is_some()))
}

fn verify_in(header: &str, input: &Value, world: &World) -> Outcome {
    match verified(header, input, world) {
        Ok((offer, payer)) => Outcome::Valid { offer, payer },
        Err(why) => Outcome::Invalid(why),
    }
}

fn verified(header: &str, input: &Value, world: &World) -> Result<(usize, String), String> {
    let raw = Base64Bytes::from(header.as_bytes()).decode().map_err(|error| error.to_string())?;
    let payment: Payment = serde_json::from_slice(&raw).map_err(|error| error.to_string())?;
    let offers: Vec<PaymentRequirements> = read(&input["offers"])?;
    let at = position(&offers, &payment.accepted).ok_or("no offer matches")?;
    let advertised: Option<Extensions> = input.get("declaredExtensions").map(read).transpose()?;
    validate_extension_echoes(advertised.as_ref(), &payment.extensions, made_anew)
        .map_err(|error| error.to_string())?;
    let request =
        TypedVerifyRequest { x402_version: V2, payment_payload: payment, payment_requirements: offers[at].clone() };
    let (network, scheme) = (offers[at].network.clone(), offers[at].scheme.to_string());
    let request = VerifyRequest::try_from(request).map_err(|error| error.to_string())?;
    let payer = match (network.namespace(), scheme.as_str()) {
        ("eip155", "exact" | "upto") => {
            let chain = Eip155ChainReference::try_from(network).map_err(|error| error.to_string())?;
            let world = world.on(chain.inner(), true);
            let provider = Evm { chain, inner: world.provider(), world };
            if scheme == "exact" {
                ask(Eip155ExactFacilitator::try_new(provider), request)
            } else {
                ask(Eip155UptoFacilitator::try_new(provider), request)
            }
        }
        ("solana", "exact") => {
            let chain = SolanaChainReference::try_from(network).map_err(|error| error.to_string())?;
            let provider = Solana { chain, node: Node::of(&world.state.owners) };
            ask(SolanaExactFacilitator::try_new(provider), request)
        }
        _ => Err("no scheme is registered".into()),
    };
    payer.map(|payer| (at, payer))
}

fn ask<E: std::fmt::Display>(
    facilitator: Result<impl Facilitator, E>,
    request: VerifyRequest,
) -> Result<String, String> {
    let facilitator = facilitator.map_err(|error| error.to_string())?;
    match wait(facilitator.verify(request)).map_err(|error| error.to_string())? {
        VerifyResponse::Valid { payer, .. } => Ok(payer.unwrap_or_default().to_string()),
        other => Err(serde_json::to_string(&other).unwrap_or_default()),
    }
}

/// The members that the package's servers generate for each response (`dynamic_info_fields` in `r402-extensions`).
fn made_anew(extension: &str) -> &'static [&'static str] {
    if extension == "offer-receipt" { &["offers"] } else { &[] }
}

fn position(offers: &[PaymentRequirements], accepted: &PaymentRequirements) -> Option<usize> {
    // The servers of `exact` and `upto` name no generated fields.
    offers.iter().position(|offer| offer.matches_payload_accepted_with_dynamic(accepted, &[]))
}

fn matched(input: &Value) -> Value {
    let offers = read::<Vec<PaymentRequirements>>(&input["offers"]);
    let accepted = read::<PaymentRequirements>(&input["accepted"]);
    json!({ "offer": offers.ok().zip(accepted.ok()).and_then(|(offers, accepted)| position(&offers, &accepted)) })
}

fn echo(input: &Value) -> Answer {
    if let Err(skipped) = only(input, &["declared", "echoed"], "input") {
        return skipped.into();
    }
    let pair = read::<Extensions>(&input["declared"])
        .and_then(|declared| Ok((declared, read::<Extensions>(&input["echoed"])?)));
    let fits =
        pair.is_ok_and(|(declared, echoed)| validate_extension_echoes(Some(&declared), &echoed, made_anew).is_ok());
    Answer::Result(json!({ "verdict": if fits { "valid" } else { "invalid" } }))
}

struct Evm {
    chain: Eip155ChainReference,
    inner: RootProvider,
    world: World,
}

impl Eip155MetaTransactionProvider for Evm {
    type Error = MetaTransactionSendError;
    type Inner = RootProvider;

    fn inner(&self) -> &RootProvider {
        &self.inner
    }

    fn chain(&self) -> &Eip155ChainReference {
        &self.chain
    }

    fn send_transaction(
        &self,
        _: MetaTransaction,
    ) -> impl Future<Output = Result<TransactionReceipt, Self::Error>> + Send {
        ready(Err(MetaTransactionSendError::Custom("nothing is sent".into())))
    }

    fn send_raw_transaction(
        &self,
        _: &[u8],
        _: u64,
    ) -> impl Future<Output = Result<TransactionReceipt, Self::Error>> + Send {
        ready(Err(MetaTransactionSendError::Custom("nothing is sent".into())))
    }
}

impl ChainProvider for Evm {
    fn signer_addresses(&self) -> Vec<String> {
        self.world.state.owners.clone()
    }

    fn chain_id(&self) -> ChainId {
        self.chain.into()
    }
}

/// The limit of the price is the package's constant. The package has no limit of units, so this is the runtime's.
struct Solana {
    chain: SolanaChainReference,
    node: Node,
}

impl ChainProvider for Solana {
    fn signer_addresses(&self) -> Vec<String> {
        vec![self.node.fee_payer.to_string()]
    }

    fn chain_id(&self) -> ChainId {
        self.chain.into()
    }
}

type Done<T> = Result<T, SolanaChainProviderError>;

fn nothing_is_sent<T>() -> Done<T> {
    Err(SolanaChainProviderError::Custom("nothing is sent".into()))
}

impl SolanaChainProviderLike for Solana {
    fn simulate_transaction_with_config(
        &self,
        tx: &VersionedTransaction,
        cfg: RpcSimulateTransactionConfig,
    ) -> impl Future<Output = Done<SimulateTransactionResult>> + Send {
        let fails = cfg.sig_verify && !self.node.is_signed(tx);
        let error = || SolanaChainProviderError::from(UiTransactionError::from(TransactionError::SignatureFailure));
        ready(if fails { Err(error()) } else { Ok(SimulateTransactionResult::default()) })
    }

    fn get_multiple_accounts(&self, pubkeys: &[Pubkey]) -> impl Future<Output = Done<Vec<Option<Account>>>> + Send {
        ready(Ok(pubkeys.iter().map(|_| Some(account())).collect()))
    }

    fn max_compute_unit_limit(&self) -> u32 {
        1_400_000
    }

    fn max_compute_unit_price(&self) -> u64 {
        r402_svm::SOLANA_MAX_COMPUTE_UNIT_PRICE_MICROLAMPORTS
    }

    fn pubkey(&self) -> Pubkey {
        self.node.fee_payer
    }

    fn fee_payer(&self) -> Address {
        Address::new(self.node.fee_payer)
    }

    fn sign(&self, tx: VersionedTransaction) -> Done<VersionedTransaction> {
        if self.node.is_signer_of(&tx) {
            Ok(tx)
        } else {
            Err(UiTransactionError::from(TransactionError::InvalidAccountIndex).into())
        }
    }

    fn send_and_confirm(
        &self,
        _: &VersionedTransaction,
        _: CommitmentConfig,
    ) -> impl Future<Output = Done<Signature>> + Send {
        ready(nothing_is_sent())
    }

    fn rpc_client(&self) -> Arc<RpcClient> {
        Arc::new(RpcClient::new("http://127.0.0.1:1".into()))
    }

    fn send(&self, _: &VersionedTransaction) -> impl Future<Output = Done<Signature>> + Send {
        ready(nothing_is_sent())
    }

    fn confirm_signature(
        &self,
        _: &Signature,
        _: CommitmentConfig,
    ) -> impl Future<Output = Done<SignatureConfirm>> + Send {
        ready(nothing_is_sent())
    }
}

fn from_header(wanted: Option<&str>, name: &str, value: &str) -> Decoded {
    let kind = match name {
        "payment-signature" => "payment",
        "payment-required" => "payment-required",
        "payment-response" => "settlement",
        "x-payment" | "x-payment-response" => return None,
        _ => return Some(Err("no such header".into())),
    };
    if wanted.is_some_and(|wanted| wanted != kind) {
        return Some(Err("no such header".into()));
    }
    match Base64Bytes::from(value.as_bytes()).decode() {
        Ok(raw) => from_text(kind, &raw),
        Err(error) => Some(Err(error.to_string())),
    }
}

/// The package has no V1, so texts of V1 are skipped.
fn from_text(kind: &str, raw: &[u8]) -> Decoded {
    if serde_json::from_slice::<Value>(raw).is_ok_and(|value| value["x402Version"] == 1) {
        return None;
    }
    Some(match kind {
        "payment" => of::<Payment>(raw),
        "payment-required" => of::<PaymentRequired>(raw),
        "settlement" => of::<SettleResponse>(raw),
        "verify-response" => of::<VerifyResponse>(raw),
        "verify-request" | "settle-request" => of::<TypedVerifyRequest<2, Payment, PaymentRequirements>>(raw),
        "supported" => of::<SupportedResponse>(raw),
        _ => return None,
    })
}
