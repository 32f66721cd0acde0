//! The calls that are made for a vector.

use revm::primitives::{Address, U256};
use x402_conformance::vector::{ChainCall, Vector};

use super::{
    approval::{Approval, Fate},
    question::{Extension, Question},
    recorded::{self, Recorded},
};
use crate::{
    compare::Run,
    payer::{Behaviour, PayerCode},
    proxies::{PERMIT2, Proxies, Settlement, Sponsored},
    question::{Knowledge, word},
    token::{Kind, Outcome},
    worlds::Worlds,
};

/// One call.
pub(super) struct Call {
    payer: PayerCode,
    pub(super) token: Kind,
    /// Whether the caller is one for whom the payer has signed. By `exact` anybody may call.
    pub(super) is_by_facilitator: bool,
    /// Whether permit or approval for a sponsor was brought as it came: see [`Manner`].
    pub(super) is_as_signed: bool,
    /// Whether permit or approval for a sponsor was left out, with an allowance for the taken amount.
    pub(super) is_without: bool,
    /// The fate of the approval for a sponsor, if there is one.
    pub(super) fate: Option<Fate>,
    /// The amount to be taken.
    pub(super) amount: U256,
    /// Whether the token accepts the permit for a sponsor, asked alone.
    pub(super) takes: Option<bool>,
    outcome: Outcome,
    call: ChainCall,
}

/// A manner of settling.
struct Manner<'a> {
    name: &'static str,
    /// The permit for a sponsor. If it is not brought [as signed](Self::is_as_signed), 27 is added to its v.
    sponsored: Option<Sponsored>,
    /// The approval for a sponsor, which is sent before. If it is not brought as signed, it is sent with other gas, or
    /// not at all.
    approval: Option<Sending<'a>>,
    /// The payment's own signature, in another form than it came.
    signature: Option<&'a [u8]>,
    is_as_signed: bool,
}

enum Sending<'a> {
    Not,
    AsSigned(&'a Approval),
    WithFreeGas(Approval),
}

/// The answers of the proxy in every state that the facts leave open.
pub(super) struct Answers {
    pub(super) runs: Vec<Call>,
    /// The separator of Permit2's domain.
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

/// Who pays, and with which token.
struct Scene<'a> {
    question: &'a Question,
    payer: PayerCode,
    token: Kind,
    takes: Option<bool>,
}

/// How a call was made; the members are as in [`Call`].
struct How<'a> {
    name: &'a str,
    is_as_signed: bool,
    is_without: bool,
    fate: Option<Fate>,
}

impl Scene<'_> {
    /// `exact` has no facilitator: anybody may settle.
    fn is_by_facilitator(&self, caller: Address) -> bool {
        self.question.permit.facilitator.is_none_or(|facilitator| facilitator == caller)
    }

    /// Settles. `payer` and `state` are noted with the call.
    fn settle(
        &self,
        proxies: &mut Proxies,
        settlement: &Settlement<'_>,
        payer: String,
        state: Vec<String>,
        how: How<'_>,
    ) -> Result<Call, String> {
        let outcome = proxies.settle(settlement)?;
        let state: Vec<String> = [payer].into_iter().chain(self.token.describe()).chain(state).collect();
        let call = describe(state.join("; "), how.name, self.question.now, &outcome);
        let How { is_as_signed, is_without, fate, .. } = how;
        Ok(Call {
            payer: self.payer,
            token: self.token,
            takes: self.takes,
            is_by_facilitator: self.is_by_facilitator(settlement.caller),
            is_as_signed,
            is_without,
            fate,
            amount: settlement.amount,
            outcome,
            call,
        })
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
        // If the answer of the payer's code about a permit is known, a token may ask that code or recover a key.
        let is_asked = matches!(
            &question.sponsored,
            Some(Extension { knowledge: Knowledge::Code { accepts: Some(_), .. }, .. }) if call.is_none()
        );
        let kinds: &[Kind] = if is_asked { &[Kind::Asks, Kind::Recovers] } else { &[Kind::Asks] };
        let mut answers = Self { runs: Vec::new(), domain_separator: String::new() };
        for kind in kinds {
            let Self { mut runs, domain_separator } = Self::of_token(vector, question, worlds, recorded, call, *kind)?;
            answers.runs.append(&mut runs);
            answers.domain_separator = domain_separator;
        }
        // A fact about the token is about one of the two kinds, unless neither fits.
        if let Some(taken) = question.is_taken
            && answers.runs.iter().any(|run| run.takes == Some(taken))
        {
            answers.runs.retain(|run| run.takes == Some(taken));
        }
        Ok(answers)
    }

    fn of_token(
        vector: &Vector,
        question: &Question,
        worlds: &mut Worlds,
        recorded: &Recorded,
        call: Option<&recorded::Call>,
        kind: Kind,
    ) -> Result<Self, String> {
        let Question { terms, permit, signature, sponsored, approval, .. } = question;
        let mut proxies = worlds.proxies((terms.chain, terms.asset, &terms.name), kind, question.now)?;
        // Nothing can be minted to the zero address, and nothing approved by it.
        if !permit.from.is_zero() {
            proxies.token.mint(permit.from, recorded.balance)?;
            // If nothing else is known, the allowance is such that other faults show.
            let has_sponsor = sponsored.is_some() || approval.is_some();
            let unless_known = if has_sponsor { U256::ZERO } else { U256::MAX };
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
        let permit_info = sponsored.as_ref().map(|sponsored| sponsored.permit);
        let manners = manners(permit_info, approval.as_ref(), question.canonical.as_deref());
        // An allowance may make permit or approval needless.
        let is_short = question.allowance.is_some_and(|allowance| allowance < question.charge);
        let without = if (sponsored.is_some() || approval.is_some()) && !is_short && !permit.from.is_zero() {
            let mut proxies = proxies.clone();
            proxies.approve(permit.from, question.allowance.unwrap_or(question.charge))?;
            Some(proxies)
        } else {
            None
        };
        // An amount of zero needs no call. Another amount shows whether anything could be taken.
        let amounts: &[U256] = match question.charge {
            U256::ZERO if !permit.amount.is_zero() => &[U256::ZERO, permit.amount],
            charge => &[charge],
        };
        let mut runs = Vec::new();
        for (at, payer) in payers.into_iter().enumerate() {
            let mut proxies = proxies.clone();
            payer.set(&mut proxies.token.chain, permit.from, recorded.owner)?;
            let takes = permit_info.filter(|_| call.is_none()).map(|sponsored| {
                let Sponsored { value, deadline, signature } = sponsored;
                proxies.token.clone().takes([permit.from, PERMIT2], value, deadline, &signature)
            });
            let scene = Scene { question, payer, token: kind, takes: takes.transpose()? };
            // A caller who may not call may not in any state, so one state is enough.
            for caller in &callers[..if at == 0 { callers.len() } else { 1 }] {
                for (amount, manner) in amounts.iter().flat_map(|amount| manners.iter().map(move |one| (amount, one))) {
                    let mut proxies = proxies.clone();
                    let sending = manner.approval.as_ref();
                    let fate = sending.map(|sending| sending.carry_out(&mut proxies, terms.asset)).transpose()?;
                    let sponsored = manner.sponsored.as_ref();
                    let signature = manner.signature.unwrap_or(signature);
                    let settlement = Settlement { permit, signature, amount: *amount, caller: *caller, sponsored };
                    let mut state: Vec<String> = question
                        .allowance
                        .map(|allowance| format!("Permit2 may take {allowance}"))
                        .into_iter()
                        .collect();
                    state.extend((!scene.is_by_facilitator(*caller)).then(|| format!("{caller} calls")));
                    state.extend((*amount != question.charge).then(|| format!("{amount} is taken")));
                    state.extend(fate.as_ref().map(Fate::describe));
                    let payer = before.map_or_else(|| payer.describe(), recorded::Before::describe);
                    let how = How { name: manner.name, is_as_signed: manner.is_as_signed, is_without: false, fate };
                    runs.push(scene.settle(&mut proxies, &settlement, payer, state, how)?);
                }
                if let Some(mut proxies) = without.clone() {
                    payer.set(&mut proxies.token.chain, permit.from, recorded.owner)?;
                    let amount = question.charge;
                    let settlement = Settlement { permit, signature, amount, caller: *caller, sponsored: None };
                    let state = vec!["Permit2 may take as much".into()];
                    let how = How { name: "settle", is_as_signed: false, is_without: true, fate: None };
                    runs.push(scene.settle(&mut proxies, &settlement, payer.describe(), state, how)?);
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

/// The possible codes of the payer, if the payer is asked about a permit too.
fn payers(vector: &Vector, question: &Question) -> Result<Vec<PayerCode>, String> {
    let mut payers = question.payer.payers(vector);
    // Only a key signs a transaction, so its signer is no contract (P-6).
    if question.approval.is_some() {
        payers.iter_mut().for_each(|payer| *payer = payer.delegated());
    }
    let Some(Extension { knowledge: Knowledge::Code { delegated, accepts, .. }, .. }) = question.sponsored else {
        return Ok(payers);
    };
    let digest = vector.intermediate.permit.as_ref().ok_or("the vector does not say what the permit hashes to")?;
    let code = |behaviour| if delegated { PayerCode::Delegation(behaviour) } else { PayerCode::Contract(behaviour) };
    // Two contracts ask this payer, so one that looks at the caller is not tried.
    let (accepting, refusing) = (code(Behaviour::AcceptsAll), code(Behaviour::AcceptsAllBut(word(&digest.digest)?)));
    let (accepting_payers, others): (Vec<_>, Vec<_>) = payers.into_iter().partition(|payer| payer.accepts());
    let by_permit = accepting_payers.into_iter().flat_map(|_| match accepts {
        Some(true) => vec![accepting],
        Some(false) => vec![refusing],
        None => vec![accepting, refusing],
    });
    Ok(by_permit.chain(others).collect())
}

/// The manners of settling: permit or approval as they came, and as settlers or others would change them.
fn manners<'a>(
    permit: Option<Sponsored>,
    approval: Option<&'a Approval>,
    canonical: Option<&'a [u8]>,
) -> Vec<Manner<'a>> {
    let manner = |name, is_as_signed| Manner { name, sponsored: None, approval: None, signature: None, is_as_signed };
    match (permit, approval) {
        (None, None) => {
            let mut manners = vec![manner("settle", true)];
            manners.extend(
                canonical.map(|_| Manner { signature: canonical, ..manner("settle, signature canonical", false) }),
            );
            manners
        }
        (Some(permit), _) => {
            let mut manners = vec![Manner { sponsored: Some(permit), ..manner("settleWithPermit", true) }];
            let mut changed = permit;
            let [.., v] = &mut changed.signature;
            if *v < 2 {
                *v += 27;
                manners.push(Manner { sponsored: Some(changed), ..manner("settleWithPermit+27", false) });
            }
            manners
        }
        (None, Some(approval)) => {
            let free_gas = approval.with_free_gas().map(Sending::WithFreeGas);
            let mut manners = vec![
                Manner { approval: Some(Sending::AsSigned(approval)), ..manner("approve, settle", true) },
                Manner { approval: Some(Sending::Not), ..manner("settle", false) },
            ];
            manners.extend(
                free_gas.map(|sending| Manner {
                    approval: Some(sending),
                    ..manner("approve with free gas, settle", false)
                }),
            );
            manners
        }
    }
}

impl Sending<'_> {
    fn carry_out(&self, proxies: &mut Proxies, token: Address) -> Result<Fate, String> {
        match self {
            Self::Not => Ok(Fate::NotSent),
            Self::AsSigned(approval) => approval.send(&mut proxies.token.chain, token),
            Self::WithFreeGas(approval) => approval.send(&mut proxies.token.chain, token),
        }
    }
}

fn describe(state: String, call: &str, at: u64, outcome: &Outcome) -> ChainCall {
    let (moved, reverted) = match outcome {
        Outcome::Moved(amount) => (Some(amount.to_string()), None),
        Outcome::Reverted(message) => (None, Some(message.clone())),
    };
    ChainCall { state, call: call.into(), at, moved, reverted }
}
