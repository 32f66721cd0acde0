//! The law of binding (R-24, R-67) for the two payments of the worked example, which npm `xrpl` signed: no change of the
//! bytes is a valid payment, and none keeps the replay key.

use x402_types::{DecodeOptions, RawJson, Wire, v2};
use x402_verify::{Context, Facts, Report, Verdict, verify, xrpl::Fact};

use crate::{xrpl::WORKED_EXAMPLE, xrpl_payments::LEDGER};

/// A payment of the worked example, without its transaction.
struct Example {
    offer: v2::PaymentRequirements,
    facts: Facts,
    bytes: Vec<u8>,
}

impl Example {
    fn all() -> Vec<Self> {
        let example = |(blob, offer, ..): (&str, &str, &str, &str, &str)| {
            let offer = v2::PaymentRequirements::decode(offer, &DecodeOptions::STRICT).unwrap().value;
            let network = offer.network.clone();
            let facts = Facts::new().with(Fact::Ledger { network, sequence: LEDGER, seconds_per_ledger: None });
            Self { offer, facts, bytes: alloy_primitives::hex::decode(blob).unwrap() }
        };
        WORKED_EXAMPLE.map(example).into()
    }

    fn report_of_text(&self, digits: &str) -> Report {
        let payload = RawJson::parse(&format!(r#"{{"signedTxBlob":"{digits}"}}"#)).unwrap();
        let payment = v2::PaymentPayload::new(self.offer.clone(), payload);
        let context = Context::at(1_790_000_000).with_facts(&self.facts);
        verify(&payment, std::slice::from_ref(&self.offer), &context)
    }

    fn report(&self, bytes: &[u8]) -> Report {
        self.report_of_text(&alloy_primitives::hex::encode_upper(bytes))
    }

    /// Asserts that the changed bytes are no payment.
    fn refuses(&self, bytes: &[u8], what: &str) {
        let report = self.report(bytes);
        assert_eq!(report.verdict(), Verdict::Invalid, "{what}");
        assert_ne!(report.replay_key(), self.report(&self.bytes).replay_key(), "{what}");
    }
}

#[test]
fn no_bit_of_a_payment_can_be_flipped() {
    for example in Example::all() {
        let honest = example.report(&example.bytes);
        assert_eq!(honest.verdict(), Verdict::Valid);
        assert!(honest.replay_key().is_some());
        // The letter case of the digits is no part of the bytes.
        assert_eq!(example.report_of_text(&alloy_primitives::hex::encode(&example.bytes)), honest);
        for bit in 0..example.bytes.len() * 8 {
            let mut flipped = example.bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            example.refuses(&flipped, &format!("bit {bit}"));
        }
    }
}

#[test]
fn no_byte_of_a_payment_can_be_added_or_left_out() {
    for example in Example::all() {
        let bytes = &example.bytes;
        for at in 0..bytes.len() {
            example.refuses(&bytes[..at], &format!("up to byte {at}"));
            example.refuses(&[&bytes[..at], &bytes[at + 1..]].concat(), &format!("without byte {at}"));
        }
        for last in 0..=u8::MAX {
            example.refuses(&[bytes.as_slice(), &[last]].concat(), &format!("{last} behind"));
        }
    }
}

/// npm `xrpl` 5.3.0 and PyPI `xrpl-py` 5.2.0 read each of these as the same payment, with a good signature.
#[test]
fn no_field_of_a_payment_can_be_moved_or_repeated() {
    for example in Example::all() {
        let fields = fields(&example.bytes);
        assert!(fields.len() >= 11, "{}", fields.len());
        for index in 0..fields.len() {
            let mut twice = fields.clone();
            twice.insert(index, fields[index]);
            example.refuses(&twice.concat(), &format!("field {index} twice"));
            for other in 0..index {
                let mut swapped = fields.clone();
                swapped.swap(index, other);
                example.refuses(&swapped.concat(), &format!("fields {other} and {index} swapped"));
            }
        }
    }
}

/// The fields of a transaction with their heads, by the sizes of their types.
fn fields(mut bytes: &[u8]) -> Vec<&[u8]> {
    let mut fields = Vec::new();
    while let [head, ..] = bytes {
        let start = if head & 15 == 0 { 2 } else { 1 };
        let size = match head >> 4 {
            1 => 2,
            2 => 4,
            5 => 32,
            6 if bytes[start] & 0x80 == 0 => 8,
            6 => 48,
            7 | 8 => 1 + usize::from(bytes[start]),
            other => panic!("type {other}"),
        };
        let (field, rest) = bytes.split_at(start + size);
        fields.push(field);
        bytes = rest;
    }
    fields
}
