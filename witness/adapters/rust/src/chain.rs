//! The EVM chain that a facilitator asks, at the level of JSON-RPC. It answers only from the facts of a question (`chain.mjs`).
//!
//! A simulation succeeds unless the signature is not the payer's, or the allowance is too low. This chain recovers the signer,
//! because `x402-rs` leaves a different signer to the simulation. Balances are ample and nonces unused. Allowances without a
//! fact are ample, too, except with a permit, which `r402` checks only if the allowance is too low.

use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use alloy_json_rpc::{ErrorPayload, RequestPacket, Response, ResponsePacket, ResponsePayload, SerializedRequest};
use alloy_primitives::{Address, B256, Bytes, Signature, U256, address};
use alloy_provider::RootProvider;
use alloy_rpc_client::RpcClient;
use alloy_sol_types::{Eip712Domain, SolCall, SolStruct, SolValue, eip712_domain};
use alloy_transport::{TransportError, TransportFut};
use serde_json::{Value, json};

use crate::contracts::{ByBytes, ByParts, Chain, Exact, Permit, TransferWithAuthorization, Upto, Wrapped, witnessed};
use crate::member::{list, text};

pub const PERMIT2: Address = address!("0x000000000022D473030F116dDEE9F6B43aC78BA3");
const EXACT_PROXY: Address = address!("0x402085c248EeA27D92E8b30b2C58ed07f9E20001");

/// What the facts leave open: the payer's code, and the addresses that the facilitator settles from.
#[derive(Clone)]
pub struct State {
    pub code: Vec<u8>,
    pub owners: Vec<String>,
    /// Whether this is the usual state.
    pub is_usual: bool,
}

/// What was asked.
#[derive(Clone, Copy, Default)]
pub struct Notes {
    /// The answer of the payer's contract if no fact gives one.
    pub guessed: bool,
    /// A missing fact.
    pub unknown: bool,
    /// A question that no fact can answer.
    pub unheard: bool,
    /// A wallet was deployed, in the simulation.
    deployed: bool,
}

/// One possible state of the chain.
#[derive(Clone)]
pub struct World {
    pub state: State,
    facts: Value,
    asset: Address,
    domain: Value,
    is_sponsored: bool,
    guess: bool,
    chain: u64,
    notes: Arc<Mutex<Notes>>,
}

type Reverted = String;

impl World {
    /// The token's domain is that of the first offer that says one.
    pub fn new(facts: &Value, offers: &Value, message: &Value, state: State, guess: bool) -> Self {
        let with_name =
            offers.as_array().and_then(|offers| offers.iter().find(|offer| offer["extra"]["name"].is_string()));
        Self {
            state,
            facts: facts.clone(),
            asset: text(&offers[0], "asset").parse().unwrap_or_default(),
            domain: with_name.unwrap_or(&offers[0])["extra"].clone(),
            is_sponsored: !message["extensions"]["eip2612GasSponsoring"]["info"]["signature"].is_null(),
            guess,
            chain: 0,
            notes: Arc::default(),
        }
    }

    /// The state on the chain with this id. A package that checks a permit only if the allowance is too low finds no allowance.
    pub fn on(&self, chain: u64, needs_short_allowance: bool) -> Self {
        Self { chain, is_sponsored: self.is_sponsored && needs_short_allowance, ..self.clone() }
    }

    pub fn notes(&self) -> Notes {
        *self.notes.lock().expect("nothing panics with the lock held")
    }

    fn note(&self, change: impl Fn(&mut Notes)) {
        change(&mut self.notes.lock().expect("nothing panics with the lock held"));
    }

    pub fn unknown<T>(&self, what: &str) -> Result<T, Reverted> {
        self.note(|notes| notes.unknown = true);
        Err(format!("no fact says {what}"))
    }

    /// A provider that asks this chain.
    pub fn provider(&self) -> RootProvider {
        RootProvider::new(RpcClient::new(Transport(self.clone()), true))
    }

    fn request(&self, method: &str, params: &Value) -> Result<Value, Reverted> {
        match method {
            "eth_chainId" => Ok(json!(format!("{:#x}", self.chain))),
            "eth_getCode" => {
                let asked: Address = params[0].as_str().unwrap_or_default().parse().unwrap_or_default();
                let has_code = asked == self.asset || asked == PERMIT2;
                Ok(json!(if has_code { Bytes::from_static(&[0x60]) } else { Bytes::from(self.state.code.clone()) }))
            }
            "eth_getBalance" => Ok(json!(U256::MAX >> 1)),
            "eth_call" => {
                let data = params[0].get("input").or_else(|| params[0].get("data"));
                let data: Bytes = data.and_then(|data| serde_json::from_value(data.clone()).ok()).unwrap_or_default();
                let to = params[0]["to"].as_str().unwrap_or_default().parse().unwrap_or_default();
                self.call(to, &data).map(|answer| json!(answer))
            }
            // The cost of an approval for a sponsor, and the payer's transaction count.
            _ => {
                self.note(|notes| notes.unheard = true);
                Err(format!("no fact can say {method}"))
            }
        }
    }

    fn call(&self, to: Address, data: &[u8]) -> Result<Bytes, Reverted> {
        let selector = <[u8; 4]>::try_from(data.get(..4).unwrap_or_default()).map_err(|_| "no function")?;
        let read = |_| String::from("the arguments cannot be read");
        Ok(match selector {
            Chain::balanceOfCall::SELECTOR => U256::MAX.abi_encode().into(),
            Chain::authorizationStateCall::SELECTOR => false.abi_encode().into(),
            Chain::allowanceCall::SELECTOR => {
                let call = Chain::allowanceCall::abi_decode(data).map_err(read)?;
                self.allowance(to, call.owner).abi_encode().into()
            }
            Chain::nameCall::SELECTOR => self.fact_of_domain(to, "name")?.abi_encode().into(),
            Chain::versionCall::SELECTOR => self.fact_of_domain(to, "version")?.abi_encode().into(),
            Chain::isValidSigWithSideEffectsCall::SELECTOR => {
                let call = Chain::isValidSigWithSideEffectsCall::abi_decode(data).map_err(read)?;
                self.universal(call.signer, call.hash, &call.signature).abi_encode().into()
            }
            Chain::isValidSignatureCall::SELECTOR => {
                let call = Chain::isValidSignatureCall::abi_decode(data).map_err(read)?;
                if !self.accepts(to, call.hash, &call.signature) {
                    return Err("the wallet refuses".into());
                }
                [[0x16, 0x26, 0xba, 0x7e].as_slice(), &[0; 28]].concat().into()
            }
            Chain::aggregate3Call::SELECTOR => {
                let call = Chain::aggregate3Call::abi_decode(data).map_err(read)?;
                let answer = |call: &Chain::Call3| match self.call(call.target, &call.callData) {
                    Ok(data) => Chain::Result { success: true, returnData: data },
                    Err(_) => Chain::Result { success: false, returnData: Bytes::new() },
                };
                call.calls.iter().map(answer).collect::<Vec<_>>().abi_encode().into()
            }
            _ => self.settle(to, selector, data)?,
        })
    }

    /// Calls that move money and return nothing.
    fn settle(&self, to: Address, selector: [u8; 4], data: &[u8]) -> Result<Bytes, Reverted> {
        let read = |_| String::from("the arguments cannot be read");
        match selector {
            ByBytes::transferWithAuthorizationCall::SELECTOR => {
                let c = ByBytes::transferWithAuthorizationCall::abi_decode(data).map_err(read)?;
                let signed = TransferWithAuthorization {
                    from: c.from,
                    to: c.to,
                    value: c.value,
                    validAfter: c.validAfter,
                    validBefore: c.validBefore,
                    nonce: c.nonce,
                };
                self.by_token(to, &signed, &c.signature)
            }
            ByParts::transferWithAuthorizationCall::SELECTOR => {
                let c = ByParts::transferWithAuthorizationCall::abi_decode(data).map_err(read)?;
                let signed = TransferWithAuthorization {
                    from: c.from,
                    to: c.to,
                    value: c.value,
                    validAfter: c.validAfter,
                    validBefore: c.validBefore,
                    nonce: c.nonce,
                };
                self.by_token(to, &signed, &[c.r.as_slice(), c.s.as_slice(), &[c.v]].concat())
            }
            Exact::settleCall::SELECTOR => {
                let c = Exact::settleCall::abi_decode(data).map_err(read)?;
                self.by_exact(&c.permit, c.owner, &c.witness, &c.signature, true)
            }
            Exact::settleWithPermitCall::SELECTOR => {
                let c = Exact::settleWithPermitCall::abi_decode(data).map_err(read)?;
                self.by_exact(&c.permit, c.owner, &c.witness, &c.signature, false)
            }
            Upto::settleCall::SELECTOR => {
                let c = Upto::settleCall::abi_decode(data).map_err(read)?;
                self.by_upto(to, &c.permit, c.amount, c.owner, &c.witness, &c.signature, true)
            }
            Upto::settleWithPermitCall::SELECTOR => {
                let c = Upto::settleWithPermitCall::abi_decode(data).map_err(read)?;
                self.by_upto(to, &c.permit, c.amount, c.owner, &c.witness, &c.signature, false)
            }
            other => Err(format!("nobody expected {} at {to}", Bytes::copy_from_slice(&other))),
        }
    }

    fn by_token(
        &self,
        token: Address,
        signed: &TransferWithAuthorization,
        signature: &[u8],
    ) -> Result<Bytes, Reverted> {
        let domain = self.domain_of(token).unwrap_or(&self.domain);
        let (name, version) = (text(domain, "name").to_owned(), text(domain, "version").to_owned());
        let domain = eip712_domain! { name: name, version: version, chain_id: self.chain, verifying_contract: token, };
        let digest = signed.eip712_signing_hash(&domain);
        if self.is_contract() {
            return if self.accepts(signed.from, digest, signature) {
                Ok(Bytes::new())
            } else {
                Err("the payer's code refuses".into())
            };
        }
        // The token refuses s in the upper half.
        let is_payer = signer(digest, signature, false) == Some(signed.from);
        if is_payer { Ok(Bytes::new()) } else { Err("FiatTokenV2: invalid signature".into()) }
    }

    fn by_exact(
        &self,
        permit: &Permit,
        owner: Address,
        witness: &Exact::Witness,
        signature: &[u8],
        needs: bool,
    ) -> Result<Bytes, Reverted> {
        let signed = witnessed::exact::PermitWitnessTransferFrom {
            permitted: permit.permitted.clone(),
            spender: EXACT_PROXY,
            nonce: permit.nonce,
            deadline: permit.deadline,
            witness: witnessed::exact::Witness { to: witness.to, validAfter: witness.validAfter },
        };
        self.by_permit2(
            signed.eip712_signing_hash(&self.permit2()),
            permit,
            permit.permitted.amount,
            owner,
            signature,
            needs,
        )
    }

    #[allow(clippy::too_many_arguments)]
    fn by_upto(
        &self,
        proxy: Address,
        permit: &Permit,
        amount: U256,
        owner: Address,
        witness: &Upto::Witness,
        signature: &[u8],
        needs: bool,
    ) -> Result<Bytes, Reverted> {
        let signed = witnessed::upto::PermitWitnessTransferFrom {
            permitted: permit.permitted.clone(),
            spender: proxy,
            nonce: permit.nonce,
            deadline: permit.deadline,
            witness: witnessed::upto::Witness {
                to: witness.to,
                facilitator: witness.facilitator,
                validAfter: witness.validAfter,
            },
        };
        self.by_permit2(signed.eip712_signing_hash(&self.permit2()), permit, amount, owner, signature, needs)
    }

    fn by_permit2(
        &self,
        digest: B256,
        permit: &Permit,
        amount: U256,
        owner: Address,
        signature: &[u8],
        needs: bool,
    ) -> Result<Bytes, Reverted> {
        if needs && self.allowance(permit.permitted.token, owner) < amount {
            return Err("TRANSFER_FROM_FAILED".into());
        }
        let is_accepted = if self.is_contract() {
            self.accepts(owner, digest, signature)
        } else {
            signer(digest, signature, true) == Some(owner)
        };
        if is_accepted { Ok(Bytes::new()) } else { Err("InvalidSigner".into()) }
    }

    fn permit2(&self) -> Eip712Domain {
        eip712_domain! { name: "Permit2", chain_id: self.chain, verifying_contract: PERMIT2, }
    }

    fn is_contract(&self) -> bool {
        !self.state.code.is_empty() || self.notes().deployed
    }

    /// Follows the validator of ERC-6492: deploys the wrapped wallet and asks it.
    fn universal(&self, account: Address, digest: B256, signature: &[u8]) -> bool {
        let magic: [u8; 32] = std::array::from_fn(|at| [0x64, 0x92][at % 2]);
        if let Some(body) = signature.strip_suffix(&magic) {
            let Ok(wrapped) = Wrapped::abi_decode_params(body) else {
                return false;
            };
            self.note(|notes| notes.deployed = true);
            return self.accepts(account, digest, &wrapped.inner);
        }
        if self.is_contract() {
            return self.accepts(account, digest, signature);
        }
        signature.len() == 65 && signer(digest, signature, true) == Some(account)
    }

    fn accepts(&self, account: Address, digest: B256, signature: &[u8]) -> bool {
        let same = |fact: &&Value| {
            text(fact, "account").parse() == Ok(account)
                && text(fact, "digest").parse() == Ok(digest)
                && text(fact, "signature").parse::<Bytes>().is_ok_and(|stated| *stated == *signature)
        };
        if let Some(fact) = list(&self.facts, "contractSignatures").iter().find(same) {
            return fact["valid"] == true;
        }
        self.note(|notes| notes.guessed = true);
        self.guess
    }

    fn allowance(&self, token: Address, owner: Address) -> U256 {
        let same = |fact: &&Value| text(fact, "token").parse() == Ok(token) && text(fact, "owner").parse() == Ok(owner);
        let fact = list(&self.facts, "allowances").iter().find(same);
        let unsaid = if self.is_sponsored { U256::ZERO } else { U256::MAX };
        fact.map_or(unsaid, |fact| text(fact, "amount").parse().unwrap_or_default())
    }

    fn domain_of(&self, token: Address) -> Option<&Value> {
        let domains = self.facts["tokenDomains"].as_object()?;
        domains.iter().find(|(address, _)| address.parse() == Ok(token)).map(|(_, domain)| domain)
    }

    fn fact_of_domain(&self, token: Address, member: &str) -> Result<String, Reverted> {
        match self.domain_of(token) {
            Some(domain) => Ok(text(domain, member).to_owned()),
            None => self.unknown("what the domain of the token is"),
        }
    }
}

/// Recovers the signer as contracts do: v is 27 or 28, and only Permit2 reads 64 bytes as ERC-2098.
fn signer(digest: B256, signature: &[u8], by_permit2: bool) -> Option<Address> {
    let signature = match signature.len() {
        65 if matches!(signature[64], 27 | 28) => Signature::from_raw(signature).ok()?,
        64 if by_permit2 => Signature::from_erc2098(signature),
        _ => return None,
    };
    if !by_permit2 && signature.normalize_s().is_some() {
        return None;
    }
    signature.recover_address_from_prehash(&digest).ok()
}

#[derive(Clone)]
struct Transport(World);

impl Transport {
    fn answer(&self, request: &SerializedRequest) -> Response {
        let params = request.params().and_then(|params| serde_json::from_str(params.get()).ok()).unwrap_or(Value::Null);
        let payload = match self.0.request(request.method(), &params) {
            Ok(result) => ResponsePayload::Success(serde_json::value::to_raw_value(&result).expect("JSON")),
            Err(why) => ResponsePayload::Failure(ErrorPayload {
                code: 3,
                message: format!("execution reverted: {why}").into(),
                data: Some(serde_json::value::to_raw_value("0x").expect("JSON")),
            }),
        };
        Response { id: request.id().clone(), payload }
    }
}

impl tower::Service<RequestPacket> for Transport {
    type Response = ResponsePacket;
    type Error = TransportError;
    type Future = TransportFut<'static>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, packet: RequestPacket) -> Self::Future {
        let answer = match &packet {
            RequestPacket::Single(request) => ResponsePacket::Single(self.answer(request)),
            RequestPacket::Batch(all) => {
                ResponsePacket::Batch(all.iter().map(|request| self.answer(request)).collect())
            }
        };
        Box::pin(std::future::ready(Ok(answer)))
    }
}
