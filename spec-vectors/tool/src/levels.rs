//! The level of a vector: what binds an implementation to its verdict. Its source writes it, and this is the lint that derives it a second
//! time: from the basis of what decides, from the fault, from the class, and from the policy.
//!
//! Only the rulings that part a vector from the one that it was made from count. What the parent tests, too, is cited in passing. A
//! vector that cites no ruling is of statements of a document, and one that cites neither is an error. Of several rulings the weakest
//! counts, so that nobody is told that they must what only one reading of the vector says.

use std::collections::{BTreeMap, BTreeSet};

use crate::vector::{Class, Level, Vector};

use crate::{
    fault::{Fault, of_class},
    rulings::{About, Basis, Ruling, Rulings},
};

/// The lint, with what it remembers of the vectors that it has seen.
pub struct Levels<'a> {
    rulings: &'a Rulings,
    /// Whether the verdict turns without the policy of the question. `None` if only an implementation knows.
    turns_on_policy: &'a dyn Fn(&Vector) -> Option<bool>,
    /// The faults, flags and classes, with their rulings, that no vector has had yet.
    unmatched: BTreeSet<(&'a str, &'a str)>,
    /// The faults that no vector has had yet.
    unused: BTreeSet<Fault>,
    /// The vectors of each fault, by class and level.
    faults: BTreeMap<(Fault, &'static str), BTreeMap<Level, Vec<String>>>,
}

/// A level, and why.
struct Derived {
    level: Level,
    why: String,
}

impl<'a> Levels<'a> {
    /// The lint by these rulings. `turns_on_policy` is asked of each vector.
    pub fn new(rulings: &'a Rulings, turns_on_policy: &'a dyn Fn(&Vector) -> Option<bool>) -> Self {
        let parts = rulings.all().flat_map(|ruling| ruling.parts.iter().map(|part| (ruling.id.as_str(), &part.about)));
        let unmatched = parts.flat_map(|(id, about)| match about {
            About::Words { faults, .. } => faults.iter().map(|fault| (id, fault.as_str())).collect(),
            About::Checks { .. } => vec![],
        });
        let unused = Fault::ALL.iter().copied().collect();
        Self { rulings, turns_on_policy, unmatched: unmatched.collect(), unused, faults: BTreeMap::new() }
    }

    /// Compares the levels of the vectors of a group, whose parents are known, and returns a sentence for each that is another one.
    pub fn lint(&mut self, vectors: &[Vector], faults: &BTreeMap<String, Fault>) -> Result<Vec<String>, String> {
        let cited: BTreeMap<&str, &[String]> =
            vectors.iter().map(|vector| (vector.id.as_str(), vector.rulings.as_slice())).collect();
        let mut differences = Vec::new();
        for vector in vectors {
            let parent = vector.parent.as_ref().and_then(|parent| cited.get(parent.as_str()));
            let fault = faults.get(&vector.id).copied();
            let Derived { level, why } = self.derive(vector, fault, parent.copied().unwrap_or_default())?;
            let written = vector.level;
            // Without an implementation, nothing shows whether the policy decides.
            if (self.turns_on_policy)(vector).is_none() {
                continue;
            }
            if level != written {
                differences.push(format!("{}: its source writes {written}, and it is {level}: {why}", vector.id));
            }
            self.compare(vector, fault);
        }
        Ok(differences)
    }

    /// Fails if no vector has a fault, or one that a part of its ruling names, or if a fault has several levels.
    pub fn check(&self) -> Result<(), String> {
        if let Some((id, fault)) = self.unmatched.first() {
            return Err(format!("docs/reference/rulings, {id}: no vector that cites it has {fault}"));
        }
        if let Some(fault) = self.unused.first() {
            return Err(format!("tool/src/fault.rs: no vector has the fault {}", fault.name()));
        }
        let several = self.faults.iter().filter(|(_, levels)| levels.len() > 1);
        let sentences: Vec<String> = several
            .map(|((fault, class), levels)| {
                let of_each = levels.iter().map(|(level, ids)| {
                    let first = ids.first().map(String::as_str).unwrap_or_default();
                    format!("{level} in {} such as {first}", ids.len())
                });
                format!(
                    "{} has several levels where it is {class}: {}",
                    fault.name(),
                    of_each.collect::<Vec<_>>().join(", ")
                )
            })
            .collect();
        if sentences.is_empty() { Ok(()) } else { Err(sentences.join("\n")) }
    }

    /// Remembers the level of the fault, unless something else decides about it.
    fn compare(&mut self, vector: &Vector, fault: Option<Fault>) {
        let Some(fault) = fault else { return };
        self.unused.remove(&fault);
        if asks_the_operator(vector) || (self.turns_on_policy)(vector) == Some(true) {
            return;
        }
        let levels = self.faults.entry((fault, vector.expect.class.as_str())).or_default();
        levels.entry(vector.level).or_default().push(vector.id.clone());
    }

    fn derive(&mut self, vector: &Vector, fault: Option<Fault>, of_parent: &[String]) -> Result<Derived, String> {
        for id in &vector.rulings {
            self.unmatched.retain(|(ruling, name)| ruling != id || !has(name, vector, fault));
        }
        let added: Vec<&String> = vector.rulings.iter().filter(|id| !of_parent.contains(id)).collect();
        // A ruling that has a part about the fault is not cited in passing.
        let about_it = |id: &&String| fault.is_some() && self.rulings.get(id).is_some_and(|it| names(it, fault));
        let deciding: Vec<&String> = match added.is_empty() {
            true => vector.rulings.iter().collect(),
            false => vector.rulings.iter().filter(|id| added.contains(id) || about_it(id)).collect(),
        };
        let mut weakest: Option<Derived> = None;
        for id in deciding {
            let ruling = self.rulings.get(id).ok_or_else(|| format!("{}: there is no ruling {id}", vector.id))?;
            let found = of_ruling(ruling, vector, fault);
            if weakest.as_ref().is_none_or(|weakest| weakest.level < found.level) {
                weakest = Some(found);
            }
        }
        // What is only stated is stated by a document.
        let stated = (!vector.requirements.is_empty())
            .then(|| Derived { level: Level::Must, why: "a document states it".into() });
        let mut derived = weakest
            .or(stated)
            .ok_or_else(|| format!("{}: it cites no ruling and no statement, and so has no basis", vector.id))?;
        if fault == Some(Fault::SentBySdk) {
            derived = Derived { level: Level::Should, why: "an official SDK sent these bytes".into() };
        }
        if asks_the_operator(vector) && derived.level < Level::Should {
            derived = Derived { level: Level::Should, why: "only the operator of the Gateway says so".into() };
        }
        let of_class = of_class(vector.expect.class, derived.level);
        if of_class != derived.level {
            let why = match vector.expect.class {
                Class::Acceptable => "either verdict passes",
                Class::Undecided => "the chain has the last word",
                Class::Valid | Class::Invalid => "",
            };
            derived = Derived { level: of_class, why: why.into() };
        }
        if (self.turns_on_policy)(vector) == Some(true) {
            derived = Derived { level: Level::Policy, why: "without `policy` the verdict is another one".into() };
        }
        Ok(derived)
    }
}

/// The weakest of what may have decided this vector's part of the ruling.
fn of_ruling(ruling: &Ruling, vector: &Vector, fault: Option<Fault>) -> Derived {
    let by = |basis, what: String| Derived {
        level: level(basis),
        why: format!("{} rests on {}{what}", &*ruling.id, word(basis)),
    };
    let named = ruling.parts.iter().find_map(|part| match &part.about {
        About::Words { faults, .. } => {
            faults.iter().find(|name| has(name, vector, fault)).map(|name| by(part.basis, format!(" for {name}")))
        }
        About::Checks { .. } => None,
    });
    let checked = || {
        ruling.parts.iter().find_map(|part| match &part.about {
            About::Checks { checks } => {
                let check = vector.expect.check.as_ref().filter(|check| checks.contains(check))?;
                Some(by(part.basis, format!(" for the check {check}")))
            }
            About::Words { .. } => None,
        })
    };
    named.or_else(checked).unwrap_or_else(|| {
        let mut weakest = by(ruling.basis, String::new());
        for part in &ruling.parts {
            if let About::Words { words, faults } = &part.about
                && faults.is_empty()
                && level(part.basis) > weakest.level
            {
                weakest = by(part.basis, format!(" for {words}, and any vector may be about that"));
            }
        }
        weakest
    })
}

/// Whether a part of the ruling is about this fault.
fn names(ruling: &Ruling, fault: Option<Fault>) -> bool {
    ruling.parts.iter().any(|part| match &part.about {
        About::Words { faults, .. } => faults.iter().any(|name| fault.is_some_and(|fault| fault.name() == name)),
        About::Checks { .. } => false,
    })
}

/// Whether the vector has this fault, this flag or this class.
fn has(name: &str, vector: &Vector, fault: Option<Fault>) -> bool {
    fault.is_some_and(|fault| fault.name() == name)
        || vector.flags.iter().any(|flag| flag == name)
        || vector.expect.class.as_str() == name
}

/// Whether the payment is for the Gateway, about which only its operator has documents.
fn asks_the_operator(vector: &Vector) -> bool {
    let is_asked = matches!(
        vector.op.as_str(),
        "verify" | "digest" | "replay-key" | "match" | "choose" | "lint" | "settlement-state"
    );
    is_asked && (vector.group() == "gateway" || vector.input.as_str().contains(r#""GatewayWalletBatched""#))
}

const fn level(basis: Basis) -> Level {
    match basis {
        Basis::Contract | Basis::Text => Level::Must,
        Basis::Sdks | Basis::Operator => Level::Should,
        Basis::Stricter => Level::Policy,
    }
}

const fn word(basis: Basis) -> &'static str {
    match basis {
        Basis::Contract => "a contract",
        Basis::Text => "a text",
        Basis::Sdks => "the SDKs",
        Basis::Operator => "its operator",
        Basis::Stricter => "this project's choice",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// The ruling with this basis, and parts as the pages of the rulings write them.
    fn ruling(id: &str, text: &str) -> Ruling {
        let word = |name: &str| serde_json::from_value(name.into()).unwrap();
        let (basis, parts) = text.split_once("; ").unwrap_or((text, ""));
        let parts = parts.split("; ").filter(|part| !part.is_empty()).map(|part| {
            // A basis alone is about something in words.
            let (basis, about) = part.split_once(": ").unwrap();
            let names = |text: &str| text.split(", ").map(|name| name.trim_matches('`').to_owned()).collect();
            let about = match about.strip_suffix(')').and_then(|about| about.split_once(" (")) {
                Some((words, faults)) => About::Words { words: words.into(), faults: names(faults) },
                None if about.starts_with('`') => About::Checks { checks: names(about) },
                None => About::Words { words: about.into(), faults: vec![] },
            };
            crate::rulings::Part { basis: word(basis), about }
        });
        let parts = parts.collect();
        Ruling { id: id.into(), basis: word(basis), parts, ruling: "Words".into(), lenient: None }
    }

    fn rulings() -> Rulings {
        Rulings::new(
            [
                ("C-4", "text; stricter: the depth (`depth`)"),
                ("C-8", "text; sdks: what is left out (`no-resource`, `member-that-sdks-leave-out`)"),
                ("E-2", "contract; sdks: `expiry-margin`; stricter: `horizon`; sdks: little time (`at-margin`)"),
                ("P-2", "contract; sdks: `expiry-margin`"),
                ("H-2", "text; stricter: what is undecided (`undecided`)"),
                ("C-15", "sdks; stricter: codes"),
                ("U-3", "operator"),
                ("C-3", "stricter"),
            ]
            .map(|(id, basis)| ruling(id, basis))
            .into(),
        )
    }

    /// An invalid vector of `verify` that is `must`, with these members besides.
    #[allow(clippy::needless_pass_by_value, reason = "what a caller makes for it")]
    fn vector(id: &str, rulings: &[&str], others: Value) -> Vector {
        let mut vector = json!({
            "id": id, "title": "a title", "flags": [], "level": "must", "rulings": rulings, "requirements": [], "op": "verify",
            "input": {}, "expect": {"class": "invalid", "result": {}}, "noWitness": "made up",
        });
        vector.as_object_mut().unwrap().extend(others.as_object().unwrap().clone());
        serde_json::from_value(vector).unwrap()
    }

    /// What the lint says of a vector that is `must`, made from one that cites `of_parent`, with a fault.
    fn linted(vector: Vector, of_parent: &[&str], fault: Option<Fault>) -> String {
        let rulings = rulings();
        let faults = fault.map(|fault| (vector.id.clone(), fault)).into_iter().collect();
        let parent = self::vector("x-0", of_parent, json!({"level": "policy"}));
        let vectors = if of_parent.is_empty() { vec![vector] } else { vec![parent, vector] };
        let found = Levels::new(&rulings, &of_margin).lint(&vectors, &faults).unwrap_or_else(|error| vec![error]);
        found.into_iter().filter(|sentence| !sentence.starts_with("x-0")).collect::<Vec<_>>().join("\n")
    }

    fn of_check(check: &str) -> Value {
        json!({"expect": {"class": "invalid", "result": {}, "check": check}})
    }

    fn of_class(class: &str) -> Value {
        json!({"expect": {"class": class, "result": {}}})
    }

    #[test]
    fn a_level_that_its_ruling_does_not_have_is_found() {
        for (rulings, others, fault, expected) in [
            (&["C-4"][..], json!({}), None, ""),
            (&["C-4", "E-2"], json!({}), None, ""),
            (&["C-3"], json!({}), None, "policy: C-3 rests on this project's choice"),
            (&["C-4", "C-3"], json!({}), None, "policy: C-3 rests on this project's choice"),
            (&["U-3"], json!({}), None, "should: U-3 rests on its operator"),
            // A part has a basis of its own: by the check, a flag, the fault, or the class.
            (&["E-2"], of_check("valid-before"), None, ""),
            (&["E-2"], of_check("expiry-margin"), None, "should: E-2 rests on the SDKs for the check expiry-margin"),
            (&["E-2"], of_check("horizon"), None, "policy: E-2 rests on this project's choice for the check horizon"),
            (&["E-2"], json!({}), Some(Fault::AtMargin), "should: E-2 rests on the SDKs for at-margin"),
            (&["C-4"], json!({}), Some(Fault::Depth), "policy: C-4 rests on this project's choice for depth"),
            (&["C-4"], json!({}), Some(Fault::MalformedJson), ""),
            (&["C-8"], json!({"flags": ["no-resource"]}), None, "should: C-8 rests on the SDKs for no-resource"),
            (&["H-2"], json!({}), None, ""),
            (&["H-2"], of_class("undecided"), None, "policy: H-2 rests on this project's choice for undecided"),
            // Nothing says which vectors the part in words is about.
            (
                &["C-15"],
                json!({}),
                None,
                "policy: C-15 rests on this project's choice for codes, and any vector may be about that",
            ),
            (&[], json!({"requirements": ["V2-5.1-01"]}), None, ""),
        ] {
            let found = linted(vector("x-1", rulings, others.clone()), &[], fault);
            let expected = match expected {
                "" => String::new(),
                why => format!("x-1: its source writes must, and it is {why}"),
            };
            assert_eq!(found, expected, "{rulings:?} {others} {fault:?}");
        }
    }

    #[test]
    fn a_title_decides_nothing() {
        for title in ["129 levels deep", "as null", "6 s before the end", "2.0"] {
            assert_eq!(linted(vector("x-1", &["C-4"], json!({"title": title})), &[], None), "");
        }
    }

    #[test]
    fn must_has_one_right_verdict() {
        for (class, why) in [("acceptable", "either verdict passes"), ("undecided", "the chain has the last word")] {
            let found = linted(vector("x-1", &["C-4"], of_class(class)), &[], None);
            assert_eq!(found, format!("x-1: its source writes must, and it is should: {why}"));
            // What is weaker stays.
            let chosen = vector("x-1", &["C-3"], json!({"level": "policy", "expect": {"class": class, "result": {}}}));
            assert_eq!(linted(chosen, &[], None), "");
        }
        for class in ["valid", "invalid"] {
            assert_eq!(linted(vector("x-1", &["C-4"], of_class(class)), &[], None), "");
        }
    }

    /// An implementation for which a long margin alone decides. It does not know the policies named `secret`.
    fn of_margin(vector: &Vector) -> Option<bool> {
        let policy = &vector.input.value()["policy"];
        policy.get("secret").is_none().then(|| policy["expiryMargin"] == 600)
    }

    #[test]
    fn what_only_a_policy_refuses_is_policy() {
        let asked = |policy: Value| vector("x-1", &["C-4"], json!({"input": {"policy": policy}}));
        let sentence = "x-1: its source writes must, and it is policy: without `policy` the verdict is another one";
        assert_eq!(linted(asked(json!({"expiryMargin": 600})), &[], None), sentence);
        assert_eq!(linted(asked(json!({"expiryMargin": 600})), &[], Some(Fault::Depth)), sentence);
        assert_eq!(linted(asked(json!({"expiryMargin": 6})), &[], None), "");
        // If only an implementation knows, nothing is compared.
        assert_eq!(linted(asked(json!({"secret": 6})), &[], Some(Fault::Depth)), "");
    }

    #[test]
    fn an_operator_binds_with_should_and_an_sdk_too() {
        let of_gateway = json!({"input": {"offers": [{"extra": {"name": "GatewayWalletBatched"}}]}});
        let sentence = "it is should: only the operator of the Gateway says so";
        for vector in [vector("x-1", &["E-2"], of_gateway.clone()), vector("gateway-1", &["E-2"], json!({}))] {
            assert!(linted(vector, &[], None).ends_with(sentence));
        }
        // To decode such an offer is nothing of the operator's.
        let mut decoded = of_gateway;
        decoded["op"] = "decode".into();
        assert_eq!(linted(vector("x-1", &["C-4"], decoded), &[], None), "");
        let sent = linted(vector("x-1", &["C-3"], json!({})), &[], Some(Fault::SentBySdk));
        assert_eq!(sent, "x-1: its source writes must, and it is should: an official SDK sent these bytes");
    }

    #[test]
    fn what_the_parent_cites_too_is_cited_in_passing() {
        let child = || json!({"parent": "x-0", "change": {"path": "p", "from": "a", "to": "b"}});
        assert_eq!(linted(vector("x-1", &["C-3", "E-2"], child()), &["C-3"], None), "");
        // Nothing parts them but what both cite.
        let found = linted(vector("x-1", &["C-3"], child()), &["C-3"], None);
        assert_eq!(found, "x-1: its source writes must, and it is policy: C-3 rests on this project's choice");
        // A ruling with a part about the fault is not.
        let found = linted(vector("x-1", &["C-4", "E-2"], child()), &["C-4"], Some(Fault::Depth));
        assert_eq!(
            found,
            "x-1: its source writes must, and it is policy: C-4 rests on this project's choice for depth"
        );
    }

    #[test]
    fn what_cites_neither_a_ruling_nor_a_statement_has_no_basis() {
        for others in [json!({}), of_check("expiry-margin"), json!({"flags": ["boundary-after"]})] {
            let found = linted(vector("x-1", &[], others), &[], None);
            assert_eq!(found, "x-1: it cites no ruling and no statement, and so has no basis");
        }
    }

    /// The complaint about vectors with these rulings, faults and levels, if every other fault and part has one.
    fn checked(vectors: &[(&str, &[&str], Fault, &str)]) -> Option<String> {
        let rulings =
            Rulings::new(vec![ruling("C-4", "text; stricter: the depth (`depth`)"), ruling("C-3", "stricter")]);
        let mut levels = Levels::new(&rulings, &of_margin);
        let made: Vec<Vector> =
            vectors.iter().map(|(id, rulings, _, level)| vector(id, rulings, json!({"level": level}))).collect();
        let faults = vectors.iter().map(|(id, _, fault, _)| ((*id).to_owned(), *fault)).collect();
        levels.lint(&made, &faults).unwrap();
        levels.unused.retain(|fault| vectors.iter().any(|(_, _, of, _)| of == fault));
        levels.check().err()
    }

    #[test]
    fn equal_faults_have_equal_levels_in_every_group() {
        let deep = ("a-1", &["C-4"][..], Fault::Depth, "policy");
        assert_eq!(checked(&[deep, ("b-1", &["C-4"], Fault::Depth, "policy")]), None);
        let complaint =
            checked(&[deep, ("b-1", &["C-4"], Fault::Depth, "must"), ("b-2", &["C-3"], Fault::Depth, "policy")]);
        let sentence = "depth has several levels where it is invalid: must in 1 such as b-1, policy in 2 such as a-1";
        assert_eq!(complaint.unwrap(), sentence);
        // Another fault may have another level.
        assert_eq!(checked(&[deep, ("b-1", &["C-4"], Fault::MalformedJson, "must")]), None);
    }

    #[test]
    fn a_fault_of_a_part_has_a_vector_that_cites_the_ruling() {
        let complaint = checked(&[("a-1", &["C-3"], Fault::Depth, "policy")]);
        assert_eq!(complaint.unwrap(), "docs/reference/rulings, C-4: no vector that cites it has depth");
        let rulings = Rulings::new(vec![ruling("C-3", "stricter")]);
        let first = Fault::ALL[0].name();
        let complaint = format!("tool/src/fault.rs: no vector has the fault {first}");
        assert_eq!(Levels::new(&rulings, &of_margin).check().unwrap_err(), complaint);
    }
}
