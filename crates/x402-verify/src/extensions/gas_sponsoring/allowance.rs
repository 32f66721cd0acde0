//! The allowance that a Permit2 payment needs, and how a fault of a permit or an approval affects the verdict.

use alloc::boxed::Box;

use x402_schemes::evm::Address;
use x402_types::{Amount, Flag, Network};

use crate::{
    CheckId,
    case::Case,
    evm::{Detail, questions::Allowance},
    recorder::Recorder,
};

/// The allowance of Permit2 that a payment needs.
#[derive(Clone, Copy)]
pub(crate) struct RequiredAllowance<'a> {
    pub(crate) case: &'a Case<'a>,
    pub(crate) chain_id: u64,
    pub(crate) payer: Address,
    /// The offer's asset.
    pub(crate) token: Address,
    /// The amount that the payment permits.
    pub(crate) permitted: Amount,
    /// The amount to be moved.
    pub(crate) amount: Amount,
}

/// How a failed check of a permit or approval affects the payment. No answer of the chain may turn `invalid` into `valid`. So
/// the payment is invalid only if the allowance is known to be too low, or if the policy refuses a faulty permit or approval.
#[derive(Clone, Copy)]
pub(crate) enum Failing<'a> {
    /// The payment is invalid.
    Fatal,
    /// The payment carries this flag, because the allowance is sufficient without the extension.
    Needless(Flag),
    /// The payment can be settled without the extension, if the allowance is sufficient.
    Open(&'a RequiredAllowance<'a>),
}

impl<'a> Failing<'a> {
    pub(crate) fn new(flag: Flag, allowance: &'a RequiredAllowance<'a>) -> Self {
        match allowance.is_sufficient() {
            _ if allowance.refuses(flag) => Self::Fatal,
            Some(Ok(())) => Self::Needless(flag),
            Some(Err(_)) => Self::Fatal,
            None => Self::Open(allowance),
        }
    }

    pub(crate) const fn is_needless(self) -> bool {
        matches!(self, Self::Needless(_))
    }

    pub(crate) fn check<T>(
        self,
        id: CheckId,
        result: Result<T, impl Into<crate::Detail>>,
        recorder: &mut Recorder<'_>,
    ) -> Option<T> {
        let detail: crate::Detail = match result {
            Ok(value) => {
                recorder.pass(id);
                return Some(value);
            }
            Err(detail) => detail.into(),
        };
        match self {
            Self::Fatal => recorder.fail(id, detail),
            Self::Needless(flag) => {
                recorder.flag(flag);
                recorder.skip(id, CheckId::ALLOWANCE);
            }
            Self::Open(allowance) => recorder.ask(id, allowance.question(Some(detail))),
        }
        None
    }
}

impl RequiredAllowance<'_> {
    pub(crate) fn network(&self) -> Network {
        self.case.terms.network.clone().into_owned()
    }

    /// `true` if the policy refuses a permit or an approval that fails, although the payment may settle without it.
    pub(crate) const fn refuses(&self, failing: Flag) -> bool {
        self.case.context.policy.refused.contains(failing)
    }

    pub(crate) fn question(&self, if_less: Option<crate::Detail>) -> Allowance {
        Allowance {
            network: self.network(),
            token: self.token,
            owner: self.payer,
            at_least: self.amount,
            if_less: if_less.map(Box::new),
            is_provided: false,
        }
    }

    /// The question that accompanies a permit or an approval that provides the allowance. `None` if the answer is
    /// known.
    pub(crate) fn question_if_unknown(&self) -> Option<Allowance> {
        self.is_sufficient().is_none().then(|| Allowance { is_provided: true, ..self.question(None) })
    }

    /// `Ok` if the allowance is known to be sufficient, and the detail if it is too low. An amount of zero needs no
    /// allowance.
    pub(crate) fn is_sufficient(&self) -> Option<Result<(), Detail>> {
        if self.amount.get().is_zero() {
            return Some(Ok(()));
        }
        let allowed = self.case.context.facts.evm().allowance_of(self.token, self.payer)?;
        let needed = self.amount;
        Some(if allowed >= needed { Ok(()) } else { Err(Detail::Allowance { allowed, needed }) })
    }
}

/// The first check that found a fault which an allowance may make harmless.
pub(crate) fn first_open(recorder: &Recorder<'_>) -> Option<CheckId> {
    recorder.needs().find(|(_, question)| question.may_excuse_a_fault()).map(|(id, _)| id)
}
