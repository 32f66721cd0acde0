//! `exact` by EIP-3009 (`scheme_exact_evm.md` §1).

use alloc::{boxed::Box, vec::Vec};

use x402_schemes::{
    AccountId, Terms,
    evm::{
        Address,
        eip712::{DomainError, TokenDomain},
        eip3009::{Authorization, Payload},
    },
};
use x402_types::{Flag, Uint256, read::Reader};

use super::signature::Signed;
use crate::{
    AmountRule, Authorized, CheckId, Context, Detail, Phase, Question, Report, Verdict, identity::Nonce,
    recovery::Recovery, verify::Claim,
};

/// Everything after `method`, in the order of [`CheckId`].
pub(crate) fn check(
    claim: Claim<'_>,
    terms: &Terms<'_>,
    context: &Context<'_>,
    recovery: &mut Recovery,
    report: &mut Report,
) {
    let mut reader = Reader::new(context.decode);
    let payload = Payload::read(claim.payload.as_json(), &mut reader).map_err(Detail::Payload);
    report.add_flags(reader.flags());
    let payload = report.check(CheckId::Payload, payload);

    let asset = offered_address("asset", terms.asset, report);
    let asset = report.check(CheckId::AssetAddress, asset);
    let domain = check_domain(terms, asset, context, report);
    let pay_to = offered_address("payTo", terms.pay_to, report);
    let pay_to = report.check(CheckId::PayToAddress, pay_to);
    if pay_to.is_some() && pay_to == asset {
        report.flag(Flag::PayToAsset);
    }
    let Some(Payload { authorization, signature, .. }) = &payload else {
        skip_terms(context, report);
        if let Some(echo) = claim.echo {
            report.check(CheckId::ExtensionEcho, echo);
        }
        check_policy(context, report);
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
            nonce: Nonce::Eip3009 { token, from: authorization.from, nonce: authorization.nonce.to_bytes() },
        });
    }
    check_parties(authorization, pay_to, report);
    check_amount(authorization, terms, context, report);
    check_time(authorization, context, report);
    if let Some(echo) = claim.echo {
        report.check(CheckId::ExtensionEcho, echo);
    }
    check_policy(context, report);

    let Some(domain) = domain else {
        return skip_all(report, CheckId::Domain, &SIGNATURE);
    };
    let separator = domain.separator();
    let signed = Signed {
        network: &terms.network,
        payer: authorization.from,
        digest: authorization.digest(&separator),
        signature,
    };
    let code_is_unknown = signed.judge(context, recovery, report);
    match report.verdict() {
        Verdict::Invalid => {}
        verdict @ (Verdict::Valid | Verdict::Undecided) => {
            let ask_for_code = code_is_unknown && verdict == Verdict::Valid;
            report.leave_outstanding(outstanding(authorization, &signed, &domain, separator, ask_for_code));
        }
    }
}

/// E-1: what the offer names; a V1 offer may leave it to the token.
fn check_domain<'a>(
    terms: &Terms<'a>,
    asset: Option<Address>,
    context: &Context<'a>,
    report: &mut Report,
) -> Option<TokenDomain<'a>> {
    let Some(token) = asset else {
        report.skip(CheckId::Domain, CheckId::AssetAddress);
        return None;
    };
    let known = context.facts.token_domain(token).filter(|_| terms.version == 1);
    match TokenDomain::completed(terms.clone(), known) {
        Err(DomainError::Missing(_)) if terms.version == 1 => {
            let network = terms.network.clone().into_owned();
            report.needs_answer(CheckId::Domain, Question::DomainNames { network, token });
            None
        }
        domain => report.check(CheckId::Domain, domain.map_err(Detail::Domain)),
    }
}

const SIGNATURE: [CheckId; 4] =
    [CheckId::SignatureForm, CheckId::SignatureRange, CheckId::SignatureLowS, CheckId::Signer];

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

fn skip_all(report: &mut Report, because: CheckId, checks: &[CheckId]) {
    for id in checks {
        report.skip(*id, because);
    }
}

/// E-3
fn offered_address(member: &'static str, text: &str, report: &mut Report) -> Result<Address, Detail> {
    let address: Address = text.parse().map_err(|_| Detail::NotAddress(member))?;
    if !address.checksum_matches(text) {
        report.flag(Flag::Eip55);
    }
    if address.is_zero() { Err(Detail::ZeroAddress(member)) } else { Ok(address) }
}

fn check_parties(authorization: &Authorization, pay_to: Option<Address>, report: &mut Report) {
    let payer_exists =
        if authorization.from.is_zero() { Err(Detail::ZeroAddress("authorization.from")) } else { Ok(()) };
    report.check(CheckId::PayerAddress, payer_exists);
    match pay_to {
        None => report.skip(CheckId::Recipient, CheckId::PayToAddress),
        Some(offered) if offered == authorization.to => report.pass(CheckId::Recipient),
        Some(offered) => report.fail(CheckId::Recipient, Detail::Recipient { signed: authorization.to, offered }),
    }
    if authorization.from == authorization.to {
        report.flag(Flag::SelfPayment);
    }
}

/// B-7
fn check_amount(authorization: &Authorization, terms: &Terms<'_>, context: &Context<'_>, report: &mut Report) {
    let (signed, offered) = (authorization.value, terms.amount);
    let enough = match context.policy.amount_rule {
        AmountRule::Equal => signed == offered,
        AmountRule::AtLeast => signed >= offered,
    };
    if enough && signed != offered {
        report.flag(Flag::Overpayment);
    }
    report.check(CheckId::Amount, if enough { Ok(()) } else { Err(Detail::Amount { signed, offered }) });
    if let Phase::Settle { amount: charged } = context.phase {
        let just_that = if charged == signed { Ok(()) } else { Err(Detail::Charge { signed, charged }) };
        report.check(CheckId::Charge, just_that);
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

/// What could be settled, and this server does not want. The forms of a signature are judged with it: of a contract's
/// they say nothing.
fn check_policy(context: &Context<'_>, report: &mut Report) {
    if context.policy.refused.is_empty() {
        return;
    }
    let refused = report.flags().intersection(context.policy.refused);
    report.check(CheckId::Policy, if refused.is_empty() { Ok(()) } else { Err(Detail::Refused(refused)) });
}

/// What only the chain knows and the verdict does not depend on (E-11).
fn outstanding(
    authorization: &Authorization,
    signed: &Signed<'_>,
    domain: &TokenDomain<'_>,
    separator: [u8; 32],
    ask_for_code: bool,
) -> Vec<Question> {
    let network = || signed.network.clone();
    let (token, owner) = (domain.verifying_contract, authorization.from);
    let mut questions = Vec::with_capacity(5);
    questions.push(Question::TokenDomain { network: network(), token, separator });
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
        signature: signed.signature.as_bytes().to_vec(),
    });
    questions
}
