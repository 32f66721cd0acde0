//! Explains why the sum of a voucher does not match the record, or the channel.

use x402_schemes::evm::batch_settlement::{Amount128, Kind};

use super::{
    super::super::{ChannelState, Guess},
    sent::{Sent, is_failed},
};
use crate::{CheckId, Report};

pub(super) fn find(sent: &Sent<'_>, report: &Report) -> impl Iterator<Item = Guess> {
    let sum = is_failed(report, CheckId::CUMULATIVE).then(|| of_record(sent)).flatten();
    let is_short = is_failed(report, CheckId::CEILING_BALANCE) || is_failed(report, CheckId::CHANNEL_BALANCE);
    sum.into_iter().chain(is_short.then(|| of_channel(sent)).flatten())
}

/// Compares the sum with the charges so far (N-21, N-22). Each guess is an equality, so it fits or it does not.
fn of_record(sent: &Sent<'_>) -> Option<Guess> {
    let record = sent.case.context.records.evm.batch_settlement.of(sent.channel.id())?;
    let claimed =
        || ChannelState::of_facts(sent.case.context.facts, sent.channel.id()).map(|state| state.total_claimed);
    let charged = record.or_else(claimed)?.get();
    let price = sent.case.terms.units().get().to_u128()?;
    let (signed, with_price) = (sent.commitment.voucher.max_claimable.get(), charged.checked_add(price)?);
    let next = Amount128::new(if sent.kind == Kind::Refund { charged } else { with_price });
    let more = signed.checked_sub(charged);
    match more {
        _ if sent.kind == Kind::Refund && signed == with_price => {
            Some(Guess::RefundWithPrice { charged: Amount128::new(charged) })
        }
        _ if sent.kind != Kind::Refund && signed == price => Some(Guess::NotCumulative { next }),
        None => Some(Guess::Older { next }),
        Some(0) => Some(Guess::WithoutPrice { next }),
        Some(more) if sent.kind != Kind::Refund && more.checked_rem(price) == Some(0) => {
            Some(Guess::Ahead { prices: more.checked_div(price)?, next })
        }
        Some(_) => None,
    }
}

/// Explains that nothing is left in a channel.
fn of_channel(sent: &Sent<'_>) -> Option<Guess> {
    let state = ChannelState::of_facts(sent.case.context.facts, sent.channel.id())?;
    let was_used = state.balance.get() != 0 || state.refund_nonce.is_some_and(|nonce| !nonce.is_zero());
    (was_used && state.balance == state.total_claimed).then_some(Guess::Drained { claimed: state.total_claimed })
}
