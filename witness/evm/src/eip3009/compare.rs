//! Compares what the token does with the expectation of a vector. `witness/README.md` has a summary of the rules.

use x402_conformance::vector::{Class, Vector};

use super::{
    question::Question,
    run::{Answers, Call, Form, NOT_YET},
};
use crate::{
    compare::{self, Comparison, Messages, Run, each, outstanding, row, why_unseen},
    payer::PayerCode,
    question::Knowledge,
    token::Outcome,
};

const EXPIRED: &str = "FiatTokenV2: authorization is expired";
const BLOCKED: &str = "Blacklistable: account is blacklisted";
const NOT_SIGNED: &str = "FiatTokenV2: invalid signature";
const FORM_V: &str = "ECRecover: invalid signature 'v' value";
const FORM_LENGTH: &str = "ECRecover: invalid signature length";
const HIGH_S: &str = "ECRecover: invalid signature 's' value";
const NOBODY: &str = "ECRecover: invalid signature";
const FROM_ZERO: &str = "ERC20: transfer from the zero address";
const TO_ZERO: &str = "ERC20: transfer to the zero address";

/// Why a check is not seen that comes before a signature by another key.
const OTHER_KEY: &str =
    "the signature is another key's over the terms of the offer, too, and the token refuses it for that";

/// Why a fault in the version is not seen: the token has the version in its code.
const OTHER_VERSION: &str =
    "the offer names another domain version than this token has; signed is what the token's own makes of it";

/// A check that the token makes too, with the messages of which it gives one if the check fails.
const SEEN: &Messages = &[
    ("payer-address", &[FROM_ZERO, NOT_SIGNED, NOBODY, FORM_V]),
    ("valid-before", &[EXPIRED]),
    ("valid-after", &[NOT_YET]),
    ("window", &[EXPIRED]),
    // Nobody deploys the wallet, so the token takes the signature for one by a key.
    ("factory", &[FORM_LENGTH]),
    ("signature-form", &[FORM_V, FORM_LENGTH]),
    ("signature-range", &[NOBODY, HIGH_S]),
    ("signature-low-s", &[HIGH_S]),
    // A key that is another one, or none: no point of the curve has r.
    ("signer", &[NOT_SIGNED, NOBODY]),
    ("contract-signature", &[NOT_SIGNED]),
];

/// An open question, with the message that the token gives if the answer is no.
const OUTSTANDING: &Messages = &[
    ("balance", &["ERC20: transfer amount exceeds balance"]),
    ("authorization-unused", &["FiatTokenV2: authorization is used or canceled"]),
    ("transfer", &[BLOCKED, "Pausable: paused"]),
];

/// Compares the answers with a vector. An error is a difference that nothing explains, or a confirmation that another verdict would have
/// got as well.
pub(super) fn compare(vector: &Vector, question: &Question, answers: &Answers) -> Result<Comparison, String> {
    let signer = vector.intermediate.signer.as_deref();
    let by_another_key = question.payer == Knowledge::NoCode
        && signer.is_some_and(|signer| !signer.eq_ignore_ascii_case(&question.signed.from.to_string()));
    let case = Case { question, answers, by_another_key };
    compare::compare(vector, SEEN, |class, check| case.compare(vector, class, check))
}

struct Case<'a> {
    question: &'a Question,
    answers: &'a Answers,
    /// Whether the payer is an account without code, and the libraries recover another one from the signature.
    by_another_key: bool,
}

impl Case<'_> {
    fn compare(&self, vector: &Vector, class: Class, check: &str) -> Result<Comparison, String> {
        let other_version =
            self.question.terms.version.as_ref().is_some_and(|version| *version != self.answers.version);
        match class {
            Class::Valid if other_version => {
                self.reverts(|_| true, &[NOT_SIGNED])?;
                Ok(Comparison::Unseen(OTHER_VERSION))
            }
            Class::Valid => self.valid(vector),
            Class::Acceptable => self.acceptable(vector),
            Class::Invalid | Class::Undecided if other_version && row(SEEN, check).is_some() => {
                self.every(|run| !run.payer.refuses(), "pays what was signed", Self::pays)?;
                Ok(Comparison::Unseen(OTHER_VERSION))
            }
            Class::Invalid => self.invalid(check),
            Class::Undecided => self.undecided(check),
        }
    }

    fn valid(&self, vector: &Vector) -> Result<Comparison, String> {
        if let Some(kind) = outstanding(vector)? {
            let messages = row(OUTSTANDING, &kind).ok_or_else(|| format!("no message is known for {kind}"))?;
            self.reverts(|_| true, messages)?;
            return Ok(Comparison::Confirms("outstanding"));
        }
        // If it is not known whether the payer has code, that question is outstanding too.
        let unknown = self.question.payer == Knowledge::Unknown;
        self.every(|run| !unknown || !run.payer.refuses(), "pays the price", Self::pays_price)?;
        if unknown {
            self.reverts(|run| run.payer.refuses(), &[NOT_SIGNED])?;
        }
        Ok(Comparison::Confirms("outcome"))
    }

    /// Compares by the flag that explains why implementations differ.
    fn acceptable(&self, vector: &Vector) -> Result<Comparison, String> {
        match vector.flags.first().map(String::as_str).unwrap_or_default() {
            "y-parity" => {
                self.reverts(|_| true, &[FORM_V])?;
                self.others("pays the price once 27 is added", Self::pays_price)?;
            }
            "compact" => {
                self.reverts(|_| true, &[FORM_LENGTH])?;
                self.others("pays the price in three parts", Self::pays_price)?;
            }
            "high-s" => {
                self.reverts(|_| true, &[HIGH_S])?;
                self.others("pays the price in the canonical form", Self::pays_price)?;
            }
            "eip155-v" => {
                self.reverts(|_| true, &[FORM_V])?;
                self.others("pays the price in the canonical form", Self::pays_price)?;
            }
            "boundary-after" => {
                let not_yet = |_: &Self, run: &Call| run.reverts(&[NOT_YET]);
                self.every(|run| run.later == 0, "reverts at the very second", not_yet)?;
                self.every(|run| run.later == 1, "pays the price in the next", Self::pays_price)?;
            }
            "pay-to-asset" => self.reverts(|_| true, &[BLOCKED])?,
            // The token has the version in its code, so it refuses what the tables contradict (B-10).
            "other-domain" | "asset-method"
                if self.question.terms.version.as_ref().is_some_and(|version| *version != self.answers.version) =>
            {
                self.reverts(|_| true, &[NOT_SIGNED])?;
            }
            "overpay" => self.every(|_| true, "pays more than the price", Self::pays_more)?,
            "eip55"
            | "self-payment"
            | "no-0x"
            | "null-optional"
            | "extension-not-echoed"
            | "service-codes"
            | "flat-builder-code"
            | "wallet-code"
            // The token is deployed here with the name that the offer has, on the chain that it names (B-10).
            | "other-domain"
            | "asset-network"
            | "asset-method"
            | "pay-to-token"
            | "decimals" => {
                self.every(|_| true, "pays the price", Self::pays_price)?;
            }
            other => return Err(format!("nothing is known of the flag {other:?}")),
        }
        Ok(Comparison::Confirms("outcome"))
    }

    fn invalid(&self, check: &str) -> Result<Comparison, String> {
        // In the form that a settler makes of it, the signature is another key's. In its own form the token refuses it.
        if check == "signer" && self.answers.runs.iter().any(|run| run.form == Form::VrsCanonical) {
            self.others("reverts for that reason", |_, run| run.reverts(&[NOT_SIGNED]))?;
            self.reverts(|_| true, &[HIGH_S, FORM_V])?;
            return Ok(Comparison::Confirms("outcome"));
        }
        let messages = match check {
            "pay-to-address" if self.question.signed.to.is_zero() => &[TO_ZERO],
            _ => match row(SEEN, check) {
                Some(messages) => messages,
                None => return self.unseen(check),
            },
        };
        self.reverts(|_| true, messages)?;
        Ok(Comparison::Confirms("outcome"))
    }

    /// Checks that the payment succeeds in one state of the chain, and fails in another.
    fn undecided(&self, check: &str) -> Result<Comparison, String> {
        let Some(messages) = row(SEEN, check) else { return self.unseen(check) };
        if check == "signer" && self.question.terms.is_hearsay {
            self.reverts(|_| true, messages)?;
            return Ok(Comparison::Unseen(compare::HEARSAY));
        }
        self.every(|run| run.payer.accepts(), "pays the price", Self::pays_price)?;
        let known = self.answers.runs.iter().any(|run| run.payer.refuses());
        if known {
            self.reverts(|run| run.payer.refuses(), &[NOT_SIGNED])?;
        }
        if !known || self.question.payer == Knowledge::Unknown {
            self.reverts(|run| run.payer == PayerCode::None, messages)?;
        }
        Ok(Comparison::Confirms("outcome"))
    }

    fn unseen(&self, check: &str) -> Result<Comparison, String> {
        let why = why_unseen(check)?;
        if self.by_another_key && self.reverts(|_| true, &[NOT_SIGNED]).is_ok() {
            return Ok(Comparison::Unseen(OTHER_KEY));
        }
        self.every(|_| true, "pays what was signed", Self::pays)?;
        if ["recipient", "amount"].contains(&check) {
            self.every(|_| true, "does not pay the price", |case, run| !case.pays_price(run))?;
        }
        Ok(Comparison::Unseen(why))
    }

    fn pays(&self, run: &Call) -> bool {
        matches!(run.outcome, Outcome::Moved(_))
    }

    /// Whether exactly this amount goes to exactly this recipient. The amount that left the payer is the amount that
    /// arrived.
    fn pays_price(&self, run: &Call) -> bool {
        self.pays(run) && self.question.terms.price == Some((self.question.signed.value, self.question.signed.to))
    }

    fn pays_more(&self, run: &Call) -> bool {
        let Question { terms, signed, .. } = self.question;
        self.pays(run) && terms.price.is_some_and(|(amount, to)| amount < signed.value && to == signed.to)
    }

    /// Checks every answer to the signature as it is, in some states.
    fn every(
        &self,
        which: impl Fn(&Call) -> bool,
        what: &str,
        holds: impl Fn(&Self, &Call) -> bool,
    ) -> Result<(), String> {
        each(&self.answers.runs, |run| run.form.is_as_signed() && which(run), what, |run| holds(self, run))
    }

    /// Whether the last answer is one of the messages. "Too early" is not the last if there was another block.
    fn reverts(&self, which: impl Fn(&Call) -> bool, messages: &[&str]) -> Result<(), String> {
        let too_early = |run: &Call| run.later == 0 && run.reverts(&[NOT_YET]);
        self.every(|run| !too_early(run) && which(run), "reverts for that reason", |_, run| run.reverts(messages))
    }

    /// Checks every answer to the signature as settlers change it.
    fn others(&self, what: &str, holds: impl Fn(&Self, &Call) -> bool) -> Result<(), String> {
        each(&self.answers.runs, |run| !run.form.is_as_signed(), what, |run| holds(self, run))
    }
}
