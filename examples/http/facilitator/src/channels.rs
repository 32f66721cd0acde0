//! STUB. The channels of `batch-settlement`, as their contract would store them. **Nothing is transferred here.**

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Mutex,
};

use x402_schemes::evm::{
    Address,
    batch_settlement::{Amount128, ChannelId, ClaimRow, Payload},
};
use x402_types::ReasonCode;
use x402_verify::{Authorized, ReplayKey, evm::batch_settlement::ChannelState};

/// The result of a call of the contract.
pub struct Submitted {
    /// The invented name of the transaction, in the format of a hash.
    pub transaction: String,
    /// The moved amount. `None` for a claim, which moves nothing.
    pub amount: Option<Amount128>,
    /// The channel of the call, and its state after the call.
    pub channel: Option<(ChannelId, ChannelState)>,
}

/// The contract's storage.
#[derive(Default)]
pub struct Channels(Mutex<Book>);

#[derive(Default)]
struct Book {
    states: BTreeMap<ChannelId, ChannelState>,
    /// The sums that are claimed but not swept, by receiver and token.
    claimed: BTreeMap<(Address, Address), u128>,
    /// The authorizations of deposits that are used up.
    used: BTreeSet<ReplayKey>,
    calls: u64,
}

impl Channels {
    /// Returns the state of a channel. A channel without a deposit is empty.
    pub fn state(&self, id: ChannelId) -> ChannelState {
        self.0.lock().expect("nothing panics while it holds this lock").state(id)
    }

    /// Carries out a payload that is valid in this exact state. `authorized` is the payer's authorization for a
    /// deposit.
    pub fn submit(
        &self,
        payload: &Payload,
        chain_id: u64,
        authorized: Option<&Authorized>,
    ) -> Result<Submitted, ReasonCode> {
        let mut book = self.0.lock().expect("nothing panics while it holds this lock");
        let (amount, id) = match payload {
            Payload::Deposit(payment) => {
                // A token refuses an authorization that is used up.
                if !authorized.is_some_and(|authorized| book.used.insert(authorized.replay_key())) {
                    return Err(ReasonCode::TRANSACTION_STATE);
                }
                let id = payment.commitment.config.on_chain(chain_id).id();
                let amount = payment.deposit.amount;
                let mut state = book.state(id);
                state.balance = sum(state.balance, amount.get())?;
                book.states.insert(id, state);
                (Some(amount), Some(id))
            }
            Payload::Claim(claim) => {
                book.claim(&claim.rows, chain_id)?;
                (None, None)
            }
            Payload::CompletedRefund(refund) => {
                book.claim(&refund.claim.rows, chain_id)?;
                let id = refund.commitment.config.on_chain(chain_id).id();
                let mut state = book.state(id);
                let rest = state.balance.get().saturating_sub(state.total_claimed.get());
                let amount = Amount128::new(refund.amount.get().min(rest));
                state.balance = Amount128::new(state.balance.get() - amount.get());
                state.refund_nonce = state.refund_nonce.and_then(|nonce| nonce.checked_add(1));
                book.states.insert(id, state);
                (Some(amount), Some(id))
            }
            Payload::Settle(sweep) => {
                let swept = book.claimed.remove(&(sweep.receiver, sweep.token)).filter(|claimed| *claimed > 0);
                let nothing = || ReasonCode::new("invalid_batch_settlement_evm_nothing_to_settle");
                (Some(Amount128::new(swept.ok_or_else(nothing)?)), None)
            }
            // These are the client's payloads, and nothing is sent for them.
            Payload::Voucher(_) | Payload::Refund(_) => return Err(ReasonCode::PAYLOAD),
        };
        book.calls += 1;
        let transaction = format!("0x{:064x}", book.calls);
        Ok(Submitted { transaction, amount, channel: id.map(|id| (id, book.state(id))) })
    }
}

impl Book {
    fn state(&self, id: ChannelId) -> ChannelState {
        self.states.get(&id).copied().unwrap_or_else(|| {
            let mut state = ChannelState::of_balance(Amount128::new(0));
            state.refund_nonce = Some(0.into());
            state
        })
    }

    /// A row that claims no more than was claimed before does nothing.
    fn claim(&mut self, rows: &[ClaimRow], chain_id: u64) -> Result<(), ReasonCode> {
        for row in rows {
            let id = row.config.on_chain(chain_id).id();
            let mut state = self.state(id);
            let more = row.total_claimed.get().saturating_sub(state.total_claimed.get());
            state.total_claimed = sum(state.total_claimed, more)?;
            self.states.insert(id, state);
            *self.claimed.entry((row.config.receiver, row.config.token)).or_default() += more;
        }
        Ok(())
    }
}

fn sum(amount: Amount128, more: u128) -> Result<Amount128, ReasonCode> {
    amount.get().checked_add(more).map(Amount128::new).ok_or(ReasonCode::TRANSACTION_STATE)
}
