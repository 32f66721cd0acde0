//! Whatever a server's offers are, and whichever of them a payment claims to answer: the report does not depend on whether they
//! were prepared.

use std::collections::BTreeMap;

use serde_json::Value;
use x402_types::{DecodeOptions, Wire, v2};
use x402_verify::{CheckId, Context, Outcome, PreparedOffers, Report, Verdict, verify};

use crate::{
    paid::{Paid, vectors},
    solana_bits::known_tables,
};

/// What vectors about Solana put in, of both token programs.
fn inputs() -> Vec<Value> {
    let vectors = ["solana", "chain-solana", "emissions"].into_iter().flat_map(vectors);
    let vectors = vectors.filter(|vector| vector["op"] == "verify" && vector["input"]["payment"]["json"].is_object());
    let mut inputs: Vec<Value> = vectors.map(|mut vector| vector["input"].take()).collect();
    inputs.retain(|input| input["offers"][0]["network"].as_str().is_some_and(|network| network.starts_with("solana:")));
    inputs
}

/// The offers of one server: other mints, other recipients, other fee payers, and members that are no addresses.
fn shop(inputs: &[Value]) -> Vec<v2::PaymentRequirements> {
    let mut offers = BTreeMap::new();
    for input in inputs {
        let offer = &input["offers"][0];
        let members = [&offer["asset"], &offer["payTo"], &offer["extra"]["feePayer"]].map(Value::to_string);
        if let Ok(offer) = v2::PaymentRequirements::decode(offer.to_string(), &DecodeOptions::STRICT) {
            offers.entry(members).or_insert(offer.value);
        }
    }
    offers.into_values().collect()
}

fn fails(report: &Report, id: CheckId) -> bool {
    report.checks().iter().any(|check| check.id == id && matches!(check.outcome, Outcome::Fail(_)))
}

#[test]
fn prepared_offers_change_no_report_on_solana() {
    let inputs = inputs();
    let shop = shop(&inputs);
    assert!(shop.len() >= 10, "{}", shop.len());
    let prepared = PreparedOffers::new(&shop);
    let (mut valid, mut elsewhere, mut sponsors) = (0, 0, 0);
    for input in inputs.iter().step_by(3) {
        let paid = Paid::of(input);
        let payment = v2::PaymentPayload::decode(paid.payment.to_string(), &DecodeOptions::STRICT);
        let Ok(mut payment) = payment.map(|decoded| decoded.value) else { continue };
        let facts = known_tables(input);
        let context = Context::at(paid.now).with_facts(&facts);
        for offer in &shop {
            // The transaction does not say which offer it answers.
            payment.accepted = offer.clone();
            let report = verify(&payment, &shop, &context);
            assert_eq!(verify(&payment, &prepared, &context), report, "{input}");
            valid += usize::from(report.verdict() == Verdict::Valid);
            elsewhere += usize::from(fails(&report, CheckId::DESTINATION));
            sponsors += usize::from(fails(&report, CheckId::SPONSOR_TOKENS));
        }
    }
    assert!(valid > 50 && elsewhere > 100 && sponsors > 0, "{valid}, {elsewhere}, {sponsors}");
}
