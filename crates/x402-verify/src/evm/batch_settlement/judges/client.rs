//! What a client sends: a voucher, and a request for a refund.

use alloc::vec::Vec;

use x402_schemes::{
    __read::Blank,
    AccountId,
    evm::batch_settlement::{Kind, RefundRequest, SETTLEMENT, voucher_hash},
};

use super::{
    OFFERED, OfKind,
    channel::{self, Offered, Paying, after_balance},
    kind_of, method_of, read, signed,
};
use crate::{
    Authorized, CheckId, Expires, Purpose, Question, Verdict,
    case::Case,
    evm::questions::AccountCode,
    findings::Findings,
    identity::Nonce,
    judge::Codes,
    place::{FIRST, Place, SERVERS, in_order},
};

const VOUCHER_PLACES: &[Place] =
    in_order![FIRST, OFFERED, channel::PLACES, SERVERS, &signed::of_account(&signed::VOUCHER), channel::STATE];

const REFUND_PLACES: &[Place] = in_order![VOUCHER_PLACES, &[after_balance(CheckId::REFUND_REST)]];

/// A voucher, which pays for one request.
pub(super) const VOUCHER: OfKind = OfKind {
    name: "voucher",
    phase: None,
    is_of: |case| kind_of(case) == Some(Kind::Voucher),
    purpose: Purpose::Service,
    order: VOUCHER_PLACES,
    method: method_of,
    judge: |case, findings| judge(Kind::Voucher, case, findings),
};

/// A request for what is left in the channel. It pays for nothing.
pub(super) const REFUND: OfKind = OfKind {
    name: "refund",
    is_of: |case| matches!(kind_of(case), Some(Kind::Refund | Kind::CompletedRefund)),
    purpose: Purpose::Operation,
    order: REFUND_PLACES,
    judge: |case, findings| judge(Kind::Refund, case, findings),
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

/// Judges what has one signature, that of the voucher: a voucher or a refund.
fn judge(kind: Kind, case: &Case<'_>, findings: &mut Findings<'_>) {
    let mut request = RefundRequest::blank();
    let is_read = if kind == Kind::Voucher {
        read(case, findings, &mut request.commitment)
    } else {
        read(case, findings, &mut request)
    };
    let offered = Offered::read(case, findings);
    if !is_read {
        return findings.check_policy();
    }
    let paying = &mut Paying::new(case, kind, &request.commitment);
    paying.refund = request.amount;
    if let Some(token) = offered.asset() {
        let nonce = if kind == Kind::Refund { refund_nonce(paying) } else { voucher_nonce(paying) };
        findings.authorizes(authorized(paying, AccountId::Evm(token), nonce, Expires::Never));
    }
    paying.check_channel(&offered, findings);
    findings.check_policy();
    let code_is_unknown = judge_voucher(paying, findings);
    let verdict = findings.verdict();
    if verdict != Verdict::Invalid {
        let mut questions: Vec<Question> = paying.record_question().into_iter().collect();
        if code_is_unknown && verdict == Verdict::Valid {
            let account = paying.commitment.config.payer;
            questions.push(AccountCode { network: paying.network(), account, if_plain: None }.into());
        }
        findings.leave_outstanding(questions);
    }
}

/// What the payer has authorized: at most the price of one request. A voucher never expires.
pub(super) fn authorized(paying: &Paying<'_>, asset: AccountId, nonce: Nonce, expires: Expires) -> Authorized {
    let config = &paying.commitment.config;
    Authorized {
        network: paying.network(),
        asset,
        payer: AccountId::Evm(config.payer),
        recipient: AccountId::Evm(config.receiver),
        amount: paying.case.terms.amount,
        expires,
        facilitator: None,
        nonce,
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
