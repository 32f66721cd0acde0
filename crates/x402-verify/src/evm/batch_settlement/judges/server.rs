//! What a facilitator is about to send for a server: a claim, a completed refund, a sweep (N-27 to N-30).

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
    OFFERED, SUBMIT, calldata, kind_of, method_of, read,
    row::{self, Row, batch_hash, claimed_after, rows},
    signed,
};
use crate::{
    CheckId, Outcome, Purpose, Question, Verdict,
    case::Case,
    evm::{
        Particulars,
        checks::check_offer,
        questions::{AccountCode, BatchTransaction, ChannelState as StateQuestion, Facilitator},
        signature::Ids,
    },
    findings::Findings,
    judge::{Codes, Judge},
    place::{FIRST, Place, SERVERS, in_order},
};

/// A claim, in the phase `submit`.
pub(super) struct Claimed;
/// A completed refund.
pub(super) struct Refunded;
/// A sweep.
pub(super) struct Swept;

const BATCH: &[Place] = &if_made(signed::of_account(&signed::BATCH));
const REFUND: &[Place] = &if_made(signed::of_account(&signed::REFUND));

/// The places of a signature that not every payload has.
const fn if_made(places: [Place; 5]) -> [Place; 5] {
    let [form, range, low_s, signer, contract] = places;
    [form.if_made(), range.if_made(), low_s.if_made(), signer.if_made(), contract.if_made()]
}

const CLAIMED: &[Place] =
    in_order![FIRST, OFFERED, SERVERS, row::PLACES, &[Place::of(CheckId::BATCH_AUTHORIZER).if_made()], BATCH,];

const REFUNDED: &[Place] = in_order![
    FIRST,
    OFFERED,
    SERVERS,
    &[Place::of(CheckId::CHANNEL_ID)],
    row::PLACES,
    &[Place::of(CheckId::BATCH_AUTHORIZER).if_made()],
    BATCH,
    &[Place::of(CheckId::REFUND_NONCE), Place::of(CheckId::REFUND_AUTHORIZER).if_made()],
    REFUND,
    &[Place::of(CheckId::REFUND_REST).after(&[CheckId::PAYLOAD, CheckId::REFUND_NONCE])],
];

const SWEPT: &[Place] = in_order![FIRST, OFFERED, SERVERS, &[Place::of(CheckId::SWEEP_ADDRESSES)]];

const CLAIM_FAILS: &str = "invalid_batch_settlement_evm_claim_simulation_failed";
const REFUND_FAILS: &str = "invalid_batch_settlement_evm_refund_simulation_failed";

pub(super) const CODES_OF_CLAIM: Codes =
    &[(&signed::all(&signed::BATCH), CLAIM_FAILS), (&[CheckId::PAYLOAD], "invalid_batch_settlement_evm_claim_payload")];

pub(super) const CODES_OF_REFUND: Codes = &[
    (&signed::all(&signed::BATCH), REFUND_FAILS),
    (&signed::all(&signed::REFUND), REFUND_FAILS),
    (&[CheckId::ROW_AUTHORIZER, CheckId::ROW_CEILING, CheckId::ROW_BALANCE, CheckId::ROW_VOUCHER], REFUND_FAILS),
    (&[CheckId::PAYLOAD], "invalid_batch_settlement_evm_refund_payload"),
];

pub(super) const CODES_OF_SWEEP: Codes = &[(&[CheckId::PAYLOAD], "invalid_batch_settlement_evm_settle_payload")];

impl Judge for Claimed {
    fn kind(&self) -> Option<&'static str> {
        Some("claim")
    }

    fn phase(&self) -> Option<&'static str> {
        Some(SUBMIT)
    }

    fn is_of(&self, case: &Case<'_>) -> bool {
        kind_of(case) == Some(Kind::Claim)
    }

    fn purpose(&self) -> Purpose {
        Purpose::Operation
    }

    fn order(&self) -> &'static [Place] {
        CLAIMED
    }

    fn method(&self, case: &Case<'_>) -> Outcome {
        method_of(case)
    }

    fn judge(&self, case: &Case<'_>, findings: &mut Findings<'_>) {
        let claim = read(case, findings, Claim::read);
        check_offer(case, findings);
        let Some(claim) = &claim else { return findings.check_policy() };
        let questions = judge_claim(claim, &rows(claim, case), case, findings);
        if findings.verdict() != Verdict::Invalid {
            findings.leave_outstanding(questions);
        }
    }
}

/// Judges the rows, and the signature over them.
fn judge_claim(claim: &Claim, rows: &[Row<'_>], case: &Case<'_>, findings: &mut Findings<'_>) -> Vec<Question> {
    let states = row::check(rows, case, findings);
    findings.check_policy();
    let Some(first) = rows.first() else { return Vec::new() };
    let mut questions = row::check_vouchers(rows, &states, case, findings);
    let authorizer = first.row.config.receiver_authorizer;
    let digest = || first.channel.digest(&batch_hash(rows));
    let by = Authority { authorizer, own: CheckId::BATCH_AUTHORIZER, ids: &signed::BATCH };
    questions.extend(judge_authorizer(by, &digest, claim.signature.as_ref(), case, findings));
    questions
}

/// Who authorizes an operation, and under which checks this is recorded.
#[derive(Clone, Copy)]
struct Authority {
    authorizer: Address,
    own: CheckId,
    ids: &'static Ids,
}

/// The signature of the receiver's authorizer. Without one the facilitator signs itself (N-28). Returns the question for the
/// authorizer's code if nothing is known of it.
fn judge_authorizer(
    by: Authority,
    digest: &dyn Fn() -> [u8; 32],
    signature: Option<&Signature>,
    case: &Case<'_>,
    findings: &mut Findings<'_>,
) -> Option<Question> {
    let Authority { authorizer, own, ids } = by;
    let network = || case.terms.network.clone().into_owned();
    if let Some(signature) = signature {
        let signed = signed::signed(case, (authorizer, signed::OF_ACCOUNT), digest, signature, ids);
        let code = || AccountCode { network: network(), account: authorizer, if_plain: None };
        return signed.judge(findings).then(|| code().into());
    }
    match case.context.facilitators {
        None => findings.needs_answer(own, Facilitator { network: network(), facilitator: authorizer }),
        Some(facilitators) => {
            let is_own = facilitators.contains(&AccountId::Evm(authorizer));
            findings.check(own, if is_own { Ok(()) } else { Err(Detail::Authorizer(authorizer)) });
        }
    }
    None
}

impl Judge for Refunded {
    fn kind(&self) -> Option<&'static str> {
        Some("completed-refund")
    }

    fn phase(&self) -> Option<&'static str> {
        Some(SUBMIT)
    }

    fn is_of(&self, case: &Case<'_>) -> bool {
        kind_of(case) == Some(Kind::CompletedRefund)
    }

    fn purpose(&self) -> Purpose {
        Purpose::Operation
    }

    fn order(&self) -> &'static [Place] {
        REFUNDED
    }

    fn method(&self, case: &Case<'_>) -> Outcome {
        method_of(case)
    }

    fn judge(&self, case: &Case<'_>, findings: &mut Findings<'_>) {
        let refund = read(case, findings, CompletedRefund::read);
        check_offer(case, findings);
        let Some(refund) = &refund else { return findings.check_policy() };
        let config = &refund.commitment.config;
        let channel = config.on_chain(case.terms.network.eip155_chain_id().unwrap_or_default());
        let (named, of_config) = (refund.commitment.voucher.channel_id, channel.id());
        let is_own = if named == of_config { Ok(()) } else { Err(Detail::OtherChannel { named, of_config }) };
        findings.check(CheckId::CHANNEL_ID, is_own);
        let shown = Channel {
            id: channel.id(),
            kind: Kind::CompletedRefund,
            max_claimable: refund.commitment.voucher.max_claimable,
            deposit: None,
            refund: Some(refund.amount),
            charged: None,
        };
        findings.adds(Particulars { channel: Some(shown), ..Particulars::default() });
        let rows = rows(&refund.claim, case);
        let state = ChannelState::of_facts(case.context.facts, channel.id());
        let rest = state.map(|state| rest_after(&rows, &channel, state));
        findings.flag_if(rest.is_some_and(|rest| refund.amount.get() > rest), Flag::CappedRefund);
        let mut questions = judge_claim(&refund.claim, &rows, case, findings);
        check_nonce(refund, state, &channel, case, findings);
        let message = Refund { channel: channel.id(), nonce: refund.nonce, amount: refund.amount };
        let digest = || channel.digest(&message.struct_hash());
        let by =
            Authority { authorizer: config.receiver_authorizer, own: CheckId::REFUND_AUTHORIZER, ids: &signed::REFUND };
        let code = judge_authorizer(by, &digest, refund.signature.as_ref(), case, findings);
        if let Some(rest) = rest {
            findings.check(CheckId::REFUND_REST, if rest == 0 { Err(Detail::NothingLeft) } else { Ok(()) });
        }
        // The signature over the claims has asked for the same account.
        let is_same = |row: &Row<'_>| row.row.config.receiver_authorizer == config.receiver_authorizer;
        let is_asked = refund.claim.signature.is_some() && rows.first().is_some_and(is_same);
        questions.extend(code.filter(|_| !is_asked));
        if findings.verdict() != Verdict::Invalid {
            findings.leave_outstanding(questions);
        }
    }
}

/// Whether the refund is the channel's next one (N-29).
fn check_nonce(
    refund: &CompletedRefund,
    state: Option<ChannelState>,
    channel: &x402_schemes::evm::batch_settlement::Channel,
    case: &Case<'_>,
    findings: &mut Findings<'_>,
) {
    let Some(expected) = state.and_then(|state| state.refund_nonce) else {
        let network = case.terms.network.clone().into_owned();
        return findings.needs_answer(CheckId::REFUND_NONCE, StateQuestion { network, channel: channel.id() });
    };
    let signed = refund.nonce;
    let is_next = if signed == expected { Ok(()) } else { Err(Detail::RefundNonce { signed, expected }) };
    findings.check(CheckId::REFUND_NONCE, is_next);
}

/// How much the channel holds after the claims.
fn rest_after(rows: &[Row<'_>], channel: &x402_schemes::evm::batch_settlement::Channel, state: ChannelState) -> u128 {
    let claimed = claimed_after(rows, channel.id(), state.total_claimed);
    state.balance.get().saturating_sub(claimed.get())
}

impl Judge for Swept {
    fn kind(&self) -> Option<&'static str> {
        Some("settle")
    }

    fn phase(&self) -> Option<&'static str> {
        Some(SUBMIT)
    }

    fn is_of(&self, case: &Case<'_>) -> bool {
        kind_of(case) == Some(Kind::Settle)
    }

    fn purpose(&self) -> Purpose {
        Purpose::Operation
    }

    fn order(&self) -> &'static [Place] {
        SWEPT
    }

    fn method(&self, case: &Case<'_>) -> Outcome {
        method_of(case)
    }

    fn judge(&self, case: &Case<'_>, findings: &mut Findings<'_>) {
        let swept = read(case, findings, Sweep::read);
        check_offer(case, findings);
        findings.check_policy();
        let Some(swept) = &swept else { return };
        let zero = [("receiver", swept.receiver), ("token", swept.token)].into_iter().find(|(_, own)| own.is_zero());
        findings.check(
            CheckId::SWEEP_ADDRESSES,
            zero.map_or(Ok(()), |(name, _)| Err(crate::evm::Detail::ZeroAddress(name))),
        );
        if findings.verdict() == Verdict::Valid {
            let network = case.terms.network.clone().into_owned();
            findings.leave_outstanding([BatchTransaction {
                network,
                token: swept.token,
                data: calldata::sweep(swept),
                approval: None,
            }]);
        }
    }
}
