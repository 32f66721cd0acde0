//! Checks that the mechanisms of every chain family share.

use x402_schemes::Terms;
use x402_types::{Amount, Flag};

use crate::{AmountRule, CheckId, Context, Detail, findings::Findings};

/// Compares the signed amount with the price, with the rule of the policy (B-7).
pub(crate) fn check_amount(
    id: CheckId,
    signed: Amount,
    terms: &Terms<'_>,
    rule: AmountRule,
    findings: &mut Findings<'_>,
) {
    let offered = terms.amount;
    let enough = match rule {
        AmountRule::Equal => signed == offered,
        AmountRule::AtLeast => signed >= offered,
    };
    findings.flag_if(enough && signed != offered, Flag::Overpayment);
    findings.check(id, if enough { Ok(()) } else { Err(Detail::Amount { signed, offered }) });
}

/// In the phase `settle`, `exact` allows only the signed amount.
pub(crate) fn check_exact_charge(id: CheckId, signed: Amount, context: &Context<'_>, findings: &mut Findings<'_>) {
    if let Some(charged) = context.phase.charge() {
        let just_that = if charged == signed { Ok(()) } else { Err(Detail::Charge { signed, charged }) };
        findings.check(id, just_that);
    }
}
