//! Payments with a signed transaction that approves Permit2.

use super::{
    part::{
        Part, Rows,
        Verdict::{Invalid, Valid},
        row,
    },
    sponsored::nothing_allowed,
};
use crate::approval;

pub(super) fn rows(part: Part) -> Rows {
    if !part.is_permit2() || part.is_v1 {
        return Vec::new();
    }
    let rows = approval::every_check().into_iter().map(|(title, info, policy, check)| {
        let mut payment = nothing_allowed(part.base()).extended("erc20ApprovalGasSponsoring", &info);
        if !policy.is_null() {
            payment = payment.asks("policy", policy);
        }
        Some(row(format!("an approval {title}"), &payment, check.map_or(Valid("approval-transaction"), Invalid)))
    });
    rows.collect()
}
