//! Payments that other software made (`witness/README.md`), each beside one with another price.

use serde::Deserialize;
use serde_json::{Value, json};
use x402_vectors::vector::Class;

use super::case::Table;
use crate::draft::Draft;

const RECORDED: [&str; 2] = [
    include_str!("../../documents/emissions/stellar-npm.json"),
    include_str!("../../documents/emissions/stellar-pypi.json"),
];

#[derive(Deserialize)]
struct Recorded {
    emissions: Vec<Emission>,
}

#[derive(Deserialize)]
struct Emission {
    by: String,
    title: String,
    source: Source,
    terms: Terms,
}

#[derive(Deserialize)]
struct Source {
    text: String,
}

#[derive(Deserialize)]
struct Terms {
    offers: Value,
    now: u64,
    payer: String,
    ledger: u32,
}

pub(super) fn drafts() -> Vec<Draft> {
    let mut table = Table::new(3701, &["T-9", "T-27", "T-28"]);
    for recorded in RECORDED {
        let Recorded { emissions } = serde_json::from_str(recorded).expect("what a script recorded");
        for Emission { by, title, source, terms } in emissions {
            let payment: Value = serde_json::from_str(&source.text).expect("a payment");
            let ledgers = json!({"stellar:testnet": {"sequence": terms.ledger}});
            let input = |amount: &str| {
                let (mut payment, mut offers) = (payment.clone(), terms.offers.clone());
                payment["accepted"]["amount"] = amount.into();
                offers[0]["amount"] = amount.into();
                json!({"payment": {"json": payment}, "offers": offers, "now": terms.now, "facts": {"ledgers": ledgers}})
            };
            let paid = json!({"verdict": "valid", "payer": terms.payer, "offer": 0, "flags": []});
            let title = format!("{title}, by {by}");
            table.add(&title, &input("10000000"), Class::Valid, &paid, |draft| draft);
            let refused = json!({"verdict": "invalid"});
            table.add(&format!("{title}, and one less is asked for"), &input("9999999"), Class::Invalid, &refused, {
                |draft| draft.decided_by("amount").reason("invalid_exact_stellar_payload_wrong_amount")
            });
        }
    }
    table.drafts()
}
