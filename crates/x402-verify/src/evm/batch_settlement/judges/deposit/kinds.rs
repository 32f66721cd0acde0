//! The two kinds of deposit.

use x402_schemes::{__read::Blank, evm::batch_settlement::DepositPayment};

use super::{
    super::{OfKind, channel::Offered},
    by_eip3009, by_permit2, is_by_permit2, is_deposit, method_of, read_deposit,
};
use crate::{Purpose, case::Case, findings::Findings};

pub(in super::super) const BY_EIP3009: OfKind = OfKind {
    name: "deposit-eip3009",
    phase: None,
    is_of: |case| is_deposit(case) && !is_by_permit2(case),
    purpose: Purpose::Service,
    order: by_eip3009::ORDER,
    method: method_of,
    judge: |case, findings| judge(false, case, findings),
};

pub(in super::super) const BY_PERMIT2: OfKind = OfKind {
    name: "deposit-permit2",
    is_of: is_by_permit2,
    order: by_permit2::ORDER,
    judge: |case, findings| judge(true, case, findings),
    ..BY_EIP3009
};

/// Reads a deposit with either method, and the offer, and verifies it.
fn judge(by_permit2: bool, case: &Case<'_>, findings: &mut Findings<'_>) {
    let payment = &mut DepositPayment::blank();
    let is_read = read_deposit(case, by_permit2, findings, payment);
    let payment = is_read.then_some(&*payment);
    let offered = Offered::read(case, findings);
    if by_permit2 {
        by_permit2::judge(payment, &offered, case, findings);
    } else {
        by_eip3009::judge(payment, &offered, case, findings);
    }
}
