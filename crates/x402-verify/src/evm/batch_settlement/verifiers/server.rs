//! The payloads that a facilitator is about to send for a server: a claim, a completed refund, a sweep (N-27 to N-30).

use alloc::vec::Vec;

use x402_schemes::{
    AccountId,
    evm::{
        Address, Signature,
        batch_settlement::{Claim, CompletedRefund, Kind, Refund, Sweep},
    },
};
use x402_types::Flag;

use super::{
    super::{Channel, ChannelState, Detail},
    OFFERED, OfKind, SUBMIT, ask, calldata, chain_id,
    channel::{self, ask_for_code, check_id, flag_config},
    kind_of, method_of, network, read,
    row::{self, Row, account_of, batch_hash, claimed_after, rows},
    signed,
};
use crate::{
    CheckId, Purpose, Verdict,
    case::Case,
    check_order::{FIRST, ListedCheck, SERVERS, in_order},
    evm::{
        self, Particulars,
        checks::{check_offer, flag_wrong_checksums},
        questions::{BatchTransaction, ChannelState as StateQuestion, Facilitator},
        signature::Ids,
    },
    payload_verifier::Codes,
    recorder::Recorder,
};

const BATCH: &[ListedCheck] = &if_made(signed::of_account(&signed::BATCH));
const REFUND: &[ListedCheck] = &if_made(signed::of_account(&signed::REFUND));

/// The checks of a signature that not every payload has.
const fn if_made(checks: [ListedCheck; 5]) -> [ListedCheck; 5] {
    let [format, range, low_s, signer, contract] = checks;
    [format.if_made(), range.if_made(), low_s.if_made(), signer.if_made(), contract.if_made()]
}

const CLAIMED: &[ListedCheck] =
    in_order![FIRST, OFFERED, SERVERS, row::CHECKS, &[ListedCheck::of(CheckId::BATCH_AUTHORIZER).if_made()], BATCH,];

const REFUNDED: &[ListedCheck] = in_order![
    FIRST,
    OFFERED,
    SERVERS,
    &[ListedCheck::of(CheckId::CHANNEL_ID)],
    row::CHECKS,
    &[ListedCheck::of(CheckId::BATCH_AUTHORIZER).if_made()],
    BATCH,
    &[ListedCheck::of(CheckId::REFUND_NONCE), ListedCheck::of(CheckId::REFUND_AUTHORIZER).if_made()],
    REFUND,
    &[ListedCheck::of(CheckId::REFUND_REST).after(&[CheckId::PAYLOAD, CheckId::REFUND_NONCE])],
];

pub(super) const SWEPT: &[ListedCheck] =
    in_order![FIRST, OFFERED, SERVERS, &[ListedCheck::of(CheckId::SWEEP_ADDRESSES)]];

const CLAIM_FAILS: &str = "invalid_batch_settlement_evm_claim_simulation_failed";
const REFUND_FAILS: &str = "invalid_batch_settlement_evm_refund_simulation_failed";

/// A claim, in the phase `submit`.
pub(super) const CLAIM: OfKind = OfKind {
    name: "claim",
    phase: Some(SUBMIT),
    is_of: |case| kind_of(case) == Some(Kind::Claim),
    purpose: Purpose::Operation,
    order: CLAIMED,
    method: method_of,
    verify: verify_claims,
};

pub(super) const CODES_OF_CLAIM: Codes =
    &[(&signed::all(&signed::BATCH), CLAIM_FAILS), (&[CheckId::PAYLOAD], "invalid_batch_settlement_evm_claim_payload")];

fn verify_claims(case: &Case<'_>, recorder: &mut Recorder<'_>) {
    let claim = read(case, recorder, Claim::read);
    check_offer(case, recorder);
    let Some(claim) = claim else { return recorder.check_policy() };
    // A facilitator that signs itself hashes the rows.
    let address_case = if claim.signature.is_none() { row::check_address_case(case) } else { Ok(()) };
    verify_claim(&claim, &rows(&claim, case), address_case, case, recorder);
    ask_once(recorder);
}

/// An invalid payload has no follow-up questions. The code of an account is asked for once, and not if a check depends
/// on it.
fn ask_once(recorder: &mut Recorder<'_>) {
    let mut outstanding = core::mem::take(recorder.outstanding());
    if recorder.verdict() != Verdict::Invalid {
        let mut asked: Vec<Address> = recorder.needs().filter_map(|(_, need)| account_of(need)).collect();
        outstanding.retain(|question| {
            let Some(account) = account_of(question) else { return true };
            let is_new = !asked.contains(&account);
            asked.push(account);
            is_new
        });
        *recorder.outstanding() = outstanding;
    }
}

/// Verifies the rows, and the signature over them. The policy may reject how the addresses are written.
fn verify_claim(
    claim: &Claim,
    rows: &[Row<'_>],
    address_case: Result<(), impl Into<crate::Detail>>,
    case: &Case<'_>,
    recorder: &mut Recorder<'_>,
) {
    row::flag_configs(case, recorder);
    row::check(rows, case, recorder);
    recorder.check_policy_and(address_case);
    let Some(first) = rows.first() else { return };
    row::check_vouchers(rows, case, recorder);
    let authorizer = first.row.config.receiver_authorizer;
    let digest = || first.channel.digest(&batch_hash(rows));
    let by = Authority { authorizer, facilitator_check: CheckId::BATCH_AUTHORIZER, ids: &signed::BATCH };
    if verify_authorizer(by, &digest, claim.signature.as_ref(), case, recorder) {
        ask_for_code(case, authorizer, recorder);
    }
}

/// The account that authorizes an operation, and the checks that record this.
#[derive(Clone, Copy)]
struct Authority {
    authorizer: Address,
    facilitator_check: CheckId,
    ids: &'static Ids,
}

/// Verifies the signature of the receiver's authorizer. Without one, the facilitator signs itself (N-28). Returns
/// `true` if nothing is known of the authorizer's code.
fn verify_authorizer(
    by: Authority,
    digest: &dyn Fn() -> [u8; 32],
    signature: Option<&Signature>,
    case: &Case<'_>,
    recorder: &mut Recorder<'_>,
) -> bool {
    let Authority { authorizer, facilitator_check, ids } = by;
    if let Some(signature) = signature {
        return signed::signed(case, (authorizer, &signed::OF_ACCOUNT), digest, signature, ids).verify(recorder);
    }
    match case.context.facilitators {
        None => recorder.ask(facilitator_check, Facilitator { network: network(case), facilitator: authorizer }),
        Some(facilitators) => {
            let is_it = |account: &AccountId| matches!(account, AccountId::Evm(address) if *address == authorizer);
            let is_listed = facilitators.iter().any(is_it);
            recorder.check(facilitator_check, if is_listed { Ok(()) } else { Err(Detail::Authorizer(authorizer)) });
        }
    }
    false
}

/// A completed refund.
pub(super) const COMPLETED_REFUND: OfKind = OfKind {
    name: "completed-refund",
    is_of: |case| kind_of(case) == Some(Kind::CompletedRefund),
    order: REFUNDED,
    verify: verify_refund,
    ..CLAIM
};

pub(super) const CODES_OF_REFUND: Codes = &[
    (&signed::all(&signed::BATCH), REFUND_FAILS),
    (&signed::all(&signed::REFUND), REFUND_FAILS),
    (&[CheckId::ROW_AUTHORIZER, CheckId::ROW_CEILING, CheckId::ROW_BALANCE, CheckId::ROW_VOUCHER], REFUND_FAILS),
    (&[CheckId::PAYLOAD], "invalid_batch_settlement_evm_refund_payload"),
];

fn verify_refund(case: &Case<'_>, recorder: &mut Recorder<'_>) {
    let refund = read(case, recorder, CompletedRefund::read);
    check_offer(case, recorder);
    let Some(refund) = &refund else { return recorder.check_policy() };
    flag_config(case, recorder);
    let config = &refund.commitment.config;
    let channel = config.on_chain(chain_id(case));
    check_id(CheckId::CHANNEL_ID, refund.commitment.voucher.channel_id, &channel, recorder);
    let shown = Channel {
        id: channel.id(),
        kind: Kind::CompletedRefund,
        max_claimable: refund.commitment.voucher.max_claimable,
        deposit: None,
        refund: Some(refund.amount),
        charged: None,
    };
    recorder.adds(Particulars { channel: Some(shown), ..Particulars::default() });
    let rows = rows(&refund.claim, case);
    let state = ChannelState::of_facts(case.context.facts, channel.id());
    let rest = state.map(|state| rest_after(&rows, &channel, state));
    recorder.flag_if(rest.is_some_and(|rest| refund.amount.get() > rest), Flag::CappedRefund);
    let address_case = channel::check_address_case(case).map_err(crate::Detail::from);
    let address_case = address_case.and_then(|()| row::check_address_case(case));
    verify_claim(&refund.claim, &rows, address_case, case, recorder);
    check_nonce(refund, state, &channel, case, recorder);
    let message = Refund { channel: channel.id(), nonce: refund.nonce, amount: refund.amount };
    let digest = || channel.digest(&message.struct_hash());
    let by = Authority {
        authorizer: config.receiver_authorizer,
        facilitator_check: CheckId::REFUND_AUTHORIZER,
        ids: &signed::REFUND,
    };
    let code_is_unknown = verify_authorizer(by, &digest, refund.signature.as_ref(), case, recorder);
    if let Some(rest) = rest {
        recorder.check(CheckId::REFUND_REST, if rest == 0 { Err(Detail::NothingLeft) } else { Ok(()) });
    }
    if code_is_unknown {
        ask_for_code(case, config.receiver_authorizer, recorder);
    }
    ask_once(recorder);
}

/// Checks that the refund is the channel's next one (N-29).
fn check_nonce(
    refund: &CompletedRefund,
    state: Option<&ChannelState>,
    channel: &x402_schemes::evm::batch_settlement::Channel,
    case: &Case<'_>,
    recorder: &mut Recorder<'_>,
) {
    let Some(expected) = state.and_then(|state| state.refund_nonce) else {
        let (network, channel) = (network(case), channel.id());
        return recorder.ask(CheckId::REFUND_NONCE, StateQuestion { network, channel });
    };
    let signed = refund.nonce;
    let is_next = if signed == expected { Ok(()) } else { Err(Detail::RefundNonce { signed, expected }) };
    recorder.check(CheckId::REFUND_NONCE, is_next);
}

/// The amount that the channel contains after the claims.
fn rest_after(rows: &[Row<'_>], channel: &x402_schemes::evm::batch_settlement::Channel, state: &ChannelState) -> u128 {
    let claimed = claimed_after(rows, channel.id(), state.total_claimed);
    state.balance.get().saturating_sub(claimed.get())
}

/// A sweep.
pub(super) const SWEEP: OfKind = OfKind {
    name: "settle",
    is_of: |case| kind_of(case) == Some(Kind::Settle),
    order: SWEPT,
    verify: verify_sweep,
    ..CLAIM
};

pub(super) const CODES_OF_SWEEP: Codes = &[(&[CheckId::PAYLOAD], "invalid_batch_settlement_evm_settle_payload")];

fn verify_sweep(case: &Case<'_>, recorder: &mut Recorder<'_>) {
    let sweep = read(case, recorder, Sweep::read);
    check_offer(case, recorder);
    flag_wrong_checksums(case.claim.payload.as_json(), &["receiver", "token"], case.terms, recorder);
    recorder.check_policy();
    let Some(sweep) = &sweep else { return };
    let zero =
        [("receiver", &sweep.receiver), ("token", &sweep.token)].into_iter().find(|(_, address)| address.is_zero());
    let named = zero.map_or(Ok(()), |(name, _)| Err(evm::Detail::ZeroAddress(name)));
    recorder.check(CheckId::SWEEP_ADDRESSES, named);
    if recorder.verdict() == Verdict::Valid {
        let (network, token, data) = (network(case), sweep.token, calldata::sweep(sweep));
        ask(recorder, BatchTransaction { network, token, data, approval: None });
    }
}
