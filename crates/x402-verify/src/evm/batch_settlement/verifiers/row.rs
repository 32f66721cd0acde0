//! The rows of a claim (N-27).

use alloc::{boxed::Box, collections::BTreeSet, vec::Vec};

use x402_schemes::evm::{
    Address,
    batch_settlement::{Amount128, Channel, ChannelId, Claim, ClaimEntry, ClaimRow, claim_batch_hash, voucher_hash},
};
use x402_types::{Flag, JsonRef};

use super::{
    super::{ChannelState as OnChain, Detail},
    ask, chain_id, network,
    signed::{self, is_revocable},
};
use crate::{
    CheckId, Outcome, Question,
    case::Case,
    check_order::ListedCheck,
    evm::{
        self,
        checks::{self, flag_wrong_checksums},
        questions::{AccountCode, ChannelState},
    },
    recorder::Recorder,
};

/// The checks of the rows.
pub(super) const CHECKS: &[ListedCheck] = &[
    ListedCheck::of(CheckId::ROW_AUTHORIZER).if_made(),
    ListedCheck::of(CheckId::ROW_CEILING).if_made(),
    ListedCheck::of(CheckId::ROW_BALANCE).if_made(),
    ListedCheck::of(CheckId::ROW_VOUCHER).if_made(),
];

/// A row with its channel and its effect.
pub(super) struct Row<'a> {
    pub(super) row: &'a ClaimRow,
    pub(super) channel: Channel,
    state: State,
}

/// The effect of a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// The row does nothing.
    NoOp,
    /// The row claims something from a channel with this balance.
    Claims(Amount128),
    /// Nothing is known of the channel.
    Unknown,
}

/// The rows of a claim, each with the state of its channel after the rows before it.
pub(super) fn rows<'a>(claim: &'a Claim, case: &Case<'_>) -> Vec<Row<'a>> {
    let chain_id = chain_id(case);
    let mut rows: Vec<Row<'a>> = Vec::with_capacity(claim.rows.len());
    for row in &claim.rows {
        let channel = row.config.on_chain(chain_id);
        let state = match OnChain::of_facts(case.context.facts, channel.id()) {
            // No channel has less claimed.
            _ if row.total_claimed == Amount128::default() => State::NoOp,
            None => State::Unknown,
            Some(state) => {
                let claims =
                    |before: &&Row<'_>| matches!(before.state, State::Claims(_)) && before.channel.id() == channel.id();
                let before =
                    rows.iter().rev().find(claims).map_or(&state.total_claimed, |before| &before.row.total_claimed);
                if row.total_claimed <= *before { State::NoOp } else { State::Claims(state.balance) }
            }
        };
        rows.push(Row { row, channel, state });
    }
    rows
}

/// The hash of the batch that the receiver's authorizer signs.
pub(super) fn batch_hash(rows: &[Row<'_>]) -> [u8; 32] {
    claim_batch_hash(rows.iter().map(|Row { row, channel, .. }| ClaimEntry {
        channel: channel.id(),
        max_claimable: row.max_claimable,
        total_claimed: row.total_claimed,
    }))
}

fn of_row(index: usize, fault: impl Into<crate::Detail>) -> crate::Detail {
    crate::Detail::Row { index, fault: Box::new(fault.into()) }
}

/// The addresses in the config of a row.
const ADDRESSES: &[&str] = &[
    "voucher.channel.payer",
    "voucher.channel.payerAuthorizer",
    "voucher.channel.receiver",
    "voucher.channel.receiverAuthorizer",
    "voucher.channel.token",
];

/// The rows as the payload writes them.
fn written<'a>(case: &Case<'a>) -> impl Iterator<Item = JsonRef<'a>> {
    case.claim.payload.as_json().get("claims").and_then(|rows| rows.elements().ok()).into_iter().flatten()
}

/// Flags configs in which an address has a wrong checksum (E-3).
pub(super) fn flag_configs(case: &Case<'_>, recorder: &mut Recorder<'_>) {
    for row in written(case) {
        flag_wrong_checksums(row, ADDRESSES, case.terms, recorder);
    }
}

/// Checks that the addresses of the rows are written as the policy requires (E-3).
pub(super) fn check_address_case(case: &Case<'_>) -> Result<(), crate::Detail> {
    let check = |(index, row)| checks::check_address_case(row, ADDRESSES, case).map_err(|fault| of_row(index, fault));
    written(case).enumerate().try_for_each(check)
}

/// Compares the rows with each other, with their vouchers and with the state of their channels.
pub(super) fn check(rows: &[Row<'_>], case: &Case<'_>, recorder: &mut Recorder<'_>) {
    let Some(first) = rows.first().map(|row| &row.row.config.receiver_authorizer) else { return };
    let other = rows
        .iter()
        .map(|row| &row.row.config.receiver_authorizer)
        .enumerate()
        .find(|(_, authorizer)| *authorizer != first);
    let same = match other {
        None => Ok(()),
        Some((index, other)) => Err(of_row(index, Detail::Authorizers { first: *first, other: *other })),
    };
    recorder.check(CheckId::ROW_AUTHORIZER, same);
    recorder.flag_if(rows.iter().any(|row| row.state == State::NoOp), Flag::NoOpClaim);
    let claims = |row: &&Row<'_>| matches!(row.state, State::Claims(_));
    recorder.flag_if(rows.iter().filter(claims).any(|row| is_revocable(&row.row.config)), Flag::RevocableVoucher);
    check_balances(rows, case, recorder);
    let above = || rows.iter().enumerate().filter(|(_, Row { row, .. })| row.total_claimed > row.max_claimable);
    let ceiling = match above().find(|(_, row)| matches!(row.state, State::Claims(_))) {
        Some((index, Row { row, .. })) => {
            let (claimed, signed) = (row.total_claimed, row.max_claimable);
            Outcome::fail(of_row(index, Detail::AboveVoucher { claimed, signed }))
        }
        // The row may do nothing.
        None if above().any(|(_, row)| row.state == State::Unknown) => Outcome::Skipped(CheckId::ROW_BALANCE),
        None => Outcome::Pass,
    };
    recorder.record(CheckId::ROW_CEILING, ceiling);
}

/// Checks that each channel contains the amount that its row claims.
fn check_balances(rows: &[Row<'_>], case: &Case<'_>, recorder: &mut Recorder<'_>) {
    let fault = rows.iter().enumerate().find_map(|(index, row)| match row.state {
        State::Claims(balance) if row.row.total_claimed > balance => {
            Some(of_row(index, Detail::AboveBalance { sum: row.row.total_claimed, balance }))
        }
        State::NoOp | State::Claims(_) | State::Unknown => None,
    });
    if let Some(fault) = fault {
        return recorder.fail(CheckId::ROW_BALANCE, fault);
    }
    let mut seen = BTreeSet::new();
    let unknown = rows.iter().filter(|row| row.state == State::Unknown).map(|row| row.channel.id());
    let asked = unknown.filter(|channel| seen.insert(*channel));
    let asked = asked.map(|channel| ChannelState { network: network(case), channel }.into());
    recorder.record(CheckId::ROW_BALANCE, Outcome::needs_all(asked).unwrap_or(Outcome::Pass));
}

/// Verifies the signatures of the vouchers. None is verified once a check has failed, nor while the row may do nothing,
/// because the state of its channel is unknown. So a hostile claim costs only the cheap checks. All questions that
/// decide the other rows are asked at once, together with the states. Asks for the code of payers who sign themselves.
pub(super) fn check_vouchers(rows: &[Row<'_>], case: &Case<'_>, recorder: &mut Recorder<'_>) {
    if let Some(failed) = recorder.first_failure() {
        return recorder.skip(CheckId::ROW_VOUCHER, failed);
    }
    let mut asked: Vec<Question> = Vec::new();
    let claiming = rows.iter().enumerate().filter(|(_, row)| matches!(row.state, State::Claims(_)));
    for (index, Row { row, channel, .. }) in claiming {
        let digest = || channel.digest(&voucher_hash(channel.id(), row.max_claimable));
        let signer = signed::voucher_signer(&row.config);
        let (account, signed) = (signer.0, signed::signed(case, signer, &digest, &row.signature, &signed::VOUCHER));
        let code = |if_plain| AccountCode { network: signed.network(), account, if_plain };
        let by_key = || signed.by_key().map_err(|fault| of_row(index, fault));
        let result = match signed.code() {
            Some(evm::AccountCode::Present) => match signed.answer() {
                Some(true) => continue,
                Some(false) => Err(of_row(index, evm::Detail::ContractRefuses(account))),
                None => {
                    asks(&mut asked, signed.to_the_contract().into());
                    continue;
                }
            },
            Some(evm::AccountCode::Absent) => by_key(),
            None => by_key().or_else(|fault| {
                asks(&mut asked, code(Some(Box::new(fault))).into());
                Ok(())
            }),
        };
        match result {
            Err(fault) => return recorder.fail(CheckId::ROW_VOUCHER, fault),
            Ok(()) if is_revocable(&row.config) => ask(recorder, code(None)),
            Ok(()) => {}
        }
    }
    let may_do_nothing = rows.iter().any(|row| row.state == State::Unknown);
    let otherwise = if may_do_nothing { Outcome::Skipped(CheckId::ROW_BALANCE) } else { Outcome::Pass };
    recorder.record(CheckId::ROW_VOUCHER, Outcome::needs_all(asked).unwrap_or(otherwise));
}

/// Asks each question once, and for the code of each account once.
fn asks(asked: &mut Vec<Question>, question: Question) {
    let is_same = |before: &Question| match account_of(&question) {
        None => *before == question,
        account => account_of(before) == account,
    };
    if !asked.iter().any(is_same) {
        asked.push(question);
    }
}

/// The account whose code the question asks for.
pub(super) fn account_of(question: &Question) -> Option<Address> {
    if let Question::Evm(evm::Question::AccountCode(asked)) = question { Some(asked.account) } else { None }
}

/// The sum of all claims on a channel after these rows.
pub(super) fn claimed_after(rows: &[Row<'_>], channel: ChannelId, before: Amount128) -> Amount128 {
    let sums = rows.iter().filter(|row| row.channel.id() == channel).map(|row| row.row.total_claimed);
    sums.fold(before, Amount128::max)
}
