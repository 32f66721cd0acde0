//! Guesses what was signed instead of the payer's entry: a different message or entry, or the same in a different
//! format.

#![cfg(feature = "stellar")]

use alloc::{borrow::Cow, string::ToString, vec::Vec};

use x402_schemes::{
    HexDigits, Terms,
    stellar::{
        Address, Call, CredentialsKind, PASSPHRASES, Payload, Transaction, TransferCall, Value, account_signatures,
        assets, invocation_of, network_id, preimage_of, sha256,
    },
};
use x402_types::read::Reader;

use super::{
    CallSource, Guess,
    offered::Offered,
    signature::verify_strict,
    subject::{Operation, PayersEntry, Subject, address, amount_of, payer_of},
};
use crate::{CheckId, Outcome, Report, case::Case};

/// Passphrases of networks without offers.
const OTHER_PASSPHRASES: [&str; 2] = ["Test SDF Future Network ; October 2022", "Standalone Network ; February 2017"];

/// The default end of an SDK is about 100 ledgers ahead.
const SDK_END: core::ops::RangeInclusive<u32> = 90..=110;

pub(super) fn diagnose(case: &Case<'_>, report: &Report) -> Vec<crate::Guess> {
    guesses(case, report).unwrap_or_default().into_iter().map(Into::into).collect()
}

/// `None` if there is no entry of an account to explain.
fn guesses(case: &Case<'_>, report: &Report) -> Option<Vec<Guess>> {
    let payload = Payload::read(case.claim.payload.as_json(), &mut Reader::new(case.context.decode)).ok()?;
    let transaction = Transaction::decode(&payload.transaction).ok()?;
    let operation = Operation::of(&transaction).ok()?;
    let [from, ..] = operation.arguments().ok()?;
    let offered = Offered::read(case.terms);
    let subject =
        Subject { case, offered: &offered, transaction: &transaction, bytes: &payload.transaction, operation };
    let entry = subject.entry_of(payer_of(from).ok()?)?;
    let mut guesses = Vec::new();
    guesses.extend(sdk_default_end(&subject, &entry, report));
    guesses.extend(of_signature(&subject, &entry));
    Some(guesses)
}

fn sdk_default_end(subject: &Subject<'_>, entry: &PayersEntry<'_>, report: &Report) -> Option<Guess> {
    let is_far = |check: &&crate::Check| check.id == CheckId::EXPIRY_FAR && matches!(check.outcome, Outcome::Fail(_));
    report.checks().iter().find(is_far)?;
    let clock = subject.case.context.facts.stellar().ledger(&subject.case.terms.network)?;
    let ledgers = entry.authorization.expiration_ledger.checked_sub(clock.sequence)?;
    SDK_END.contains(&ledgers).then_some(Guess::ExpiryDefault { ledgers })
}

/// Guesses the message that an account signed, if it did not sign the entry in the format of the host.
fn of_signature(subject: &Subject<'_>, entry: &PayersEntry<'_>) -> Option<Guess> {
    let Address::Account(payer) = entry.payer else { return None };
    let value = &entry.authorization.signature;
    let over_entry = |(key, signature): &([u8; 32], [u8; 64])| verify_strict(key, &entry.digest, signature);
    let Ok(signatures) = account_signatures(value) else {
        return other_format(value, payer, over_entry);
    };
    let wrong = signatures.iter().find(|signed| !over_entry(&(*signed.public_key, *signed.signature)));
    let Some(wrong) = wrong else {
        let is_payers = signatures.iter().any(|signed| *signed.public_key == payer);
        // For a known account, the check `account-signers` decides which keys sign for it (T-30).
        let is_known = subject.case.context.facts.stellar().account(&Address::Account(payer)).is_some();
        let foreign = signatures.first().filter(|_| !is_payers && !is_known)?;
        return Some(Guess::ForeignKey { key: Address::Account(*foreign.public_key) });
    };
    let is_signed = |message: &[u8]| verify_strict(wrong.public_key, message, wrong.signature);
    candidates(subject, entry)
        .into_iter()
        .take(Guess::MOST_GUESSES)
        .find(|(message, _)| is_signed(message))
        .map(|(_, guess)| guess)
}

/// The most signatures that the host accepts for an account.
const MOST_SIGNATURES: usize = 20;

/// The mistake in the format of signatures that are correct.
fn other_format(
    value: &Value<'_>,
    payer: [u8; 32],
    over_entry: impl Fn(&([u8; 32], [u8; 64])) -> bool,
) -> Option<Guess> {
    let elements = if let Value::List(list) = value { list.iter().collect() } else { Vec::from([*value]) };
    if elements.len() > MOST_SIGNATURES {
        return None;
    }
    let pairs: Option<Vec<_>> = elements.iter().map(|element| pair(element, payer)).collect();
    let pairs = pairs?;
    let is_list = matches!(value, Value::List(_)) && elements.iter().all(|element| matches!(element, Value::Map(_)));
    let is_right = !pairs.is_empty() && pairs.iter().all(over_entry);
    let is_sorted = pairs.is_sorted_by(|one, next| one.0 < next.0);
    let is_payers = pairs.iter().any(|(key, _)| *key == payer);
    match (is_list && !is_sorted, is_payers) {
        _ if !is_right => None,
        (true, _) => Some(Guess::Unsorted),
        (false, true) => Some(Guess::BareSignature),
        (false, false) => None,
    }
}

/// A key and its signature: a map in any order, or a signature alone, which is taken for the payer's.
fn pair(value: &Value<'_>, payer: [u8; 32]) -> Option<([u8; 32], [u8; 64])> {
    if let Value::Bytes(signature) = value {
        return Some((payer, (*signature).try_into().ok()?));
    }
    let Value::Map(members) = value else { return None };
    let (mut key, mut signature) = (None, None);
    let mut members = members.iter();
    while let (Some(Value::Symbol(name) | Value::Text(name)), Some(Value::Bytes(bytes))) =
        (members.next(), members.next())
    {
        if name == b"public_key" {
            key = bytes.try_into().ok();
        } else if name == b"signature" {
            signature = bytes.try_into().ok();
        }
    }
    Some((key?, signature?))
}

/// The data that a payer may sign, in the fields of `HashIDPreimage`.
#[derive(Clone)]
struct Signing<'a> {
    network_id: [u8; 32],
    nonce: i64,
    end: u32,
    signer: Option<Vec<u8>>,
    invocation: Cow<'a, [u8]>,
}

impl Signing<'_> {
    fn preimage(&self) -> Vec<u8> {
        preimage_of(&self.network_id, self.nonce, self.end, self.signer.as_deref(), &self.invocation)
    }

    fn digest(&self) -> Vec<u8> {
        sha256(&self.preimage()).to_vec()
    }
}

/// The messages that are tried, each with its explanation.
fn candidates(subject: &Subject<'_>, entry: &PayersEntry<'_>) -> Vec<(Vec<u8>, Guess)> {
    let Some(network_id) = subject.offered.network_id else { return Vec::new() };
    let authorization = &entry.authorization;
    let is_v2 = entry.entry.kind == CredentialsKind::AddressV2;
    let signing = Signing {
        network_id,
        nonce: authorization.nonce,
        end: authorization.expiration_ledger,
        signer: is_v2.then(|| entry.payer.to_xdr()),
        invocation: Cow::Borrowed(entry.entry.invocation),
    };
    let mut tried = Vec::new();
    other_networks(&signing, &mut tried);
    let other_signer = if is_v2 { None } else { Some(entry.payer.to_xdr()) };
    let signed = if is_v2 { CredentialsKind::Address } else { CredentialsKind::AddressV2 };
    tried.push((Signing { signer: other_signer, ..signing.clone() }.digest(), Guess::CredentialsVersion { signed }));
    other_messages(subject, entry, &signing, &mut tried);
    other_numbers(subject, &signing, &mut tried);
    other_calls(subject, entry, &signing, &mut tried);
    // The digest that was signed as sent is no guess.
    tried.retain(|(message, _)| *message != entry.digest);
    tried
}

type Tried = Vec<(Vec<u8>, Guess)>;

fn other_networks(signing: &Signing<'_>, tried: &mut Tried) {
    for passphrase in PASSPHRASES.iter().copied().chain(OTHER_PASSPHRASES) {
        let other = Signing { network_id: sha256(passphrase.as_bytes()), ..signing.clone() };
        if other.network_id != signing.network_id {
            tried.push((other.digest(), Guess::OtherNetwork { passphrase }));
        }
    }
}

/// The hash of the transaction, and the digest in other formats.
fn other_messages(subject: &Subject<'_>, entry: &PayersEntry<'_>, signing: &Signing<'_>, tried: &mut Tried) {
    let digest = signing.digest();
    let hex = HexDigits(&digest).to_string();
    let message = sha256(&[b"Stellar Signed Message:\n".as_slice(), &digest].concat());
    tried.extend(unsigned_hash(subject, entry, &signing.network_id).map(|hash| (hash, Guess::TransactionHash)));
    tried.push((signing.preimage(), Guess::Unhashed));
    tried.push((hex.into_bytes(), Guess::HexDigest));
    tried.push((message.to_vec(), Guess::Message));
}

/// The hash of the transaction as it was before the payer's entry was signed.
fn unsigned_hash(subject: &Subject<'_>, entry: &PayersEntry<'_>, network_id: &[u8; 32]) -> Option<Vec<u8>> {
    const VOID: [u8; 4] = [0, 0, 0, 1];
    let (signed, bytes) = (&entry.authorization, subject.bytes);
    let before =
        [&entry.payer.to_xdr(), signed.nonce.to_be_bytes().as_slice(), &signed.expiration_ledger.to_be_bytes()]
            .concat();
    let start = position(bytes, &before)?.checked_add(before.len())?;
    let (before, after) = bytes.split_at_checked(start)?;
    let after = after.get(position(after, entry.entry.invocation)?..)?;
    let unsigned = [before, &VOID, after].concat();
    Transaction::decode(&unsigned).ok().map(|transaction| transaction.hash(network_id).to_vec())
}

fn position(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len().max(1)).position(|window| window == part)
}

/// A different end, or a different nonce.
fn other_numbers(subject: &Subject<'_>, signing: &Signing<'_>, tried: &mut Tried) {
    let terms = subject.case.terms;
    let clock = subject.case.context.facts.stellar().ledger(&terms.network);
    let offered = clock.and_then(|clock| {
        let life = u32::try_from(terms.max_timeout_seconds.div_ceil(5)).ok()?;
        clock.sequence.checked_add(life)
    });
    let ends = [Some(0), signing.end.checked_sub(1), signing.end.checked_add(1), offered];
    for signed in ends.into_iter().flatten() {
        tried.push((Signing { end: signed, ..signing.clone() }.digest(), Guess::ChangedExpiry { signed }));
    }
    tried.push((Signing { nonce: 0, ..signing.clone() }.digest(), Guess::ChangedNonce { signed: 0 }));
}

/// A different call: of the transaction, of `accepted`, of the offer, or with one argument changed.
fn other_calls(subject: &Subject<'_>, entry: &PayersEntry<'_>, signing: &Signing<'_>, tried: &mut Tried) {
    let mut over = |call: &[u8], guess| {
        let other = Signing { invocation: Cow::Owned(invocation_of(call)), ..signing.clone() };
        tried.push((other.digest(), guess));
    };
    over(subject.operation.call.xdr, Guess::CallSigned { source: CallSource::Transaction });
    let accepted = subject.case.claim.accepted.map(Terms::from);
    let sources = [(accepted.as_ref(), CallSource::Accepted), (Some(subject.case.terms), CallSource::Offer)];
    for (terms, source) in sources {
        if let Some(call) = terms.and_then(|terms| call_of(terms, entry.payer)) {
            over(&call, Guess::CallSigned { source });
        }
    }
    let called = entry.entry.call.as_ref().unwrap_or(subject.operation.call);
    let Some((token, to, amount)) = parts(called) else { return };
    let call = TransferCall { asset: token, from: entry.payer, to, amount };
    for other in [amount.checked_mul(10), Some(amount / 10)].into_iter().flatten() {
        if let Ok(signed) = amount_of(&Value::I128(other)) {
            over(&TransferCall { amount: other, ..call }.to_xdr(), Guess::SixDecimals { signed });
        }
    }
    over(&TransferCall { from: to, to: entry.payer, ..call }.to_xdr(), Guess::SwappedParties);
    let mut usdc = assets::KNOWN.iter().filter(|known| known.symbol == "USDC" && known.contract != token);
    if let Some(known) = usdc.next() {
        let guess = Guess::OtherToken { token: known.contract };
        over(&TransferCall { asset: known.contract, ..call }.to_xdr(), guess);
    }
}

/// The call that pays for an offer.
fn call_of(terms: &Terms<'_>, payer: Address) -> Option<Vec<u8>> {
    let amount = i128::try_from(terms.units().get().to_u128()?).ok()?;
    network_id(&terms.network)?;
    let (asset, to) = (terms.asset.parse().ok()?, terms.pay_to.parse().ok()?);
    Some(TransferCall { asset, from: payer, to, amount }.to_xdr())
}

/// Token, recipient and amount of a transfer.
fn parts(call: &Call<'_>) -> Option<(Address, Address, i128)> {
    match call.arguments.as_slice() {
        [_, Value::Address(to), Value::I128(amount)] => Some((address(call.contract)?, address(*to)?, *amount)),
        _ => None,
    }
}
