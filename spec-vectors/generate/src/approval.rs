//! Rows 156 and 157 of the catalogue: a signed transaction that approves Permit2, for a sponsor to send
//! (`extensions/erc20_gas_sponsoring.md`).

mod approved;
mod calls;
mod data_fees;
mod digests;
mod encodings;
mod every_check;
mod fields;
mod nonces;
mod signers;
mod spenders;
mod transaction;

use serde_json::{Value, json};
use x402_schemes::{Hex, evm::keccak256};
use x402_types::Uint256;

use self::approved::{Approved, GROUP, MAX_DECIMAL, PERMIT2_ADDRESS, allowed, allowing, carrying, changed, dynamic};
use x402_vectors::vector::Level;

use crate::{
    case::{Case, Code},
    draft::{Draft, digest_of, err},
    fault::Fault,
    permit::allowance,
    sheet::Sheet,
    sign::{Key, SIGNER},
};

pub(crate) use digests::drafts as digests;
pub(crate) use every_check::rows as every_check;

use transaction::{GAS, MAX, Transaction, access_list, number};

/// What binds to the verdicts.
const LEVELS: Sheet = Sheet {
    usual: Level::Must,
    levels: &[(
        Level::Policy,
        "0156a 0651a 0156c 0651c 0156d 0156g 0156h 0651h 0157cd 0157da 0157db 0157dc 0655h 0655i 0660b 0661b 0660c 0838 \
             0838b 0660h 0660i 0660j",
    )],
    faults: &[
        (Fault::DirtyPadding, "0157k 0157l 0652k 0652l"),
        (Fault::NoChainId, "0157e 0652e"),
        (Fault::RequiredMissing, "0157ea 0157eb 0157ec 0157ed 0157ee 0157ef"),
        (Fault::RequiredNull, "0157eg"),
    ],
};

pub(crate) fn drafts() -> Vec<Draft> {
    let groups = [
        costs(),
        types(),
        calls::drafts(),
        signers::drafts(),
        known(),
        policies(),
        fields::drafts(),
        encodings::drafts(),
        nonces::drafts(),
        spenders::drafts(),
        data_fees::drafts(),
    ];
    let drafts = groups.into_iter().flatten().map(|draft| draft.rulings(&["P-6"])).chain(printed());
    LEVELS.write(drafts.flat_map(|draft| draft.unless_allowed(number_of_twin, &allowance("9999"))).collect())
}

/// A transaction of type 2, in hexadecimal digits without `0x`, that approves this amount for the spender on a chain.
pub(crate) fn approving(key: Key, chain: u128, token: &str, spender: &str, amount: u128) -> String {
    let data = transaction::approve(&spender[2..].to_lowercase(), &format!("{amount:x}"));
    let unsigned =
        Transaction::dynamic().with("chainId", chain).with_bytes("to", &token[2..]).with_bytes("data", &data);
    unsigned.signed_by(key, chain).raw()
}

/// The `info` of a payer's approval of Permit2 over this amount, for the token and the chain of [`crate::payment::Payment`].
pub(crate) fn info(amount: &str) -> Value {
    info_of(amount, Transaction::dynamic())
}

/// The same, which may use this much gas at this price.
pub(crate) fn info_costing(amount: &str, gas: u128, fee: u128) -> Value {
    info_of(amount, Transaction::dynamic().with("maxFeePerGas", fee).with("gasLimit", gas))
}

/// The hash of the transaction in such an `info`.
pub(crate) fn hash_of(info: &Value) -> String {
    let raw = info["signedTransaction"].as_str().and_then(|text| text.strip_prefix("0x")).expect("digits of ours");
    let byte = |at: usize| u8::from_str_radix(&raw[at..at + 2], 16).expect("digits of ours");
    Hex(&keccak256(&(0..raw.len()).step_by(2).map(byte).collect::<Vec<u8>>())).to_string()
}

fn info_of(amount: &str, transaction: Transaction) -> Value {
    let number: Uint256 = amount.parse().expect("a decimal");
    let digits = Hex(&number.to_be_bytes()).to_string();
    let data = transaction::approve(&PERMIT2_ADDRESS[2..].to_lowercase(), digits.trim_start_matches("0x"));
    let transaction = transaction.with_bytes("data", &data).signed();
    json!({
        "from": SIGNER, "asset": crate::permit::TOKEN, "spender": PERMIT2_ADDRESS, "amount": amount,
        "signedTransaction": format!("0x{}", transaction.raw().trim_start_matches("0x")), "version": "1",
    })
}

/// For an undecided vector, the number of its twin in which the allowance is known to be too small.
fn number_of_twin(id: &str) -> String {
    let twin = |from: &str, to: &str| {
        let rest = id.strip_prefix(GROUP)?.strip_prefix('-')?.strip_prefix(from)?;
        Some(format!("{GROUP}-{to}{rest}"))
    };
    let number = twin("0156", "0651")
        .or_else(|| twin("0157", "0652"))
        .or_else(|| twin("0650", "0653"))
        .or_else(|| twin("0660", "0661"));
    number.expect("a number for it")
}

/// The expectation of a valid approval: the most that it can cost, and the questions that are left.
fn costing(approved: &Approved, [gas, fee, priority, most]: [&str; 4]) -> Value {
    json!({
        "verdict": "valid", "payer": SIGNER, "offer": 0, "flags": [],
        "outstanding": [
            "contract-code", "balance", "allowance", "transaction-count", "gas-price", "native-balance", "data-fee", "permit-unused",
            "settlement",
        ],
        "gasSponsoring": {
            "extension": "erc20ApprovalGasSponsoring", "spender": PERMIT2_ADDRESS, "amount": MAX_DECIMAL,
            "transaction": {
                "hash": approved.transaction.hash(), "nonce": "7", "gasLimit": gas, "maxFeePerGas": fee,
                "maxPriorityFeePerGas": priority, "mostWei": most, "executionOnly": true, "sponsoring": "valid",
                "payment": "valid",
            },
        },
    })
}

/// `erc20-approval-0156…`: the cost for the sponsor.
fn costs() -> Vec<Draft> {
    let gas = |limit: u64| Approved::new(Transaction::dynamic().with("gasLimit", limit.into()));
    let is = |draft: Draft, to: u64| changed(draft, "gasLimit", &GAS.to_string(), &to.to_string());
    let max_gas = 1u64 << 24;
    let uncapped = |approved: &Approved| approved.case().more(&format!(r#","policy":{{"maxApprovalGas":{max_gas}}}"#));
    let capped = |wei: &str| dynamic().case().more(&format!(r#","policy":{{"maxSponsorWei":"{wei}"}}"#));
    let fee = |fee: u128| Approved::new(Transaction::dynamic().with("maxFeePerGas", fee));
    let listed = |gas: u64| {
        let list = access_list(&crate::permit::TOKEN[2..], &[&"0".repeat(64), &"1".repeat(64)]);
        let listed = Transaction::dynamic().encoded("accessList", &list).with("gasLimit", gas.into());
        Approved::new(listed)
    };
    let broadcast = "The official facilitators send it, and learn it then.";
    vec![
        dynamic()
            .valid("0156", "what the official clients sign: type 2, 70,000 gas, 2^256−1 approved")
            .result(&costing(&dynamic(), ["70000", "1000000000", "100000000", "70000000000000"]))
            .comment("The sponsor may have to give the payer all of mostWei, which is gasLimit × maxFeePerGas.")
            .requirements(&[
                "ERC20-summary-01",
                "ERC20-required-01",
                "ERC20-usage-01",
                "ERC20-usage-02",
                "ERC20-example-02",
                "ERC20-verify-1-01",
                "ERC20-verify-2-03",
            ]),
        is(gas(max_gas).invalid("0156a", "all the gas that a transaction may have", "approval-gas-cap"), max_gas)
            .comment("The policy takes 150,000 by default."),
        is(gas(150_000).valid("0156b", "as much gas as the default policy takes"), 150_000)
            .result(&costing(&gas(150_000), ["150000", "1000000000", "100000000", "150000000000000"])),
        is(gas(150_001).invalid("0156c", "one more gas than the default policy takes", "approval-gas-cap"), 150_001),
        uncapped(&gas(max_gas))
            .valid("0156d", "all the gas that a transaction may have, and the policy takes it", SIGNER)
            .result(&costing(&gas(max_gas), ["16777216", "1000000000", "100000000", "16777216000000000"])),
        uncapped(&gas(max_gas + 1))
            .invalid("0156e", "one more gas than a transaction may have (EIP-7825)", "approval-gas")
            .comment(broadcast),
        changed(
            fee(u128::MAX).valid("0156f", "a fee of 2^128−1 wei: the cost is said, and no cap is set"),
            "maxFeePerGas",
            "1000000000",
            &u128::MAX.to_string(),
        )
        .result(&costing(
            &fee(u128::MAX),
            ["70000", &u128::MAX.to_string(), "100000000", "23819765684465692442436222520223774801850000"],
        )),
        capped("70000000000000")
            .undecided(
                "0156g",
                "its gas can cost just what the policy takes, and its data costs besides",
                "approval-cost-cap",
            )
            .result(&json!({"verdict": "undecided", "needs": ["data-fee"]})),
        capped("69999999999999").invalid(
            "0156h",
            "it can cost one wei more than the policy takes",
            "approval-cost-cap",
        ),
        // 21,000, and 10 for each of 17 zero bytes and four times 51 others.
        is(gas(23_210).valid("0156i", "gas for what it costs before anything runs"), 23_210)
            .comment("The floor of EIP-7623; approve itself needs more, which only the chain knows."),
        is(gas(23_209).invalid("0156j", "one gas less than it costs before anything runs", "approval-gas"), 23_209)
            .comment(broadcast),
        // 21,000, 17 × 4 + 51 × 16, 2,400 and 2 × 1,900.
        listed(28_084).valid("0156k", "an access list of an address and two keys, and gas for it"),
        listed(28_083).invalid(
            "0156l",
            "an access list of an address and two keys, and one gas too little",
            "approval-gas",
        ),
        changed(
            Approved::new(Transaction::dynamic().with("maxPriorityFeePerGas", 1_000_000_000))
                .valid("0156m", "all of the fee goes to whoever makes the block"),
            "maxPriorityFeePerGas",
            "100000000",
            "1000000000",
        ),
        changed(
            Approved::new(Transaction::dynamic().with("maxPriorityFeePerGas", 1_000_000_001)).invalid(
                "0156n",
                "more than the fee goes to whoever makes the block",
                "approval-fees",
            ),
            "maxPriorityFeePerGas",
            "100000000",
            "1000000001",
        )
        .comment("No node takes it (EIP-1559)."),
    ]
}

/// The types of transaction that are read.
fn types() -> Vec<Draft> {
    let read = "ERC20-verify-1-01";
    let none = |number, title, transaction: Transaction| {
        Approved::new(transaction).invalid(number, title, "approval-transaction").requirements(&[read])
    };
    let price = ["70000", "1000000000", "1000000000", "70000000000000"];
    vec![
        Approved::new(Transaction::legacy())
            .valid("0157", "a legacy transaction with a chain id")
            .result(&costing(&Transaction::legacy().into(), price))
            .requirements(&[read]),
        Approved::new(Transaction::listed())
            .valid("0157a", "type 1")
            .result(&costing(&Transaction::listed().into(), price))
            .requirements(&[read]),
        none("0157b", "type 3, of the members of type 2", Transaction::dynamic().version(3)),
        none("0157c", "type 4, of the members of type 2", Transaction::dynamic().version(4)),
        none("0157d", "type 0, written", Transaction::legacy().version(0).prefixed("00f8ac")),
        none(
            "0157e",
            "a legacy transaction that names no chain, and is good on all",
            Transaction::legacy().signed_for_no_chain(),
        ),
        none("0157f", "a legacy transaction whose v is none", Transaction::legacy().encoded("yParity", &number(34))),
        none("0157g", "type 2, unsigned", Transaction::dynamic().without_signature()),
        none("0157h", "a legacy transaction, unsigned", Transaction::legacy().without_signature()),
        none(
            "0157i",
            "type 2, with zeros for r and s",
            Transaction::dynamic().encoded_hex("r", "80").encoded_hex("s", "80"),
        ),
    ]
}

/// Presets and other schemes.
fn policies() -> Vec<Draft> {
    let wrong_value = Approved::new(Transaction::dynamic().with("value", 1));
    let preset = |approved: &Approved, name: &str| approved.case().more(&format!(r#","policy":{{"preset":"{name}"}}"#));
    let much = Approved::new(Transaction::dynamic().with("gasLimit", 1 << 24));
    let bare = json!({
        "verdict": "valid", "payer": SIGNER, "offer": 0, "flags": [],
        "outstanding": ["contract-code", "balance", "allowance", "permit-unused", "settlement"],
    });
    let upto = |approved: &Approved| carrying(Case::upto(), &approved.info());
    let declared = |description: &str| {
        let info = dynamic().info().replacen('{', &format!(r#"{{"description":"{description}","#), 1);
        carrying(Case::permit2(), &info).more(
            r#","declaredExtensions":{"erc20ApprovalGasSponsoring":{"info":{"description":"It may be sponsored.","version":"1"},"schema":{}}}"#,
        )
    };
    let only_declared = carrying(Case::permit2(), r#"{"description":"It may be sponsored.","version":"1"}"#);
    let mut elsewhere = dynamic().case();
    elsewhere.payment = elsewhere.payment.replace("erc20ApprovalGasSponsoring", "erc20approvalgassponsoring");
    vec![
        preset(&much, "ts")
            .undecided("0157da", "the preset ts, and all the gas that a transaction may have", "approval-gas-cap")
            .result(&json!({"verdict": "undecided", "payer": SIGNER, "offer": 0, "needs": ["allowance"]})),
        preset(&wrong_value, "x402-rs")
            .valid("0157db", "the preset x402-rs: approvals count as not there", SIGNER)
            .result(&bare),
        wrong_value
            .case()
            .more(r#","policy":{"approvalTransactions":false}"#)
            .valid("0157dc", "the policy has approvals count as not there", SIGNER)
            .result(&bare),
        upto(&dynamic()).valid("0157dd", "in upto", SIGNER),
        upto(&wrong_value).invalid("0157de", "in upto, and it moves one wei", "approval-value"),
        declared("It may be sponsored.")
            .valid("0157df", "what the server declared stands beside it, unchanged", SIGNER)
            .requirements(&["ERC20-required-03", "ERC20-required-01"]),
        declared("It will be sponsored.")
            .invalid("0157dg", "what the server declared was changed", "extension-echo")
            .requirements(&["ERC20-required-03"]),
        only_declared
            .valid("0157dh", "nothing but what the server declared: there is no approval", SIGNER)
            .result(&bare)
            .requirements(&["ERC20-required-03"]),
        elsewhere
            .valid("0157di", "under another key: there is no approval", SIGNER)
            .result(&bare)
            .requirements(&["ERC20-required-01", "ERC20-usage-02"]),
        Approved::of(10_000).case().more(r#","phase":{"settle":{"amount":"10000"}}"#).valid(
            "0157dj",
            "to be settled",
            SIGNER,
        ),
    ]
}

/// The two examples in the document of the extension. Neither can be read.
fn printed() -> Vec<Draft> {
    let refused = |number: &str, title: &str, kind: &str, text: &str, answer: &Value| {
        let input = json!({"kind": kind, "text": text});
        Draft::decode(format!("{GROUP}-{number}"), title, &input, answer, answer)
    };
    let commented = r#"{"x402Version":2,"accepts":[],"extensions":{"erc20ApprovalGasSponsoring":{"info":{"version":"1"
// Nothing here
}}}}"#;
    let accepts = dynamic().case().payment.replacen(r#""accepted":{"#, r#""accepts":[{"#, 1);
    let accepts = accepts.replacen(r#"},"extensions""#, r#"}],"extensions""#, 1);
    vec![
        refused(
            "0157ja",
            "a demand with a comment in the extension, as the document prints it",
            "payment-required",
            commented,
            &err("json", "syntax", "extensions"),
        )
        .rulings(&["C-4"])
        .requirements(&["ERC20-required-02"]),
        refused(
            "0157jb",
            "a payment with accepts in place of accepted, as the document prints it",
            "payment",
            &accepts,
            &err("shape", "missing-member", "accepted"),
        )
        .rulings(&["C-8"])
        .requirements(&["ERC20-example-01"]),
    ]
}

/// What the caller knows of the chain.
fn known() -> Vec<Draft> {
    let knowing = |approved: &Approved, more: String| approved.case().knowing(Code::Unknown).more(&more);
    let wrong_value = Approved::new(Transaction::dynamic().with("value", 1));
    let settled = json!({
        "verdict": "valid", "payer": SIGNER, "offer": 0, "flags": [],
        "outstanding": ["contract-code", "balance", "permit-unused", "settlement"],
    });
    let delegated = |approved: &Approved| {
        let digest = digest_of(&approved.case().input());
        let signature = Case::permit2().payment;
        let start = signature.find(r#""signature":"0x"#).expect("a payment of ours") + 13;
        let signature = &signature[start..start + 132];
        knowing(
            approved,
            format!(
                r#","facts":{{"accounts":{{"{SIGNER}":{{"code":"0xef010000000000000000000000000000000000000000aa"}}}},"contractSignatures":[{{"account":"{SIGNER}","digest":"{digest}","signature":"{signature}","valid":true}}]}}"#
            ),
        )
    };
    let stranger = Approved::new(Transaction::dynamic().signed_by(Key::Stranger, 84_532));
    vec![
        allowing(&dynamic(), "10000")
            .valid("0157ca", "enough is allowed already: nobody need send it", SIGNER)
            .result(&settled),
        allowing(&dynamic(), "9999").valid(
            "0157cb",
            "one too little is allowed, and the approval makes up for it",
            SIGNER,
        ),
        allowing(&wrong_value, "10000").acceptable(
            "0157cc",
            "enough is allowed already, beside an approval that would fail",
            SIGNER,
            "failing-approval",
        ),
        knowing(&wrong_value, format!(r#"{},"policy":{{"refuse":["failing-approval"]}}"#, allowed("10000"))).invalid(
            "0157cd",
            "enough is allowed already, beside an approval that would fail, which the policy refuses",
            "approval-value",
        ),
        allowing(&wrong_value, "9999").invalid(
            "0157ce",
            "one too little is allowed, beside an approval that would fail",
            "approval-value",
        ),
        carrying(Case::permit2(), r#"{"from":"0x"}"#).knowing(Code::Unknown).more(&allowed("10000")).invalid(
            "0157cf",
            "enough is allowed already, beside an approval that cannot be read",
            "approval-payload",
        ),
        knowing(&dynamic(), String::new()).valid("0157cg", "nothing is known of the payer's code", SIGNER),
        knowing(&stranger, String::new())
            .invalid(
                "0157ch",
                "nothing is known of the payer's code, and another key signed the approval",
                "approval-signer",
            )
            .comment("Whatever code the payer has: only a key signs a transaction."),
        delegated(&dynamic())
            .valid(
                "0157ci",
                "the payer delegates to code (EIP-7702), which accepts the payment; its key signed the approval",
                SIGNER,
            )
            .flags(&["contract-account"]),
        delegated(&stranger)
            .invalid(
                "0157cj",
                "the payer delegates to code, which accepts the payment; another key signed the approval",
                "approval-signer",
            )
            .flags(&["contract-account"]),
    ]
}
