//! x402-rs: `x402-types`, `x402-chain-eip155`, `x402-chain-solana`. The server's part is as in `x402-axum`: base64, the types
//! of the version, and the offer that equals what was accepted (V1: of the same scheme and network).

use std::future::{Future, ready};

use alloy_provider::RootProvider;
use alloy_rpc_types_eth::TransactionReceipt;
use serde_json::{Value, json};
use solana_account::Account;
use solana_client::rpc_config::RpcSimulateTransactionConfig;
use solana_client::rpc_response::{TransactionError, UiTransactionError};
use solana_commitment_config::CommitmentConfig;
use solana_pubkey::Pubkey;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use x402_chain_eip155::chain::{
    Eip155ChainReference, Eip155MetaTransactionProvider, Eip155SignerAddresses, MetaTransaction,
    MetaTransactionSendError,
};
use x402_chain_eip155::{V1Eip155Exact, V2Eip155Exact, V2Eip155Upto};
use x402_chain_solana::chain::{Address, SolanaChainProviderError, SolanaChainProviderLike, SolanaChainReference};
use x402_chain_solana::{V1SolanaExact, V2SolanaExact};
use x402_types::chain::{ChainId, ChainProviderOps};
use x402_types::proto::{VerifyRequest, v1, v2};
use x402_types::scheme::{X402SchemeFacilitator, X402SchemeFacilitatorBuilder};
use x402_types::util::Base64Bytes;

use crate::answer::Answer;
use crate::chain::World;
use crate::member::text;
use crate::question::{Outcome, is_known_rule, verify, without};
use crate::reading::{Decoded, decode, of, read, wait};
use crate::solana::{Node, account};

pub fn answer(op: &str, input: &Value) -> Answer {
    let answer = match op {
        "verify" => without("erc20ApprovalGasSponsoring", input).and_then(|()| verify(input, verify_in)),
        "match" => is_known_rule(input).map(|()| matched(input)),
        "decode" => return decode(input, from_header, from_text),
        "network" => return network(input),
        _ => return Answer::Skipped(format!("{op} is not an operation of this adapter")),
    };
    answer.map_or_else(Into::into, Answer::Result)
}

fn verify_in(header: &str, input: &Value, world: &World) -> Outcome {
    // The server of this package compares no extensions, so `declaredExtensions` has no part in this.
    let (offer, request) = match request(header, &input["offers"]) {
        Ok(found) => found,
        Err(why) => return Outcome::Invalid(why),
    };
    match ask(&request, world) {
        Ok(payer) => Outcome::Valid { offer, payer },
        Err(why) => Outcome::Invalid(why),
    }
}

/// The question for the facilitator, and the index of its offer.
fn request(header: &str, offers: &Value) -> Result<(usize, VerifyRequest), String> {
    type V1 = v1::PaymentPayload;
    type V2 = v2::PaymentPayload<v2::PaymentRequirements, Value>;
    let raw = Base64Bytes::from(header.as_bytes()).decode().map_err(|error| error.to_string())?;
    let parts = if let Ok(payment) = serde_json::from_slice::<V2>(&raw) {
        let offers: Vec<v2::PaymentRequirements> = read(offers)?;
        let at = offers.iter().position(|offer| *offer == payment.accepted).ok_or("no offer matches")?;
        let request = v2::VerifyRequest {
            x402_version: v2::X402Version2,
            payment_payload: payment,
            payment_requirements: offers[at].clone(),
        };
        (at, serde_json::to_value(&request))
    } else {
        let payment: V1 = serde_json::from_slice(&raw).map_err(|error| error.to_string())?;
        let offers: Vec<v1::PaymentRequirements> = read(offers)?;
        let same = |offer: &v1::PaymentRequirements| offer.scheme == payment.scheme && offer.network == payment.network;
        let at = offers.iter().position(same).ok_or("no offer matches")?;
        let request = v1::VerifyRequest {
            x402_version: v1::X402Version1,
            payment_payload: payment,
            payment_requirements: offers[at].clone(),
        };
        (at, serde_json::to_value(&request))
    };
    let json = parts.1.and_then(|json| serde_json::value::to_raw_value(&json)).map_err(|error| error.to_string())?;
    Ok((parts.0, VerifyRequest::from(json)))
}

/// The payer, or why the facilitator refuses.
fn ask(request: &VerifyRequest, world: &World) -> Result<String, String> {
    let slug = request.scheme_handler_slug().ok_or("no scheme is registered")?;
    let name = (slug.x402_version, slug.chain_id.namespace(), slug.name.as_str());
    let sponsors = Some(json!({ "eip2612GasSponsoring": true, "eip2612_gas_sponsoring": true }));
    let built = match name {
        (1 | 2, "eip155", "exact" | "upto") => {
            let chain = Eip155ChainReference::try_from(slug.chain_id.clone()).map_err(|error| error.to_string())?;
            let world = world.on(chain.inner(), false);
            let provider = Evm { chain, inner: world.provider(), world };
            match name {
                (1, _, "exact") => V1Eip155Exact.build(provider, None),
                (2, _, "exact") => V2Eip155Exact.build(provider, sponsors),
                (2, _, _) => V2Eip155Upto.build(provider, sponsors),
                _ => return Err("no scheme is registered".into()),
            }
        }
        (1 | 2, "solana", "exact") => {
            let chain = SolanaChainReference::try_from(slug.chain_id.clone()).map_err(|error| error.to_string())?;
            let provider = Solana { chain, node: Node::of(&world.state.owners) };
            if name.0 == 1 { V1SolanaExact.build(provider, None) } else { V2SolanaExact.build(provider, None) }
        }
        _ => return Err("no scheme is registered".into()),
    };
    let facilitator: Box<dyn X402SchemeFacilitator> = built.map_err(|error| error.to_string())?;
    let response = wait(facilitator.verify(request)).map_err(|error| error.to_string())?.0;
    if response["isValid"] == true {
        Ok(text(&response, "payer").to_owned())
    } else {
        Err(text(&response, "invalidReason").to_owned())
    }
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
}

impl ChainProviderOps for Evm {
    fn signer_addresses(&self) -> Vec<String> {
        self.world.state.owners.clone()
    }

    fn chain_id(&self) -> ChainId {
        self.chain.into()
    }
}

impl Eip155SignerAddresses for Evm {
    fn signer_addresses(&self) -> Vec<alloy_primitives::Address> {
        self.world.state.owners.iter().filter_map(|owner| owner.parse().ok()).collect()
    }
}

/// The provider of a Solana chain, with the default limits of the package's configuration.
struct Solana {
    chain: SolanaChainReference,
    node: Node,
}

impl ChainProviderOps for Solana {
    fn signer_addresses(&self) -> Vec<String> {
        vec![self.node.fee_payer.to_string()]
    }

    fn chain_id(&self) -> ChainId {
        self.chain.into()
    }
}

impl SolanaChainProviderLike for Solana {
    fn simulate_transaction_with_config(
        &self,
        tx: &VersionedTransaction,
        cfg: RpcSimulateTransactionConfig,
    ) -> impl Future<Output = Result<(), SolanaChainProviderError>> + Send {
        let fails = cfg.sig_verify && !self.node.is_signed(tx);
        let error = || SolanaChainProviderError::from(UiTransactionError::from(TransactionError::SignatureFailure));
        ready(if fails { Err(error()) } else { Ok(()) })
    }

    fn get_multiple_accounts(
        &self,
        pubkeys: &[Pubkey],
    ) -> impl Future<Output = Result<Vec<Option<Account>>, SolanaChainProviderError>> + Send {
        ready(Ok(pubkeys.iter().map(|_| Some(account())).collect()))
    }

    fn max_compute_unit_limit(&self) -> u32 {
        400_000
    }

    fn max_compute_unit_price(&self) -> u64 {
        1_000_000
    }

    fn pubkey(&self) -> Pubkey {
        self.node.fee_payer
    }

    fn fee_payer(&self) -> Address {
        Address::new(self.node.fee_payer)
    }

    fn sign(&self, tx: VersionedTransaction) -> Result<VersionedTransaction, SolanaChainProviderError> {
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
    ) -> impl Future<Output = Result<Signature, SolanaChainProviderError>> + Send {
        ready(Err(SolanaChainProviderError::Custom("nothing is sent".into())))
    }
}

fn matched(input: &Value) -> Value {
    let offers = read::<Vec<v2::PaymentRequirements>>(&input["offers"]);
    let accepted = read::<v2::PaymentRequirements>(&input["accepted"]);
    let at = offers
        .ok()
        .zip(accepted.ok())
        .and_then(|(offers, accepted)| offers.iter().position(|offer| *offer == accepted));
    json!({ "offer": at })
}

fn network(input: &Value) -> Answer {
    if let Some(name) = input["name"].as_str() {
        return match ChainId::from_network_name(name) {
            Some(id) => Answer::Result(json!({ "name": name, "caip2": id.to_string() })),
            None => Answer::Skipped("the package's table does not have the name".into()),
        };
    }
    let id = serde_json::from_value::<ChainId>(input["caip2"].clone()).ok();
    match id.as_ref().and_then(ChainId::as_network_name) {
        Some(name) => Answer::Result(json!({ "name": name, "caip2": input["caip2"] })),
        None => Answer::Skipped("the package's table does not have the network".into()),
    }
}

fn from_header(wanted: Option<&str>, name: &str, value: &str) -> Decoded {
    let kind = match name {
        "payment-signature" | "x-payment" => "payment",
        "payment-required" => "payment-required",
        "payment-response" | "x-payment-response" => "settlement",
        _ => return Some(Err("no such header".into())),
    };
    if wanted.is_some_and(|wanted| wanted != kind) {
        return Some(Err("no such header".into()));
    }
    let raw = match Base64Bytes::from(value.as_bytes()).decode() {
        Ok(raw) => raw,
        Err(error) => return Some(Err(error.to_string())),
    };
    match name {
        "payment-signature" => Some(of::<v2::PaymentPayload<v2::PaymentRequirements, Value>>(&raw)),
        "x-payment" => Some(of::<v1::PaymentPayload>(&raw)),
        _ => from_text(kind, &raw),
    }
}

fn from_text(kind: &str, raw: &[u8]) -> Decoded {
    Some(match kind {
        "payment" => either(raw, of::<v2::PaymentPayload<v2::PaymentRequirements, Value>>, of::<v1::PaymentPayload>),
        "payment-required" => either(raw, of::<v2::PaymentRequired>, of::<v1::PaymentRequired>),
        "settlement" => of::<v2::SettleResponse>(raw),
        "verify-response" => of::<v2::VerifyResponse>(raw),
        "verify-request" | "settle-request" => either(
            raw,
            of::<v2::VerifyRequest<v2::PaymentPayload<v2::PaymentRequirements, Value>, v2::PaymentRequirements>>,
            of::<v1::VerifyRequest<v1::PaymentPayload, v1::PaymentRequirements>>,
        ),
        "supported" => of::<x402_types::proto::SupportedResponse>(raw),
        _ => return None,
    })
}

type Reader = fn(&[u8]) -> Result<Value, String>;

fn either(raw: &[u8], first: Reader, second: Reader) -> Result<Value, String> {
    first(raw).or_else(|_| second(raw))
}
