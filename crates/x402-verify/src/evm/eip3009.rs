//! `exact` by EIP-3009 (`scheme_exact_evm.md` §1).

use alloc::{boxed::Box, vec::Vec};

use x402_schemes::{
    AccountId, Terms,
    evm::{
        Address,
        eip712::DomainError,
        eip3009::{Authorization, Payload},
    },
};
use x402_types::{Flag, Uint256, read::Reader};

use super::{
    common::{SIGNATURE, check_address, check_payer, check_recipient, skip_all},
    domain::Domain,
    signature::{Rules, Signed},
};
use crate::{
    Authorized, CheckId, Context, Detail, Family, Phase, Question, Report, Verdict,
    identity::Nonce,
    recovery::Recovery,
    shared::{check_amount, check_echo_and_policy, check_exact_charge},
    verify::Claim,
};

/// Everything after `method`, in the order of [`CheckId`].
pub(crate) fn check(
    claim: Claim<'_>,
    terms: &Terms<'_>,
    context: &Context<'_>,
    recovery: &mut Recovery,
    report: &mut Report,
) {
    report.judged_as(Family::Eip3009);
    let mut reader = Reader::new(context.decode).with_judged(terms.pay_to);
    let payload = Payload::read(claim.payload.as_json(), &mut reader).map_err(Detail::Payload);
    report.add_flags(reader.flags());
    let payload = report.check(CheckId::Payload, payload);

    let asset = check_address(CheckId::AssetAddress, terms, report);
    let domain = check_domain(terms, asset, context, report);
    let pay_to = check_address(CheckId::PayToAddress, terms, report);
    if pay_to.is_some() && pay_to == asset {
        report.flag(Flag::PayToAsset);
    }
    let Some(Payload { authorization, signature, .. }) = &payload else {
        skip_terms(context, report);
        check_echo_and_policy(claim.echo, context, report);
        return skip_all(report, CheckId::Payload, &SIGNATURE);
    };
    if let Some(token) = asset {
        report.authorizes(Authorized {
            network: terms.network.clone().into_owned(),
            asset: AccountId::Evm(token),
            payer: AccountId::Evm(authorization.from),
            recipient: AccountId::Evm(authorization.to),
            amount: authorization.value,
            valid_until: Some(authorization.valid_before),
            facilitator: None,
            nonce: Nonce::Eip3009 { token, from: authorization.from, nonce: authorization.nonce.to_bytes() },
            transfer: None,
        });
    }
    check_payer(authorization.from, report);
    check_recipient(authorization.from, authorization.to, pay_to, report);
    check_amount(CheckId::Amount, authorization.value, terms, context.policy.amount_rule, report);
    check_exact_charge(CheckId::Charge, authorization.value, context, report);
    check_time(authorization, context, report);
    check_echo_and_policy(claim.echo, context, report);

    let Some(domain) = domain else {
        return skip_all(report, CheckId::Domain, &SIGNATURE);
    };
    let signed = Signed {
        network: &terms.network,
        payer: authorization.from,
        digest: authorization.digest(&domain.separator),
        signature,
        rules: Rules::Token,
        caller: domain.token,
        is_payment: true,
        names_of: domain.names_of(),
    };
    let code_is_unknown = signed.judge(context, recovery, report);
    match report.verdict() {
        Verdict::Invalid => {}
        verdict @ (Verdict::Valid | Verdict::Undecided) => {
            let ask_for_code = code_is_unknown && verdict == Verdict::Valid;
            report.leave_outstanding(outstanding(authorization, &signed, &domain, ask_for_code, context));
        }
    }
}

/// E-1: what the offer names; a V1 offer may leave it to the token.
fn check_domain(
    terms: &Terms<'_>,
    asset: Option<Address>,
    context: &Context<'_>,
    report: &mut Report,
) -> Option<Domain> {
    let Some(token) = asset else {
        report.skip(CheckId::Domain, CheckId::AssetAddress);
        return None;
    };
    let domain =
        if terms.version == 1 { Domain::completed(terms, token, context) } else { Domain::offered(terms, token) };
    match domain {
        Err(DomainError::Missing(_)) if terms.version == 1 => {
            let network = terms.network.clone().into_owned();
            report.needs_answer(CheckId::Domain, Question::DomainNames { network, token });
            None
        }
        domain => report.check(CheckId::Domain, domain.map_err(Detail::Domain)),
    }
}

/// The payload cannot be read: what is checked of its terms.
fn skip_terms(context: &Context<'_>, report: &mut Report) {
    use CheckId::{Amount, Charge, ExpiryMargin, Horizon, PayerAddress, Recipient, ValidAfter, ValidBefore, Window};
    skip_all(report, CheckId::Payload, &[PayerAddress, Recipient, Amount]);
    if context.phase != Phase::Verify {
        report.skip(Charge, CheckId::Payload);
    }
    skip_all(report, CheckId::Payload, &[ValidBefore, ExpiryMargin, ValidAfter, Window]);
    if context.policy.horizon.is_some() {
        report.skip(Horizon, CheckId::Payload);
    }
}

/// E-2
fn check_time(authorization: &Authorization, context: &Context<'_>, report: &mut Report) {
    let Authorization { valid_after, valid_before, .. } = *authorization;
    let (now, margin) = (context.now, context.policy.expiry_margin);
    let present = Uint256::from(now);
    if valid_before.get() <= present {
        report.fail(CheckId::ValidBefore, Detail::Expired { valid_before, now });
        report.skip(CheckId::ExpiryMargin, CheckId::ValidBefore);
    } else {
        report.pass(CheckId::ValidBefore);
        let time_is_left = present.checked_add(margin).is_some_and(|end| valid_before.get() >= end);
        let detail = Detail::TooLittleTime { valid_before, now, margin };
        report.check(CheckId::ExpiryMargin, if time_is_left { Ok(()) } else { Err(detail) });
    }
    let begun = valid_after.get() <= present;
    if valid_after.get() == present {
        report.flag(Flag::BoundaryAfter);
    }
    report.check(CheckId::ValidAfter, if begun { Ok(()) } else { Err(Detail::TooEarly { valid_after, now }) });
    // The token wants validAfter < block time < validBefore.
    let has_moment = valid_after.get().checked_add(2).is_some_and(|end| valid_before.get() >= end);
    report.check(
        CheckId::Window,
        if has_moment { Ok(()) } else { Err(Detail::EmptyWindow { valid_after, valid_before }) },
    );
    if let Some(horizon) = context.policy.horizon {
        let near = present.checked_add(horizon).is_none_or(|end| valid_before.get() <= end);
        report.check(CheckId::Horizon, if near { Ok(()) } else { Err(Detail::TooFar { valid_before, now, horizon }) });
    }
}

/// What only the chain knows and the verdict does not depend on (E-11).
fn outstanding(
    authorization: &Authorization,
    signed: &Signed<'_>,
    domain: &Domain,
    ask_for_code: bool,
    context: &Context<'_>,
) -> Vec<Question> {
    let network = || signed.network.clone();
    let (token, owner) = (domain.token, authorization.from);
    let mut questions = Vec::with_capacity(5);
    questions.extend(domain.question(signed.network));
    questions.push(Question::Balance { network: network(), token, owner, at_least: authorization.value });
    questions.push(Question::AuthorizationUnused {
        network: network(),
        token,
        authorizer: owner,
        nonce: authorization.nonce,
    });
    if ask_for_code {
        questions.push(Question::AccountCode { network: network(), account: owner, if_plain: None });
    }
    questions.push(Question::Transfer {
        network: network(),
        token,
        authorization: Box::new(*authorization),
        signature: signed.brought(context),
    });
    questions
}
