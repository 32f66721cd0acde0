//! A state of the chain, and what happens in it.

use revm::primitives::{Address, B256, Bytes, U256};
use x402_conformance::vector::ChainCall;

use super::{
    escrow::{
        BY_EIP3009, BY_PERMIT2, Config, Escrow, Row, SETTLEMENT, State, call_with_rows, claim_call, deposit_call,
        multicall,
    },
    payload::{Authorization, Completed, Deposit, Payload, Voucher},
    question::{Channels, Question},
    run::{Course, How},
};
use crate::{
    abi::{Arg, arguments, calldata},
    payer::PayerCode,
    permit2::Fate,
    proxies::Sponsored,
    question::{canonical, unwrapped},
    token::{Outcome, SETTLER},
};

/// What a receiver has claimed and not swept, where a sweep moves something.
const CLAIMED: u64 = 5000;

pub(super) struct Scene<'a> {
    question: &'a Question,
    escrow: Escrow,
    how: How,
    state: String,
    course: Course,
}

impl<'a> Scene<'a> {
    /// Makes the state.
    pub(super) fn set(
        question: &'a Question,
        channels: &Channels,
        code: PayerCode,
        how: How,
        mut escrow: Escrow,
    ) -> Result<Self, String> {
        let payload = &question.payload;
        let mut set: Vec<B256> = Vec::new();
        for config in payload.configs() {
            let id = escrow.channel_id(config)?;
            if !set.contains(&id) {
                escrow.set(config, channels.state(id))?;
                set.push(id);
            }
        }
        if let Some(permit) = payload.permit()
            && !permit.from.is_zero()
        {
            let has_sponsor = question.sponsored.is_some() || question.approval.is_some();
            let unless_known = if has_sponsor { U256::ZERO } else { U256::MAX };
            escrow.proxies.approve(payload.configs()[0].payer, question.allowance.unwrap_or(unless_known))?;
        }
        match payload {
            // The payer has enough for every deposit.
            Payload::Deposit { voucher, .. } => escrow.mint(voucher.config.payer, U256::ONE << 200)?,
            Payload::Sweep { receiver, token } if !how.is_without => {
                escrow.set_claimed(*receiver, *token, U256::from(CLAIMED))?;
            }
            _ => {}
        }
        let chain = &mut escrow.proxies.token.chain;
        chain.time += how.later;
        for account in question.coded.iter().copied().chain(question.asked.map(|(account, _)| account)) {
            code.set(chain, account, Address::ZERO)?;
        }
        for (account, code) in &question.settled {
            code.set(chain, *account, Address::ZERO)?;
        }
        let who = match (question.asked, question.coded.is_empty()) {
            (Some((asked, _)), _) => Some(payload.decider(asked)),
            (None, false) => Some("an authorizer"),
            (None, true) => None,
        };
        let mut state: Vec<String> = channels.what.into_iter().map(Into::into).collect();
        state.extend(who.map(|who| code.describe().replace("the payer", who)));
        state.extend(how.is_withdrawn.then(|| "the payer takes back what it can".into()));
        let state = if state.is_empty() { "as the facts say".into() } else { state.join(", ") };
        let payer = if question.asked.is_some() { code } else { PayerCode::None };
        Ok(Self { question, escrow, how, state, course: Course::new(payer, how) })
    }

    /// Makes the calls.
    pub(super) fn play(mut self) -> Result<Course, String> {
        match &self.question.payload {
            Payload::Voucher { voucher } => drop(self.voucher(voucher)?),
            Payload::Deposit { voucher, deposit } => {
                if self.deposit(&voucher.config, deposit)? {
                    self.claim(voucher)?;
                }
            }
            Payload::Refund { voucher, amount } => {
                if self.voucher(voucher)? {
                    self.refund(&voucher.config, *amount)?;
                }
            }
            Payload::Claim { rows, signature } => self.rows(rows, signature.as_deref())?,
            Payload::Completed(completed) => self.completed(completed)?,
            Payload::Sweep { receiver, token } => self.sweep(*receiver, *token)?,
        }
        Ok(self.course)
    }

    /// Notes the outcome of a call, and says whether it succeeded.
    fn note(&mut self, step: &'static str, how: &str, outcome: Outcome) -> bool {
        let (moved, reverted) = match &outcome {
            Outcome::Moved(amount) => (Some(amount.to_string()), None),
            Outcome::Reverted(why) => (None, Some(why.clone())),
        };
        let at = self.escrow.proxies.token.chain.time;
        let call = if how.is_empty() { step.into() } else { format!("{step}, {how}") };
        self.course.calls.push(ChainCall { state: self.state.clone(), call, at, moved, reverted });
        self.course.steps.push((step, outcome));
        self.course.calls.last().is_some_and(|call| call.moved.is_some())
    }

    /// The signature as it is sent.
    fn as_sent(&self, signature: &[u8]) -> Vec<u8> {
        let changed = if self.how.is_canonical { canonical_of(signature) } else { None };
        changed.unwrap_or_else(|| signature.to_vec())
    }

    const fn form(&self) -> &'static str {
        if self.how.is_canonical { "signatures canonical" } else { "" }
    }

    /// Claims what a voucher is good for. No channel has a config that no deposit may have.
    fn voucher(&mut self, voucher: &Voucher) -> Result<bool, String> {
        let (delay, is_possible) = (voucher.config.withdraw_delay, !voucher.config.payer.is_zero());
        if delay < U256::from(900) || delay > U256::from(2_592_000) || !is_possible {
            let data = deposit_call(&voucher.config, U256::ONE, BY_EIP3009, &[]);
            let outcome =
                self.escrow.send(SETTLER, data)?.map_or_else(Outcome::Reverted, |_| Outcome::Moved(U256::ONE));
            return Ok(self.note("deposit", "", outcome));
        }
        self.claim(voucher)
    }

    fn claim(&mut self, voucher: &Voucher) -> Result<bool, String> {
        let config = voucher.config;
        if self.how.is_withdrawn {
            self.withdraw(&config)?;
        }
        let id = self.escrow.channel_id(&config)?;
        let total = self.question.total(id, voucher)?;
        let row = Row { config, most: voucher.most, signature: self.as_sent(&voucher.signature), total };
        let outcome = self.claimed(config.receiver, &[row], |rows| call_with_rows("claim", "", rows, Vec::new()))?;
        self.course.is_claimed = self.escrow.state(id)?.claimed == total;
        Ok(self.note("claim", self.form(), outcome))
    }

    /// Claims rows. What they move follows from the sums, row after row.
    fn claimed(&mut self, from: Address, rows: &[Row], data: impl Fn(&[Row]) -> Bytes) -> Result<Outcome, String> {
        let mut after = self.states(rows)?;
        let moved = apply(&mut after, rows);
        if let Err(why) = self.escrow.send(from, data(rows))? {
            return Ok(Outcome::Reverted(why));
        }
        for ((id, _), expected) in after {
            self.is(id, expected)?;
        }
        Ok(Outcome::Moved(moved))
    }

    /// The states of the channels of some rows, each with its row's index.
    fn states(&mut self, rows: &[Row]) -> Result<Vec<((B256, usize), State)>, String> {
        let mut states = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            let id = self.escrow.channel_id(&row.config)?;
            states.push(((id, index), self.escrow.state(id)?));
        }
        Ok(states)
    }

    /// An error is a success that did something else than it should.
    fn is(&mut self, id: B256, expected: State) -> Result<(), String> {
        let found = self.escrow.state(id)?;
        if found == expected { Ok(()) } else { Err(format!("the channel is {found:?}, and should be {expected:?}")) }
    }

    fn withdraw(&mut self, config: &Config) -> Result<(), String> {
        let id = self.escrow.channel_id(config)?;
        let before = self.escrow.state(id)?;
        let outcome = match self.escrow.send(config.payer, config.call("finalizeWithdraw", "", Vec::new()))? {
            Err(why) => Outcome::Reverted(why),
            Ok(_) => {
                let taken = before.withdrawing.min(before.balance - before.claimed);
                let (balance, zero) = (before.balance - taken, U256::ZERO);
                self.is(id, State { balance, requested_at: zero, withdrawing: zero, ..before })?;
                Outcome::Moved(taken)
            }
        };
        self.note("withdraw", "", outcome);
        Ok(())
    }

    /// Calls the collector. An approval for a sponsor is sent before.
    fn deposit(&mut self, config: &Config, deposit: &Deposit) -> Result<bool, String> {
        if let Some(approval) = &self.question.approval {
            let fate = match self.how.is_without {
                true => Fate::NotSent,
                false => approval.send(&mut self.escrow.proxies.token.chain, self.question.terms.asset)?,
            };
            self.state = format!("{}, {}", self.state, fate.describe());
            self.course.fate = Some(fate);
        }
        let id = self.escrow.channel_id(config)?;
        let before = (self.escrow.state(id)?, self.tokens(config.payer)?);
        // An account with code gets what is in a wrapper (ERC-6492).
        let inner = if self.course.payer == PayerCode::None { None } else { unwrapped(&deposit.signature) };
        let signature = inner.unwrap_or_else(|| self.as_sent(&deposit.signature));
        let (collector, data) = match &deposit.authorization {
            Authorization::Eip3009 { valid_after, valid_before, salt } => {
                let args = [(*valid_after).into(), (*valid_before).into(), (*salt).into(), Arg::Bytes(&signature)];
                (BY_EIP3009, arguments(&args))
            }
            Authorization::Permit2(permit) => {
                let sponsored = self.question.sponsored.as_ref().map(|sponsored| permit_data(&sponsored.permit));
                let sponsored = sponsored.unwrap_or_default();
                let signed = [Arg::Bytes(&signature), Arg::Bytes(&sponsored)];
                (
                    BY_PERMIT2,
                    arguments(
                        &[[permit.nonce.into(), permit.deadline.into()], signed]
                            .map(Vec::from)
                            .into_iter()
                            .flatten()
                            .collect::<Vec<_>>(),
                    ),
                )
            }
        };
        let call = deposit_call(config, deposit.amount, collector, &data);
        self.course.sent.push(call.clone());
        let outcome = match self.escrow.send(SETTLER, call)? {
            Err(why) => Outcome::Reverted(why),
            Ok(_) => {
                self.is(id, State { balance: before.0.balance + deposit.amount, ..before.0 })?;
                let (amount, [payer, held]) = (deposit.amount, before.1);
                if self.tokens(config.payer)? != [payer - amount, held + amount] {
                    return Err("other tokens moved than those of the deposit".into());
                }
                Outcome::Moved(amount)
            }
        };
        Ok(self.note("deposit", self.form(), outcome))
    }

    /// The tokens of an account, and those of the contract.
    fn tokens(&mut self, account: Address) -> Result<[U256; 2], String> {
        let (account, held) = self.escrow.proxies.token.balances(account, SETTLEMENT)?;
        Ok([account, held])
    }

    /// Refunds what was asked for, or all that is left.
    fn refund(&mut self, config: &Config, amount: Option<U256>) -> Result<(), String> {
        let id = self.escrow.channel_id(config)?;
        let state = self.escrow.state(id)?;
        let amount = amount.unwrap_or(state.balance - state.claimed);
        let data = config.call("refund", ",uint128", vec![amount.into()]);
        let outcome = self.refunded(config, state, amount, data, config.receiver)?;
        self.note("refund", "", outcome);
        Ok(())
    }

    /// Sends a call that refunds a channel which is in this state before.
    fn refunded(
        &mut self,
        config: &Config,
        before: State,
        amount: U256,
        data: Bytes,
        from: Address,
    ) -> Result<Outcome, String> {
        let id = self.escrow.channel_id(config)?;
        let [payer, held] = self.tokens(config.payer)?;
        if let Err(why) = self.escrow.send(from, data)? {
            return Ok(Outcome::Reverted(why));
        }
        let moved = amount.min(before.balance - before.claimed);
        self.is(id, State { balance: before.balance - moved, nonce: before.nonce + U256::ONE, ..before })?;
        if self.tokens(config.payer)? != [payer + moved, held - moved] {
            return Err("other tokens moved than those of the refund".into());
        }
        Ok(Outcome::Moved(moved))
    }

    /// Who sends a call that nobody signed.
    fn caller(&self, authorizer: Address) -> Address {
        match &self.question.facilitators {
            Some(facilitators) if facilitators.contains(&authorizer) => authorizer,
            Some(facilitators) => facilitators.first().copied().unwrap_or(SETTLER),
            None if self.how.is_stranger => SETTLER,
            None => authorizer,
        }
    }

    fn rows(&mut self, rows: &[Row], signature: Option<&[u8]>) -> Result<(), String> {
        let authorizer = rows.first().map_or(SETTLER, |row| row.config.receiver_authorizer);
        let (name, from) = match signature {
            Some(_) => ("claimWithSignature", SETTLER),
            None => ("claim", self.caller(authorizer)),
        };
        let outcome = self.claimed(from, rows, |rows| claim_call(rows, signature))?;
        let how = if from == SETTLER { String::new() } else { format!("from {from}") };
        self.note(name, &how, outcome);
        Ok(())
    }

    /// Claims and refunds in one call.
    fn completed(&mut self, completed: &Completed) -> Result<(), String> {
        let Completed { config, amount, nonce, rows, signature, rows_signature, .. } = completed;
        let mut calls = Vec::new();
        if !rows.is_empty() {
            calls.push(claim_call(rows, rows_signature.as_deref()));
        }
        calls.push(match signature {
            Some(signature) => {
                let more = vec![(*amount).into(), (*nonce).into(), Arg::Bytes(signature)];
                config.call("refundWithSignature", ",uint128,uint256,bytes", more)
            }
            None => config.call("refund", ",uint128", vec![(*amount).into()]),
        });
        let is_signed = signature.is_some() && (rows.is_empty() || rows_signature.is_some());
        let from = if is_signed { SETTLER } else { self.caller(config.receiver_authorizer) };
        let id = self.escrow.channel_id(config)?;
        let mut states = self.states(rows)?;
        states.push(((id, rows.len()), self.escrow.state(id)?));
        apply(&mut states, rows);
        let before = states.pop().map(|(_, state)| state).unwrap_or_default();
        let outcome = self.refunded(config, before, *amount, multicall(&calls), from)?;
        let how = if is_signed { String::new() } else { format!("from {from}") };
        self.note("multicall", &how, outcome);
        Ok(())
    }

    fn sweep(&mut self, receiver: Address, token: Address) -> Result<(), String> {
        let before = self.tokens(receiver)?[0];
        let data = calldata("settle(address,address)", &[receiver.into(), token.into()]);
        self.course.sent.push(data.clone());
        let outcome = match self.escrow.send(SETTLER, data)? {
            Err(why) => Outcome::Reverted(why),
            Ok(_) => {
                let moved = U256::from(if self.how.is_without { 0 } else { CLAIMED });
                if self.tokens(receiver)?[0] != before + moved {
                    return Err("the receiver has other tokens than those of the sweep".into());
                }
                Outcome::Moved(moved)
            }
        };
        let how = if self.how.is_without { "nothing was claimed" } else { "5000 were claimed" };
        self.note("settle", how, outcome);
        Ok(())
    }
}

/// What rows make of their channels, and how much more is claimed.
fn apply(states: &mut [((B256, usize), State)], rows: &[Row]) -> U256 {
    let mut moved = U256::ZERO;
    for (index, row) in rows.iter().enumerate() {
        let Some(id) = states.iter().find(|((_, of), _)| *of == index).map(|((id, _), _)| *id) else { continue };
        let mut more = U256::ZERO;
        for (_, state) in states.iter_mut().filter(|((of, _), _)| *of == id) {
            more = row.total.saturating_sub(state.claimed);
            state.claimed += more;
        }
        moved += more;
    }
    moved
}

fn permit_data(permit: &Sponsored) -> Vec<u8> {
    let Sponsored { value, deadline, signature: [r_s @ .., v] } = permit;
    let (r, s) = r_s.split_at(32);
    let signed = [U256::from(*v).into(), B256::from_slice(r).into(), B256::from_slice(s).into()];
    arguments(&[Arg::from(*value), (*deadline).into()].into_iter().chain(signed).collect::<Vec<_>>())
}

/// A key's signature as a settler rewrites it: 64 bytes unpacked, s low, v 27 or 28.
fn canonical_of(signature: &[u8]) -> Option<Vec<u8>> {
    if let (64, Some((r, s))) = (signature.len(), signature.split_at_checked(32)) {
        let mut s = s.to_vec();
        let parity = s.first().map_or(0, |byte| byte >> 7);
        s.first_mut().into_iter().for_each(|byte| *byte &= 0x7f);
        return Some([r, &s, &[27 + parity]].concat());
    }
    canonical(signature)
}
