//! A payer with code by EIP-7702, in each way to pay on an EVM chain: E-8 for each form of a signature. The numbers are
//! those of the same form for an account without code.

use crate::{
    case::{Case, Code},
    draft::{Draft, digest_of},
    factories::wrapped,
    sign::{SIGNER, subtract_from_order},
};

/// The code at the payer's address: the designator of EIP-7702, and the address to which it delegates.
const DESIGNATOR: &str = "0xef0100000000000000000000000000000000000000de1e";

/// `base` is signed by [`SIGNER`]. `ruling` decides on the signer's signatures if the account has no code.
pub(crate) fn drafts(base: fn() -> Case, ruling: &str) -> Vec<Draft> {
    let case = base();
    let digest = digest_of(&case.input());
    let signature = case.signature_digits();
    let (r, rest) = signature.split_at(64);
    let (s, v) = rest.split_at(64);
    let odd = v == "1c";
    let compact = {
        let first = u8::from_str_radix(&s[..1], 16).expect("hexadecimal") | if odd { 8 } else { 0 };
        format!("{r}{first:x}{}", &s[1..])
    };
    let rows: [(&str, &str, String, &[&str]); 6] = [
        ("0082", "r‖s‖v with v 27 or 28", signature.into(), &[]),
        ("0091", "v is 0 or 1", format!("{r}{s}{}", if odd { "01" } else { "00" }), &["y-parity"]),
        (
            "0094",
            "the twin with high s",
            format!("{r}{}{}", subtract_from_order(s), if odd { "1b" } else { "1c" }),
            &["high-s"],
        ),
        ("0095", "the 64-byte form", compact, &["compact"]),
        ("0096", "63 bytes", signature[..126].into(), &[]),
        ("0099", "wrapped", wrapped(signature, "deadbeef"), &["counterfactual"]),
    ];
    let own = signature;
    let mut drafts = Vec::new();
    for (number, form, signature, flags) in rows {
        // A contract never sees the wrapper, only its content.
        let brought = if number == "0099" { own } else { &signature };
        let knowing = |answer: &str| {
            let accounts = format!(r#""accounts":{{"{SIGNER}":{{"code":"{DESIGNATOR}"}}}}"#);
            base().signature(&signature).knowing(Code::Unknown).more(&format!(r#","facts":{{{accounts}{answer}}}"#))
        };
        let asked = |valid: bool| {
            knowing(&format!(
                r#","contractSignatures":[{{"account":"{SIGNER}","digest":"{digest}","signature":"0x{brought}","valid":{valid}}}]"#
            ))
        };
        let title = |what: &str| format!("{form}; the account delegates to code that {what}");
        let refused = title("refuses it");
        for draft in [
            knowing("").undecided(&format!("{number}x"), &title("nobody asked"), "contract-signature"),
            asked(true).valid(&format!("{number}xt"), &title("accepts it"), SIGNER),
            asked(false).invalid(&format!("{number}xr"), &refused, "contract-signature"),
        ] {
            let rulings: &[&str] = if number == "0099" { &["E-8", "E-9"] } else { &[ruling, "E-8"] };
            drafts.push(
                draft
                    .rulings(rulings)
                    .flags(&[flags, &["contract-account"]].concat())
                    .no_witness("what a contract answers is a fact here"),
            );
        }
    }
    drafts
}
