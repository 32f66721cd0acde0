//! The bytes of a transaction.

use sha2::{Digest, Sha512};
use x402_schemes::xrpl::{LedgerAmount, ReadErrorKind, Transaction, TransactionFields};
use xrpl_mithril_codec::{deserializer::deserialize_object, serializer::serialize_json_object, signing};

use super::{
    Outcome,
    model::{self, Field, Value},
};

/// Panics if ours and the model part.
pub(super) fn compare(data: &[u8]) -> Outcome {
    let theirs = model::read(data);
    let is_canonical = theirs.as_ref().is_some_and(|fields| model::write(fields).as_deref() == Some(data));
    // One byte less is too few, whatever the bytes are.
    if let Some(max) = data.len().checked_sub(1) {
        let short = Transaction::decode_with(data, max).map(drop).expect_err("longer than the limit");
        assert_eq!(short.kind(), ReadErrorKind::TooLong { max });
    }
    let ours = match Transaction::decode(data) {
        Ok(ours) => ours,
        Err(error) => {
            assert!(error.offset() <= data.len());
            let outcome = Outcome::of(error.kind());
            let is_nobody = theirs.as_ref().is_some_and(|fields| model::is_of_nobody(fields));
            match outcome {
                Outcome::TooShort => assert!(data.len() < 32),
                Outcome::AmountOfNobody => assert!(is_nobody || theirs.is_none() || !is_canonical),
                _ => assert!(!is_canonical, "only the model reads it: {error}"),
            }
            return outcome;
        }
    };
    let theirs = theirs.expect("only ours reads it");
    assert!(is_canonical && !model::is_of_nobody(&theirs), "not canonical");
    same(&ours, &theirs);
    assert_eq!(TransactionFields::split(data).map(|fields| fields.to_bytes()).as_deref(), Ok(data));
    hashes(&ours, &theirs, data);
    let is_plain = ours.transaction_type == Some(Transaction::PAYMENT) && ours.other_fields().is_empty();
    if is_plain { plain(&ours, data) } else { Outcome::Other }
}

/// A signature, which no signature covers.
const UNSIGNED: [&str; 7] = [
    "TxnSignature",
    "Signature",
    "MasterSignature",
    "CounterpartySignature",
    "SponsorSignature",
    "Signers",
    "BatchSigners",
];

fn half(prefix: &[u8], bytes: &[u8]) -> [u8; 32] {
    let hash = Sha512::digest([prefix, bytes].concat());
    hash[..32].try_into().expect("32 of 64 bytes")
}

fn hashes(ours: &Transaction<'_>, theirs: &[Field], data: &[u8]) {
    let name = |field: &&Field| model::names()[&(field.kind, field.code)];
    let signed: Vec<_> = theirs.iter().filter(|field| !UNSIGNED.contains(&name(field))).collect();
    let signed = model::write_in_order(&signed).expect("it was read");
    assert_eq!(ours.preimage(), [b"STX\0".as_slice(), &signed].concat());
    assert_eq!(ours.signing_hash(), half(b"STX\0", &signed));
    assert_eq!(ours.hash(), half(b"TXN\0", data));
    assert_eq!(ours.as_bytes(), data);
}

/// Every field of theirs is one of ours, with the same value.
fn same(ours: &Transaction<'_>, theirs: &[Field]) {
    let mut others = ours.other_fields().iter();
    let mut plain = 0;
    for field in theirs {
        let name = model::names()[&(field.kind, field.code)];
        let fixed = || match &field.value {
            Value::Fixed(bytes) => bytes.clone(),
            _ => panic!("{name} is not fixed"),
        };
        let long = || match &field.value {
            Value::Long(bytes) => bytes.clone(),
            _ => panic!("{name} has no length"),
        };
        let number = |ours: Option<u32>| assert_eq!(ours.map(|number| number.to_be_bytes().to_vec()), Some(fixed()));
        plain += 1;
        match name {
            "TransactionType" => {
                assert_eq!(ours.transaction_type.map(|kind| kind.to_be_bytes().to_vec()), Some(fixed()))
            }
            "NetworkID" => number(ours.network_id),
            "Flags" => number(ours.flags),
            "SourceTag" => number(ours.source_tag),
            "Sequence" => number(ours.sequence),
            "DestinationTag" => number(ours.destination_tag),
            "LastLedgerSequence" => number(ours.last_ledger_sequence),
            "TicketSequence" => number(ours.ticket_sequence),
            "InvoiceID" => assert_eq!(ours.invoice_id.map(Vec::from), Some(fixed())),
            "Amount" => same_amount(ours.amount, &field.value),
            "Fee" => same_amount(ours.fee, &field.value),
            "SendMax" => same_amount(ours.send_max, &field.value),
            "SigningPubKey" => assert_eq!(ours.signing_pub_key.map(Vec::from), Some(long())),
            "TxnSignature" => assert_eq!(ours.txn_signature.map(Vec::from), Some(long())),
            "Account" => assert_eq!(ours.account.map(|account| account.to_bytes().to_vec()), Some(long())),
            "Destination" => assert_eq!(ours.destination.map(|account| account.to_bytes().to_vec()), Some(long())),
            _ => {
                plain -= 1;
                let other = others.next().expect("a field that is not plain");
                assert_eq!(other.name, name);
                assert_eq!(Some(other.bytes.to_vec()), model::write_in_order(&[field]));
            }
        }
    }
    assert!(others.next().is_none());
    let ours = [
        ours.transaction_type.is_some(),
        ours.network_id.is_some(),
        ours.flags.is_some(),
        ours.source_tag.is_some(),
        ours.sequence.is_some(),
        ours.destination_tag.is_some(),
        ours.last_ledger_sequence.is_some(),
        ours.ticket_sequence.is_some(),
        ours.invoice_id.is_some(),
        ours.amount.is_some(),
        ours.fee.is_some(),
        ours.send_max.is_some(),
        ours.signing_pub_key.is_some(),
        ours.txn_signature.is_some(),
        ours.account.is_some(),
        ours.destination.is_some(),
    ];
    assert_eq!(ours.into_iter().filter(|is_some| *is_some).count(), plain);
}

fn same_amount(ours: Option<LedgerAmount>, theirs: &Value) {
    match (ours, theirs) {
        (Some(LedgerAmount::Drops(ours)), Value::Drops { negative, drops }) => {
            assert_eq!((ours < 0, ours.unsigned_abs()), (*negative, *drops));
        }
        (Some(LedgerAmount::Issued(ours)), Value::Issued { negative, mantissa, exponent, asset }) => {
            assert_eq!(ours.value.mantissa(), *mantissa);
            assert!(ours.value.is_zero() || i32::from(ours.value.exponent()) == *exponent);
            assert_eq!(ours.is_negative, *negative && *mantissa > 0);
            assert_eq!([ours.currency.to_bytes(), ours.issuer.to_bytes()].concat(), *asset);
        }
        (Some(LedgerAmount::MultiPurposeToken), Value::Token { .. }) => {}
        (ours, _) => panic!("{ours:?} is another kind of amount"),
    }
}

/// What `xrpl-mithril-codec` makes of a plain payment: the same bytes, and the same that is signed and hashed.
fn plain(ours: &Transaction<'_>, data: &[u8]) -> Outcome {
    // It writes no value with an exponent of 80, and prints a code with a zero first and three letters or digits in it as these alone.
    let is_lost = |amount: Option<LedgerAmount>| match amount {
        Some(LedgerAmount::Issued(amount)) => {
            let code = amount.currency.to_bytes();
            let has_text = code[0] == 0 && code[12..15].iter().all(u8::is_ascii_alphanumeric);
            amount.value.exponent() == 80 || has_text && amount.currency.to_string().len() != 3
        }
        _ => false,
    };
    if [ours.amount, ours.fee, ours.send_max].into_iter().any(is_lost) {
        return Outcome::Plain;
    }
    let theirs = deserialize_object(data).expect("only ours reads it");
    let mut written = Vec::new();
    serialize_json_object(&theirs, &mut written, false).expect("it was read");
    assert_eq!(written, data, "theirs writes it differently");
    assert_eq!(signing::signing_data(&theirs).expect("it was read"), ours.preimage());
    assert_eq!(signing::signing_hash(&theirs).expect("it was read"), ours.signing_hash());
    assert_eq!(signing::transaction_id(&theirs).expect("it was read"), ours.hash());
    Outcome::Plain
}
