//! What the families have in common.

use x402_schemes::{Terms, evm::Address};
use x402_types::{Amount, Flag};

use crate::{AmountRule, CheckId, Context, Detail, Phase, Report};

pub(super) const SIGNATURE: [CheckId; 4] =
    [CheckId::SignatureForm, CheckId::SignatureRange, CheckId::SignatureLowS, CheckId::Signer];

pub(super) fn skip_all(report: &mut Report, because: CheckId, checks: &[CheckId]) {
    for id in checks {
        report.skip(*id, because);
    }
}

/// E-3: the offer's asset, or its payTo.
pub(super) fn check_address(id: CheckId, terms: &Terms<'_>, report: &mut Report) -> Option<Address> {
    let (member, text) = if id == CheckId::AssetAddress { ("asset", terms.asset) } else { ("payTo", terms.pay_to) };
    let address = text.parse::<Address>().map_err(|_| Detail::NotAddress(member));
    if address.as_ref().is_ok_and(|address| !address.checksum_matches(text)) {
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
    report.check(CheckId::PayerAddress, exists);
}

/// B-1
pub(super) fn check_recipient(payer: Address, signed: Address, pay_to: Option<Address>, report: &mut Report) {
    match pay_to {
        None => report.skip(CheckId::Recipient, CheckId::PayToAddress),
        Some(offered) if offered == signed => report.pass(CheckId::Recipient),
        Some(offered) => report.fail(CheckId::Recipient, Detail::Recipient { signed, offered }),
    }
    if payer == signed {
        report.flag(Flag::SelfPayment);
    }
}

/// B-7
pub(super) fn check_amount(signed: Amount, terms: &Terms<'_>, context: &Context<'_>, report: &mut Report) {
    let offered = terms.amount;
    let enough = match context.policy.amount_rule {
        AmountRule::Equal => signed == offered,
        AmountRule::AtLeast => signed >= offered,
    };
    if enough && signed != offered {
        report.flag(Flag::Overpayment);
    }
    report.check(CheckId::Amount, if enough { Ok(()) } else { Err(Detail::Amount { signed, offered }) });
}

/// `exact` takes what was signed.
pub(super) fn check_exact_charge(signed: Amount, context: &Context<'_>, report: &mut Report) {
    if let Phase::Settle { amount: charged } = context.phase {
        let just_that = if charged == signed { Ok(()) } else { Err(Detail::Charge { signed, charged }) };
        report.check(CheckId::Charge, just_that);
    }
}

/// What could be settled, and this server does not want. The forms of a signature are judged with it: of a contract's
/// they say nothing.
pub(super) fn check_policy(context: &Context<'_>, report: &mut Report) {
    if context.policy.refused.is_empty() {
        return;
    }
    let refused = report.flags().intersection(context.policy.refused);
    report.check(CheckId::Policy, if refused.is_empty() { Ok(()) } else { Err(Detail::Refused(refused)) });
}
