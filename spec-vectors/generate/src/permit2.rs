//! Rows 111–120, 158 and 159 of the catalogue: `exact` by Permit2, and by delegation.

use serde_json::json;

use crate::{
    base, callers,
    case::Case,
    delegated_code,
    draft::Draft,
    other_methods,
    permit::{
        EXACT_PROXY, FACILITATOR, REPLAY_KEY, UPTO_PROXY,
        scheme::{Scheme, hex_nonces},
    },
    policies, several_offers,
    sign::SIGNER,
    wrappers,
};

const SCHEME: Scheme = Scheme {
    base: Case::permit2,
    proxies: [EXACT_PROXY, UPTO_PROXY],
    statements: ["EVM-2-phase3-02", "EVM-2-phase3-11", "EVM-2-phase3-12", "EVM-2-phase3-13"],
    shown: ["EVM-2-phase2-06", "EVM-2-phase2-12", "EVM-2-phase2-14"],
};

pub(crate) fn drafts() -> Vec<Draft> {
    [
        SCHEME.drafts(),
        hex_nonces(SCHEME),
        shapes(),
        document(),
        phases(),
        version_1(),
        delegations(),
        delegated_code::drafts(SCHEME.base, "E-7"),
        callers::permit2(SCHEME.base),
        other_methods::permit2(SCHEME.base),
        other_methods::exact_permit2(),
        several_offers::permit2(),
        wrappers::deployed(SCHEME.base),
        wrappers::perhaps_deployed(SCHEME.base),
        policies::canonical(SCHEME.base),
        policies::presets_of_permit2(),
        wrappers::permit2(
            SCHEME.base,
            "0x5E44cA25b7Ed6bb72BCC498815E160a2c74BeC53",
            "0xfC06180C6cBc22a26559216A1b3a9adbbc97df89",
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// B-4: one shape, never a guess.
fn shapes() -> Vec<Draft> {
    let tag = r#""assetTransferMethod":"permit2","#;
    let untagged = || Case::permit2().terms(tag, "");
    let unread = "which method counts is a ruling; nothing else is hashed";
    let result = json!({
        "verdict": "valid", "payer": SIGNER, "offer": 0, "replayKey": REPLAY_KEY, "flags": ["untagged-method"],
    });
    let facilitator = format!(r#""facilitator":"{FACILITATOR}","validAfter""#);
    vec![
        untagged()
            .acceptable("0074", "neither the offer nor the client names the method", SIGNER, "untagged-method")
            .result(&result),
        untagged().more(r#","policy":{"refuse":["untagged-method"]}"#).invalid(
            "0074a",
            "nobody names the method, and the policy refuses that",
            "policy",
        ),
        Case { offer: untagged().offer, ..Case::permit2() }.valid("0074b", "the client alone names the method", SIGNER),
        Case { offer: untagged().offer, ..Case::permit2() }
            .more(r#","policy":{"refuse":["untagged-method"]}"#)
            .valid("0074o", "the client alone names the method, and the policy wants it named", SIGNER)
            .requirements(&["EVM-summary-07"]),
        Case::permit2()
            .terms(tag, r#""assetTransferMethod":"eip3009","#)
            .invalid("0074c", "the offer wants EIP-3009", "payload")
            .no_witness(unread),
        Case::permit2()
            .payment(r#""payload":{"#, r#""payload":{"authorization":{},"#)
            .invalid("0075", "two methods' members in one payload", "payload")
            .no_witness("a refusal by ruling: a library hashes the member that it is given"),
        Case::permit2()
            .permit(r#""validAfter""#, &facilitator)
            .invalid("0117a", "the witness has a facilitator, as that of upto", "payload")
            .no_witness("the witnesses hash what the payload says; which witness a scheme has is the ruling")
            .requirements(&["EVM-2-phase2-13"]),
        Case::permit2()
            .permit(r#""validAfter""#, r#""extra":"0x","validAfter""#)
            .valid("0117b", "the witness has a member that nobody signed", SIGNER)
            .comment("The first proxies' witness had a member of this name."),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["B-4"]))
    .collect()
}

/// The signature that the document prints is that of its EIP-3009 example.
fn document() -> Vec<Draft> {
    vec![
        Case::permit2()
            .permit(SIGNER, base::PAYER)
            .signature(base::SIGNATURE)
            .invalid("0112", "the document's own example: the signature is of another message", "signer")
            .comment("It recovers 0x468d6ad8…, and is the one of the EIP-3009 example.")
            .rulings(&["E-7"])
            .requirements(&["EVM-2-phase3-02"]),
    ]
}

/// `exact` takes exactly the signed amount.
fn phases() -> Vec<Draft> {
    let settling = |amount: &str| Case::permit2().more(&format!(r#","phase":{{"settle":{{"amount":"{amount}"}}}}"#));
    vec![
        settling("10000").valid("0159a", "to be settled with what was signed", SIGNER).rulings(&["B-7"]),
        settling("9999").invalid("0159b", "to be settled with one less than was signed", "charge").rulings(&["B-7"]),
        settling("10001").invalid("0159c", "to be settled with one more than was signed", "charge").rulings(&["B-7"]),
        settling("0").invalid("0159d", "to be settled with nothing", "charge").rulings(&["B-7"]),
        Case::permit2()
            .more(r#","facilitators":[]"#)
            .valid("0159e", "the caller settles from no address: anybody may settle", SIGNER)
            .rulings(&["P-4"]),
        Case::permit2()
            .valid("0159", "the replay key of the nonce", SIGNER)
            .result(&json!({"verdict": "valid", "payer": SIGNER, "offer": 0, "replayKey": REPLAY_KEY}))
            .comment("The same as that of upto-0159: Permit2 has one space of nonces for both schemes.")
            .rulings(&["E-10"]),
    ]
}

/// The same permit in a V1 payment.
fn version_1() -> Vec<Draft> {
    let mut case = Case::permit2().in_version_1();
    case.offer = case.offer.replace(r#""extra":{"#, r#""extra":{"assetTransferMethod":"permit2","#);
    let result = json!({"verdict": "valid", "payer": SIGNER, "offer": 0, "replayKey": REPLAY_KEY});
    let draft = case.valid("0160", "the same permit in V1: the same replay key", SIGNER).result(&result);
    vec![draft.rulings(&["B-3", "E-10"])]
}

/// ERC-7710, which is recognised and not judged (P-7).
fn delegations() -> Vec<Draft> {
    let delegated = |payload: &str| {
        Case::permit2()
            .terms(r#""assetTransferMethod":"permit2""#, r#""assetTransferMethod":"erc7710""#)
            .payload(payload)
    };
    let good =
        format!(r#"{{"delegationManager":"{FACILITATOR}","permissionContext":"0xc0de","delegator":"{SIGNER}"}}"#);
    let opaque = "what a delegation allows, only its manager knows";
    vec![
        delegated(&good)
            .undecided("0074d", "a delegation, which only a simulation can judge", "method")
            .requirements(&["EVM-3-phase2-01", "EVM-3-phase3-01"]),
        delegated(&good.replace("delegator", "delegate"))
            .invalid("0074e", "a delegation without delegator", "payload")
            .requirements(&["EVM-3-phase2-01", "EVM-3-phase2-04"]),
        delegated(&good.replacen('{', r#"{"authorization":{},"#, 1))
            .invalid("0075a", "a delegation beside an authorization", "payload")
            .requirements(&["EVM-3-phase2-01"]),
        delegated(&good.replace("delegationManager", "manager"))
            .invalid("0074f", "a delegation without its manager", "payload")
            .requirements(&["EVM-3-phase2-01", "EVM-3-phase2-02"]),
        delegated(&good.replace(FACILITATOR, &FACILITATOR[..40]))
            .invalid("0074g", "the manager's address has 19 bytes", "payload")
            .requirements(&["EVM-3-phase2-02"]),
        delegated(&good.replace("permissionContext", "context"))
            .invalid("0074h", "a delegation without permissionContext", "payload")
            .requirements(&["EVM-3-phase2-01", "EVM-3-phase2-03"]),
        delegated(&good.replace("0xc0de", "0x"))
            .undecided("0074i", "nothing is shown to the manager, who alone knows", "method")
            .requirements(&["EVM-3-phase2-03", "EVM-3-phase3-01"]),
        Case::permit2()
            .terms(r#""assetTransferMethod":"permit2","#, "")
            .payload(&good)
            .invalid("0074j", "a delegation, and nobody names the method", "payload")
            .requirements(&["EVM-3-phase2-05"]),
        Case::permit2()
            .terms(r#""permit2""#, r#""eip3009""#)
            .payload(&good)
            .invalid("0074k", "a delegation, and the offer names EIP-3009", "payload")
            .requirements(&["EVM-3-phase2-05"]),
        delegated(&good)
            .terms(r#","name":"USDC""#, "")
            .undecided("0074l", "a delegation, and the offer does not name the token's domain", "method")
            .requirements(&["EVM-3-phase2-06"]),
        delegated(&good)
            .terms(r#","version":"2""#, "")
            .undecided("0074m", "a delegation, and the offer does not say the domain's version", "method")
            .requirements(&["EVM-3-phase2-07"]),
        Case::permit2()
            .terms(r#""permit2""#, r#""eip4337""#)
            .undecided("0074n", "a transfer method that the document does not have", "method")
            .requirements(&["EVM-summary-02"]),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["P-7", "B-4"]).no_witness(opaque))
    .collect()
}
