//! The rows of a claim (N-27).

use alloc::{boxed::Box, vec::Vec};

use x402_schemes::evm::{
    Address,
    batch_settlement::{Amount128, Channel, ChannelId, Claim, ClaimEntry, ClaimRow, claim_batch_hash, voucher_hash},
};
use x402_types::{Flag, Network};

use super::{
    super::{ChannelState as OnChain, Detail},
    signed,
};
use crate::{
    CheckId, Outcome, Question,
    case::Case,
    evm::{
        self,
        questions::{AccountCode, ChannelState},
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
        is_above.then(|| match state {
            State::Unknown => Outcome::Skipped(CheckId::ROW_BALANCE),
            State::NoOp | State::Claims => Outcome::fail(of_row(index, Detail::AboveVoucher { claimed, signed })),
        })
    });
    findings.record(CheckId::ROW_CEILING, ceiling.unwrap_or(Outcome::Pass));
    states
}

fn network(case: &Case<'_>) -> Network {
    case.terms.network.clone().into_owned()
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
    let (mut unknown, mut fault) = (None, None);
    let mut states: Vec<State> = Vec::with_capacity(rows.len());
    for (index, Row { row, channel }) in rows.iter().enumerate() {
        let id = channel.id();
        let Some(state) = OnChain::of_facts(case.context.facts, id) else {
            unknown = unknown.or(Some(id));
            states.push(State::Unknown);
            continue;
        };
        let mut claimed = rows.iter().zip(&states).rev().filter(|(_, state)| matches!(state, State::Claims));
        let before = claimed.find(|(before, _)| before.channel.id() == id);
        let before = before.map_or(state.total_claimed, |(before, _)| before.row.total_claimed);
        let sum = row.total_claimed;
        if sum <= before {
            states.push(State::NoOp);
            findings.flag(Flag::NoOpClaim);
            continue;
        }
        if sum > state.balance && fault.is_none() {
            fault = Some((index, sum, state.balance));
        }
        states.push(State::Claims);
    }
    let outcome = match (fault, unknown) {
        (Some((index, sum, balance)), _) => Outcome::fail(of_row(index, Detail::AboveBalance { sum, balance })),
        (None, Some(channel)) => Outcome::needs(ChannelState { network: network(case), channel }),
        (None, None) => Outcome::Pass,
    };
    findings.record(CheckId::ROW_BALANCE, outcome);
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
    let (mut questions, mut left) = (Vec::new(), None);
    for (index, (Row { row, channel }, state)) in rows.iter().zip(states).enumerate() {
        if matches!(state, State::NoOp) {
            continue;
        }
        let digest = || channel.digest(&voucher_hash(channel.id(), row.max_claimable));
        let signer = signed::voucher_signer(&row.config);
        let (account, signed) = (signer.0, signed::signed(case, signer, &digest, &row.signature, &signed::VOUCHER));
        let ask = |if_plain| AccountCode { network: network(case), account, if_plain };
        let outcome = if signed.code() == Some(evm::AccountCode::Present) {
            match signed.answer() {
                Some(true) => Outcome::Pass,
                Some(false) => Outcome::fail(of_row(index, evm::Detail::ContractRefuses(account))),
                None => Outcome::needs(signed.to_the_contract()),
            }
        } else {
            match (signed.by_key(), signed.code()) {
                (Ok(()), Some(_)) => Outcome::Pass,
                (Ok(()), None) => {
                    questions.push(ask(None).into());
                    Outcome::Pass
                }
                (Err(fault), Some(_)) => Outcome::fail(of_row(index, fault)),
                (Err(fault), None) => Outcome::needs(ask(Some(Box::new(of_row(index, fault).into())))),
            }
        };
        match (outcome, state) {
            (Outcome::Pass, _) => {}
            (outcome @ Outcome::Fail(_), State::Claims) => {
                findings.record(CheckId::ROW_VOUCHER, outcome);
                return Vec::new();
            }
            // The row may do nothing, and then its signature does not matter.
            (Outcome::Fail(_), _) => left = left.or(Some(Outcome::Skipped(CheckId::ROW_BALANCE))),
            (outcome, _) => left = left.or(Some(outcome)),
        }
    }
    findings.record(CheckId::ROW_VOUCHER, left.unwrap_or(Outcome::Pass));
    questions
}

/// The sum of all claims on a channel after these rows.
pub(super) fn claimed_after(rows: &[Row<'_>], channel: ChannelId, before: Amount128) -> Amount128 {
    let sums = rows.iter().filter(|row| row.channel.id() == channel).map(|row| row.row.total_claimed);
    sums.fold(before, Amount128::max)
}
