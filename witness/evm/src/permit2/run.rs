//! The calls that are made for a vector.

use revm::primitives::{Address, U256};
use x402_conformance::vector::{ChainCall, Vector};

use super::{
    question::Question,
    recorded::{self, Recorded},
};
use crate::{judge::Run, payer::PayerCode, proxies::Settlement, token::Outcome, worlds::Worlds};

/// One call.
pub(super) struct Call {
    payer: PayerCode,
    /// By somebody who was signed for, or by `exact`, where anybody may.
    pub(super) is_by_facilitator: bool,
    /// What was to be taken.
    pub(super) amount: U256,
    outcome: Outcome,
    call: ChainCall,
}

/// What the proxy answers, in every state that the facts leave open.
pub(super) struct Answers {
    pub(super) runs: Vec<Call>,
    /// Of Permit2's domain.
    pub(super) domain_separator: String,
}

impl Run for Call {
    fn payer(&self) -> PayerCode {
        self.payer
    }

    fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    fn call(&self) -> &ChainCall {
        &self.call
    }
}

impl Answers {
    pub(super) fn of(
        vector: &Vector,
        question: &Question,
        worlds: &mut Worlds,
        recorded: &Recorded,
        call: Option<&recorded::Call>,
    ) -> Result<Self, String> {
        let Question { terms, permit, signature, .. } = question;
        let mut proxies = worlds.proxies(terms.chain, terms.asset, &terms.name, question.now)?;
        // Nothing can be minted to the zero address, and nothing approved by it.
        if !permit.from.is_zero() {
            proxies.token.mint(permit.from, recorded.balance)?;
            proxies.approve(permit.from, U256::MAX)?;
        }
        let callers: Vec<Address> =
            call.and_then(|call| call.caller).map_or_else(|| question.callers.clone(), |one| vec![one]);
        let before = call.and_then(|call| call.before.as_ref());
        if let (Some(before), [caller, ..]) = (before, callers.as_slice()) {
            before.happen(&mut proxies, permit, signature, *caller)?;
        }
        let payers =
            call.and_then(|call| call.payer_code).map_or_else(|| question.payer.payers(vector), |one| vec![one]);
        // Nothing can be taken by no call; whether anything could be, another says.
        let amounts: &[U256] = match question.charge {
            U256::ZERO if !permit.amount.is_zero() => &[U256::ZERO, permit.amount],
            charge => &[charge],
        };
        let mut runs = Vec::new();
        for (at, payer) in payers.into_iter().enumerate() {
            let mut proxies = proxies.clone();
            payer.set(&mut proxies.token.chain, permit.from, recorded.owner)?;
            // Who may not call may not in any state.
            for caller in &callers[..if at == 0 { callers.len() } else { 1 }] {
                for amount in amounts {
                    let settlement =
                        Settlement { permit, signature, amount: *amount, caller: *caller, sponsored: None };
                    let outcome = proxies.clone().settle(&settlement)?;
                    let is_by_facilitator = permit.facilitator.is_none_or(|facilitator| facilitator == *caller);
                    let mut state = before.map_or_else(|| payer.describe(), recorded::Before::describe);
                    if !is_by_facilitator {
                        state += &format!("; {caller} calls");
                    }
                    if *amount != question.charge {
                        state += &format!("; {amount} is taken");
                    }
                    let call = describe(state, question.now, &outcome);
                    runs.push(Call { payer, is_by_facilitator, amount: *amount, outcome, call });
                }
            }
        }
        Ok(Self { runs, domain_separator: proxies.domain_separator()?.to_string() })
    }

    pub(super) fn calls(&self) -> Vec<ChainCall> {
        self.runs.iter().map(|run| run.call.clone()).collect()
    }

    pub(super) fn first(&self) -> Result<&Outcome, String> {
        self.runs.first().map(|run| &run.outcome).ok_or_else(|| "no call was made".into())
    }
}

fn describe(state: String, at: u64, outcome: &Outcome) -> ChainCall {
    let (moved, reverted) = match outcome {
        Outcome::Moved(amount) => (Some(amount.to_string()), None),
        Outcome::Reverted(message) => (None, Some(message.clone())),
    };
    ChainCall { state, call: "settle".into(), at, moved, reverted }
}
