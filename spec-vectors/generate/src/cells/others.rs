//! The terms of a payment as `match` reads them, which compares them with an offer.
//!
//! `digest` and `replay-key` read a payment with the same reader as `verify`. Their cells found no bug that the cells of `verify` left.
//! They had the numbers from `more() + 300` and `more() + 400` on, which are not used again.

use serde_json::{Value, json};
use x402_vectors::vector::{Class, Level};

use super::{
    Read, SAME,
    field_paths::{FieldPath, Payment, Reply, WITH_MORE},
    made_from, with, without,
};
use crate::{
    draft::{Draft, expect, raw_text, suffix},
    rows,
};

/// `match` gets the terms alone, and their version next to them.
const ACCEPTED: &str = "/payment/json/accepted/";
const EXTRA: &str = "/payment/json/accepted/extra/";

/// The payments, and where the fields begin that are asked.
const ASKED: [(&str, &str); 8] = [
    ("EIP-3009, V2", ACCEPTED),
    ("Permit2", ACCEPTED),
    ("upto", ACCEPTED),
    ("a voucher", ACCEPTED),
    ("Solana", ACCEPTED),
    ("Stellar", ACCEPTED),
    ("the Gateway", ACCEPTED),
    (WITH_MORE, EXTRA),
];

pub(super) fn reads(payments: &[Payment]) -> Vec<Read> {
    let asked = ASKED.iter().map(|(name, begin)| {
        let payment = payments.iter().find(|payment| payment.name == *name).expect("a payment of ours");
        let field_paths: Vec<(usize, &FieldPath)> =
            (1..).zip(&payment.field_paths).filter(|(_, field_path)| field_path.pointer.starts_with(begin)).collect();
        let mut read = Read::new(format!("`match`: {name}"), field_paths.len(), parent(payment));
        field_paths.into_iter().for_each(|(at, field_path)| of_field(payment, at, field_path, &mut read));
        read
    });
    asked.collect()
}

/// The number of the vector with the payment itself.
const fn number(payment: &Payment) -> usize {
    payment.number + if payment.number < 10_000 { 17_000 } else { 7_000 }
}

/// The question to `match`, from one to `verify`.
fn question(verify: &str) -> String {
    let part = |pointer: &str| rows::value(verify, pointer).expect("a question of ours");
    let (accepted, offers) = (part("/payment/json/accepted"), part("/offers"));
    format!(r#"{{"version":2,"accepted":{accepted},"offers":{offers},"rule":"sdk"}}"#)
}

/// Class and result, or the reason why there is no vector.
fn answer(field_path: &FieldPath, reply: &Reply, names: &[String]) -> Result<(Class, Value), &'static str> {
    match reply {
        Reply::Refused("offer", _) => {
            let name = field_path.pointer.trim_start_matches(ACCEPTED).replace('/', ".");
            let members = if name == "extra" { names.to_vec() } else { vec![name] };
            Ok((Class::Invalid, json!({"differs": [{"members": members, "offer": 0}], "offer": null})))
        }
        Reply::Taken(_) => Ok((Class::Acceptable, json!({"offer": 0}))),
        Reply::Refused(..) => Err(without::ASKER),
    }
}

const NO_WITNESS: &str = "a rule about shapes and texts, and nothing is hashed";

fn of_field(payment: &Payment, at: usize, field_path: &FieldPath, read: &mut Read) {
    let good = rows::value(&payment.question, field_path.pointer).expect("a place of the payment");
    let name = field_path.pointer.trim_start_matches("/payment/json/").replace('/', ".");
    let extra = rows::value(&payment.question, "/payment/json/accepted/extra").unwrap_or("{}");
    let extra: serde_json::Map<String, Value> = serde_json::from_str(extra).unwrap_or_default();
    let names: Vec<String> = extra.keys().map(|name| format!("extra.{name}")).collect();
    for (index, fault) in field_path.kind.faults().iter().enumerate() {
        let cell = || {
            let text = (fault.change)(good).filter(|text| text != good).ok_or(without::FAULT)?;
            let reply = field_path.reply(fault.effect).ok_or_else(|| field_path.undecided(fault.effect))?;
            let (class, result) = answer(field_path, &reply, &names)?;
            let input = question(&with(&payment.question, field_path.pointer, &text));
            let id = format!("cells-{}{}", number(payment) + at, suffix(index));
            let title = format!("{}: {name} {}", payment.name, fault.title);
            let draft = Draft::new(id, "match", title, raw_text(&input), expect(class, &result)).no_witness(NO_WITNESS);
            let draft = if class == Class::Acceptable { draft.flags(&["address-case"]) } else { draft };
            let draft = payment.at_level(draft.rulings(&["B-2"]).fault(field_path.fault(fault)));
            Ok(made_from(draft, &format!("cells-{}", number(payment)), &name, good, &text))
        };
        match cell() {
            Ok(draft) => read.drafts.push(draft),
            Err(reason) => read.without.push(reason),
        }
    }
}

/// The question with the payment itself.
fn parent(payment: &Payment) -> Draft {
    let title = format!("{}: the payment", payment.name);
    let input = raw_text(&question(&payment.question));
    let id = format!("cells-{}", number(payment));
    let draft = Draft::new(id, "match", title, input, expect(Class::Valid, &json!({"offer": 0})));
    draft.rulings(&["B-2"]).level(Level::Should).no_witness(SAME)
}
