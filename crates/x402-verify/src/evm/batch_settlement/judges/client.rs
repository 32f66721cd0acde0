//! What a client sends: a voucher, and a request for a refund.

use alloc::vec::Vec;

use x402_schemes::{
    AccountId,
    evm::batch_settlement::{Commitment, Kind, RefundRequest, SETTLEMENT, voucher_hash},
};

use super::{
    OFFERED,
    channel::{self, Offered, Paying, after_balance},
    kind_of, method_of, read, signed,
};
use crate::{
    Authorized, CheckId, Expires, Outcome, Purpose, Question, Verdict,
    case::Case,
    evm::questions::AccountCode,
    findings::Findings,
    identity::Nonce,
    judge::{Codes, Judge},
    place::{FIRST, Place, SERVERS, in_order},
};

const VOUCHER: &[Place] =
    in_order![FIRST, OFFERED, channel::PLACES, SERVERS, &signed::of_account(&signed::VOUCHER), channel::STATE,];

const REFUND: &[Place] = in_order![VOUCHER, &[after_balance(CheckId::REFUND_REST)]];

pub(super) const BAD_VOUCHER: &str = "invalid_batch_settlement_evm_voucher_signature";

/// A voucher, which pays for one request.
pub(super) struct Voucher;

impl Judge for Voucher {
    fn kind(&self) -> Option<&'static str> {
        Some("voucher")
    }

    fn is_of(&self, case: &Case<'_>) -> bool {
        kind_of(case) == Some(Kind::Voucher)
    }

    fn order(&self) -> &'static [Place] {
        VOUCHER
    }

    fn method(&self, case: &Case<'_>) -> Outcome {
        method_of(case)
    }

    fn judge(&self, case: &Case<'_>, findings: &mut Findings<'_>) {
        let commitment = read(case, findings, Commitment::read);
        let offered = Offered::read(case, findings);
        let Some(commitment) = &commitment else { return findings.check_policy() };
        let paying = Paying::new(case, Kind::Voucher, commitment);
        judge(&paying, &offered, findings);
    }
}

/// A request for what is left in the channel. It pays for nothing.
pub(super) struct Refund;

impl Judge for Refund {
    fn kind(&self) -> Option<&'static str> {
        Some("refund")
    }

    fn is_of(&self, case: &Case<'_>) -> bool {
        matches!(kind_of(case), Some(Kind::Refund | Kind::CompletedRefund))
    }

    fn purpose(&self) -> Purpose {
        Purpose::Operation
    }

    fn order(&self) -> &'static [Place] {
        REFUND
    }

    fn method(&self, case: &Case<'_>) -> Outcome {
        method_of(case)
    }

    fn judge(&self, case: &Case<'_>, findings: &mut Findings<'_>) {
        let request = read(case, findings, RefundRequest::read);
        let offered = Offered::read(case, findings);
        let Some(request) = &request else { return findings.check_policy() };
        let paying = Paying { refund: request.amount, ..Paying::new(case, Kind::Refund, &request.commitment) };
        judge(&paying, &offered, findings);
    }
}

pub(super) const CODES_OF_VOUCHER: Codes = &[
    (&signed::all(&signed::VOUCHER), BAD_VOUCHER),
    (&[CheckId::PAYLOAD], "invalid_batch_settlement_evm_voucher_payload"),
];

pub(super) const CODES_OF_REFUND: Codes = &[
    (&signed::all(&signed::VOUCHER), BAD_VOUCHER),
    (&[CheckId::PAYLOAD], "invalid_batch_settlement_evm_refund_payload"),
];

/// Judges what has one signature, that of the voucher.
fn judge(paying: &Paying<'_>, offered: &Offered, findings: &mut Findings<'_>) {
    if let Some(token) = offered.asset() {
        findings.authorizes(Authorized {
            nonce: if paying.kind == Kind::Refund { refund_nonce(paying) } else { voucher_nonce(paying) },
            ..authorized(paying, AccountId::Evm(token))
        });
    }
    paying.check_channel(offered, findings);
    findings.check_policy();
    let code_is_unknown = judge_voucher(paying, findings);
    if findings.verdict() != Verdict::Invalid {
        findings.leave_outstanding(outstanding(paying, code_is_unknown && findings.verdict() == Verdict::Valid));
    }
}

/// What the payer has authorized: at most the price of one request.
pub(super) fn authorized(paying: &Paying<'_>, asset: AccountId) -> Authorized {
    let config = &paying.commitment.config;
    Authorized {
        network: paying.network(),
        asset,
        payer: AccountId::Evm(config.payer),
        recipient: AccountId::Evm(config.receiver),
        amount: paying.case.terms.amount,
        // A voucher never expires.
        expires: Expires::Never,
        facilitator: None,
        nonce: channel_nonce(paying),
        transfer: None,
    }
}

/// Names the channel. Its payments count in order.
pub(super) fn channel_nonce(paying: &Paying<'_>) -> Nonce {
    Nonce::of_network("batch-channel", &[SETTLEMENT.as_ref(), paying.channel.id().as_ref()])
}

/// Names the voucher: the channel and the sum.
fn voucher_nonce(paying: &Paying<'_>) -> Nonce {
    let sum = paying.commitment.voucher.max_claimable;
    Nonce::of_network("batch-voucher", &[SETTLEMENT.as_ref(), paying.channel.id().as_ref(), &sum.to_word()])
        .reaching(sum.into(), channel_nonce(paying))
}

/// Names the request: the channel, the sum and the amount, which is empty for all that is left.
fn refund_nonce(paying: &Paying<'_>) -> Nonce {
    let sum = paying.commitment.voucher.max_claimable;
    let amount = paying.refund.map(|amount| amount.to_word());
    let amount = amount.as_ref().map_or(&[][..], |word| word);
    Nonce::of_network("batch-refund", &[SETTLEMENT.as_ref(), paying.channel.id().as_ref(), &sum.to_word(), amount])
}

/// Judges the signature of the voucher, and then what the contract knows of its channel. Returns true if nothing is known of the code of
/// a payer who signs vouchers itself.
pub(super) fn judge_voucher(paying: &Paying<'_>, findings: &mut Findings<'_>) -> bool {
    let voucher = &paying.commitment.voucher;
    let digest = || paying.channel.digest(&voucher_hash(paying.channel.id(), voucher.max_claimable));
    let signer = signed::voucher_signer(&paying.commitment.config);
    let code_is_unknown =
        signed::signed(paying.case, signer, &digest, &voucher.signature, &signed::VOUCHER).judge(findings);
    paying.check_state(findings);
    code_is_unknown && signer.1.asks_code
}

fn outstanding(paying: &Paying<'_>, ask_for_code: bool) -> Vec<Question> {
    let code = || AccountCode { network: paying.network(), account: paying.commitment.config.payer, if_plain: None };
    paying.record_question().into_iter().chain(ask_for_code.then(|| code().into())).collect()
}
