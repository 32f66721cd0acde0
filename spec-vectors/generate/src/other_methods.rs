//! A member of another transfer method that is null counts as absent (C-7). The nearest other value makes a second
//! payload (B-4).

use serde_json::json;

use crate::{base, case::Case, draft::Draft, sign::SIGNER};

const UNREAD: &str = "a refusal by ruling: a library hashes the member that it is given";

/// Accepted by this implementation, with exactly this flag.
fn flagged(case: &Case, number: &str, title: &str, payer: &str) -> Draft {
    let result = json!({"verdict": "valid", "payer": payer, "offer": 0, "flags": ["null-optional"]});
    case.acceptable(number, title, payer, "null-optional").result(&result)
}

pub(crate) fn eip3009() -> Vec<Draft> {
    let beside = |members: &str| Case::base().payment(r#""payload":{"#, &format!(r#""payload":{{{members},"#));
    let null = r#""permit2Authorization":null"#;
    vec![
        flagged(&beside(null), "0600", "the member of Permit2 is there, and null", base::PAYER),
        flagged(
            &beside(r#""permissionContext":null,"delegationManager":null"#),
            "0600a",
            "the members of a delegation are there, and null",
            base::PAYER,
        ),
        flagged(
            &beside(r#""transaction":null"#),
            "0837",
            "the member of a payment on Solana is there, and null",
            base::PAYER,
        ),
        beside(r#""transaction":"""#)
            .invalid("0837a", "the member of a payment on Solana is there, and empty", "payload")
            .no_witness(UNREAD),
        beside(r#""permit2Authorization":false"#)
            .invalid("0600b", "the member of Permit2 is there, and false", "payload")
            .no_witness(UNREAD),
        beside(null).more(r#","policy":{"refuse":["null-optional"]}"#).invalid(
            "0600c",
            "the member of Permit2 is null, and the policy refuses that",
            "policy",
        ),
        flagged(&beside(null).in_version_1(), "0600d", "the member of Permit2 is null, in V1", base::PAYER),
        Case::base()
            .payload(&format!(r#"{{"signature":"0x{}","authorization":null}}"#, base::SIGNATURE))
            .invalid("0600e", "the authorization itself is null", "payload")
            .no_witness("nothing is there to hash"),
        Case::base()
            .payload(&format!(
                r#"{{"signature":"0x{}","authorization":null,"permit2Authorization":null}}"#,
                base::SIGNATURE
            ))
            .invalid("0600f", "the members of both methods are null", "payload")
            .no_witness("nothing is there to hash"),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["B-4", "C-7"]))
    .collect()
}

/// Payments by Permit2, in either scheme.
pub(crate) fn permit2(base: fn() -> Case) -> Vec<Draft> {
    let beside = |member: &str| base().payment(r#""payload":{"#, &format!(r#""payload":{{{member},"#));
    vec![
        flagged(&beside(r#""authorization":null"#), "0600", "the member of EIP-3009 is there, and null", SIGNER),
        flagged(
            &beside(r#""permissionContext":null,"delegationManager":null"#),
            "0600a",
            "the members of a delegation are there, and null",
            SIGNER,
        ),
        flagged(
            &beside(r#""transaction":null"#),
            "0837",
            "the member of a payment on Solana is there, and null",
            SIGNER,
        ),
        beside(r#""transaction":"""#)
            .invalid("0837a", "the member of a payment on Solana is there, and empty", "payload")
            .no_witness(UNREAD),
        beside(r#""authorization":false"#)
            .invalid("0600b", "the member of EIP-3009 is there, and false", "payload")
            .no_witness(UNREAD),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["B-4", "C-7"]))
    .collect()
}

/// Cases that only `exact` by Permit2 has: the method may be unnamed, and the witness has no facilitator.
pub(crate) fn exact_permit2() -> Vec<Draft> {
    let untagged = || Case::permit2().terms(r#""assetTransferMethod":"permit2","#, "");
    vec![
        untagged().payment(r#""payload":{"#, r#""payload":{"authorization":null,"#).acceptable(
            "0600c",
            "nobody names the method, and the member of EIP-3009 is null",
            SIGNER,
            "untagged-method",
        )
        .result(&json!({"verdict": "valid", "payer": SIGNER, "offer": 0, "flags": ["null-optional", "untagged-method"]})),
        untagged()
            .payment(r#""payload":{"#, r#""payload":{"authorization":{},"#)
            .invalid("0600d", "nobody names the method, and there are members of two", "payload")
            .no_witness(UNREAD),
        flagged(&Case::permit2().permit(r#""validAfter""#, r#""facilitator":null,"validAfter""#), "0600e", "the facilitator of upto's witness is there, and null", SIGNER),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["B-4", "C-7"]))
    .collect()
}
