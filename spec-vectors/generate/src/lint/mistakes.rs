//! Rows 326 and 327, continued: what sellers get wrong most, each with its nearest neighbour.

use serde_json::{Value, json};
use x402_conformance::vector::Class;

use super::demand::{edited, of, plain};
use crate::draft::Draft;

const USDC_BASE: &str = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913";
const USDC_SEPOLIA: &str = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
const MERCHANT: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
/// The official packages take such an offer.
pub(super) const ANY_TEXT: &str = "the official packages take any text for an amount";
const KEY: &str = "fedcba98765432100123456789abcdeffedcba98765432100123456789abcdef";

/// A member of the one offer, and its place.
fn at(member: &str) -> String {
    format!("/accepts/0/{member}")
}

/// The one offer with other members.
fn changed(changes: &[(&str, Value)]) -> Value {
    changes.iter().fold(plain(), |demand, (member, value)| edited(demand, &at(member), value.clone()))
}

/// A demand whose one offer has other members, and the rules that find them.
fn case(number: &str, title: &str, changes: &[(&str, Value)], class: Class, found: &[(&str, &str)]) -> Draft {
    let found: Vec<_> = found.iter().map(|(member, rule)| (at(member), *rule)).collect();
    let found: Vec<_> = found.iter().map(|(pointer, rule)| (&**pointer, *rule)).collect();
    of(number, title, &changed(changes), class, &found)
}

pub(super) fn drafts() -> Vec<Draft> {
    [tokens(), recipients(), prices(), timeouts(), networks(), bare_offers()].into_iter().flatten().collect()
}

fn tokens() -> Vec<Draft> {
    let usdc_of_base =
        [("network", json!("eip155:8453")), ("asset", json!(USDC_BASE)), ("extra/name", json!("USD Coin"))];
    let solana = |asset: &str, class: Class, found: &[(&str, &str)], number: &str, title: &str| {
        let offer = json!({
            "scheme": "exact",
            "network": "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1",
            "amount": "10000",
            "asset": asset,
            "payTo": "2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4",
            "maxTimeoutSeconds": 60,
            "extra": {"feePayer": "EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYugwGd"}
        });
        of(number, title, &edited(plain(), "/accepts/0", offer), class, found).rulings(&["E-1", "S-3"])
    };
    vec![
        case(
            "0326o",
            "the token of Base Sepolia on Base",
            &[("network", json!("eip155:8453"))],
            Class::Invalid,
            &[("asset", "asset-network")],
        )
        .rulings(&["E-1"]),
        case("0326p", "the token of Base on Base", &usdc_of_base, Class::Valid, &[]).rulings(&["E-1"]),
        case(
            "0326q",
            "the token of another chain on a chain of which no token is known",
            &[("network", json!("eip155:919"))],
            Class::Valid,
            &[("network", "unknown-network"), ("asset", "unknown-asset")],
        )
        .rulings(&["E-1"]),
        solana(
            "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v",
            Class::Invalid,
            &[("/accepts/0/asset", "asset-network")],
            "0326r",
            "the mint of Solana's mainnet on its devnet",
        ),
    ]
}

fn recipients() -> Vec<Draft> {
    let refused = |number: &str, title: &str, changes: &[(&str, Value)], found: &[(&str, &str)]| {
        case(number, title, changes, Class::Invalid, found).rulings(&["E-3"])
    };
    let pay_to = |number: &str, title: &str, value: &str, rule: &str| {
        refused(number, title, &[("payTo", json!(value))], &[("payTo", rule)])
    };
    vec![
        refused(
            "0326s",
            "asset and recipient in one another's place",
            &[("asset", json!(MERCHANT)), ("payTo", json!(USDC_SEPOLIA))],
            &[("asset", "unknown-asset"), ("payTo", "pay-to-token")],
        ),
        pay_to("0326t", "the recipient is the token of another chain", USDC_BASE, "pay-to-token"),
        case(
            "0326u",
            "one digit more in the recipient, which is no token then",
            &[("payTo", json!("0x833589fcd6edb6e08f4c7c32d4f71b54bda02914"))],
            Class::Valid,
            &[],
        )
        .rulings(&["E-3"]),
        pay_to("0326v", "64 hexadecimal digits for the recipient", &format!("0x{KEY}"), "key-as-address"),
        pay_to("0326w", "the same without 0x", KEY, "key-as-address"),
        pay_to("0326x", "63 hexadecimal digits for the recipient", &format!("0x{}", &KEY[1..]), "not-address"),
    ]
}

fn prices() -> Vec<Draft> {
    let amount = |number: &str, title: &str, value: Value, class: Class, found: &[(&str, &str)]| {
        case(number, title, &[("amount", value)], class, found).rulings(&["E-1"])
    };
    let warned = [("amount", "implausible-price")];
    vec![
        amount("0327i", "a price of 1,000 tokens", json!("1000000000"), Class::Valid, &warned),
        amount("0327j", "a price of one atomic unit less", json!("999999999"), Class::Valid, &[]),
        amount(
            "0327k",
            "a cent with 18 decimals, of a token with 6",
            json!("10000000000000000"),
            Class::Valid,
            &warned,
        ),
        amount("0327l", "a price in tokens", json!("0.01"), Class::Invalid, &[("amount", "unreadable-offer")])
            .rulings(&["C-6", "C-10"])
            .no_witness(ANY_TEXT),
    ]
}

fn timeouts() -> Vec<Draft> {
    let timeout = |number: &str, title: &str, seconds: u64, is_found: bool| {
        let found = [("maxTimeoutSeconds", "long-timeout")];
        let found = if is_found { &found[..] } else { &[] };
        case(number, title, &[("maxTimeoutSeconds", json!(seconds))], Class::Valid, found).rulings(&["E-2"])
    };
    vec![
        timeout("0327m", "a time-out of a minute in milliseconds", 60_000, true),
        timeout("0327n", "a time-out of ten hours", 36_000, false),
        timeout("0327o", "a time-out of a day", 86_400, false),
        timeout("0327p", "a time-out of a day and a second", 86_401, true),
    ]
}

fn networks() -> Vec<Draft> {
    let network = |number: &str, title: &str, name: &str, class: Class, found: &[(&str, &str)]| {
        let offer = json!({
            "scheme": "exact",
            "network": name,
            "amount": "10000",
            "asset": "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU",
            "payTo": "2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4",
            "maxTimeoutSeconds": 60,
            "extra": {"feePayer": "EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYugwGd"}
        });
        of(number, title, &edited(plain(), "/accepts/0", offer), class, found).rulings(&["C-9"])
    };
    let alias = ("/accepts/0/network", "network-alias");
    vec![
        network("0327q", "the name of Solana's devnet", "solana:devnet", Class::Invalid, &[alias]),
        network(
            "0327r",
            "the name of Solana's mainnet, and the mint of its devnet",
            "solana:mainnet",
            Class::Invalid,
            &[("/accepts/0/asset", "asset-network"), alias],
        ),
        network(
            "0327s",
            "another cluster of Solana",
            "solana:localnet",
            Class::Valid,
            &[("/accepts/0/network", "unknown-network")],
        ),
        case(
            "0327t",
            "the name of a network in version 1, and the token of another",
            &[("network", json!("base"))],
            Class::Invalid,
            &[("asset", "asset-network"), ("network", "unreadable-offer")],
        )
        .rulings(&["C-9", "C-10"])
        .no_witness("the Python package takes any text for a network"),
    ]
}

fn bare_offers() -> Vec<Draft> {
    let offer = plain()["accepts"][0].clone();
    let free = edited(json!({"accepts": [offer]}), "/accepts/0/amount", json!("0"))["accepts"][0].take();
    let of = |number: &str, title: &str, demand: &Value, found: &[(&str, &str)]| {
        of(number, title, demand, Class::Invalid, found).rulings(&["C-8"])
    };
    vec![
        of("0328i", "an offer without the demand around it", &plain()["accepts"][0], &[("", "bare-offer")]),
        of("0328j", "a free offer without the demand around it", &free, &[("", "bare-offer"), ("/amount", "free")]),
    ]
}
