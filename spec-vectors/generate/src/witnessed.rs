//! The parts of a vector that come from witnesses: `witness`, the calls of the settling program, and the members of the result that a
//! witness computed. The committed vector keeps them, as long as its question, its expectation and our computed values stay the same.
//! Each run of a witness compares its findings with them, or writes them (`witness/run`).

use std::{collections::BTreeMap, error::Error, fs, path::Path};

use serde_json::{Map, Value};
use x402_conformance::vector::{BUG_FLAG_PREFIX, ChainCall, Vector, VectorFile, Witness};

use crate::{
    draft::NOT_RUN,
    witness::{self, Findings},
};

/// The committed vectors, and the findings of the witnesses that have just run.
pub(crate) struct Witnessed {
    committed: BTreeMap<String, Vector>,
    findings: Findings,
}

impl Witnessed {
    /// Reads the committed vectors. There may be none.
    ///
    /// # Errors
    /// A file cannot be read. Without it, its vectors would lose their witnesses.
    pub(crate) fn read(vectors: &Path, findings: Findings) -> Result<Self, Box<dyn Error>> {
        let mut committed = BTreeMap::new();
        let entries = if vectors.is_dir() { fs::read_dir(vectors)?.collect() } else { Vec::new() };
        for entry in entries {
            let path = entry?.path();
            let file: VectorFile = serde_json::from_str(&fs::read_to_string(&path)?)
                .map_err(|error| format!("{}: {error}", path.display()))?;
            committed.extend(file.vectors.into_iter().map(|vector| (vector.id.clone(), vector)));
        }
        Ok(Self { committed, findings })
    }

    /// Whether witnesses ran, and the vectors are about to be compared with their findings.
    pub(crate) const fn is_run(&self) -> bool {
        !self.findings.is_empty()
    }

    /// Fails if the findings are not about these vectors.
    pub(crate) fn check_findings(&self) -> Result<(), String> {
        self.findings.check(&self.committed.iter().map(|(id, vector)| (id.as_str(), vector)).collect())
    }

    /// What is known of a vector that is being built, with its question, its expectation and our computed values.
    ///
    /// # Errors
    /// The witnesses examined the committed vector, and this one is different; or the committed vector names software that is no witness.
    pub(crate) fn of<'a>(&'a self, vector: &Vector) -> Result<Known<'a>, String> {
        let committed = self.committed.get(&vector.id).filter(|committed| is_same(vector, committed));
        if self.is_run() && committed.is_none() {
            return Err(format!(
                "{}: the witnesses examined a different vector; generate the vectors first",
                vector.id
            ));
        }
        let before = committed.filter(|committed| committed.no_witness.as_deref() != Some(NOT_RUN));
        before.map_or(Ok(()), witness::check_names)?;
        let settling =
            witness::settling(vector).filter(|(name, _)| before.is_none() && !self.findings.has_settled(name, vector));
        Ok(match settling {
            // Until the settling program has run for it, no witness counts, so that the check fails.
            Some((_, judge)) => Known { before: None, findings: NONE, not_settled: Some(judge) },
            None => Known { before, findings: &self.findings, not_settled: None },
        })
    }

    /// The differences of a vector from the committed one, each a line for people.
    pub(crate) fn differences(&self, vector: &Vector) -> Vec<String> {
        let Some(committed) = self.committed.get(&vector.id) else {
            return vec![format!("{}: not committed", vector.id)];
        };
        let id = &vector.id;
        let mut lines = Vec::new();
        for witness in missing(&committed.witness, &vector.witness) {
            lines.push(format!(
                "{id}: names {} for {}, which it does not confirm",
                witness.by,
                witness.confirms.join(", ")
            ));
        }
        for witness in missing(&vector.witness, &committed.witness) {
            lines.push(format!(
                "{id}: does not name {} for {}, which it confirms",
                witness.by,
                witness.confirms.join(", ")
            ));
        }
        let (ours, theirs) = (members(committed), members(vector));
        for name in ours.keys().chain(theirs.keys().filter(|name| !ours.contains_key(*name))) {
            let (ours, theirs) = (ours.get(name), theirs.get(name));
            if ours != theirs {
                let shown = |value: Option<&Value>| value.map_or_else(|| "missing".to_owned(), Value::to_string);
                lines.push(format!("{id}: {name} is {}, and by the witnesses {}", shown(ours), shown(theirs)));
            }
        }
        if committed.expect.derived != vector.expect.derived {
            lines.push(format!("{id}: other members of the result are derived: {}", vector.expect.derived.join(", ")));
        }
        if committed.intermediate.chain != vector.intermediate.chain {
            lines.push(format!("{id}: has different calls of the settling program"));
        }
        if lines.is_empty() && committed.no_witness != vector.no_witness {
            lines.push(format!("{id}: the reason why it has no witness is different"));
        }
        lines
    }
}

/// What a vector keeps, and what the witnesses find.
pub(crate) struct Known<'a> {
    /// The committed vector, if it is the same but for what witnesses found.
    before: Option<&'a Vector>,
    pub(crate) findings: &'a Findings,
    /// The judge in `witness/run` that has to run first.
    pub(crate) not_settled: Option<&'static str>,
}

static NONE: &Findings = &Findings::NONE;

impl Known<'_> {
    /// The calls of the settling program: as it made them now, or as committed, or as recorded.
    pub(crate) fn chain(&self, vector: &Vector) -> Result<Vec<ChainCall>, String> {
        if let Some(calls) = self.findings.chain(vector)? {
            return Ok(calls);
        }
        let Some(before) = self.before else { return Ok(vector.intermediate.chain.clone()) };
        witness::confirm_recorded(vector, &before.intermediate.chain)?;
        Ok(before.intermediate.chain.clone())
    }

    /// The committed value of a member of the result that a witness computed which did not run now.
    pub(crate) fn kept(&self, name: &str) -> Option<Value> {
        self.keeper(name).and_then(|_| self.derived(name))
    }

    /// The committed payer and replay key, if the witness that computed them did not run now.
    pub(crate) fn kept_identity(&self) -> Option<(String, String)> {
        let before = self.before?;
        // The offer alone is derived if the vector states the rest. Then no witness is named.
        let is_kept = self.keeper("replayKey").is_some()
            || (self.derived("offer").is_some()
                && self.derived("replayKey").is_none()
                && !self.findings.has_identified());
        let result = members(before);
        let text = |name: &str| result.get(name)?.as_str().map(str::to_owned);
        is_kept.then(|| Some((text("payer")?, text("replayKey")?))).flatten()
    }

    /// The witnesses of the vector: those that have just run by what they confirm now, and the others as committed.
    pub(crate) fn witnesses(&self, op: &str, mut now: Vec<Witness>) -> Vec<Witness> {
        let mut all = Vec::new();
        for witness in self.before.into_iter().flat_map(|before| &before.witness) {
            let is_newer = |other: &Witness| {
                other.confirms == witness.confirms
                    && witness::without_versions(&other.by) == witness::without_versions(&witness.by)
            };
            let has_run = self.findings.has_run(&witness.by, op);
            let again = now.iter().position(|other| other == witness);
            if let Some(at) = again.or_else(|| now.iter().position(is_newer).filter(|_| has_run)) {
                all.push(now.remove(at));
            } else if !has_run {
                all.push(witness.clone());
            }
        }
        all.extend(now);
        all
    }

    /// The witness that confirms a member of the result in the committed vector, and did not run now.
    fn keeper(&self, name: &str) -> Option<&Witness> {
        let before = self.before?;
        before.witness.iter().find(|witness| {
            witness.confirms.iter().any(|confirmed| confirmed == name)
                && !self.findings.has_run(&witness.by, &before.op)
        })
    }

    /// The committed value of a derived member.
    fn derived(&self, name: &str) -> Option<Value> {
        let before = self.before?;
        before.expect.derived.iter().any(|derived| derived == name).then(|| members(before).remove(name)).flatten()
    }
}

fn members(vector: &Vector) -> Map<String, Value> {
    serde_json::from_str(vector.expect.result.as_str()).unwrap_or_default()
}

/// The witnesses of the first list that are not in the second.
fn missing(of: &[Witness], from: &[Witness]) -> Vec<Witness> {
    let mut from = from.to_vec();
    let mut missing = of.to_vec();
    missing.retain(|witness| match from.iter().position(|other| other == witness) {
        Some(at) => {
            from.remove(at);
            false
        }
        None => true,
    });
    missing
}

/// Whether a vector that is being built is the committed one, except for what witnesses found. It has the question, the expectation and the
/// values that we compute.
fn is_same(vector: &Vector, committed: &Vector) -> bool {
    let own = |vector: &Vector| {
        let flags = vector.flags.iter().filter(|flag| !flag.starts_with(BUG_FLAG_PREFIX));
        flags.cloned().collect::<Vec<_>>()
    };
    let computed = |vector: &Vector| {
        let mut intermediate = vector.intermediate.clone();
        intermediate.chain.clear();
        intermediate
    };
    vector.op == committed.op
        && vector.input.as_str() == committed.input.as_str()
        && (vector.expect.class, &vector.expect.check) == (committed.expect.class, &committed.expect.check)
        && own(vector) == own(committed)
        && computed(vector) == computed(committed)
        && states_the_same(vector, committed)
}

/// Whether the committed result has what the vector states. Witnesses add members, and members of an object.
fn states_the_same(vector: &Vector, committed: &Vector) -> bool {
    let stated = serde_json::from_str(vector.expect.result.as_str());
    let (Ok(Value::Object(stated)), Ok(Value::Object(whole))) =
        (stated, serde_json::from_str(committed.expect.result.as_str()))
    else {
        return vector.expect.result.as_str() == committed.expect.result.as_str();
    };
    let is_derived = |name: &String| committed.expect.derived.contains(name);
    let all_there = stated.iter().all(|(name, stated)| match (stated, whole.get(name)) {
        (Value::Object(stated), Some(Value::Object(whole))) if is_derived(name) => {
            stated.iter().all(|(name, stated)| whole.get(name) == Some(stated))
        }
        (stated, whole) => whole == Some(stated),
    });
    all_there && whole.keys().all(|name| stated.contains_key(name) || is_derived(name))
}
