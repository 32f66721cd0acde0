//! What the families of EVM chains have in common.

use x402_schemes::{
    Terms,
    evm::{Address, assets},
};
use x402_types::{Flag, Uint256, UnixSeconds};

use crate::{CheckId, Context, Detail, Report};

pub(super) const SIGNATURE: [CheckId; 4] =
    [CheckId::SIGNATURE_FORM, CheckId::SIGNATURE_RANGE, CheckId::SIGNATURE_LOW_S, CheckId::SIGNER];

pub(super) fn skip_all(report: &mut Report, because: CheckId, checks: &[CheckId]) {
    for id in checks {
        report.skip(*id, because);
    }
}

/// E-3: the offer's asset, or its payTo.
pub(super) fn check_address(id: CheckId, terms: &Terms<'_>, report: &mut Report) -> Option<Address> {
    let (member, text) = if id == CheckId::ASSET_ADDRESS { ("asset", terms.asset) } else { ("payTo", terms.pay_to) };
    let address = text.parse::<Address>().map_err(|_| Detail::NotAddress(member));
    let is_right = |address: &Address| assets::is_listed(&terms.network, text) || address.checksum_matches(text);
    if address.as_ref().is_ok_and(|address| !is_right(address)) {
        report.flag(Flag::Eip55);
    }
    report.check(
        id,
        address.and_then(|address| if address.is_zero() { Err(Detail::ZeroAddress(member)) } else { Ok(address) }),
    )
}

/// E-3
pub(super) fn check_payer(payer: Address, report: &mut Report) {
    let exists = if payer.is_zero() { Err(Detail::ZeroAddress("the payer")) } else { Ok(()) };
    report.check(CheckId::PAYER_ADDRESS, exists);
}

/// B-1
pub(super) fn check_recipient(payer: Address, signed: Address, pay_to: Option<Address>, report: &mut Report) {
    match pay_to {
        None => report.skip(CheckId::RECIPIENT, CheckId::PAY_TO_ADDRESS),
        Some(offered) if offered == signed => report.pass(CheckId::RECIPIENT),
        Some(offered) => report.fail(CheckId::RECIPIENT, Detail::Recipient { signed, offered }),
    }
    if payer == signed {
        report.flag(Flag::SelfPayment);
    }
}

/// The last second of a permit lies not in the past.
pub(super) fn not_passed(deadline: UnixSeconds, context: &Context<'_>) -> Result<(), Detail> {
    let now = context.now;
    if deadline.get() < Uint256::from(now) { Err(Detail::DeadlinePassed { deadline, now }) } else { Ok(()) }
}

/// It lies so far ahead that there is time to settle.
pub(super) fn time_is_left(deadline: UnixSeconds, context: &Context<'_>) -> Result<(), Detail> {
    let (now, margin) = (context.now, context.policy.expiry_margin);
    let enough = Uint256::from(now).checked_add(margin).is_some_and(|end| deadline.get() >= end);
    if enough { Ok(()) } else { Err(Detail::DeadlineTooClose { deadline, now, margin }) }
}
