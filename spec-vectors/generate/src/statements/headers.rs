//! The header of each object (C-11).

use crate::{
    base,
    draft::{Draft, err, ok},
    responses::{V1_OFFER, V1_PAYMENT},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

/// Which header carries which object (C-11). `id` makes the id of a number.
pub(super) fn drafts(id: fn(&str) -> String) -> Vec<Draft> {
    let encoded = |name: &str, text: &str| json!({"header": {"name": name, "value": STANDARD.encode(text)}});
    let plain = |name: &str, text: &str| json!({"header": {"name": name, "value": text}});
    let as_kind = |kind: &str, name: &str, text: &str| {
        let mut input = encoded(name, text);
        input["kind"] = kind.into();
        input
    };
    let demand_2 = format!(
        r#"{{"x402Version":2,"resource":{{"url":"https://api.example.com/premium-data"}},"accepts":[{}]}}"#,
        base::OFFER
    );
    let demand_1 = format!(r#"{{"x402Version":1,"error":"X-PAYMENT header is required","accepts":[{V1_OFFER}]}}"#);
    let settled = |network: &str| format!(r#"{{"success":true,"payer":"a","transaction":"b","network":"{network}"}}"#);
    let (settled_1, settled_2) = (settled("base-sepolia"), settled("eip155:84532"));
    let no_network = settled_1.replace(r#","network":"base-sepolia""#, "");
    let header_name = err("header", "header-name", "");
    let not_base64 = err("base64", "base64-alphabet", "");
    let missing = |member: &str| err("shape", "missing-member", member);
    let rows: Vec<(&str, &str, Value, Value, &[&str])> = vec![
        (
            "0401",
            "a V2 demand in its header",
            encoded("PAYMENT-REQUIRED", &demand_2),
            ok(Some(2), &demand_2, &[]),
            &["HTTP2-required-02", "HTTP2-required-03", "HTTP2-headers-01", "V2-5.1.1-01"],
        ),
        (
            "0402",
            "a V2 demand in its header, without base64",
            plain("PAYMENT-REQUIRED", &demand_2),
            not_base64.clone(),
            &["HTTP2-required-03", "V2-5.1.1-01"],
        ),
        (
            "0403",
            "an empty object where a V2 demand belongs",
            encoded("PAYMENT-REQUIRED", "{}"),
            missing("x402Version"),
            &["HTTP2-required-03"],
        ),
        (
            "0404",
            "a V2 demand in the payment's header",
            as_kind("payment-required", "PAYMENT-SIGNATURE", &demand_2),
            header_name.clone(),
            &["HTTP2-required-02", "HTTP2-headers-01"],
        ),
        (
            "0405",
            "a V1 demand in a header",
            encoded("PAYMENT-REQUIRED", &demand_1),
            ok(Some(1), &demand_1, &["legacy-header"]),
            &["HTTP1-required-02"],
        ),
        (
            "0406",
            "a V1 demand in a body",
            json!({"kind": "payment-required", "text": demand_1}),
            ok(Some(1), &demand_1, &[]),
            &["HTTP1-required-02", "HTTP1-required-03"],
        ),
        (
            "0411",
            "a V1 payment in its header, without base64",
            plain("X-PAYMENT", V1_PAYMENT),
            not_base64.clone(),
            &["HTTP1-payload-02"],
        ),
        (
            "0412",
            "an empty object where a V1 payment belongs",
            encoded("X-PAYMENT", r#"{"x402Version":1}"#),
            missing("scheme"),
            &["HTTP1-payload-03"],
        ),
        (
            "0413",
            "an empty object where a V2 payment belongs",
            encoded("PAYMENT-SIGNATURE", r#"{"x402Version":2}"#),
            missing("accepted"),
            &["HTTP2-payload-03"],
        ),
        (
            "0414",
            "a V1 payment in the settlement's header",
            as_kind("payment", "X-PAYMENT-RESPONSE", V1_PAYMENT),
            header_name.clone(),
            &["HTTP1-payload-01"],
        ),
        (
            "0415",
            "a V2 payment in the demand's header",
            as_kind("payment", "PAYMENT-REQUIRED", base::TEXT),
            header_name.clone(),
            &["HTTP2-payload-01", "HTTP2-headers-02"],
        ),
        (
            "0416",
            "a payment in a header of another name",
            as_kind("payment", "X-PAYMENT-SIGNATURE", base::TEXT),
            header_name.clone(),
            &["HTTP1-payload-01", "HTTP2-payload-01"],
        ),
        (
            "0421",
            "a V1 settlement in its header",
            encoded("X-PAYMENT-RESPONSE", &settled_1),
            ok(Some(1), &settled_1, &[]),
            &["HTTP1-settlement-01", "HTTP1-settlement-02", "HTTP1-settlement-03", "V1-5.3.2-04"],
        ),
        (
            "0422",
            "a V1 settlement in its header, without base64",
            plain("X-PAYMENT-RESPONSE", &settled_1),
            not_base64.clone(),
            &["HTTP1-settlement-02"],
        ),
        (
            "0423",
            "an empty object where a V1 settlement belongs",
            encoded("X-PAYMENT-RESPONSE", "{}"),
            missing("success"),
            &["HTTP1-settlement-03"],
        ),
        (
            "0424",
            "a V1 settlement in the payment's header",
            as_kind("settlement", "X-PAYMENT", &settled_1),
            header_name.clone(),
            &["HTTP1-settlement-01"],
        ),
        (
            "0425",
            "a V1 success that names no network",
            encoded("X-PAYMENT-RESPONSE", &no_network),
            missing("network"),
            &["V1-5.3.2-04", "V1-7.2-04"],
        ),
        (
            "0431",
            "a V2 settlement in its header",
            encoded("PAYMENT-RESPONSE", &settled_2),
            ok(Some(2), &settled_2, &[]),
            &["HTTP2-settlement-01", "HTTP2-settlement-02", "HTTP2-settlement-03", "HTTP2-headers-03"],
        ),
        (
            "0432",
            "a V2 settlement in its header, without base64",
            plain("PAYMENT-RESPONSE", &settled_2),
            not_base64,
            &["HTTP2-settlement-02"],
        ),
        (
            "0433",
            "an empty object where a V2 settlement belongs",
            encoded("PAYMENT-RESPONSE", "{}"),
            missing("success"),
            &["HTTP2-settlement-03"],
        ),
        (
            "0434",
            "a V2 settlement in the payment's header",
            as_kind("settlement", "PAYMENT-SIGNATURE", &settled_2),
            header_name,
            &["HTTP2-settlement-01", "HTTP2-headers-03"],
        ),
    ];
    rows.into_iter()
        .map(|(number, title, input, answer, requirements)| {
            Draft::decode(id(number), title, &input, &answer, &answer)
                .rulings(&["C-1", "C-8", "C-11"])
                .requirements(requirements)
                .no_witness("which header carries what, and which members it needs, is not the witness' matter")
        })
        .collect()
}
