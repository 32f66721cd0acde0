//! The cost of a transaction besides its gas, on chains that charge for data on L1.

use serde_json::{Value, json};

use super::{
    allowance,
    approved::{Approved, MAX_DECIMAL, PERMIT2_ADDRESS, carrying},
    transaction::Transaction,
};
use crate::{
    case::{Case, Code},
    draft::Draft,
    sign::{Key, SIGNER},
};

/// The cost of 70,000 gas at 1,000,000,000 wei each, and of the data.
const GAS: &str = "70000000000000";
const DATA: &str = "1234567890";
const BOTH: &str = "70001234567890";
const SETTLED: &str = r#","phase":{"settle":{"amount":"10000"}}"#;

/// The expectation: the questions besides those of every approval, and the stated cost.
fn costing(approved: &Approved, asks: bool, most: &str, data: Option<&str>) -> Value {
    let mut outstanding =
        vec!["contract-code", "balance", "allowance", "transaction-count", "gas-price", "native-balance"];
    outstanding.extend(asks.then_some("data-fee"));
    outstanding.extend(["permit-unused", "settlement"]);
    let mut transaction = json!({
        "hash": approved.transaction.hash(), "nonce": "7", "gasLimit": "70000", "maxFeePerGas": "1000000000",
        "maxPriorityFeePerGas": "100000000", "mostWei": most, "sponsoring": "valid", "payment": "valid",
    });
    if asks {
        transaction["executionOnly"] = true.into();
    }
    if let Some(data) = data {
        transaction["dataFeeWei"] = data.into();
    }
    json!({
        "verdict": "valid", "payer": SIGNER, "offer": 0, "flags": [], "outstanding": outstanding,
        "gasSponsoring": {
            "extension": "erc20ApprovalGasSponsoring", "spender": PERMIT2_ADDRESS, "amount": MAX_DECIMAL,
            "transaction": transaction,
        },
    })
}

/// The same of a token that the tables have on another chain (B-10).
fn elsewhere_listed(mut result: Value) -> Value {
    result["flags"] = json!(["asset-network"]);
    result
}

pub(super) fn drafts() -> Vec<Draft> {
    let on_base = Approved::new(Transaction::dynamic());
    let on_ethereum = Approved::new(Transaction::dynamic().with("chainId", 1));
    let base = || on_base.case();
    let ethereum = || carrying(Case::permit2().terms("eip155:84532", "eip155:1").signed_permit(), &on_ethereum.info());
    let elsewhere = |chain_id: u128| {
        let approved = Approved::new(Transaction::dynamic().with("chainId", chain_id));
        let case = Case::permit2().terms("eip155:84532", &format!("eip155:{chain_id}"));
        carrying(case.signed_permit(), &approved.info())
    };
    let knowing = |case: Case, approved: &Approved, facts: &str, policy: &str| {
        let hash = approved.transaction.hash();
        case.knowing(Code::Unknown).more(&format!(
            r#","facts":{{"accounts":{{"*":{{"code":"none"}}}},{facts}"dataFees":{{"{hash}":"{DATA}"}}}}{policy}"#
        ))
    };
    let cap = |wei: &str| format!(r#","policy":{{"maxSponsorWei":"{wei}"}}"#);
    let less = |wei: &str| (wei.parse::<u64>().expect("a number of ours") - 1).to_string();
    let another = Approved::new(Transaction::dynamic().signed_by(Key::Stranger, 84_532));
    let asked = json!({"verdict": "undecided", "needs": ["data-fee"]});
    vec![
        knowing(base(), &on_base, "", "")
            .valid("0660", "what its data costs is known, and counts", SIGNER)
            .result(&costing(&on_base, false, BOTH, Some(DATA))),
        knowing(base(), &on_base, "", &cap(BOTH)).valid(
            "0660a",
            "gas and data cost just what the policy takes",
            SIGNER,
        ),
        knowing(base(), &on_base, "", &cap(&less(BOTH))).invalid(
            "0660b",
            "gas and data cost one wei more than the policy takes",
            "approval-cost-cap",
        ),
        knowing(base(), &another, "", &cap(BOTH))
            .undecided("0660c", "what the data of another transaction costs is known", "approval-cost-cap")
            .result(&asked),
        ethereum()
            .acceptable("0660d", "on Ethereum its data is paid for by its gas", SIGNER, "asset-network")
            .result(&elsewhere_listed(costing(&on_ethereum, false, GAS, None))),
        ethereum().more(&cap(GAS)).acceptable(
            "0660e",
            "on Ethereum it can cost just what the policy takes",
            SIGNER,
            "asset-network",
        ),
        knowing(ethereum(), &on_ethereum, "", "")
            .acceptable("0660f", "what the caller says of its data counts on any chain", SIGNER, "asset-network")
            .result(&elsewhere_listed(costing(&on_ethereum, false, BOTH, Some(DATA)))),
        elsewhere(252)
            .more(&cap(GAS))
            .undecided("0838", "on Fraxtal its gas can cost just what the policy takes", "approval-cost-cap")
            .result(&asked),
        elsewhere(253).more(&cap(GAS)).valid(
            "0838a",
            "on a chain beside Fraxtal it can cost just what the policy takes",
            SIGNER,
        ),
        elsewhere(11_142_220)
            .more(&cap(GAS))
            .undecided("0838b", "on Celo Sepolia its gas can cost just what the policy takes", "approval-cost-cap")
            .result(&asked),
        base()
            .knowing(Code::Unknown)
            .more(&format!(r#","facts":{{"accounts":{{"*":{{"code":"none"}}}},{}}}{}"#, allowance("10000"), cap(GAS)))
            .valid("0660g", "enough is allowed already: what its data costs nobody asks", SIGNER),
        carrying(Case::upto(), &on_base.info())
            .more(&cap(GAS))
            .undecided("0660h", "in upto, and its gas can cost just what the policy takes", "approval-cost-cap")
            .result(&asked),
        base()
            .more(&format!("{}{SETTLED}", cap(GAS)))
            .undecided("0660i", "to be settled, and its gas can cost just what the policy takes", "approval-cost-cap")
            .result(&asked),
        carrying(Case::upto(), &on_base.info())
            .more(&format!("{}{SETTLED}", cap(GAS)))
            .undecided(
                "0660j",
                "in upto, to be settled, and its gas can cost just what the policy takes",
                "approval-cost-cap",
            )
            .result(&asked),
    ]
}
