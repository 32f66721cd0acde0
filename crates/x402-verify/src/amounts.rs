//! Checks that the mechanisms of every chain family share.

use x402_schemes::Terms;
use x402_types::{Amount, AnyAmount, Flag};

use crate::{AmountRule, CheckId, Context, Detail, recorder::Recorder};

/// Compares the signed amount with the price, with the rule of the policy (B-7).
pub(crate) fn check_amount(
    id: CheckId,
    signed: Amount,
    terms: &Terms<'_>,
    rule: AmountRule,
    recorder: &mut Recorder<'_>,
) {
    let offered = terms.units();
    let enough = match rule {
        AmountRule::Equal => signed == offered,
        AmountRule::AtLeast => signed >= offered,
    };
    recorder.flag_if(enough && signed != offered, Flag::Overpayment);
    recorder.check(id, if enough { Ok(()) } else { Err(Detail::Amount { signed, offered }) });
}

/// In the phase `settle`, `exact` allows only the signed amount.
pub(crate) fn check_exact_charge(id: CheckId, signed: Amount, context: &Context<'_>, recorder: &mut Recorder<'_>) {
    if let Some(charged) = context.phase.charge() {
        let is_signed = *charged == AnyAmount::Units(signed);
        let just_that = if is_signed { Ok(()) } else { Err(Detail::Charge { signed, charged: charged.clone() }) };
        recorder.check(id, just_that);
    }
}
