//! The rows of a claim (N-27).

use alloc::{boxed::Box, vec::Vec};

use x402_schemes::evm::{
    Address,
    batch_settlement::{Amount128, Channel, ChannelId, Claim, ClaimEntry, ClaimRow, claim_batch_hash, voucher_hash},
};
use x402_types::Flag;

use super::{
    super::{ChannelState as OnChain, Detail},
    signed,
};
use crate::{
    CheckId, Question,
    case::Case,
    evm::{
        self,
        questions::{AccountCode, ChannelState, ContractSignature},
    },
    findings::Findings,
    place::Place,
};

/// The checks of the rows. The signature of a row that may do nothing waits for the state.
pub(super) const PLACES: &[Place] = &[
    Place::of(CheckId::ROW_AUTHORIZER).if_made(),
    Place::of(CheckId::ROW_CEILING).if_made(),
    Place::of(CheckId::ROW_BALANCE).if_made(),
    Place::of(CheckId::ROW_VOUCHER).if_made(),
];

/// A row with its channel.
pub(super) struct Row<'a> {
    pub(super) row: &'a ClaimRow,
    pub(super) channel: Channel,
}

/// The rows of a claim, each with its channel.
pub(super) fn rows<'a>(claim: &'a Claim, case: &Case<'_>) -> Vec<Row<'a>> {
    let chain_id = case.terms.network.eip155_chain_id().unwrap_or_default();
    claim.rows.iter().map(|row| Row { row, channel: row.config.on_chain(chain_id) }).collect()
}

/// The hash of the batch that the receiver's authorizer signs.
pub(super) fn batch_hash(rows: &[Row<'_>]) -> [u8; 32] {
    claim_batch_hash(rows.iter().map(|Row { row, channel }| ClaimEntry {
        channel: channel.id(),
        max_claimable: row.max_claimable,
        total_claimed: row.total_claimed,
    }))
}

/// What a row leaves to be judged.
pub(super) enum State {
    /// The row does nothing.
    NoOp,
    /// The row claims something.
    Claims,
    /// Nothing is known of the channel.
    Unknown,
}

/// Compares the rows with each other, with their vouchers and with the state of their channels. Returns what each leaves to be judged.
pub(super) fn check(rows: &[Row<'_>], case: &Case<'_>, findings: &mut Findings<'_>) -> Vec<State> {
    let Some(first) = rows.first().map(|row| row.row.config.receiver_authorizer) else { return Vec::new() };
    check_authorizers(rows, first, findings);
    let states = check_balances(rows, case, findings);
    let ceiling = rows.iter().zip(&states).enumerate().find_map(|(index, (row, state))| {
        let ClaimRow { total_claimed: claimed, max_claimable: signed, .. } = *row.row;
        let is_above = claimed > signed && !matches!(state, State::NoOp);
        is_above.then_some((index, matches!(state, State::Unknown), Detail::AboveVoucher { claimed, signed }))
    });
    match ceiling {
        None => findings.pass(CheckId::ROW_CEILING),
        Some((_, true, _)) => findings.skip(CheckId::ROW_CEILING, CheckId::ROW_BALANCE),
        Some((index, false, fault)) => findings.fail(CheckId::ROW_CEILING, of_row(index, fault)),
    }
    states
}

fn of_row(index: usize, fault: impl Into<crate::Detail>) -> Detail {
    Detail::Row { index, fault: Box::new(fault.into()) }
}

fn check_authorizers(rows: &[Row<'_>], first: Address, findings: &mut Findings<'_>) {
    let other = rows.iter().map(|row| row.row.config.receiver_authorizer).enumerate().find(|(_, own)| *own != first);
    let same = match other {
        None => Ok(()),
        Some((index, other)) => Err(of_row(index, Detail::Authorizers { first, other })),
    };
    findings.check(CheckId::ROW_AUTHORIZER, same);
}

/// Whether each channel has what its row claims, as the rows before leave it.
fn check_balances(rows: &[Row<'_>], case: &Case<'_>, findings: &mut Findings<'_>) -> Vec<State> {
    let mut claimed: Vec<(ChannelId, Amount128)> = Vec::new();
    let (mut unknown, mut fault) = (None, None);
    let mut states = Vec::with_capacity(rows.len());
    for (index, Row { row, channel }) in rows.iter().enumerate() {
        let id = channel.id();
        let Some(state) = OnChain::of_facts(case.context.facts, id) else {
            unknown = unknown.or(Some(id));
            states.push(State::Unknown);
            continue;
        };
        let before = claimed.iter().rev().find(|(known, _)| *known == id).map_or(state.total_claimed, |(_, sum)| *sum);
        let sum = row.total_claimed;
        if sum <= before {
            states.push(State::NoOp);
            findings.flag(Flag::NoOpClaim);
            continue;
        }
        if sum > state.balance && fault.is_none() {
            fault = Some(of_row(index, Detail::AboveBalance { sum, balance: state.balance }));
        }
        claimed.push((id, sum));
        states.push(State::Claims);
    }
    match (fault, unknown) {
        (Some(fault), _) => findings.fail(CheckId::ROW_BALANCE, fault),
        (None, Some(channel)) => {
            let network = case.terms.network.clone().into_owned();
            findings.needs_answer(CheckId::ROW_BALANCE, ChannelState { network, channel });
        }
        (None, None) => findings.pass(CheckId::ROW_BALANCE),
    }
    states
}

/// The signatures of the vouchers. None is looked at once a check has failed, so a hostile claim costs only the cheap checks.
/// Returns the questions for the code of payers who sign themselves, of which nothing is known.
pub(super) fn check_vouchers(
    rows: &[Row<'_>],
    states: &[State],
    case: &Case<'_>,
    findings: &mut Findings<'_>,
) -> Vec<Question> {
    if let Some(failed) = findings.first_failure() {
        findings.skip(CheckId::ROW_VOUCHER, failed);
        return Vec::new();
    }
    let mut questions = Vec::new();
    let mut need = None;
    for (index, (Row { row, channel }, state)) in rows.iter().zip(states).enumerate() {
        if matches!(state, State::NoOp) {
            continue;
        }
        let digest = || channel.digest(&voucher_hash(channel.id(), row.max_claimable));
        let signer = signed::voucher_signer(&row.config);
        let signed = signed::signed(case, signer, &digest, &row.signature, &signed::VOUCHER);
        let network = || signed.network();
        let account = signer.0;
        let asked = match (signed.code(), signed.by_key()) {
            (Some(evm::AccountCode::Present), _) => match signed.answer() {
                Some(true) => Ok(()),
                Some(false) => Err(Err(evm::Detail::ContractRefuses(account).into())),
                None => Err(Ok(ContractSignature {
                    network: network(),
                    account,
                    caller: signed.caller,
                    digest: *signed.digest,
                    signature: signed.for_the_contract().to_vec(),
                }
                .into())),
            },
            (Some(_), Ok(())) => Ok(()),
            (Some(_), Err(detail)) => Err(Err(detail)),
            (None, Ok(())) => {
                questions.push(AccountCode { network: network(), account, if_plain: None }.into());
                Ok(())
            }
            (None, Err(detail)) => {
                let if_plain = Some(Box::new(of_row(index, detail).into()));
                Err(Ok(AccountCode { network: network(), account, if_plain }.into()))
            }
        };
        match (asked, state) {
            (Ok(()), _) => {}
            (Err(Err(detail)), State::Claims) => {
                findings.fail(CheckId::ROW_VOUCHER, of_row(index, detail));
                return Vec::new();
            }
            // The row may do nothing, and then its signature does not matter.
            (Err(Err(_)), _) => need = need.or(Some(None)),
            (Err(Ok(question)), _) => need = need.or(Some(Some(question))),
        }
    }
    match need {
        None => findings.pass(CheckId::ROW_VOUCHER),
        Some(None) => findings.skip(CheckId::ROW_VOUCHER, CheckId::ROW_BALANCE),
        Some(Some(question)) => ask(findings, question),
    }
    questions
}

fn ask(findings: &mut Findings<'_>, question: Question) {
    findings.needs_answer(CheckId::ROW_VOUCHER, question);
}

/// The sum of all claims on a channel after these rows.
pub(super) fn claimed_after(rows: &[Row<'_>], channel: ChannelId, before: Amount128) -> Amount128 {
    let sums = rows.iter().filter(|row| row.channel.id() == channel).map(|row| row.row.total_claimed);
    sums.fold(before, Amount128::max)
}
