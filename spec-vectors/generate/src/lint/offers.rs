//! Rows 323 to 328, and 414: offers, resource, headers.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use x402_conformance::vector::Class;

use super::demand::{draft, edited, of, plain};
use crate::draft::Draft;

const ZERO: &str = "0x0000000000000000000000000000000000000000";

/// Changes one member of the one offer.
fn offer(number: &str, title: &str, member: &str, value: Value, class: Class, rule: &str) -> Draft {
    let pointer = format!("/accepts/0/{member}");
    of(number, title, &edited(plain(), &pointer, value), class, &[(&pointer, rule)])
}

pub(super) fn drafts() -> Vec<Draft> {
    [resource(), members(), addresses(), other_networks(), headers()].into_iter().flatten().collect()
}

fn resource() -> Vec<Draft> {
    let url = |number: &str, title: &str, url: &str, class: Class, rule: &str| {
        let demand = edited(plain(), "/resource/url", json!(url));
        of(number, title, &demand, class, &[("/resource/url", rule)]).rulings(&["Z-9", "Z-10"])
    };
    let long = |length: usize| edited(plain(), "/resource/description", json!("a".repeat(length)));
    vec![
        url("0323", "the URL of the resource is a path", "/weather", Class::Invalid, "relative-url"),
        url("0323a", "without a scheme", "api.example.com/weather", Class::Invalid, "relative-url"),
        url("0323b", "without a host", "https:///weather", Class::Invalid, "relative-url")
            .no_witness("URLs as browsers read them take the first name of the path for the host"),
        url("0323c", "of another scheme", "ftp://api.example.com/weather", Class::Valid, "url-scheme"),
        of(
            "0323d",
            "of a tool of MCP",
            &edited(plain(), "/resource/url", json!("mcp://tool/weather")),
            Class::Valid,
            &[],
        )
        .rulings(&["Z-10"]),
        of("0323e", "a description of 500 characters", &long(500), Class::Valid, &[]).rulings(&["Z-9"]),
        of(
            "0323f",
            "a description of 501 characters",
            &long(501),
            Class::Valid,
            &[("/resource/description", "long-description")],
        )
        .rulings(&["Z-9"]),
    ]
}

fn members() -> Vec<Draft> {
    let all_of_v1 = json!({
        "scheme": "exact",
        "network": "eip155:84532",
        "amount": "10000",
        "maxAmountRequired": "10000",
        "resource": "https://api.example.com/weather",
        "description": "The weather",
        "mimeType": "application/json",
        "outputSchema": {},
        "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
        "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
        "maxTimeoutSeconds": 60,
        "extra": {"name": "USDC", "version": "2"}
    });
    let of_v1 = |name| (format!("/accepts/0/{name}"), "v1-member");
    let v1_members = ["maxAmountRequired", "resource", "description", "mimeType", "outputSchema"].map(of_v1);
    let v1_members: Vec<_> = v1_members.iter().map(|(pointer, rule)| (&**pointer, *rule)).collect();
    let flow = |number: &str, title: &str, flow: Value, class: Class, rule: &str| {
        offer(number, title, "extra/paymentFlow", flow, class, rule).rulings(&["F-1"])
    };
    vec![
        of(
            "0324",
            "members of version 1 in an offer of version 2",
            &edited(plain(), "/accepts/0", all_of_v1),
            Class::Valid,
            &v1_members,
        )
        .rulings(&["C-8"]),
        of(
            "0324a",
            "an offer of version 1 in a demand of version 2",
            &edited(edited(plain(), "/accepts/0/amount", Value::Null), "/accepts/0/maxAmountRequired", json!("10000")),
            Class::Invalid,
            &[("/accepts/0/amount", "unreadable-offer"), ("/accepts/0/maxAmountRequired", "v1-member")],
        )
        .rulings(&["C-8", "C-10"]),
        of(
            "0324b",
            "a member of version 2 in an offer of version 1",
            &edited(v1(), "/accepts/0/amount", json!("1")),
            Class::Valid,
            &[("/accepts/0/amount", "v2-member")],
        )
        .rulings(&["C-8"]),
        of("0324c", "a demand of version 1", &v1(), Class::Valid, &[]).rulings(&["C-8"]),
        of(
            "0324d",
            "extensions in a demand of version 1",
            &edited(v1(), "/extensions", json!({"bazaar": {"info": {}}})),
            Class::Valid,
            &[("/extensions/bazaar", "v2-member")],
        )
        .rulings(&["X-7"]),
        offer(
            "0325",
            "the domain of the token on another chain",
            "extra/name",
            json!("USD Coin"),
            Class::Valid,
            "other-domain",
        )
        .rulings(&["E-1"]),
        offer("0325a", "another version of the domain", "extra/version", json!("1"), Class::Valid, "other-domain")
            .rulings(&["E-1"]),
        flow("0327", "a flow that nobody knows", json!("deferred"), Class::Invalid, "unknown-flow"),
        flow("0327a", "a flow that is no text", json!(1), Class::Invalid, "unknown-flow"),
        flow("0327b", "the flow upfront", json!("upfront"), Class::Valid, "pre-handler-flow"),
        offer("0327c", "a price of zero", "amount", json!("0"), Class::Valid, "free").rulings(&["E-3"]),
        offer("0327d", "a price as a number", "amount", json!(10000), Class::Invalid, "unreadable-offer")
            .rulings(&["C-6", "C-10"]),
        offer("0327e", "a time-out of 6 seconds", "maxTimeoutSeconds", json!(6), Class::Valid, "short-timeout")
            .rulings(&["E-2"]),
        of(
            "0327f",
            "a time-out of 7 seconds",
            &edited(plain(), "/accepts/0/maxTimeoutSeconds", json!(7)),
            Class::Valid,
            &[],
        )
        .rulings(&["E-2"]),
        offer("0327g", "a scheme that is not known", "scheme", json!("deferred"), Class::Valid, "unknown-scheme")
            .rulings(&["C-10"]),
        offer(
            "0327h",
            "the name of a network in version 1",
            "network",
            json!("base-sepolia"),
            Class::Invalid,
            "unreadable-offer",
        )
        .rulings(&["C-9", "C-10"])
        .no_witness("the Python package takes any text for a network"),
    ]
}

/// 326: addresses and the domain.
fn addresses() -> Vec<Draft> {
    let member = |number: &str, title: &str, member: &str, value: Value, rule: &str| {
        offer(number, title, member, value, Class::Invalid, rule).rulings(&["E-3"])
    };
    let without = |name: &str| edited(plain(), &format!("/accepts/0/extra/{name}"), Value::Null);
    let token = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
    vec![
        member("0326", "the recipient is the zero address", "payTo", json!(ZERO), "zero-address"),
        member("0326a", "the asset is the zero address", "asset", json!(ZERO), "zero-address"),
        member("0326b", "the recipient is the token", "payTo", json!(token), "pay-to-asset"),
        member("0326c", "the recipient is a name", "payTo", json!("merchant.eth"), "not-address"),
        of(
            "0326d",
            "the domain has no name",
            &without("name"),
            Class::Invalid,
            &[("/accepts/0/extra/name", "domain-names")],
        )
        .rulings(&["E-1"]),
        of(
            "0326e",
            "the domain has no version",
            &without("version"),
            Class::Invalid,
            &[("/accepts/0/extra/version", "domain-names")],
        )
        .rulings(&["E-1"]),
        offer(
            "0326f",
            "one letter of the recipient in the other case",
            "payTo",
            json!("0x209693bc6afc0C5328bA36FaF03C514EF312287C"),
            Class::Valid,
            "eip55",
        )
        .rulings(&["E-3"]),
        of(
            "0326g",
            "a token that no table has",
            &edited(plain(), "/accepts/0/asset", json!("0x1111111111111111111111111111111111111111")),
            Class::Valid,
            &[("/accepts/0/asset", "unknown-asset")],
        )
        .rulings(&["E-1"]),
        offer(
            "0326h",
            "a transfer method that the scheme does not have",
            "extra/assetTransferMethod",
            json!("eip712"),
            Class::Invalid,
            "transfer-method",
        )
        .rulings(&["B-4"]),
    ]
}

/// 326, for upto, Solana and unknown networks.
fn other_networks() -> Vec<Draft> {
    let upto = edited(plain(), "/accepts/0/scheme", json!("upto"));
    let facilitator = "/accepts/0/extra/facilitatorAddress";
    let solana = json!({
        "scheme": "exact",
        "network": "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1",
        "amount": "10000",
        "asset": "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU",
        "payTo": "2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4",
        "maxTimeoutSeconds": 60,
        "extra": {"feePayer": "EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYugwGd"}
    });
    let solana = edited(plain(), "/accepts/0", solana);
    let fee_payer = "/accepts/0/extra/feePayer";
    let unknown = edited(
        edited(edited(plain(), "/accepts/0/network", json!("cosmos:cosmoshub-4")), "/accepts/0/asset", json!("uusdc")),
        "/accepts/0/payTo",
        json!("cosmos1qqqq"),
    );
    vec![
        of("0326i", "upto without a facilitator", &upto, Class::Invalid, &[(facilitator, "no-facilitator")])
            .rulings(&["P-4"]),
        of(
            "0326j",
            "upto with a facilitator",
            &edited(upto, facilitator, json!("0x209693Bc6afc0C5328bA36FaF03C514EF312287C")),
            Class::Valid,
            &[],
        )
        .rulings(&["P-4"]),
        of("0326k", "an offer on Solana", &solana, Class::Valid, &[]).rulings(&["S-3"]),
        of(
            "0326l",
            "an offer on Solana without a fee payer",
            &edited(solana.clone(), fee_payer, Value::Null),
            Class::Invalid,
            &[(fee_payer, "no-fee-payer")],
        )
        .rulings(&["S-3"]),
        of(
            "0326m",
            "an offer on Solana with an address of an EVM chain",
            &edited(solana, "/accepts/0/payTo", json!("0x209693Bc6afc0C5328bA36FaF03C514EF312287C")),
            Class::Invalid,
            &[("/accepts/0/payTo", "not-address")],
        )
        .rulings(&["E-3"]),
        of(
            "0326n",
            "a network that no table has",
            &unknown,
            Class::Valid,
            &[("/accepts/0/network", "unknown-network")],
        )
        .rulings(&["C-9", "C-10"]),
    ]
}

/// A demand of version 1 without a fault.
fn v1() -> Value {
    json!({
        "x402Version": 1,
        "error": "X-PAYMENT header is required",
        "accepts": [{
            "scheme": "exact",
            "network": "base-sepolia",
            "maxAmountRequired": "10000",
            "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
            "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
            "resource": "https://api.example.com/weather",
            "description": "The weather",
            "mimeType": "application/json",
            "maxTimeoutSeconds": 60,
            "extra": {"name": "USDC", "version": "2"}
        }]
    })
}

/// 328 and 414: the transport of the demand.
fn headers() -> Vec<Draft> {
    let value = STANDARD.encode(plain().to_string());
    let no_store = json!(["Cache-Control", "No-Store"]);
    let answer = |headers: Value| json!({"headers": headers});
    let demand = json!(["PAYMENT-REQUIRED", value]);
    let mut long = plain();
    long["more"] = json!("a".repeat(6_000));
    let long = STANDARD.encode(long.to_string());
    let of = |number: &str, title: &str, input: &Value, class: Class, findings: &[(&str, &str)]| {
        draft(number, title, input, class, findings).rulings(&["X-37", "C-11"])
    };
    vec![
        of("0328", "no header has a demand", &answer(json!([no_store])), Class::Invalid, &[("", "no-demand")]),
        of(
            "0328a",
            "two headers have a demand",
            &answer(json!([no_store, demand, demand])),
            Class::Invalid,
            &[("", "unreadable")],
        ),
        of(
            "0328b",
            "the header is no base64",
            &json!({"header": {"name": "PAYMENT-REQUIRED", "value": "%"}}),
            Class::Invalid,
            &[("", "unreadable")],
        ),
        of(
            "0328c",
            "a header by itself",
            &json!({"header": {"name": "payment-required", "value": value}}),
            Class::Valid,
            &[],
        ),
        of(
            "0328d",
            "a header of 8,193 bytes or more",
            &json!({"header": {"name": "PAYMENT-REQUIRED", "value": long}}),
            Class::Valid,
            &[("", "header-size")],
        ),
        of("0328e", "no JSON", &json!({"text": "{"}), Class::Invalid, &[("", "unreadable")]),
        of("0328f", "bytes that are no UTF-8", &json!({"bytes": "0xff"}), Class::Invalid, &[("", "unreadable")]),
        of(
            "0328g",
            "no version",
            &json!({"json": edited(plain(), "/x402Version", Value::Null)}),
            Class::Invalid,
            &[("/x402Version", "unreadable")],
        ),
        of(
            "0328h",
            "a demand of V1 in the header of V2",
            &json!({"header": {"name": "PAYMENT-REQUIRED", "value": STANDARD.encode(v1().to_string())}}),
            Class::Valid,
            &[("", "legacy-header")],
        ),
        of("0414", "a 402 without no-store", &answer(json!([demand])), Class::Valid, &[("", "cache-control")]),
        of(
            "0414a",
            "a 402 with max-age",
            &answer(json!([demand, ["cache-control", "max-age=60, private"]])),
            Class::Valid,
            &[("", "cache-control")],
        ),
        of("0414b", "a 402 with no-store", &answer(json!([demand, no_store])), Class::Valid, &[]),
    ]
}
