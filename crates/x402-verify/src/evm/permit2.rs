//! `exact` by Permit2 (`scheme_exact_evm.md` §2), and `upto` (`scheme_upto_evm.md`).

use alloc::{boxed::Box, vec::Vec};

use x402_schemes::{
    AccountId, Terms,
    evm::{
        Address,
        permit2::{Authorization, PERMIT2, Payload, Proxy, domain_separator},
    },
};
use x402_types::{Flag, Uint256, UnixSeconds, read::Reader};

use super::{
    common::{SIGNATURE, check_address, check_payer, check_recipient, not_passed, skip_all, time_is_left},
    signature::{Rules, Signed},
    sponsoring::{Approved, Need, Sponsoring},
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
    proxy: Proxy,
    chain_id: u64,
    claim: Claim<'_>,
    terms: &Terms<'_>,
    context: &Context<'_>,
    recovery: &mut Recovery,
    report: &mut Report,
) {
    report.judged_as(match proxy {
        Proxy::Exact => Family::Permit2,
        Proxy::Upto => Family::Upto,
    });
    let mut reader = Reader::new(context.decode).with_judged(terms.pay_to);
    let payload = Payload::read(claim.payload.as_json(), proxy, &mut reader).map_err(Detail::Payload);
    report.add_flags(reader.flags());
    let payload = report.check(CheckId::Payload, payload);
    let sponsoring = Sponsoring::read(&claim, context, report);

    let asset = check_address(CheckId::AssetAddress, terms, report);
    let need = payload
        .as_ref()
        .zip(asset)
        .map(|(payload, token)| need(&payload.authorization, token, chain_id, terms, context));
    let domain = sponsoring.check_domain(terms, asset, need.as_ref(), context, report);
    let pay_to = check_address(CheckId::PayToAddress, terms, report);
    if pay_to.is_some() && pay_to == asset {
        report.flag(Flag::PayToAsset);
    }
    let Some(Payload { authorization, signature, .. }) = &payload else {
        skip_terms(proxy, context, report);
        check_echo_and_policy(claim.echo, context, report);
        skip_all(report, CheckId::Payload, &SIGNATURE);
        return sponsoring.skip(CheckId::Payload, context, report);
    };
    if let Some(token) = asset {
        report.authorizes(authorized(authorization, token, terms));
    }
    check_payer(authorization.from, report);
    check_spender(authorization, proxy, report);
    check_recipient(authorization.from, authorization.witness.to, pay_to, report);
    let ask_for_facilitator = check_facilitator(authorization, terms, context, report);
    check_token(authorization, asset, report);
    check_permitted(authorization, proxy, terms, context, report);
    check_time(authorization, context, report);
    check_echo_and_policy(claim.echo, context, report);

    let signed = Signed {
        network: &terms.network,
        payer: authorization.from,
        digest: authorization.digest(&domain_separator(chain_id)),
        signature,
        rules: Rules::Permit2,
        caller: PERMIT2,
        is_payment: true,
        names_of: None,
    };
    let code_is_unknown = signed.judge(context, recovery, report);
    let Some(need) = need else { return sponsoring.skip(CheckId::AssetAddress, context, report) };
    let approved = sponsoring.check(domain, &need, context, recovery, report);
    match report.verdict() {
        Verdict::Invalid => {}
        verdict @ (Verdict::Valid | Verdict::Undecided) => {
            let code_is_unknown = code_is_unknown || approved.asks_for_code();
            let ask_for_code = code_is_unknown && verdict == Verdict::Valid;
            report.leave_outstanding(outstanding(
                authorization,
                &signed,
                &need,
                approved,
                ask_for_facilitator,
                ask_for_code,
                context,
            ));
        }
    }
}

/// What Permit2 has to be allowed for it.
fn need<'a>(
    authorization: &Authorization,
    token: Address,
    chain_id: u64,
    terms: &'a Terms<'_>,
    context: &Context<'_>,
) -> Need<'a> {
    let permitted = authorization.permitted.amount;
    let amount = match context.phase {
        Phase::Verify => permitted,
        Phase::Settle { amount } => amount,
    };
    Need { network: &terms.network, chain_id, payer: authorization.from, token, permitted, amount }
}

fn authorized(authorization: &Authorization, token: Address, terms: &Terms<'_>) -> Authorized {
    let Authorization { from, permitted, nonce, deadline, witness, .. } = *authorization;
    Authorized {
        network: terms.network.clone().into_owned(),
        asset: AccountId::Evm(token),
        payer: AccountId::Evm(from),
        recipient: AccountId::Evm(witness.to),
        amount: permitted.amount,
        // Permit2 still takes it in the second of the deadline. A deadline without end has none after it.
        valid_until: Some(deadline.get().checked_add(1).map_or(deadline, UnixSeconds::from)),
        facilitator: witness.facilitator.map(AccountId::Evm),
        nonce: Nonce::Permit2 { from, nonce },
        transfer: None,
    }
}

/// The payload cannot be read: what is checked of its terms.
fn skip_terms(proxy: Proxy, context: &Context<'_>, report: &mut Report) {
    use CheckId::{
        Amount, Charge, ExpiryMargin, Facilitator, Horizon, PayerAddress, PermittedToken, Recipient, Spender,
        ValidAfter, ValidBefore,
    };
    skip_all(report, CheckId::Payload, &[PayerAddress, Spender, Recipient]);
    if proxy == Proxy::Upto {
        report.skip(Facilitator, CheckId::Payload);
    }
    skip_all(report, CheckId::Payload, &[PermittedToken, Amount]);
    if context.phase != Phase::Verify {
        report.skip(Charge, CheckId::Payload);
    }
    skip_all(report, CheckId::Payload, &[ValidBefore, ExpiryMargin, ValidAfter]);
    if context.policy.horizon.is_some() {
        report.skip(Horizon, CheckId::Payload);
    }
}

/// P-1
fn check_spender(authorization: &Authorization, proxy: Proxy, report: &mut Report) {
    let (signed, proxy) = (authorization.spender, proxy.address());
    report.check(CheckId::Spender, if signed == proxy { Ok(()) } else { Err(Detail::Spender { signed, proxy }) });
}

/// P-4. True if the caller did not say from which addresses it settles, and the verdict does not depend on it.
fn check_facilitator(
    authorization: &Authorization,
    terms: &Terms<'_>,
    context: &Context<'_>,
    report: &mut Report,
) -> bool {
    let Some(facilitator) = authorization.witness.facilitator else { return false };
    if facilitator.is_zero() {
        report.fail(CheckId::Facilitator, Detail::ZeroAddress("witness.facilitator"));
        return false;
    }
    if let Some(own) = context.facilitators {
        let is_own = own.contains(&AccountId::Evm(facilitator));
        report.check(CheckId::Facilitator, if is_own { Ok(()) } else { Err(Detail::Facilitator(facilitator)) });
        return false;
    }
    let offered = || terms.extra_member("facilitatorAddress")?.string().ok()?.parse().ok();
    if offered() == Some(facilitator) {
        report.pass(CheckId::Facilitator);
        return true;
    }
    let network = terms.network.clone().into_owned();
    report.needs_answer(CheckId::Facilitator, Question::Facilitator { network, facilitator });
    false
}

/// P-2
fn check_token(authorization: &Authorization, asset: Option<Address>, report: &mut Report) {
    let signed = authorization.permitted.token;
    match asset {
        None => report.skip(CheckId::PermittedToken, CheckId::AssetAddress),
        Some(offered) if offered == signed => report.pass(CheckId::PermittedToken),
        Some(offered) => report.fail(CheckId::PermittedToken, Detail::PermittedToken { signed, offered }),
    }
}

/// P-2, P-4: `exact` moves what was permitted, `upto` at most that, and neither proxy moves nothing.
fn check_permitted(
    authorization: &Authorization,
    proxy: Proxy,
    terms: &Terms<'_>,
    context: &Context<'_>,
    report: &mut Report,
) {
    let signed = authorization.permitted.amount;
    if signed.get().is_zero() {
        report.fail(CheckId::Amount, Detail::ZeroAmount);
    } else {
        check_amount(CheckId::Amount, signed, terms, context.policy.amount_rule, report);
    }
    match (proxy, context.phase) {
        (Proxy::Exact, _) => check_exact_charge(CheckId::Charge, signed, context, report),
        (Proxy::Upto, Phase::Verify) => {}
        (Proxy::Upto, Phase::Settle { amount: charged }) => {
            let within = if charged <= signed { Ok(()) } else { Err(Detail::Overcharge { signed, charged }) };
            report.check(CheckId::Charge, within);
        }
    }
}

/// P-2: both ends are inclusive.
fn check_time(authorization: &Authorization, context: &Context<'_>, report: &mut Report) {
    let (deadline, valid_after) = (authorization.deadline, authorization.witness.valid_after);
    let now = context.now;
    let present = Uint256::from(now);
    match report.check(CheckId::ValidBefore, not_passed(deadline, context)) {
        Some(()) => report.check(CheckId::ExpiryMargin, time_is_left(deadline, context)),
        None => {
            report.skip(CheckId::ExpiryMargin, CheckId::ValidBefore);
            None
        }
    };
    let begun = valid_after.get() <= present;
    report.check(CheckId::ValidAfter, if begun { Ok(()) } else { Err(Detail::TooEarly { valid_after, now }) });
    if let Some(horizon) = context.policy.horizon {
        let near = present.checked_add(horizon).is_none_or(|end| deadline.get() <= end);
        let detail = Detail::DeadlineTooFar { deadline, now, horizon };
        report.check(CheckId::Horizon, if near { Ok(()) } else { Err(detail) });
    }
}

/// What only the chain knows and the verdict does not depend on (E-11). Nothing, where nothing is to be taken.
fn outstanding(
    authorization: &Authorization,
    signed: &Signed<'_>,
    need: &Need<'_>,
    approved: Approved,
    ask_for_facilitator: bool,
    ask_for_code: bool,
    context: &Context<'_>,
) -> Vec<Question> {
    let Authorization { from: owner, permitted, spender, nonce, witness, .. } = *authorization;
    let amount = need.amount;
    if amount.get().is_zero() {
        return Vec::new();
    }
    let network = || signed.network.clone();
    let token = permitted.token;
    let mut questions = Vec::with_capacity(9);
    for contract in [token, spender] {
        questions.push(Question::ContractCode { network: network(), contract });
    }
    questions.push(Question::Balance { network: network(), token, owner, at_least: amount });
    approved.outstanding(need, &mut questions);
    questions.push(Question::PermitUnused { network: network(), owner, nonce });
    if let (true, Some(facilitator)) = (ask_for_facilitator, witness.facilitator) {
        questions.push(Question::Facilitator { network: network(), facilitator });
    }
    if ask_for_code {
        questions.push(Question::AccountCode { network: network(), account: owner, if_plain: None });
    }
    let (permit, approval) = match approved {
        Approved::Already | Approved::Ask => (None, None),
        Approved::ByPermit(permit) => (Some(Box::new(permit.info)), None),
        Approved::ByTransaction(approval, _) => (None, Some(approval.amount)),
    };
    questions.push(Question::Settlement {
        network: network(),
        authorization: Box::new(*authorization),
        amount,
        signature: signed.brought(context),
        permit,
        approval,
    });
    questions
}
