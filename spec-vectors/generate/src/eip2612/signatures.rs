//! The signer of a permit: each form with an account without code, with one of which nothing is known, and with a
//! contract.

use serde_json::json;

use super::sponsored::{Permit, exact};
use crate::{
    case::{Case, Code},
    draft::{Draft, digest_of},
    sign::{SIGNER, subtract_from_order},
};

const FORM: &str = "permit-signature-form";
const SIGNATURE: &str = "permit-signature";

/// The expectation for an account without code.
enum Plain {
    Valid,
    Flagged(&'static str),
    Invalid(&'static str),
}

pub(super) fn drafts() -> Vec<Draft> {
    let signature = Permit::new().signature();
    let (r, rest) = signature.split_at(64);
    let (s, v) = rest.split_at(64);
    let is_odd = v == "1c";
    let (other_v, bare, other_bare) = if is_odd { ("1b", "01", "00") } else { ("1c", "00", "01") };
    let twin_s = subtract_from_order(s);
    let first = u8::from_str_radix(&s[..1], 16).expect("hexadecimal") | if is_odd { 8 } else { 0 };
    let order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    let zero = "0".repeat(64);
    let form = || Plain::Invalid(FORM);
    // (number, title, signature, none, unknown: the check, flags)
    type Row<'a> = (&'a str, &'a str, String, Plain, Option<&'a str>, &'a [&'a str]);
    let rows: Vec<Row<'_>> = vec![
        ("0510", "r‖s‖v with v 27 or 28", signature.clone(), Plain::Valid, None, &[]),
        ("0155", "v is 0 or 1", format!("{r}{s}{bare}"), Plain::Flagged("y-parity"), Some(FORM), &["y-parity"]),
        ("0511", "the other v", format!("{r}{s}{other_v}"), Plain::Invalid(SIGNATURE), Some(SIGNATURE), &[]),
        ("0512", "v is 29", format!("{r}{s}1d"), form(), Some(FORM), &[]),
        ("0513", "the twin with high s", format!("{r}{twin_s}{other_v}"), form(), Some(FORM), &["high-s"]),
        (
            "0513a",
            "the twin with high s, v 0 or 1",
            format!("{r}{twin_s}{other_bare}"),
            form(),
            Some(FORM),
            &["high-s"],
        ),
        ("0514", "r is 0", format!("{zero}{s}{v}"), form(), Some(FORM), &[]),
        ("0514a", "s is 0", format!("{r}{zero}{v}"), form(), Some(FORM), &[]),
        ("0514b", "r is the order of the curve", format!("{order}{s}{v}"), form(), Some(FORM), &[]),
        ("0514c", "s is the order of the curve", format!("{r}{order}{v}"), form(), Some(FORM), &[]),
        ("0515", "v is 31, as a Safe signs", format!("{r}{s}1f"), form(), Some(FORM), &["contract-account"]),
    ];
    // v, r and s carry no other number of bytes, for any account.
    let lengths = [
        ("0516", "the 64-byte form", format!("{r}{first:x}{}", &s[1..]), &["compact"][..]),
        ("0516a", "63 bytes", signature[..126].to_owned(), &[]),
        ("0516b", "66 bytes", format!("{signature}00"), &[]),
        ("0516c", "no byte", String::new(), &[]),
        (
            "0516d",
            "wrapped for a wallet that is not deployed",
            format!("{signature}{}", "6492".repeat(16)),
            &["counterfactual"],
        ),
    ];
    let with = |signature: &str, code| exact(&Permit::new().info_with(signature)).knowing(code);
    let mut drafts = Vec::new();
    for (number, title, signature, plain, unknown, flags) in rows {
        let title = format!("the permit's signature: {title}");
        let of_plain = match plain {
            Plain::Valid => with(&signature, Code::None).valid(number, &title, SIGNER),
            Plain::Flagged(flag) => with(&signature, Code::None).acceptable(number, &title, SIGNER, flag),
            Plain::Invalid(check) => with(&signature, Code::None).invalid(number, &title, check),
        };
        let unknown_title = format!("{title}; account code unknown");
        let of_unknown = match unknown {
            None => with(&signature, Code::Unknown).valid(&format!("{number}u"), &unknown_title, SIGNER),
            Some(check) => with(&signature, Code::Unknown).undecided(&format!("{number}u"), &unknown_title, check),
        };
        let contract = contract(&with(&signature, Code::Unknown), None);
        let of_contract =
            contract.undecided(&format!("{number}s"), &format!("{title}; the account has code"), SIGNATURE);
        drafts.extend([of_plain, of_unknown, of_contract].map(|draft| draft.flags(flags)));
    }
    for (number, title, signature, flags) in lengths {
        let title = format!("the permit's signature: {title}");
        let mut of = |suffix: &str, what: &str, case: Case| {
            drafts.push(case.invalid(&format!("{number}{suffix}"), &format!("{title}{what}"), FORM).flags(flags));
        };
        of("", "", with(&signature, Code::None));
        of("u", "; account code unknown", with(&signature, Code::Unknown));
        of("s", "; the account has code", contract(&with(&signature, Code::Unknown), None));
    }
    drafts.extend(asked());
    drafts.push(with(&format!("{r}{s}{bare}"), Code::None).more(r#","policy":{"refuse":["y-parity"]}"#).invalid(
        "0155a",
        "the permit's signature: v is 0 or 1, and the policy refuses that",
        FORM,
    ));
    drafts
        .into_iter()
        .map(|draft| {
            let draft = draft.rulings(&["P-5", "E-6", "E-8"]);
            draft.requirements(&["EIP2612-verify-03", "EIP2612-required-10"])
        })
        .collect()
}

/// Contracts that were asked about the permit.
fn asked() -> Vec<Draft> {
    let safe = format!("{}1f", &Permit::new().signature()[..128]);
    let case = |says| contract(&exact(&Permit::new().info_with(&safe)).knowing(Code::Unknown), Some(says));
    vec![
        case(true)
            .undecided("0517", "the account's code accepts the permit's 65 bytes", SIGNATURE)
            .result(&json!({"verdict": "undecided", "needs": ["token-permit"]}))
            .comment("They are no key's: a token that asks the code takes them, and one that recovers does not.")
            .flags(&["contract-account"]),
        case(false)
            .invalid("0517a", "the account's code refuses the permit's 65 bytes", SIGNATURE)
            .flags(&["contract-account"]),
    ]
}

/// An account with code that accepts the payment's own signature, and gives this answer about the permit.
pub(super) fn contract(case: &Case, says: Option<bool>) -> Case {
    let input = case.input();
    let own = digest_of(&input);
    let payment: serde_json::Value = serde_json::from_str(&case.payment).expect("a payment of ours");
    let mut asked = vec![(own, &payment["payload"]["signature"], true)];
    if let Some(says) = says {
        let permit = crate::draft::permit_digest_of(&input);
        asked.push((permit, &payment["extensions"]["eip2612GasSponsoring"]["info"]["signature"], says));
    }
    let facts: Vec<String> = asked
        .into_iter()
        .map(|(digest, signature, valid)| {
            format!(r#"{{"account":"{SIGNER}","digest":"{digest}","signature":{signature},"valid":{valid}}}"#)
        })
        .collect();
    case.clone().more(&format!(
        r#","facts":{{"accounts":{{"{SIGNER}":{{"code":"some"}}}},"contractSignatures":[{}]}}{}"#,
        facts.join(","),
        case.more
    ))
}
