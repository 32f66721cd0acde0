//! Compares an answer of any implementation with the expectation of a vector.
//!
//! The verdict decides, or the object, the offer or the codes. A field next to a right verdict is compared too, and counts in a column
//! of its own: see [`Field`].

use serde::{Deserialize, Serialize};
use x402_types::{JsonRef, RawJson, declare::names};

use crate::{
    adapter::{Reply, UNREADABLE_RESULT},
    diff::{self, DiffLine},
    equality::{Object, difference, has_verdict, is_refusal, object_of, same_member, unexpected},
    vector::{Class, Vector},
};

/// The outcome of one vector for one implementation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// Whether the answer is as expected.
    pub outcome: Outcome,
    /// The expectation in a few words.
    pub expected: String,
    /// The answer in a few words, which are the same in every run.
    pub actual: String,
    /// The verdict in a few words, without what is wrong next to it.
    pub verdict: String,
    /// The fields next to a right verdict. They never decide the outcome.
    pub fields: Vec<Field>,
    /// Why there is no answer: the reason for a skip or an error, the rule that a malformed answer breaks, how the program
    /// ended, or what came of an answer in time.
    pub detail: Option<String>,
    /// Whether the answer accepts what it was asked: a verdict `valid`, an object that was decoded, an offer that matches.
    pub accepted: bool,
    /// The places where the answer differs, of those that were compared.
    pub diff: Vec<DiffLine>,
    /// If the answer decides a question that only the chain can decide: the fields that it gives.
    decides: Option<Vec<Field>>,
}

/// A field next to a right verdict, such as `payer` next to `invalid`. The struct gets no further fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The name of the field, directly in the answer.
    pub name: String,
    /// How it compares.
    pub compared: Compared,
}

/// How a field compares with that of the vector. There is nothing else, so the enum is exhaustive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Compared {
    /// The values are equal.
    Same,
    /// The values are different.
    Different(DiffLine),
    /// The vector names the field, and the answer does not have it. An implementation that never gives the field is excused.
    Missing,
    /// The same of a field that every implementation has to give: the payer and the offer of a valid payment.
    Owed(DiffLine),
    /// The answer has the field, and the vector does not name it.
    Unasked,
}

names! {
    /// What is wrong with a field next to a right verdict. There is nothing else, so the enum is exhaustive.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub enum FieldFault {
        /// The vector names the field, and the answer does not have it.
        Missing = "missing",
        /// The value is a different one.
        Different = "different",
    }
    as_str "The name in reports.";
    Display;
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

/// The fields that an answer may have next to its verdict or its object. No implementation has to give all of them.
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

/// The fields that describe an answer. A different value next to a right verdict costs no money.
const REMARKS: [&str; 6] = ["differs", "findings", "flags", "missing", "needs", "outstanding"];

/// The fields that contain verdicts on what a sponsor is asked to sign. A different value is a different verdict, whatever the one on the
/// payment is.
const VERDICTS: [&str; 2] = ["sponsor", "gasSponsoring"];

/// The fields that the answer for a valid payment must have: the payer and the offer.
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
pub(crate) const LONGEST_ANSWER: usize = 2048;

/// The maximum number of bytes that are kept of a program's error text.
const LONGEST_DETAIL: usize = 512;

/// Compares a reply by the vector's class. An implementation has only one profile, so `decode` is asked once.
#[must_use]
pub fn compare(vector: &Vector, reply: &Reply) -> Comparison {
    let assessment = match reply {
        Reply::Result(result) => compare_result(vector, result.as_json()),
        Reply::Skipped(_) => Assessment::new(Outcome::Skipped, "skipped"),
        Reply::Error(_) => Assessment::new(Outcome::Differs, "error"),
        Reply::Malformed(_) => Assessment::new(Outcome::Differs, "malformed answer"),
        Reply::Crashed(_) => Assessment::new(Outcome::Differs, "crashed"),
        Reply::TimedOut(_) => Assessment::new(Outcome::Differs, "timed out"),
    };
    let diff = match reply {
        Reply::Result(result) if assessment.outcome == Outcome::Differs => {
            let result = result.as_json();
            diff::lines(choices(&vector.expect.result), result, |name| assessment.compares(&vector.op, name, result))
        }
        Reply::Result(_)
        | Reply::Skipped(_)
        | Reply::Error(_)
        | Reply::Malformed(_)
        | Reply::Crashed(_)
        | Reply::TimedOut(_) => vec![],
    };
    let accepted = match reply {
        Reply::Result(result) => accepts(&vector.op, result.as_json()),
        // An object that was decoded, with the very fault for which it had to be refused.
        Reply::Malformed(why) => vector.op == "decode" && why.starts_with(UNREADABLE_RESULT),
        Reply::Skipped(_) | Reply::Error(_) | Reply::Crashed(_) | Reply::TimedOut(_) => false,
    };
    let detail = match reply {
        Reply::Skipped(why) | Reply::Error(why) | Reply::Malformed(why) | Reply::Crashed(why) => {
            Some(diff::clipped(why, LONGEST_DETAIL))
        }
        Reply::TimedOut(bytes @ 1..) => Some(format!("{bytes} bytes came, and no line feed")),
        Reply::Result(_) | Reply::TimedOut(0) => None,
    };
    let Assessment { outcome, answer, wrong, fields, decides } = assessment;
    Comparison {
        outcome,
        expected: expected(vector),
        actual: match &wrong {
            Some(Wrong { how, .. }) => format!("{answer}, {how}"),
            None => answer.clone(),
        },
        verdict: match answer.strip_prefix("offer ") {
            // The index is no matter to the fields next to it.
            Some(index) if vector.op == "match" && index != "null" => "offer".to_owned(),
            _ => answer,
        },
        fields,
        detail,
        accepted,
        diff,
        decides,
    }
}

impl Comparison {
    /// A comparison without fields.
    pub(crate) const fn new(outcome: Outcome, expected: String, actual: String) -> Self {
        Self {
            outcome,
            expected,
            actual,
            verdict: String::new(),
            fields: vec![],
            detail: None,
            accepted: false,
            diff: vec![],
            decides: None,
        }
    }

    /// Whether the answer decides a question that only the chain can decide.
    #[must_use]
    pub const fn decides(&self) -> bool {
        self.decides.is_some()
    }

    /// The comparison for an implementation that asks the chain. It may decide a question that an offline one leaves undecided.
    #[must_use]
    pub fn asking_the_chain(mut self) -> Self {
        if let Some(optional_fields) = &self.decides {
            self.outcome = Outcome::Pass;
            self.fields.clone_from(optional_fields);
            self.diff.clear();
        }
        self
    }

    /// The faults of the fields next to a right verdict, of an implementation that gives every field.
    pub fn field_faults(&self) -> impl Iterator<Item = (&str, FieldFault)> {
        self.fields.iter().filter_map(|Field { name, compared }| match compared {
            Compared::Different(_) => Some((&**name, FieldFault::Different)),
            Compared::Missing | Compared::Owed(_) => Some((&**name, FieldFault::Missing)),
            Compared::Same | Compared::Unasked => None,
        })
    }
}

/// The comparison of an answer, before it is written as text.
struct Assessment {
    outcome: Outcome,
    /// The verdict in a few words.
    answer: String,
    /// What is wrong next to a right verdict and decides all the same.
    wrong: Option<Wrong>,
    fields: Vec<Field>,
    decides: Option<Vec<Field>>,
}

/// The fields for which an answer with a right verdict differs.
#[derive(Default)]
struct Wrong {
    /// The first fault, in a few words.
    how: String,
    names: Vec<String>,
}

impl Wrong {
    fn add(wrong: &mut Option<Self>, name: &str, how: impl FnOnce() -> String) {
        wrong.get_or_insert_with(|| Self { how: how(), names: vec![] }).names.push(name.to_owned());
    }
}

impl Assessment {
    fn new(outcome: Outcome, answer: impl Into<String>) -> Self {
        Self {
            outcome,
            answer: diff::clipped(&answer.into(), LONGEST_ANSWER),
            wrong: None,
            fields: vec![],
            decides: None,
        }
    }

    fn passes_if(passes: bool, answer: impl Into<String>) -> Self {
        Self::new(if passes { Outcome::Pass } else { Outcome::Differs }, answer)
    }

    /// Compares the fields of an answer whose verdict is right. They have to be those of one of the choices with the same verdict.
    fn by_fields<'a>(op: &str, answer: &str, choices: impl Iterator<Item = JsonRef<'a>>, result: JsonRef<'_>) -> Self {
        let mut assessment = Self::passes_if(true, answer);
        let fits = choices.map(|choice| Fit::new(op, choice, result));
        let best = fits.min_by_key(|fit| {
            let faults = |is: fn(&Compared) -> bool| fit.fields.iter().filter(|field| is(&field.compared)).count();
            let different = faults(|compared| matches!(compared, Compared::Different(_)));
            (fit.wrong.is_some(), different, faults(|compared| matches!(compared, Compared::Missing)))
        });
        let Fit { wrong, mut fields } = best.unwrap_or_default();
        let named: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
        fields.extend(optional_fields(op, result).filter(|field| !named.contains(&field.name)));
        assessment.fields = fields;
        assessment.refuse(wrong);
        assessment
    }

    /// Takes what is wrong next to the verdict and decides.
    fn refuse(&mut self, wrong: Option<Wrong>) {
        if wrong.is_some() {
            (self.outcome, self.wrong) = (Outcome::Differs, wrong);
        }
    }

    /// Whether a field of the vector decided that the answer differs.
    fn compares(&self, op: &str, name: &str, result: JsonRef<'_>) -> bool {
        // The content of a refusal is for people.
        let may_refuse = matches!(op, "decode" | "builder-code") || is_refusal(op, result).is_some();
        if may_refuse && name == "err" {
            return result.get("err").is_none();
        }
        match &self.wrong {
            Some(wrong) => wrong.names.iter().any(|wrong| wrong == name),
            None if has_verdict(op) => name == "verdict",
            None => match op {
                "match" => name == "offer",
                "settlement-state" => name == "state",
                "decode" => name == "canonical",
                "builder-code" => name == "codes",
                _ => true,
            },
        }
    }
}

/// The fields that an answer has of those that vectors name.
fn optional_fields(op: &str, result: JsonRef<'_>) -> impl Iterator<Item = Field> {
    let names = OPTIONAL.iter().find(|(of, _)| *of == op).map_or(&[][..], |(_, names)| names);
    let names = names.iter().filter(move |name| result.get(name).is_some());
    names.map(|name| Field { name: (*name).to_owned(), compared: Compared::Unasked })
}

/// How the fields of an answer compare with those of one choice.
#[derive(Default)]
struct Fit {
    /// What is wrong and decides.
    wrong: Option<Wrong>,
    fields: Vec<Field>,
}

impl Fit {
    fn new(op: &str, choice: JsonRef<'_>, result: JsonRef<'_>) -> Self {
        let mut fit = Self::default();
        let accepted = accepts(op, result);
        for (name, wanted) in choice.members().into_iter().flatten().filter(|(name, _)| !is_verdict(op, name)) {
            let compared = match result.get(&name) {
                Some(found) if same_member(&name, wanted, found) => Compared::Same,
                Some(_) if decides(&name, accepted) => {
                    Wrong::add(&mut fit.wrong, &name, || format!("other {name}"));
                    Compared::Unasked
                }
                Some(found) => Compared::Different(DiffLine::of_field(&name, Some(wanted), Some(found))),
                None => Compared::Missing,
            };
            fit.fields.push(Field { name: name.into_owned(), compared });
        }
        if let Some(name) = unexpected(choice, result) {
            Wrong::add(&mut fit.wrong, name, || format!("{name} where there is none"));
        }
        fit
    }
}

/// Whether a different value of this field is a different verdict. Next to an acceptance that is so of every field that a caller
/// acts on, such as the payer, the offer and the replay key.
fn decides(name: &str, accepted: bool) -> bool {
    VERDICTS.contains(&name) || (accepted && !REMARKS.contains(&name))
}

/// Whether a member is part of the result, which has already been compared.
fn is_verdict(op: &str, name: &str) -> bool {
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

fn compare_result(vector: &Vector, result: JsonRef<'_>) -> Assessment {
    match vector.op.as_str() {
        "decode" => compare_decode(vector, result),
        "match" => compare_match(vector, result),
        "builder-code" => compare_codes(vector, result),
        "settlement-state" => compare_state(vector, result),
        op if has_verdict(op) => compare_verdict(vector, result),
        op if vector.expect.class == Class::Invalid && is_refusal(op, result).is_some() => {
            Assessment::passes_if(is_refusal(op, result) == Some(true), one_line(result))
        }
        _ => {
            let fits = choices(&vector.expect.result).any(|choice| difference(choice, result).is_none());
            Assessment::passes_if(fits, one_line(result))
        }
    }
}

fn compare_decode(vector: &Vector, result: JsonRef<'_>) -> Assessment {
    match (result.get("ok"), result.get("err")) {
        (Some(_), None) => {}
        (None, Some(_)) => return Assessment::passes_if(vector.expect.class != Class::Valid, "err"),
        (None, None) => return Assessment::passes_if(false, "neither ok nor err"),
        (Some(_), Some(_)) => return Assessment::passes_if(false, "both ok and err"),
    }
    if vector.expect.class == Class::Invalid {
        return Assessment::passes_if(false, "ok");
    }
    let mut assessment = Assessment::by_fields("decode", "ok", acceptances(vector), result);
    let object = object_of(vector.expect.result.as_json(), result);
    // An implementation that gives `canonical` has to give exactly the expected text.
    let lacks_empty = object == Some(Object::ButForEmpty) && result.get("canonical").is_none();
    if object == Some(Object::Same) || lacks_empty {
        assessment.fields.push(Field { name: "ok".into(), compared: Compared::Same });
    } else {
        let mut wrong = assessment.wrong.take();
        Wrong::add(&mut wrong, "ok", || "other object".into());
        assessment.refuse(wrong);
    }
    if lacks_empty {
        assessment.fields.push(Field { name: EMPTY_MEMBERS.into(), compared: Compared::Missing });
    }
    assessment
}

/// Compares which offer matches, or that none does. Some implementations do not say in which members the other offers
/// differ.
fn compare_match(vector: &Vector, result: JsonRef<'_>) -> Assessment {
    let Some(offer) = result.get("offer") else { return Assessment::passes_if(false, "no offer") };
    let answer = format!("offer {}", offer.text());
    if vector.expect.class == Class::Acceptable {
        // Any answer is right, as long as it is one.
        let input = RawJson::parse(vector.input.as_str()).ok();
        let offers =
            input.as_ref().and_then(|input| input.as_json().get("offers")?.elements().ok()).map_or(0, Iterator::count);
        let is_index = offer.integer().is_ok_and(|index| usize::try_from(index).is_ok_and(|index| index < offers));
        return Assessment::passes_if(offer.is_null() || is_index, answer);
    }
    let same = |choice: &JsonRef<'_>| choice.get("offer").is_some_and(|wanted| wanted.same_value(&offer));
    let mut choices = choices(&vector.expect.result).filter(same).peekable();
    if choices.peek().is_none() {
        return Assessment::passes_if(false, answer);
    }
    Assessment::by_fields("match", &answer, choices, result)
}

/// Compares the state of a payment. When a buyer may sign again follows from it, and not every implementation says that.
fn compare_state(vector: &Vector, result: JsonRef<'_>) -> Assessment {
    let state_of = |value: &JsonRef<'_>| value.get("state").and_then(|state| state.string().ok().map(String::from));
    let Some(state) = state_of(&result) else { return Assessment::passes_if(false, "no state") };
    let mut choices =
        choices(&vector.expect.result).filter(|choice| state_of(choice).as_ref() == Some(&state)).peekable();
    if choices.peek().is_none() {
        return Assessment::passes_if(false, state);
    }
    Assessment::by_fields("settlement-state", &state, choices, result)
}

/// Compares builder codes. If a suffix may be refused and is not, its codes have to be right.
fn compare_codes(vector: &Vector, result: JsonRef<'_>) -> Assessment {
    match (result.get("codes"), result.get("err")) {
        (Some(_), None) if vector.expect.class == Class::Invalid => Assessment::passes_if(false, "codes"),
        (Some(_), None) => Assessment::by_fields("builder-code", "codes", acceptances(vector), result),
        (None, Some(_)) => Assessment::passes_if(vector.expect.class != Class::Valid, "err"),
        (None, None) => Assessment::passes_if(false, "neither codes nor err"),
        (Some(_), Some(_)) => Assessment::passes_if(false, "both codes and err"),
    }
}

fn compare_verdict(vector: &Vector, result: JsonRef<'_>) -> Assessment {
    let verdict_of = |value: &JsonRef<'_>| value.get("verdict").and_then(|value| value.string().ok().map(String::from));
    let Some(verdict) = verdict_of(&result) else { return Assessment::passes_if(false, "no verdict") };
    let may = match vector.expect.class {
        Class::Acceptable => matches!(verdict.as_str(), "valid" | "invalid" | "undecided"),
        Class::Valid | Class::Invalid | Class::Undecided => verdict == vector.expect.class.as_str(),
    };
    if !may {
        let decides = chain_decides(vector)
            && matches!(verdict.as_str(), "valid" | "invalid")
            && missing(vector, &verdict, result).next().is_none();
        let decides = decides.then(|| optional_fields(&vector.op, result).collect());
        return Assessment { decides, ..Assessment::passes_if(false, verdict) };
    }
    let same = choices(&vector.expect.result).filter(|choice| verdict_of(choice).as_ref() == Some(&verdict));
    let mut assessment = Assessment::by_fields(&vector.op, &verdict, same, result);
    for name in missing(vector, &verdict, result) {
        let expected = choices(&vector.expect.result).find_map(|choice| choice.get(name));
        let compared = Compared::Owed(DiffLine::of_field(name, expected, None));
        assessment.fields.retain(|field| field.name != name);
        assessment.fields.push(Field { name: name.into(), compared });
    }
    assessment
}

/// Whether the vector leaves undecided what a chain can decide.
fn chain_decides(vector: &Vector) -> bool {
    let is_on_chain =
        |question: JsonRef<'_>| question.string().is_ok_and(|question| !NOT_ON_THE_CHAIN.contains(&&*question));
    let questions = choices(&vector.expect.result).filter_map(|choice| choice.get("needs")?.elements().ok());
    vector.expect.class == Class::Undecided
        && ASKED_OF_THE_CHAIN.contains(&vector.op.as_str())
        && questions.flatten().all(is_on_chain)
}

/// The fields that the answer to a valid payment must have and does not.
fn missing(vector: &Vector, verdict: &str, result: JsonRef<'_>) -> impl Iterator<Item = &'static str> {
    let names = if vector.op == "verify" && verdict == "valid" { required(vector) } else { &[] };
    names.iter().copied().filter(move |name| result.get(name).is_none())
}

/// The fields that the answer to a valid payment must have.
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

/// The expected results that are no refusals.
fn acceptances(vector: &Vector) -> impl Iterator<Item = JsonRef<'_>> {
    choices(&vector.expect.result).filter(|choice| choice.get("err").is_none())
}

fn one_line(value: JsonRef<'_>) -> String {
    x402_operations::one_line(value.text().to_owned())
}
