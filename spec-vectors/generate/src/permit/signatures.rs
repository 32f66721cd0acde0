//! The signer, in both schemes.

use crate::{
    case::{Case, Code},
    draft::Draft,
    sign::{SIGNER, subtract_from_order},
};

/// E-7 by E-8: each row with an account without code, with one of which nothing is known, and with a contract.
pub(super) fn drafts(base: fn() -> Case, statement: &str) -> Vec<Draft> {
    let case = base();
    let signature = case.signature_digits();
    let (r, rest) = signature.split_at(64);
    let (s, v) = rest.split_at(64);
    let (own_v, other_v) = if v == "1b" { ("1b", "1c") } else { ("1c", "1b") };
    let twin_s = subtract_from_order(s);
    let top = if own_v == "1c" { "8" } else { "0" };
    let compact = |s: &str, is_odd: bool| {
        let first = u8::from_str_radix(&s[..1], 16).expect("hexadecimal") | if is_odd { 8 } else { 0 };
        format!("{r}{first:x}{}", &s[1..])
    };
    let order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    let zero = "0".repeat(64);
    let bare = if own_v == "1b" { "00" } else { "01" };
    let form = Some("signature-form");
    let range = Some("signature-range");
    let signer = Some("signer");
    // (number, title, signature, none: check or None for valid, unknown: check or None for valid, flags)
    type Row<'a> = (&'a str, &'a str, String, Option<&'a str>, Option<&'a str>, &'a [&'a str]);
    let rows: Vec<Row<'_>> = vec![
        ("0082", "r‖s‖v with v 27 or 28", signature.into(), None, None, &[]),
        ("0091", "v is 0 or 1", format!("{r}{s}{bare}"), form, form, &["y-parity"]),
        ("0092", "the other v", format!("{r}{s}{other_v}"), signer, signer, &[]),
        ("0093", "v is 29", format!("{r}{s}1d"), form, form, &[]),
        ("0094", "the twin with high s", format!("{r}{twin_s}{other_v}"), None, Some("signature-low-s"), &["high-s"]),
        ("0095", "the 64-byte form", compact(s, top == "8"), None, form, &["compact"]),
        (
            "0095a",
            "the 64-byte form of the twin, where the parity takes the place of a bit of s",
            compact(&twin_s, top == "0"),
            signer,
            form,
            &["compact"],
        ),
        ("0096", "63 bytes", signature[..126].into(), form, form, &[]),
        ("0096a", "66 bytes", format!("{signature}00"), form, form, &[]),
        ("0096b", "no byte", String::new(), form, form, &[]),
        ("0097", "r is 0", format!("{zero}{s}{v}"), range, range, &[]),
        ("0097a", "s is 0", format!("{r}{zero}{v}"), range, range, &[]),
        ("0097b", "r is the order of the curve", format!("{order}{s}{v}"), range, range, &[]),
        ("0097c", "s is the order of the curve", format!("{r}{order}{v}"), range, range, &[]),
        ("0101", "nothing but the magic of a wrapper", "6492".repeat(16), form, form, &["counterfactual"]),
        ("0178", "v is 31, as a Safe signs", format!("{r}{s}1f"), form, form, &["contract-account"]),
    ];
    let mut drafts = Vec::new();
    for (number, title, signature, none, unknown, flags) in rows {
        let with = |code| base().signature(&signature).knowing(code);
        let plain = match none {
            None if flags.is_empty() => with(Code::None).valid(number, title, SIGNER),
            None => with(Code::None).acceptable(number, title, SIGNER, flags[0]),
            Some(check) => with(Code::None).invalid(number, title, check),
        };
        let unknown_title = format!("{title}; account code unknown");
        let not_asked = match unknown {
            None => with(Code::Unknown).valid(&format!("{number}u"), &unknown_title, SIGNER),
            Some(check) => with(Code::Unknown).undecided(&format!("{number}u"), &unknown_title, check),
        };
        let contract_title = format!("{title}; the account has code");
        let contract = with(Code::Some).undecided(&format!("{number}s"), &contract_title, "contract-signature");
        for draft in [plain, not_asked, contract] {
            drafts.push(
                draft
                    .rulings(&["E-7", "E-8"])
                    .flags(flags)
                    .requirements(&[statement])
                    .no_witness("no digest of its own, and the libraries refuse to recover from these bytes"),
            );
        }
    }
    drafts.extend(contracts(base));
    drafts
}

/// E-8: a contract that was asked, and one that is not deployed yet (E-9).
fn contracts(base: fn() -> Case) -> Vec<Draft> {
    let asked = |valid: bool| {
        // The member `intermediate` says what is signed, as do the witnesses.
        let digest = crate::draft::digest_of(&base().input());
        base().signature("c0de").knowing(Code::Unknown).more(&format!(
            r#","facts":{{"accounts":{{"{SIGNER}":{{"code":"0xef010000000000000000000000000000000000000000aa"}}}},"contractSignatures":[{{"account":"{SIGNER}","digest":"{digest}","signature":"0xc0de","valid":{valid}}}]}}"#
        ))
    };
    let word = |value: usize| format!("{value:064x}");
    let bytes = |hex: &str| format!("{}{hex}{}", word(hex.len() / 2), "0".repeat((64 - hex.len() % 64) % 64));
    let factory = format!("{:0>64}", "0ba5ed0c6aa8c49038f819e587e2633c4a9f428a");
    let calldata = bytes("deadbeef");
    let wrapped = format!(
        "{factory}{}{}{calldata}{}{}",
        word(96),
        word(96 + calldata.len() / 2),
        bytes(base().signature_digits()),
        "6492".repeat(16)
    );
    let unread = "the libraries recover from 64 and 65 bytes only";
    let mut drafts = vec![
        asked(true)
            .valid("0096t", "two bytes, which the code that the account delegates to accepts", SIGNER)
            .rulings(&["E-8"])
            .flags(&["contract-account"])
            .no_witness(unread),
        asked(false)
            .invalid("0096r", "two bytes, which the code that the account delegates to refuses", "contract-signature")
            .rulings(&["E-8"])
            .flags(&["contract-account"])
            .no_witness(unread),
    ];
    for (suffix, code) in [("", Code::None), ("u", Code::Unknown), ("s", Code::Some)] {
        let case = base().signature(&wrapped).knowing(code);
        let open = if code == Code::Some { "contract-signature" } else { "signature-form" };
        drafts.push(
            case.undecided(&format!("0099{suffix}"), "wrapped for a wallet that is not deployed", open)
                .rulings(&["E-8", "E-9"])
                .flags(&["counterfactual"])
                .no_witness(unread),
        );
    }
    drafts
}
