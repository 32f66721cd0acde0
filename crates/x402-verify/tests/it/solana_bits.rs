//! The law of binding (S-4, S-9): every single bit of the transactions of valid payments. What the payer signed, and its
//! signature, cannot be changed; what the sponsor has yet to write does not matter. Nobody here wrote what made them, but for
//! one: `solders` made those of the chain's outcomes, the official clients the emissions. The generator built `solana-0122`,
//! whose digest and signature `solders` confirms.

use std::{collections::BTreeMap, thread};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use x402_schemes::solana::{Address, Transaction};
use x402_verify::{CheckId, Facts, Outcome, Verdict, solana::Fact};

use crate::paid::{Paid, input};

const VECTORS: [(&str, &str); 7] = [
    // Legacy, Token.
    ("chain-solana", "chain-solana-0002"),
    // Version 0, Token-2022 and a memo, as the Python SDK has them.
    ("chain-solana", "chain-solana-0385"),
    // The account that is paid stands in a lookup table.
    ("chain-solana", "chain-solana-0009"),
    // Three assertions of Lighthouse.
    ("solana", "solana-0122"),
    // @x402/svm, x402-fetch (V1) and the Python SDK.
    ("emissions", "emissions-1062a"),
    ("emissions", "emissions-2052a"),
    ("emissions", "emissions-3062a"),
];

/// Where the fee payer's signature stands: behind the number of signatures.
const SPONSORS: std::ops::Range<usize> = 1..65;

fn flip_every_bit(group: &str, id: &str) {
    let input = input(group, id);
    let (base, facts) = (Paid::of(&input), known_tables(&input));
    let bytes = STANDARD.decode(base.payment["payload"]["transaction"].as_str().unwrap()).unwrap();
    let honest = base.report(&facts);
    assert_eq!(honest.verdict(), Verdict::Valid, "{id}");
    let key = honest.replay_key();
    assert!(honest.payer().is_some() && key.is_some());
    let signed = bytes.len() - Transaction::decode(&bytes).unwrap().signed_bytes().len();
    let mut refused = BTreeMap::<CheckId, usize>::new();
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut flipped = (base.clone(), bytes.clone());
            flipped.1[at] ^= 1 << bit;
            flipped.0.payment["payload"]["transaction"] = json!(STANDARD.encode(&flipped.1));
            let report = flipped.0.report(&facts);
            if SPONSORS.contains(&at) {
                assert_eq!((report.checks(), report.payer()), (honest.checks(), honest.payer()), "{id}: byte {at}");
                assert_eq!((report.verdict(), report.replay_key()), (Verdict::Valid, key), "{id}: byte {at}");
                continue;
            }
            assert_ne!(report.verdict(), Verdict::Valid, "{id}: byte {at}, bit {bit}");
            // The key is of what is signed, so that it is another one, or none.
            assert!(at < signed || report.replay_key() != key, "{id}: byte {at}, bit {bit}");
            let failed = report.checks().iter().find(|check| matches!(check.outcome, Outcome::Fail(_)));
            *refused.entry(failed.map_or(CheckId::LOOKUP_TABLES, |check| check.id)).or_default() += 1;
        }
    }
    // The payer's signature; and of what is signed the blockhash at least, which nothing else looks at.
    assert!(refused[&CheckId::SIGNED] >= 8 * (64 + 32), "{id}: {refused:?}");
    assert_eq!(refused.values().sum::<usize>(), 8 * (bytes.len() - SPONSORS.len()), "{id}");
}

/// What a vector says of lookup tables.
pub(crate) fn known_tables(input: &Value) -> Facts {
    let address = |text: &str| text.parse::<Address>().unwrap();
    let tables = input["facts"]["lookupTables"].as_object();
    tables.into_iter().flatten().fold(Facts::new(), |facts, (table, keys)| {
        let Some(keys) = keys.as_array() else {
            return facts.with(Fact::LookupTable { table: address(table), addresses: None });
        };
        let keys = keys.iter().map(|key| address(key.as_str().unwrap()));
        facts.with(Fact::LookupTable { table: address(table), addresses: Some(keys.collect()) })
    })
}

#[test]
fn no_bit_but_the_sponsors_can_be_flipped() {
    thread::scope(|scope| {
        for (group, id) in VECTORS {
            scope.spawn(move || flip_every_bit(group, id));
        }
    });
}
