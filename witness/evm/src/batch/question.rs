//! Reads from a vector what would be called, and in which states.

use revm::primitives::{Address, B256, U256};
use serde_json::{Value, json};
use x402_conformance::vector::{Class, Vector};

use super::{
    escrow::{Config, Escrow, Row, SETTLEMENT, State},
    payload::{Authorization, Completed, Deposit, Payload, Voucher},
};
use crate::{
    payer::{Behaviour, PayerCode},
    permit2::{Approval, Extension},
    proxies::{PERMIT2, Permit},
    question::{self, ChannelFact, Input, Knowledge, Phase, Terms, number},
};

/// The calls that are made for a vector.
pub(super) struct Question {
    pub(super) terms: Terms,
    pub(super) now: u64,
    pub(super) payload: Payload,
    /// The account whose code may decide, and what is known of it.
    pub(super) asked: Option<(Address, Knowledge)>,
    /// The other accounts that are asked, with the code that the facts give them.
    pub(super) settled: Vec<(Address, PayerCode)>,
    /// The other accounts that have code.
    pub(super) coded: Vec<Address>,
    /// The caller's own addresses.
    pub(super) facilitators: Option<Vec<Address>>,
    /// The permit or the approval for a sponsor.
    pub(super) sponsored: Option<Extension>,
    pub(super) approval: Option<Approval>,
    pub(super) info: Value,
    /// The allowance of Permit2, by the facts.
    pub(super) allowance: Option<U256>,
    /// Whether a policy says that settlers bring signatures of keys in their canonical form.
    pub(super) makes_canonical: bool,
    /// Whether the preset does not look at what a refund asks for.
    pub(super) is_lax: bool,
    input: Input<Value>,
}

/// The states of the channels, in one of the ways that the facts leave open.
pub(super) struct Channels {
    /// The words in the findings. `None` if the facts say all.
    pub(super) what: Option<&'static str>,
    states: Vec<(B256, State)>,
}

impl Question {
    /// An error says why nothing can be called.
    pub(super) fn of(vector: &Vector) -> Result<Self, String> {
        Self::read(vector, Input::of(vector)?)
    }

    /// The messages of a vector of `digest`, which names one offer and no time.
    pub(super) fn signed(vector: &Vector) -> Result<Self, String> {
        let input: Value = serde_json::from_str(vector.input.as_str()).map_err(|error| error.to_string())?;
        let input = json!({"payment": input["payment"], "offers": [input["offer"]], "now": 1});
        Self::read(vector, serde_json::from_value(input).map_err(|error| error.to_string())?)
    }

    fn read(vector: &Vector, input: Input<Value>) -> Result<Self, String> {
        let terms = input.terms(&input.offer(vector)?)?;
        let payload = Payload::read(input.payload(), input.method().unwrap_or("eip3009"))?;
        let (asked, settled) = split(asked(&payload, &input, &terms)?, vector);
        let accounts = payload.configs().into_iter().flat_map(|config| {
            let Config { payer, payer_authorizer, receiver_authorizer, .. } = *config;
            [payer, payer_authorizer, receiver_authorizer]
        });
        let mut coded = Vec::new();
        for account in accounts {
            let has_code = matches!(input.knowledge(account, SETTLEMENT, &[])?, Knowledge::Code { .. });
            let is_asked =
                asked.is_some_and(|(asked, _)| asked == account) || settled.iter().any(|(asked, _)| *asked == account);
            if has_code && !is_asked && !account.is_zero() {
                coded.push(account);
            }
        }
        let permit = payload.permit();
        let sponsored = match (input.sponsored(), permit) {
            (Some(info), Some(permit)) => {
                Some(Extension::read(info, |signature| input.knowledge(permit.from, terms.asset, signature))?)
            }
            _ => None,
        };
        let approval = match (input.approval(), permit) {
            (Some(info), Some(_)) if sponsored.is_none() => Some(Approval::read(info)?),
            _ => None,
        };
        let facilitators = input.facilitators.as_ref();
        Ok(Self {
            now: input.now,
            facilitators: facilitators
                .map(|facilitators| facilitators.iter().filter_map(|text| question::address(text).ok()).collect()),
            allowance: permit.and_then(|permit| input.allowance(permit.token, permit.from)),
            info: input.approval().cloned().unwrap_or_default(),
            makes_canonical: input.makes_channel_canonical(),
            is_lax: input.refuses_compact(),
            terms,
            payload,
            asked,
            settled,
            coded,
            sponsored,
            approval,
            input,
        })
    }

    /// The codes of the account that is asked, or of those that are not.
    pub(super) fn codes(&self, vector: &Vector) -> Vec<PayerCode> {
        let accepting = PayerCode::Contract(Behaviour::AcceptsAll);
        match (&self.asked, &self.payload) {
            (None, _) if self.coded.is_empty() => vec![PayerCode::None],
            (None, _) => vec![accepting, PayerCode::Contract(Behaviour::RefusesAll)],
            // A wallet may be deployed later (ERC-6492).
            (Some((_, Knowledge::NoCode)), Payload::Deposit { deposit, .. })
                if vector.expect.class == Class::Undecided && question::unwrapped(&deposit.signature).is_some() =>
            {
                vec![PayerCode::None, accepting]
            }
            (Some((_, knowledge)), _) => knowledge.payers(vector),
        }
    }

    /// Whether the facts say of every channel all that counts.
    pub(super) fn knows_state(&self, escrow: &mut Escrow) -> Result<bool, String> {
        Ok(self.channels(escrow)?.iter().all(|channels| channels.what.is_none()))
    }

    /// The states that the facts leave open.
    pub(super) fn channels(&self, escrow: &mut Escrow) -> Result<Vec<Channels>, String> {
        let nonce = if let Payload::Completed(completed) = &self.payload { completed.nonce } else { U256::ZERO };
        let mut known = Vec::new();
        let mut is_open = [false; 2];
        for config in self.payload.configs() {
            let id = escrow.channel_id(config)?;
            if known.iter().any(|(other, _)| *other == id) {
                continue;
            }
            let fact = self.input.channel(id);
            is_open[0] |= fact.is_none();
            is_open[1] |= fact.is_some_and(|fact| fact.refund_nonce.is_none());
            known.push((id, fact.map(|fact| state(fact, nonce)).transpose()?));
        }
        let all = self.payload.most();
        let plenty = State { balance: all + all, claimed: U256::ZERO, nonce, ..State::default() };
        let made = |what, of_unknown: State, more_nonce: U256| Channels {
            what,
            states: known
                .iter()
                .map(|(id, state)| {
                    let state = state.unwrap_or(of_unknown);
                    (*id, State { nonce: state.nonce + more_nonce, ..state })
                })
                .collect(),
        };
        let is_completed = matches!(self.payload, Payload::Completed(_));
        Ok(match is_open {
            [true, _] => {
                let claimed = State { claimed: all, ..plenty };
                let nothing = State { nonce, ..State::default() };
                vec![
                    made(Some("nothing is in the channel"), nothing, U256::ZERO),
                    made(Some("the channel has plenty"), plenty, U256::ZERO),
                    made(Some("as much was claimed"), claimed, U256::ZERO),
                ]
            }
            [false, true] if is_completed => vec![
                made(Some("the nonce is the next"), plenty, U256::ZERO),
                made(Some("the nonce was used"), plenty, U256::ONE),
            ],
            _ => vec![made(None, plenty, U256::ZERO)],
        })
    }

    /// The sum to claim by a voucher: what is charged once the request is served, or else all of it.
    pub(super) fn total(&self, id: B256, voucher: &Voucher) -> Result<U256, String> {
        match (&self.input.phase, self.input.records.charged(id)) {
            (Some(Phase::Settle { amount }), Some(charged)) => Ok(charged + number(amount)?),
            _ => Ok(voucher.most),
        }
    }

    /// Whether a charge is given, which may be less than the price.
    pub(super) const fn is_charged(&self) -> bool {
        matches!(self.input.phase, Some(Phase::Settle { .. }))
    }

    /// What a refund is asked to move.
    pub(super) fn refund(&self) -> Option<U256> {
        match &self.payload {
            Payload::Refund { amount, .. } => *amount,
            Payload::Completed(completed) => Some(completed.amount),
            _ => None,
        }
    }

    /// The price of a request. `None` if the offer cannot be read.
    pub(super) fn price(&self) -> Option<U256> {
        self.terms.price.map(|(price, _)| price)
    }

    /// `true` if the vector has a charge that the record does not contain yet.
    pub(super) fn has_record(&self, id: B256) -> bool {
        self.input.records.charged(id).is_some()
    }
}

impl Channels {
    pub(super) fn state(&self, id: B256) -> State {
        self.states.iter().find(|(other, _)| *other == id).map(|(_, state)| *state).unwrap_or_default()
    }
}

impl Payload {
    pub(super) fn configs(&self) -> Vec<&Config> {
        match self {
            Self::Voucher { voucher } | Self::Deposit { voucher, .. } | Self::Refund { voucher, .. } => {
                vec![&voucher.config]
            }
            Self::Claim { rows, .. } => rows.iter().map(|row| &row.config).collect(),
            Self::Completed(completed) => {
                let Completed { config, rows, .. } = &**completed;
                [config].into_iter().chain(rows.iter().map(|row| &row.config)).collect()
            }
            Self::Sweep { .. } => Vec::new(),
        }
    }

    /// The largest sum of a voucher, or of a row, in it.
    fn most(&self) -> U256 {
        let of_rows = |rows: &[Row]| rows.iter().map(|row| row.most.max(row.total)).max();
        let most = match self {
            Self::Voucher { voucher } | Self::Deposit { voucher, .. } | Self::Refund { voucher, .. } => {
                Some(voucher.most)
            }
            Self::Claim { rows, .. } => of_rows(rows),
            Self::Completed(completed) => of_rows(&completed.rows),
            Self::Sweep { .. } => None,
        };
        most.unwrap_or_default().min(U256::MAX >> 129)
    }

    /// Whose code decides, in the words of the findings.
    pub(super) fn decider(&self, asked: Address) -> &'static str {
        match self.configs().first() {
            Some(config) if config.receiver_authorizer == asked && config.payer != asked => "the authorizer",
            _ => "the payer",
        }
    }

    pub(super) fn permit(&self) -> Option<&Permit> {
        match self {
            Self::Deposit { deposit: Deposit { authorization: Authorization::Permit2(permit), .. }, .. } => {
                Some(permit)
            }
            _ => None,
        }
    }
}

/// A fact without the nonce leaves it open, and `nonce` is what was signed.
fn state(fact: &ChannelFact, nonce: U256) -> Result<State, String> {
    let (balance, claimed) = (number(&fact.balance)?, number(&fact.total_claimed)?);
    let is_pending = fact.withdraw_requested_at != 0;
    let withdrawing = match &fact.withdraw_amount {
        Some(amount) => number(amount)?,
        // What was claimed since the request is not taken off it.
        None if is_pending => balance,
        None => U256::ZERO,
    };
    Ok(State {
        balance,
        claimed,
        nonce: fact.refund_nonce.as_ref().map_or(Ok(nonce), |nonce| number(nonce))?,
        requested_at: U256::from(fact.withdraw_requested_at),
        withdrawing,
    })
}

/// Whose code is asked about a signature. A voucher of an authorizer is a key's, whatever code there is (N-11).
fn asked(payload: &Payload, input: &Input<Value>, terms: &Terms) -> Result<Vec<(Address, Knowledge)>, String> {
    let mut questions: Vec<(Address, Address, Vec<u8>)> = Vec::new();
    let of_authorizer = |config: &Config, signature: &Option<Vec<u8>>| {
        signature.clone().map(|signature| (config.receiver_authorizer, SETTLEMENT, signature))
    };
    let mut rows: &[Row] = &[];
    match payload {
        Payload::Deposit { voucher, deposit } => {
            let asker = if payload.permit().is_some() { PERMIT2 } else { terms.asset };
            let inner = question::unwrapped(&deposit.signature);
            questions.push((voucher.config.payer, asker, inner.unwrap_or_else(|| deposit.signature.clone())));
        }
        Payload::Voucher { voucher } | Payload::Refund { voucher, .. } => {
            if voucher.config.payer_authorizer.is_zero() {
                questions.push((voucher.config.payer, SETTLEMENT, voucher.signature.clone()));
            }
        }
        Payload::Claim { rows: of_claim, signature } => {
            rows = of_claim;
            questions.extend(rows.first().and_then(|first| of_authorizer(&first.config, signature)));
        }
        Payload::Completed(completed) => {
            rows = &completed.rows;
            questions.extend(rows.first().and_then(|first| of_authorizer(&first.config, &completed.rows_signature)));
            questions.extend(of_authorizer(&completed.config, &completed.signature));
        }
        Payload::Sweep { .. } => {}
    }
    let by_payer = rows.iter().filter(|row| row.config.payer_authorizer.is_zero());
    questions.extend(by_payer.map(|row| (row.config.payer, SETTLEMENT, row.signature.clone())));
    let mut asked: Vec<(Address, Knowledge)> = Vec::new();
    for (account, asker, signature) in questions {
        let knowledge = input.knowledge(account, asker, &signature)?;
        match asked.iter_mut().find(|(other, _)| *other == account) {
            Some((_, known)) => *known = both(*known, knowledge),
            None => asked.push((account, knowledge)),
        }
    }
    Ok(asked)
}

/// What is known of an account that is asked twice: it accepts only if it accepts both times.
fn both(one: Knowledge, other: Knowledge) -> Knowledge {
    match (one, other) {
        (Knowledge::Code { delegated, accepts: one, .. }, Knowledge::Code { accepts: other, .. }) => {
            let accepts = match (one, other) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            };
            Knowledge::Code { delegated, accepts, by: None }
        }
        _ => one,
    }
}

/// The account that decides: the first that does not accept whatever is open, or else the first. The others are settled.
fn split(
    asked: Vec<(Address, Knowledge)>,
    vector: &Vector,
) -> (Option<(Address, Knowledge)>, Vec<(Address, PayerCode)>) {
    let is_open = |knowledge: &Knowledge| match knowledge.payers(vector).as_slice() {
        [one] => *one != PayerCode::None && !one.accepts(),
        _ => true,
    };
    let decides = asked.iter().position(|(_, knowledge)| is_open(knowledge)).unwrap_or_default();
    let others = asked.iter().enumerate().filter(|(index, _)| *index != decides);
    let settled = others.filter_map(|(_, (account, known))| Some((*account, *known.payers(vector).first()?)));
    let settled = settled.collect();
    (asked.into_iter().nth(decides), settled)
}
