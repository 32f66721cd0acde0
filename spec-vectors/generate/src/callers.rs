//! The caller of the payer's contract (E-8). A wallet may pass its caller on to policies (ERC-7579), and accept from
//! one caller a signature that it refuses from another. The token asks for payments by EIP-3009 and for its own
//! permits. Permit2 asks if it moves the tokens.

use serde_json::json;

use crate::{
    case::{Case, Code},
    draft::{Draft, digest_of},
    payment::PERMIT2,
    permit::{TOKEN, ZERO, allowance},
    sign::SIGNER,
};

const CHECK: &str = "contract-signature";
const NOT_HASHED: &str = "what a contract answers is a fact here";

/// A known answer of a contract: the caller if it is known, the digest, the signature, and the answer.
struct Answer<'a> {
    caller: Option<&'a str>,
    digest: &'a str,
    signature: &'a str,
    valid: bool,
}

fn knowing(case: &Case, answers: &[Answer<'_>]) -> Case {
    let facts: Vec<String> = answers
        .iter()
        .map(|Answer { caller, digest, signature, valid }| {
            let caller = caller.map(|caller| format!(r#","caller":"{caller}""#)).unwrap_or_default();
            format!(r#"{{"account":"{SIGNER}"{caller},"digest":"{digest}","signature":"{signature}","valid":{valid}}}"#)
        })
        .collect();
    case.clone().knowing(Code::Unknown).more(&format!(
        r#","facts":{{"accounts":{{"{SIGNER}":{{"code":"some"}}}},"contractSignatures":[{}]}}"#,
        facts.join(",")
    ))
}

/// `base` is signed by [`SIGNER`].
fn drafts(base: fn() -> Case, asker: &str, other: &str, [who, whom]: [&str; 2]) -> Vec<Draft> {
    let case = base().signature("c0de");
    let digest = digest_of(&case.input());
    let said = |answers: &[(Option<&str>, bool)]| {
        let answer =
            |(caller, valid): &(_, _)| Answer { caller: *caller, digest: &digest, signature: "0xc0de", valid: *valid };
        knowing(&case, &answers.iter().map(answer).collect::<Vec<_>>())
    };
    let from = |what: &str| format!("the payer's contract {what}");
    vec![
        said(&[(Some(asker), true)]).valid("0601", &from(&format!("accepts the signature from {who}")), SIGNER),
        said(&[(Some(asker), false)]).invalid("0601a", &from(&format!("refuses the signature from {who}")), CHECK),
        said(&[(Some(other), true)])
            .undecided("0601b", &from(&format!("accepts the signature from {whom}, which does not ask")), CHECK)
            .comment("A wallet with policies passes its caller on to them, and may refuse the one that does ask."),
        said(&[(Some(other), false)]).undecided(
            "0601c",
            &from(&format!("refuses the signature from {whom}, which does not ask")),
            CHECK,
        ),
        said(&[(Some(ZERO), false)])
            .undecided("0601d", &from("refuses the signature from the zero address"), CHECK)
            .comment("It is the caller of an eth_call that names none; a wallet with policies answers no to it."),
        said(&[(Some(asker), true), (None, false)]).valid(
            "0601e",
            &from(&format!("accepts the signature from {who}, and refuses it from others")),
            SIGNER,
        ),
        said(&[(Some(other), true), (None, false)]).invalid(
            "0601f",
            &from(&format!("accepts the signature from {whom}, and refuses it from others")),
            CHECK,
        ),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["E-8"]).flags(&["contract-account"]).no_witness(NOT_HASHED))
    .collect()
}

pub(crate) fn eip3009() -> Vec<Draft> {
    drafts(Case::signed, TOKEN, PERMIT2, ["the token", "Permit2"])
}

/// The vectors of a scheme by Permit2.
pub(crate) fn permit2(base: fn() -> Case) -> Vec<Draft> {
    drafts(base, PERMIT2, TOKEN, ["Permit2", "the token"])
}

/// A permit for a sponsor: the token asks about it, and Permit2 about the payment.
pub(crate) fn eip2612(case: &Case) -> Vec<Draft> {
    let input = case.input();
    let payment: serde_json::Value = serde_json::from_str(&case.payment).expect("a payment of ours");
    let text = |pointer: &str| {
        payment.pointer(pointer).and_then(|value| value.as_str()).expect("a payment of ours").to_owned()
    };
    let (own, permit) = (digest_of(&input), crate::draft::permit_digest_of(&input));
    let (own_signature, permit_signature) =
        (text("/payload/signature"), text("/extensions/eip2612GasSponsoring/info/signature"));
    let said = |own_caller, permit_caller, permit_valid| {
        let answers = [
            Answer { caller: Some(own_caller), digest: &own, signature: &own_signature, valid: true },
            Answer { caller: Some(permit_caller), digest: &permit, signature: &permit_signature, valid: permit_valid },
        ];
        knowing(case, &answers)
    };
    // The payer's key has signed it.
    let open = |case: Case, number: &str, title: &str| {
        let draft = case.undecided(number, title, "permit-signature");
        draft.result(&json!({"verdict": "undecided", "needs": ["token-permit"]}))
    };
    vec![
        said(PERMIT2, TOKEN, true).valid("0601", "Permit2 and the token asked, each about what it is brought", SIGNER),
        open(said(PERMIT2, TOKEN, false), "0601a", "the payer's contract refuses the permit from the token"),
        open(
            Case {
                more: said(PERMIT2, TOKEN, false).more.replacen(
                    r#""facts":{"#,
                    &format!(r#""facts":{{{},"#, allowance("4")),
                    1,
                ),
                ..said(PERMIT2, TOKEN, false)
            },
            "0693a",
            "the payer's contract refuses the permit from the token, and too little is allowed",
        ),
        said(PERMIT2, PERMIT2, true).undecided(
            "0601b",
            "the payer's contract accepts the permit from Permit2, which does not ask about it",
            "permit-signature",
        ),
        said(TOKEN, TOKEN, true).undecided(
            "0601c",
            "the payer's contract accepts the payment's signature from the token, which does not ask about it",
            CHECK,
        ),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["E-8", "P-5"]).flags(&["contract-account"]).no_witness(NOT_HASHED))
    .collect()
}
