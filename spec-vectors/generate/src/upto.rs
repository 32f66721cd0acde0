//! Rows 111–120, 158 and 159 of the catalogue: `upto`.

use serde_json::json;

use crate::{
    callers,
    case::Case,
    delegated_code,
    draft::Draft,
    other_methods,
    permit::{
        EXACT_PROXY, FACILITATOR, NONCE, REPLAY_KEY, STRANGER, UPTO_PROXY, ZERO,
        scheme::{Scheme, hex_nonces},
    },
    policies,
    sign::SIGNER,
    wrappers,
};

const SCHEME: Scheme = Scheme {
    base: Case::upto,
    proxies: [UPTO_PROXY, EXACT_PROXY],
    statements: ["UPTOEVM-1-phase3-02", "UPTOEVM-1-phase3-13", "UPTOEVM-1-phase3-14", "UPTOEVM-1-phase3-15"],
    shown: ["UPTOEVM-1-phase2-05", "UPTOEVM-1-phase2-15", "UPTOEVM-1-phase2-16"],
};

pub(crate) fn drafts() -> Vec<Draft> {
    [
        SCHEME.drafts(),
        hex_nonces(SCHEME),
        shapes(),
        facilitators(),
        phases(),
        delegated_code::drafts(SCHEME.base, "E-7"),
        callers::permit2(SCHEME.base),
        other_methods::permit2(SCHEME.base),
        wrappers::deployed(SCHEME.base),
        wrappers::perhaps_deployed(SCHEME.base),
        policies::canonical(SCHEME.base),
        policies::presets_of_upto(),
        wrappers::permit2(
            SCHEME.base,
            "0xD8593dc6923cddfe95bA1E2156B302dc81F93b4e",
            "0x438dCFBA63D3eccbecE43d75DA84Bf57a0EeF984",
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// B-4: Permit2 and no other method.
fn shapes() -> Vec<Draft> {
    let tagged = |method: &str| {
        Case::upto().terms(r#""name":"USDC""#, &format!(r#""assetTransferMethod":"{method}","name":"USDC""#))
    };
    let unread = "which method counts is a ruling; nothing else is hashed";
    vec![
        tagged("permit2").valid("0074", "the offer names Permit2", SIGNER),
        tagged("eip3009")
            .invalid("0074a", "the offer names EIP-3009", "method")
            .requirements(&["UPTOEVM-summary-01"])
            .no_witness(unread),
        Case::upto()
            .payload(r#"{"signature":"0x","authorization":{}}"#)
            .invalid("0074b", "the payload is EIP-3009's", "payload")
            .requirements(&["UPTOEVM-summary-02"])
            .no_witness(unread),
        Case::upto()
            .payment(r#""payload":{"#, r#""payload":{"authorization":{},"#)
            .invalid("0075", "two methods' members in one payload", "payload")
            .no_witness("a refusal by ruling: a library hashes the member that it is given"),
        Case::upto()
            .permit(&format!(r#""facilitator":"{FACILITATOR}","#), "")
            .invalid("0117a", "the witness has no facilitator", "payload")
            .requirements(&["UPTOEVM-1-phase2-16", "UPTOEVM-proxy-02"])
            .no_witness("the witnesses hash what the payload says; which witness a scheme has is the ruling"),
        Case::upto()
            .permit(r#""validAfter""#, r#""extra":"0x","validAfter""#)
            .valid("0117b", "the witness has a member that nobody signed", SIGNER)
            .comment("The document speaks of an extra that is to be encoded; the proxy's witness has none."),
        Case::upto()
            .terms(r#""scheme":"upto""#, r#""scheme":"Upto""#)
            .undecided("0074c", "the scheme is spelled Upto", "method")
            .requirements(&["UPTOEVM-2-01"])
            .no_witness("nobody knows what is signed"),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["B-4"]))
    .collect()
}

/// P-4: the facilitator that may settle.
fn facilitators() -> Vec<Draft> {
    let own = |addresses: &str| Case::upto().more(&format!(r#","facilitators":[{addresses}]"#));
    let unnamed = || Case::upto().terms(&format!(r#","facilitatorAddress":"{FACILITATOR}""#), "");
    let another = || Case::upto().terms(FACILITATOR, STRANGER);
    let (facilitator, stranger) = (format!("\"{FACILITATOR}\""), format!("\"{STRANGER}\""));
    let parent = "upto-0111f";
    let outstanding = json!({"verdict": "valid", "payer": SIGNER, "offer": 0, "outstanding": ["facilitator"]});
    vec![
        Case::upto()
            .valid("0111g", "the offer names the facilitator, and the caller does not say who it is", SIGNER)
            .result(&outstanding),
        own(&facilitator).valid(
            parent.strip_prefix("upto-").unwrap_or_default(),
            "the caller is the facilitator",
            SIGNER,
        ),
        own(&format!("{stranger},{facilitator}")).valid("0111h", "the caller has two addresses", SIGNER),
        own(&stranger).invalid("0111i", "the caller is another facilitator", "facilitator").child_of(
            parent,
            "facilitators[0]",
            FACILITATOR,
            STRANGER,
        ),
        own("").invalid("0111j", "the caller has no address to settle from", "facilitator"),
        own(&format!("\"{}\"", FACILITATOR.to_lowercase())).valid(
            "0111k",
            "the caller's address in lower case",
            SIGNER,
        ),
        own("\"2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4\"").invalid(
            "0111l",
            "the caller settles on Solana alone",
            "facilitator",
        ),
        unnamed().undecided("0111m", "nobody says who the facilitator is to be", "facilitator"),
        another().undecided("0111n", "the offer names another facilitator", "facilitator"),
        Case { more: format!(r#","facilitators":[{facilitator}]"#), ..unnamed() }.valid(
            "0111o",
            "the offer names none, and the caller is the facilitator",
            SIGNER,
        ),
        Case { more: format!(r#","facilitators":[{facilitator}]"#), ..another() }.valid(
            "0111p",
            "the offer names another, and the caller is the facilitator",
            SIGNER,
        ),
        Case::upto()
            .permits(FACILITATOR, ZERO)
            .invalid("0111q", "the facilitator is the zero address", "facilitator")
            .child_of("upto-0111", "payload.permit2Authorization.witness.facilitator", FACILITATOR, ZERO),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["P-4"]).requirements(&["UPTOEVM-1-phase2-07"]))
    .collect()
}

/// P-4: the phases before and after the service.
fn phases() -> Vec<Draft> {
    let settling = |amount: &str| Case::upto().more(&format!(r#","phase":{{"settle":{{"amount":"{amount}"}}}}"#));
    let valid = |number: &str, title: &str, amount: &str| settling(amount).valid(number, title, SIGNER);
    vec![
        valid("0159a", "to be settled with what was signed", "10000").requirements(&["UPTO-core-4-02"]),
        valid("0159b", "to be settled with less than was signed", "1858").requirements(&[
            "UPTO-core-5-02",
            "UPTO-core-5-06",
            "UPTOEVM-1-phase3-12",
            "UPTOEVM-settle-time-02",
            "UPTOEVM-settle-time-05",
            "V2-7.2-04",
            "V2-7.2-05",
        ]),
        valid("0159c", "to be settled with nothing", "0")
            .comment("No transaction is needed; the proxy would refuse one.")
            .requirements(&["UPTO-core-4-03", "UPTOEVM-1-phase4-02"]),
        settling("10001")
            .invalid("0159d", "to be settled with one more than was signed", "charge")
            .child_of("upto-0159a", "phase.settle.amount", "10000", "10001")
            .requirements(&["UPTO-core-4-01", "UPTO-core-5-05", "UPTOEVM-settle-time-03", "UPTOEVM-4-codes-01"]),
        settling("1858").at(1_740_672_155).invalid("0159e", "to be settled too late", "valid-before"),
        Case::upto()
            .permits("10000", "20000")
            .more(r#","phase":{"settle":{"amount":"10000"}}"#)
            .invalid("0159f", "more was signed than the offer asks, and no more is taken", "amount")
            .comment("The offer is the one that was made; what is taken is another number."),
        settling("1858")
            .permit(NONCE, "7")
            .invalid("0159g", "to be settled, and the nonce was changed after signing", "signer")
            .requirements(&["UPTOEVM-settle-time-01"]),
        Case::upto()
            .terms(r#""amount":"10000""#, r#""amount":"20000""#)
            .permits("10000", "20000")
            .more(r#","phase":{"settle":{"amount":"1858"}}"#)
            .valid("0159h", "the document's own numbers: 20000 is signed, and 1858 taken", SIGNER)
            .requirements(&["UPTOEVM-settle-time-07"]),
        Case::upto()
            .valid("0159", "the replay key of the nonce", SIGNER)
            .result(&json!({"verdict": "valid", "payer": SIGNER, "offer": 0, "replayKey": REPLAY_KEY}))
            .comment("The same as that of permit2-0159: Permit2 has one space of nonces for both schemes."),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["P-4", "E-10"]))
    .collect()
}
