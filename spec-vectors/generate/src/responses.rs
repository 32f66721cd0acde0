//! Rows 45, 47, 49, 147–153, 176 and 180 of the catalogue: the responses of servers and facilitators, and V1.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use x402_conformance::vector::Class;

use crate::{
    base,
    draft::{Draft, expect_decode, raw},
};

const NO_SHAPES: &str = "the standard library knows no shapes";

/// V1 specification §5.1.1 and `transports-v1/http.md`.
pub(crate) const V1_OFFER: &str = concat!(
    r#"{"scheme":"exact","network":"base-sepolia","maxAmountRequired":"10000","#,
    r#""asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","#,
    r#""resource":"https://api.example.com/premium-data","description":"Access to premium market data","#,
    r#""mimeType":"application/json","outputSchema":null,"maxTimeoutSeconds":60,"extra":{"name":"USDC","version":"2"}}"#
);
/// A V1 payment, of which only the envelope matters.
pub(crate) const V1_PAYMENT: &str = r#"{"x402Version":1,"scheme":"exact","network":"base-sepolia","payload":{"a":1}}"#;

/// V2 specification §5.3.1.
const SETTLED: &str = concat!(
    r#"{"success":true,"transaction":"0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef","#,
    r#""network":"eip155:84532","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66"}"#
);

/// V2 specification §7.2.
const REFUSED: &str = concat!(
    r#"{"success":false,"errorReason":"insufficient_funds","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66","#,
    r#""transaction":"","network":"eip155:84532"}"#
);

fn text(kind: &str, text: &str) -> Value {
    json!({"kind": kind, "text": text})
}

fn header(name: &str, text: &str) -> Value {
    json!({"header": {"name": name, "value": STANDARD.encode(text)}})
}

fn taken(number: &str, title: &str, input: &Value, version: Option<u64>, canonical: &str, flags: &[&str]) -> Draft {
    let mut answer = json!({"canonical": canonical, "flags": flags});
    if let Some(version) = version {
        answer["version"] = version.into();
    }
    let class = if flags.is_empty() { Class::Valid } else { Class::Acceptable };
    let expectation = expect_decode(class, &answer, &answer);
    Draft::new(format!("responses-{number}"), "decode", title, raw(input), expectation).flags(flags)
}

fn refused(number: &str, title: &str, input: &Value, kind: &str, field: &str) -> Draft {
    let answer = json!({"err": {"stage": "shape", "kind": kind, "field": field}});
    let expectation = expect_decode(Class::Invalid, &answer, &answer);
    Draft::new(format!("responses-{number}"), "decode", title, raw(input), expectation).no_witness(NO_SHAPES)
}

pub(crate) fn drafts() -> Vec<Draft> {
    [demands(), verifications(), settlements(), requests()].into_iter().flatten().collect()
}

fn demands() -> Vec<Draft> {
    let offer = base::OFFER;
    let resource = r#"{"url":"https://api.example.com/premium-data"}"#;
    let v2 = |members: &str| format!(r#"{{"x402Version":2,{members}}}"#);
    let full = v2(&format!(
        r#""error":"PAYMENT-SIGNATURE header is required","resource":{resource},"accepts":[{offer}],"extensions":{{}}"#
    ));
    let no_resource = v2(&format!(r#""accepts":[{offer}]"#));
    let no_offer = v2(&format!(r#""resource":{resource},"accepts":[]"#));
    let null_error = v2(&format!(r#""error":null,"resource":{resource},"accepts":[{offer}]"#));
    let spoiled =
        v2(&format!(r#""resource":{resource},"accepts":[{},{offer}]"#, offer.replace("\"10000\"", "10000.5")));
    let unknown_scheme = v2(&format!(
        r#""resource":{resource},"accepts":[{}]"#,
        offer.replace("exact", "subscription").replace("eip155:84532", "ach:us")
    ));
    let v1 = |error: &str, offer: &str| format!(r#"{{"x402Version":1,{error}"accepts":[{offer}]}}"#);
    let v1_full = v1(r#""error":"X-PAYMENT header is required","#, V1_OFFER);
    let v1_no_extra = v1("", &V1_OFFER.replace(r#","extra":{"name":"USDC","version":"2"}"#, ""));
    let v1_bare = V1_OFFER.replace(r#""description":"Access to premium market data","#, "");
    let v1_bare = v1("", &v1_bare);
    let of_type = |to: &str| v1("", &V1_OFFER.replace(r#""mimeType":"application/json","#, to));
    let (v1_without_type, v1_empty_type) = (of_type(""), of_type(r#""mimeType":"","#));
    let kind = "payment-required";
    let rulings: &[&str] = &["C-8", "C-10"];
    vec![
        taken("0001", "a V2 demand in its header", &header("PAYMENT-REQUIRED", &full), Some(2), &full, &[])
            .rulings(&["C-11"])
            .requirements(&["HTTP2-required-02", "HTTP2-required-03", "V2-5.1.2-01", "V2-5.1.2-04"]),
        taken("0034", "error null", &text(kind, &null_error), Some(2), &null_error, &["null-optional"])
            .rulings(&["C-7"])
            .requirements(&["V2-5.1.2-02"]),
        taken(
            "0045",
            "a V1 offer with outputSchema null and without extra",
            &text(kind, &v1_no_extra),
            Some(1),
            &v1_no_extra,
            &[],
        )
        .rulings(&["C-7", "C-8"]),
        taken("0045a", "the V1 specification's demand", &text(kind, &v1_full), Some(1), &v1_full, &[]).rulings(rulings),
        taken(
            "0047",
            "a V2 demand without resource",
            &text(kind, &no_resource),
            Some(2),
            &no_resource,
            &["no-resource"],
        )
        .rulings(&["C-8"])
        .requirements(&["V2-5.1.2-03"]),
        taken("0049", "a demand without any offer", &text(kind, &no_offer), Some(2), &no_offer, &["empty-accepts"])
            .rulings(&["C-8"]),
        taken(
            "0049a",
            "one of two offers cannot be read",
            &text(kind, &spoiled),
            Some(2),
            &spoiled,
            &["unreadable-offer"],
        )
        .rulings(&["C-10"]),
        taken(
            "0049b",
            "a scheme and a network that nobody knows",
            &text(kind, &unknown_scheme),
            Some(2),
            &unknown_scheme,
            &[],
        )
        .rulings(&["C-10"]),
        refused(
            "0047a",
            "a demand without accepts",
            &text(kind, &v2(&format!(r#""resource":{resource}"#))),
            "missing-member",
            "accepts",
        )
        .rulings(&["C-8"])
        .requirements(&["V2-5.1.2-04"]),
        {
            let strict = json!({"version": 1, "canonical": v1_bare, "flags": ["unreadable-offer"]});
            let lenient = json!({"version": 1, "canonical": v1_bare, "flags": ["no-description"]});
            let expectation = expect_decode(Class::Acceptable, &strict, &lenient);
            Draft::new(
                "responses-0045b",
                "decode",
                "a V1 offer without description",
                raw(&text(kind, &v1_bare)),
                expectation,
            )
            .flags(&["unreadable-offer", "no-description"])
            .rulings(&["C-8", "C-10"])
        },
        taken(
            "0810",
            "a V1 offer without MIME type",
            &text(kind, &v1_without_type),
            Some(1),
            &v1_without_type,
            &["no-mime-type"],
        )
        .comment("npm x402-fetch 1.2.0 reads no offer of such a demand.")
        .rulings(&["C-8"]),
        taken(
            "0810a",
            "a V1 offer whose MIME type is empty",
            &text(kind, &v1_empty_type),
            Some(1),
            &v1_empty_type,
            &[],
        )
        .comment("Official V1 servers write it so where they were told none.")
        .rulings(&["C-8"]),
    ]
}

fn verifications() -> Vec<Draft> {
    let kind = "verify-response";
    let valid = r#"{"isValid":true,"payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66"}"#;
    let invalid = r#"{"isValid":false,"invalidReason":"insufficient_funds","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66"}"#;
    let unknown = r#"{"isValid":false,"invalidReason":"something_new","zeta":{"a":1.50}}"#;
    vec![
        refused("0147", "an empty answer is no answer", &text(kind, "{}"), "missing-member", "isValid")
            .rulings(&["C-14"]),
        taken("0148", "a refusal", &text(kind, invalid), None, invalid, &[])
            .comment("x402-foundation/x402 issue 2476: read as an error and not as a refusal.")
            .rulings(&["C-14", "C-15"]),
        taken("0148a", "an approval", &text(kind, valid), None, valid, &[]).rulings(&["C-14"]),
        refused("0149", "isValid as a string", &text(kind, r#"{"isValid":"true"}"#), "wrong-type", "isValid")
            .rulings(&["C-14"]),
        refused("0149a", "isValid null", &text(kind, r#"{"isValid":null}"#), "null", "isValid").rulings(&["C-14"]),
        taken("0153", "a reason and a member that nobody knows", &text(kind, unknown), None, unknown, &[])
            .rulings(&["C-13", "C-15"]),
    ]
}

fn settlements() -> Vec<Draft> {
    let kind = "settlement";
    let transaction = r#""0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef""#;
    let no_transaction = SETTLED.replace(transaction, "\"\"");
    let network = r#","network":"eip155:84532""#;
    let (no_network, empty_network) = (REFUSED.replace(network, ""), REFUSED.replace("eip155:84532", ""));
    let pending = REFUSED.replace(r#""transaction":"""#, &format!(r#""transaction":{transaction}"#));
    let pending = pending.replace("insufficient_funds", "settlement_pending");
    let amount = |amount: &str| SETTLED.replace(r#","payer""#, &format!(r#","amount":"{amount}","payer""#));
    let v1 = SETTLED.replace("eip155:84532", "base-sepolia");
    vec![
        taken(
            "0150",
            "a success without a transaction",
            &text(kind, &no_transaction),
            Some(2),
            &no_transaction,
            &["no-transaction"],
        )
        .rulings(&["C-14"]),
        taken("0150a", "a success", &header("PAYMENT-RESPONSE", SETTLED), Some(2), SETTLED, &[])
            .rulings(&["C-11", "C-14"])
            .requirements(&["HTTP2-settlement-01", "HTTP2-settlement-03", "HTTP2-settlement-04"]),
        taken("0150b", "a V1 success in its header", &header("X-PAYMENT-RESPONSE", &v1), Some(1), &v1, &[])
            .rulings(&["C-9", "C-11"]),
        taken(
            "0150c",
            "a V1 success in the V2 header",
            &header("PAYMENT-RESPONSE", &v1),
            Some(1),
            &v1,
            &["legacy-header"],
        )
        .comment("x402-rs 2.0.2 sends it so.")
        .rulings(&["C-11"]),
        taken("0151a", "a failure", &text(kind, REFUSED), Some(2), REFUSED, &[])
            .rulings(&["C-14"])
            .requirements(&["HTTP2-settlement-06"]),
        taken("0151b", "a failure with a transaction: it is pending", &text(kind, &pending), Some(2), &pending, &[])
            .rulings(&["C-14", "C-15"]),
        refused(
            "0151",
            "a failure with transaction null",
            &text(kind, &REFUSED.replace(r#""transaction":"""#, r#""transaction":null"#)),
            "null",
            "transaction",
        )
        .comment("x402-foundation/x402 issue 3325: unresolved, and no failure to rely on.")
        .rulings(&["C-7", "C-14"]),
        refused(
            "0151c",
            "a failure without a transaction member",
            &text(kind, &REFUSED.replace(r#""transaction":"","#, "")),
            "missing-member",
            "transaction",
        )
        .comment("x402-rs 2.0.2 sends it so.")
        .rulings(&["C-14"]),
        taken(
            "0152",
            "a failure with an empty network",
            &text(kind, &empty_network),
            None,
            &empty_network,
            &["no-network"],
        )
        .comment("x402-rs issue 119.")
        .rulings(&["C-14"]),
        taken("0152a", "a failure without a network", &text(kind, &no_network), None, &no_network, &["no-network"])
            .rulings(&["C-14"]),
        refused(
            "0152b",
            "a success without a network",
            &text(kind, &SETTLED.replace(network, "")),
            "missing-member",
            "network",
        )
        .rulings(&["C-8", "C-14"]),
        refused("0147a", "an empty settlement is no settlement", &text(kind, "{}"), "missing-member", "success")
            .rulings(&["C-14"]),
        taken("0176", "a settlement with an amount", &text(kind, &amount("5000")), Some(2), &amount("5000"), &[])
            .rulings(&["C-6", "C-14"]),
        taken(
            "0176a",
            "a settlement with an empty amount",
            &text(kind, &amount("")),
            Some(2),
            &amount(""),
            &["empty-amount"],
        )
        .rulings(&["C-14"]),
        refused(
            "0176b",
            "a settlement with a hexadecimal amount",
            &text(kind, &amount("0x10")),
            "not-decimal",
            "amount",
        )
        .rulings(&["C-6", "C-14"]),
    ]
}

fn requests() -> Vec<Draft> {
    let v1_payment = format!(
        r#"{{"x402Version":1,"scheme":"exact","network":"base-sepolia","payload":{}"#,
        &base::TEXT[base::TEXT.find(r#"{"signature""#).unwrap_or_default()..]
    );
    let request = |version: u64, payment: &str, offer: &str| {
        format!(r#"{{"x402Version":{version},"paymentPayload":{payment},"paymentRequirements":{offer}}}"#)
    };
    let v2_request = request(2, base::TEXT, base::OFFER);
    let v1_request = request(1, &v1_payment, V1_OFFER);
    let supported = concat!(
        r#"{"kinds":[{"x402Version":2,"scheme":"exact","network":"eip155:84532"},"#,
        r#"{"x402Version":1,"scheme":"exact","network":"base-sepolia"}],"extensions":[],"#,
        r#""signers":{"eip155:*":["0x1234567890abcdef1234567890abcdef12345678"]}}"#
    );
    vec![
        taken(
            "0160",
            "the V1 specification's payment in its header",
            &header("X-PAYMENT", &v1_payment),
            Some(1),
            &v1_payment,
            &[],
        )
        .rulings(&["C-9", "C-11"]),
        taken(
            "0180",
            "a V1 payment in the V2 header",
            &header("PAYMENT-SIGNATURE", &v1_payment),
            Some(1),
            &v1_payment,
            &["legacy-header"],
        )
        .rulings(&["C-11"]),
        refused(
            "0044",
            "V2's amount in a V1 offer",
            &text("verify-request", &v1_request.replace("maxAmountRequired", "amount")),
            "missing-member",
            "paymentRequirements.maxAmountRequired",
        )
        .rulings(&["C-5", "C-8"]),
        taken("0160a", "a V2 verify request", &text("verify-request", &v2_request), Some(2), &v2_request, &[])
            .rulings(&["C-11"]),
        taken("0160b", "a V1 settle request", &text("settle-request", &v1_request), Some(1), &v1_request, &[])
            .rulings(&["C-11"]),
        refused(
            "0160c",
            "a request of version 2 with a payment of version 1",
            &text("verify-request", &request(2, &v1_payment, base::OFFER)),
            "version",
            "paymentPayload.x402Version",
        )
        .rulings(&["C-11"]),
        taken(
            "0160d",
            "what a facilitator supports, in both versions",
            &text("supported", supported),
            None,
            supported,
            &[],
        )
        .rulings(&["C-9"]),
    ]
}
