//! An EIP-2612 permit for Permit2 (P-5).

use alloc::boxed::Box;

use x402_schemes::{
    Contradiction,
    evm::{
        Address, Signature,
        eip712::DomainError,
        gas_sponsoring::eip2612::{self, Info},
        permit2::PERMIT2,
    },
};
use x402_types::Flag;

use crate::{
    CheckId,
    case::Case,
    check::checks,
    check_order::ListedCheck,
    evm::{
        AccountCode, Detail,
        checks::End,
        domain::Domain,
        questions::{DomainNames, TokenPermit},
        signature::{Digest, Ids, Rules, Signed},
    },
    extensions::gas_sponsoring::allowance::{Failing, RequiredAllowance, first_open},
    recorder::Recorder,
};

checks! { Eip2612GasSponsoring:
    PERMIT_PAYLOAD "permit-payload" "the EIP-2612 permit has the fields of its extension"
        ["P-5"] Payment, "invalid_eip2612_extension_format", note "this check and those below are listed if the payment has an EIP-2612 permit";
    PERMIT_OWNER "permit-owner" "the payer owns the EIP-2612 permit"
        ["P-5"] Payment, "eip2612_from_mismatch";
    PERMIT_TOKEN "permit-token" "the EIP-2612 permit is for the required token (asset)"
        ["P-5"] Payment, "eip2612_asset_mismatch";
    PERMIT_SPENDER "permit-spender" "the EIP-2612 permit allows Permit2 to spend"
        ["P-5"] Payment, "eip2612_spender_not_permit2";
    PERMIT_AMOUNT "permit-amount" "the EIP-2612 permit allows exactly the amount that the payment permits"
        ["P-5"] Payment, "permit2_2612_amount_mismatch";
    PERMIT_DEADLINE "permit-deadline" "enough time is left to submit the EIP-2612 permit to the token"
        ["P-5"] Payment, "eip2612_deadline_expired";
    PERMIT_SIGNATURE_FORM "permit-signature-form" "the signature of the EIP-2612 permit has a format that the token accepts"
        ["P-5" "E-6"] Payment, "permit2_simulation_failed";
    PERMIT_SIGNATURE "permit-signature" "the payer signed exactly this EIP-2612 permit"
        ["P-5" "E-8"] Payment, "permit2_simulation_failed";
}

/// The checks of the permit's signature. The token accepts one format, and one check is about it.
const IDS: Ids = Ids {
    format: CheckId::PERMIT_SIGNATURE_FORM,
    range: CheckId::PERMIT_SIGNATURE_FORM,
    low_s: CheckId::PERMIT_SIGNATURE_FORM,
    signer: CheckId::PERMIT_SIGNATURE,
    contract: CheckId::PERMIT_SIGNATURE,
};

/// The checks of a permit come after the payment's own checks. They are listed if the payment has a permit.
pub(crate) const CHECKS: &[ListedCheck] = &[
    ListedCheck::of(CheckId::PERMIT_PAYLOAD).if_made(),
    of_permit(CheckId::PERMIT_OWNER),
    of_permit(CheckId::PERMIT_TOKEN),
    of_permit(CheckId::PERMIT_SPENDER),
    of_permit(CheckId::PERMIT_AMOUNT),
    of_permit(CheckId::PERMIT_DEADLINE),
    of_permit(CheckId::PERMIT_SIGNATURE_FORM),
    of_permit(CheckId::PERMIT_SIGNATURE),
];

const fn of_permit(check: CheckId) -> ListedCheck {
    ListedCheck::of(check)
        .after(&[
            CheckId::PERMIT_PAYLOAD,
            CheckId::PAYLOAD,
            CheckId::ASSET_ADDRESS,
            CheckId::DOMAIN,
            CheckId::PERMIT_SIGNATURE_FORM,
        ])
        .if_made()
}

/// A permit that the settlement needs.
pub(crate) struct Permit {
    /// The permit, with the signature in the format that the token accepts.
    pub(crate) info: Info,
    /// The token's domain, if it is known.
    pub(crate) domain: Option<Domain>,
}

/// Finds the domain as in E-1. In V2 the token may also be asked, because the specification does not require the offer
/// to name the domain.
pub(crate) fn check_domain(
    asset: Option<Address>,
    allowance: Option<&RequiredAllowance<'_>>,
    case: &Case<'_>,
    recorder: &mut Recorder<'_>,
) -> Option<Domain> {
    let Case { terms, .. } = case;
    let Some(token) = asset else {
        recorder.skip(CheckId::DOMAIN, CheckId::ASSET_ADDRESS);
        return None;
    };
    // Nothing else of the payment is signed in this domain.
    if let Some(contradiction) = Contradiction::of_domain(terms, None) {
        recorder.contradict(contradiction);
    }
    let error = match Domain::completed(case, token) {
        Ok(domain) => {
            recorder.pass(CheckId::DOMAIN);
            return Some(domain);
        }
        Err(error) => error,
    };
    match (error, allowance, allowance.and_then(|allowance| allowance.is_sufficient())) {
        // The token refuses the permit, as if its signature were wrong.
        (error @ Detail::OtherSeparator { .. }, Some(allowance), _) => {
            Failing::new(Flag::FailingPermit, allowance).check(CheckId::DOMAIN, Err::<(), _>(error), recorder);
        }
        (_, Some(allowance), Some(Ok(()))) if !allowance.refuses(Flag::FailingPermit) => {
            recorder.skip(CheckId::DOMAIN, CheckId::ALLOWANCE);
        }
        (Detail::Domain(DomainError::Missing(_)), ..) => {
            let network = terms.network.clone().into_owned();
            recorder.ask(CheckId::DOMAIN, DomainNames { network, token });
        }
        (error, Some(allowance), None) => recorder.ask(CheckId::DOMAIN, allowance.question(Some(error.into()))),
        (error, ..) => recorder.fail(CheckId::DOMAIN, error),
    }
    None
}

/// Makes every check of the permit.
///
/// If the allowance is sufficient without the permit, a permit that the token or proxy would refuse is only flagged, because
/// the payment can be settled without the permit. If the allowance is unknown, the report asks for it. An unreadable permit is
/// always invalid.
pub(crate) fn check(
    info: Result<Info, crate::Detail>,
    domain: Option<Domain>,
    allowance: &RequiredAllowance<'_>,
    recorder: &mut Recorder<'_>,
) -> Option<Permit> {
    let info = recorder.check(CheckId::PERMIT_PAYLOAD, info)?;
    let failing = Failing::new(Flag::FailingPermit, allowance);
    let mut permit_checks = PermitChecks { failing, recorder };
    permit_checks.terms(&info, allowance);
    // The proxy takes v, r and s, whether the payer is a key or a contract, and in every domain.
    let length = info.signature.as_bytes().len();
    if length != 65 {
        permit_checks.check(CheckId::PERMIT_SIGNATURE_FORM, Err(Detail::SignatureLength(length)));
        return Some(Permit { info, domain });
    }
    let Some(domain) = domain else {
        return Some(Permit { info, domain: None });
    };
    let digest = || info.permit.digest(&domain.separator);
    let signed = Signed {
        case: allowance.case,
        payer: allowance.payer,
        digest: Digest::new(&digest),
        signature: &info.signature,
        rules: &Rules::TOKEN,
        caller: allowance.token,
        ids: &IDS,
        sponsored: Some(failing),
        names_of: domain.names_of(),
    };
    permit_checks.signature(&signed, &info.permit);
    let signature = Signature::new(signed.for_settlement());
    let mut info = info;
    info.signature = signature;
    Some(Permit { info, domain: Some(domain) })
}

struct PermitChecks<'a, 'f, 'c> {
    failing: Failing<'a>,
    recorder: &'f mut Recorder<'c>,
}

impl PermitChecks<'_, '_, '_> {
    fn terms(&mut self, info: &Info, allowance: &RequiredAllowance<'_>) {
        let eip2612::Permit { owner, spender, value, deadline, .. } = info.permit;
        let holds = |holds: bool, otherwise: Detail| if holds { Ok(()) } else { Err(otherwise) };
        let payer = allowance.payer;
        self.check(CheckId::PERMIT_OWNER, holds(owner == payer, Detail::PermitOwner { signed: owner, payer }));
        let (signed, offered) = (info.asset, allowance.token);
        self.check(CheckId::PERMIT_TOKEN, holds(signed == offered, Detail::PermittedToken { signed, offered }));
        self.check(CheckId::PERMIT_SPENDER, holds(spender == PERMIT2, Detail::PermitSpender(spender)));
        let permitted = allowance.permitted;
        let amount = holds(value == permitted, Detail::PermitAmount { signed: value, permitted });
        self.check(CheckId::PERMIT_AMOUNT, amount);
        let end = End::Deadline(deadline);
        let context = allowance.case.context;
        let margin = context.policy.evm.expiry_margin.max(context.policy.evm.permit_margin);
        let in_time = end.is_ahead(context).and_then(|()| end.leaves(margin, context.now));
        self.check(CheckId::PERMIT_DEADLINE, in_time);
    }

    fn check(&mut self, id: CheckId, result: Result<(), impl Into<crate::Detail>>) {
        self.failing.check(id, result, self.recorder);
    }

    /// The permit is signed by the account that signs the payment, so the payment's own signature asks for its code.
    fn signature(&mut self, signed: &Signed<'_>, permit: &eip2612::Permit) {
        match signed.code() {
            Some(AccountCode::Present) => {
                self.recorder.pass(CheckId::PERMIT_SIGNATURE_FORM);
                if self.failing.is_needless() {
                    self.recorder.skip(CheckId::PERMIT_SIGNATURE, CheckId::ALLOWANCE);
                } else {
                    self.contract(signed, permit);
                }
            }
            code => signed.verify_key(code.is_some(), self.recorder),
        }
    }

    /// Verifies the permit of an account with code. Some tokens ask the code (USDC), others recover a key
    /// (OpenZeppelin's `ERC20Permit`). If code and key agree, so does every token. Otherwise the token is asked.
    fn contract(&mut self, signed: &Signed<'_>, permit: &eip2612::Permit) {
        // The report asks nothing about the signature of a permit that has a different fault.
        if let Some(because) = self.recorder.first_failure().or_else(|| first_open(self.recorder)) {
            return self.recorder.skip(CheckId::PERMIT_SIGNATURE, because);
        }
        let Some(accepts) = signed.answer() else {
            return signed.verify_contract(self.recorder);
        };
        let bytes = signed.signature.as_bytes();
        let refusal: crate::Detail = match (accepts, signed.by_key(), bytes.last()) {
            // A facilitator that rewrites v changes the bytes that the code has accepted. One that does not sends a
            // signature that no key makes.
            (true, Ok(()), Some(v @ (0 | 1))) => Detail::RecoveryByte(*v).into(),
            (true, Ok(()), _) => return self.recorder.pass(CheckId::PERMIT_SIGNATURE),
            (false, Err(_), _) => {
                let refuses = Detail::ContractRefuses(signed.payer).into();
                return signed.refuse(CheckId::PERMIT_SIGNATURE, refuses, self.recorder);
            }
            (true, Err(detail), _) => detail,
            (false, Ok(()), _) => Detail::ContractRefuses(signed.payer).into(),
        };
        let (token, signature) = (signed.caller, bytes);
        match signed.case.context.facts.evm().token_takes(token, &signed.digest, signature) {
            Some(true) => self.recorder.pass(CheckId::PERMIT_SIGNATURE),
            Some(false) => signed.refuse(CheckId::PERMIT_SIGNATURE, refusal, self.recorder),
            None => self.recorder.ask(
                CheckId::PERMIT_SIGNATURE,
                TokenPermit {
                    network: signed.network(),
                    token,
                    permit: Box::new(*permit),
                    digest: *signed.digest,
                    signature: signature.to_vec(),
                    if_refused: Box::new(refusal),
                },
            ),
        }
    }
}
