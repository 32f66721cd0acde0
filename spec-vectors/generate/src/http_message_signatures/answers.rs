//! Row 356: signatures of answers (H-4).

use serde_json::json;

use super::build::{ED25519, Question};
use crate::draft::Draft;

/// The components that a server should cover.
const BOUND: &str = r#"("@status" "payment-response" "@authority";req "@path";req)"#;

pub(super) fn drafts() -> Vec<Draft> {
    let signed = |covered: &str| Question::answer().signed(ED25519, covered);
    let payment_required =
        Question::answer().set("/answer", json!({"status": 402, "headers": [["Payment-Required", "e30="]]}));
    let unbound = &["unbound-response"][..];
    let components = |number: &str, title: &str, covered: &str, ruling: &str| {
        signed(covered).invalid(number, title, "components", ruling)
    };
    vec![
        signed(BOUND).valid("0356", "a settlement, bound to the request", ED25519, &[]).rulings(&["H-4"]),
        components("0356a", "the status is not covered", r#"("payment-response" "@authority";req "@path";req)"#, "H-4"),
        components("0356b", "the settlement is not covered", r#"("@status" "@authority";req "@path";req)"#, "H-4"),
        components(
            "0356o",
            "a trailer for the settlement",
            r#"("@status" "payment-response";tr "@authority";req "@path";req)"#,
            "H-4",
        ),
        components(
            "0356p",
            "a member of the settlement's header",
            r#"("@status" "payment-response";key="a" "@authority";req "@path";req)"#,
            "H-4",
        ),
        payment_required.clone().signed(ED25519, r#"("@status" "@authority";req "@path";req)"#).invalid(
            "0356c",
            "the demand is not covered",
            "components",
            "H-4",
        ),
        signed(r#"("@status" "payment-response" "@authority";req)"#)
            .valid("0356d", "the path of the request is not covered", ED25519, unbound)
            .rulings(&["H-4"]),
        signed(BOUND).set("/answer/status", 402.into()).invalid("0356e", "another status", "signature", "H-3"),
        signed(BOUND).set("/answer/headers/0/1", "e31=".into()).invalid(
            "0356f",
            "another settlement",
            "signature",
            "H-3",
        ),
        signed(BOUND).set("/request/targetUri", "https://api.example.com/other".into()).invalid(
            "0356g",
            "the answer to another request",
            "signature",
            "H-3",
        ),
        signed(BOUND).without("request").undecided("0356h", "the request is not at hand", "component", "H-2"),
        signed(r#"("@status" "payment-response" "@path";req "x-payment")"#).without("request").invalid(
            "0356m",
            "the request is not at hand, and a field of the answer is not there",
            "components",
            "H-2",
        ),
        signed(r#"("@status" "payment-response" "@status";req)"#).without("request").invalid(
            "0356n",
            "the status of the request, which is not at hand",
            "components",
            "H-2",
        ),
        payment_required
            .signed(ED25519, r#"("@status" "payment-required" "@authority";req "@path";req)"#)
            .valid("0356i", "a demand, bound to the request", ED25519, &[])
            .rulings(&["H-4"]),
        signed(r#"("@status" "payment-response" "@method")"#).invalid(
            "0356j",
            "a component of the request, taken for the answer's",
            "components",
            "H-3",
        ),
        signed(r#"("@status" "payment-response")"#)
            .set("/tags", json!(["x402-response"]))
            .valid("0356k", "an answer needs no tag", ED25519, unbound)
            .rulings(&["H-3", "H-4"]),
        Question::answer()
            .set("/tags", json!(["x402-response"]))
            .signed_with(ED25519, &format!("{BOUND};created=1700000000;keyid=\"ed25519\";tag=\"x402-response\""))
            .valid("0356l", "the parameters that the document prints", ED25519, &[])
            .rulings(&["H-3", "H-4"]),
    ]
}
