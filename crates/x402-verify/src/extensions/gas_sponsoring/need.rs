//! What Permit2 has to be allowed, and what a fault of an extension that would see to it means.

use alloc::boxed::Box;

use x402_schemes::evm::Address;
use x402_types::{Amount, Flag, Network};

use crate::{
    CheckId,
    case::Case,
    evm::{Detail, Question},
    findings::Findings,
};

/// What Permit2 has to be allowed, by whom.
#[derive(Clone, Copy)]
pub(crate) struct Need<'a> {
    pub(crate) case: &'a Case<'a>,
    pub(crate) chain_id: u64,
    pub(crate) payer: Address,
    /// The offer's asset.
    pub(crate) token: Address,
    /// What was permitted.
    pub(crate) permitted: Amount,
    /// What is to be moved of it.
    pub(crate) amount: Amount,
}

/// What it means that a check of the extension fails. No answer of the chain is to turn `invalid` into `valid`: so it is
/// invalid only where enough is known not to be allowed without the extension, or the policy refuses one with a fault.
#[derive(Clone, Copy)]
pub(crate) enum Failing<'a> {
    /// The payment is invalid.
    Fatal,
    /// It carries this flag: enough is allowed without the extension.
    Needless(Flag),
    /// It is settled without the extension, if enough is allowed.
    Open(&'a Need<'a>),
}

impl<'a> Failing<'a> {
    pub(crate) fn new(flag: Flag, need: &'a Need<'a>) -> Self {
        match need.is_met() {
            _ if need.case.context.policy.refused.contains(flag) => Self::Fatal,
            Some(Ok(())) => Self::Needless(flag),
            Some(Err(_)) => Self::Fatal,
            None => Self::Open(need),
        }
    }

    pub(crate) const fn is_needless(self) -> bool {
        matches!(self, Self::Needless(_))
    }

    pub(crate) fn check<T>(
        self,
        id: CheckId,
        result: Result<T, impl Into<crate::Detail>>,
        findings: &mut Findings<'_>,
    ) -> Option<T> {
        let detail: crate::Detail = match result {
            Ok(value) => {
                findings.pass(id);
                return Some(value);
            }
            Err(detail) => detail.into(),
        };
        match self {
            Self::Fatal => findings.fail(id, detail),
            Self::Needless(flag) => {
                findings.flag(flag);
                findings.skip(id, CheckId::ALLOWANCE);
            }
            Self::Open(need) => findings.needs_answer(id, need.question(Some(detail))),
        }
        None
    }
}

impl Need<'_> {
    pub(crate) fn network(&self) -> Network {
        self.case.terms.network.clone().into_owned()
    }

    pub(crate) fn question(&self, if_less: Option<crate::Detail>) -> Question {
        Question::Allowance {
            network: self.network(),
            token: self.token,
            owner: self.payer,
            at_least: self.amount,
            if_less: if_less.map(Box::new),
        }
    }

    /// Whether Permit2 is known to be allowed as much, or less. Nothing is always allowed.
    pub(crate) fn is_met(&self) -> Option<Result<(), Detail>> {
        if self.amount.get().is_zero() {
            return Some(Ok(()));
        }
        let allowed = self.case.context.facts.evm.allowance_of(self.token, self.payer)?;
        let needed = self.amount;
        Some(if allowed >= needed { Ok(()) } else { Err(Detail::Allowance { allowed, needed }) })
    }
}

/// The first check of a permit or an approval with a fault that an allowance may make harmless.
pub(crate) fn first_open(findings: &Findings<'_>) -> Option<CheckId> {
    findings.needs().find(|(_, question)| question.may_excuse_a_fault()).map(|(id, _)| id)
}
