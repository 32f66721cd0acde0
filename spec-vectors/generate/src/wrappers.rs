//! Signatures that end in the magic of ERC-6492 (E-9): a wrapper for an account with code, which is asked about its
//! content; and bytes that are no wrapper, but have the form that their length implies, or none.

use serde_json::json;

use crate::{
    base,
    case::{Case, Code},
    draft::{Draft, digest_of},
    factories::wrapped,
    sign::SIGNER,
};

const MAGIC: &str = "6492649264926492649264926492649264926492649264926492649264926492";

/// A signature whose r is this number, and whose s is the magic.
fn compact(r: u8) -> String {
    format!("{r:064x}{MAGIC}")
}

/// Payments by Permit2. `payer` is the signer of 1‖magic over the terms of `base`, as eth-keys 0.7.0 recovers it, and
/// `another` is the signer of 2‖magic. The payer is not in the message.
pub(crate) fn permit2(base: fn() -> Case, payer: &str, another: &str) -> Vec<Draft> {
    let by = |payer: &str, signature: &str| base().permit(SIGNER, payer).signature(signature);
    let unread = "the libraries recover from 64 and 65 bytes only";
    vec![
        by(payer, &compact(1))
            .acceptable("0610", "the 64-byte form, whose s is the magic of ERC-6492", payer, "compact")
            .comment("64 bytes are r and s, whatever they end in; no wrapper is as short."),
        by(payer, &compact(1))
            .knowing(Code::Unknown)
            .undecided(
                "0610u",
                "the 64-byte form, whose s is the magic of ERC-6492; account code unknown",
                "signature-form",
            )
            .flags(&["compact"]),
        by(payer, &compact(1)).knowing(Code::Some).undecided(
            "0610s",
            "the 64-byte form, whose s is the magic of ERC-6492; the account has code",
            "contract-signature",
        ),
        by(another, &compact(1)).invalid(
            "0610a",
            "the 64-byte form, whose s is the magic of ERC-6492, by somebody else",
            "signer",
        ),
        by(payer, &format!("00{}", compact(1)))
            .invalid("0610b", "65 bytes that end in the magic of ERC-6492", "signature-form")
            .no_witness(unread),
        by(payer, &format!("{:064x}{}", 0, compact(1)))
            .invalid("0610c", "96 bytes that end in the magic of ERC-6492", "signature-form")
            .no_witness(unread),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["E-7", "E-9"]))
    .collect()
}

/// EIP-3009 refuses 64 bytes, whatever they end in.
pub(crate) fn eip3009() -> Vec<Draft> {
    let with = || Case::base().signature(&format!("{}{MAGIC}", &base::SIGNATURE[..64]));
    let draft = with().invalid("0610", "the 64-byte form, whose s is the magic of ERC-6492", "signature-form");
    vec![draft.rulings(&["E-6", "E-9"])]
}

/// Signatures for a wallet that has been deployed since. Settlers take the wrapper off. `base` is signed by [`SIGNER`].
pub(crate) fn deployed(base: fn() -> Case) -> Vec<Draft> {
    let wrapper = |inner: &str| wrapped(inner, "deadbeef");
    let digest = digest_of(&base().input());
    let with = |signature: &str, asked: &str, valid: bool, more: &str| {
        base().signature(signature).knowing(Code::Unknown).more(&format!(
            r#","facts":{{"accounts":{{"{SIGNER}":{{"code":"some"}}}},"contractSignatures":[{{"account":"{SIGNER}","digest":"{digest}","signature":"0x{asked}","valid":{valid}}}]}}{more}"#
        ))
    };
    let whole = wrapper("c0de");
    let twice = wrapper(&whole);
    let none_allowed = r#","policy":{"allowedFactories":[]}"#;
    let check = "contract-signature";
    vec![
        with(&whole, "c0de", true, "").valid("0603", "wrapped, and the contract accepts what is in it", SIGNER),
        with(&whole, "c0de", false, "").invalid("0603a", "wrapped, and the contract refuses what is in it", check),
        with(&whole, &whole, true, "").undecided("0603b", "wrapped, and the contract accepts the wrapper", check),
        with(&whole, &whole, false, "")
            .undecided("0603c", "wrapped, and the contract refuses the wrapper", check)
            .comment("It is not what is brought to the token, or to Permit2."),
        with(&whole, "c0de", true, none_allowed).valid(
            "0603d",
            "wrapped, the contract accepts what is in it, and the policy allows no factory",
            SIGNER,
        ),
        with(&wrapper(""), "", true, "").valid("0603e", "nothing is wrapped, and the contract accepts that", SIGNER),
        with(&twice, &whole, true, "").valid(
            "0603f",
            "wrapped twice, and the contract accepts the inner wrapper",
            SIGNER,
        ),
        with(&twice, "c0de", true, "").undecided(
            "0603g",
            "wrapped twice, and the contract accepts what is in the inner wrapper",
            check,
        ),
    ]
    .into_iter()
    .map(|draft| {
        let draft = draft.rulings(&["E-8", "E-9"]).flags(&["counterfactual", "contract-account"]);
        draft.no_witness("what a contract answers is a fact here")
    })
    .collect()
}

/// Signatures for a wallet of which nobody knows whether it is deployed, and for one that is not. `base` is signed by [`SIGNER`].
pub(crate) fn perhaps_deployed(base: fn() -> Case) -> Vec<Draft> {
    const OWN: &str = "0x0ba5ed0c6aa8c49038f819e587e2633c4a9f428a";
    let wrapper = wrapped("c0de", "deadbeef");
    let with = |code: Code, factories: Option<&str>| {
        let policy = factories.map(|factories| format!(r#","policy":{{"allowedFactories":[{factories}]}}"#));
        base().signature(&wrapper).knowing(code).more(&policy.unwrap_or_default())
    };
    let own = format!("\"{OWN}\"");
    let rows = [
        ("0830", "wrapped; account code unknown", Code::Unknown, None, "signature-form", "account-code"),
        ("0830a", "wrapped; the account has no code", Code::None, None, "signature-form", "counterfactual-signature"),
        (
            "0830b",
            "wrapped, and the policy allows the factory; account code unknown",
            Code::Unknown,
            Some(own.as_str()),
            "signature-form",
            "account-code",
        ),
        (
            "0830c",
            "wrapped, and the policy allows the factory; the account has no code",
            Code::None,
            Some(own.as_str()),
            "signature-form",
            "counterfactual-signature",
        ),
        (
            "0830d",
            "wrapped, and the policy allows no factory; account code unknown",
            Code::Unknown,
            Some(""),
            "factory",
            "account-code",
        ),
    ];
    rows.into_iter()
        .map(|(number, title, code, factories, check, need)| {
            let draft = with(code, factories).undecided(number, title, check).rulings(&["E-8", "E-9"]);
            let draft = draft.result(&json!({"verdict": "undecided", "needs": [need]})).flags(&["counterfactual"]);
            draft.no_witness("the libraries recover from 64 and 65 bytes only")
        })
        .collect()
}
