//! `x402 reason`

use serde_json::json;

use crate::support::{json, x402};

#[test]
fn what_a_code_means_and_what_others_call_it() {
    let said = x402(&["reason", "invalid_exact_evm_recipient_mismatch"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    let expected = "\
ts, go: EIP-3009: the signed recipient is not payTo
  spec     invalid_exact_evm_payload_recipient_mismatch
  ts       invalid_exact_evm_recipient_mismatch
  py       invalid_exact_evm_payload_recipient_mismatch
  go       invalid_exact_evm_recipient_mismatch, invalid_exact_evm_payload_recipient_mismatch
  x402-rs  recipient_mismatch
  legacy   invalid_exact_evm_payload_recipient_mismatch
  circle   address_mismatch
";
    assert_eq!(said.out, expected);
    // A code of several meanings says all of them, with an empty line between.
    let said = x402(&["reason", "recipient_mismatch"]);
    assert_eq!(said.code, 0);
    assert_eq!(said.out.split("\n\n").count(), 4, "{}", said.out);
    assert!(said.out.contains("\n\nx402-rs: Permit2: the spender is not the proxy of the scheme\n"), "{}", said.out);
}

#[test]
fn the_same_as_json() {
    let said = x402(&["reason", "--json", "permit2_allowance_required"]);
    assert_eq!(said.code, 0);
    let word = json!(["permit2_allowance_required"]);
    let expected = json!({
        "code": "permit2_allowance_required",
        "meanings": [{
            "meaning": "Permit2: the payer has not approved Permit2 for the amount",
            "in": ["ts", "py", "go", "x402-rs"],
            "codes": {"spec": ["PERMIT2_ALLOWANCE_REQUIRED"], "ts": word, "py": word, "go": word, "x402-rs": word},
        }],
    });
    assert_eq!(json(&said), expected);
    let unknown = x402(&["reason", "--json", "too_tired"]);
    assert_eq!((unknown.code, json(&unknown)), (65, json!({"code": "too_tired", "meanings": []})));
}

#[test]
fn an_unknown_code_has_an_exit_code_of_its_own() {
    for unknown in ["too_tired", "Insufficient_Funds", "insufficient_funds ", "", "\u{1b}[2J\nts: paid"] {
        let said = x402(&["reason", unknown]);
        assert_eq!((said.code, said.err.as_str()), (65, ""), "{said:?}");
        assert!(said.out.starts_with("no known implementation uses"), "{said:?}");
        assert!(said.out.lines().count() == 1 && !said.out.contains('\u{1b}'), "{said:?}");
    }
}
