//! What is signed, and the replay keys (T-27, T-35). Vectors of `digest` and `replay-key`.

use serde_json::{Value, json};
use x402_vectors::vector::Class;

use super::{
    build::{Call, Entry, Envelope, FOREIGN, PUBNET, Signature, V1, V2, account},
    case::{Case, MERCHANT, USDC, offer},
    xdr::{address, value},
};
use crate::draft::{Draft, expect, raw, suffix};

pub(super) fn drafts() -> Vec<Draft> {
    digests().into_iter().chain(replay_keys()).collect()
}

/// The usual entry after a change.
fn entry(kind: u32, change: impl FnOnce(&mut Envelope)) -> Case {
    Case::spoiled_of(kind, change)
}

fn cases() -> Vec<(String, &'static str, &'static str, Case)> {
    let mut cases = Vec::new();
    for (kind, name) in [(V1, "v1"), (V2, "v2")] {
        let mut add = |title: &str, form: &'static str, change: &dyn Fn(&mut Entry)| {
            let case = entry(kind, |envelope| change(&mut envelope.entries[0]));
            cases.push((format!("Stellar, credentials {name}: {title}"), name, form, case));
        };
        add("the usual entry", "account", &|_| {});
        add("the nonce 0", "account", &|entry| entry.nonce = 0);
        add("the least nonce", "account", &|entry| entry.nonce = i64::MIN);
        add("the largest nonce", "account", &|entry| entry.nonce = i64::MAX);
        add("the end 0", "account", &|entry| entry.end = 0);
        add("the last end of all", "account", &|entry| entry.end = u32::MAX);
        add("two keys sign", "account", &|entry| entry.signature = Signature::By(vec![1, 3]));
        add("another key signs", "account", &|entry| entry.signature = Signature::By(vec![3]));
        add("nobody has signed", "none", &|entry| entry.signature = Signature::Value(value::void()));
        add("another call is authorized", "account", &|entry| {
            entry.invocation = Call::transfer(USDC, &account(1), MERCHANT, 9_999_999).invocation();
        });
        add("signed for the other network", "account", &|entry| entry.network = PUBNET);
    }
    let contract = Case::spoiled(|envelope| {
        envelope.call = Call::transfer(USDC, FOREIGN, MERCHANT, 10_000_000);
        envelope.entries = vec![Entry {
            address: address(FOREIGN),
            signature: Signature::Value(value::bytes(&[7; 64])),
            invocation: envelope.call.invocation(),
            ..Entry::good(V1)
        }];
    });
    cases.push(("Stellar: a contract pays".into(), "v1", "opaque", contract));
    cases
}

fn digests() -> Vec<Draft> {
    let draft = |(index, (title, credentials, form, case)): (usize, (String, &str, &str, Case))| {
        let question = json!({"payment": {"json": case.payment()}, "offer": offer()});
        let stated = json!({"family": "stellar", "credentials": credentials, "form": form});
        let id = format!("stellar-2750{}", suffix(index));
        Draft::new(id, "digest", title, raw(&question), expect(Class::Valid, &stated)).rulings(&["T-27"])
    };
    cases().into_iter().enumerate().map(draft).collect()
}

fn replay_keys() -> Vec<Draft> {
    let draft = |id: String, title: &str, case: &Case, stated: &Value| {
        let expected = expect(Class::Valid, stated);
        Draft::new(id, "replay-key", title, raw(&case.input()), expected).rulings(&["T-35"])
    };
    // Over the fields `stellar`, network, address and nonce, by CPython's `hashlib`.
    let worked = json!({"replayKey": "x402:1:ab3dab1b5b2bc5f12a69b3ff251b30a86c4696ec12f687add946c3534ff34b33"});
    let same = [
        ("the replay key, credentials of version 1", entry(V1, |_| {})),
        ("the replay key, credentials of version 2", entry(V2, |_| {})),
        ("the replay key with another end", entry(V1, |envelope| envelope.entries[0].end += 1)),
        (
            "the replay key with another amount",
            entry(V1, |envelope| {
                envelope.call.arguments[2] = value::i128(1);
                envelope.entries[0].invocation = envelope.call.invocation();
            }),
        ),
        ("the replay key with another source", entry(V1, |envelope| envelope.source = super::xdr::source(MERCHANT))),
        (
            "the replay key without a signature",
            entry(V1, |envelope| {
                envelope.entries[0].signature = Signature::Value(value::void());
            }),
        ),
    ];
    let same = same
        .iter()
        .enumerate()
        .map(|(index, (title, case))| draft(format!("stellar-3501{}", suffix(index)), title, case, &worked));
    let others = cases();
    let others = others.iter().enumerate().map(|(index, (title, .., case))| {
        draft(format!("stellar-3502{}", suffix(index)), &format!("{title}, the replay key"), case, &json!({}))
    });
    same.chain(others).collect()
}
