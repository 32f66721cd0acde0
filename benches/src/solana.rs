//! A payment on Solana: the one of the official TypeScript client in `docs/examples`.

use std::slice;

use base64::{Engine, engine::general_purpose::STANDARD};
use x402_schemes::solana::{Transaction, derived::AssociatedAccount, programs};
use x402_types::{
    DecodeOptions, Wire,
    v2::{PaymentPayload, PaymentRequirements},
};
use x402_verify::{Context, Offers, PreparedOffers, Report, Verdict, solana, verify};

#[cfg(feature = "peers")]
use crate::peers::solana as theirs;
use crate::{
    fixture::NOW,
    group::{Case, Group, group, peers},
};

#[derive(Clone)]
pub(crate) struct Fixture {
    header: &'static str,
    payment: PaymentPayload,
    offers: [PaymentRequirements; 1],
    /// The same, prepared once, as a server keeps them.
    prepared: PreparedOffers,
    /// A price that the transaction does not pay.
    dearer: [PaymentRequirements; 1],
    /// The transaction, base64.
    pub(crate) text: String,
}

/// What the payer's signature is verified with, as bytes.
pub(crate) struct Signed {
    pub(crate) key: [u8; 32],
    pub(crate) signature: [u8; 64],
    pub(crate) message: Vec<u8>,
}

impl Fixture {
    fn new() -> Self {
        let line = include_str!("../../docs/examples/payment-solana.txt");
        let (_, header) = line.trim_end().split_once(": ").unwrap();
        let payment = decode(header);
        let offer = include_str!("../../docs/examples/offer-solana.json");
        let offer = PaymentRequirements::decode(offer, &DecodeOptions::STRICT).unwrap().value;
        let mut dearer = offer.clone();
        dearer.amount = 10_001.into();
        let text = payment.payload.as_json().get("transaction").unwrap().string().unwrap().into_owned();
        let prepared = PreparedOffers::new(slice::from_ref(&offer));
        Self { header, payment, offers: [offer], prepared, dearer: [dearer], text }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        STANDARD.decode(&self.text).unwrap()
    }

    pub(crate) fn signed(&self) -> Signed {
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
    let report = verdict(&fixture.payment, &fixture.offers);
    assert_eq!(report.verdict(), Verdict::Valid);
    assert_eq!(verdict(&fixture.payment, &fixture.prepared), report);
    assert_eq!(verdict(&fixture.payment, &fixture.dearer).verdict(), Verdict::Invalid);
    let address = |text: &str| text.parse().unwrap();
    let offer = &fixture.offers[0];
    let wallet = (address(&offer.pay_to), address(&offer.asset));
    group(
        "verify a payment on Solana",
        peers!(theirs::verify(fixture)),
        [
            Case::new("`x402_verify::solana::verify_strict` alone", fixture.signed(), |signed| {
                solana::verify_strict(&signed.key.into(), &signed.message, &signed.signature)
            }),
            Case::new("`verify`, valid", fixture.clone(), |fixture| verdict(&fixture.payment, &fixture.offers)),
            Case::new("`decode_header` + `verify`, valid", fixture.clone(), |fixture| {
                verdict(&decode(fixture.header), &fixture.offers)
            }),
            Case::new("`verify`, valid, offers prepared", fixture.clone(), |fixture| {
                verdict(&fixture.payment, &fixture.prepared)
            }),
            Case::new("`decode_header` + `verify`, valid, offers prepared", fixture.clone(), |fixture| {
                verdict(&decode(fixture.header), &fixture.prepared)
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
    group(
        "read a transaction of Solana",
        peers!(theirs::read(fixture)),
        [
            Case::new("base64 + `Transaction::parse`", fixture.text.clone(), |text| {
                let bytes = STANDARD.decode(text).unwrap();
                Transaction::parse(&bytes).unwrap().message().instructions.len()
            }),
            Case::new("base64 alone", fixture.text.clone(), |text| STANDARD.decode(text).unwrap()),
        ],
    )
}

fn decode(header: &str) -> PaymentPayload {
    PaymentPayload::decode_header(header, &DecodeOptions::STRICT).unwrap().value
}

fn verdict<'a>(payment: &'a PaymentPayload, offers: impl Into<Offers<'a>>) -> Report {
    verify(payment, offers, &Context::at(NOW))
}
