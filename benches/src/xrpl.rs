//! Measurements of payments on the XRP Ledger: `payment-xrpl.txt`, and the same with Ed25519.

use std::slice;

use ed25519_dalek::{Signer as _, SigningKey as Ed25519Key};
use k256::ecdsa::{Signature, VerifyingKey, signature::hazmat::PrehashVerifier as _};
use x402_schemes::xrpl::{DerSignature, Draft, DraftInit, MAINNET, Slot, Transaction};
use x402_types::{
    DecodeOptions, Wire,
    v2::{PaymentPayload, PaymentRequirements},
};
use x402_verify::{Context, Facts, Offers, PreparedOffers, Report, Verdict, verify, xrpl::Fact};

use crate::{
    fixture::decode,
    group::{Case, Group, group},
};

#[derive(Clone)]
struct Fixture {
    header: String,
    payment: PaymentPayload,
    offers: [PaymentRequirements; 1],
    prepared: PreparedOffers,
    /// A price that the transaction does not pay.
    dearer: [PaymentRequirements; 1],
    facts: Facts,
    /// The transaction.
    bytes: Vec<u8>,
}

impl Fixture {
    fn new(header: String) -> Self {
        let payment = decode(&header);
        let offer = include_str!("offer-xrpl.json");
        let offer = PaymentRequirements::decode(offer, &DecodeOptions::STRICT).unwrap().value;
        let mut dearer = offer.clone();
        dearer.amount = "10.6".parse::<x402_types::DecimalAmount>().unwrap().into();
        let payload = x402_schemes::xrpl::Payload::try_from(&payment.payload).unwrap();
        let prepared = PreparedOffers::new(slice::from_ref(&offer));
        let ledger = Fact::Ledger { network: MAINNET, sequence: 98_000_000, seconds_per_ledger: None };
        let facts = Facts::new().with(ledger);
        Self { header, payment, offers: [offer], prepared, dearer: [dearer], facts, bytes: payload.transaction }
    }

    fn of_example() -> Self {
        let line = include_str!("payment-xrpl.txt");
        let (_, header) = line.trim_end().split_once(": ").unwrap();
        Self::new(header.into())
    }

    /// The same terms, signed with Ed25519.
    fn of_ed25519() -> Self {
        let key = Ed25519Key::from_bytes(&[2; 32]);
        let public_key: [u8; 33] = [&[0xed], key.verifying_key().as_bytes().as_slice()].concat().try_into().unwrap();
        let offer = Self::of_example().offers[0].clone();
        let init = DraftInit {
            public_key,
            ledger: 98_000_000,
            slot: Slot::Sequence(7),
            fee: DraftInit::FEE,
            source_tag: None,
        };
        let draft = Draft::for_offer(&offer, init).unwrap();
        let payload = draft.with_signature(&key.sign(&draft.preimage()).to_bytes()).unwrap();
        Self::new(PaymentPayload::new(offer, payload.to_json()).to_header())
    }

    fn verdict<'a>(&self, payment: &'a PaymentPayload, offers: impl Into<Offers<'a>>) -> Report {
        verify(payment, offers, &Context::at(1).with_facts(&self.facts))
    }

    /// Panics if the functions do not agree on the result.
    fn verify_group(self, name: &str, bare: Case) -> Group {
        let report = self.verdict(&self.payment, &self.offers);
        assert_eq!(report.verdict(), Verdict::Valid);
        assert_eq!(self.verdict(&self.payment, &self.prepared), report);
        assert_eq!(self.verdict(&self.payment, &self.dearer).verdict(), Verdict::Invalid);
        group(
            name,
            Vec::new(),
            [
                bare,
                Case::new("`verify`, valid", self.clone(), |it| it.verdict(&it.payment, &it.offers)),
                Case::new("`decode_header` + `verify`, valid", self.clone(), |it| {
                    it.verdict(&decode(&it.header), &it.offers)
                }),
                Case::new("`verify`, valid, offers prepared", self.clone(), |it| it.verdict(&it.payment, &it.prepared)),
                Case::new("`verify`, another price: no curve", self, |it| it.verdict(&it.payment, &it.dearer)),
            ],
        )
    }
}

pub(crate) fn groups() -> [Group; 3] {
    let (by_secp256k1, by_ed25519) = (Fixture::of_example(), Fixture::of_ed25519());
    let bytes = by_secp256k1.bytes.clone();
    let transaction = Transaction::decode(&bytes).unwrap();
    let key = VerifyingKey::from_sec1_bytes(transaction.signing_pub_key.unwrap()).unwrap();
    let der = DerSignature::decode(transaction.txn_signature.unwrap()).unwrap();
    let signed = (key, Signature::from_scalars(der.r, der.s).unwrap(), transaction.signing_hash());
    let bare_secp256k1 = Case::new("k256 `verify_prehash` alone", signed, |(key, signature, hash)| {
        key.verify_prehash(hash, signature).is_ok()
    });
    let other = by_ed25519.bytes.clone();
    let transaction = Transaction::decode(&other).unwrap();
    let key = Ed25519Key::from_bytes(&[2; 32]).verifying_key();
    let signature = ed25519_dalek::Signature::from_slice(transaction.txn_signature.unwrap()).unwrap();
    let bare_ed25519 =
        Case::new("ed25519-dalek `verify_strict` alone", (key, signature, transaction.preimage()), |signed| {
            signed.0.verify_strict(&signed.2, &signed.1).is_ok()
        });
    let read = group(
        "read a transaction of the XRP Ledger",
        Vec::new(),
        [Case::new("`Transaction::decode`", bytes, |bytes| Transaction::decode(bytes).unwrap().sequence)],
    );
    [
        by_secp256k1.verify_group("verify a payment on the XRP Ledger, secp256k1", bare_secp256k1),
        by_ed25519.verify_group("verify a payment on the XRP Ledger, Ed25519", bare_ed25519),
        read,
    ]
}
