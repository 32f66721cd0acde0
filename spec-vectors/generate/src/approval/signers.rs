//! The signer, and the signed transaction.

use super::approved::{Approved, changed, dynamic};
use super::transaction::{self, PERMIT2, Transaction, access_list, approve, number};
use crate::{draft::Draft, sign::Key};

/// The signer, and the signed transaction.
pub(super) fn drafts() -> Vec<Draft> {
    let statement = "ERC20-verify-2-01";
    let invalid = |number, title, transaction: Transaction, check| {
        Approved::new(transaction).invalid(number, title, check).requirements(&[statement])
    };
    let order = "a0fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    // The largest low s and the next (SEC 2, §2.4.1).
    let half = "a07fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0";
    let above = "a07fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1";
    let s = |hex| Transaction::dynamic().encoded_hex("s", hex);
    // Signed, and then changed: the payer signed something else.
    let edited = |number, title, member: &str, item: Vec<u8>, from: &str, to: &str| {
        let transaction = Transaction::dynamic().encoded(member, &item);
        changed(invalid(number, title, transaction, "approval-signer"), member, from, to)
    };
    let (eip1559, legacy) = (Transaction::dynamic, Transaction::legacy);
    vec![
        invalid("0157ba", "another key signed it", eip1559().signed_by(Key::Stranger, 84_532), "approval-signer"),
        invalid(
            "0157bb",
            "another key signed the legacy one",
            legacy().signed_by(Key::Stranger, 84_532),
            "approval-signer",
        ),
        invalid("0157bc", "the other parity", eip1559().with_other_parity(), "approval-signer"),
        invalid(
            "0157bd",
            "a legacy one that was signed for another chain",
            legacy().signed_by(Key::Payer, 8_453).encoded("yParity", &number(169_099)),
            "approval-signer",
        ),
        edited("0157be", "the nonce changed after signing", "nonce", number(8), "7", "8"),
        edited("0157bf", "the gas limit changed after signing", "gasLimit", number(70_001), "70000", "70001"),
        edited(
            "0157bg",
            "the fee changed after signing",
            "maxFeePerGas",
            number(1_000_000_001),
            "1000000000",
            "1000000001",
        ),
        edited("0157bh", "the priority fee changed after signing", "maxPriorityFeePerGas", number(1), "100000000", "1"),
        edited(
            "0157bi",
            "an access list added after signing",
            "accessList",
            access_list(&crate::permit::TOKEN[2..], &[]),
            "[]",
            "[[0x036c…, []]]",
        ),
        Approved {
            transaction: Transaction::dynamic()
                .encoded("data", &transaction::string(&transaction::bytes(&approve(PERMIT2, "2710")))),
            ..dynamic()
        }
        .saying("amount", "10000")
        .invalid("0157bj", "the approved amount changed after signing", "approval-signer")
        .requirements(&[statement]),
        invalid("0157bk", "the twin with high s", Transaction::dynamic().with_high_s(), "approval-signature")
            .comment("Its signer is the payer; no node takes it (EIP-2)."),
        invalid("0157bl", "s is the largest low one", s(half), "approval-signer"),
        invalid("0157bm", "s is the smallest high one", s(above), "approval-signature"),
        invalid("0157bn", "s is the order of the curve", s(order), "approval-signature"),
        invalid("0157bo", "r is 0", Transaction::dynamic().encoded_hex("r", "80"), "approval-signature"),
        invalid("0157bp", "s is 0", s("80"), "approval-signature"),
        invalid(
            "0157bq",
            "r is the order of the curve",
            Transaction::dynamic().encoded_hex("r", order),
            "approval-signature",
        ),
        invalid(
            "0157br",
            "the y parity is 2",
            Transaction::dynamic().encoded_hex("yParity", "02"),
            "approval-transaction",
        ),
        invalid(
            "0157bs",
            "the y parity is 27",
            Transaction::dynamic().encoded_hex("yParity", "1b"),
            "approval-transaction",
        ),
    ]
}
