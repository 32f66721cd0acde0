//! An EIP-2612 permit for Permit2 (P-5).

use alloc::boxed::Box;

use x402_schemes::{
    Terms,
    evm::{
        Address, Signature,
        eip712::DomainError,
        gas_sponsoring::eip2612::{self, Info},
        permit2::PERMIT2,
    },
};
use x402_types::Flag;

use super::{Failing, Need};
use crate::{
    AccountCode, CheckId, Context, Detail, Question, Report,
    evm::{
        common::{not_passed, skip_all, time_is_left},
        domain::Domain,
        signature::{Rule, Rules, Signed},
    },
    recovery::Recovery,
};

/// A permit that the settlement needs.
pub(in crate::evm) struct Permit {
    /// With the signature as the token takes it.
    pub(in crate::evm) info: Info,
    /// The token's domain, if it is known.
    pub(super) domain: Option<Domain>,
    /// The payer's code is not known, and does not matter to the verdict.
    pub(in crate::evm) code_is_unknown: bool,
}

const TERMS: [CheckId; 5] = [
    CheckId::PermitOwner,
    CheckId::PermitToken,
    CheckId::PermitSpender,
    CheckId::PermitAmount,
    CheckId::PermitDeadline,
];

const SIGNATURE: [CheckId; 2] = [CheckId::PermitSignatureForm, CheckId::PermitSignature];

/// E-1, but that the token may be asked in V2 too: the document leaves it to the offer whether it names the domain.
pub(super) fn check_domain(
    terms: &Terms<'_>,
    asset: Option<Address>,
    need: Option<&Need<'_>>,
    context: &Context<'_>,
    report: &mut Report,
) -> Option<Domain> {
    let Some(token) = asset else {
        report.skip(CheckId::Domain, CheckId::AssetAddress);
        return None;
    };
    let error = match Domain::completed(terms, token, context) {
        Ok(domain) => {
            report.pass(CheckId::Domain);
            return Some(domain);
        }
        Err(error) => error,
    };
    match (error, need, need.and_then(|need| need.is_met(context))) {
        (_, _, Some(Ok(()))) => report.skip(CheckId::Domain, CheckId::Allowance),
        (DomainError::Missing(_), ..) => {
            let network = terms.network.clone().into_owned();
            report.needs_answer(CheckId::Domain, Question::DomainNames { network, token });
        }
        (error, Some(need), None) => {
            report.needs_answer(CheckId::Domain, need.question(Some(Detail::Domain(error))));
        }
        (error, ..) => report.fail(CheckId::Domain, Detail::Domain(error)),
    }
    None
}

/// There is nothing to hold the permit against.
pub(super) fn skip(info: Result<Info, Detail>, because: CheckId, report: &mut Report) {
    let because = report.check(CheckId::PermitPayload, info).map_or(CheckId::PermitPayload, |_| because);
    skip_all(report, because, &TERMS);
    skip_all(report, because, &SIGNATURE);
}

/// Every check of the permit.
///
/// Where Permit2 is allowed enough without it, one that token or proxy would refuse is flagged: the payment is settled
/// without. Where that is not known it is asked. What cannot be read is invalid all the same.
pub(super) fn check(
    info: Result<Info, Detail>,
    domain: Option<Domain>,
    need: &Need<'_>,
    context: &Context<'_>,
    recovery: &mut Recovery,
    report: &mut Report,
) -> Option<Permit> {
    let Some(info) = report.check(CheckId::PermitPayload, info) else {
        skip_all(report, CheckId::PermitPayload, &TERMS);
        skip_all(report, CheckId::PermitPayload, &SIGNATURE);
        return None;
    };
    let failing = Failing::new(Flag::FailingPermit, need, context);
    let mut judge = Judge { failing, report };
    judge.terms(&info, need, context);
    let Some(domain) = domain else {
        let because = if failing.is_needless() { CheckId::Allowance } else { CheckId::Domain };
        skip_all(report, because, &SIGNATURE);
        return Some(Permit { info, domain: None, code_is_unknown: false });
    };
    let signed = Signed {
        network: need.network,
        payer: need.payer,
        digest: info.permit.digest(&domain.separator),
        signature: &info.signature,
        rules: Rules::Token,
        caller: need.token,
        is_payment: false,
        names_of: domain.names_of(),
    };
    let code_is_unknown = judge.signature(&signed, &info.permit, context, recovery);
    let signature = Signature::new(signed.brought(context));
    let mut info = info;
    info.signature = signature;
    Some(Permit { info, domain: Some(domain), code_is_unknown })
}

struct Judge<'a, 'r> {
    failing: Failing<'a>,
    report: &'r mut Report,
}

impl Judge<'_, '_> {
    fn terms(&mut self, info: &Info, need: &Need<'_>, context: &Context<'_>) {
        let eip2612::Permit { owner, spender, value, deadline, .. } = info.permit;
        let holds = |holds: bool, otherwise: Detail| if holds { Ok(()) } else { Err(otherwise) };
        let payer = need.payer;
        self.check(CheckId::PermitOwner, holds(owner == payer, Detail::PermitOwner { signed: owner, payer }));
        let (signed, offered) = (info.asset, need.token);
        self.check(CheckId::PermitToken, holds(signed == offered, Detail::PermittedToken { signed, offered }));
        self.check(CheckId::PermitSpender, holds(spender == PERMIT2, Detail::PermitSpender(spender)));
        let permitted = need.permitted;
        let amount = holds(value == permitted, Detail::PermitAmount { signed: value, permitted });
        self.check(CheckId::PermitAmount, amount);
        let in_time = not_passed(deadline, context).and_then(|()| time_is_left(deadline, context));
        self.check(CheckId::PermitDeadline, in_time);
    }

    fn check(&mut self, id: CheckId, result: Result<(), Detail>) {
        self.failing.check(id, result, self.report);
    }

    /// True if the payer's code is not known, and does not matter to the verdict.
    fn signature(
        &mut self,
        signed: &Signed<'_>,
        permit: &eip2612::Permit,
        context: &Context<'_>,
        recovery: &mut Recovery,
    ) -> bool {
        // The proxy takes v, r and s, whoever made them.
        let length = signed.signature.as_bytes().len();
        if length != 65 {
            self.check(CheckId::PermitSignatureForm, Err(Detail::SignatureLength(length)));
            self.report.skip(CheckId::PermitSignature, CheckId::PermitSignatureForm);
            return false;
        }
        match signed.code(context) {
            Some(AccountCode::Some) => {
                self.report.pass(CheckId::PermitSignatureForm);
                if self.failing.is_needless() {
                    self.report.skip(CheckId::PermitSignature, CheckId::Allowance);
                } else {
                    self.contract(signed, permit, context, recovery);
                }
                false
            }
            code => {
                self.key(signed, code.is_some(), context, recovery);
                code.is_none()
            }
        }
    }

    /// Of an account with code. Some tokens ask the code (USDC), others recover a key (OpenZeppelin's `ERC20Permit`): where
    /// both come to the same, every token does; else the token is asked.
    fn contract(
        &mut self,
        signed: &Signed<'_>,
        permit: &eip2612::Permit,
        context: &Context<'_>,
        recovery: &mut Recovery,
    ) {
        let Some(accepts) = signed.answer(context) else {
            return signed.judge_contract(CheckId::PermitSignature, context, self.report);
        };
        if let Some(because) = self.report.first_failure().or_else(|| self.report.first_fault()) {
            return self.report.skip(CheckId::PermitSignature, because);
        }
        let refusal = match (accepts, signed.by_key(recovery)) {
            (true, Ok(())) => return self.report.pass(CheckId::PermitSignature),
            (false, Err(_)) => return self.refuse(signed, Detail::ContractRefuses(signed.payer)),
            (true, Err(detail)) => detail,
            (false, Ok(())) => Detail::ContractRefuses(signed.payer),
        };
        let (token, signature) = (signed.caller, signed.signature.as_bytes());
        match context.facts.token_takes(token, &signed.digest, signature) {
            Some(true) => self.report.pass(CheckId::PermitSignature),
            Some(false) => self.refuse(signed, refusal),
            None => self.report.needs_answer(
                CheckId::PermitSignature,
                Question::TokenPermit {
                    network: signed.network.clone(),
                    token,
                    permit: Box::new(*permit),
                    digest: signed.digest,
                    signature: signature.to_vec(),
                    if_refused: Box::new(refusal),
                },
            ),
        }
    }

    /// Of an account without code, or one of which nothing is known.
    fn key(&mut self, signed: &Signed<'_>, is_plain: bool, context: &Context<'_>, recovery: &mut Recovery) {
        let (form, parts) = signed.read_form(context, self.report);
        let Some(parts) = parts else {
            self.record(signed, CheckId::PermitSignatureForm, form, is_plain);
            self.report.skip(CheckId::PermitSignature, CheckId::PermitSignatureForm);
            return;
        };
        let low_s = signed.low_s(parts.s, context, self.report);
        let form = form.and(parts.range()).and(low_s);
        self.record(signed, CheckId::PermitSignatureForm, form, is_plain);
        let because = self.report.first_failure().or_else(|| self.report.first_fault());
        let because = because.or((!parts.are_in_range()).then_some(CheckId::PermitSignatureForm));
        match because {
            Some(because) => self.report.skip(CheckId::PermitSignature, because),
            None => match signed.signer(&parts, recovery) {
                Rule::Broken(detail) if signed.names_of.is_some() => self.refuse(signed, detail),
                rule @ (Rule::Holds | Rule::Tolerated | Rule::Broken(_)) => {
                    self.record(signed, CheckId::PermitSignature, rule, is_plain);
                }
            },
        }
    }

    /// It is not right over this digest; the token may mean another, unless Permit2 is allowed enough.
    fn refuse(&mut self, signed: &Signed<'_>, detail: Detail) {
        match signed.separator_question(&detail).filter(|_| !self.failing.is_needless()) {
            Some(question) => self.report.needs_answer(CheckId::PermitSignature, question),
            None => self.check(CheckId::PermitSignature, Err(detail)),
        }
    }

    fn record(&mut self, signed: &Signed<'_>, id: CheckId, rule: Rule, is_plain: bool) {
        match rule {
            Rule::Broken(_) | Rule::Tolerated if self.failing.is_needless() && !is_plain => {
                self.report.skip(id, CheckId::Allowance);
            }
            Rule::Broken(detail) if is_plain => self.check(id, Err(detail)),
            Rule::Holds | Rule::Tolerated | Rule::Broken(_) => signed.record(id, rule, is_plain, self.report),
        }
    }
}
