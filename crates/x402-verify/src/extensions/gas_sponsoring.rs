//! The two extensions with which a facilitator pays the gas of a missing Permit2 approval (P-5, P-6).

pub(crate) mod allowance;

use alloc::{boxed::Box, vec::Vec};

use x402_schemes::evm::{
    Address,
    gas_sponsoring::{eip2612, erc20_approval},
};
use x402_types::{
    Flag, RawJson,
    extensions::{Extension as _, eip2612_gas_sponsoring, erc20_approval_gas_sponsoring},
    read::Reader,
};

use self::allowance::{RequiredAllowance, first_open};
use super::{
    eip2612_gas_sponsoring::{self as permit, Permit},
    erc20_approval_gas_sponsoring as approval,
};
use crate::{
    Approval, CheckId, GasSponsoring, Question,
    case::Case,
    check_order::ListedCheck,
    evm::{
        Particulars,
        checks::flag_wrong_checksums,
        domain::Domain,
        questions::{DataFee, GasPrice, NativeBalance, PermitNonce, TokenDomain, TransactionCount},
    },
    recorder::Recorder,
};

/// The allowance comes after the payment's own signature.
pub(crate) const CHECKS: &[ListedCheck] = &[ListedCheck::of(CheckId::ALLOWANCE).if_made()];

/// The payer's additions to the payment. If there is a permit, an approval is ignored, as in the official SDKs.
pub(crate) enum Sponsoring {
    /// The payer added nothing, or repeated what the server had declared.
    None,
    /// An EIP-2612 permit.
    Permit(Box<Result<eip2612::Info, crate::Detail>>),
    /// A signed transaction.
    Approval(Box<Result<erc20_approval::Info, crate::Detail>>),
}

/// How Permit2 gets the allowance for the amount.
pub(crate) enum Approved {
    /// The allowance is known to be sufficient, or the verdict depends on the allowance because the permit or approval
    /// has a fault. The question about the token's own domain may remain.
    Already(Option<Box<TokenDomain>>),
    /// The answer of the chain is needed.
    Ask,
    /// From the permit, at the settlement of the payment.
    ByPermit(Box<Permit>),
    /// From the payer's transaction, before the settlement.
    ByTransaction(Box<Approval>, Option<DataFee>),
}

/// Flags an extension in which an address has a wrong checksum (E-3). Both extensions have the same addresses.
fn flag_addresses(extensions: &RawJson, key: &str, case: &Case<'_>, recorder: &mut Recorder<'_>) {
    if let Some(extension) = extensions.as_json().get(key) {
        flag_wrong_checksums(extension, &["info.from", "info.asset", "info.spender"], case.terms, recorder);
    }
}

impl Sponsoring {
    /// Reads the payer's additions. The server's declaration does not matter; the official facilitators ignore it, too.
    pub(crate) fn read(case: &Case<'_>, recorder: &mut Recorder<'_>) -> Self {
        let Case { claim, context, .. } = case;
        let Some(extensions) = claim.extensions else { return Self::None };
        let mut reader = Reader::new(context.decode);
        let read = if let Some(permit) = eip2612::Info::of_extensions(extensions, &mut reader) {
            if let Ok(info) = &permit {
                flag_addresses(extensions, eip2612_gas_sponsoring::KEY, case, recorder);
                recorder.adds(Particulars {
                    gas_sponsoring: Some(GasSponsoring::Permit(info.permit)),
                    ..Particulars::default()
                });
            }
            recorder.expect(permit::CHECKS);
            Self::Permit(Box::new(permit.map_err(crate::Detail::Extension)))
        } else if let (Some(approval), true) =
            (erc20_approval::Info::of_extensions(extensions, &mut reader), context.policy.evm.approval_transactions)
        {
            if approval.is_ok() {
                flag_addresses(extensions, erc20_approval_gas_sponsoring::KEY, case, recorder);
            }
            recorder.expect(approval::CHECKS);
            Self::Approval(Box::new(approval.map_err(crate::Detail::Extension)))
        } else {
            return Self::None;
        };
        recorder.add_flags(reader.flags());
        read
    }

    /// The token's domain. Only a permit needs it.
    pub(crate) fn check_domain(
        &self,
        asset: Option<Address>,
        allowance: Option<&RequiredAllowance<'_>>,
        case: &Case<'_>,
        recorder: &mut Recorder<'_>,
    ) -> Option<Domain> {
        match self {
            Self::None | Self::Approval(_) => None,
            Self::Permit(_) => permit::check_domain(asset, allowance, case, recorder),
        }
    }

    /// Reads the permit or approval if payload or asset cannot be read, so there is nothing to compare it with.
    pub(crate) fn read_only(self, recorder: &mut Recorder<'_>) {
        match self {
            Self::None => {}
            Self::Permit(info) => {
                recorder.check(CheckId::PERMIT_PAYLOAD, *info);
            }
            Self::Approval(info) => {
                recorder.check(CheckId::APPROVAL_PAYLOAD, *info);
            }
        }
    }

    /// Makes the checks that come after the payment's own signature.
    pub(crate) fn check(
        self,
        domain: Option<Domain>,
        allowance: &RequiredAllowance<'_>,
        recorder: &mut Recorder<'_>,
    ) -> Approved {
        let met = allowance.is_sufficient();
        let is_needless = matches!(met, Some(Ok(())));
        if let Some(met) = met
            && (is_needless || matches!(self, Self::None))
        {
            recorder.check(CheckId::ALLOWANCE, met);
        }
        let approved = match self {
            Self::None => Approved::Ask,
            Self::Permit(info) => match permit::check(*info, domain, allowance, recorder) {
                Some(permit) => Approved::ByPermit(Box::new(permit)),
                None => Approved::Ask,
            },
            Self::Approval(info) => match approval::check(*info, allowance, recorder) {
                Some((approval, data_fee)) => Approved::ByTransaction(Box::new(approval), data_fee),
                None => Approved::Ask,
            },
        };
        // A policy that refuses failing permits needs to know if the permit is for the token's own domain.
        if let Approved::ByPermit(permit) = &approved
            && is_needless
            && allowance.refuses(Flag::FailingPermit)
        {
            let question = permit.domain.as_ref().and_then(|domain| domain.question(&allowance.case.terms.network));
            return Approved::Already(question.map(Box::new));
        }
        let is_open = first_open(recorder).is_some();
        if is_needless || is_open { Approved::Already(None) } else { approved }
    }
}

impl Approved {
    /// Adds the questions about allowance, permit or approval (E-11), once.
    pub(crate) fn outstanding(&mut self, allowance: &RequiredAllowance<'_>, questions: &mut Vec<Question>) {
        let network = || allowance.network();
        let RequiredAllowance { payer: owner, token, .. } = *allowance;
        match self {
            Self::Already(domain) => questions.extend(domain.take().map(|domain| Question::from(*domain))),
            Self::Ask => questions.push(allowance.question(None).into()),
            Self::ByPermit(permit) => {
                questions.extend(allowance.question_if_unknown().map(Question::from));
                let domain = permit.domain.as_ref().and_then(|domain| domain.question(&allowance.case.terms.network));
                questions.extend(domain.map(Question::from));
                let nonce = permit.info.permit.nonce;
                questions.push(PermitNonce { network: network(), token, owner, nonce }.into());
            }
            Self::ByTransaction(approval, data_fee) => {
                let Approval { nonce, max_fee, max_priority_fee, most_wei: at_least, is_execution_only, .. } =
                    **approval;
                let account = owner;
                questions.extend(allowance.question_if_unknown().map(Question::from));
                questions.push(TransactionCount { network: network(), account, nonce }.into());
                questions.push(GasPrice { network: network(), max_fee, max_priority_fee }.into());
                questions.push(NativeBalance { network: network(), account, at_least, is_execution_only }.into());
                questions.extend(data_fee.take().map(Question::from));
            }
        }
    }
}
