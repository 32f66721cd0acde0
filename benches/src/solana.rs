//! Measurements of a payment on Solana.

pub(crate) mod fixture;

use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, VerifyingKey};
use x402_schemes::solana::{Transaction, derived::AssociatedAccount, programs};
use x402_types::v2::PaymentPayload;
use x402_verify::{Context, Offers, Report, Verdict, solana, verify};

use self::fixture::{Fixture, Signed};
#[cfg(feature = "peers")]
use crate::peers::solana as theirs;
use crate::{
    fixture::{NOW, decode},
    group::{Case, Group, group, peers},
};

/// Panics if the functions of a group do not agree on the result.
pub(crate) fn groups() -> [Group; 2] {
    let fixture = Fixture::new();
    [verify_group(&fixture), read(&fixture)]
}

fn verify_group(fixture: &Fixture) -> Group {
    let report = verdict(&fixture.payment, &fixture.offers);
    assert_eq!(report.verdict(), Verdict::Valid);
    assert_eq!(verdict(&fixture.payment, &fixture.prepared), report);
    assert_eq!(verdict(&fixture.payment, &fixture.dearer).verdict(), Verdict::Invalid);
    let address = |text: &str| text.parse().unwrap();
    let offer = &fixture.offers[0];
    let wallet = (address(&offer.pay_to), address(&offer.asset));
    group(
        "verify a payment on Solana",
        vec![reference(fixture)],
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

/// The verification that a verifier of Solana payments cannot avoid.
fn reference(fixture: &Fixture) -> Case {
    assert!(verify_strict(&fixture.signed()));
    Case::new("ed25519-dalek 3.0 `verify_strict` alone, from bytes", fixture.signed(), verify_strict)
}

fn verify_strict(signed: &Signed) -> bool {
    let key = VerifyingKey::from_bytes(&signed.key).unwrap();
    key.verify_strict(&signed.message, &Signature::from_bytes(&signed.signature)).is_ok()
}

fn read(fixture: &Fixture) -> Group {
    group(
        "read a transaction of Solana",
        peers!(theirs::read(fixture)),
        [
            Case::new("base64 + `Transaction::decode`", fixture.text.clone(), |text| {
                let bytes = STANDARD.decode(text).unwrap();
                Transaction::decode(&bytes).unwrap().message().instructions.len()
            }),
            Case::new("base64 alone", fixture.text.clone(), |text| STANDARD.decode(text).unwrap()),
        ],
    )
}

fn verdict<'a>(payment: &'a PaymentPayload, offers: impl Into<Offers<'a>>) -> Report {
    verify(payment, offers, &Context::at(NOW))
}
