//! Whose signatures suffice (T-30).

use serde_json::{Value, json};
use x402_vectors::vector::Class;

use super::{
    build::{Call, Entry, FOREIGN, Signature, V1, V2, account},
    case::{Case, MERCHANT, PAYER, Table, USDC},
    xdr::{address, value},
};
use crate::draft::Draft;

pub(super) fn drafts() -> Vec<Draft> {
    [accounts(), contracts()].into_iter().flatten().collect()
}

/// A payment that these keys sign.
fn by(keys: &[u8]) -> Case {
    Case::entry(V1, |entry| entry.signature = Signature::By(keys.into()))
}

/// Adds the signers and the threshold of the payer.
fn with_signers(case: Case, threshold: u32, signers: &[(u8, u32)]) -> Case {
    let signers: Vec<Value> =
        signers.iter().map(|(number, weight)| json!({"key": account(*number), "weight": weight})).collect();
    case.fact("stellarAccounts", PAYER, json!({"signers": signers, "threshold": threshold}))
}

/// T-30.
fn accounts() -> Vec<Draft> {
    let mut table = Table::new(3001, &["T-30"]);
    let open = json!({
        "verdict": "valid", "payer": PAYER, "offer": 0, "flags": [], "outstanding": ["simulation", "nonce-unused"],
    });
    let known = with_signers(by(&[1]), 0, &[(1, 1)]);
    table.add("the payer's own key, and the threshold is 0", &known.input(), Class::Valid, &open, |draft| draft);
    table.valid("the payer's own key reaches the threshold", with_signers(by(&[1]), 2, &[(1, 2)]));
    table.invalid(
        "the payer's own key does not reach the threshold",
        with_signers(by(&[1]), 2, &[(1, 1)]),
        "account-signers",
    );
    table.invalid("the payer's own key has no weight", with_signers(by(&[1]), 0, &[(1, 0), (3, 1)]), "account-signers");
    table.valid("two keys reach the threshold", with_signers(by(&[1, 3]), 2, &[(1, 1), (3, 1)]));
    table.invalid(
        "two keys do not reach the threshold",
        with_signers(by(&[1, 3]), 3, &[(1, 1), (3, 1)]),
        "account-signers",
    );
    table.valid("another key than the payer's own", with_signers(by(&[3]), 1, &[(1, 0), (3, 1)]));
    table.invalid("a key that is no signer", with_signers(by(&[4]), 0, &[(1, 1), (3, 1)]), "account-signers");
    table.invalid(
        "a key that is no signer, beside one that reaches the threshold",
        with_signers(by(&[1, 4]), 1, &[(1, 1), (3, 1)]),
        "account-signers",
    );
    table.invalid(
        "a key without weight, beside one that reaches the threshold",
        with_signers(by(&[1, 3]), 1, &[(1, 1), (3, 0)]),
        "account-signers",
    );
    table.invalid("no signer is listed", with_signers(by(&[1]), 0, &[]), "account-signers");
    table.valid("the largest weights", with_signers(by(&[1]), 255, &[(1, 255)]));
    let gone = by(&[1]).fact("stellarAccounts", PAYER, Value::Null);
    table.invalid("there is no such account", gone, "account-signers");
    table.undecided("another key, and nobody says whose", by(&[3]), "account-signers", &["account"]);
    table.undecided("two keys, and nobody says whose", by(&[1, 3]), "account-signers", &["account"]);
    let other = by(&[1]).fact("stellarAccounts", &account(3), Value::Null);
    table.valid("something is known of another account", other);
    let evm = by(&[1]).fact("accounts", "*", json!({"code": "none"}));
    table.valid("what is known of every account on EVM chains", evm);
    table.drafts()
}

/// T-30.
fn contracts() -> Vec<Draft> {
    let mut table = Table::new(3011, &["T-30"]);
    let of = |kind: u32, signature: Vec<u8>, amount: i128| {
        Case::spoiled(|envelope| {
            envelope.call = Call::transfer(USDC, FOREIGN, MERCHANT, amount);
            envelope.entries = vec![Entry {
                address: address(FOREIGN),
                signature: Signature::Value(signature),
                invocation: envelope.call.invocation(),
                ..Entry::good(kind)
            }];
        })
    };
    let bytes = || value::bytes(&[7; 64]);
    for kind in [V1, V2] {
        let title = format!("a contract pays, credentials of version {kind}");
        table.undecided(&title, of(kind, bytes(), 10_000_000), "simulation", &["simulation"]);
    }
    for (title, signature) in [
        ("a contract signs with a map", value::map(&[])),
        ("a contract signs with an empty list", value::vec(&[])),
        ("a contract signs with a boolean", value::of_type(0, &[0, 0, 0, 1])),
    ] {
        table.undecided(title, of(V1, signature, 10_000_000), "simulation", &["simulation"]);
    }
    table.invalid("a contract pays one less", of(V1, bytes(), 9_999_999), "amount");
    table.drafts()
}
