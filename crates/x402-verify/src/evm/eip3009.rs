//! `exact` with EIP-3009 (`scheme_exact_evm.md` §1).

#![cfg(feature = "evm")]

use alloc::{boxed::Box, vec::Vec};

use x402_schemes::{
    AccountId,
    evm::{
        Address,
        eip712::DomainError,
        eip3009::{Authorization, Payload},
    },
};
use x402_types::{Flag, Version};

use super::{
    checks::{self, End, check_offer, check_parties, check_time_with, flag_wrong_checksums},
    domain::Domain,
    signature::{self, Digest, Rules, Signed},
};
use crate::evm::{
    Detail,
    questions::{AccountCode, AuthorizationUnused, Balance, DomainNames, Transfer},
};
use crate::{
    Authorized, CheckId, Expires, Question, Verdict,
    amounts::{check_amount, check_exact_charge},
    case::Case,
    check::checks,
    check_order::{FIRST, ListedCheck, SERVERS, in_order},
    identity::{Nonce, SettledAs},
    payload_kind::KindProperties,
    payload_verifier::PayloadVerifier,
    recorder::Recorder,
};

checks! { Eip3009:
    WINDOW "window" "the token accepts the authorization for at least one second"
        ["E-2"] Payment, "invalid_exact_evm_payload_authorization_valid_before", note "EIP-3009";
}

const ORDER: &[ListedCheck] = in_order![
    FIRST,
    &[
        ListedCheck::of(CheckId::ASSET_ADDRESS),
        ListedCheck::of(CheckId::DOMAIN).after(&[CheckId::ASSET_ADDRESS]),
        ListedCheck::of(CheckId::PAY_TO_ADDRESS),
        ListedCheck::of(CheckId::PAYER_ADDRESS),
        checks::RECIPIENT,
        checks::AMOUNT,
        checks::CHARGE,
        checks::VALID_BEFORE,
        checks::EXPIRY_MARGIN,
        checks::VALID_AFTER,
        ListedCheck::of(CheckId::WINDOW),
        checks::HORIZON,
    ],
    SERVERS,
    signature::CHECKS,
];

/// The addresses in the payload.
pub(super) const ADDRESSES: &[&str] = &["authorization.from", "authorization.to"];

pub(crate) struct Eip3009;

impl KindProperties for Eip3009 {
    fn order(&self) -> &'static [ListedCheck] {
        ORDER
    }
}

impl PayloadVerifier for Eip3009 {
    fn verify(&self, case: &Case<'_>, recorder: &mut Recorder<'_>) {
        let Case { claim, terms, context, .. } = case;
        let payload = recorder.payload(|reader| Payload::read(claim.payload.as_json(), reader));
        let (asset, pay_to) = check_offer(case, recorder);
        let domain = asset.and_then(|token| check_domain(token, case, recorder));
        let Some(Payload { authorization, signature, .. }) = &payload else {
            return recorder.check_policy();
        };
        flag_wrong_checksums(claim.payload.as_json(), ADDRESSES, terms, recorder);
        if let Some(token) = asset {
            recorder.authorizes(authorized(authorization, token, case));
        }
        check_parties(authorization.from, authorization.to, pay_to, recorder);
        check_amount(CheckId::AMOUNT, authorization.value, terms, context.policy.evm.amount_rule, recorder);
        check_exact_charge(CheckId::CHARGE, authorization.value, context, recorder);
        check_window(authorization, context.policy.evm.expiry_margin, case, recorder);
        recorder.check_policy_and(check_address_case(case));
        let Some(domain) = domain else { return };
        let digest = || authorization.digest(&domain.separator);
        let signed = Signed {
            case,
            payer: authorization.from,
            digest: Digest::new(&digest),
            signature,
            rules: &Rules::TOKEN,
            caller: domain.token,
            ids: &signature::IDS,
            sponsored: None,
            names_of: domain.names_of(),
        };
        let code_is_unknown = signed.verify(recorder);
        match recorder.verdict() {
            Verdict::Invalid => {}
            verdict @ (Verdict::Valid | Verdict::Undecided) => {
                let ask_for_code = code_is_unknown && verdict == Verdict::Valid;
                *recorder.outstanding() = outstanding(authorization, &signed, &domain, ask_for_code);
            }
        }
    }
}

/// The domain that the offer defines. An offer for protocol version 1 may leave it to the token (E-1).
fn check_domain(token: Address, case: &Case<'_>, recorder: &mut Recorder<'_>) -> Option<Domain> {
    let terms = case.terms;
    let domain = if terms.version == Version::V1 { Domain::completed } else { Domain::offered };
    match check_names(case).and_then(|()| domain(case, token)) {
        Err(Detail::Domain(DomainError::Missing(_))) if terms.version == Version::V1 => {
            let network = terms.network.clone().into_owned();
            recorder.ask(CheckId::DOMAIN, DomainNames { network, token });
            None
        }
        domain => recorder.check(CheckId::DOMAIN, domain),
    }
}

/// Checks that the offer defines the domain as the policy requires.
pub(super) fn check_names(case: &Case<'_>) -> Result<(), Detail> {
    let is_empty = |member: &&str| {
        case.terms.extra_member(member).and_then(|text| text.string().ok()).is_some_and(|text| text.is_empty())
    };
    match ["name", "version"].into_iter().find(is_empty) {
        Some(member) if !case.context.policy.evm.empty_domain_names => Err(Detail::EmptyDomainName(member)),
        _ => Ok(()),
    }
}

/// Checks that the addresses of the authorization are written as the policy requires.
pub(super) fn check_address_case(case: &Case<'_>) -> Result<(), Detail> {
    checks::check_address_case(case.claim.payload.as_json(), ADDRESSES, case)
}

fn authorized(authorization: &Authorization, token: Address, case: &Case<'_>) -> Authorized {
    let Authorization { from, to, value, valid_before, nonce, .. } = *authorization;
    Authorized {
        network: case.terms.network.clone().into_owned(),
        asset: AccountId::Evm(token).into(),
        payer: AccountId::Evm(from),
        recipient: AccountId::Evm(to),
        amount: value.into(),
        expires: Expires::At(valid_before),
        facilitator: None,
        // The token accepts each nonce of a payer once (E-10).
        nonce: Nonce::of_network("eip3009", &[token.as_ref(), from.as_ref(), &nonce.to_bytes()]),
        transfer: None,
        settled_as: SettledAs::default(),
    }
}

/// Checks that some block time can satisfy validAfter < block time < validBefore, as the token requires (E-2), and that
/// `margin` seconds are left.
pub(super) fn check_window(authorization: &Authorization, margin: u64, case: &Case<'_>, recorder: &mut Recorder<'_>) {
    let Authorization { valid_after, valid_before, .. } = *authorization;
    check_time_with(valid_after, End::Before(valid_before), margin, case.context, recorder);
    recorder.flag_if(valid_after.get() == case.context.now.into(), Flag::BoundaryAfter);
    let has_moment = valid_after.get().checked_add(2).is_some_and(|end| valid_before.get() >= end);
    let window = if has_moment { Ok(()) } else { Err(Detail::EmptyWindow { valid_after, valid_before }) };
    recorder.check(CheckId::WINDOW, window);
}

/// The questions that only the chain can answer, and on which the verdict does not depend (E-11).
fn outstanding(
    authorization: &Authorization,
    signed: &Signed<'_>,
    domain: &Domain,
    ask_for_code: bool,
) -> Vec<Question> {
    let network = || signed.network();
    let (token, owner) = (domain.token, authorization.from);
    let mut questions = Vec::with_capacity(5);
    questions.extend(domain.question(&signed.case.terms.network).map(Question::from));
    questions.push(Balance { network: network(), token, owner, at_least: authorization.value }.into());
    let nonce = authorization.nonce;
    questions.push(AuthorizationUnused { network: network(), token, authorizer: owner, nonce }.into());
    if ask_for_code {
        questions.push(AccountCode { network: network(), account: owner, if_plain: None }.into());
    }
    let (authorization, signature) = (Box::new(*authorization), signed.for_settlement());
    questions.push(Transfer { network: network(), token, authorization, signature }.into());
    questions
}
