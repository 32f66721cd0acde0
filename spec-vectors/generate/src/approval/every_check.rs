//! For each check, the approval nearest to validity that it refuses, and the neighbour that it accepts.

use serde_json::{Value, json};

use super::{
    approved::{Approved, MAX_DECIMAL, dynamic},
    transaction::{PERMIT2, Transaction, approve},
};
use crate::{permit::STRANGER, sign::Key};

/// Title, `info`, policy, and the check that refuses it.
type Row = (&'static str, Value, Value, Option<&'static str>);

pub(crate) fn rows() -> Vec<Row> {
    let info = |approved: &Approved| -> Value { serde_json::from_str(&approved.info()).expect("JSON of ours") };
    let of = |transaction: Transaction| info(&Approved::new(transaction));
    let with = |member: &str, value: u128| of(Transaction::dynamic().with(member, value));
    let without = |member: &str| {
        let mut info = info(&dynamic());
        info.as_object_mut().expect("an object").remove(member);
        info
    };
    let sent = |transaction: &str| {
        let mut info = info(&dynamic());
        info["signedTransaction"] = transaction.into();
        info
    };
    let data = |data: &str| of(Transaction::dynamic().with_bytes("data", data));
    let none = Value::Null;
    let mut rows: Vec<Row> = vec![("that holds", info(&dynamic()), none.clone(), None)];
    let mut refuse = |title, info, check| rows.push((title, info, Value::Null, Some(check)));
    refuse("without from", without("from"), "approval-payload");
    refuse("without amount", without("amount"), "approval-payload");
    refuse("without signedTransaction", without("signedTransaction"), "approval-payload");
    refuse("without version", without("version"), "approval-payload");
    refuse("of another owner", info(&dynamic().saying("from", STRANGER)), "approval-owner");
    refuse("of another token", info(&dynamic().saying("asset", STRANGER)), "approval-token");
    refuse("that is no transaction", sent("0x02c0"), "approval-transaction");
    refuse("that is of type 3", of(Transaction::dynamic().version(3)), "approval-transaction");
    refuse("that names no chain", of(Transaction::legacy().signed_for_no_chain()), "approval-transaction");
    refuse("with a byte behind it", of(Transaction::dynamic().followed_by("00")), "approval-transaction");
    refuse("for another chain", with("chainId", 8_453), "approval-chain");
    refuse("for a chain that is this one in 32 bits", with("chainId", 4_295_051_828), "approval-chain");
    refuse(
        "for another chain, of the old type",
        of(Transaction::legacy().signed_by(Key::Payer, 8_453)),
        "approval-chain",
    );
    let target = Transaction::dynamic().with_bytes("to", &STRANGER[2..]).with("gasLimit", 100_000);
    refuse("that calls another contract", of(target), "approval-target");
    refuse("that moves one wei", with("value", 1), "approval-value");
    refuse(
        "that calls transfer",
        data(&approve(PERMIT2, "2710").replacen("095ea7b3", "a9059cbb", 1)),
        "approval-calldata",
    );
    refuse("with 69 bytes of data", data(&format!("{}00", approve(PERMIT2, "2710"))), "approval-calldata");
    refuse("of another spender", data(&approve(&STRANGER[2..], super::MAX)), "approval-spender");
    refuse("whose info names another spender", info(&dynamic().saying("spender", STRANGER)), "approval-spender");
    refuse("of one too little", info(&Approved::of(9_999)), "approval-amount");
    refuse("whose info names more", info(&Approved::of(10_000).saying("amount", MAX_DECIMAL)), "approval-info");
    refuse("whose info names less", info(&dynamic().saying("amount", "10000")), "approval-info");
    refuse("with more of a priority than of a fee", with("maxPriorityFeePerGas", 1_000_000_001), "approval-fees");
    refuse("with one gas too little", with("gasLimit", 23_209), "approval-gas");
    refuse("with one gas above the cap", with("gasLimit", 150_001), "approval-gas-cap");
    refuse("with high s", of(Transaction::dynamic().with_high_s()), "approval-signature");
    refuse("with r 0", of(Transaction::dynamic().encoded_hex("r", "80")), "approval-signature");
    refuse("by another", of(Transaction::dynamic().signed_by(Key::Stranger, 84_532)), "approval-signer");
    refuse("with the other parity", of(Transaction::dynamic().with_other_parity()), "approval-signer");
    let capped = |gas: u64| json!({"maxApprovalGas": gas});
    let costing = |wei: &str| json!({"maxSponsorWei": wei});
    rows.extend([
        ("with one gas above the policy's own cap", info(&dynamic()), capped(69_999), Some("approval-gas-cap")),
        ("with as much gas as the policy takes", info(&dynamic()), capped(70_000), None),
        ("that can cost one wei too much", info(&dynamic()), costing("69999999999999"), Some("approval-cost-cap")),
        ("that costs, and the policy pays nothing", info(&dynamic()), costing("0"), Some("approval-cost-cap")),
        ("of just enough", info(&Approved::of(10_000)), none.clone(), None),
        ("with just enough gas", with("gasLimit", 23_210), none.clone(), None),
        ("with as much gas as the cap", with("gasLimit", 150_000), none.clone(), None),
        ("with all of the fee for a priority", with("maxPriorityFeePerGas", 1_000_000_000), none.clone(), None),
        ("of the old type", of(Transaction::legacy()), none.clone(), None),
        ("of type 1", of(Transaction::listed()), none, None),
    ]);
    rows
}
