//! The status that answers a request: the tables "Error Handling" of the HTTP transport, and those of extensions and
//! schemes.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use x402_conformance::vector::Class;

use crate::{
    base,
    draft::{Draft, expect, raw},
    responses::V1_PAYMENT,
};

const ALWAYS_402: &str =
    "a table of the documents: the official servers answer 402 to a payment that they cannot read, too";

pub(crate) fn drafts() -> Vec<Draft> {
    let v2 = json!([["PAYMENT-SIGNATURE", STANDARD.encode(base::TEXT)]]);
    let v1 = json!([["X-PAYMENT", STANDARD.encode(V1_PAYMENT)]]);
    let none = json!([["Accept", "*/*"]]);
    let junk = json!([["PAYMENT-SIGNATURE", "junk"]]);
    let v1_junk = json!([["X-PAYMENT", "e30="]]);
    let twice = json!([["PAYMENT-SIGNATURE", STANDARD.encode(base::TEXT)], ["X-PAYMENT", "e30="]]);
    let row = |number: &str,
               title: &str,
               headers: &Value,
               then: Option<(&str, &str)>,
               outcome: &str,
               status: u16,
               rows: &[&str]| {
        let mut input = json!({"headers": headers});
        if let Some((then, reason)) = then {
            input["then"] = then.into();
            if !reason.is_empty() {
                input["reason"] = reason.into();
            }
        }
        let result = expect(Class::Valid, &json!({"outcome": outcome, "status": status}));
        Draft::new(format!("http-outcomes-{number}"), "http-outcome", title, raw(&input), result)
            .rulings(&["C-11"])
            .requirements(rows)
            .no_witness(ALWAYS_402)
    };
    let misplaced = json!([["PAYMENT-SIGNATURE", STANDARD.encode(V1_PAYMENT)]]);
    let signed = |text: &str| json!([["PAYMENT-SIGNATURE", STANDARD.encode(text)]]);
    let kinds = ["V1-4-01", "V1-4-02", "V2-4-01", "V2-4-02"];
    let of = |more: &[&'static str]| [&kinds[..], more].concat();
    vec![
        row(
            "0001",
            "no payment",
            &none,
            None,
            "payment-required",
            402,
            &of(&["HTTP1-required-01", "HTTP2-required-01", "HTTP1-errors-01", "HTTP2-errors-01"]),
        ),
        row("0002", "what came is no base64", &junk, None, "invalid-payment", 400, &of(&["HTTP2-errors-02"])),
        row("0003", "V1: what came is no payment", &v1_junk, None, "invalid-payment", 400, &["HTTP1-errors-02"]),
        row("0004", "two payments", &twice, None, "invalid-payment", 400, &["HTTP2-errors-02"]),
        row("0005", "settled", &v2, Some(("settled", "")), "success", 200, &of(&["HTTP2-errors-05"])),
        row("0006", "V1: settled", &v1, None, "success", 200, &["HTTP1-errors-05"]),
        row(
            "0007",
            "refused for a reason",
            &v2,
            Some(("refused", "insufficient_funds")),
            "payment-failed",
            402,
            &["HTTP2-errors-03", "HTTP2-settlement-05"],
        ),
        row(
            "0008",
            "V1: refused for a reason",
            &v1,
            Some(("refused", "insufficient_funds")),
            "payment-failed",
            402,
            &["HTTP1-errors-03", "HTTP1-settlement-05"],
        ),
        row("0009", "refused for no reason", &v2, Some(("refused", "")), "payment-failed", 402, &["HTTP2-errors-03"]),
        row(
            "0010",
            "the payer has to approve Permit2 first",
            &v2,
            Some(("refused", "PERMIT2_ALLOWANCE_REQUIRED")),
            "allowance-required",
            412,
            &["EVM-2-phase3-07", "UPTOEVM-1-phase3-08"],
        ),
        row(
            "0011",
            "the same as the SDKs write it",
            &v2,
            Some(("refused", "permit2_allowance_required")),
            "allowance-required",
            412,
            &["EVM-2-phase3-07"],
        ),
        row(
            "0012",
            "the identifier belongs to another request",
            &v2,
            Some(("refused", "payment_identifier_conflict")),
            "conflict",
            409,
            &[],
        )
        .rulings(&["X-10"]),
        row(
            "0013",
            "the identifier is missing",
            &v2,
            Some(("refused", "payment_identifier_required")),
            "invalid-payment",
            400,
            &[],
        )
        .rulings(&["X-8"]),
        row(
            "0014",
            "the server has an error",
            &v2,
            Some(("server-error", "")),
            "server-error",
            500,
            &of(&["HTTP2-errors-04"]),
        ),
        row(
            "0015",
            "V1: the server has an error",
            &v1,
            Some(("server-error", "")),
            "server-error",
            500,
            &["HTTP1-errors-04"],
        ),
        row(
            "0016",
            "no payment, and the server has an error behind",
            &none,
            Some(("server-error", "")),
            "payment-required",
            402,
            &["HTTP2-errors-01"],
        ),
        row("0017", "a payment of V1 under the header of V2", &misplaced, None, "success", 200, &[]).rulings(&["U-47"]),
        row("0018", "what came is base64 and no JSON", &signed("no json"), None, "invalid-payment", 400, &[])
            .rulings(&["U-47"]),
        row("0019", "what came is JSON and no payment", &signed("{}"), None, "invalid-payment", 400, &[])
            .rulings(&["U-47"]),
        row(
            "0020",
            "a payment of a version that does not exist",
            &signed(
                &base::TEXT
                    .replace("\"x402Version\":2", "\"x402Version\":3")
                    .replace("\"x402Version\": 2", "\"x402Version\": 3"),
            ),
            None,
            "invalid-payment",
            400,
            &[],
        )
        .rulings(&["U-47"]),
    ]
}
