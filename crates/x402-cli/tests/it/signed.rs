//! `x402 verify-signed`; docs/how-to/offer-receipt.md has what they print.

use serde_json::Value;

use crate::support::x402;

const RECEIPT: &str = "@../../docs/examples/receipt-jws.json";
const KEY: &str = "@../../docs/examples/receipt-key.json";
const NOW: &[&str] = &["--now", "1740672100"];

fn verify(arguments: &[&str]) -> (i32, String, String) {
    let all = [&["verify-signed", "receipt", RECEIPT], NOW, arguments].concat();
    let printed = x402(&all);
    (printed.code, printed.out, printed.err)
}

#[test]
fn exit_codes_are_those_of_the_verdicts() {
    assert_eq!(verify(&["--jwk", KEY]).0, 0);
    assert_eq!(verify(&["--jwk", KEY, "--kid", "another"]).0, 1);
    assert_eq!(verify(&[]).0, 2);
    assert_eq!(verify(&["--jwk", "[]"]).0, 64);
    assert_eq!(verify(&["--jwk", KEY, "--resolve-kid"]).0, 64);
    assert_eq!(verify(&["--signer", "0x12"]).0, 64);
    assert_eq!(x402(&["verify-signed", "offer", "{}"]).code, 65);
    // The other command judges payments.
    assert_eq!(x402(&["verify", RECEIPT, "--jwk", KEY]).code, 64);
}

#[test]
fn a_mismatch_is_printed() {
    for (arguments, why) in [
        (&["verify", RECEIPT][..], "x402 verify-signed receipt"),
        (&["verify", "@../../docs/examples/signed-offer.json"], "x402 verify-signed offer"),
        (&["verify-signed", "receipt", RECEIPT, "--offer", "{}"], "--offer"),
        (&["verify-signed", "receipt", RECEIPT, "--profile", "lenient"], "--profile"),
        (&["verify-signed", "receipt", RECEIPT, "--facts", "{}"], "--facts"),
        (&["verify-signed", "receipt", RECEIPT, "--index", "0"], "--index"),
    ] {
        let printed = x402(arguments);
        // A 402 response has an answer to print, and no payment.
        let code = if arguments[1].ends_with("signed-offer.json") { 65 } else { 64 };
        assert!(printed.code == code && printed.err.contains(why), "{arguments:?}: {}", printed.err);
    }
}

#[test]
fn the_json_is_the_answer_of_the_operation() {
    let (code, out, _) = verify(&["--jwk", KEY, "--json"]);
    let answer: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &answer["verdict"], &answer["alg"]), (0, &"valid".into(), &"ES256".into()));
    assert_eq!(answer["checks"].as_array().unwrap().len(), 15);
}
