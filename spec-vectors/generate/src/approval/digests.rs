//! The signed members of a transaction that approves Permit2, each one in each type.

use serde_json::json;

use super::{
    approved::{Approved, carrying},
    transaction::{Transaction, access_list, approve},
};
use crate::{
    case::Case,
    draft::{Draft, of_digest, suffix},
    sign::Key,
};

/// A type of transaction: its name, a transaction of it, and the numbers in it.
type Kind = (&'static str, fn() -> Transaction, &'static [&'static str]);

/// Vectors of `digest`. The witnesses say which message was signed, and by whom.
pub(crate) fn drafts() -> Vec<Draft> {
    let types: [Kind; 3] = [
        ("legacy", Transaction::legacy, &["nonce", "gasPrice", "gasLimit", "value"]),
        ("of type 1", Transaction::listed, &["chainId", "nonce", "gasPrice", "gasLimit", "value"]),
        (
            "of type 2",
            Transaction::dynamic,
            &["chainId", "nonce", "maxPriorityFeePerGas", "maxFeePerGas", "gasLimit", "value"],
        ),
    ];
    let mut rows = Vec::new();
    for (kind, base, members) in types {
        rows.push((format!("{kind}: the base"), base()));
        for member in members {
            for number in [0, 1, 127, 128, 255, 256, 4_294_967_296, 9_007_199_254_740_993, 18_446_744_073_709_551_614] {
                // Nobody reads a transaction for chain 0.
                if *member != "chainId" || number > 0 {
                    rows.push((format!("{kind}: {member} is {number}"), base().with(member, number)));
                }
            }
        }
        for chain in [1, 109, 110, 4_295_051_828].into_iter().filter(|_| kind == "legacy") {
            rows.push((format!("{kind}: for chain {chain}"), base().signed_by(Key::Payer, chain)));
        }
        rows.push((format!("{kind}: to another contract"), base().with_bytes("to", &"3".repeat(40))));
        rows.push((format!("{kind}: calls something else"), base().with_bytes("data", "01020304")));
        rows.push((format!("{kind}: approves 1"), base().with_bytes("data", &approve(&"4".repeat(40), "1"))));
        rows.push((format!("{kind}: signed by a stranger"), base().signed_by(Key::Stranger, 84_532)));
        if kind != "legacy" {
            rows.push((format!("{kind}: with the other parity"), base().with_other_parity()));
            let list = access_list(&"5".repeat(40), &[&"0".repeat(64), &"1".repeat(64)]);
            rows.push((format!("{kind}: with an access list"), base().encoded("accessList", &list).signed()));
        }
    }
    for (kind, base, members) in types {
        for member in members.iter().filter(|member| member.contains("Fee") || ["gasPrice", "value"].contains(member)) {
            for number in [18_446_744_073_709_551_616, u128::MAX] {
                rows.push((format!("{kind}: {member} is {number}"), base().with(member, number)));
            }
        }
    }
    let draft = |(index, (title, transaction)): (usize, (String, Transaction))| {
        let case = carrying(Case::permit2(), &Approved::new(transaction).info());
        let stated = json!({"family": "permit2", "form": "ecdsa65", "approval": {}});
        let question =
            serde_json::from_str(&format!(r#"{{"payment":{{"json":{}}},"offer":{}}}"#, case.payment, case.offer));
        let question = question.expect("JSON of ours");
        of_digest(&format!("0600{}", suffix(index)), &format!("an approval, {title}"), &question, &stated)
            .rulings(&["P-6"])
    };
    rows.into_iter().enumerate().map(draft).collect()
}
