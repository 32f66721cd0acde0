//! A deposit with Permit2, and the data that lets a sponsor pay for the approval.

use x402_schemes::evm::{
    Address,
    batch_settlement::{DepositAuthorization, DepositPayment, PERMIT2_COLLECTOR, Permit2Authorization},
    gas_sponsoring::erc20_approval::Approve,
    permit2::{PERMIT2, domain_separator},
};
use x402_types::UnixSeconds;

use super::{
    super::{
        super::Detail,
        OFFERED, ask, calldata, chain_id,
        channel::{self, Offered, Paying, after_balance, check_id},
        client::{BAD_VOUCHER, verify_voucher},
        network,
        signed::{self, signed_for},
    },
    ask_for_contracts, authorized, check_channel, paying,
};
use crate::{
    CheckId, Verdict,
    case::Case,
    check_order::{FIRST, ListedCheck, SERVERS, in_order},
    evm::{
        self, SimulatedCall,
        checks::{self, End, check_time, flag_wrong_checksums, text_at},
        domain::Domain,
        permit2,
        questions::{BatchTransaction, PermitUnused},
        signature,
    },
    extensions::{
        eip2612_gas_sponsoring, erc20_approval_gas_sponsoring,
        gas_sponsoring::{self, Approved, Sponsoring, allowance::RequiredAllowance},
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
        // Only a permit for a sponsor needs the token's domain.
        ListedCheck::of(CheckId::DOMAIN).after(&[CheckId::ASSET_ADDRESS]).if_made(),
        ListedCheck::of(CheckId::DEPOSIT_OWNER),
        ListedCheck::of(CheckId::SPENDER),
        ListedCheck::of(CheckId::PERMITTED_TOKEN).after(&[CheckId::PAYLOAD, CheckId::ASSET_ADDRESS]),
        ListedCheck::of(CheckId::DEPOSIT_AMOUNT),
        ListedCheck::of(CheckId::DEPOSIT_CHANNEL),
        checks::VALID_BEFORE,
        checks::EXPIRY_MARGIN,
        ListedCheck::of(CheckId::VALID_AFTER).if_made(),
        checks::HORIZON,
    ],
    SERVERS,
    signature::CHECKS,
    gas_sponsoring::CHECKS,
    eip2612_gas_sponsoring::CHECKS,
    erc20_approval_gas_sponsoring::CHECKS,
    &signed::of_account(&signed::VOUCHER),
    channel::STATE,
    &[after_balance(CheckId::DEPOSIT_OVERFLOW)],
];

pub(in super::super) const CODES_BY_PERMIT2: Codes = &[
    (&signed::all(&signed::VOUCHER), BAD_VOUCHER),
    (&signed::all(&signature::IDS), "invalid_batch_settlement_evm_permit2_invalid_signature"),
    (&[CheckId::FACTORY], "invalid_batch_settlement_evm_eip6492_factory_not_allowed"),
    (&[CheckId::PAYLOAD], "invalid_batch_settlement_evm_deposit_payload"),
    (&[CheckId::SPENDER], "invalid_batch_settlement_evm_permit2_invalid_spender"),
    (&[CheckId::PERMITTED_TOKEN], "invalid_batch_settlement_evm_token_mismatch"),
    (
        &[CheckId::VALID_BEFORE, CheckId::EXPIRY_MARGIN, CheckId::HORIZON],
        "invalid_batch_settlement_evm_permit2_deadline_expired",
    ),
    (&[CheckId::ALLOWANCE, CheckId::APPROVAL_AMOUNT], "invalid_batch_settlement_evm_permit2_allowance_required"),
    (&[CheckId::PERMIT_PAYLOAD], "invalid_batch_settlement_evm_eip2612_invalid_format"),
    (&[CheckId::PERMIT_OWNER], "invalid_batch_settlement_evm_eip2612_owner_mismatch"),
    (&[CheckId::PERMIT_TOKEN], "invalid_batch_settlement_evm_eip2612_asset_mismatch"),
    (&[CheckId::PERMIT_SPENDER], "invalid_batch_settlement_evm_eip2612_spender_mismatch"),
    (&[CheckId::PERMIT_AMOUNT], "invalid_batch_settlement_evm_eip2612_amount_mismatch"),
    (&[CheckId::PERMIT_DEADLINE], "invalid_batch_settlement_evm_eip2612_deadline_expired"),
    (
        &[CheckId::PERMIT_SIGNATURE_FORM, CheckId::PERMIT_SIGNATURE],
        "invalid_batch_settlement_evm_eip2612_invalid_signature",
    ),
    (&[CheckId::APPROVAL_OWNER, CheckId::APPROVAL_SIGNER], "invalid_batch_settlement_evm_erc20_approval_from_mismatch"),
    (
        &[CheckId::APPROVAL_TOKEN, CheckId::APPROVAL_TARGET],
        "invalid_batch_settlement_evm_erc20_approval_asset_mismatch",
    ),
    (&[CheckId::APPROVAL_SPENDER], "invalid_batch_settlement_evm_erc20_approval_wrong_spender"),
    (
        &[
            CheckId::APPROVAL_PAYLOAD,
            CheckId::APPROVAL_TRANSACTION,
            CheckId::APPROVAL_CALLDATA,
            CheckId::APPROVAL_INFO,
            CheckId::APPROVAL_SIGNATURE,
        ],
        "invalid_batch_settlement_evm_erc20_approval_invalid_format",
    ),
    (
        &[
            CheckId::APPROVAL_CHAIN,
            CheckId::APPROVAL_VALUE,
            CheckId::APPROVAL_NONCE,
            CheckId::APPROVAL_FEES,
            CheckId::APPROVAL_GAS,
            CheckId::APPROVAL_GAS_CAP,
            CheckId::APPROVAL_COST_CAP,
        ],
        "invalid_batch_settlement_evm_erc20_approval_broadcast_failed",
    ),
];

/// The addresses in the permit.
const ADDRESSES: &[&str] = &[
    "deposit.authorization.permit2Authorization.from",
    "deposit.authorization.permit2Authorization.permitted.token",
    "deposit.authorization.permit2Authorization.spender",
];

/// Verifies the deposit, if it was read.
pub(super) fn verify(
    payment: Option<&DepositPayment>,
    offered: &Offered,
    case: &Case<'_>,
    recorder: &mut Recorder<'_>,
) {
    let sponsoring = Sponsoring::read(case, recorder);
    let allowance = payment.zip(offered.asset()).map(|(payment, token)| allowance(payment, token, case));
    let domain = sponsoring.check_domain(offered.asset(), allowance.as_ref(), case, recorder);
    let Some((payment, DepositAuthorization::Permit2(permit))) =
        payment.map(|payment| (payment, &payment.deposit.authorization))
    else {
        recorder.check_policy();
        return sponsoring.read_only(recorder);
    };
    let paying = paying(case, payment);
    if let Some(token) = offered.asset() {
        let Permit2Authorization { from, nonce, deadline, .. } = **permit;
        let nonce = Nonce::of_network("permit2", &[PERMIT2.as_ref(), from.as_ref(), &nonce.get().to_be_bytes()]);
        // Permit2 still takes the permit in the second of the deadline. No second comes after the largest deadline.
        let end = deadline.get().checked_add(1).map_or(deadline, UnixSeconds::from);
        recorder.authorizes(authorized(&paying, token, nonce, end));
    }
    check_channel(&paying, offered, recorder);
    check_permit(&paying, permit, offered.asset(), recorder);
    recorder.check_policy_and(channel::check_address_case(case));
    verify_signatures(&paying, payment, permit, Added { sponsoring, allowance: allowance.as_ref(), domain }, recorder);
}

/// The data in the payment for a sponsor.
struct Added<'a> {
    sponsoring: Sponsoring,
    allowance: Option<&'a RequiredAllowance<'a>>,
    domain: Option<Domain>,
}

/// The allowance that the deposit needs. The collector moves the deposited amount.
fn allowance<'a>(payment: &DepositPayment, token: Address, case: &'a Case<'a>) -> RequiredAllowance<'a> {
    let amount = payment.deposit.amount.into();
    let chain_id = chain_id(case);
    RequiredAllowance { case, chain_id, payer: payment.commitment.config.payer, token, permitted: amount, amount }
}

/// Compares the permit with the channel and the deposit (N-16).
fn check_permit(
    paying: &Paying<'_>,
    permit: &Permit2Authorization,
    asset: Option<Address>,
    recorder: &mut Recorder<'_>,
) {
    flag_wrong_checksums(paying.case.claim.payload.as_json(), ADDRESSES, paying.case.terms, recorder);
    let (signed, payer) = (&permit.from, &paying.commitment.config.payer);
    let is_payer =
        if signed == payer { Ok(()) } else { Err(evm::Detail::PermitOwner { signed: *signed, payer: *payer }) };
    recorder.check(CheckId::DEPOSIT_OWNER, is_payer);
    permit2::check_addresses((permit.spender, PERMIT2_COLLECTOR), permit.permitted.token, asset, recorder);
    let (signed, deposit) = (permit.permitted.amount, paying.deposit);
    let is_whole = if signed == deposit.into() { Ok(()) } else { Err(Detail::DepositAmount { signed, deposit }) };
    recorder.check(CheckId::DEPOSIT_AMOUNT, is_whole);
    if permit.channel == paying.channel.id() && !is_witness_as_written(paying.case) {
        recorder.fail(CheckId::DEPOSIT_CHANNEL, Detail::ChannelCase);
    } else {
        check_id(CheckId::DEPOSIT_CHANNEL, permit.channel, &paying.channel, recorder);
    }
    check_time(0.into(), End::Deadline(permit.deadline), paying.case.context, recorder);
}

/// `true` if the policy accepts how the witness writes the channel id.
fn is_witness_as_written(case: &Case<'_>) -> bool {
    let text = |path| text_at(case.claim.payload.as_json(), path);
    !case.context.policy.evm.batch_settlement.strict_channel_ids
        || text("deposit.authorization.permit2Authorization.witness.channelId") == text("voucher.channelId")
}

/// Verifies the signature of the permit, the data for a sponsor, and the signature of the voucher.
fn verify_signatures(
    paying: &Paying<'_>,
    payment: &DepositPayment,
    permit: &Permit2Authorization,
    added: Added<'_>,
    recorder: &mut Recorder<'_>,
) {
    let Added { sponsoring, allowance, domain } = added;
    let chain_id = chain_id(paying.case);
    let digest = || permit.digest(&domain_separator(chain_id));
    let (signer, signature) = ((permit.from, &signed::OF_PERMIT), &permit.signature);
    let signed = signed_for(PERMIT2, paying.case, signer, &digest, signature, &signature::IDS);
    let code_is_unknown = signed.verify(recorder);
    let Some(allowance) = allowance else {
        verify_voucher(paying, recorder);
        return sponsoring.read_only(recorder);
    };
    let mut approved = sponsoring.check(domain, allowance, recorder);
    let code_matters = verify_voucher(paying, recorder) || code_is_unknown;
    if recorder.verdict() == Verdict::Invalid {
        return;
    }
    let (network, token, owner) = (|| network(paying.case), allowance.token, permit.from);
    paying.ask_for_record(recorder);
    ask_for_contracts(paying, token, PERMIT2_COLLECTOR, recorder);
    approved.outstanding(allowance, recorder.outstanding());
    ask(recorder, PermitUnused { network: network(), owner, nonce: permit.nonce });
    paying.ask_for_code(code_matters, recorder);
    let (with, approval) = match &approved {
        Approved::Already(_) | Approved::Ask => (None, None),
        Approved::ByPermit(permit) => (Some(&permit.info), None),
        Approved::ByTransaction(approval, _) => {
            let data = Approve::new(PERMIT2, approval.amount).encode().to_vec();
            (None, Some(SimulatedCall { from: Some(owner), to: token, data }))
        }
    };
    let data = calldata::deposit(&payment.commitment.config, &payment.deposit, &signed.for_settlement(), with);
    ask(recorder, BatchTransaction { network: network(), token, data, approval });
}
