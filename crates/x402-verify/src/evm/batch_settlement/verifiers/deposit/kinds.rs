//! The two kinds of deposit.

use super::{
    super::{OfKind, channel::Offered},
    by_eip3009, by_permit2, is_by_permit2, is_deposit, method_of, read_deposit,
};
use crate::{Purpose, case::Case, recorder::Recorder};

pub(in super::super) const BY_EIP3009: OfKind = OfKind {
    name: "deposit-eip3009",
    phase: None,
    is_of: |case| is_deposit(case) && !is_by_permit2(case),
    purpose: Purpose::Service,
    order: by_eip3009::ORDER,
    method: method_of,
    verify: |case, recorder| verify_deposit(false, case, recorder),
};

pub(in super::super) const BY_PERMIT2: OfKind = OfKind {
    name: "deposit-permit2",
    is_of: is_by_permit2,
    order: by_permit2::ORDER,
    verify: |case, recorder| verify_deposit(true, case, recorder),
    ..BY_EIP3009
};

/// Reads a deposit with either method, and the offer, and verifies it.
fn verify_deposit(by_permit2: bool, case: &Case<'_>, recorder: &mut Recorder<'_>) {
    let payment = read_deposit(case, by_permit2, recorder);
    let payment = payment.as_ref();
    let offered = Offered::read(case, recorder);
    if by_permit2 {
        by_permit2::verify(payment, &offered, case, recorder);
    } else {
        by_eip3009::verify(payment, &offered, case, recorder);
    }
}
