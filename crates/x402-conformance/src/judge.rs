//! Compares an answer of any implementation with the expectation of a vector.

use std::fmt;

use x402_types::{JsonRef, RawJson};

use crate::{
    adapter::{Reply, UNREADABLE_RESULT},
    compare::{Object, difference, has_verdict, is_refusal, object_of, same_member, unexpected},
    diff::{self, DiffLine},
    vector::{Class, Vector},
};

/// The outcome of one vector for one implementation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// Whether the answer is as expected.
    pub outcome: Outcome,
    /// The expectation in a few words.
    pub expected: String,
    /// The answer in a few words, which are the same in every run.
    pub actual: String,
    /// The members of the answer, besides the verdict or the object, by which implementations are compared.
    pub given: Vec<Member>,
    /// The members that were compared with those of the vector.
    pub compared: Vec<Member>,
    /// The members that the vector names and the answer does not have. They count as differences, unless the
    /// implementation never gives them: see [`excusing`](Self::excusing).
    pub left_out: Vec<Member>,
    /// Why there is no answer: the reason for a skip or an error, the rule that a malformed answer breaks, how the program
    /// ended, or what came of an answer in time.
    pub detail: Option<String>,
    /// Whether the answer accepts what it was asked: a verdict `valid`, an object that was decoded, an offer that matches.
    pub accepted: bool,
    /// The places where the answer differs. If it does, they include members that the implementation never gives.
    pub diff: Vec<DiffLine>,
    /// The answer in words, if missing members are its only difference.
    said: Option<String>,
    /// If the answer decides a question that only the chain can decide: the members that it gives.
    decides: Option<Vec<Member>>,
}

/// A member of the answers to one operation with one result, such as the `replayKey` of `verify valid`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Member {
    of: String,
    name: String,
}

impl Member {
    fn missing_in(&self, said: &str) -> String {
        format!("{said}, no {}", self.name)
    }
}

impl fmt::Display for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.of, self.name)
    }
}

/// Whether an answer is the one that a vector expects. There is no fourth outcome, so the enum is exhaustive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The answer is as expected.
    Pass,
    /// The answer differs.
    Differs,
    /// The implementation does not support the question.
    Skipped,
}

/// The members that are compared if the vector names them. No implementation has to give all of them, but one that
/// gives a member anywhere has to give it wherever a vector names it.
const OPTIONAL: [(&str, &[&str]); 14] = [
    ("builder-code", &["codes", "metadata", "flags"]),
    ("carrier", &["binding", "status", "version", "request", "response", "flags"]),
    ("channel-correction", &["charged", "needs", "outstanding"]),
    ("channel-response", &["charged", "balance", "flags"]),
    ("decode", &["version", "canonical", "flags"]),
    ("http-message-signature", &["keyId", "base", "flags", "needs"]),
    ("lint", &["version", "findings", "needs"]),
    ("match", &["differs"]),
    ("match-extensions", &["differs", "missing", "flags"]),
    ("offer-receipt", &["signer", "accept", "flags", "needs", "outstanding"]),
    ("payment-identifier", &["id", "status", "flags"]),
    ("settlement-state", &["signAgain"]),
    (
        "sign-in-with-x",
        &["address", "chainId", "nonce", "message", "digest", "resources", "flags", "needs", "outstanding"],
    ),
    (
        "verify",
        &[
            "purpose",
            "payer",
            "replayKey",
            "transferKey",
            "offer",
            "flags",
            "needs",
            "outstanding",
            "sponsor",
            "gasSponsoring",
            "lastLedger",
            "channel",
        ],
    ),
];

/// The members that the answer for a valid payment must have: the payer and the offer.
const REQUIRED_WHEN_VALID: &[&str] = &["payer", "offer"];

/// Those of what a facilitator is about to send for a server. A claim has many payers, and a sweep has none (N-20).
const REQUIRED_WHEN_SUBMITTED: &[&str] = &["offer"];

/// The part of `ok` that is not compared if an implementation does not give `canonical`: null or empty members.
const EMPTY_MEMBERS: &str = "empty members of ok";

/// The operations whose undecided questions a chain can decide.
const ASKED_OF_THE_CHAIN: [&str; 4] = ["channel-correction", "offer-receipt", "sign-in-with-x", "verify"];

/// The unanswered questions of these operations that no chain answers.
const NOT_ON_THE_CHAIN: [&str; 5] = ["did-document", "facilitator", "signer-authorization", "signing-key", "verifier"];

/// The maximum number of bytes of an answer that are kept until the end of the run.
pub(crate) const LONGEST_SAID: usize = 2048;

/// The maximum number of bytes that are kept of a program's error text.
const LONGEST_DETAIL: usize = 512;

/// Judges a reply by the vector's class. An implementation has only one profile, so `decode` is asked once.
#[must_use]
pub fn judge(vector: &Vector, reply: &Reply) -> Judgement {
    let judged = match reply {
        Reply::Result(result) => judge_result(vector, result.as_json()),
        Reply::Skipped(_) => Judged::new(Outcome::Skipped, "skipped"),
        Reply::Error(_) => Judged::new(Outcome::Differs, "error"),
        Reply::Malformed(_) => Judged::new(Outcome::Differs, "malformed answer"),
        Reply::Crashed(_) => Judged::new(Outcome::Differs, "crashed"),
        Reply::TimedOut(_) => Judged::new(Outcome::Differs, "timed out"),
    };
    let mut judgement = judged.into_judgement(vector);
    judgement.accepted = match reply {
        Reply::Result(result) => accepts(&vector.op, result.as_json()),
        // An object that was decoded, with the very fault for which it had to be refused.
        Reply::Malformed(why) => vector.op == "decode" && why.starts_with(UNREADABLE_RESULT),
        Reply::Skipped(_) | Reply::Error(_) | Reply::Crashed(_) | Reply::TimedOut(_) => false,
    };
    match reply {
        Reply::Result(result) if judgement.outcome == Outcome::Differs => {
            judgement.diff = diff::lines(choices(&vector.expect.result), result.as_json());
        }
        Reply::Skipped(why) | Reply::Error(why) | Reply::Malformed(why) | Reply::Crashed(why) => {
            judgement.detail = Some(diff::clipped(why, LONGEST_DETAIL));
        }
        Reply::TimedOut(bytes @ 1..) => judgement.detail = Some(format!("{bytes} bytes came, and no line feed")),
        Reply::Result(_) | Reply::TimedOut(0) => {}
    }
    judgement
}

impl Judgement {
    /// A judgement without members.
    pub(crate) const fn new(outcome: Outcome, expected: String, actual: String) -> Self {
        Self {
            outcome,
            expected,
            actual,
            given: vec![],
            compared: vec![],
            left_out: vec![],
            detail: None,
            accepted: false,
            diff: vec![],
            said: None,
            decides: None,
        }
    }

    /// Whether the answer decides a question that only the chain can decide.
    #[must_use]
    pub const fn decides(&self) -> bool {
        self.decides.is_some()
    }

    /// The judgement for an implementation that asks the chain. It may decide a question that an offline one leaves undecided.
    #[must_use]
    pub fn asking_the_chain(mut self) -> Self {
        if let Some(given) = &self.decides {
            self.outcome = Outcome::Pass;
            self.given.clone_from(given);
            self.diff.clear();
        }
        self
    }

    /// The judgement for an implementation that never gives certain members. Their absence is not a difference, and
    /// they are not compared.
    #[must_use]
    pub fn excusing(mut self, never_said: impl Fn(&Member) -> bool) -> Self {
        let Some(said) = &self.said else { return self };
        match self.left_out.iter().find(|member| !never_said(member)) {
            Some(member) => self.actual = member.missing_in(said),
            None => {
                self.outcome = Outcome::Pass;
                self.actual.clone_from(said);
                self.diff.clear();
            }
        }
        self
    }
}

/// The judgement of an answer before its members are excused.
struct Judged {
    outcome: Outcome,
    /// The answer in a few words.
    said: String,
    /// The fault in its members.
    wrong: Option<String>,
    given: Vec<&'static str>,
    compared: Vec<String>,
    left_out: Vec<String>,
    decides: bool,
}

impl Judged {
    fn new(outcome: Outcome, said: impl Into<String>) -> Self {
        Self {
            outcome,
            said: diff::clipped(&said.into(), LONGEST_SAID),
            wrong: None,
            given: vec![],
            compared: vec![],
            left_out: vec![],
            decides: false,
        }
    }

    fn that(passes: bool, said: impl Into<String>) -> Self {
        Self::new(if passes { Outcome::Pass } else { Outcome::Differs }, said)
    }

    /// Judges an acceptable answer by the members besides its result. They have to be those of one of the choices with
    /// the same result.
    fn by_members<'a>(op: &str, said: &str, choices: impl Iterator<Item = JsonRef<'a>>, result: JsonRef<'_>) -> Self {
        let mut judged = Self::that(true, said);
        judged.given = given(op, result);
        let mut fits: Vec<Fit> = choices.map(|choice| Fit::new(op, choice, result)).collect();
        // A missing member may be excused, but a wrong one may not.
        fits.sort_by_key(|fit| (fit.wrong.is_some(), fit.left_out.len()));
        if let Some(fit) = fits.into_iter().next() {
            (judged.wrong, judged.compared, judged.left_out) = (fit.wrong, fit.compared, fit.left_out);
        }
        judged
    }

    fn into_judgement(self, vector: &Vector) -> Judgement {
        let member = |name: &str| Member { of: format!("{} {}", vector.op, self.said), name: name.into() };
        let members = |names: &[String]| names.iter().map(|name| member(name)).collect();
        let mut judgement = Judgement::new(self.outcome, expected(vector), self.said.clone());
        judgement.given = self.given.iter().map(|name| member(name)).collect();
        judgement.decides = self.decides.then(|| std::mem::take(&mut judgement.given));
        judgement.compared = members(&self.compared);
        judgement.left_out = members(&self.left_out);
        if let Some(wrong) = &self.wrong {
            judgement.outcome = Outcome::Differs;
            judgement.actual = format!("{}, {wrong}", self.said);
        } else if self.outcome == Outcome::Pass && !judgement.left_out.is_empty() {
            judgement.outcome = Outcome::Differs;
            judgement.said = Some(self.said);
        }
        // At first, no missing member is excused.
        judgement.excusing(|_| false)
    }
}

/// The members that are compared if a vector names them, and that the answer has.
fn given(op: &str, result: JsonRef<'_>) -> Vec<&'static str> {
    let names = OPTIONAL.iter().find(|(of, _)| *of == op).map_or(&[][..], |(_, names)| names);
    names.iter().copied().filter(|name| result.get(name).is_some()).collect()
}

/// How the members of an answer compare with those of one choice.
#[derive(Default)]
struct Fit {
    /// The first member that differs.
    wrong: Option<String>,
    compared: Vec<String>,
    left_out: Vec<String>,
}

impl Fit {
    fn new(op: &str, choice: JsonRef<'_>, result: JsonRef<'_>) -> Self {
        let mut fit = Self::default();
        for (name, wanted) in choice.members().into_iter().flatten().filter(|(name, _)| !is_said(op, name)) {
            match result.get(&name) {
                Some(found) if same_member(&name, wanted, found) => fit.compared.push(name.into()),
                Some(_) => fit.refuse(format!("other {name}")),
                None => fit.left_out.push(name.into()),
            }
        }
        if let Some(name) = unexpected(choice, result) {
            fit.refuse(format!("{name} where there is none"));
        }
        fit
    }

    fn refuse(&mut self, why: String) {
        self.wrong.get_or_insert(why);
    }
}

/// Whether a member is part of the result, which has already been compared.
fn is_said(op: &str, name: &str) -> bool {
    (has_verdict(op) && name == "verdict") || matches!((op, name), ("match", "offer") | ("settlement-state", "state"))
}

fn expected(vector: &Vector) -> String {
    match vector.op.as_str() {
        "decode" => match vector.expect.class {
            Class::Valid => "ok",
            Class::Invalid => "err",
            Class::Acceptable | Class::Undecided => "ok or err",
        }
        .to_owned(),
        "builder-code" => match vector.expect.class {
            Class::Valid => "codes",
            Class::Invalid => "err",
            Class::Acceptable | Class::Undecided => "codes or err",
        }
        .to_owned(),
        op if has_verdict(op) => match vector.expect.class {
            Class::Acceptable => "valid or invalid".to_owned(),
            Class::Valid | Class::Invalid | Class::Undecided => vector.expect.class.as_str().to_owned(),
        },
        _ => vector.expect.result.as_str().to_owned(),
    }
}

/// Whether a result accepts what the question is about. An operation without a refusal accepts whatever it answers.
fn accepts(op: &str, result: JsonRef<'_>) -> bool {
    match op {
        "decode" => result.get("ok").is_some(),
        "match" => result.get("offer").is_some_and(|offer| !offer.is_null()),
        op if has_verdict(op) => {
            result.get("verdict").is_some_and(|verdict| verdict.string().is_ok_and(|verdict| verdict == "valid"))
        }
        op => is_refusal(op, result) != Some(true) && result.get("err").is_none(),
    }
}

fn judge_result(vector: &Vector, result: JsonRef<'_>) -> Judged {
    match vector.op.as_str() {
        "decode" => judge_decode(vector, result),
        "match" => judge_match(vector, result),
        "builder-code" => judge_codes(vector, result),
        "settlement-state" => judge_state(vector, result),
        op if has_verdict(op) => judge_verdict(vector, result),
        op if vector.expect.class == Class::Invalid && is_refusal(op, result).is_some() => {
            Judged::that(is_refusal(op, result) == Some(true), one_line(result))
        }
        _ => {
            let fits = choices(&vector.expect.result).any(|choice| difference(choice, result).is_none());
            Judged::that(fits, one_line(result))
        }
    }
}

fn judge_decode(vector: &Vector, result: JsonRef<'_>) -> Judged {
    match (result.get("ok"), result.get("err")) {
        (Some(_), None) => {}
        (None, Some(_)) => return Judged::that(vector.expect.class != Class::Valid, "err"),
        (None, None) => return Judged::that(false, "neither ok nor err"),
        (Some(_), Some(_)) => return Judged::that(false, "both ok and err"),
    }
    if vector.expect.class == Class::Invalid {
        return Judged::that(false, "ok");
    }
    let mut judged = Judged::by_members("decode", "ok", choices(&vector.expect.result), result);
    match object_of(vector.expect.result.as_json(), result) {
        Some(Object::Same) => judged.compared.push("ok".into()),
        // An implementation that gives `canonical` has to give exactly the expected text.
        Some(Object::ButForEmpty) if result.get("canonical").is_none() => {
            judged.compared.push("ok".into());
            judged.left_out.push(EMPTY_MEMBERS.into());
        }
        Some(Object::ButForEmpty | Object::Other) | None => {
            judged.wrong.get_or_insert_with(|| "other object".into());
        }
    }
    judged
}

/// Judges which offer matches, or that none does. Some implementations do not say in which members the other offers
/// differ.
fn judge_match(vector: &Vector, result: JsonRef<'_>) -> Judged {
    let Some(offer) = result.get("offer") else { return Judged::that(false, "no offer") };
    let said = format!("offer {}", offer.text());
    if vector.expect.class == Class::Acceptable {
        // Any answer is right, as long as it is one.
        let input = RawJson::parse(vector.input.as_str()).ok();
        let offers =
            input.as_ref().and_then(|input| input.as_json().get("offers")?.elements().ok()).map_or(0, Iterator::count);
        let is_index = offer.integer().is_ok_and(|index| usize::try_from(index).is_ok_and(|index| index < offers));
        return Judged::that(offer.is_null() || is_index, said);
    }
    let same = |choice: &JsonRef<'_>| choice.get("offer").is_some_and(|wanted| wanted.same_value(&offer));
    let mut choices = choices(&vector.expect.result).filter(same).peekable();
    if choices.peek().is_none() {
        return Judged::that(false, said);
    }
    Judged::by_members("match", &said, choices, result)
}

/// Judges the state of a payment. When a buyer may sign again follows from it, and not every implementation says that.
fn judge_state(vector: &Vector, result: JsonRef<'_>) -> Judged {
    let state_of = |value: &JsonRef<'_>| value.get("state").and_then(|state| state.string().ok().map(String::from));
    let Some(state) = state_of(&result) else { return Judged::that(false, "no state") };
    let mut choices =
        choices(&vector.expect.result).filter(|choice| state_of(choice).as_ref() == Some(&state)).peekable();
    if choices.peek().is_none() {
        return Judged::that(false, state);
    }
    Judged::by_members("settlement-state", &state, choices, result)
}

/// Judges builder codes. If a suffix may be refused and is not, its codes have to be right.
fn judge_codes(vector: &Vector, result: JsonRef<'_>) -> Judged {
    match (result.get("codes"), result.get("err")) {
        (Some(_), None) if vector.expect.class == Class::Invalid => Judged::that(false, "codes"),
        (Some(_), None) => Judged::by_members("builder-code", "codes", choices(&vector.expect.result), result),
        (None, Some(_)) => Judged::that(vector.expect.class != Class::Valid, "err"),
        (None, None) => Judged::that(false, "neither codes nor err"),
        (Some(_), Some(_)) => Judged::that(false, "both codes and err"),
    }
}

fn judge_verdict(vector: &Vector, result: JsonRef<'_>) -> Judged {
    let verdict_of = |value: &JsonRef<'_>| value.get("verdict").and_then(|value| value.string().ok().map(String::from));
    let Some(verdict) = verdict_of(&result) else { return Judged::that(false, "no verdict") };
    let may = match vector.expect.class {
        Class::Acceptable => matches!(verdict.as_str(), "valid" | "invalid" | "undecided"),
        Class::Valid | Class::Invalid | Class::Undecided => verdict == vector.expect.class.as_str(),
    };
    if !may {
        let decides = chain_decides(vector)
            && matches!(verdict.as_str(), "valid" | "invalid")
            && missing(vector, &verdict, result).is_none();
        let given = if decides { given(&vector.op, result) } else { vec![] };
        return Judged { decides, given, ..Judged::that(false, verdict) };
    }
    let same = choices(&vector.expect.result).filter(|choice| verdict_of(choice).as_ref() == Some(&verdict));
    let mut judged = Judged::by_members(&vector.op, &verdict, same, result);
    if let Some(name) = missing(vector, &verdict, result) {
        judged.wrong = Some(format!("no {name}"));
    }
    judged
}

/// Whether the vector leaves undecided what a chain can decide.
fn chain_decides(vector: &Vector) -> bool {
    let is_on_chain = |need: JsonRef<'_>| need.string().is_ok_and(|need| !NOT_ON_THE_CHAIN.contains(&&*need));
    let needs = choices(&vector.expect.result).filter_map(|choice| choice.get("needs")?.elements().ok());
    vector.expect.class == Class::Undecided
        && ASKED_OF_THE_CHAIN.contains(&vector.op.as_str())
        && needs.flatten().all(is_on_chain)
}

/// The member that the answer to a valid payment must have and does not.
fn missing(vector: &Vector, verdict: &str, result: JsonRef<'_>) -> Option<&'static str> {
    if vector.op != "verify" || verdict != "valid" {
        return None;
    }
    required(vector).iter().copied().find(|name| result.get(name).is_none())
}

/// The members that the answer to a valid payment must have.
fn required(vector: &Vector) -> &'static [&'static str] {
    let input = RawJson::parse(vector.input.as_str());
    let is_submitted = input.is_ok_and(|input| {
        let phase = input.as_json().get("phase").and_then(|phase| phase.string().ok().map(String::from));
        phase.as_deref() == Some("submit")
    });
    if is_submitted { REQUIRED_WHEN_SUBMITTED } else { REQUIRED_WHEN_VALID }
}

/// The expected result, or the list of results of which one has to fit.
fn choices(expected: &RawJson) -> impl Iterator<Item = JsonRef<'_>> {
    let value = expected.as_json();
    let several = value.elements().ok();
    let single = several.is_none().then_some(value);
    several.into_iter().flatten().chain(single)
}

fn one_line(value: JsonRef<'_>) -> String {
    x402_operations::one_line(value.text().to_owned())
}
