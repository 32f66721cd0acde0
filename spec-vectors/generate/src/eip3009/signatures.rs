//! The signer: each row with an account without code, with one of which nothing is known, and with a contract.

use crate::{
    base::{self},
    case::{Case, Code},
    draft::Draft,
    factories::wrapped,
    sign::{SIGNER, Slip},
};
use serde_json::json;

/// The signer: each row with an account without code, with one of which nothing is known, and with a contract.
pub(super) fn drafts() -> Vec<Draft> {
    const TRANSFER: &[&str] = &["V2-6.1.2-01", "EVM-1-phase2-01"];
    let (r, rest) = base::SIGNATURE.split_at(64);
    let s = &rest[..64];
    // n - s, computed with Python: hex(n - 0x08a2…8b57)
    let high_s = "f75d319b699bd1c88292572440a7c914fd99d3b7107defddd294fbf92121b5ea";
    let order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    let zero = "0".repeat(64);
    // The parity in the top bit of s: 28 is odd.
    let compact = format!("{r}8{}", &s[1..]);
    let terms = |from: &str, to: &str| Case::base().terms(from, to);
    let empty_domain = Case::signed().resigned(Slip::EmptyDomain);
    let receive = Case::signed().resigned(Slip::Receive);
    let with = |signature: &str| Case::base().signature(signature);
    let signer = ("signer", "signer");
    // (number, title, case, none: check or None for valid, unknown: check or None for valid, rulings, flags)
    type Row<'a> = (&'a str, &'a str, Case, Option<&'a str>, Option<&'a str>, &'a [&'a str], &'a [&'a str]);
    let rows: Vec<Row<'_>> = vec![
        ("0082", "the specification's own payment", Case::base(), None, None, &["E-1", "E-6", "E-8"], &[]),
        ("0082a", "the same terms, signed with a development key", Case::signed(), None, None, &["E-6"], &[]),
        (
            "0083",
            "the domain's name is USD Coin",
            terms(r#""USDC""#, r#""USD Coin""#),
            Some(signer.0),
            Some(signer.1),
            &["E-1"],
            &[],
        ),
        (
            "0084",
            "the domain's version is 1",
            terms(r#""version":"2""#, r#""version":"1""#),
            Some(signer.0),
            Some(signer.1),
            &["E-1"],
            &[],
        ),
        (
            "0085",
            "the chain is 8453",
            terms("eip155:84532", "eip155:8453"),
            Some(signer.0),
            Some(signer.1),
            &["E-1"],
            &[],
        ),
        ("0086", "signed under a domain without members", empty_domain, Some(signer.0), Some(signer.1), &["E-1"], &[]),
        ("0087", "signed as ReceiveWithAuthorization", receive, Some(signer.0), Some(signer.1), &["E-6"], &[]),
        (
            "0090",
            "the value was changed after signing, everywhere",
            terms("10000", "20000").authorization("10000", "20000"),
            Some(signer.0),
            Some(signer.1),
            &["E-6"],
            &[],
        ),
        (
            "0091",
            "v is 1 instead of 28",
            with(&format!("{r}{s}01")),
            None,
            Some("signature-form"),
            &["E-6"],
            &["y-parity"],
        ),
        ("0092", "v is 27 instead of 28", with(&format!("{r}{s}1b")), Some(signer.0), Some(signer.1), &["E-6"], &[]),
        ("0093", "v is 29", with(&format!("{r}{s}1d")), Some("signature-form"), Some("signature-form"), &["E-6"], &[]),
        (
            "0094",
            "the twin with high s",
            with(&format!("{r}{high_s}1b")),
            Some("signature-low-s"),
            Some("signature-low-s"),
            &["E-6"],
            &["high-s"],
        ),
        (
            "0095",
            "the 64-byte form",
            with(&compact),
            Some("signature-form"),
            Some("signature-form"),
            &["E-6"],
            &["compact"],
        ),
        (
            "0096",
            "63 bytes",
            with(&base::SIGNATURE[..126]),
            Some("signature-form"),
            Some("signature-form"),
            &["E-6", "E-8"],
            &[],
        ),
        (
            "0096a",
            "66 bytes",
            with(&format!("{}00", base::SIGNATURE)),
            Some("signature-form"),
            Some("signature-form"),
            &["E-6", "E-8"],
            &[],
        ),
        ("0096b", "no byte", with(""), Some("signature-form"), Some("signature-form"), &["E-6", "E-8"], &[]),
        (
            "0097",
            "r is 0",
            with(&format!("{zero}{s}1c")),
            Some("signature-range"),
            Some("signature-range"),
            &["E-6"],
            &[],
        ),
        (
            "0097a",
            "s is 0",
            with(&format!("{r}{zero}1c")),
            Some("signature-range"),
            Some("signature-range"),
            &["E-6"],
            &[],
        ),
        (
            "0097b",
            "r is the order of the curve",
            with(&format!("{order}{s}1c")),
            Some("signature-range"),
            Some("signature-range"),
            &["E-6"],
            &[],
        ),
        (
            "0097c",
            "s is the order of the curve",
            with(&format!("{r}{order}1c")),
            Some("signature-range"),
            Some("signature-range"),
            &["E-6"],
            &[],
        ),
        (
            "0178",
            "65 bytes with v 31, as a Safe signs",
            with(&format!("{r}{s}1f")),
            Some("signature-form"),
            Some("signature-form"),
            &["E-6", "E-8"],
            &["contract-account"],
        ),
    ];
    let mut drafts = Vec::new();
    for (number, title, case, none, unknown, rulings, flags) in rows {
        let payer = if case.payment.contains(SIGNER) { SIGNER } else { base::PAYER };
        let no_code = case.clone().knowing(Code::None);
        let plain = match none {
            None if flags.is_empty() => no_code.valid(number, title, payer),
            None => no_code.acceptable(number, title, payer, flags[0]),
            Some(check) => no_code.invalid(number, title, check),
        };
        let plain = if ["0082", "0091", "0094"].contains(&number) {
            let verdict = if number == "0094" { "invalid" } else { "valid" };
            plain.result(&json!({"verdict": verdict, "payer": payer, "offer": 0, "replayKey": base::REPLAY_KEY}))
        } else {
            plain
        };
        let title_of = |what: &str| format!("{title}; {what}");
        let not_asked = case.clone().knowing(Code::Unknown);
        let not_asked = match unknown {
            None => not_asked.valid(&format!("{number}u"), &title_of("account code unknown"), payer),
            Some(check) => not_asked.undecided(&format!("{number}u"), &title_of("account code unknown"), check),
        };
        let contract = case.knowing(Code::Some);
        let contract =
            contract.undecided(&format!("{number}s"), &title_of("the account has code"), "contract-signature");
        // What is known of the account decides how its signature is judged.
        let open: Vec<&str> = rulings.iter().copied().filter(|ruling| *ruling != "E-8").chain(["E-8"]).collect();
        for (draft, rulings) in [(plain, rulings), (not_asked, &*open), (contract, &*open)] {
            drafts.push(
                draft
                    .rulings(rulings)
                    .flags(flags)
                    .requirements(TRANSFER)
                    .no_witness("no digest of its own, and the libraries refuse to recover from these bytes"),
            );
        }
    }
    for (number, title, signature, valid_wrapper) in [
        ("0099", "wrapped for a wallet that is not deployed", wrapped(base::SIGNATURE, "deadbeef"), true),
        (
            "0100",
            "wrapped, with an offset that points elsewhere",
            wrapped(base::SIGNATURE, "deadbeef").replacen("0060", "0040", 1),
            false,
        ),
        ("0101", "nothing but the magic of a wrapper", "6492".repeat(16), false),
    ] {
        for (suffix, code) in [("", Code::None), ("u", Code::Unknown), ("s", Code::Some)] {
            let case = with(&signature).knowing(code);
            let number = format!("{number}{suffix}");
            let draft = match (valid_wrapper, code) {
                (false, Code::None) => case.invalid(&number, title, "signature-form"),
                // For a contract these are bytes like any others. It never sees a wrapper.
                (_, Code::Some) => case.undecided(&number, title, "contract-signature"),
                _ => case.undecided(&number, title, "signature-form"),
            };
            drafts.push(
                draft
                    .rulings(&["E-8", "E-9"])
                    .flags(&["counterfactual"])
                    .no_witness("the libraries recover from 64 and 65 bytes only"),
            );
        }
    }
    let compact_taken = with(&compact).more(r#","policy":{"compactSignatures":true}"#);
    drafts.push(
        compact_taken
            .acceptable("0095a", "the 64-byte form, and the policy takes it", base::PAYER, "compact")
            .rulings(&["E-6"]),
    );
    drafts
}
