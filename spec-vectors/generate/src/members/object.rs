//! An object of the documents: its members, and who reads it.

use std::collections::BTreeSet;

use serde_json::json;
use x402_vectors::vector::Class;

use crate::{
    case::Case,
    cells::lenient,
    draft::{Draft, err, expect, ok, raw_text},
    fault::Fault,
};

/// Whether a member is required.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    Required,
    Optional,
    /// Treated as optional against the table of the document, for this reason.
    Loose(&'static str),
    /// Optional, and null without a flag: the documents print it.
    NullIsUsual,
    /// May be missing with this flag, and may not be null.
    Missable(&'static str),
    /// Optional, with this flag.
    Flagged(&'static str),
    /// Lenient accepts an object without it, with this flag.
    ByStrict(&'static str),
    /// Required, and null is a value of it.
    OrNull,
    /// Required, and a value of any other type or form is kept with this flag.
    AnyType(&'static str),
}
use Need::{AnyType, ByStrict, Flagged, Loose, Missable, NullIsUsual, Optional, OrNull, Required};

/// Name, need, a right value as JSON, a value of another type as JSON, and the rows that it tests.
pub(super) type Member = (&'static str, Need, &'static str, &'static str, &'static [&'static str]);

/// The flags with which the object is accepted, or the kind of refusal and the member.
type Outcome = Result<Vec<&'static str>, (&'static str, &'static str)>;

/// The operation that reads the object.
#[derive(Clone, Copy)]
pub(super) enum Read {
    /// `decode` of this kind, and the version in its answer.
    Decode(&'static str, Option<u64>),
    /// `decode` of a list of this kind, which gets this flag if the entry cannot be read, and the version in its
    /// answer.
    Entry(&'static str, &'static str, Option<u64>),
    /// `verify`, as the payload of this payment.
    Verify(fn() -> Case),
}

impl Need {
    /// The meaning of absence and of null, in `docs/reference/tables.md`.
    fn on_page(self) -> String {
        match self {
            Required => "refused".into(),
            Optional | Loose(_) => "allowed; null has the flag `null-optional`".into(),
            NullIsUsual => "allowed".into(),
            Missable(flag) => format!("absent has the flag `{flag}`; null is refused"),
            Flagged(flag) => format!("allowed, flag `{flag}`; null has the flag `null-optional` too"),
            ByStrict(flag) => format!("refused; Lenient takes absent with the flag `{flag}`"),
            OrNull => "absent is refused; null is a value".into(),
            AnyType(flag) => format!("absent is refused; null, or a value of any other form, has the flag `{flag}`"),
        }
    }

    /// The faults of an object without the member, and of one where it is null.
    const fn faults(self) -> [Fault; 2] {
        match self {
            Required | ByStrict(_) => [Fault::RequiredMissing, Fault::RequiredNull],
            Optional => [Fault::AnotherValue, Fault::OptionalNull],
            NullIsUsual => [Fault::AnotherValue, Fault::AnotherValue],
            Loose(_) | Flagged(_) => [Fault::LaxMember, Fault::OptionalNull],
            Missable(_) => [Fault::EmptyInSettlement, Fault::NullNetwork],
            OrNull | AnyType(_) => [Fault::RequiredMissing, Fault::AnotherValue],
        }
    }

    /// The answers to a value of another type.
    fn of_another_type(self, name: &'static str, kind: &'static str) -> [Outcome; 2] {
        if let AnyType(flag) = self { [Ok(vec![flag]), Ok(vec![flag])] } else { [Err((kind, name)), Err((kind, name))] }
    }
}

pub(super) struct Object {
    pub(super) number: u32,
    pub(super) name: &'static str,
    pub(super) read: Read,
    /// The document around the object, with `@` in the place of the object.
    pub(super) template: String,
    /// The path of the object in the document.
    pub(super) path: &'static str,
    pub(super) members: &'static [Member],
    /// The rows that the object as a whole tests.
    pub(super) rows: &'static [&'static str],
}

/// A letter, a value, and its description.
const SAMPLES: [(char, &str, &str); 5] = [
    ('d', r#""x""#, "as a text"),
    ('e', "7", "as a number"),
    ('f', "true", "as a boolean"),
    ('g', "{}", "as an object"),
    ('h', "[]", "as an array"),
];

/// The type of a value, by its first character.
fn kind_of(value: &str) -> char {
    match value.chars().next().unwrap_or_default() {
        '0'..='9' => '0',
        'f' => 't',
        first => first,
    }
}

/// The values that count as false in JavaScript and Python: a letter, the value, and its description.
const FALSY: [(char, &str, &str); 3] =
    [('i', r#""""#, "as an empty text"), ('j', "0", "as zero"), ('k', "false", "as false")];

const NO_SHAPES: &str = "a rule about shapes, and the standard library knows none";

const NO_WITNESS: &str =
    "a refusal by ruling: the standard library knows no shapes, and no model of an SDK that is run here refuses it";

impl Object {
    pub(super) fn drafts(&self) -> Vec<Draft> {
        let rows: BTreeSet<&str> = self.members.iter().flat_map(|member| member.4).chain(self.rows).copied().collect();
        let rows: Vec<&str> = rows.into_iter().collect();
        let all = self.draft(
            "00",
            "all members",
            &self.text("", None),
            [Ok(Vec::new()), Ok(Vec::new())],
            Fault::AnotherValue,
        );
        let mut drafts = vec![all.requirements(&rows)];
        for (index, (name, need, _, other_type, rows)) in (1..).zip(self.members) {
            let refused = |kind| Err((kind, *name));
            let missing = match need {
                Required | OrNull | AnyType(_) => [refused("missing-member"), refused("missing-member")],
                ByStrict(flag) => [refused("missing-member"), Ok(vec![*flag])],
                Optional | Loose(_) | NullIsUsual => [Ok(Vec::new()), Ok(Vec::new())],
                Missable(flag) | Flagged(flag) => [Ok(vec![*flag]), Ok(vec![*flag])],
            };
            let null = match need {
                Required | ByStrict(_) | Missable(_) => [refused("null"), refused("null")],
                Optional | Loose(_) => [Ok(vec!["null-optional"]), Ok(vec!["null-optional"])],
                NullIsUsual | OrNull => [Ok(Vec::new()), Ok(Vec::new())],
                Flagged(flag) => [Ok(vec!["null-optional", *flag]), Ok(vec!["null-optional", *flag])],
                AnyType(flag) => [Ok(vec![*flag]), Ok(vec![*flag])],
            };
            let wrong = need.of_another_type(name, "wrong-type");
            let [of_missing, of_null] = need.faults();
            for (letter, case, value, answers, fault) in [
                ('a', "missing", None, missing, of_missing),
                ('b', "null", Some("null"), null, of_null),
                ('c', "of another type", Some(*other_type), wrong, Fault::WrongType),
            ] {
                let text = self.text(name, value);
                let number = format!("{index:02}{letter}");
                let mut draft = self.draft(&number, &format!("{name} {case}"), &text, answers, fault);
                draft = self.signed_for(draft, name, value.unwrap_or_default());
                if self.is_of_settlement(name) {
                    draft = draft.rulings(&["C-7", "C-8", "C-14"]);
                }
                if let (Loose(why), 'a' | 'b') = (need, letter) {
                    draft = draft.comment(why);
                }
                drafts.push(draft.requirements(rows));
            }
            if !matches!(self.read, Read::Verify(_)) {
                drafts.extend(self.further(index, self.members[index - 1]));
            }
        }
        drafts
    }

    /// Each member with each value that counts as false in some languages, if no other vector has it.
    pub(super) fn falsy(&self) -> Vec<Draft> {
        (1..).zip(self.members).flat_map(|(index, member)| self.falsy_member(index, *member)).collect()
    }

    fn falsy_member(&self, index: usize, (name, need, good, other_type, _): Member) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for (letter, value, what) in FALSY.into_iter().filter(|(_, value, _)| ![good, other_type].contains(value)) {
            // Lenient reads a number as an amount.
            if letter == 'j' && matches!(name, "amount" | "maxAmountRequired") {
                continue;
            }
            let refused = |kind| [Err((kind, name)), Err((kind, name))];
            let taken = |flags: &[&'static str]| [Ok(flags.to_vec()), Ok(flags.to_vec())];
            let is_settlement = matches!(self.read, Read::Decode("settlement", _));
            let is_read = !matches!(self.read, Read::Verify(_));
            let (answers, ruling, fault) = match (name, value, need) {
                ("x402Version", r#""""#, _) => (refused("version"), "C-5", Fault::WrongType),
                ("x402Version", "0", _) => (refused("version"), "C-5", Fault::UnknownVersion),
                _ if kind_of(value) != kind_of(good) || !is_read => {
                    let ruling = if self.is_of_settlement(name) { "C-14" } else { "C-8" };
                    (need.of_another_type(name, "wrong-type"), ruling, Fault::WrongType)
                }
                ("scheme", ..) => (refused("empty-scheme"), "C-10", Fault::EmptyScheme),
                ("network", _, Missable(flag)) => (taken(&[flag]), "C-14", Fault::EmptyInSettlement),
                ("network", ..) => (refused("not-network"), "C-9", Fault::MalformedNetwork),
                ("transaction", ..) if good != value => (taken(&["no-transaction"]), "C-14", Fault::EmptyInSettlement),
                ("amount", ..) if is_settlement => (taken(&["empty-amount"]), "C-14", Fault::EmptyInSettlement),
                ("amount" | "maxAmountRequired", ..) => (refused("not-decimal"), "C-6", Fault::MalformedDecimal),
                (.., AnyType(flag)) => (taken(&[flag]), "Z-10", Fault::WrongType),
                _ => (taken(&[]), "C-8", Fault::AnotherValue),
            };
            let number = format!("{index:02}{letter}");
            let ruling = if matches!(self.read, Read::Entry(..)) && answers[0].is_err() { "C-10" } else { ruling };
            let draft = self.draft(&number, &format!("{name} {what}"), &self.text(name, Some(value)), answers, fault);
            let draft = self.signed_for(draft.rulings(&[ruling]), name, value);
            drafts.push(if is_read { draft.no_witness(NO_SHAPES) } else { draft });
        }
        drafts
    }

    /// The member with each further type, and twice.
    fn further(&self, index: usize, (name, need, good, other_type, _): Member) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for (letter, sample, what) in SAMPLES {
            let is_amount = matches!(name, "amount" | "maxAmountRequired");
            if [good, other_type].iter().any(|value| kind_of(value) == kind_of(sample)) || (is_amount && sample == "7")
            {
                continue;
            }
            let kind = if name == "x402Version" && sample == r#""x""# { "version" } else { "wrong-type" };
            let answers = need.of_another_type(name, kind);
            let number = format!("{index:02}{letter}");
            let text = self.text(name, Some(sample));
            let draft = self.draft(&number, &format!("{name} {what}"), &text, answers, Fault::WrongType);
            drafts.push(if self.is_of_settlement(name) { draft.rulings(&["C-8", "C-14"]) } else { draft });
        }
        let (Read::Decode(kind, _) | Read::Entry(kind, ..)) = self.read else { return drafts };
        let answer = err("json", "duplicate-member", &self.field(name));
        let text = self.text(name, Some(&format!("{good},\"{name}\":{good}")));
        let id = format!("members-{:02}{index:02}t", self.number);
        let title = format!("{}: {name} twice", self.name);
        let input = json!({"kind": kind, "text": text});
        drafts.push(Draft::decode(id, title, &input, &answer, &answer).rulings(&["C-3"]).no_witness(NO_WITNESS));
        drafts
    }

    /// The rows of the object in `docs/reference/tables.md`.
    pub(super) fn rows_of_page(&self) -> Vec<[String; 4]> {
        let row = |(name, need, good, ..): &Member| {
            let kind = match kind_of(good) {
                '"' if good.len() > 2 && good.trim_matches('"').bytes().all(|byte| byte.is_ascii_digit()) => "decimal",
                '"' => "string",
                '0' => "integer",
                't' => "boolean",
                '{' => "object",
                _ => "array",
            };
            [self.name.to_owned(), (*name).to_owned(), kind.to_owned(), need.on_page()]
        };
        self.members.iter().map(row).collect()
    }

    /// The document, with another value for one member, or without it.
    pub(super) fn text(&self, changed: &str, value: Option<&str>) -> String {
        let members = self.members.iter().filter_map(|(name, _, good, _, _)| {
            let value = if *name == changed { value } else { Some(*good) };
            value.map(|value| format!("\"{name}\":{value}"))
        });
        self.template.replacen('@', &format!("{{{}}}", members.collect::<Vec<_>>().join(",")), 1)
    }

    fn draft(&self, number: &str, case: &str, text: &str, answers: [Outcome; 2], fault: Fault) -> Draft {
        let is_kept = matches!(self.read, Read::Entry(..)) && answers[0].is_err();
        let fault = if is_kept { Fault::UnreadableEntry } else { fault };
        self.unnamed(number, case, text, answers).fault(fault)
    }

    fn unnamed(&self, number: &str, case: &str, text: &str, answers: [Outcome; 2]) -> Draft {
        let id = format!("members-{:02}{number}", self.number);
        let title = format!("{}: {case}", self.name);
        match self.read {
            Read::Decode(kind, version) => {
                let [strict, lenient] = answers.map(|outcome| match outcome {
                    Ok(flags) => {
                        // A settlement's version is the form of its network.
                        let version = version.filter(|_| !flags.contains(&"no-network"));
                        ok(version, text, &flags)
                    }
                    Err((refusal, member)) => err("shape", refusal, &self.field(member)),
                });
                Draft::decode(id, title, &json!({"kind": kind, "text": text}), &strict, &lenient)
                    .rulings(&["C-7", "C-8"])
                    .no_witness(NO_WITNESS)
            }
            Read::Entry(kind, flag, version) => {
                // What cannot be read in a list is kept (C-10).
                let rulings: &[&str] = if answers[0].is_err() { &["C-7", "C-8", "C-10"] } else { &["C-7", "C-8"] };
                let [strict, lenient] =
                    answers.map(|outcome| ok(version, text, &outcome.unwrap_or_else(|_| vec![flag])));
                Draft::decode(id, title, &json!({"kind": kind, "text": text}), &strict, &lenient)
                    .rulings(rulings)
                    .no_witness(NO_WITNESS)
            }
            Read::Verify(payment) => {
                let case = payment().payload(text);
                let good = answers[0].is_ok();
                let verdict = if good { "valid" } else { "invalid" };
                let class = if good { Class::Valid } else { Class::Invalid };
                let expectation = expect(class, &json!({"verdict": verdict}));
                let draft = Draft::new(id, "verify", title, raw_text(&case.input()), expectation);
                let draft = draft.rulings(&["C-7", "C-8"]).no_witness("malformed, so there is nothing to hash");
                if good { draft } else { draft.decided_by("payload").reason("invalid_payload") }
            }
        }
    }

    /// A payment that is signed for what a lenient reader reads, if there is one.
    fn signed_for(&self, draft: Draft, member: &str, faulty: &str) -> Draft {
        let Read::Verify(payment) = self.read else { return draft };
        let right = payment().payload(&self.text("", None)).input();
        let pointer = format!("/payment/json/{}/{member}", self.path.replace('.', "/"));
        let signed = lenient::of_signer(&right, &pointer, faulty);
        if let Some(question) = signed { draft.asks(&question) } else { draft }
    }

    /// Whether C-14 decides about the member.
    fn is_of_settlement(&self, member: &str) -> bool {
        matches!(self.read, Read::Decode("settlement" | "verify-response", _))
            && ["success", "isValid", "transaction", "network"].contains(&member)
    }

    fn field(&self, member: &str) -> String {
        if self.path.is_empty() { member.into() } else { format!("{}.{member}", self.path) }
    }
}
