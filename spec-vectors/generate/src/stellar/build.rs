//! Transactions in parts, each of which can be spoiled, and their signatures.

use ed25519_dalek::{Signer as _, SigningKey};
use x402_schemes::stellar::{Address, sha256};

use super::{
    case::{ISSUER, MERCHANT, NULL, PAYER, USDC},
    xdr::{address, list, of, opaque, source, value, words},
};

/// The key of 32 bytes with this value.
pub(super) fn key(number: u8) -> SigningKey {
    SigningKey::from_bytes(&[number; 32])
}

/// The account of such a key.
pub(super) fn account(number: u8) -> String {
    Address::Account(public(number)).to_string()
}

/// The same account with an id.
pub(super) fn muxed(number: u8, id: u64) -> String {
    Address::Muxed { key: public(number), id }.to_string()
}

pub(super) fn public(number: u8) -> [u8; 32] {
    key(number).verifying_key().to_bytes()
}

/// A contract that is no token.
pub(super) const FOREIGN: &str = "CAAQCAIBAEAQCAIBAEAQCAIBAEAQCAIBAEAQCAIBAEAQCAIBAEAQC526";

pub(super) const TESTNET: &str = "Test SDF Network ; September 2015";
pub(super) const PUBNET: &str = "Public Global Stellar Network ; September 2015";

/// The kinds of credentials.
pub(super) const SOURCE_ACCOUNT: u32 = 0;
pub(super) const V1: u32 = 1;
pub(super) const V2: u32 = 2;
pub(super) const DELEGATES: u32 = 3;

/// The call of a contract (`InvokeContractArgs`).
#[derive(Clone)]
pub(super) struct Call {
    pub(super) contract: Vec<u8>,
    pub(super) function: Vec<u8>,
    pub(super) arguments: Vec<Vec<u8>>,
}

impl Call {
    pub(super) fn transfer(asset: &str, from: &str, to: &str, amount: i128) -> Self {
        Self {
            contract: address(asset),
            function: b"transfer".to_vec(),
            arguments: vec![value::of_address(from), value::of_address(to), value::i128(amount)],
        }
    }

    /// The call that the usual offer asks for.
    pub(super) fn good() -> Self {
        Self::transfer(USDC, PAYER, MERCHANT, 10_000_000)
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        [self.contract.clone(), opaque(&self.function), list(&self.arguments)].concat()
    }

    /// What authorizes the call and no other (`SorobanAuthorizedInvocation`).
    pub(super) fn invocation(&self) -> Vec<u8> {
        [words([0]), self.bytes(), words([0])].concat()
    }
}

/// The signature of an entry.
#[derive(Clone)]
pub(super) enum Signature {
    /// These keys sign what the entry says, in the order of their public keys.
    By(Vec<u8>),
    /// These keys sign this digest instead.
    Over([u8; 32], Vec<u8>),
    /// This value stands there.
    Value(Vec<u8>),
}

/// An authorization entry.
#[derive(Clone)]
pub(super) struct Entry {
    /// The arm of the credentials.
    pub(super) kind: u32,
    pub(super) address: Vec<u8>,
    pub(super) nonce: i64,
    pub(super) end: u32,
    pub(super) signature: Signature,
    pub(super) invocation: Vec<u8>,
    /// The passphrase of the network for which it is signed.
    pub(super) network: &'static str,
}

impl Entry {
    pub(super) fn good(kind: u32) -> Self {
        Self {
            kind,
            address: address(PAYER),
            nonce: 0x1122_3344_5566_7788,
            end: 5_100_012,
            signature: Signature::By(vec![1]),
            invocation: Call::good().invocation(),
            network: TESTNET,
        }
    }

    /// What is signed, if the credentials are of this kind (`HashIDPreimage`).
    pub(super) fn preimage(&self, kind: u32) -> Vec<u8> {
        let (arm, signer) = if kind == V1 { (9, [].as_slice()) } else { (10, self.address.as_slice()) };
        [
            words([arm]).as_slice(),
            &sha256(self.network.as_bytes()),
            &self.nonce.to_be_bytes(),
            &self.end.to_be_bytes(),
            signer,
            &self.invocation,
        ]
        .concat()
    }

    pub(super) fn digest(&self) -> [u8; 32] {
        sha256(&self.preimage(self.kind))
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        if self.kind == SOURCE_ACCOUNT {
            return [words([SOURCE_ACCOUNT]), self.invocation.clone()].concat();
        }
        let signature = match &self.signature {
            Signature::By(keys) => signatures(&self.digest(), keys),
            Signature::Over(digest, keys) => signatures(digest, keys),
            Signature::Value(value) => value.clone(),
        };
        let delegates = if self.kind == DELEGATES { words([0]) } else { Vec::new() };
        [
            words([self.kind]).as_slice(),
            &self.address,
            &self.nonce.to_be_bytes(),
            &self.end.to_be_bytes(),
            &signature,
            &delegates,
            &self.invocation,
        ]
        .concat()
    }
}

/// The element of one key in the signature of an account.
pub(super) fn signed_by(digest: &[u8; 32], number: u8) -> Vec<u8> {
    element(&public(number), &key(number).sign(digest).to_bytes())
}

pub(super) fn element(key: &[u8], signature: &[u8]) -> Vec<u8> {
    value::map(&[
        [value::symbol("public_key"), value::bytes(key)],
        [value::symbol("signature"), value::bytes(signature)],
    ])
}

/// The signature of an account: the keys ascend, as the host wants it.
fn signatures(digest: &[u8; 32], keys: &[u8]) -> Vec<u8> {
    let mut keys = keys.to_vec();
    keys.sort_by_key(|number| public(*number));
    value::vec(&keys.iter().map(|number| signed_by(digest, *number)).collect::<Vec<_>>())
}

/// A transaction with its envelope.
#[derive(Clone)]
pub(super) struct Envelope {
    /// The arm of the envelope.
    pub(super) kind: u32,
    pub(super) source: Vec<u8>,
    pub(super) fee: u32,
    pub(super) sequence: i64,
    pub(super) preconditions: Vec<u8>,
    pub(super) memo: Vec<u8>,
    pub(super) operation_source: Option<Vec<u8>>,
    pub(super) call: Call,
    pub(super) entries: Vec<Entry>,
    /// In the place of the one operation with call and entries: several, none, or another one, with their number before them.
    pub(super) operations: Option<Vec<u8>>,
    /// The Soroban data.
    pub(super) data: Option<Vec<u8>>,
    pub(super) signatures: Vec<Vec<u8>>,
}

impl Envelope {
    pub(super) fn good(kind: u32) -> Self {
        Self {
            kind: 2,
            source: source(NULL),
            fee: 44_271,
            sequence: 1,
            preconditions: time_bounds(0, 1_740_672_389),
            memo: words([0]),
            operation_source: None,
            call: Call::good(),
            entries: vec![Entry::good(kind)],
            operations: None,
            data: Some(soroban_data()),
            signatures: Vec::new(),
        }
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        let operations = self.operations.clone().unwrap_or_else(|| list(&[self.operation()]));
        let data = self.data.as_ref().map_or_else(|| words([0]), |data| [words([1]), data.clone()].concat());
        [
            words([self.kind]).as_slice(),
            &self.source,
            &words([self.fee]),
            &self.sequence.to_be_bytes(),
            &self.preconditions,
            &self.memo,
            &operations,
            &data,
            &list(&self.signatures),
        ]
        .concat()
    }

    /// The operation that calls the contract.
    pub(super) fn operation(&self) -> Vec<u8> {
        let source = self.operation_source.as_ref().map_or_else(|| words([0]), |it| [words([1]), it.clone()].concat());
        let entries: Vec<Vec<u8>> = self.entries.iter().map(Entry::bytes).collect();
        [source, words([24, 0]), self.call.bytes(), list(&entries)].concat()
    }
}

pub(super) fn time_bounds(from: u64, to: u64) -> Vec<u8> {
    [words([1]).as_slice(), &from.to_be_bytes(), &to.to_be_bytes()].concat()
}

/// What the usual transfer reads and writes: the contract, both trust lines, and the nonce.
fn soroban_data() -> Vec<u8> {
    let line = |holder: &str| [words([1]), source(holder), words([1]), b"USDC".to_vec(), source(ISSUER)].concat();
    let instance = [words([6]), address(USDC), words([20, 1])].concat();
    let nonce =
        [words([6]).as_slice(), &address(PAYER), &words([21]), &0x1122_3344_5566_7788_i64.to_be_bytes(), &words([0])]
            .concat();
    let account = [words([0]), source(PAYER)].concat();
    [
        words([0]).as_slice(),
        &list(&[account, instance]),
        &list(&[line(PAYER), line(MERCHANT), nonce]),
        &words([460_000, 620, 500]),
        &44_171_i64.to_be_bytes(),
    ]
    .concat()
}

/// The XDR of the account's key alone, as sponsors and signers have it.
pub(super) fn account_id(text: &str) -> Vec<u8> {
    let key = of(text).key().expect("an account");
    [words([0]).as_slice(), &key].concat()
}
