//! Compares what the contracts do with the expectation of a vector. `witness/README.md` has a summary of the rules.

use revm::primitives::{Address, U256};
use x402_conformance::vector::{Class, Vector};

use super::{
    checks::{
        BALANCE, BALANCE_FIRST, COMPLETED, HALF_SEEN, HIGH_S, LENGTH, NO_NAMES, NOBODY, NOT_MOVED, NOT_READ,
        NOT_SIGNED, OF_CODE, OF_TOKEN, OF_TOKEN_LENGTH, OF_TOKEN_S, OF_TOKEN_V, OTHER_TOKEN, SEEN, UNSEEN, step_of,
    },
    escrow::SETTLEMENT,
    payload::Payload,
    question::Question,
    run::{Answers, Course},
};
use crate::{
    compare::{self, Comparison, Run, each, row, why_unseen},
    payer::PayerCode,
    permit2::Fate,
    proxies::Permit,
    question::Knowledge,
};

/// Compares the answers with a vector. An error is a difference that nothing explains, or a confirmation that another verdict would have
/// got as well.
pub(super) fn compare(vector: &Vector, question: &Question, answers: &Answers) -> Result<Comparison, String> {
    let case = Case { vector, question, answers };
    compare::compare(vector, SEEN, |class, check| match class {
        Class::Valid => case.valid(),
        Class::Acceptable => case.acceptable(),
        Class::Invalid => case.invalid(check),
        Class::Undecided => case.undecided(check),
    })
}

struct Case<'a> {
    vector: &'a Vector,
    question: &'a Question,
    answers: &'a Answers,
}

/// A course in which nobody changed anything.
fn is_plain(course: &Course) -> bool {
    let how = course.how;
    !(how.is_canonical || how.is_withdrawn || how.is_stranger || how.is_without)
}

impl Case<'_> {
    fn valid(&self) -> Result<Comparison, String> {
        if self.answers.courses.iter().any(|course| course.how.is_stranger) {
            return Err("nobody says who sends it".into());
        }
        if self.refunds_nothing() {
            return Ok(Comparison::Unseen(COMPLETED));
        }
        // If it is not known whether an account has code, that question is outstanding too.
        let unknown = matches!(self.question.asked, Some((_, Knowledge::Unknown)));
        self.every(
            |course| !unknown || !course.payer().refuses(),
            "does what it is for",
            |course| self.is_good(course),
        )?;
        if unknown {
            let messages = [NOT_SIGNED, OF_TOKEN, OF_CODE];
            self.every(|course| course.payer().refuses(), "reverts", |course| course.reverts(&messages))?;
        }
        self.unsent()?;
        Ok(Comparison::Confirms("outcome"))
    }

    /// A policy may not look at what a client asks back. The server completes the refund, and nobody loses anything.
    fn refunds_nothing(&self) -> bool {
        let is_nothing = |course: &Course| {
            course.is_claimed && (course.reverts(&["ZeroRefund()"]) || course.moved("refund") == Some(U256::ZERO))
        };
        self.question.is_lax && self.every(|_| true, "refunds nothing", is_nothing).is_ok()
    }

    /// Whether a course does what the payload is for: a voucher or a deposit buys a request, a refund moves something,
    /// a claim claims more.
    fn is_good(&self, course: &Course) -> bool {
        let has = |step: &str| course.moved(step).is_some_and(|moved| !moved.is_zero());
        let is_price = |moved: U256| self.question.price().is_some_and(|price| moved >= price);
        course.completes()
            && match &self.question.payload {
                // A charge may be less than the price.
                Payload::Voucher { .. } | Payload::Deposit { .. } => {
                    course.is_claimed && (self.question.is_charged() || course.moved("claim").is_some_and(is_price))
                }
                Payload::Refund { .. } => course.is_claimed && has("refund"),
                Payload::Claim { .. } => has("claim") || has("claimWithSignature"),
                Payload::Completed(_) => has("multicall"),
                Payload::Sweep { .. } => has("settle"),
            }
    }

    /// The same, but for what a facilitator submits it is enough that nothing reverts.
    fn is_taken(&self, course: &Course) -> bool {
        match self.question.payload {
            Payload::Voucher { .. } | Payload::Deposit { .. } | Payload::Refund { .. } => self.is_good(course),
            Payload::Claim { .. } | Payload::Completed(_) | Payload::Sweep { .. } => course.completes(),
        }
    }

    /// Compares by the flags that explain why implementations differ.
    fn acceptable(&self) -> Result<Comparison, String> {
        let completes = |course: &Course| course.completes();
        let flags: Vec<&str> = self.vector.flags.iter().map(String::as_str).collect();
        match flags.as_slice() {
            ["withdrawal-pending"] => {
                self.every(|_| true, "is good", |course| self.is_good(course))?;
                self.withdrawn("is good, whether the payer can take something back or not", |course| {
                    self.is_good(course)
                })?;
            }
            ["withdrawal-pending", "withdrawal-due"] => {
                self.every(|_| true, "is good", |course| self.is_good(course))?;
                let is_late = |course: &Course| course.moved("withdraw").is_some() && course.reverts(&[BALANCE]);
                self.withdrawn("cannot be claimed any more", is_late)?;
            }
            ["high-s" | "y-parity" | "compact" | "eip155-v", ..] if self.question.makes_canonical => {
                let messages = [LENGTH, NOBODY, HIGH_S, NOT_SIGNED, OF_TOKEN_V, OF_TOKEN_LENGTH, OF_TOKEN_S];
                self.every(|_| true, "reverts", |course| course.reverts(&messages))?;
                let which = |course: &Course| course.how.is_canonical;
                each(&self.answers.courses, which, "is good in the canonical form", |course| self.is_good(course))?;
            }
            ["boundary-after"] => {
                let messages = row(SEEN, "valid-after").unwrap_or_default();
                self.every(
                    |course| course.how.later == 0,
                    "reverts at the very second",
                    |course| course.reverts(messages),
                )?;
                self.every(|course| course.how.later == 1, "is good in the next", |course| self.is_good(course))?;
            }
            ["short-voucher"] => {
                let is_short = |course: &Course| {
                    let moved = course.moved("claim").unwrap_or_default();
                    !moved.is_zero() && self.question.price().is_some_and(|price| moved < price)
                };
                self.every(|_| true, "is good for less than the price", is_short)?;
            }
            ["no-op-claim"] => self.every(|_| true, "succeeds", completes)?,
            ["capped-refund"] if self.refunds_nothing() => return Ok(Comparison::Unseen(COMPLETED)),
            ["capped-refund"] => {
                let asked = self.question.refund();
                let moved = |course: &Course| course.moved("refund").or_else(|| course.moved("multicall"));
                let is_less =
                    |course: &Course| moved(course).is_some_and(|moved| !moved.is_zero() && Some(moved) < asked);
                self.every(|_| true, "refunds less than was asked for", is_less)?;
            }
            [
                "below-min-deposit" | "compact" | "eip55" | "high-s" | "leading-zero" | "null-optional"
                | "number-amount" | "unrecorded-charges" | "untagged-method",
            ] => self.every(|_| true, "is good", |course| self.is_good(course))?,
            other => return Err(format!("nothing is known of the flags {other:?}")),
        }
        Ok(Comparison::Confirms("outcome"))
    }

    fn invalid(&self, check: &str) -> Result<Comparison, String> {
        let payload = &self.question.payload;
        if check.starts_with("approval-") {
            return self.approval(check);
        }
        if HALF_SEEN.contains(&check) && self.reverts("deposit", &[NOT_MOVED]).is_ok() {
            return Ok(Comparison::Confirms("outcome"));
        }
        match check {
            // The call succeeds, and claims nothing, or moves nothing.
            "ceiling-claimed" => {
                let claims_nothing = |course: &Course| {
                    course.moved("claim") == Some(U256::ZERO)
                        && (!course.is_claimed || !matches!(payload, Payload::Refund { .. }))
                };
                self.every(|_| true, "claims nothing", claims_nothing)?;
                return Ok(Comparison::Confirms("outcome"));
            }
            "refund-rest" => {
                let step = if matches!(payload, Payload::Refund { .. }) { "refund" } else { "multicall" };
                self.every(|_| true, "refunds nothing", |course| course.moved(step) == Some(U256::ZERO))?;
                return Ok(Comparison::Confirms("outcome"));
            }
            "channel-token" if matches!(payload, Payload::Deposit { .. }) => {
                self.reverts("deposit", &["revert (empty data)"])?;
                return Ok(Comparison::Unseen(OTHER_TOKEN));
            }
            "channel-token" if matches!(payload, Payload::Refund { .. }) => {
                self.reverts("refund", &["SafeERC20FailedOperation(address)"])?;
                return Ok(Comparison::Unseen(OTHER_TOKEN));
            }
            _ if check.starts_with("voucher/") && self.reverts("claim", &[BALANCE]).is_ok() => {
                return Ok(Comparison::Unseen(BALANCE_FIRST));
            }
            "domain" if self.reverts("deposit", &[OF_TOKEN]).is_ok() => return Ok(Comparison::Unseen(NO_NAMES)),
            "deposit-channel" | "deposit-owner" if self.answers.courses.iter().all(Course::completes) => {
                return self.unseen(check);
            }
            // Without a record the contract does not learn what is charged.
            "batch-charge" if !self.answers.knows_record => return self.unseen(check),
            "payload" => return self.payload(),
            "signature-form" if self.answers.courses.iter().all(Course::completes) => {
                return Ok(Comparison::Unseen(why_unseen("policy")?));
            }
            _ => {}
        }
        let Some(messages) = row(SEEN, check) else { return self.unseen(check) };
        self.reverts(step_of(check, payload), messages)?;
        Ok(Comparison::Confirms("outcome"))
    }

    /// Compares a payload that no reader accepts: a call may be made of it all the same.
    fn payload(&self) -> Result<Comparison, String> {
        if self.answers.courses.iter().any(Course::completes) {
            return self.unseen("payload");
        }
        if self.every(|_| true, "reverts", |course| course.reverts(&[NOT_SIGNED, OF_TOKEN])).is_ok() {
            return Ok(Comparison::Unseen(NOT_READ));
        }
        let messages = row(SEEN, "payload").unwrap_or_default();
        self.every(|_| true, "reverts for that reason", |course| course.reverts(messages))?;
        Ok(Comparison::Confirms("outcome"))
    }

    /// Checks that the course is good in one state of the chain, or for one caller, and not in another.
    fn undecided(&self, check: &str) -> Result<Comparison, String> {
        match check {
            "channel-balance" | "row-balance" | "refund-nonce" => {
                if self.answers.knows_state {
                    return Err("the state is known".into());
                }
                let courses = &self.answers.courses;
                let (good, bad) = (|course: &Course| self.is_taken(course), |course: &Course| !self.is_taken(course));
                return match (courses.iter().any(good), courses.iter().any(bad)) {
                    (true, true) => Ok(Comparison::Confirms("outcome")),
                    _ => Err(format!("expected is that it depends on the state; but {:?}", courses[0].calls)),
                };
            }
            "batch-signature" | "refund-signature" => {
                let messages = row(SEEN, check).ok_or("there is a rule")?;
                self.every(|_| true, "is good from the authorizer", |course| self.is_good(course))?;
                let is_stranger = |course: &Course| course.how.is_stranger;
                each(&self.answers.courses, is_stranger, "reverts from others", |course| course.reverts(messages))?;
                return Ok(Comparison::Confirms("outcome"));
            }
            "flow" | "method" => return self.unseen(check),
            _ => {}
        }
        let messages = row(SEEN, check).ok_or_else(|| format!("no rule for undecided {check:?}"))?;
        let refused = [messages, &[NOT_SIGNED, OF_TOKEN, OF_CODE]].concat();
        self.every(|course| course.payer().accepts(), "is good", |course| self.is_good(course))?;
        if self.answers.courses.iter().all(|course| course.payer().accepts()) {
            return Err("nothing is open".into());
        }
        if self.answers.courses.iter().any(|course| course.payer().refuses()) {
            self.every(|course| course.payer().refuses(), "reverts", |course| course.reverts(&refused))?;
        }
        let is_key = |course: &Course| course.payer() == PayerCode::None;
        if self.answers.courses.iter().any(is_key) {
            self.every(is_key, "reverts", |course| course.reverts(messages))?;
        }
        Ok(Comparison::Confirms("outcome"))
    }

    /// Compares a check of something that no call contains. In some state that the facts leave open the calls succeed.
    fn unseen(&self, check: &str) -> Result<Comparison, String> {
        let why = UNSEEN.iter().find(|(id, _)| *id == check).map(|(_, why)| *why);
        let why = why.map_or_else(|| why_unseen(check), Ok)?;
        if self.answers.courses.iter().any(|course| is_plain(course) && course.completes()) {
            return Ok(Comparison::Unseen(why));
        }
        Err(format!("expected is that it succeeds; but {:?}", self.answers.courses[0].calls))
    }

    /// Compares an approval for a sponsor, by its fate.
    fn approval(&self, check: &str) -> Result<Comparison, String> {
        let approval = self.question.approval.as_ref().ok_or("there is no approval")?;
        let permit = self.question.payload.permit().ok_or("there is no permit")?;
        self.unsent()?;
        if self.every(|_| true, "succeeds", Course::completes).is_ok() {
            return Ok(Comparison::Unseen(approval.why_unseen(check, &self.question.info)?));
        }
        let to: Address = SETTLEMENT;
        let permit = Permit { to, ..*permit };
        let fails = |course: &Course| course.fate.as_ref().is_some_and(|fate| approval.fails(check, fate, &permit));
        self.every(|_| true, "has an approval that fails for that reason", fails)?;
        self.reverts("deposit", &[NOT_MOVED])?;
        Ok(Comparison::Confirms("outcome"))
    }

    /// Checks that a deposit fails without the approval, where too little is allowed or nothing is known.
    fn unsent(&self) -> Result<(), String> {
        if self.question.approval.is_none() {
            return Ok(());
        }
        let unsent = |course: &Course| matches!(course.fate, Some(Fate::NotSent));
        each(&self.answers.courses, unsent, "does not pay without the approval", |course| course.reverts(&[NOT_MOVED]))
    }

    fn every(
        &self,
        which: impl Fn(&Course) -> bool,
        what: &str,
        holds: impl Fn(&Course) -> bool,
    ) -> Result<(), String> {
        each(&self.answers.courses, |course| is_plain(course) && which(course), what, holds)
    }

    fn withdrawn(&self, what: &str, holds: impl Fn(&Course) -> bool) -> Result<(), String> {
        each(&self.answers.courses, |course| course.how.is_withdrawn, what, holds)
    }

    /// Checks that this step reverts. In a state that is not known it may fail for another reason, or do nothing.
    fn reverts(&self, step: &str, messages: &[&str]) -> Result<(), String> {
        let holds =
            |course: &Course| course.reverts(messages) && course.steps.last().is_some_and(|(name, _)| *name == step);
        if self.answers.knows_state {
            return self.every(|_| true, "reverts for that reason", holds);
        }
        self.every(|_| true, "is good in no state", |course| !self.is_taken(course))?;
        self.every(|course| !course.reverts(&[BALANCE]) && !course.completes(), "reverts for that reason", holds)
    }
}
