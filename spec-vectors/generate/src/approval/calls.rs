//! The call, its target and its amount.

use super::approved::{Approved, MAX_DECIMAL, PERMIT2_ADDRESS, changed, child, dynamic};
use super::transaction::{MAX, PERMIT2, Transaction, approve};
use crate::{draft::Draft, permit::STRANGER, sign::Key};

/// The call, its target and its amount.
pub(super) fn drafts() -> Vec<Draft> {
    let call = |data: &str| Approved::new(Transaction::dynamic().with_bytes("data", data));
    let target = |to: &str| Approved::new(Transaction::dynamic().with_bytes("to", to).with("gasLimit", 100_000));
    let good = approve(PERMIT2, MAX);
    let stranger = &STRANGER[2..];
    let not_approve = |number, title, data: &str| {
        changed(call(data).invalid(number, title, "approval-calldata"), "data", &good, data)
            .requirements(&["ERC20-verify-2-03"])
    };
    let dirty = |at: usize| format!("{}01{}", &good[..2 * at], &good[2 * at + 2..]);
    let other_chain = "It could be sent, but on another chain.";
    vec![
        changed(
            Approved::new(Transaction::dynamic().with("value", 1)).invalid(
                "0157j",
                "it moves one wei",
                "approval-value",
            ),
            "value",
            "0",
            "1",
        )
        .comment("approve takes none, and reverts at the sponsor's cost."),
        not_approve("0157k", "the first byte of the padding is not zero", &dirty(4)),
        not_approve("0157l", "the last byte of the padding is not zero", &dirty(15)),
        not_approve("0157m", "69 bytes of data", &format!("{good}00")),
        not_approve("0157n", "67 bytes of data", &good[..134]),
        not_approve("0157o", "no data", ""),
        not_approve("0157p", "increaseAllowance(address,uint256)", &good.replacen("095ea7b3", "39509351", 1)),
        not_approve("0157q", "transfer(address,uint256)", &good.replacen("095ea7b3", "a9059cbb", 1)),
        changed(
            call(&approve(stranger, MAX)).invalid("0157r", "another is approved than Permit2", "approval-spender"),
            "data (spender)",
            PERMIT2_ADDRESS,
            STRANGER,
        )
        .requirements(&["ERC20-verify-2-04", "ERC20-usage-01", "ERC20-summary-01"]),
        child(
            dynamic().saying("spender", STRANGER).invalid(
                "0157s",
                "info names another spender than the transaction",
                "approval-spender",
            ),
            "spender",
            PERMIT2_ADDRESS,
            STRANGER,
        )
        .requirements(&["ERC20-verify-2-04"]),
        call(&approve(stranger, MAX))
            .saying("spender", STRANGER)
            .invalid("0157t", "info and transaction agree on another spender", "approval-spender")
            .requirements(&["ERC20-verify-2-05", "ERC20-example-02"]),
        call(&approve("402085c248eea27d92e8b30b2c58ed07f9e20001", MAX))
            .saying("spender", "0x402085c248EeA27D92E8b30b2C58ed07f9E20001")
            .invalid("0157u", "the proxy is approved, and not Permit2", "approval-spender")
            .requirements(&["ERC20-verify-2-05"]),
        Approved::of(10_000).valid("0157v", "just what the payment permits is approved"),
        Approved::of(9_999).invalid("0157w", "one less than the payment permits is approved", "approval-amount"),
        Approved::of(10_000).saying("amount", MAX_DECIMAL).invalid(
            "0157x",
            "info names more than the transaction approves",
            "approval-info",
        ),
        child(
            dynamic().saying("amount", "10000").invalid(
                "0157y",
                "info names less than the transaction approves",
                "approval-info",
            ),
            "amount",
            MAX_DECIMAL,
            "10000",
        ),
        changed(
            Approved::new(Transaction::dynamic().with("chainId", 8_453)).invalid(
                "0157z",
                "it is for another chain",
                "approval-chain",
            ),
            "chainId",
            "84532",
            "8453",
        )
        .comment(other_chain),
        Approved::new(Transaction::legacy().signed_by(Key::Payer, 8_453))
            .invalid("0157aa", "a legacy transaction for another chain", "approval-chain")
            .comment(other_chain),
        Approved::new(Transaction::dynamic().with("chainId", 0)).invalid(
            "0157ab",
            "it is for chain 0",
            "approval-chain",
        ),
        changed(
            target(stranger).invalid("0157ac", "it calls another contract than the offer's asset", "approval-target"),
            "to",
            crate::permit::TOKEN,
            STRANGER,
        )
        .requirements(&["ERC20-verify-2-02"]),
        target(PERMIT2)
            .invalid("0157ad", "it calls Permit2 itself", "approval-target")
            .requirements(&["ERC20-verify-2-02"]),
        target("")
            .invalid("0157ae", "it calls nobody: it makes a contract", "approval-target")
            .requirements(&["ERC20-verify-2-02"]),
    ]
}
