//! What every family checks alike.

use x402_schemes::Terms;
use x402_types::{Amount, Flag};

use crate::{AmountRule, CheckId, Context, Detail, Phase, Report};

/// B-7
pub(crate) fn check_amount(id: CheckId, signed: Amount, terms: &Terms<'_>, rule: AmountRule, report: &mut Report) {
    let offered = terms.amount;
    let enough = match rule {
        AmountRule::Equal => signed == offered,
        AmountRule::AtLeast => signed >= offered,
    };
    if enough && signed != offered {
        report.flag(Flag::Overpayment);
    }
    report.check(id, if enough { Ok(()) } else { Err(Detail::Amount { signed, offered }) });
}

/// `exact` takes what was signed.
pub(crate) fn check_exact_charge(id: CheckId, signed: Amount, context: &Context<'_>, report: &mut Report) {
    if let Phase::Settle { amount: charged } = context.phase {
        let just_that = if charged == signed { Ok(()) } else { Err(Detail::Charge { signed, charged }) };
        report.check(id, just_that);
    }
}

/// The echo of the server's extensions (B-6), and what could be settled and this server does not want (E-3). The forms
/// of a signature are judged with it: of a contract's they say nothing.
pub(crate) fn check_echo_and_policy(echo: Option<Result<(), Detail>>, context: &Context<'_>, report: &mut Report) {
    if let Some(echo) = echo {
        report.check(CheckId::ExtensionEcho, echo);
    }
    if context.policy.refused.is_empty() {
        return;
    }
    let refused = report.flags().intersection(context.policy.refused);
    report.check(CheckId::Policy, if refused.is_empty() { Ok(()) } else { Err(Detail::Refused(refused)) });
}
