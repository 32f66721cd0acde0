//! The bytes of a document: read by us, and by the types that the host is built with (`stellar-xdr`).

use std::fmt::Debug;

use stellar_xdr::{
    AccountId, DiagnosticEvent, Hash, HashIdPreimage, HashIdPreimageSorobanAuthorization,
    HashIdPreimageSorobanAuthorizationWithAddress, HostFunction, InvokeContractArgs, LedgerEntryData, Limits, Memo,
    MuxedAccount, OperationBody, Preconditions, PublicKey, ReadXdr, ScAddress, ScVal, SignerKey,
    SorobanAuthorizationEntry, SorobanAuthorizedFunction, SorobanCredentials, Transaction as TheirTransaction,
    TransactionEnvelope, WriteXdr,
};
use x402_schemes::stellar::{
    AccountEntry, Address, Body, Call, CredentialsKind, Entry, Event, ReadError, ReadErrorKind, Transaction, Value,
    account_key, account_signatures, sha256,
};

use super::{Outcome, made};
use crate::objects::MADE;

/// As deep as their types nest for values of 64 levels, several for each, and some more.
const LIMITS: Limits = Limits { depth: 1_000, len: 1 << 20 };

/// What theirs has, and protocol 28 does not (T-9).
const LATER_ARMS: [(&str, u32); 3] = [("a value", 22), ("the code of a contract", 2), ("an address", 5)];

const NETWORK: [u8; 32] = [9; 32];

/// Panics if ours and theirs part where no [`Outcome`] says why.
pub fn check(data: &[u8]) {
    compare(data);
}

/// The kind of document and its bytes, or decisions of which one is made.
pub fn compare(data: &[u8]) -> Outcome {
    compare_bytes(&document(data))
}

/// The kind of document and its bytes.
fn document(data: &[u8]) -> Vec<u8> {
    match data.split_first() {
        Some((&MADE, decisions)) => made::document(decisions),
        _ => data.to_vec(),
    }
}

fn compare_bytes(data: &[u8]) -> Outcome {
    let Some((kind, data)) = data.split_first() else { return Outcome::Unreadable };
    match kind % 6 {
        0 => transaction(data),
        1 => entry(data),
        2 => event(data).err().unwrap_or(Outcome::Event),
        3 => account(data),
        4 => value(data),
        _ => address(data),
    }
}

/// What theirs make of the bytes, if all of them belong to the document and are written again. Theirs takes a boolean of
/// 2 for one of 0, and writes it so.
pub(super) fn theirs<T: ReadXdr + WriteXdr>(data: &[u8]) -> Option<T> {
    T::from_xdr(data, LIMITS).ok().filter(|read| xdr_of(read) == data)
}

fn xdr_of(value: &impl WriteXdr) -> Vec<u8> {
    value.to_xdr(Limits::none()).expect("it was read")
}

/// We do not read it; then nor do theirs, or there is a reason, and it holds.
fn refused<T: Debug>(error: ReadError, theirs: Option<&T>) -> Outcome {
    match (error.kind(), theirs) {
        (_, None) => Outcome::Unreadable,
        (ReadErrorKind::TooDeep, Some(_)) => Outcome::TooDeep,
        (ReadErrorKind::UnknownArm { what, arm }, Some(_)) if LATER_ARMS.contains(&(what, arm)) => Outcome::LaterArm,
        (kind, Some(theirs)) => panic!("only theirs reads it: {kind:?}: {theirs:?}"),
    }
}

fn transaction(data: &[u8]) -> Outcome {
    let theirs = theirs::<TransactionEnvelope>(data);
    let ours = match Transaction::decode(data) {
        Ok(ours) => ours,
        Err(error) => {
            assert!(error.offset() <= data.len());
            return match (error.kind(), &theirs) {
                (ReadErrorKind::Version0, _) if data.starts_with(&[0; 4]) => Outcome::OtherEnvelope,
                (ReadErrorKind::TooLong { max }, Some(_)) if data.len() > max => Outcome::TooLong,
                (ReadErrorKind::FeeBump, _) if data.starts_with(&[0, 0, 0, 5]) => Outcome::OtherEnvelope,
                _ => refused(error, theirs.as_ref()),
            };
        }
    };
    let theirs = match theirs {
        Some(TransactionEnvelope::Tx(theirs)) => Some(theirs),
        Some(other) => panic!("ours reads another envelope: {other:?}"),
        None => None,
    };
    let call = theirs.as_ref().and_then(|theirs| call_of(&theirs.tx));
    let Body::Call { source, call: our_call, entries, resource_fee, signatures } = &ours.body else {
        assert!(call.is_none(), "ours does not read the call");
        return Outcome::OtherTransaction;
    };
    let theirs = theirs.as_ref().expect("only ours reads it");
    let (invoke, operation) = (call.expect("only ours reads a call"), &theirs.tx.operations[0]);
    assert_eq!(muxed(Some(ours.source)), muxed_xdr(Some(&theirs.tx.source_account)));
    assert_eq!(muxed(*source), muxed_xdr(operation.source_account.as_ref()));
    assert_eq!((ours.fee, ours.sequence), (theirs.tx.fee, theirs.tx.seq_num.0));
    assert_eq!(ours.has_memo, theirs.tx.memo != Memo::None);
    assert_eq!((ours.has_time_bounds, ours.has_preconditions), conditions(&theirs.tx.cond));
    assert_eq!(*signatures as usize, theirs.signatures.len());
    assert_eq!(*resource_fee, theirs.tx.ext.resource_fee());
    assert_eq!(ours.hash(&NETWORK), TransactionEnvelope::Tx(theirs.clone()).hash(NETWORK).expect("it was read"));
    same_call(our_call, invoke);
    let OperationBody::InvokeHostFunction(function) = &operation.body else { panic!("just seen") };
    assert_eq!(entries.len(), function.auth.len());
    entries.iter().zip(function.auth.iter()).for_each(|(ours, theirs)| same_entry(ours, theirs));
    Outcome::Transaction
}

/// The call, if a transaction is one.
fn call_of(transaction: &TheirTransaction) -> Option<&InvokeContractArgs> {
    let [operation] = transaction.operations.as_slice() else { return None };
    match &operation.body {
        OperationBody::InvokeHostFunction(function) => match &function.host_function {
            HostFunction::InvokeContract(call) => Some(call),
            _ => None,
        },
        _ => None,
    }
}

/// An account with or without an id, as XDR.
fn muxed(ours: Option<Address>) -> Option<Vec<u8>> {
    ours.map(|ours| match ours {
        Address::Account(key) => [[0; 4].as_slice(), &key].concat(),
        Address::Muxed { key, id } => [[0, 0, 1, 0].as_slice(), &id.to_be_bytes(), &key].concat(),
        Address::Contract(_) => panic!("a contract has no transactions"),
    })
}

fn muxed_xdr(theirs: Option<&MuxedAccount>) -> Option<Vec<u8>> {
    theirs.map(xdr_of)
}

/// Whether there are time bounds, and whether there is another condition.
fn conditions(theirs: &Preconditions) -> (bool, bool) {
    match theirs {
        Preconditions::None => (false, false),
        Preconditions::Time(_) => (true, false),
        Preconditions::V2(all) => {
            let ages = all.min_seq_age.0 != 0 || all.min_seq_ledger_gap != 0;
            let others = all.ledger_bounds.is_some() || all.min_seq_num.is_some() || !all.extra_signers.is_empty();
            (all.time_bounds.is_some(), ages || others)
        }
    }
}

trait ResourceFee {
    fn resource_fee(&self) -> Option<i64>;
}

impl ResourceFee for stellar_xdr::TransactionExt {
    fn resource_fee(&self) -> Option<i64> {
        match self {
            Self::V0 => None,
            Self::V1(data) => Some(data.resource_fee),
        }
    }
}

fn same_call(ours: &Call<'_>, theirs: &InvokeContractArgs) {
    assert_eq!(ours.xdr, xdr_of(theirs));
    assert_eq!(ours.function, theirs.function_name.0.as_slice());
    same_address(&ours.contract, &theirs.contract_address);
    assert_eq!(ours.arguments.len(), theirs.args.len());
    ours.arguments.iter().zip(theirs.args.iter()).for_each(|(ours, theirs)| same_value(ours, theirs));
}

fn same_address(ours: &x402_schemes::stellar::ScAddress, theirs: &ScAddress) {
    use x402_schemes::stellar::ScAddress as Ours;
    match (ours, theirs) {
        (Ours::Address(ours), theirs) => {
            assert_eq!(ours.to_xdr(), xdr_of(theirs));
            // `M` is no value of a token's argument, but has a text as well.
            assert_eq!(ours.to_string(), theirs.to_string());
            assert_eq!(ours.to_string().parse(), Ok(*ours));
        }
        (Ours::ClaimableBalance(id), ScAddress::ClaimableBalance(theirs)) => assert!(xdr_of(theirs).ends_with(id)),
        (Ours::LiquidityPool(id), ScAddress::LiquidityPool(theirs)) => assert_eq!(xdr_of(theirs), id),
        (ours, theirs) => panic!("{ours:?} is not {theirs:?}"),
    }
}

/// As far as ours tells values apart.
fn same_value(ours: &Value<'_>, theirs: &ScVal) {
    match (ours, theirs) {
        (Value::Void, ScVal::Void) => {}
        (Value::I128(ours), ScVal::I128(theirs)) => assert_eq!(*ours, i128::from(theirs)),
        (Value::Bytes(ours), ScVal::Bytes(theirs)) => assert_eq!(*ours, theirs.as_slice()),
        (Value::Symbol(ours), ScVal::Symbol(theirs)) => assert_eq!(*ours, theirs.0.as_slice()),
        (Value::Text(ours), ScVal::String(theirs)) => assert_eq!(*ours, theirs.0.as_slice()),
        (Value::Address(ours), ScVal::Address(theirs)) => same_address(ours, theirs),
        (Value::List(ours), ScVal::Vec(Some(theirs))) => {
            assert_eq!((ours.len(), ours.is_empty()), (theirs.len(), theirs.is_empty()));
            assert_eq!(ours.iter().count(), ours.len());
            ours.iter().zip(theirs.iter()).for_each(|(ours, theirs)| same_value(&ours, theirs));
        }
        (Value::Map(ours), ScVal::Map(Some(theirs))) => {
            assert_eq!(ours.len(), theirs.len() * 2);
            let theirs = theirs.iter().flat_map(|member| [&member.key, &member.val]);
            ours.iter().zip(theirs).for_each(|(ours, theirs)| same_value(&ours, theirs));
        }
        (Value::Other(kind), theirs) => assert_eq!(*kind, theirs.discriminant() as u32),
        (ours, theirs) => panic!("{ours:?} is not {theirs:?}"),
    }
}

fn entry(data: &[u8]) -> Outcome {
    let theirs = theirs::<SorobanAuthorizationEntry>(data);
    match Entry::decode(data) {
        Err(error) => refused(error, theirs.as_ref()),
        Ok(ours) => {
            same_entry(&ours, &theirs.expect("only ours reads it"));
            Outcome::Entry
        }
    }
}

fn same_entry(ours: &Entry<'_>, theirs: &SorobanAuthorizationEntry) {
    let invocation = &theirs.root_invocation;
    assert_eq!(ours.invocation, xdr_of(invocation));
    assert_eq!(ours.sub_invocations as usize, invocation.sub_invocations.len());
    match (&ours.call, &invocation.function) {
        (Some(ours), SorobanAuthorizedFunction::ContractFn(theirs)) => same_call(ours, theirs),
        (ours, theirs) => assert!(ours.is_none(), "{theirs:?}"),
    }
    let (kind, credentials) = match &theirs.credentials {
        SorobanCredentials::SourceAccount => (CredentialsKind::SourceAccount, None),
        SorobanCredentials::Address(theirs_of) => (CredentialsKind::Address, Some(theirs_of)),
        SorobanCredentials::AddressV2(theirs_of) => (CredentialsKind::AddressV2, Some(theirs_of)),
        SorobanCredentials::AddressWithDelegates(theirs_of) => {
            (CredentialsKind::WithDelegates, Some(&theirs_of.address_credentials))
        }
    };
    assert_eq!((ours.kind, ours.authorization.is_some()), (kind, credentials.is_some()));
    let (Some(ours_of), Some(theirs_of)) = (&ours.authorization, credentials) else { return };
    same_address(&ours_of.address, &theirs_of.address);
    assert_eq!((ours_of.nonce, ours_of.expiration_ledger), (theirs_of.nonce, theirs_of.signature_expiration_ledger));
    same_value(&ours_of.signature, &theirs_of.signature);
    signatures(&ours_of.signature, &theirs_of.signature);
    let (network_id, nonce, signature_expiration_ledger) =
        (Hash(NETWORK), theirs_of.nonce, theirs_of.signature_expiration_ledger);
    let invocation = invocation.clone();
    let preimage = match kind {
        CredentialsKind::Address => HashIdPreimage::SorobanAuthorization(HashIdPreimageSorobanAuthorization {
            network_id,
            nonce,
            signature_expiration_ledger,
            invocation,
        }),
        CredentialsKind::AddressV2 => {
            HashIdPreimage::SorobanAuthorizationWithAddress(HashIdPreimageSorobanAuthorizationWithAddress {
                network_id,
                nonce,
                signature_expiration_ledger,
                address: theirs_of.address.clone(),
                invocation,
            })
        }
        _ => return assert_eq!(ours.preimage(&NETWORK), None),
    };
    let has_text = matches!(ours_of.address, x402_schemes::stellar::ScAddress::Address(_));
    let preimage = has_text.then(|| xdr_of(&preimage));
    assert_eq!(ours.preimage(&NETWORK), preimage);
    assert_eq!(ours.digest(&NETWORK), preimage.map(|preimage| sha256(&preimage)));
}

/// The form of an account's signature, written down from the values of theirs (T-28).
fn signatures(ours: &Value<'_>, theirs: &ScVal) {
    let is_symbol =
        |value: &ScVal, name: &str| matches!(value, ScVal::Symbol(symbol) if symbol.0.as_slice() == name.as_bytes());
    let bytes = |value: &ScVal, length: usize| match value {
        ScVal::Bytes(bytes) if bytes.len() == length => Some(bytes.to_vec()),
        _ => None,
    };
    let element = |element: &ScVal| {
        let ScVal::Map(Some(map)) = element else { return None };
        let [key, signature] = map.as_slice() else { return None };
        let named = is_symbol(&key.key, "public_key") && is_symbol(&signature.key, "signature");
        let read = (bytes(&key.val, 32)?, bytes(&signature.val, 64)?);
        named.then_some(read)
    };
    let expected = match theirs {
        ScVal::Vec(Some(list)) if (1..=20).contains(&list.len()) => {
            list.iter().map(element).collect::<Option<Vec<_>>>()
        }
        _ => None,
    };
    let expected = expected.filter(|read| read.windows(2).all(|pair| pair[0].0 < pair[1].0));
    let read = account_signatures(ours)
        .ok()
        .map(|read| read.iter().map(|one| (one.public_key.to_vec(), one.signature.to_vec())).collect::<Vec<_>>());
    assert_eq!(read, expected);
}

/// The event as theirs reads it, if ours reads the same; or why not.
pub(super) fn event(data: &[u8]) -> Result<DiagnosticEvent, Outcome> {
    let theirs = theirs::<DiagnosticEvent>(data);
    let ours = match Event::decode(data) {
        Ok(ours) => ours,
        Err(error) => return Err(refused(error, theirs.as_ref())),
    };
    let theirs = theirs.expect("only ours reads it");
    let stellar_xdr::ContractEventBody::V0(body) = &theirs.event.body;
    assert_eq!(ours.succeeded, theirs.in_successful_contract_call);
    assert_eq!(ours.kind as i32, theirs.event.type_ as i32);
    let contract = theirs.event.contract_id.as_ref().map(|id| Address::Contract(id.0.0));
    assert_eq!(ours.contract, contract);
    assert_eq!(ours.topics.len(), body.topics.len());
    ours.topics.iter().zip(body.topics.iter()).for_each(|(ours, theirs)| same_value(ours, theirs));
    same_value(&ours.data, &body.data);
    Ok(theirs)
}

fn account(data: &[u8]) -> Outcome {
    let theirs = theirs::<LedgerEntryData>(data);
    let AccountEntry { key, signers: ours } = match (AccountEntry::decode(data), &theirs) {
        (Ok(ours), _) => ours,
        (Err(_), Some(LedgerEntryData::Account(theirs))) => panic!("only theirs reads it: {theirs:?}"),
        (Err(_), Some(_)) => return Outcome::OtherLedgerEntry,
        (Err(error), None) => return refused(error, theirs.as_ref()),
    };
    let Some(LedgerEntryData::Account(theirs)) = theirs else { panic!("only ours reads it") };
    let AccountId(PublicKey::PublicKeyTypeEd25519(id)) = &theirs.account_id;
    assert_eq!(key, id.0);
    let thresholds = theirs.thresholds.0;
    assert_eq!(ours.threshold, u32::from(thresholds[2]));
    let others = theirs.signers.iter().filter_map(|signer| match &signer.key {
        SignerKey::Ed25519(key) => Some((key.0, signer.weight)),
        _ => None,
    });
    let signers: Vec<_> = std::iter::once((id.0, u32::from(thresholds[0]))).chain(others).collect();
    assert_eq!(ours.signers.iter().map(|signer| (signer.key, signer.weight)).collect::<Vec<_>>(), signers);
    let asked =
        stellar_xdr::LedgerKey::Account(stellar_xdr::LedgerKeyAccount { account_id: theirs.account_id.clone() });
    assert_eq!(account_key(&key), xdr_of(&asked));
    Outcome::Account
}

fn value(data: &[u8]) -> Outcome {
    let theirs = theirs::<ScVal>(data);
    match Value::decode(data) {
        Err(error) => refused(error, theirs.as_ref()),
        Ok(ours) => {
            same_value(&ours, &theirs.expect("only ours reads it"));
            Outcome::Value
        }
    }
}

fn address(text: &[u8]) -> Outcome {
    let Ok(text) = str::from_utf8(text) else { return Outcome::NoAddress };
    let ours = text.parse::<Address>();
    let theirs = text.parse::<ScAddress>();
    match (ours, theirs) {
        (Ok(ours), Ok(theirs)) => {
            assert_eq!(ours.to_string(), text, "two texts are one address");
            assert_eq!(ours.to_xdr(), xdr_of(&theirs));
            Outcome::Address
        }
        // Balances and pools have a text, which nothing here takes for an address.
        (Err(_), Ok(theirs)) => {
            assert!(matches!(theirs, ScAddress::ClaimableBalance(_) | ScAddress::LiquidityPool(_)), "{theirs:?}");
            Outcome::NoAddress
        }
        (Err(_), Err(_)) => Outcome::NoAddress,
        (Ok(ours), Err(error)) => panic!("only ours reads {ours}: {error}"),
    }
}
