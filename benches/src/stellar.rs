//! Measurements of a payment on Stellar: the worked example in `docs/examples`.

use std::slice;

use base64::{Engine, engine::general_purpose::STANDARD};
use x402_schemes::stellar::{Body, TESTNET, Transaction, account_signatures, network_id};
use x402_types::{
    DecodeOptions, Wire,
    v2::{PaymentPayload, PaymentRequirements},
};
use x402_verify::{
    Context, Facts, Offers, PreparedOffers, Report, Verdict,
    stellar::{Fact, verify_strict},
    verify,
};

use crate::{
    fixture::decode,
    group::{Case, Group, group},
};

#[derive(Clone)]
struct Fixture {
    header: &'static str,
    payment: PaymentPayload,
    offers: [PaymentRequirements; 1],
    prepared: PreparedOffers,
    /// A price that the call does not pay.
    dearer: [PaymentRequirements; 1],
    facts: Facts,
    /// The transaction, base64.
    text: String,
}

/// What the payer's signature is verified with.
struct Signed {
    key: [u8; 32],
    signature: [u8; 64],
    digest: [u8; 32],
}

impl Fixture {
    fn new() -> Self {
        let line = include_str!("../../docs/examples/payment-stellar.txt");
        let (_, header) = line.trim_end().split_once(": ").unwrap();
        let payment = decode(header);
        let offer = include_str!("../../docs/examples/offer-stellar.json");
        let offer = PaymentRequirements::decode(offer, &DecodeOptions::STRICT).unwrap().value;
        let mut dearer = offer.clone();
        dearer.amount = 10_000_001.into();
        let text = payment.payload.as_json().get("transaction").unwrap().string().unwrap().into_owned();
        let prepared = PreparedOffers::new(slice::from_ref(&offer));
        let ledger = Fact::Ledger { network: TESTNET, sequence: 5_100_002, seconds_per_ledger: None };
        let facts = Facts::new().with(ledger);
        Self { header, payment, offers: [offer], prepared, dearer: [dearer], facts, text }
    }

    fn signed(&self) -> Signed {
        let bytes = STANDARD.decode(&self.text).unwrap();
        let transaction = Transaction::decode(&bytes).unwrap();
        let Body::Call { entries, .. } = &transaction.body else { panic!("no call") };
        let signature = entries[0].authorization.unwrap().signature;
        let signed = account_signatures(&signature).unwrap()[0];
        let digest = entries[0].digest(&network_id(&TESTNET).unwrap()).unwrap();
        Signed { key: *signed.public_key, signature: *signed.signature, digest }
    }

    fn verdict<'a>(&self, payment: &'a PaymentPayload, offers: impl Into<Offers<'a>>) -> Report {
        verify(payment, offers, &Context::at(1).with_facts(&self.facts))
    }
}

/// Panics if the functions of a group do not agree on the result.
pub(crate) fn groups() -> [Group; 2] {
    let fixture = Fixture::new();
    let report = fixture.verdict(&fixture.payment, &fixture.offers);
    assert_eq!(report.verdict(), Verdict::Valid);
    assert_eq!(fixture.verdict(&fixture.payment, &fixture.prepared), report);
    assert_eq!(fixture.verdict(&fixture.payment, &fixture.dearer).verdict(), Verdict::Invalid);
    let verify_group = group(
        "verify a payment on Stellar",
        Vec::new(),
        [
            Case::new("`x402_verify::stellar::verify_strict` alone", fixture.signed(), |signed| {
                verify_strict(&signed.key, &signed.digest, &signed.signature)
            }),
            Case::new("`verify`, valid", fixture.clone(), |it| it.verdict(&it.payment, &it.offers)),
            Case::new("`decode_header` + `verify`, valid", fixture.clone(), |it| {
                it.verdict(&decode(it.header), &it.offers)
            }),
            Case::new("`verify`, valid, offers prepared", fixture.clone(), |it| it.verdict(&it.payment, &it.prepared)),
            Case::new("`verify`, another price: no curve", fixture.clone(), |it| it.verdict(&it.payment, &it.dearer)),
        ],
    );
    let read = group(
        "read a transaction of Stellar",
        Vec::new(),
        [Case::new("base64 + `Transaction::decode`", fixture.text, |text| {
            let bytes = STANDARD.decode(text).unwrap();
            Transaction::decode(&bytes).unwrap().fee
        })],
    );
    [verify_group, read]
}
