//! The payloads of a client: a voucher, and a request for a refund.

use x402_schemes::{
    AccountId,
    evm::batch_settlement::{Commitment, Kind, RefundRequest, SETTLEMENT, voucher_hash},
};

use super::{
    OFFERED, OfKind, all_but_last,
    channel::{self, Offered, Paying, after_balance},
    kind_of, method_of, network, read, signed,
};
use crate::{
    Authorized, CheckId, Expires, Purpose, Verdict,
    case::Case,
    check_order::{FIRST, ListedCheck, SERVERS, in_order},
    evm::AccountCode,
    identity::{Nonce, SettledAs},
    payload_verifier::Codes,
    recorder::Recorder,
};

const REFUND_CHECKS: &[ListedCheck] = in_order![
    FIRST,
    OFFERED,
    channel::CHECKS,
    SERVERS,
    &signed::of_account(&signed::VOUCHER),
    channel::STATE,
    &[after_balance(CheckId::REFUND_REST)],
];

/// The checks of a refund without the last.
const VOUCHER_CHECKS: &[ListedCheck] = all_but_last(REFUND_CHECKS);

/// A voucher, which pays for one request.
pub(super) const VOUCHER: OfKind = OfKind {
    name: "voucher",
    phase: None,
    is_of: |case| kind_of(case) == Some(Kind::Voucher),
    purpose: Purpose::Service,
    order: VOUCHER_CHECKS,
    method: method_of,
    verify: |case, recorder| verify_voucher_or_refund(Kind::Voucher, case, recorder),
};

/// A request for the rest of the channel. It pays for nothing.
pub(super) const REFUND: OfKind = OfKind {
    name: "refund",
    is_of: |case| matches!(kind_of(case), Some(Kind::Refund | Kind::CompletedRefund)),
    purpose: Purpose::Operation,
    order: REFUND_CHECKS,
    verify: |case, recorder| verify_voucher_or_refund(Kind::Refund, case, recorder),
    ..VOUCHER
};

pub(super) const BAD_VOUCHER: &str = "invalid_batch_settlement_evm_voucher_signature";

pub(super) const CODES_OF_VOUCHER: Codes = &[
    (&signed::all(&signed::VOUCHER), BAD_VOUCHER),
    (&[CheckId::PAYLOAD], "invalid_batch_settlement_evm_voucher_payload"),
];

pub(super) const CODES_OF_REFUND: Codes = &[
    (&signed::all(&signed::VOUCHER), BAD_VOUCHER),
    (&[CheckId::PAYLOAD], "invalid_batch_settlement_evm_refund_payload"),
];

/// Verifies a payload whose only signature is that of the voucher: a voucher or a refund.
fn verify_voucher_or_refund(kind: Kind, case: &Case<'_>, recorder: &mut Recorder<'_>) {
    let request = if kind == Kind::Voucher {
        read(case, recorder, Commitment::read).map(|commitment| RefundRequest::new(commitment, None))
    } else {
        read(case, recorder, RefundRequest::read)
    };
    let offered = Offered::read(case, recorder);
    let Some(request) = request else { return recorder.check_policy() };
    let paying = &mut Paying::new(case, kind, &request.commitment);
    paying.refund = request.amount;
    if let Some(token) = offered.asset() {
        let nonce = nonce_of(paying);
        recorder.authorizes(authorized(paying, AccountId::Evm(token), nonce, Expires::Never));
    }
    paying.check_channel(&offered, recorder);
    recorder.check_policy_and(channel::check_address_case(case));
    let may_get_code = verify_voucher(paying, recorder);
    if recorder.verdict() != Verdict::Invalid {
        paying.ask_for_record(recorder);
        paying.ask_for_code(may_get_code, recorder);
    }
}

/// The payer's authorization: at most the price of one request, and nothing for a request for a refund (N-26). A
/// voucher never expires.
pub(super) fn authorized(paying: &Paying<'_>, asset: AccountId, nonce: Nonce, expires: Expires) -> Authorized {
    let config = &paying.commitment.config;
    Authorized {
        network: network(paying.case),
        asset: asset.into(),
        payer: AccountId::Evm(config.payer),
        recipient: AccountId::Evm(config.receiver),
        amount: paying.price().into(),
        expires,
        facilitator: None,
        nonce,
        transfer: None,
        settled_as: SettledAs::default(),
    }
}

/// Names the channel. Its payments count in order.
pub(super) fn channel_nonce(paying: &Paying<'_>) -> Nonce {
    Nonce::of_network("batch-channel", &[SETTLEMENT.as_ref(), paying.channel.id().as_ref()])
}

/// Names the voucher: the channel and the sum. Names a request for a refund by the amount, too, which is empty for all that is left.
fn nonce_of(paying: &Paying<'_>) -> Nonce {
    let (channel, sum) = (paying.channel.id(), paying.commitment.voucher.max_claimable);
    let amount = paying.refund.map(|amount| amount.to_word());
    let amount = amount.as_ref().map_or(&[][..], |word| word);
    let of_refund: &[&[u8]] = &[SETTLEMENT.as_ref(), channel.as_ref(), &sum.to_word(), amount];
    match of_refund {
        [of_voucher @ .., _] if paying.kind == Kind::Voucher => {
            Nonce::of_network("batch-voucher", of_voucher).reaching(sum.into(), channel_nonce(paying))
        }
        _ => Nonce::of_network("batch-refund", of_refund),
    }
}

/// Verifies the voucher's signature, and then the contract's state of its channel. Returns `true` if the payer signs
/// vouchers itself and is not known to have code. It may have code at the claim, even if it has none now (N-12).
pub(super) fn verify_voucher(paying: &Paying<'_>, recorder: &mut Recorder<'_>) -> bool {
    let voucher = &paying.commitment.voucher;
    let digest = || paying.channel.digest(&voucher_hash(paying.channel.id(), voucher.max_claimable));
    let signer = signed::voucher_signer(&paying.commitment.config);
    let signed = signed::signed(paying.case, signer, &digest, &voucher.signature, &signed::VOUCHER);
    signed.verify(recorder);
    paying.check_state(recorder);
    signed.rules.asks_code && signed.code() != Some(AccountCode::Present)
}
