//! `exact` with Permit2 (`scheme_exact_evm.md` §2), and `upto` (`scheme_upto_evm.md`).

#![cfg(feature = "evm")]

use alloc::{boxed::Box, vec::Vec};

use x402_schemes::{
    AccountId,
    evm::{
        Address,
        permit2::{Authorization, PERMIT2, Payload, Proxy, domain_separator},
    },
};
use x402_types::{AnyAmount, Flag, UnixSeconds, Version};

use super::{
    checks::{self, End, check_offer, check_parties, check_time, flag_wrong_checksums},
    signature::{self, Digest, Rules, Signed},
};
use crate::evm::{
    Detail,
    questions::{AccountCode, Balance, ContractCode, Facilitator, PermitUnused, Settlement},
};
use crate::{
    Authorized, CheckId, Expires, Question, Verdict,
    amounts::{check_amount, check_exact_charge},
    case::Case,
    check::checks,
    check_order::{FIRST, ListedCheck, SERVERS, in_order},
    extensions::{
        eip2612_gas_sponsoring, erc20_approval_gas_sponsoring,
        gas_sponsoring::{self, Approved, Sponsoring, allowance::RequiredAllowance},
    },
    identity::{Nonce, SettledAs},
    payload_kind::KindProperties,
    payload_verifier::{Codes, PayloadVerifier},
    recorder::Recorder,
};

checks! { Permit2:
    SPENDER "spender" "the authorized spender is the scheme's proxy"
        ["P-1"] Payment, "invalid_permit2_spender", note "Permit2";
    FACILITATOR "facilitator" "the authorization names the facilitator that settles"
        ["P-4"] Payment, "upto_facilitator_mismatch", note "`upto`";
    PERMITTED_TOKEN "permitted-token" "the authorization is for the required token (asset)"
        ["P-2"] Payment, "permit2_token_mismatch", note "Permit2";
    ALLOWANCE "allowance" "Permit2 may move the amount"
        ["P-5" "E-11"] Payment, "permit2_allowance_required", note "listed if the caller supplies the allowance or there is nothing to move, and no extension provides a missing allowance";
}

const EXACT: &[ListedCheck] = in_order![
    FIRST,
    OFFER_AND_PARTIES,
    AUTHORIZED,
    SERVERS,
    signature::CHECKS,
    gas_sponsoring::CHECKS,
    eip2612_gas_sponsoring::CHECKS,
    erc20_approval_gas_sponsoring::CHECKS,
];

const UPTO: &[ListedCheck] = in_order![
    FIRST,
    OFFER_AND_PARTIES,
    &[ListedCheck::of(CheckId::FACILITATOR)],
    AUTHORIZED,
    SERVERS,
    signature::CHECKS,
    gas_sponsoring::CHECKS,
    eip2612_gas_sponsoring::CHECKS,
    erc20_approval_gas_sponsoring::CHECKS,
];

const OFFER_AND_PARTIES: &[ListedCheck] = &[
    ListedCheck::of(CheckId::ASSET_ADDRESS),
    // Only a permit for a sponsor needs the token's domain.
    ListedCheck::of(CheckId::DOMAIN).after(&[CheckId::ASSET_ADDRESS]).if_made(),
    ListedCheck::of(CheckId::PAY_TO_ADDRESS),
    ListedCheck::of(CheckId::PAYER_ADDRESS),
    ListedCheck::of(CheckId::SPENDER),
    checks::RECIPIENT,
];

const AUTHORIZED: &[ListedCheck] = &[
    ListedCheck::of(CheckId::PERMITTED_TOKEN).after(&[CheckId::PAYLOAD, CheckId::ASSET_ADDRESS]),
    checks::AMOUNT,
    checks::CHARGE,
    checks::VALID_BEFORE,
    checks::EXPIRY_MARGIN,
    checks::VALID_AFTER,
    checks::HORIZON,
];

/// `scheme_upto_evm.md` has one separate code. The codes in its §9 that name a different scheme do not fit; the
/// official SDKs agree on the others.
pub(super) const UPTO_CODES: Codes = &[
    (&[CheckId::CHARGE], "invalid_upto_evm_payload_settlement_exceeds_amount"),
    (&[CheckId::RECIPIENT], "invalid_permit2_recipient_mismatch"),
    (&[CheckId::AMOUNT], "permit2_amount_mismatch"),
    (&[CheckId::VALID_BEFORE, CheckId::EXPIRY_MARGIN, CheckId::HORIZON], "permit2_deadline_expired"),
    (&[CheckId::VALID_AFTER], "permit2_not_yet_valid"),
    (&signature::IDS.key(), "invalid_permit2_signature"),
    (&[CheckId::CONTRACT_SIGNATURE], "invalid_permit2_signature"),
];

/// The addresses in the payload. No `exact` is read that names a facilitator.
const ADDRESSES: &[&str] = &[
    "permit2Authorization.from",
    "permit2Authorization.permitted.token",
    "permit2Authorization.spender",
    "permit2Authorization.witness.to",
    "permit2Authorization.witness.facilitator",
];

/// Permit2: 65 bytes or 64, with any s (E-7).
pub(crate) const RULES: Rules = Rules {
    takes_parity: false,
    takes_high_s: true,
    takes_compact: |_| true,
    length: Detail::Permit2SignatureLength,
    ..Rules::TOKEN
};

/// The verifier of both schemes, which have different proxies.
pub(crate) struct Permit2(pub(crate) Proxy);

impl KindProperties for Permit2 {
    fn order(&self) -> &'static [ListedCheck] {
        match self.0 {
            Proxy::Exact => EXACT,
            Proxy::Upto => UPTO,
        }
    }
}

impl PayloadVerifier for Permit2 {
    fn verify(&self, case: &Case<'_>, recorder: &mut Recorder<'_>) {
        let Self(proxy) = *self;
        let payload = recorder.payload(|reader| Payload::read(case.claim.payload.as_json(), proxy, reader));
        let (asset, pay_to) = check_offer(case, recorder);
        let sponsoring = Sponsoring::read(case, recorder);
        let allowance =
            payload.as_ref().zip(asset).map(|(payload, token)| allowance(&payload.authorization, token, case));
        let domain = sponsoring.check_domain(asset, allowance.as_ref(), case, recorder);
        let Some(Payload { authorization, signature, .. }) = &payload else {
            recorder.check_policy();
            return sponsoring.read_only(recorder);
        };
        flag_wrong_checksums(case.claim.payload.as_json(), ADDRESSES, case.terms, recorder);
        recorder.flag_if(proxy == Proxy::Upto && case.terms.version == Version::V1, Flag::UptoInV1);
        if let Some(token) = asset {
            recorder.authorizes(authorized(authorization, token, case));
        }
        check_parties(authorization.from, authorization.witness.to, pay_to, recorder);
        let ask_for_facilitator = check_facilitator(authorization, case, recorder);
        check_permitted(authorization, proxy, asset, case, recorder);
        check_time(authorization.witness.valid_after, End::Deadline(authorization.deadline), case.context, recorder);
        recorder.check_policy();

        let digest = || authorization.digest(&domain_separator(chain_id(case)));
        let signed = Signed {
            case,
            payer: authorization.from,
            digest: Digest::new(&digest),
            signature,
            rules: &RULES,
            caller: PERMIT2,
            ids: &signature::IDS,
            sponsored: None,
            names_of: None,
        };
        let code_is_unknown = signed.verify(recorder);
        let Some(allowance) = allowance else { return sponsoring.read_only(recorder) };
        let approved = sponsoring.check(domain, &allowance, recorder);
        match recorder.verdict() {
            Verdict::Invalid => {}
            verdict @ (Verdict::Valid | Verdict::Undecided) => {
                let ask = Ask { facilitator: ask_for_facilitator, code: code_is_unknown && verdict == Verdict::Valid };
                *recorder.outstanding() = outstanding(authorization, &signed, &allowance, approved, ask);
            }
        }
    }
}

/// The chain of the offer. It is an EVM chain, because the mechanism exists on no other.
fn chain_id(case: &Case<'_>) -> u64 {
    case.terms.network.eip155_chain_id().unwrap_or_default()
}

/// The allowance that the settlement needs.
fn allowance<'a>(authorization: &Authorization, token: Address, case: &'a Case<'a>) -> RequiredAllowance<'a> {
    let permitted = authorization.permitted.amount;
    let amount = case.context.phase.charge().and_then(AnyAmount::units).unwrap_or(permitted);
    RequiredAllowance { case, chain_id: chain_id(case), payer: authorization.from, token, permitted, amount }
}

fn authorized(authorization: &Authorization, token: Address, case: &Case<'_>) -> Authorized {
    let Authorization { from, permitted, nonce, deadline, witness, .. } = *authorization;
    Authorized {
        network: case.terms.network.clone().into_owned(),
        asset: AccountId::Evm(token).into(),
        payer: AccountId::Evm(from),
        recipient: AccountId::Evm(witness.to),
        amount: permitted.amount.into(),
        // Permit2 still takes the permit in the second of the deadline. No second comes after the largest deadline.
        expires: Expires::At(deadline.get().checked_add(1).map_or(deadline, UnixSeconds::from)),
        facilitator: witness.facilitator.map(AccountId::Evm),
        // Permit2 accepts each nonce of a payer once, for all tokens and both schemes together (E-10).
        nonce: Nonce::of_network("permit2", &[PERMIT2.as_ref(), from.as_ref(), &nonce.get().to_be_bytes()]),
        transfer: None,
        settled_as: SettledAs::default(),
    }
}

/// Checks that the facilitator in the witness is the one that settles (P-4). Returns `true` if the caller did not
/// supply its addresses, and the verdict does not depend on them.
fn check_facilitator(authorization: &Authorization, case: &Case<'_>, recorder: &mut Recorder<'_>) -> bool {
    let Case { terms, context, .. } = case;
    let Some(facilitator) = authorization.witness.facilitator else { return false };
    if facilitator.is_zero() {
        recorder.fail(CheckId::FACILITATOR, Detail::ZeroAddress("witness.facilitator"));
        return false;
    }
    if let Some(facilitators) = context.facilitators {
        let is_listed =
            facilitators.iter().any(|account| matches!(account, AccountId::Evm(known) if *known == facilitator));
        recorder.check(CheckId::FACILITATOR, if is_listed { Ok(()) } else { Err(Detail::Facilitator(facilitator)) });
        return false;
    }
    let offered = || terms.extra_member("facilitatorAddress")?.string().ok()?.parse().ok();
    if offered() == Some(facilitator) {
        recorder.pass(CheckId::FACILITATOR);
        return true;
    }
    let network = terms.network.clone().into_owned();
    recorder.ask(CheckId::FACILITATOR, Facilitator { network, facilitator });
    false
}

/// Checks the spender against the required one, and the token (P-1, P-2).
pub(crate) fn check_addresses(
    (signed, proxy): (Address, Address),
    token: Address,
    asset: Option<Address>,
    recorder: &mut Recorder<'_>,
) {
    let spender = if signed == proxy { Ok(()) } else { Err(Detail::Spender { signed, proxy }) };
    recorder.check(CheckId::SPENDER, spender);
    if let Some(offered) = asset {
        let signed = token;
        let token = if offered == signed { Ok(()) } else { Err(Detail::PermittedToken { signed, offered }) };
        recorder.check(CheckId::PERMITTED_TOKEN, token);
    }
}

/// Checks the spender, the token (P-1, P-2) and the amount. `exact` moves the permitted amount, and `upto` at most
/// that. Neither proxy moves an amount of zero (P-4).
fn check_permitted(
    authorization: &Authorization,
    proxy: Proxy,
    asset: Option<Address>,
    case: &Case<'_>,
    recorder: &mut Recorder<'_>,
) {
    let Case { terms, context, .. } = case;
    check_addresses((authorization.spender, proxy.address()), authorization.permitted.token, asset, recorder);
    let signed = authorization.permitted.amount;
    if signed.get().is_zero() {
        recorder.fail(CheckId::AMOUNT, Detail::ZeroAmount);
    } else {
        let rule = match proxy {
            Proxy::Exact => context.policy.evm.amount_rule,
            Proxy::Upto => context.policy.evm.upto_amount_rule,
        };
        check_amount(CheckId::AMOUNT, signed, terms, rule, recorder);
    }
    match (proxy, context.phase.charge()) {
        (Proxy::Exact, _) => check_exact_charge(CheckId::CHARGE, signed, context, recorder),
        (Proxy::Upto, None) => {}
        (Proxy::Upto, Some(charged)) => {
            let is_within = *charged <= signed.into();
            let within = if is_within { Ok(()) } else { Err(Detail::Overcharge { signed, charged: charged.clone() }) };
            recorder.check(CheckId::CHARGE, within);
        }
    }
}

/// The questions that are unanswered because the caller supplied no facts about them.
#[derive(Clone, Copy)]
struct Ask {
    facilitator: bool,
    code: bool,
}

/// The questions that only the chain answers and on which the verdict does not depend (E-11). There are none if the
/// amount to move is zero.
fn outstanding(
    authorization: &Authorization,
    signed: &Signed<'_>,
    allowance: &RequiredAllowance<'_>,
    mut approved: Approved,
    ask: Ask,
) -> Vec<Question> {
    let Authorization { from: owner, permitted, spender, nonce, witness, .. } = *authorization;
    let amount = allowance.amount;
    if amount.get().is_zero() {
        return Vec::new();
    }
    let network = || signed.network();
    let token = permitted.token;
    let mut questions = Vec::with_capacity(9);
    for contract in [token, spender] {
        questions.push(ContractCode { network: network(), contract }.into());
    }
    questions.push(Balance { network: network(), token, owner, at_least: amount }.into());
    approved.outstanding(allowance, &mut questions);
    questions.push(PermitUnused { network: network(), owner, nonce }.into());
    if let (true, Some(facilitator)) = (ask.facilitator, witness.facilitator) {
        questions.push(Facilitator { network: network(), facilitator }.into());
    }
    if ask.code {
        questions.push(AccountCode { network: network(), account: owner, if_plain: None }.into());
    }
    let (permit, approval) = match approved {
        Approved::Already(_) | Approved::Ask => (None, None),
        Approved::ByPermit(permit) => (Some(Box::new(permit.info)), None),
        Approved::ByTransaction(approval, _) => (None, Some(approval.amount)),
    };
    let (authorization, signature) = (Box::new(*authorization), signed.for_settlement());
    questions.push(Settlement { network: network(), authorization, amount, signature, permit, approval }.into());
    questions
}
