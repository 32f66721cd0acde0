//! A deposit with EIP-3009.

use x402_schemes::evm::{
    batch_settlement::{DepositAuthorization, DepositPayment, ERC3009_COLLECTOR, Erc3009Authorization},
    eip712::SigningInput,
    eip3009::{Authorization, RECEIVE_TYPEHASH},
};
use x402_types::JsonRef;

use super::{
    super::{
        OFFERED, ask, calldata,
        channel::{self, Offered, Paying, after_balance},
        client::{BAD_VOUCHER, verify_voucher},
        network,
        signed::{self, signed_for},
    },
    ask_for_contracts, authorized, check_channel, method_of, paying,
};
use crate::{
    CheckId, Outcome, Verdict,
    case::Case,
    check_order::{FIRST, ListedCheck, SERVERS, in_order},
    evm::{
        checks,
        domain::Domain,
        eip3009::{check_names, check_window},
        questions::{AuthorizationUnused, BatchTransaction},
        signature,
    },
    identity::Nonce,
    payload_verifier::Codes,
    recorder::Recorder,
};

pub(super) const ORDER: &[ListedCheck] = in_order![
    FIRST,
    OFFERED,
    channel::CHECKS,
    &[
        ListedCheck::of(CheckId::DOMAIN).after(&[CheckId::ASSET_ADDRESS, CheckId::METHOD]),
        checks::VALID_BEFORE,
        checks::EXPIRY_MARGIN,
        checks::VALID_AFTER,
        checks::HORIZON,
        ListedCheck::of(CheckId::WINDOW),
    ],
    SERVERS,
    signature::CHECKS,
    &signed::of_account(&signed::VOUCHER),
    channel::STATE,
    &[after_balance(CheckId::DEPOSIT_OVERFLOW)],
];

pub(in super::super) const CODES_BY_EIP3009: Codes = &[
    (&signed::all(&signed::VOUCHER), BAD_VOUCHER),
    (&signed::all(&signature::IDS), "invalid_batch_settlement_evm_receive_authorization_signature"),
    (&[CheckId::FACTORY], "invalid_batch_settlement_evm_eip6492_factory_not_allowed"),
    (&[CheckId::PAYLOAD], "invalid_batch_settlement_evm_deposit_payload"),
    (&[CheckId::DOMAIN], "invalid_batch_settlement_evm_missing_eip712_domain"),
    (
        &[CheckId::VALID_BEFORE, CheckId::EXPIRY_MARGIN, CheckId::HORIZON, CheckId::WINDOW],
        "invalid_batch_settlement_evm_payload_authorization_valid_before",
    ),
    (&[CheckId::VALID_AFTER], "invalid_batch_settlement_evm_payload_authorization_valid_after"),
];

/// `true` if the method is unknown and a name of the domain is no string. A different method may have no domain, so the
/// method is asked for first (N-9).
fn may_have_no_domain(case: &Case<'_>) -> bool {
    let is_no_text =
        |member: &&str| case.terms.extra_member(member).is_some_and(|value: JsonRef<'_>| value.string().is_err());
    ["name", "version"].iter().any(is_no_text) && matches!(method_of(case), Outcome::Needs(_))
}

/// Verifies the deposit, if it was read.
pub(super) fn verify(
    payment: Option<&DepositPayment>,
    offered: &Offered,
    case: &Case<'_>,
    recorder: &mut Recorder<'_>,
) {
    let domain = |token| check_names(case).and_then(|()| Domain::offered(case, token));
    let domain = if may_have_no_domain(case) {
        recorder.skip(CheckId::DOMAIN, CheckId::METHOD);
        None
    } else {
        offered.asset().and_then(|token| recorder.check(CheckId::DOMAIN, domain(token)))
    };
    let Some((payment, DepositAuthorization::Erc3009(authorization))) =
        payment.map(|payment| (payment, &payment.deposit.authorization))
    else {
        return recorder.check_policy();
    };
    let paying = paying(case, payment);
    let message = authorization.message(paying.deposit, payment.commitment.config.payer, paying.channel.id());
    if let Some(token) = offered.asset() {
        // The token accepts each nonce of a payer once (E-10).
        let nonce = Nonce::of_network("eip3009", &[token.as_ref(), message.from.as_ref(), &message.nonce.to_bytes()]);
        recorder.authorizes(authorized(&paying, token, nonce, message.valid_before));
    }
    check_channel(&paying, offered, recorder);
    check_window(&message, case.context.policy.evm.expiry_margin, case, recorder);
    recorder.check_policy_and(channel::check_address_case(case));
    let Some(domain) = domain else {
        verify_voucher(&paying, recorder);
        return;
    };
    verify_signatures(&paying, payment, authorization, &message, &domain, recorder);
}

/// The signature of the authorization, then that of the voucher.
fn verify_signatures(
    paying: &Paying<'_>,
    payment: &DepositPayment,
    authorization: &Erc3009Authorization,
    message: &Authorization,
    domain: &Domain,
    recorder: &mut Recorder<'_>,
) {
    let digest = || {
        let struct_hash = message.struct_hash_as(RECEIVE_TYPEHASH);
        SigningInput { domain_separator: &domain.separator, struct_hash: &struct_hash }.digest()
    };
    let (signer, signature) = ((message.from, &signed::OF_DEPOSIT), &authorization.signature);
    let signed = signed_for(domain.token, paying.case, signer, &digest, signature, &signature::IDS);
    let code_is_unknown = signed.verify(recorder);
    let code_matters = verify_voucher(paying, recorder) || code_is_unknown;
    if recorder.verdict() == Verdict::Invalid {
        return;
    }
    let (network, token) = (|| network(paying.case), domain.token);
    paying.ask_for_record(recorder);
    if let Some(domain) = domain.question(&paying.case.terms.network) {
        ask(recorder, domain);
    }
    ask_for_contracts(paying, token, ERC3009_COLLECTOR, recorder);
    let (authorizer, nonce) = (message.from, message.nonce);
    ask(recorder, AuthorizationUnused { network: network(), token, authorizer, nonce });
    paying.ask_for_code(code_matters, recorder);
    let data = calldata::deposit(&payment.commitment.config, &payment.deposit, &signed.for_settlement(), None);
    ask(recorder, BatchTransaction { network: network(), token, data, approval: None });
}
