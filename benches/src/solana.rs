//! A payment on Solana: the one of the official TypeScript client in `docs/examples`.

use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, VerifyingKey};
use serde::Deserialize;
use solana_transaction::versioned::VersionedTransaction;
use x402_schemes::solana::{Transaction, derived::AssociatedAccount, programs};
use x402_types::{
    DecodeOptions, Wire,
    v2::{PaymentPayload, PaymentRequirements},
};
use x402_verify::{Context, Report, Verdict, solana, verify};

use crate::{
    fixture::NOW,
    group::{Case, Group, group},
};

#[derive(Clone)]
struct Fixture {
    header: &'static str,
    payment: PaymentPayload,
    offers: [PaymentRequirements; 1],
    /// A price that the transaction does not pay.
    dearer: [PaymentRequirements; 1],
    /// The transaction, base64.
    text: String,
}

#[derive(Deserialize)]
struct Payload {
    transaction: String,
}

/// What the payer's signature is verified with, as bytes.
struct Signed {
    key: [u8; 32],
    signature: [u8; 64],
    message: Vec<u8>,
}

impl Fixture {
    fn new() -> Self {
        let line = include_str!("../../docs/examples/payment-solana.txt");
        let (_, header) = line.trim_end().split_once(": ").unwrap();
        let payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT).unwrap().value;
        let offer = include_str!("../../docs/examples/offer-solana.json");
        let offer = PaymentRequirements::decode(offer, &DecodeOptions::STRICT).unwrap().value;
        let mut dearer = offer.clone();
        dearer.amount = 10_001.into();
        let Payload { transaction: text } = serde_json::from_str(payment.payload.as_str()).unwrap();
        Self { header, payment, offers: [offer], dearer: [dearer], text }
    }

    fn bytes(&self) -> Vec<u8> {
        STANDARD.decode(&self.text).unwrap()
    }

    fn signed(&self) -> Signed {
        let bytes = self.bytes();
        let transaction = Transaction::parse(&bytes).unwrap();
        Signed {
            key: transaction.message().keys[1],
            signature: transaction.signatures()[1],
            message: transaction.signed_bytes().to_vec(),
        }
    }
}

/// Panics if the functions of a group do not agree on the result.
pub(crate) fn groups() -> [Group; 2] {
    let fixture = Fixture::new();
    [judge(&fixture), read(&fixture)]
}

fn judge(fixture: &Fixture) -> Group {
    assert!(verify_strict(&fixture.signed()));
    assert_eq!(verdict(&fixture.payment, &fixture.offers).verdict(), Verdict::Valid);
    assert_eq!(verdict(&fixture.payment, &fixture.dearer).verdict(), Verdict::Invalid);
    let address = |text: &str| text.parse().unwrap();
    let offer = &fixture.offers[0];
    let wallet = (address(&offer.pay_to), address(&offer.asset));
    group(
        "verify a payment on Solana",
        [
            Case::new("ed25519-dalek 3.0 `verify_strict` alone, from bytes", fixture.signed(), verify_strict),
            Case::new("`x402_verify::solana::verify_strict` alone", fixture.signed(), |signed| {
                solana::verify_strict(&signed.key.into(), &signed.message, &signed.signature)
            }),
            Case::new("`verify`, valid", fixture.clone(), |fixture| verdict(&fixture.payment, &fixture.offers)),
            Case::new("`decode_header` + `verify`, valid", fixture.clone(), |fixture| {
                let payment = PaymentPayload::decode_header(fixture.header, &DecodeOptions::STRICT).unwrap().value;
                verdict(&payment, &fixture.offers)
            }),
            Case::new("`verify`, another price: no curve", fixture.clone(), |fixture| {
                verdict(&fixture.payment, &fixture.dearer)
            }),
            Case::new("of this one associated account", wallet, |(wallet, mint)| {
                AssociatedAccount { owner: *wallet, mint: *mint, token_program: programs::TOKEN }.derive()
            }),
        ],
    )
}

fn read(fixture: &Fixture) -> Group {
    let theirs: VersionedTransaction = bincode::deserialize(&fixture.bytes()).unwrap();
    let bytes = fixture.bytes();
    let ours = Transaction::parse(&bytes).unwrap();
    assert_eq!(theirs.message.serialize(), ours.signed_bytes());
    group(
        "read a transaction of Solana",
        [
            Case::new(
                "base64 + `bincode` into `VersionedTransaction`, as x402-chain-solana 2.0.2",
                fixture.text.clone(),
                |text| bincode::deserialize::<VersionedTransaction>(&STANDARD.decode(text).unwrap()).unwrap(),
            ),
            Case::new("base64 + `Transaction::parse`", fixture.text.clone(), |text| {
                let bytes = STANDARD.decode(text).unwrap();
                Transaction::parse(&bytes).unwrap().message().instructions.len()
            }),
            Case::new("base64 alone", fixture.text.clone(), |text| STANDARD.decode(text).unwrap()),
        ],
    )
}

fn verify_strict(signed: &Signed) -> bool {
    let key = VerifyingKey::from_bytes(&signed.key).unwrap();
    key.verify_strict(&signed.message, &Signature::from_bytes(&signed.signature)).is_ok()
}

fn verdict(payment: &PaymentPayload, offers: &[PaymentRequirements]) -> Report {
    verify(payment, offers, &Context::at(NOW))
}
