//! Row 322: the metadata of a service on the wire (`extensions/bazaar.md`, Service Metadata on `resource`). None is
//! refused.

use serde_json::json;

use crate::{
    base,
    draft::{Draft, ok},
};

const GOOD: &str = concat!(
    r#"{"url":"https://api.example.com/weather","serviceName":"Example Weather","tags":["weather","forecast"],"#,
    r#""iconUrl":"https://api.example.com/icon.png"}"#
);
/// Every field breaks its rule.
const BAD: &str = concat!(
    r#"{"url":"https://api.example.com/weather","serviceName":"","tags":["é","a","b","c","d","e","f"],"#,
    r#""iconUrl":"file:///icon.png"}"#
);
const NEWER: &str = r#"{"url":"https://api.example.com/weather","rating":{"stars":5}}"#;
const BARE: &str = r#"{"url":"https://api.example.com/weather"}"#;

/// `id` makes the id of a number.
pub(super) fn drafts(id: fn(&str) -> String) -> Vec<Draft> {
    let of = |number: &str, title: &str, kind: &str, text: &str| {
        let answer = ok(Some(2), text, &[]);
        Draft::decode(id(number), title, &json!({"kind": kind, "text": text}), &answer, &answer)
            .rulings(&["Z-9", "C-3"])
    };
    let demand = |resource: &str| format!(r#"{{"x402Version":2,"resource":{resource},"accepts":[{}]}}"#, base::OFFER);
    let payment =
        format!(r#"{{"x402Version":2,"resource":{GOOD},"accepted":{},"payload":{{"ticket":[1]}}}}"#, base::OFFER);
    vec![
        of("0322", "a payment repeats name, tags and icon of the service", "payment", &payment),
        of("0322a", "a member of the resource that nobody knows", "payment-required", &demand(NEWER)),
        of("0322b", "a resource with its URL alone", "payment-required", &demand(BARE)),
        of("0322c", "a service whose name, tags and icon a directory drops", "payment-required", &demand(BAD)).comment(
            "The rules say what a directory drops. A client pays all the same, and repeats what it was given.",
        ),
    ]
}
