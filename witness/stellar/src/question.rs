//! Reads from a vector the call and the entries that would be sent, and what has to be paid.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use soroban_env_host::xdr::{
    HostFunction, InvokeContractArgs, Limits, OperationBody, ReadXdr, ScAddress, ScVal, SorobanAddressCredentials,
    SorobanAuthorizationEntry, SorobanCredentials, TransactionEnvelope, WriteXdr,
};
use x402_conformance::vector::Vector;

use crate::{
    ledger::{Ledger, Network, Signers, key_of},
    run::Event,
};

/// What nodes read at most.
const LIMITS: Limits = Limits { depth: 500, len: 132_096 };

/// Why there is nothing to run.
pub(crate) enum Nothing {
    /// The library refuses the bytes.
    NotXdr,
    /// The bytes are another envelope or another operation.
    NoCall,
    /// The question has no transaction, or not one that can be run.
    Other(&'static str),
}

/// A call of a token, and who authorizes it.
pub(crate) struct Question {
    pub(crate) network: Network,
    pub(crate) call: InvokeContractArgs,
    pub(crate) entries: Vec<SorobanAuthorizationEntry>,
    pub(crate) payer: Option<String>,
    /// The latest closed ledger, if a fact names it.
    pub(crate) ledger: Option<u32>,
    /// What is asked for. `None` if the offer names no addresses.
    pub(crate) price: Option<Event>,
    /// What the facts say of an account: none for one that does not exist.
    accounts: Vec<([u8; 32], Option<Signers>)>,
}

impl Question {
    pub(crate) fn of(vector: &Vector) -> Result<Self, Nothing> {
        let input: Value = serde_json::from_str(vector.input.as_str()).map_err(|_| Nothing::Other("not an object"))?;
        let offer = &input["offers"][0];
        let name = offer["network"].as_str().unwrap_or_default();
        let network = Network::named(name).ok_or(Nothing::Other("nobody says the passphrase of the network"))?;
        let text = input["payment"]["json"]["payload"]["transaction"].as_str();
        let bytes = text.and_then(|text| STANDARD.decode(text).ok());
        let bytes = bytes.ok_or(Nothing::Other("there are no bytes of a transaction"))?;
        let envelope = TransactionEnvelope::from_xdr(&bytes, LIMITS).map_err(|_| Nothing::NotXdr)?;
        if envelope.to_xdr(Limits::none()).ok().as_ref() != Some(&bytes) {
            return Err(Nothing::NotXdr);
        }
        let TransactionEnvelope::Tx(envelope) = envelope else { return Err(Nothing::NoCall) };
        let [operation] = envelope.tx.operations.as_slice() else { return Err(Nothing::NoCall) };
        let OperationBody::InvokeHostFunction(invoked) = &operation.body else { return Err(Nothing::NoCall) };
        let HostFunction::InvokeContract(call) = &invoked.host_function else { return Err(Nothing::NoCall) };
        let facts = &input["facts"];
        let payer = match call.args.first() {
            Some(ScVal::Address(address @ (ScAddress::Account(_) | ScAddress::Contract(_)))) => {
                Some(address.to_string())
            }
            _ => None,
        };
        Ok(Self {
            network,
            call: call.clone(),
            entries: invoked.auth.to_vec(),
            price: price(offer, payer.as_deref()),
            payer,
            ledger: facts["ledgers"][name]["sequence"].as_u64().and_then(|number| u32::try_from(number).ok()),
            accounts: accounts(&facts["stellarAccounts"]),
        })
    }

    /// The credentials of the payer's first entry.
    pub(crate) fn credentials(&self) -> Option<&SorobanAddressCredentials> {
        self.entries.iter().filter_map(credentials).find(|it| Some(it.address.to_string()) == self.payer)
    }

    /// The ledger before the payment. Every account that the call or an entry names has money; nobody but its own key signs for it,
    /// unless a fact or `signers` says so.
    pub(crate) fn ledger(&self, signers: Option<&Signers>) -> Result<Ledger, String> {
        let mut ledger = Ledger::new(self.network)?;
        let arguments = self.call.args.iter().filter_map(|argument| match argument {
            ScVal::Address(address) => Some(address),
            _ => None,
        });
        let of_entries = self.entries.iter().filter_map(credentials).map(|credentials| &credentials.address);
        for address in arguments.chain(of_entries) {
            if let Some(key) = inside(address)
                && !self.accounts.iter().any(|(known, _)| *known == key)
            {
                ledger.put_account(key, &Signers::with_master_key(key));
            }
        }
        for (key, known) in &self.accounts {
            if let Some(known) = known {
                ledger.put_account(*key, known);
            }
        }
        if let (Some(signers), Some(payer)) = (signers, &self.payer) {
            ledger.put_account(key_of(payer)?, signers);
        }
        Ok(ledger)
    }

    /// The keys by which the payer's entry names its signatures.
    pub(crate) fn signing_keys(&self) -> Vec<[u8; 32]> {
        let Some(ScVal::Vec(Some(signatures))) = self.credentials().map(|credentials| &credentials.signature) else {
            return Vec::new();
        };
        let key = |signature: &ScVal| {
            let ScVal::Map(Some(map)) = signature else { return None };
            let ScVal::Bytes(key) = &map.first()?.val else { return None };
            key.as_slice().try_into().ok()
        };
        signatures.iter().filter_map(key).collect()
    }
}

pub(crate) fn credentials(entry: &SorobanAuthorizationEntry) -> Option<&SorobanAddressCredentials> {
    match &entry.credentials {
        SorobanCredentials::Address(credentials) | SorobanCredentials::AddressV2(credentials) => Some(credentials),
        SorobanCredentials::SourceAccount | SorobanCredentials::AddressWithDelegates(_) => None,
    }
}

/// The key of an account, without its id.
fn inside(address: &ScAddress) -> Option<[u8; 32]> {
    match address {
        ScAddress::Account(_) => key_of(&address.to_string()).ok(),
        ScAddress::MuxedAccount(muxed) => Some(muxed.ed25519.0),
        _ => None,
    }
}

fn price(offer: &Value, payer: Option<&str>) -> Option<Event> {
    let address = |name: &str| offer[name].as_str()?.parse::<ScAddress>().ok();
    let (asset, to) = (address("asset")?, address("payTo")?);
    let ScAddress::Contract(_) = asset else { return None };
    if !matches!(to, ScAddress::Account(_) | ScAddress::Contract(_) | ScAddress::MuxedAccount(_)) {
        return None;
    }
    Some(Event {
        name: "transfer".into(),
        contract: asset.to_string(),
        from: payer.unwrap_or_default().into(),
        to: to.to_string(),
        amount: offer["amount"].as_str()?.into(),
    })
}

fn accounts(facts: &Value) -> Vec<([u8; 32], Option<Signers>)> {
    let facts = facts.as_object().into_iter().flatten();
    let signers = |fact: &Value| {
        let signers = fact["signers"].as_array()?.iter();
        let weight = |signer: &Value| Some((key_of(signer["key"].as_str()?).ok()?, byte(&signer["weight"])?));
        Some(Signers { weights: signers.map(weight).collect::<Option<_>>()?, threshold: byte(&fact["threshold"])? })
    };
    facts.filter_map(|(address, fact)| Some((key_of(address).ok()?, signers(fact)))).collect()
}

fn byte(number: &Value) -> Option<u8> {
    number.as_u64().and_then(|number| u8::try_from(number).ok())
}
