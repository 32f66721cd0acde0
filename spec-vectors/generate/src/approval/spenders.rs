//! The spender of a transaction that nobody has to send, and the verdict on it.

use serde_json::{Value, json};

use super::{
    approved::{Approved, MAX_DECIMAL, PERMIT2_ADDRESS, allowed, allowing, carrying},
    transaction::{MAX, Transaction, approve},
};
use crate::{
    case::{Case, Code},
    draft::Draft,
    permit::STRANGER,
    sign::{Key, SIGNER},
};

const PROXY: &str = "0x402085c248EeA27D92E8b30b2C58ed07f9E20001";

/// An approval beside a sufficient allowance. Nobody has to send it. Whether somebody may send it is another question.
fn needless(approved: &Approved, spender: &str, amount: &str, sponsoring: &str, flags: &[&str]) -> Value {
    json!({
        "verdict": "valid", "payer": SIGNER, "offer": 0, "flags": flags,
        "outstanding": ["contract-code", "balance", "permit-unused", "settlement"],
        "gasSponsoring": {
            "extension": "erc20ApprovalGasSponsoring", "spender": spender, "amount": amount,
            "transaction": {
                "hash": approved.transaction.hash(), "nonce": "7", "gasLimit": "70000", "maxFeePerGas": "1000000000",
                "maxPriorityFeePerGas": "100000000", "mostWei": "70000000000000", "executionOnly": true,
                "sponsoring": sponsoring, "payment": "valid",
            },
        },
    })
}

pub(super) fn drafts() -> Vec<Draft> {
    let good = Approved::new(Transaction::dynamic());
    let of = |spender: &str, amount: &str| {
        Approved::new(Transaction::dynamic().with_bytes("data", &approve(&spender[2..], amount)))
    };
    let faulty = |approved: &Approved, number: &str, title: &str, spender: &str, amount: &str, flags: &[&str]| {
        let title = format!("enough is allowed already, beside an approval {title}");
        allowing(approved, "10000")
            .acceptable(number, &title, SIGNER, "failing-approval")
            .result(&needless(approved, spender, amount, "invalid", flags))
    };
    let other = ["failing-approval", "other-spender"];
    let (stranger, proxy) = (of(STRANGER, MAX).saying("spender", STRANGER), of(PROXY, MAX).saying("spender", PROXY));
    let refusing = |flag: &str| {
        allowing(&stranger, "10000").more(&format!(r#"{},"policy":{{"refuse":["{flag}"]}}"#, allowed("10000")))
    };
    let short = of(PERMIT2_ADDRESS, "270f").saying("amount", "9999");
    let upto = carrying(Case::upto(), &stranger.info()).knowing(Code::Unknown).more(&allowed("10000"));
    vec![
        allowing(&good, "10000")
            .valid("0655", "enough is allowed already, beside an approval that would do", SIGNER)
            .result(&needless(&good, PERMIT2_ADDRESS, MAX_DECIMAL, "valid", &[])),
        faulty(&stranger, "0655a", "of a stranger for all there is", STRANGER, MAX_DECIMAL, &other)
            .comment("The payment needs none. Sent all the same, it would be the stranger's."),
        faulty(&proxy, "0655b", "of the proxy", PROXY, MAX_DECIMAL, &other),
        faulty(
            &of(STRANGER, MAX),
            "0655c",
            "of a stranger, in whose place info names Permit2",
            STRANGER,
            MAX_DECIMAL,
            &other,
        ),
        faulty(
            &good.clone().saying("spender", STRANGER),
            "0655d",
            "of Permit2, in whose place info names a stranger",
            PERMIT2_ADDRESS,
            MAX_DECIMAL,
            &["failing-approval"],
        ),
        faulty(&short, "0655e", "of one less than the payment permits", PERMIT2_ADDRESS, "9999", &["failing-approval"])
            .comment("Sent all the same, it would lower what is allowed, and the payment could not be settled."),
        faulty(
            &Approved::new(Transaction::dynamic().signed_by(Key::Stranger, 84_532)),
            "0655f",
            "that another key signed",
            PERMIT2_ADDRESS,
            MAX_DECIMAL,
            &["failing-approval"],
        ),
        upto.acceptable(
            "0655g",
            "upto: enough is allowed already, beside an approval of a stranger",
            SIGNER,
            "failing-approval",
        )
        .result(&needless(&stranger, STRANGER, MAX_DECIMAL, "invalid", &other)),
        refusing("other-spender").invalid(
            "0655h",
            "enough is allowed already, beside an approval of a stranger, and the policy refuses other-spender",
            "approval-spender",
        ),
        refusing("failing-approval").invalid(
            "0655i",
            "enough is allowed already, beside an approval of a stranger, and the policy refuses failing-approval",
            "approval-spender",
        ),
    ]
}
