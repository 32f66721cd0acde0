//! What is called for a vector: for a voucher the claim that it stands for, for a deposit this and then the claim, for a
//! request of a refund the claim and then the refund, and what a facilitator submits as it is.

use revm::primitives::{Bytes, U256};
use x402_conformance::vector::{ChainCall, Vector};

use super::{escrow::Escrow, payload::Payload, question::Question, scene::Scene};
use crate::{compare::Run, payer::PayerCode, permit2::Fate, token::Outcome, worlds::Worlds};

const NOT_YET: &str = "FiatTokenV2: authorization is not yet valid";

/// The calls in one state, up to the first that reverts.
#[derive(Debug)]
pub(super) struct Course {
    /// The code that decides, if any does.
    pub(super) payer: PayerCode,
    pub(super) how: How,
    pub(super) steps: Vec<(&'static str, Outcome)>,
    pub(super) calls: Vec<ChainCall>,
    pub(super) fate: Option<Fate>,
    /// The calls of `deposit` and `settle`.
    pub(super) sent: Vec<Bytes>,
    /// Whether the channel ends with just the sum claimed that was to be claimed.
    pub(super) is_claimed: bool,
}

/// The circumstances of a course.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct How {
    /// Whether settlers would have changed the signatures into their canonical form.
    pub(super) is_canonical: bool,
    /// Whether the payer takes back what it can before the claim.
    pub(super) is_withdrawn: bool,
    /// Whether the caller is not the authorizer that a call without its signature needs.
    pub(super) is_stranger: bool,
    /// Whether an approval for a sponsor is not sent, or nothing was claimed that could be swept.
    pub(super) is_without: bool,
    /// Seconds after the time of the check.
    pub(super) later: u64,
}

impl Run for Course {
    fn payer(&self) -> PayerCode {
        self.payer
    }

    fn outcome(&self) -> &Outcome {
        &self.steps[self.steps.len() - 1].1
    }

    fn call(&self) -> &ChainCall {
        &self.calls[self.calls.len() - 1]
    }
}

impl Course {
    pub(super) fn new(payer: PayerCode, how: How) -> Self {
        Self { payer, how, steps: Vec::new(), calls: Vec::new(), fate: None, sent: Vec::new(), is_claimed: false }
    }

    /// What a step moved, if it was made and did not revert.
    pub(super) fn moved(&self, step: &str) -> Option<U256> {
        self.steps.iter().find(|(name, _)| *name == step).and_then(|(_, outcome)| match outcome {
            Outcome::Moved(amount) => Some(*amount),
            Outcome::Reverted(_) => None,
        })
    }

    pub(super) fn completes(&self) -> bool {
        matches!(self.outcome(), Outcome::Moved(_))
    }
}

/// What came of everything that the facts leave open.
pub(super) struct Answers {
    pub(super) courses: Vec<Course>,
    pub(super) knows_state: bool,
    pub(super) knows_record: bool,
}

impl Answers {
    pub(super) fn of(vector: &Vector, question: &Question, worlds: &mut Worlds) -> Result<Self, String> {
        let terms = &question.terms;
        let mut escrow = worlds.escrow((terms.chain, terms.asset, &terms.name), question.now)?;
        let mut courses = Vec::new();
        let hows = hows(question, &mut escrow)?;
        for channels in question.channels(&mut escrow)? {
            for code in question.codes(vector) {
                for how in &hows {
                    let course = Scene::set(question, &channels, code, *how, escrow.clone())?.play()?;
                    let waits = course.outcome() == &Outcome::Reverted(NOT_YET.into());
                    courses.push(course);
                    if waits {
                        let later = How { later: 1, ..*how };
                        courses.push(Scene::set(question, &channels, code, later, escrow.clone())?.play()?);
                    }
                }
            }
        }
        let knows_record = match question.payload.configs().first() {
            Some(config) => question.has_record(escrow.channel_id(config)?),
            None => false,
        };
        Ok(Self { courses, knows_state: question.knows_state(&mut escrow)?, knows_record })
    }

    /// The calls that moved money into the contract or out of it.
    pub(super) fn sent(&self) -> Vec<Bytes> {
        self.courses.iter().flat_map(|course| course.sent.iter().cloned()).collect()
    }

    pub(super) fn calls(&self) -> Vec<ChainCall> {
        self.courses.iter().flat_map(|course| course.calls.iter().cloned()).collect()
    }
}

/// The circumstances that are tried.
fn hows(question: &Question, escrow: &mut Escrow) -> Result<Vec<How>, String> {
    let plain = How::default();
    let mut hows = vec![plain];
    if question.makes_canonical {
        hows.push(How { is_canonical: true, ..plain });
    }
    if question.approval.is_some() || matches!(question.payload, Payload::Sweep { .. }) {
        hows.push(How { is_without: true, ..plain });
    }
    let is_unsigned = match &question.payload {
        Payload::Claim { signature, .. } => signature.is_none(),
        Payload::Completed(completed) => {
            completed.signature.is_none() || (!completed.rows.is_empty() && completed.rows_signature.is_none())
        }
        _ => false,
    };
    if is_unsigned && question.facilitators.is_none() {
        hows.push(How { is_stranger: true, ..plain });
    }
    if let Payload::Voucher { voucher } | Payload::Deposit { voucher, .. } = &question.payload {
        let id = escrow.channel_id(&voucher.config)?;
        if question.channels(escrow)?.iter().any(|channels| !channels.state(id).requested_at.is_zero()) {
            hows.push(How { is_withdrawn: true, ..plain });
        }
    }
    Ok(hows)
}
