//! A deposit, which pays for one request: by EIP-3009 (N-15), and by Permit2 (N-16, N-17).

mod by_eip3009;
mod by_permit2;

use alloc::vec::Vec;

use x402_schemes::{
    AssetTransferMethod,
    evm::{
        Address,
        batch_settlement::{DepositPayment, SETTLEMENT, min_deposit},
    },
};
use x402_types::{Amount, Flag, JsonRef};

use super::{
    super::Detail,
    channel::{Offered, Paying},
    kind_of, read,
};
use crate::{CheckId, Outcome, Question, case::Case, evm::questions::ContractCode, findings::Findings};

pub(super) use by_eip3009::{ByEip3009, CODES_BY_EIP3009};
pub(super) use by_permit2::{ByPermit2, CODES_BY_PERMIT2};

/// Whether a payload is a deposit with a permit of Permit2.
fn is_by_permit2(case: &Case<'_>) -> bool {
    let permit = || case.claim.payload.as_json().get("deposit")?.get("authorization")?.get("permit2Authorization");
    is_deposit(case) && permit().is_some_and(|permit| !permit.is_null())
}

fn is_deposit(case: &Case<'_>) -> bool {
    kind_of(case) == Some(x402_schemes::evm::batch_settlement::Kind::Deposit)
}

/// The method that the offer names, or else the client. `None` if neither does.
fn tag<'a>(case: &Case<'a>) -> Option<JsonRef<'a>> {
    let accepted = || case.claim.accepted?.extra_member(AssetTransferMethod::MEMBER).filter(|tag| !tag.is_null());
    case.terms.extra_member(AssetTransferMethod::MEMBER).or_else(accepted)
}

/// Whether this crate knows the method of the deposit (N-9).
fn method_of(case: &Case<'_>) -> Outcome {
    let outcome = super::method_of(case);
    let Some(tag) = tag(case).filter(|_| matches!(outcome, Outcome::Pass)) else { return outcome };
    match tag.string() {
        Err(_) => Outcome::fail(crate::Detail::Method(x402_schemes::MethodError::NotText)),
        Ok(name) if *name == *"eip3009" || *name == *"permit2" => Outcome::Pass,
        Ok(_) => Outcome::needs(case.no_verifier()),
    }
}

/// Reads the payload. Its authorization is of the offer's method.
fn read_deposit(case: &Case<'_>, by_permit2: bool, findings: &mut Findings<'_>) -> Option<DepositPayment> {
    let tag = tag(case).and_then(|tag| tag.string().ok());
    let wrong = match (tag.as_deref(), by_permit2) {
        (Some("eip3009"), true) => Some(Detail::NotByEip3009),
        (Some("permit2"), false) => Some(Detail::NotByPermit2),
        _ => None,
    };
    findings.flag_if(tag.is_none() && by_permit2, Flag::UntaggedMethod);
    match wrong {
        Some(wrong) if findings.first_failure().is_none() && findings.needs().next().is_none() => {
            findings.fail(CheckId::PAYLOAD, wrong);
            None
        }
        _ => read(case, findings, DepositPayment::read),
    }
}

/// The least deposit that the offer names (N-7).
fn check_least(paying: &Paying<'_>, findings: &mut Findings<'_>) {
    let Some(least) = min_deposit(paying.case.terms) else { return };
    let deposit = paying.deposit;
    let is_below = Amount::from(deposit) < least;
    findings.flag_if(is_below, Flag::BelowMinDeposit);
    if paying.case.context.policy.evm.batch_settlement.enforce_min_deposit {
        let reached = if is_below { Err(Detail::BelowMinDeposit { deposit, least }) } else { Ok(()) };
        findings.check(CheckId::MIN_DEPOSIT, reached);
    }
}

/// The contracts that have to be there.
fn contracts(paying: &Paying<'_>, token: Address, collector: Address) -> Vec<Question> {
    let question = |contract| ContractCode { network: paying.network(), contract }.into();
    [token, SETTLEMENT, collector].into_iter().map(question).collect()
}

/// The checks of the channel that deposits have.
fn check_channel(paying: &Paying<'_>, offered: &Offered, findings: &mut Findings<'_>) {
    paying.check_channel(offered, findings);
    check_least(paying, findings);
}
