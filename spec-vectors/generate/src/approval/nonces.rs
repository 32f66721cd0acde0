//! The last nonce that a transaction may have (EIP-2681).

use crate::draft::Draft;

use super::{
    approved::{Approved, allowing, carrying, changed},
    transaction::{Transaction, number},
};
use crate::case::Case;

const LAST: u128 = (1 << 64) - 2;

pub(super) fn drafts() -> Vec<Draft> {
    let dynamic = |nonce| Approved::new(Transaction::dynamic().with("nonce", nonce));
    let none = dynamic(LAST + 1);
    let upto = carrying(Case::upto(), &none.info());
    vec![
        dynamic(LAST)
            .valid("0650", "the nonce is 2^64−2, the last one that there is (EIP-2681)")
            .requirements(&["ERC20-verify-1-01"]),
        changed(
            none.invalid("0650a", "the nonce is 2^64−1 (EIP-2681)", "approval-nonce"),
            "nonce",
            &LAST.to_string(),
            &(LAST + 1).to_string(),
        )
        .comment("No block may contain it: the account could have no nonce after it."),
        Approved::new(Transaction::legacy().with("nonce", LAST + 1)).invalid(
            "0650b",
            "the nonce of a legacy transaction is 2^64−1",
            "approval-nonce",
        ),
        Approved::new(Transaction::listed().with("nonce", LAST + 1)).invalid(
            "0650c",
            "the nonce of a transaction of type 1 is 2^64−1",
            "approval-nonce",
        ),
        Approved::new(Transaction::dynamic().encoded("nonce", &number(LAST + 2)).signed())
            .invalid("0650d", "the nonce is 2^64, which has nine bytes", "approval-transaction")
            .requirements(&["ERC20-verify-1-01"]),
        upto.invalid("0650e", "in upto, and the nonce is 2^64−1", "approval-nonce"),
        allowing(&none, "10000").acceptable(
            "0650f",
            "enough is allowed already, beside an approval whose nonce is 2^64−1",
            crate::sign::SIGNER,
            "failing-approval",
        ),
    ]
}
