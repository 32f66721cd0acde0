//! Whether the token does what a vector expects. The tables stand in `witness/README.md` too.

use x402_conformance::vector::{Class, Vector};

use crate::{
    payer::{Behaviour, PayerCode},
    question::{Knowledge, Question},
    run::{Answers, NOT_YET, Run},
    token::Outcome,
};

/// What the token says of a vector.
pub(crate) enum Says {
    /// It does what is expected: the member of the expectation that it confirms.
    Confirms(&'static str),
    /// It pays what was signed, because it cannot see what the verdict is about.
    Unseen(&'static str),
}

const EXPIRED: &str = "FiatTokenV2: authorization is expired";
const BLOCKED: &str = "Blacklistable: account is blacklisted";
const NOT_SIGNED: &str = "FiatTokenV2: invalid signature";
const FORM_V: &str = "ECRecover: invalid signature 'v' value";
const FORM_LENGTH: &str = "ECRecover: invalid signature length";
const HIGH_S: &str = "ECRecover: invalid signature 's' value";
const NOBODY: &str = "ECRecover: invalid signature";
const FROM_ZERO: &str = "ERC20: transfer from the zero address";
const TO_ZERO: &str = "ERC20: transfer to the zero address";

const ACCEPTING: PayerCode = PayerCode::Contract(Behaviour::AcceptsAll);
const REFUSING: PayerCode = PayerCode::Contract(Behaviour::RefusesAll);

/// Beside [`UNSEEN`]: the token is one with a version in its code.
const OTHER_VERSION: &str =
    "the offer names another domain version than this token has; signed is what the token's own makes of it";

/// A check that the token makes too, and the messages of which one it gives if it fails.
const SEEN: &[(&str, &[&str])] = &[
    ("payer-address", &[FROM_ZERO, NOT_SIGNED, NOBODY, FORM_V]),
    ("valid-before", &[EXPIRED]),
    ("valid-after", &[NOT_YET]),
    ("window", &[EXPIRED]),
    // Nobody deploys the wallet, so the token takes its signature for a key's.
    ("factory", &[FORM_LENGTH]),
    ("signature-form", &[FORM_V, FORM_LENGTH]),
    ("signature-range", &[NOBODY, HIGH_S]),
    ("signature-low-s", &[HIGH_S]),
    ("signer", &[NOT_SIGNED]),
    ("contract-signature", &[NOT_SIGNED]),
];

/// A check of something that is not in the call, and why the token pays all the same.
const UNSEEN: &[(&str, &str)] = &[
    ("offer", "no call names an offer"),
    ("method", "the method is the offer's word; the call is made"),
    ("payload", "what else the payload says, or how, is not in the call"),
    ("domain", "the token knows its own domain"),
    ("pay-to-address", "no call names the offer's payTo"),
    ("recipient", "no call names the offer's payTo"),
    ("amount", "no call names the offer's amount"),
    ("expiry-margin", "the margin is the server's, not the token's"),
    ("horizon", "the horizon is the server's, not the token's"),
    ("charge", "no call names what the server charges"),
    ("policy", "what a server does not want the token may take"),
    ("extension-echo", "no call names an extension"),
];

/// A question that is open, and the message that the token gives where its answer is no.
const OUTSTANDING: &[(&str, &[&str])] = &[
    ("balance", &["ERC20: transfer amount exceeds balance"]),
    ("authorization-unused", &["FiatTokenV2: authorization is used or canceled"]),
    ("transfer", &[BLOCKED, "Pausable: paused"]),
];

/// Checks of what cannot be put into a call at all if they fail.
const NOT_A_CALL: &[&str] = &["payload", "asset-address", "method"];

/// Whether a vector for which no call can be made is one of those that explain it.
pub(crate) fn judge_not_called(vector: &Vector) -> bool {
    let refused = matches!(vector.expect.class, Class::Invalid | Class::Undecided);
    refused && vector.expect.check.as_deref().is_some_and(|check| NOT_A_CALL.contains(&check))
}

/// An error is a difference that nothing explains, or a confirmation that another verdict would have got as well.
pub(crate) fn judge(vector: &Vector, question: &Question, answers: &Answers) -> Result<Says, String> {
    let case = Case { question, answers };
    let says = case.judge(vector, vector.expect.class, vector.expect.check.as_deref().unwrap_or_default())?;
    // What is acceptable may go either way.
    if matches!(says, Says::Confirms(_)) && vector.expect.class != Class::Acceptable {
        let refused = |class| SEEN.iter().map(move |(check, _)| (class, *check));
        let others = [(Class::Valid, "")].into_iter().chain(refused(Class::Invalid)).chain(refused(Class::Undecided));
        for (class, check) in others.filter(|(class, _)| *class != vector.expect.class) {
            if let Ok(Says::Confirms(_)) = case.judge(vector, class, check) {
                return Err(format!("these answers would confirm {} {check} too", class.as_str()));
            }
        }
    }
    Ok(says)
}

struct Case<'a> {
    question: &'a Question,
    answers: &'a Answers,
}

impl Case<'_> {
    fn judge(&self, vector: &Vector, class: Class, check: &str) -> Result<Says, String> {
        let other_version = self.question.version.as_ref().is_some_and(|version| *version != self.answers.version);
        match class {
            Class::Valid => self.valid(vector),
            Class::Acceptable => self.acceptable(vector),
            Class::Invalid | Class::Undecided if other_version && row(SEEN, check).is_some() => {
                self.every(|run| run.payer != REFUSING, "pays what was signed", Self::pays)?;
                Ok(Says::Unseen(OTHER_VERSION))
            }
            Class::Invalid => self.invalid(check),
            Class::Undecided => self.undecided(check),
        }
    }

    fn valid(&self, vector: &Vector) -> Result<Says, String> {
        if let Some(kind) = outstanding(vector)? {
            let messages = row(OUTSTANDING, &kind).ok_or_else(|| format!("no message is known for {kind}"))?;
            self.reverts(|_| true, messages)?;
            return Ok(Says::Confirms("outstanding"));
        }
        // Where it is not known whether the payer has code, that is outstanding too.
        let unknown = self.question.payer == Knowledge::Unknown;
        self.every(|run| !unknown || run.payer != REFUSING, "pays the price", Self::pays_price)?;
        if unknown {
            self.reverts(|run| run.payer == REFUSING, &[NOT_SIGNED])?;
        }
        Ok(Says::Confirms("outcome"))
    }

    /// By the flag that says why implementations differ.
    fn acceptable(&self, vector: &Vector) -> Result<Says, String> {
        match vector.flags.first().map(String::as_str).unwrap_or_default() {
            "y-parity" => {
                self.reverts(|_| true, &[FORM_V])?;
                self.others("pays the price once 27 is added", Self::pays_price)?;
            }
            "compact" => {
                self.reverts(|_| true, &[FORM_LENGTH])?;
                self.others("pays the price in three parts", Self::pays_price)?;
            }
            "boundary-after" => {
                let not_yet = |_: &Self, run: &Run| reverts(run, &[NOT_YET]);
                self.every(|run| run.later == 0, "reverts at the very second", not_yet)?;
                self.every(|run| run.later == 1, "pays the price in the next", Self::pays_price)?;
            }
            "pay-to-asset" => self.reverts(|_| true, &[BLOCKED])?,
            "overpay" => self.every(|_| true, "pays more than the price", Self::pays_more)?,
            "eip55" | "self-payment" | "no-0x" | "extension-not-echoed" => {
                self.every(|_| true, "pays the price", Self::pays_price)?;
            }
            other => return Err(format!("nothing is known of the flag {other:?}")),
        }
        Ok(Says::Confirms("outcome"))
    }

    fn invalid(&self, check: &str) -> Result<Says, String> {
        let messages = match check {
            "pay-to-address" if self.question.terms.to.is_zero() => &[TO_ZERO],
            _ => match row(SEEN, check) {
                Some(messages) => messages,
                None => return self.unseen(check),
            },
        };
        self.reverts(|_| true, messages)?;
        Ok(Says::Confirms("outcome"))
    }

    /// It pays in one state of the chain, and does not in another.
    fn undecided(&self, check: &str) -> Result<Says, String> {
        let Some(messages) = row(SEEN, check) else { return self.unseen(check) };
        self.every(|run| run.payer == ACCEPTING, "pays the price", Self::pays_price)?;
        let known = self.answers.runs.iter().any(|run| run.payer == REFUSING);
        if known {
            self.reverts(|run| run.payer == REFUSING, &[NOT_SIGNED])?;
        }
        if !known || self.question.payer == Knowledge::Unknown {
            self.reverts(|run| run.payer == PayerCode::None, messages)?;
        }
        Ok(Says::Confirms("outcome"))
    }

    fn unseen(&self, check: &str) -> Result<Says, String> {
        let (_, why) = UNSEEN.iter().find(|(id, _)| *id == check).ok_or_else(|| format!("no rule for {check:?}"))?;
        self.every(|_| true, "pays what was signed", Self::pays)?;
        if ["recipient", "amount"].contains(&check) {
            self.every(|_| true, "does not pay the price", |case, run| !case.pays_price(run))?;
        }
        Ok(Says::Unseen(why))
    }

    fn pays(&self, run: &Run) -> bool {
        matches!(run.outcome, Outcome::Moved(_))
    }

    /// Exactly so much to exactly him; what left the payer is what arrived.
    fn pays_price(&self, run: &Run) -> bool {
        self.pays(run) && self.question.price == Some((self.question.terms.value, self.question.terms.to))
    }

    fn pays_more(&self, run: &Run) -> bool {
        let terms = &self.question.terms;
        self.pays(run) && self.question.price.is_some_and(|(amount, to)| amount < terms.value && to == terms.to)
    }

    /// Holds of every answer to the signature as it is, in some states.
    fn every(
        &self,
        which: impl Fn(&Run) -> bool,
        what: &str,
        holds: impl Fn(&Self, &Run) -> bool,
    ) -> Result<(), String> {
        self.each(|run| run.form.is_as_signed() && which(run), what, holds)
    }

    /// The last answer is one of the messages: that it is too early is not, if there was another block.
    fn reverts(&self, which: impl Fn(&Run) -> bool, messages: &[&str]) -> Result<(), String> {
        let too_early = |run: &Run| run.later == 0 && reverts(run, &[NOT_YET]);
        self.every(|run| !too_early(run) && which(run), "reverts for that reason", |_, run| reverts(run, messages))
    }

    /// Holds of every answer to the signature as settlers change it.
    fn others(&self, what: &str, holds: impl Fn(&Self, &Run) -> bool) -> Result<(), String> {
        self.each(|run| !run.form.is_as_signed(), what, holds)
    }

    /// None at all is a difference too.
    fn each(
        &self,
        which: impl Fn(&Run) -> bool,
        what: &str,
        holds: impl Fn(&Self, &Run) -> bool,
    ) -> Result<(), String> {
        let mut runs = self.answers.runs.iter().filter(|run| which(run)).peekable();
        if runs.peek().is_none() {
            return Err(format!("expected is that it {what}; but no such call was made"));
        }
        runs.find(|run| !holds(self, run))
            .map_or(Ok(()), |run| Err(format!("expected is that it {what}; but {:?}", run.call)))
    }
}

fn reverts(run: &Run, messages: &[&str]) -> bool {
    matches!(&run.outcome, Outcome::Reverted(message) if messages.contains(&message.as_str()))
}

fn row<'t>(table: &[(&str, &'t [&'t str])], name: &str) -> Option<&'t [&'t str]> {
    table.iter().find(|(id, _)| *id == name).map(|(_, messages)| *messages)
}

/// The one question whose answer the vector says is no.
fn outstanding(vector: &Vector) -> Result<Option<String>, String> {
    #[derive(serde::Deserialize)]
    struct Expected {
        #[serde(default)]
        outstanding: Vec<String>,
    }
    let expected: Expected = serde_json::from_str(vector.expect.result.as_str()).map_err(|error| error.to_string())?;
    Ok(expected.outstanding.into_iter().next())
}
