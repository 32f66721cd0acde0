//! Whether the proxy does what a vector expects. The tables stand in `witness/README.md` too.

use revm::primitives::U256;
use x402_conformance::vector::{Class, Vector};

use super::{
    question::Question,
    run::{Answers, Call},
};
use crate::{
    judge::{self, Messages, Run, Says, each, outstanding, row, why_unseen},
    payer::PayerCode,
    question::Knowledge,
    token::Outcome,
};

const NOT_MOVED: &str = "TRANSFER_FROM_FAILED";
const NOTHING: &str = "InvalidAmount()";
const LENGTH: &str = "InvalidSignatureLength()";
const NOBODY: &str = "InvalidSignature()";
const SIGNER: &str = "InvalidSigner()";
const NOT_HIM: &str = "UnauthorizedFacilitator()";
const REFUSED: &str = "InvalidContractSignature()";

/// A check that proxy or Permit2 make too, and the messages of which one they give if it fails.
const SEEN: &Messages = &[
    ("payer-address", &["InvalidOwner()"]),
    ("spender", &[SIGNER]),
    ("facilitator", &[NOT_HIM]),
    ("valid-before", &["SignatureExpired(uint256)"]),
    ("valid-after", &["PaymentTooEarly()"]),
    // Nobody deploys the wallet, so Permit2 takes its signature for a key's.
    ("factory", &[LENGTH]),
    ("signature-form", &[NOBODY, LENGTH]),
    ("signature-range", &[NOBODY]),
    ("signer", &[SIGNER]),
    // The last three by code that answers otherwise, or not at all.
    ("contract-signature", &[REFUSED, "revert (empty data)", "boom"]),
];

/// A question that is open, and the message that is given where its answer is no.
const OUTSTANDING: &Messages = &[
    ("balance", &[NOT_MOVED]),
    ("allowance", &[NOT_MOVED]),
    ("permit-unused", &["InvalidNonce()"]),
    ("settlement", &[NOT_MOVED]),
];

/// What Permit2 takes of a key, and what is asked about first all the same (E-8).
const TAKEN: &str = "an account without code may sign so; that its code is asked about first is a ruling";

/// An error is a difference that nothing explains, or a confirmation that another verdict would have got as well.
pub(super) fn judge(vector: &Vector, question: &Question, answers: &Answers, recorded: bool) -> Result<Says, String> {
    let case = Case { vector, question, runs: &answers.runs, recorded };
    judge::judge(vector, SEEN, |class, check| match class {
        Class::Valid => case.valid(),
        Class::Acceptable => case.acceptable(),
        Class::Invalid => case.invalid(check),
        Class::Undecided => case.undecided(check),
    })
}

struct Case<'a> {
    vector: &'a Vector,
    question: &'a Question,
    runs: &'a [Call],
    /// The state is that of a recorded call.
    recorded: bool,
}

impl Case<'_> {
    fn valid(&self) -> Result<Says, String> {
        if self.recorded
            && let Some(kind) = outstanding(self.vector)?
        {
            if kind == "contract-code" {
                let nothing = |run: &Call| *run.outcome() == Outcome::Moved(U256::ZERO);
                self.every(|_| true, "moves nothing, and says so", nothing)?;
                return Ok(Says::Confirms("outstanding"));
            }
            self.reverts(|_| true, row(OUTSTANDING, &kind).ok_or_else(|| format!("no message is known for {kind}"))?)?;
            return Ok(Says::Confirms("outstanding"));
        }
        // Where it is not known whether the payer has code, that is outstanding too.
        let unknown = self.question.payer == Knowledge::Unknown;
        let may_pay = |run: &Call| !run.amount.is_zero() && (!unknown || !run.payer().refuses());
        self.every(may_pay, "pays the price", |run| self.pays_price(run))?;
        if unknown {
            self.reverts(|run| run.payer().refuses(), &[REFUSED])?;
        }
        // No transaction is needed for nothing (P-4).
        if self.question.charge.is_zero() {
            self.reverts(|run| run.amount.is_zero(), &[NOTHING])?;
        }
        self.strangers()?;
        if self.question.is_open_who {
            return Err("nobody says who settles".into());
        }
        Ok(Says::Confirms("outcome"))
    }

    /// By the flag that says why implementations differ.
    fn acceptable(&self) -> Result<Says, String> {
        match self.vector.flags.first().map(String::as_str).unwrap_or_default() {
            "pay-to-asset" => self.reverts(|_| true, &[NOT_MOVED])?,
            "overpay" => self.every(|_| true, "pays more than the price", |run| self.pays_more(run))?,
            "compact" | "high-s" | "hex-nonce" | "self-payment" | "untagged-method" => {
                self.every(|_| true, "pays the price", |run| self.pays_price(run))?;
            }
            other => return Err(format!("nothing is known of the flag {other:?}")),
        }
        self.strangers()?;
        Ok(Says::Confirms("outcome"))
    }

    fn invalid(&self, check: &str) -> Result<Says, String> {
        let Question { permit, charge, .. } = self.question;
        let messages = match check {
            "pay-to-address" if permit.to.is_zero() => &["InvalidDestination()"],
            "amount" if permit.amount.is_zero() => &[NOTHING],
            "charge" if permit.facilitator.is_some() && *charge > permit.amount => &["AmountExceedsPermitted()"],
            "facilitator" => {
                each(self.runs, |_| true, "reverts for that reason", |run| run.reverts(&[NOT_HIM]))?;
                return Ok(Says::Confirms("outcome"));
            }
            // What is signed is a token that is not there: nothing moves, and least of all the offer's.
            "permitted-token" => {
                self.every(|_| true, "moves nothing", |run| *run.outcome() == Outcome::Moved(U256::ZERO))?;
                return Ok(Says::Confirms("outcome"));
            }
            _ => match row(SEEN, check) {
                Some(messages) => messages,
                None => return self.unseen(check),
            },
        };
        self.reverts(|_| true, messages)?;
        Ok(Says::Confirms("outcome"))
    }

    /// It pays in one state of the chain, or called by one, and does not in another.
    fn undecided(&self, check: &str) -> Result<Says, String> {
        if check == "facilitator" {
            self.every(|_| true, "pays the price", |run| self.pays_price(run))?;
            self.strangers()?;
            return match self.question.is_open_who {
                true => Ok(Says::Confirms("outcome")),
                false => Err("it is known who settles".into()),
            };
        }
        let messages = match check {
            "signature-low-s" => &[],
            _ => row(SEEN, check).ok_or_else(|| format!("no rule for undecided {check:?}"))?,
        };
        self.every(|run| run.payer().accepts(), "pays the price", |run| self.pays_price(run))?;
        let known = self.runs.iter().any(|run| run.payer().refuses());
        if known {
            self.reverts(|run| run.payer().refuses(), &[REFUSED])?;
        }
        if !known || self.question.payer == Knowledge::Unknown {
            let plain = |run: &Call| run.payer() == PayerCode::None;
            // Forms that this code takes, where a key's common one is not (E-7).
            if self.vector.flags.iter().any(|flag| flag == "high-s" || flag == "compact") {
                if self.every(plain, "pays the price", |run| self.pays_price(run)).is_ok() {
                    return Ok(Says::Unseen(TAKEN));
                }
                self.reverts(plain, &[SIGNER])?;
            } else {
                self.reverts(plain, messages)?;
            }
        }
        Ok(Says::Confirms("outcome"))
    }

    fn unseen(&self, check: &str) -> Result<Says, String> {
        let why = why_unseen(check)?;
        self.every(|_| true, "pays what was signed", |run| self.pays(run))?;
        if ["recipient", "amount"].contains(&check) {
            self.every(|_| true, "does not pay the price", |run| !self.pays_price(run))?;
        }
        Ok(Says::Unseen(why))
    }

    /// Exactly what is taken; of oneself nothing.
    fn pays(&self, run: &Call) -> bool {
        let permit = &self.question.permit;
        let moved = if permit.from == permit.to { U256::ZERO } else { run.amount };
        *run.outcome() == Outcome::Moved(moved)
    }

    /// And what was permitted is the price, and who has it now is the offer's recipient.
    fn pays_price(&self, run: &Call) -> bool {
        let Question { terms, permit, .. } = self.question;
        self.pays(run) && terms.price == Some((permit.amount, permit.to)) && permit.token == terms.asset
    }

    fn pays_more(&self, run: &Call) -> bool {
        let Question { terms, permit, .. } = self.question;
        self.pays(run) && terms.price.is_some_and(|(amount, to)| amount < permit.amount && to == permit.to)
    }

    /// Holds of every answer to who may settle, in some states.
    fn every(&self, which: impl Fn(&Call) -> bool, what: &str, holds: impl Fn(&Call) -> bool) -> Result<(), String> {
        each(self.runs, |run| run.is_by_facilitator && which(run), what, holds)
    }

    fn reverts(&self, which: impl Fn(&Call) -> bool, messages: &[&str]) -> Result<(), String> {
        self.every(which, "reverts for that reason", |run| run.reverts(messages))
    }

    /// Nobody else may settle.
    fn strangers(&self) -> Result<(), String> {
        let mut strangers = self.runs.iter().filter(|run| !run.is_by_facilitator);
        match strangers.find(|run| !run.reverts(&[NOT_HIM])) {
            None => Ok(()),
            Some(run) => Err(format!("somebody else may settle: {:?}", run.call())),
        }
    }
}
