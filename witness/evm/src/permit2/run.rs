//! The calls that are made for a vector.

use revm::primitives::{Address, U256};
use x402_conformance::vector::{ChainCall, Vector};

use super::{
    question::{Extension, Question},
    recorded::{self, Recorded},
};
use crate::{
    judge::Run,
    payer::{Behaviour, PayerCode},
    proxies::{Settlement, Sponsored},
    question::{Knowledge, word},
    token::Outcome,
    worlds::Worlds,
};

/// One call.
pub(super) struct Call {
    payer: PayerCode,
    /// By somebody who was signed for, or by `exact`, where anybody may.
    pub(super) is_by_facilitator: bool,
    /// The permit for a sponsor has its signature as it came; else 27 was added to v.
    pub(super) is_as_signed: bool,
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
        let Question { terms, permit, signature, sponsored, .. } = question;
        let mut proxies = worlds.proxies(terms.chain, terms.asset, &terms.name, question.now)?;
        // Nothing can be minted to the zero address, and nothing approved by it.
        if !permit.from.is_zero() {
            proxies.token.mint(permit.from, recorded.balance)?;
            // Unless something else is known: as much as helps to see what else matters.
            let unless_known = if sponsored.is_some() { U256::ZERO } else { U256::MAX };
            proxies.approve(permit.from, question.allowance.unwrap_or(unless_known))?;
        }
        let callers: Vec<Address> =
            call.and_then(|call| call.caller).map_or_else(|| question.callers.clone(), |one| vec![one]);
        let before = call.and_then(|call| call.before.as_ref());
        if let (Some(before), [caller, ..]) = (before, callers.as_slice()) {
            before.happen(&mut proxies, question, *caller)?;
        }
        let payers = match call.and_then(|call| call.payer_code) {
            Some(one) => vec![one],
            None => payers(vector, question)?,
        };
        let permits = sponsored.as_ref().map_or_else(|| vec![None], |sponsored| spellings(&sponsored.permit));
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
                for (amount, sponsored) in
                    amounts.iter().flat_map(|amount| permits.iter().map(move |one| (amount, one)))
                {
                    let is_as_signed = permits.first() == Some(sponsored);
                    let sponsored = sponsored.as_ref();
                    let settlement = Settlement { permit, signature, amount: *amount, caller: *caller, sponsored };
                    let outcome = proxies.clone().settle(&settlement)?;
                    let is_by_facilitator = permit.facilitator.is_none_or(|facilitator| facilitator == *caller);
                    let mut state = vec![before.map_or_else(|| payer.describe(), recorded::Before::describe)];
                    state.extend(question.allowance.map(|allowance| format!("Permit2 may take {allowance}")));
                    state.extend((!is_by_facilitator).then(|| format!("{caller} calls")));
                    state.extend((*amount != question.charge).then(|| format!("{amount} is taken")));
                    let call =
                        describe(state.join("; "), name(sponsored.is_some(), is_as_signed), question.now, &outcome);
                    runs.push(Call { payer, is_by_facilitator, is_as_signed, amount: *amount, outcome, call });
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

/// What may stand at the payer's address, if it is asked about a permit too.
fn payers(vector: &Vector, question: &Question) -> Result<Vec<PayerCode>, String> {
    let payers = question.payer.payers(vector);
    let Some(Extension { knowledge: Knowledge::Code { delegated, accepts }, .. }) = question.sponsored else {
        return Ok(payers);
    };
    let digest = vector.intermediate.permit.as_ref().ok_or("the vector does not say what the permit hashes to")?;
    let refusing = Behaviour::AcceptsAllBut(word(&digest.digest)?);
    let refusing = if delegated { PayerCode::Delegation(refusing) } else { PayerCode::Contract(refusing) };
    let (accepting, others): (Vec<_>, Vec<_>) = payers.into_iter().partition(|payer| payer.accepts());
    let by_permit = accepting.into_iter().flat_map(|accepting| match accepts {
        Some(true) => vec![accepting],
        Some(false) => vec![refusing],
        None => vec![accepting, refusing],
    });
    Ok(by_permit.chain(others).collect())
}

/// A permit as it came, and as settlers change it.
fn spellings(permit: &Sponsored) -> Vec<Option<Sponsored>> {
    let mut changed = *permit;
    let [.., v] = &mut changed.signature;
    let is_parity = *v < 2;
    *v = v.wrapping_add(27);
    [Some(*permit), Some(changed).filter(|_| is_parity)].into_iter().filter(Option::is_some).collect()
}

const fn name(is_sponsored: bool, is_as_signed: bool) -> &'static str {
    match (is_sponsored, is_as_signed) {
        (false, _) => "settle",
        (true, true) => "settleWithPermit",
        (true, false) => "settleWithPermit+27",
    }
}

fn describe(state: String, call: &str, at: u64, outcome: &Outcome) -> ChainCall {
    let (moved, reverted) = match outcome {
        Outcome::Moved(amount) => (Some(amount.to_string()), None),
        Outcome::Reverted(message) => (None, Some(message.clone())),
    };
    ChainCall { state, call: call.into(), at, moved, reverted }
}
