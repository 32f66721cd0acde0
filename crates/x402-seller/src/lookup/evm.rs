//! The outcome of a payment on an EVM chain: whether its nonce is used in a final block, and by which transaction.

mod blocks;
mod events;
mod payment;
mod values;

use alloc::{string::ToString, vec, vec::Vec};

use x402_schemes::{AccountId, Hex};
use x402_types::{JsonRef, PaymentFlow, RawJson};
use x402_verify::{
    Answer, Question, Rpc,
    evm::{self, questions},
    json_rpc::JsonRpc,
};

use self::{
    blocks::{Block, Search},
    events::{Log, Shows},
    payment::{By, Payment},
    values::{hash, quantity, read_quantity},
};
use super::{
    call::{Call, SLACK, object},
    outcome::{Finality, LookupError, OnChain},
};
use crate::sale::Sale;

/// The most blocks in one `eth_getLogs`. Nodes that take fewer return an error, and the range is halved.
const RANGE: u64 = 2_000;

#[derive(Clone, Debug)]
pub(super) struct Lookup {
    chain_id: u64,
    finality: Finality,
    /// The first second at which no transaction can settle the payment any more.
    end: u64,
    /// The first second of blocks in which it may be settled. `None` if the lookup can only show that it never was.
    since: Option<u64>,
    is_of_use: bool,
    payment: Payment,
    /// The question whether the nonce is unused.
    unused: Question,
    /// The last final block, once it is known.
    last: Block,
    state: State,
}

/// The next question.
#[derive(Clone, Debug)]
enum State {
    Chain,
    /// The last block. The final one is this many blocks before it.
    Head(u64),
    /// A final block by its tag, or by its number.
    Final(Option<u64>),
    Used,
    /// Only whether the nonce is used in the latest block.
    UsedNow,
    /// The block with the first second at which the payment may be settled.
    From(Search),
    /// The block with the second at which the payment ends.
    To(Search, u64),
    /// The logs of these blocks, and the logs found so far.
    Logs {
        ranges: Vec<(u64, u64)>,
        found: Vec<Log>,
    },
    /// The transaction of the last of these logs.
    Transaction(Vec<Log>),
    Receipt(Log, Vec<Log>),
    Block {
        log: Log,
        shows: Shows,
        others: Vec<Log>,
    },
    Shown(Option<OnChain>),
}

impl Lookup {
    /// The lookup only whether the nonce is used now.
    pub(super) fn of_use(sale: &Sale) -> Option<Self> {
        Some(Self { is_of_use: true, ..Self::of(sale, None, false, Finality::default())? })
    }

    pub(super) fn of(sale: &Sale, unanswered: Option<u64>, is_capture: bool, finality: Finality) -> Option<Self> {
        let chain_id = sale.authorized.network.eip155_chain_id()?;
        let end = u64::try_from(sale.authorized.expires.time()?).unwrap_or(u64::MAX);
        let (unused, settlement) = sale.asked_of_a_node()?;
        let (Some(AccountId::Evm(token)), AccountId::Evm(payer), AccountId::Evm(pay_to)) =
            (sale.authorized.asset.token(), sale.authorized.payer, sale.authorized.recipient)
        else {
            return None;
        };
        let by = match (&unused, &settlement) {
            (Question::Evm(evm::Question::AuthorizationUnused(asked)), _) => {
                Some(By::Authorization { nonce: asked.nonce.to_bytes() })
            }
            (_, Some(Question::Evm(evm::Question::Settlement(settlement)))) => permit(settlement, sale.asked_units()),
            (_, _) => None,
        };
        // The first settlement of `escrow` only reserves the money, and only the facilitator knows what that does on
        // the chain. An amount of zero has no transfer.
        let is_transfer = sale.flow != PaymentFlow::Escrow && !is_capture && !sale.asked_units().get().is_zero();
        let is_shown = is_transfer && by.is_some();
        let by = by.unwrap_or(By::Permit { proxy: pay_to, calls: Vec::new() });
        let since = unanswered.filter(|_| is_shown).map(|since| since.saturating_sub(SLACK));
        let payment = Payment { token, payer, pay_to, value: sale.asked_units().get().to_be_bytes(), by };
        let (last, state) = (Block::default(), State::Chain);
        Some(Self { chain_id, finality, end, since, is_of_use: false, payment, unused, last, state })
    }

    pub(super) fn shown(&self) -> Option<OnChain> {
        let State::Shown(shown) = &self.state else { return None };
        shown.clone()
    }

    pub(super) fn request(&self) -> Option<Call> {
        let block = |tag: RawJson| ("eth_getBlockByNumber", vec![tag, false.into()]);
        Some(match &self.state {
            State::Chain => ("eth_chainId", Vec::new()),
            State::Head(_) => block(RawJson::string("latest")),
            State::Final(Some(number)) => block(quantity(*number)),
            State::Final(None) if self.finality == Finality::Safe => block(RawJson::string("safe")),
            State::Final(None) => block(RawJson::string("finalized")),
            State::Used => ("eth_call", self.call_of_used(quantity(self.last.number))?),
            State::UsedNow => ("eth_call", self.call_of_used(RawJson::string("latest"))?),
            State::From(search) | State::To(search, _) => block(quantity(search.probe()?)),
            State::Logs { ranges, .. } => ("eth_getLogs", vec![self.filter(*ranges.last()?)]),
            State::Transaction(logs) => ("eth_getTransactionByHash", vec![hash(&logs.last()?.transaction)]),
            State::Receipt(log, _) => ("eth_getTransactionReceipt", vec![hash(&log.transaction)]),
            State::Block { log, .. } => block(quantity(log.number)),
            State::Shown(_) => return None,
        })
    }

    pub(super) fn response(&mut self, result: Result<JsonRef<'_>, LookupError>) -> Result<(), LookupError> {
        let state = core::mem::replace(&mut self.state, State::Shown(None));
        self.state = self.after(state, result)?;
        Ok(())
    }

    /// The next state after the answer to the question of this state.
    fn after(&mut self, state: State, result: Result<JsonRef<'_>, LookupError>) -> Result<State, LookupError> {
        Ok(match state {
            State::Chain => {
                if read_quantity(result?).ok_or(LookupError::Malformed("eth_chainId"))? != self.chain_id {
                    return Err(LookupError::Chain);
                }
                match self.finality {
                    _ if self.is_of_use => State::UsedNow,
                    Finality::Finalized | Finality::Safe => State::Final(None),
                    Finality::Confirmations(depth) => State::Head(depth),
                }
            }
            State::Head(depth) => match Block::read(result?)?.number.checked_sub(depth) {
                Some(number) => State::Final(Some(number)),
                None => State::Shown(None),
            },
            State::Final(number) => {
                self.last = Block::read(result?)?;
                if number.is_some_and(|number| number != self.last.number) {
                    return Err(LookupError::Contradiction);
                }
                State::Used
            }
            State::Used => self.after_used(result?)?,
            State::UsedNow => State::Shown(self.is_used(result?)?.then_some(OnChain::Used)),
            State::From(mut search) => {
                search.heard(&Block::read(result?)?)?;
                self.search_from(search)
            }
            State::To(mut search, from) => {
                search.heard(&Block::read(result?)?)?;
                match search.probe() {
                    Some(_) => State::To(search, from),
                    None => logs_of(from, search.last()),
                }
            }
            State::Logs { mut ranges, mut found } => {
                let Some((from, to)) = ranges.pop() else { return Ok(State::Shown(None)) };
                match result {
                    // Each node has a different limit, and a different error for it.
                    Err(LookupError::Node(_)) if from < to => {
                        let middle = from.midpoint(to);
                        ranges.extend([(middle.saturating_add(1), to), (from, middle)]);
                    }
                    result => found.extend(Log::read_all(result?, &self.payment, (from, to))?),
                }
                self.search_logs(ranges, found)?
            }
            State::Transaction(mut logs) => {
                let Some(log) = logs.pop() else { return Ok(State::Shown(None)) };
                if events::is_by_call(result?, &log, &self.payment)? {
                    State::Receipt(log, logs)
                } else {
                    next_transaction(logs)
                }
            }
            State::Receipt(log, others) => match events::shown_by(result?, &log, &self.payment)? {
                Shows::Nothing => next_transaction(others),
                shows @ (Shows::Settled | Shows::Elsewhere) => State::Block { log, shows, others },
            },
            State::Block { log, shows, others } => {
                let block = Block::read(result?)?;
                let is_of_chain = (block.number, block.hash) == (log.number, log.block);
                if !is_of_chain || block.number > self.last.number {
                    return Err(LookupError::Contradiction);
                }
                match shows {
                    // A settlement before that was not made for this record.
                    Shows::Settled if self.since.is_some_and(|since| block.time >= since) => {
                        let transaction = Hex(&log.transaction).to_string();
                        State::Shown(Some(OnChain::Settled { transaction }))
                    }
                    Shows::Elsewhere => State::Shown(Some(OnChain::Never)),
                    Shows::Settled | Shows::Nothing => next_transaction(others),
                }
            }
            State::Shown(shown) => State::Shown(shown),
        })
    }

    fn is_used(&self, result: JsonRef<'_>) -> Result<bool, LookupError> {
        let response = object([("result", result.into())]);
        let malformed = |_| LookupError::Malformed("eth_call");
        Ok(self.unused.answer_json_rpc(response.as_json()).map_err(malformed)? != Answer::Yes)
    }

    fn after_used(&self, result: JsonRef<'_>) -> Result<State, LookupError> {
        if !self.is_used(result)? {
            // A block after the end accepts the nonce no more.
            return Ok(State::Shown((self.last.time >= self.end).then_some(OnChain::Never)));
        }
        Ok(match self.since.filter(|since| self.last.time >= *since) {
            Some(since) => self.search_from(Search::new(since, None, &self.last)),
            None => State::Shown(None),
        })
    }

    /// Continues once the first block is known.
    fn search_from(&self, search: Search) -> State {
        if search.probe().is_some() {
            return State::From(search);
        }
        let from = search.first();
        let is_short = self.last.number.saturating_sub(from) < RANGE;
        if self.last.time < self.end || is_short {
            return logs_of(from, self.last.number);
        }
        let to = Search::new(self.end, search.below(), &self.last);
        if to.probe().is_some() { State::To(to, from) } else { logs_of(from, to.last()) }
    }

    /// Continues with the logs found.
    fn search_logs(&self, ranges: Vec<(u64, u64)>, mut found: Vec<Log>) -> Result<State, LookupError> {
        match &self.payment.by {
            // A nonce is used once.
            By::Authorization { .. } => match (found.pop(), found.is_empty()) {
                (Some(log), true) => Ok(State::Receipt(log, found)),
                (Some(_), false) => Err(LookupError::Contradiction),
                (None, _) if ranges.is_empty() => Ok(State::Shown(None)),
                (None, _) => Ok(State::Logs { ranges, found }),
            },
            By::Permit { .. } if ranges.is_empty() => Ok(next_transaction(found)),
            By::Permit { .. } => Ok(State::Logs { ranges, found }),
        }
    }

    fn call_of_used(&self, block: RawJson) -> Option<Vec<RawJson>> {
        let call = JsonRpc::from(&self.unused.rpc()?);
        let what = call.params.as_json().elements().ok()?.next().map(RawJson::from)?;
        Some(vec![what, block])
    }

    fn filter(&self, (from, to): (u64, u64)) -> RawJson {
        let address = RawJson::string(&self.payment.token.to_string());
        let topics = RawJson::array(self.payment.topics());
        object([("fromBlock", quantity(from)), ("toBlock", quantity(to)), ("address", address), ("topics", topics)])
    }
}

/// The possible beginnings of a call of the proxy with this permit. The signature at the end is not compared: any
/// signature that the contract accepts is the payer's.
fn permit(settlement: &questions::Settlement, amount: x402_types::Amount) -> Option<By> {
    let of = |permit| {
        let question = questions::Settlement { amount, permit, approval: None, ..settlement.clone() };
        let (Rpc::Evm(evm::Rpc::Call { data, .. }) | Rpc::Evm(evm::Rpc::CallFrom { data, .. })) =
            Question::from(evm::Question::Settlement(question)).rpc()?
        else {
            return None;
        };
        // The offset, the length and the words of the signature.
        let tail = settlement.signature.len().checked_next_multiple_of(32)?.checked_add(64)?;
        data.get(..data.len().checked_sub(tail)?).map(<[u8]>::to_vec)
    };
    let mut calls = vec![of(None)?];
    if settlement.permit.is_some() {
        calls.push(of(settlement.permit.clone())?);
    }
    Some(By::Permit { proxy: settlement.authorization.spender, calls })
}

fn next_transaction(logs: Vec<Log>) -> State {
    if logs.is_empty() { State::Shown(None) } else { State::Transaction(logs) }
}

/// The logs of these blocks, the first ones first.
fn logs_of(from: u64, to: u64) -> State {
    let mut ranges = Vec::new();
    let mut first = from;
    while first <= to && ranges.len() < 64 {
        let last = first.saturating_add(RANGE).saturating_sub(1).min(to);
        ranges.push((first, last));
        first = last.saturating_add(1);
    }
    ranges.reverse();
    if ranges.is_empty() { State::Shown(None) } else { State::Logs { ranges, found: Vec::new() } }
}
