//! Guesses the mistake of a payer on the XRP Ledger: what was signed instead of the transaction, and single fields
//! that follow a different convention.

#![cfg(feature = "xrpl")]

use alloc::{string::ToString, vec::Vec};

use k256::ecdsa::{RecoveryId, Signature, VerifyingKey};
use sha2::{Digest, Sha256, Sha512};
use x402_schemes::{
    HexDigits, Terms,
    xrpl::{
        Address, Asset, DerSignature, IssuedAmount, KeyType, LAST_UNNAMED_NETWORK, LedgerAmount, OtherFieldKind,
        Payload, ReadErrorKind, SignatureFormatError, Transaction, TransactionFields, drops_to_bytes, field_name,
        invoice_hash, sha512_half,
    },
};
use x402_types::{Flag, Flags, Members, RawJson, read::Reader};

use super::{
    Guess, RegularKey, TermsSource, exact,
    offered::{Offered, OfferedAsset, Price},
    signature::{self, verify_ed25519, verify_secp256k1},
};
use crate::{
    CheckId, Mechanism, Outcome, PayloadKind, Policy, Report, Verdict,
    case::{Case, Claim},
    payload_kind::KindProperties,
    payload_verifier::PayloadVerifier,
    recorder::Recorder,
    recovery::Recovery,
};

/// The prefixes of the ledger (`HashPrefix.h`): of the bytes that the only signer signs, of those that one of several signs, and
/// of those that are hashed for the transaction's hash.
const SINGLE: &[u8] = b"STX\0";
const MULTI: &[u8] = b"SMT\0";
const HASHED: &[u8] = b"TXN\0";

/// The codes of fields: of the type, and of the field.
const NETWORK_ID: (u8, u8) = (2, 1);
const SEQUENCE: (u8, u8) = (2, 4);
const DESTINATION_TAG: (u8, u8) = (2, 14);
const LAST_LEDGER_SEQUENCE: (u8, u8) = (2, 27);
const INVOICE_ID: (u8, u8) = (5, 17);
const AMOUNT: (u8, u8) = (6, 1);
const FEE: (u8, u8) = (6, 8);
const SEND_MAX: (u8, u8) = (6, 9);
const SIGNING_PUB_KEY: (u8, u8) = (7, 3);
const TXN_SIGNATURE: (u8, u8) = (7, 4);
const DESTINATION: (u8, u8) = (8, 3);

/// The fees that libraries set: the ledger's reference fee, and a fifth more.
const USUAL_FEES: [u64; 2] = [12, 10];

/// The keys that one signature may have: the others need an r that is practically never found.
const RECOVERED: usize = 2;

/// The number by which drops and XRP differ.
const MILLION: u64 = 1_000_000;

pub(super) fn diagnose(case: &Case<'_>, report: &Report) -> Vec<crate::Guess> {
    guesses(case, report).into_iter().map(Into::into).collect()
}

fn guesses(case: &Case<'_>, report: &Report) -> Vec<Guess> {
    let payload = Payload::read(case.claim.payload.as_json(), &mut Reader::new(case.context.decode));
    let Ok(Payload { transaction: bytes, .. }) = payload else { return Vec::new() };
    match decode(&bytes, case) {
        Ok(transaction) => of_transaction(case, report, &transaction, None),
        Err(ReadErrorKind::Order(_)) => of_order(case, report, &bytes).unwrap_or_default(),
        Err(_) => Vec::new(),
    }
}

fn decode<'a>(bytes: &'a [u8], case: &Case<'_>) -> Result<Transaction<'a>, ReadErrorKind> {
    let max = case.context.policy.xrpl.max_transaction_bytes;
    Transaction::decode_with(bytes, max).map_err(|error| error.kind())
}

/// Explains a transaction whose fields are not in the ledger's order. `None` if they are no transaction in any order.
fn of_order(case: &Case<'_>, report: &Report, bytes: &[u8]) -> Option<Vec<Guess>> {
    let sent = TransactionFields::split(bytes).ok()?;
    let sorted = reordered(&sent, |code, _| code);
    let transaction = decode(&sorted, case).ok()?;
    let payload = with_transaction(case, &sorted);
    // What was verified before is not about these bytes.
    let recovery = Recovery::default();
    let claim = Claim { payload: &payload, ..case.claim };
    let case = Case { claim, recovery: &recovery, prepared: None, ..*case };
    let again = verify_again(&case);
    let is_all = fails_only(report, CheckId::TRANSACTION) && again.verdict() != Verdict::Invalid;
    let mut guesses = Vec::from([Guess::FieldOrder { is_all }]);
    guesses.extend(of_transaction(&case, &again, &transaction, Some(&sent)));
    Some(guesses)
}

/// The fields in a different order.
fn reordered<K: Ord>(fields: &TransactionFields<'_>, key: impl Fn((u8, u8), &[u8]) -> K) -> Vec<u8> {
    let mut parts: Vec<_> = fields.iter().collect();
    parts.sort_by_cached_key(|(code, bytes)| key(*code, bytes));
    parts.into_iter().flat_map(|(_, bytes)| bytes.iter().copied()).collect()
}

/// The payload with a different transaction. Of the other fields, the verifier reads `invoiceId` alone.
fn with_transaction(case: &Case<'_>, transaction: &[u8]) -> RawJson {
    const INVOICE: &str = "invoiceId";
    let payload = Payload::new(transaction.to_vec()).to_json();
    let invoice = case.claim.payload.as_json().non_null(INVOICE).and_then(|invoice| invoice.string().ok());
    let Some(invoice) = invoice else { return payload };
    let rows = payload.as_json().get("signedTxBlob").and_then(|blob| blob.string().ok());
    let rows = rows.map(|blob| ("signedTxBlob", RawJson::string(&blob)));
    rows.into_iter().chain([(INVOICE, RawJson::string(&invoice))]).collect::<Members>().into()
}

/// Verifies the payment again, without its echo of extensions.
fn verify_again(case: &Case<'_>) -> Report {
    let mut report = Report::matched(case.terms.version, 0);
    report.kind = Some(PayloadKind::new(Mechanism::XRPL, &exact::Xrpl));
    let mut recorder = Recorder::new(case, exact::Xrpl.order(), &mut report);
    recorder.record(CheckId::METHOD, exact::Xrpl.method(case));
    exact::Xrpl.verify(case, &mut recorder);
    recorder.finish();
    report
}

/// `true` if this check fails and no other does.
fn fails_only(report: &Report, id: CheckId) -> bool {
    let mut failed = report.checks().iter().filter(|check| matches!(check.outcome, Outcome::Fail(_)));
    failed.next().is_some_and(|check| check.id == id) && failed.next().is_none()
}

/// Explains a transaction. `sent` is the order in which the fields were sent, if it is not the ledger's.
fn of_transaction(
    case: &Case<'_>,
    report: &Report,
    transaction: &Transaction<'_>,
    sent: Option<&TransactionFields<'_>>,
) -> Vec<Guess> {
    let offered = Offered::read(case.terms);
    let mut guesses = Vec::new();
    guesses.extend(of_amount(transaction, &offered));
    guesses.extend(of_currency(transaction, &offered));
    guesses.extend(of_invoice(transaction, &offered));
    guesses.extend(of_memos(case, report));
    guesses.extend(of_source_tag(case, report, &offered));
    if let Some(signed) = Signed::of(transaction) {
        guesses.extend(of_signature(case, &signed, &offered, sent));
    }
    guesses
}

/// An amount in drops instead of XRP, or the reverse.
fn of_amount(transaction: &Transaction<'_>, offered: &Offered) -> Option<Guess> {
    let (asset, price) = (offered.asset.as_ref().ok()?, offered.price.as_ref()?.as_ref().ok()?);
    let is_million = match (transaction.amount?, asset, price) {
        (amount @ LedgerAmount::Drops(_), OfferedAsset::Xrp, Price::Drops(offered)) => {
            let (signed, offered) = (amount.drops()?, *offered);
            signed.checked_mul(MILLION) == Some(offered) || offered.checked_mul(MILLION) == Some(signed)
        }
        (LedgerAmount::Issued(amount), OfferedAsset::Issued { currency, issuer }, Price::Value(offered)) => {
            let is_same = amount.currency == *currency && amount.issuer == *issuer && !amount.is_negative;
            let value = amount.value;
            let apart = value.exponent().abs_diff(offered.exponent());
            is_same && value.mantissa() == offered.mantissa() && apart == 6
        }
        _ => false,
    };
    is_million.then_some(Guess::Drops)
}

/// A currency in a different letter case. `xrp` is a currency, and not XRP.
fn of_currency(transaction: &Transaction<'_>, offered: &Offered) -> Option<Guess> {
    let Ok(OfferedAsset::Issued { currency: offered, .. }) = offered.asset else { return None };
    let is_alike = match transaction.amount? {
        LedgerAmount::Drops(_) => offered.to_string().eq_ignore_ascii_case(Asset::XRP),
        LedgerAmount::Issued(IssuedAmount { currency: signed, .. }) if signed != offered => {
            let is_padded = signed.padded_text().zip(offered.padded_text());
            let is_padded = is_padded.is_some_and(|(signed, offered)| signed.eq_ignore_ascii_case(offered));
            is_padded || signed.to_string().eq_ignore_ascii_case(&offered.to_string())
        }
        LedgerAmount::Issued(_) | LedgerAmount::MultiPurposeToken | _ => false,
    };
    is_alike.then_some(Guess::UpperCurrency)
}

/// An `InvoiceID` that is made of the invoice in a different way.
fn of_invoice(transaction: &Transaction<'_>, offered: &Offered) -> Option<Guess> {
    let (signed, invoice) = (transaction.invoice_id?, offered.invoice.as_ref().ok()?.as_ref()?);
    let hash = invoice_hash(invoice);
    if signed == hash {
        return None;
    }
    let digits = digits(invoice);
    let mut padded = invoice.clone().into_bytes();
    padded.resize(signed.len().max(padded.len()), 0);
    let hex = HexDigits(&hash).to_string();
    let twice = [Sha256::digest(hash).into(), invoice_hash(&hex), invoice_hash(&hex.to_ascii_uppercase())];
    if padded == signed || digits.as_ref().is_some_and(|bytes| *bytes == signed) {
        Some(Guess::InvoiceRaw)
    } else if [invoice.to_lowercase(), invoice.to_uppercase()].iter().any(|text| invoice_hash(text) == signed) {
        Some(Guess::InvoiceLower)
    } else if digits.is_some_and(|bytes| signed == <[u8; 32]>::from(Sha256::digest(bytes))) {
        Some(Guess::InvoiceBytes)
    } else if twice.contains(&signed) {
        Some(Guess::InvoiceTwice)
    } else {
        None
    }
}

/// The bytes of hexadecimal digits.
fn digits(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let byte = |[high, low]: &[u8; 2]| {
        let digit = |digit: u8| char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        Some(digit(*high)?.wrapping_shl(4) | digit(*low)?)
    };
    pairs.iter().map(byte).collect::<Option<Vec<_>>>().filter(|_| rest.is_empty())
}

/// Memos, if the payment would be valid with them.
fn of_memos(case: &Case<'_>, report: &Report) -> Option<Guess> {
    if !fails_only(report, CheckId::FIELDS) {
        return None;
    }
    let mut policy = *case.context.policy;
    policy.xrpl.allowed_fields = policy.xrpl.allowed_fields.with(OtherFieldKind::Memos);
    let is_accepted = |policy: &Policy| {
        let context = case.context.with_policy(policy);
        verify_again(&Case { context: &context, ..*case }).verdict() != Verdict::Invalid
    };
    if !is_accepted(&policy) {
        return None;
    }
    // The preset's further differences.
    policy.xrpl.requires_invoice_in_payload = true;
    policy.refused = policy.refused.with(Flag::SourceTag);
    Some(Guess::Memos { preset: is_accepted(&policy) })
}

/// A source tag, if the payment would be valid under a policy that does not refuse it.
fn of_source_tag(case: &Case<'_>, report: &Report, offered: &Offered) -> Option<Guess> {
    let offered = offered.source_tag.filter(|_| fails_only(report, CheckId::POLICY))?;
    let mut policy = *case.context.policy;
    policy.refused = policy.refused.iter().filter(|flag| *flag != Flag::SourceTag).collect::<Flags>();
    let context = case.context.with_policy(&policy);
    let is_all = verify_again(&Case { context: &context, ..*case }).verdict() != Verdict::Invalid;
    is_all.then_some(Guess::SourceTag { offered })
}

/// A signature whose key and format are known.
struct Signed<'a> {
    transaction: &'a Transaction<'a>,
    key: &'a [u8; 33],
    signature: AnySignature,
    /// The mistake in the format, if the signature has one.
    mistake: Option<Guess>,
}

enum AnySignature {
    /// With the lower s.
    Secp256k1(DerSignature),
    Ed25519([u8; 64]),
}

impl<'a> Signed<'a> {
    fn of(transaction: &'a Transaction<'a>) -> Option<Self> {
        let key = transaction.signing_pub_key?;
        let (key, bytes): (&[u8; 33], _) = (key.try_into().ok()?, transaction.txn_signature?);
        let (signature, mistake) = match KeyType::of(key)? {
            KeyType::Ed25519 => (AnySignature::Ed25519(bytes.try_into().ok()?), None),
            KeyType::Secp256k1 => {
                let (signature, mistake) = match DerSignature::decode(bytes) {
                    Ok(signature) => (signature, None),
                    Err(SignatureFormatError::HighS) => {
                        (lower(DerSignature::decode_any(bytes).ok()?)?, Some(Guess::HighS))
                    }
                    Err(_) => (lower(halves(bytes)?)?, Some(Guess::NotDer)),
                };
                (AnySignature::Secp256k1(signature), mistake)
            }
        };
        Some(Self { transaction, key, signature, mistake })
    }

    /// `true` if the key signed the bytes as the ledger has them signed: hashed, or as they are with Ed25519.
    fn is_over(&self, message: &[u8]) -> bool {
        match self.signature {
            AnySignature::Secp256k1(_) => self.is_over_raw(&sha512_half(message)),
            AnySignature::Ed25519(_) => self.is_over_raw(message),
        }
    }

    /// `true` if the key signed these bytes themselves.
    fn is_over_raw(&self, bytes: &[u8]) -> bool {
        match &self.signature {
            AnySignature::Secp256k1(signature) => {
                bytes.try_into().is_ok_and(|hash| verify_secp256k1(self.key, hash, signature))
            }
            AnySignature::Ed25519(signature) => verify_ed25519(self.key, bytes, signature),
        }
    }
}

/// The two numbers in 64 bytes.
fn halves(bytes: &[u8]) -> Option<DerSignature> {
    let ([r, s], []) = bytes.as_chunks::<32>() else { return None };
    Some(DerSignature { r: *r, s: *s })
}

/// The signature with the lower of the two values of s.
fn lower(DerSignature { r, s }: DerSignature) -> Option<DerSignature> {
    let (r, s) = Signature::from_scalars(r, s).ok()?.normalize_s().split_bytes();
    Some(DerSignature { r: r.into(), s: s.into() })
}

/// Guesses what the payer signed.
fn of_signature(
    case: &Case<'_>,
    signed: &Signed<'_>,
    offered: &Offered,
    sent: Option<&TransactionFields<'_>>,
) -> Vec<Guess> {
    let transaction = signed.transaction;
    let is_right = match (signed.mistake, &signed.signature) {
        (Some(_), _) => signed.is_over_raw(&transaction.signing_hash()),
        (None, AnySignature::Secp256k1(_)) => is_verified(case, transaction, signed.key, KeyType::Secp256k1),
        (None, AnySignature::Ed25519(_)) => is_verified(case, transaction, signed.key, KeyType::Ed25519),
    };
    let guess = if is_right { foreign_key(case, signed) } else { message_of(case, signed, offered, sent) };
    // The format alone explains nothing if nothing of this key verifies.
    let mistake = signed.mistake.filter(|_| is_right || guess.is_some());
    mistake.into_iter().chain(guess).collect()
}

fn is_verified(case: &Case<'_>, transaction: &Transaction<'_>, key: &[u8; 33], kind: KeyType) -> bool {
    case.recovery.xrpl.verified(|| signature::check(transaction, key, kind)).is_ok()
}

/// A right signature by a key that is not known to be one of the account. A known account decides itself.
fn foreign_key(case: &Case<'_>, signed: &Signed<'_>) -> Option<Guess> {
    let (signer, account) = (Address::of_public_key(signed.key), signed.transaction.account?);
    let is_known = case.context.facts.xrpl().account(account).is_some();
    (signer != account && !is_known).then_some(Guess::ForeignKey { signer })
}

/// The message that this key signed, or the account whose key signed the right one.
fn message_of(
    case: &Case<'_>,
    signed: &Signed<'_>,
    offered: &Offered,
    sent: Option<&TransactionFields<'_>>,
) -> Option<Guess> {
    let is_recoverable = matches!(signed.signature, AnySignature::Secp256k1(_));
    let kept = if is_recoverable { RECOVERED } else { 0 };
    let preimage = signed.transaction.preimage();
    let unsigned = preimage.strip_prefix(SINGLE)?;
    let fields = TransactionFields::split(unsigned).ok()?;
    let mut tried = Tried {
        signed,
        left: Guess::MOST_GUESSES.saturating_sub(kept),
        hashes: Vec::from([sha512_half(&preimage)]),
        found: None,
    };
    if let Some(sent) = sent {
        let signed_fields = |code| fields.iter().any(|(known, _)| known == code);
        let parts = sent.iter().filter(|(code, _)| signed_fields(*code)).flat_map(|(_, bytes)| bytes.iter().copied());
        tried.over(&SINGLE.iter().copied().chain(parts).collect::<Vec<_>>(), Guess::SignedOrder);
    }
    tried.other_prefixes(&fields, offered);
    tried.other_hashes(&preimage);
    tried.other_terms(case, &fields, offered);
    tried.other_numbers(case, &fields);
    tried.other_orders(&fields);
    tried.found.or_else(|| other_key(case, signed))
}

/// The messages that are tried, until one is found.
struct Tried<'a> {
    signed: &'a Signed<'a>,
    /// The number of signatures that may still be verified.
    left: usize,
    /// The hashes of the messages so far.
    hashes: Vec<[u8; 32]>,
    found: Option<Guess>,
}

impl Tried<'_> {
    /// Tries a message, which the payer signs as the ledger has it signed.
    fn over(&mut self, message: &[u8], guess: Guess) {
        self.attempt(message, guess, |signed| signed.is_over(message));
    }

    /// Tries bytes that the payer signs as they are.
    fn over_raw(&mut self, bytes: &[u8], guess: Guess) {
        self.attempt(bytes, guess, |signed| signed.is_over_raw(bytes));
    }

    fn attempt(&mut self, message: &[u8], guess: Guess, is_signed: impl FnOnce(&Signed<'_>) -> bool) {
        let hash = sha512_half(message);
        if self.found.is_some() || self.hashes.contains(&hash) {
            return;
        }
        let Some(left) = self.left.checked_sub(1) else { return };
        self.left = left;
        self.hashes.push(hash);
        self.found = is_signed(self.signed).then_some(guess);
    }

    /// Tries the transaction with one field changed.
    fn with(&mut self, fields: &TransactionFields<'_>, code: (u8, u8), value: Option<&[u8]>, guess: Guess) {
        let mut fields = fields.clone();
        fields.set(code, value);
        self.over(&[SINGLE, &fields.to_bytes()].concat(), guess);
    }

    /// A different network, a different prefix, and a signature that is inside.
    fn other_prefixes(&mut self, fields: &TransactionFields<'_>, offered: &Offered) {
        let transaction = self.signed.transaction;
        let added = if transaction.network_id.is_some() { None } else { offered.network_id };
        if transaction.network_id.is_some() || added.is_some() {
            let value = added.map(u32::to_be_bytes);
            let value = value.as_ref().map(<[u8; 4]>::as_slice);
            self.with(fields, NETWORK_ID, value, Guess::OtherNetwork { signed: added });
        }
        let bytes = fields.to_bytes();
        if let Some(account) = transaction.account {
            // Wallets empty the key of a transaction that several accounts sign.
            let mut emptied = fields.clone();
            emptied.set(SIGNING_PUB_KEY, Some(&[0]));
            self.over(&[MULTI, &emptied.to_bytes(), account.as_ref()].concat(), Guess::MultiSigning);
            self.over(&[MULTI, &bytes, account.as_ref()].concat(), Guess::MultiSigning);
        }
        self.over(&[HASHED, &bytes].concat(), Guess::HashPrefix);
        self.over(&bytes, Guess::Unprefixed);
        self.with(fields, TXN_SIGNATURE, Some(&[0]), Guess::WithSignature);
    }

    /// A hash that the ledger does not have signed. A library signs the first 32 bytes of a longer hash, so all 64 bytes of
    /// SHA-512 with secp256k1 are no mistake.
    fn other_hashes(&mut self, preimage: &[u8]) {
        match self.signed.signature {
            AnySignature::Secp256k1(_) => {
                self.over_raw(&Sha256::digest(preimage), Guess::Sha256);
                self.over_raw(&Sha256::digest(sha512_half(preimage)), Guess::HashedTwice);
            }
            AnySignature::Ed25519(_) => {
                self.over_raw(&sha512_half(preimage), Guess::HashedEd25519);
                self.over_raw(&Sha512::digest(preimage), Guess::HashedEd25519);
                self.over_raw(&Sha256::digest(preimage), Guess::HashedEd25519);
            }
        }
    }

    /// The terms of `accepted`, or of the offer.
    fn other_terms(&mut self, case: &Case<'_>, fields: &TransactionFields<'_>, offered: &Offered) {
        let accepted = case.claim.accepted.map(|accepted| Offered::read(&Terms::from(accepted)));
        let sources = [(Some(offered), TermsSource::Offer), (accepted.as_ref(), TermsSource::Accepted)];
        for (terms, source) in sources {
            if let Some(changed) = terms.and_then(|terms| with_terms(fields, terms)) {
                self.over(&[SINGLE, &changed.to_bytes()].concat(), Guess::TermsSigned { source });
            }
        }
    }

    /// A different fee, last ledger or sequence number.
    fn other_numbers(&mut self, case: &Case<'_>, fields: &TransactionFields<'_>) {
        let transaction = self.signed.transaction;
        for signed in USUAL_FEES {
            self.with(fields, FEE, Some(&drops_to_bytes(signed)), Guess::ChangedFee { signed });
        }
        if let Some(last) = transaction.last_ledger_sequence {
            let numbers = [last.checked_sub(1), last.checked_add(1), Some(0)].into_iter().flatten().map(Some);
            for signed in numbers.chain([None]) {
                let value = signed.map(u32::to_be_bytes);
                let value = value.as_ref().map(<[u8; 4]>::as_slice);
                self.with(fields, LAST_LEDGER_SEQUENCE, value, Guess::ChangedLedger { signed });
            }
        }
        if let Some(sequence) = transaction.sequence {
            let state = transaction.account.and_then(|account| case.context.facts.xrpl().account(account)).flatten();
            let known = state.and_then(|state| state.sequence);
            for signed in [known, sequence.checked_sub(1), sequence.checked_add(1)].into_iter().flatten() {
                self.with(fields, SEQUENCE, Some(&signed.to_be_bytes()), Guess::ChangedSequence { signed });
            }
        }
    }

    /// The order of the encoded heads, and that of the names.
    fn other_orders(&mut self, fields: &TransactionFields<'_>) {
        let by_head = reordered(fields, |_, bytes| bytes.to_vec());
        let by_name = reordered(fields, |code, _| field_name(code));
        for bytes in [by_head, by_name] {
            self.over(&[SINGLE, &bytes].concat(), Guess::SignedOrder);
        }
    }
}

/// The transaction that pays for an offer, apart from the fields that no offer decides.
fn with_terms<'a>(fields: &TransactionFields<'a>, offered: &Offered) -> Option<TransactionFields<'a>> {
    let amount = match (offered.asset.as_ref().ok()?, offered.price.as_ref()?.as_ref().ok()?) {
        (OfferedAsset::Xrp, Price::Drops(drops)) => drops_to_bytes(*drops).to_vec(),
        (OfferedAsset::Issued { currency, issuer }, Price::Value(value)) => {
            IssuedAmount { value: *value, currency: *currency, issuer: *issuer, is_negative: false }.to_bytes()
        }
        (OfferedAsset::Xrp, Price::Value(_)) | (OfferedAsset::Issued { .. }, Price::Drops(_)) => return None,
    };
    let network_id = offered.network_id?;
    let network_id = (network_id > LAST_UNNAMED_NETWORK).then_some(network_id);
    let tag = offered.destination_tag.as_ref().ok()?;
    let is_issued = offered.issuer().is_some();
    let mut fields = fields.clone();
    for (code, number) in [(NETWORK_ID, network_id), (DESTINATION_TAG, *tag)] {
        fields.set(code, number.map(u32::to_be_bytes).as_ref().map(<[u8; 4]>::as_slice));
    }
    if let Some(invoice) = offered.invoice.as_ref().ok()? {
        fields.set(INVOICE_ID, Some(&invoice_hash(invoice)));
    }
    fields.set(AMOUNT, Some(&amount));
    fields.set(SEND_MAX, is_issued.then_some(&amount));
    let pay_to = [[20].as_slice(), offered.pay_to?.as_ref()].concat();
    fields.set(DESTINATION, Some(&pay_to));
    Some(fields)
}

/// An account that the payment concerns, if its key signed the transaction as it was sent. Any signature has a key, so other
/// keys mean nothing.
fn other_key(case: &Case<'_>, signed: &Signed<'_>) -> Option<Guess> {
    let AnySignature::Secp256k1(signature) = &signed.signature else { return None };
    let signature = Signature::from_scalars(signature.r, signature.s).ok()?;
    let (transaction, hash) = (signed.transaction, signed.transaction.signing_hash());
    let state = transaction.account.and_then(|account| case.context.facts.xrpl().account(account)).flatten();
    let regular = state.and_then(|state| if let RegularKey::Key(key) = state.regular_key { Some(key) } else { None });
    let concerned = [transaction.account, regular, transaction.destination];
    let recovered = [false, true].into_iter().filter_map(|is_odd| {
        let key = VerifyingKey::recover_from_prehash(&hash, &signature, RecoveryId::new(is_odd, false)).ok()?;
        let key: [u8; 33] = key.to_sec1_point(true).as_bytes().try_into().ok()?;
        Some(Address::of_public_key(&key))
    });
    let mut recovered = recovered.filter(|signer| concerned.contains(&Some(*signer)));
    recovered.next().map(|signer| Guess::OtherKey { signer })
}
