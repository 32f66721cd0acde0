//! The parts of a vector that come from witnesses: `witness`, the calls of the settling program, and the members of the result that a
//! witness computed. The committed vector keeps them, as long as its question, its expectation and our computed values stay the same.
//! Each run of a witness compares its findings with them, or writes them (`witness/run`).

use std::{collections::BTreeMap, error::Error, fs, path::Path};

use serde_json::{Map, Value, value::RawValue};

use crate::{
    committed::Committed,
    finish::is_unexamined,
    vector::{BUG_FLAG_PREFIX, ChainCall, Vector, Witness},
    witness::{self, Findings},
};

/// The committed vectors, and the findings of the witnesses that have just run.
pub struct Witnessed {
    committed: BTreeMap<String, Vector>,
    rows: BTreeMap<String, Box<RawValue>>,
    findings: Findings,
}

impl Witnessed {
    /// Reads the committed vectors. There may be none.
    ///
    /// # Errors
    /// A file cannot be read. Without it, its vectors would lose their witnesses.
    pub fn read(vectors: &Path, findings: Findings) -> Result<Self, Box<dyn Error>> {
        let (mut committed, mut rows) = (BTreeMap::new(), BTreeMap::new());
        let entries = if vectors.is_dir() { fs::read_dir(vectors)?.collect() } else { Vec::new() };
        for entry in entries {
            let of_group = Committed::read(&entry?.path())?;
            committed.extend(of_group.vectors);
            rows.extend(of_group.rows);
        }
        Ok(Self { committed, rows, findings })
    }

    /// Takes vectors with what witnesses found about them.
    #[must_use]
    pub fn of_vectors(vectors: impl IntoIterator<Item = Vector>, findings: Findings) -> Self {
        let committed = vectors.into_iter().map(|vector| (vector.id.clone(), vector)).collect();
        Self { committed, rows: BTreeMap::new(), findings }
    }

    /// The committed rows, by id.
    pub const fn rows(&self) -> &BTreeMap<String, Box<RawValue>> {
        &self.rows
    }

    /// Whether witnesses ran, and the vectors are about to be compared with their findings.
    pub const fn is_run(&self) -> bool {
        !self.findings.is_empty()
    }

    /// Fails if the findings are not about these vectors.
    pub fn check_findings(&self) -> Result<(), String> {
        self.findings.check(&self.committed.iter().map(|(id, vector)| (id.as_str(), vector)).collect())
    }

    /// What is known of a vector that is being built, with its question, its expectation and our computed values.
    ///
    /// # Errors
    /// The witnesses examined the committed vector, and this one is different; or the committed vector names software that is no witness.
    pub fn of<'a>(&'a self, vector: &Vector) -> Result<Known<'a>, String> {
        let committed = self.committed.get(&vector.id).filter(|committed| is_same(vector, committed));
        if self.is_run() && committed.is_none() {
            return Err(format!(
                "{}: the witnesses examined a different vector; generate the vectors first",
                vector.id
            ));
        }
        let before = committed.filter(|committed| !is_unexamined(committed));
        before.map_or(Ok(()), witness::check_names)?;
        let is_settled =
            before.is_some() || witness::settling(vector).is_none_or(|name| self.findings.has_settled(name, vector));
        // Until the settling program has run for it, no witness counts, so that the check fails.
        let findings = if is_settled { &self.findings } else { NONE };
        Ok(Known { before, findings, is_settled })
    }

    /// The differences of a vector from the committed one, each a line for people.
    pub fn differences(&self, vector: &Vector) -> Vec<String> {
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
pub struct Known<'a> {
    /// The committed vector, if it is the same but for what witnesses found.
    before: Option<&'a Vector>,
    /// What the witnesses have just found.
    pub findings: &'a Findings,
    /// `true` if the vector's settling program has run for it, or no program settles such vectors.
    pub is_settled: bool,
}

static NONE: &Findings = &Findings::NONE;

impl Known<'_> {
    /// The calls of the settling program: as it made them now, or as committed, or as recorded.
    pub fn chain(&self, vector: &Vector) -> Result<Vec<ChainCall>, String> {
        if let Some(calls) = self.findings.chain(vector)? {
            return Ok(calls);
        }
        let Some(before) = self.before else { return Ok(vector.intermediate.chain.clone()) };
        witness::confirm_recorded(vector, &before.intermediate.chain)?;
        Ok(before.intermediate.chain.clone())
    }

    /// The committed value of a member of the result that a witness computed which did not run now.
    pub fn kept(&self, name: &str) -> Option<Value> {
        self.keeper(name).and_then(|_| self.derived(name))
    }

    /// The committed payer and replay key, if the witness that computed them did not run now.
    pub fn kept_identity(&self) -> Option<(String, String)> {
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
    pub fn witnesses(&self, op: &str, mut now: Vec<Witness>) -> Vec<Witness> {
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
    let flags = |vector: &Vector| {
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
        && flags(vector) == flags(committed)
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::finish::NOT_RUN;

    /// A vector of `network` that viem confirms, and one of a settling group that only its program has run.
    fn vector(id: &str, op: &str, changes: &[(&str, Value)]) -> Vector {
        let mut vector = json!({
            "id": id, "title": "", "flags": ["one"], "level": "must", "rulings": [], "requirements": [], "op": op, "input": {"name": "base"},
            "expect": {"class": "valid", "result": {"caip2": "eip155:8453"}},
            "witness": [{"by": "viem 2.57.1 (chains)", "confirms": ["caip2"]}, {"by": "x402 2.25.0 (PyPI)", "confirms": ["caip2"]}],
        });
        for (path, value) in changes {
            match vector.pointer_mut(path) {
                Some(old) => *old = value.clone(),
                None => vector[path.trim_start_matches('/')] = value.clone(),
            }
        }
        serde_json::from_str(&vector.to_string()).unwrap()
    }

    fn network(changes: &[(&str, Value)]) -> Vector {
        vector("networks-1", "network", changes)
    }

    fn committed(vector: Vector, findings: Findings) -> Witnessed {
        Witnessed { committed: BTreeMap::from([(vector.id.clone(), vector)]), rows: BTreeMap::new(), findings }
    }

    /// The vector as the generator makes it, with what was committed and found.
    fn finished(witnessed: &Witnessed, mut vector: Vector) -> Result<Vector, String> {
        vector.witness.clear();
        let known = witnessed.of(&vector)?;
        let now = known.findings.confirm_members(&vector)?;
        vector.witness = known.witnesses(&vector.op, now);
        Ok(vector)
    }

    fn names(vector: &Vector) -> Vec<&str> {
        vector.witness.iter().map(|witness| witness.by.as_str()).collect()
    }

    fn viem(findings: Value) -> Findings {
        Findings::one("network-registry", "viem 2.57.1 (chains)", findings)
    }

    #[test]
    fn a_vector_keeps_its_witnesses_while_it_stays_the_same() {
        let witnessed = committed(network(&[]), Findings::NONE);
        for same in [("/title", json!("new")), ("/level", json!("policy")), ("/flags", json!(["one", "accepts-all"]))] {
            assert_eq!(names(&finished(&witnessed, network(&[same])).unwrap()).len(), 2);
        }
        for other in [
            ("/input", json!({"name": "base "})),
            ("/expect/class", json!("invalid")),
            ("/expect/result", json!({"caip2": "eip155:1"})),
            ("/expect/result", json!({})),
            ("/expect/result", json!({"caip2": "eip155:8453", "offer": 0})),
            ("/flags", json!([])),
            ("/intermediate", json!({"digest": "0x"})),
        ] {
            assert!(
                names(&finished(&witnessed, network(std::slice::from_ref(&other))).unwrap()).is_empty(),
                "{other:?}"
            );
        }
    }

    #[test]
    fn a_derived_member_is_no_part_of_what_a_vector_states() {
        let result = json!({"digest": "0x1", "permit": {"digest": "0x2", "signer": "0x3"}});
        let committed = network(&[("/expect/result", result)]);
        let with = |derived: &[&str]| {
            let mut vector = committed.clone();
            vector.expect.derived = derived.iter().map(|name| (*name).to_owned()).collect();
            vector
        };
        let stated = |result: Value| network(&[("/expect/result", result)]);
        assert!(is_same(&stated(json!({"permit": {"digest": "0x2"}})), &with(&["digest", "permit"])));
        assert!(!is_same(&stated(json!({"permit": {"digest": "0x2"}})), &with(&["digest"])));
        assert!(!is_same(&stated(json!({"permit": {"digest": "0x4"}})), &with(&["digest", "permit"])));
        assert!(!is_same(&stated(json!({"digest": "0x1"})), &with(&[])));
    }

    #[test]
    fn what_a_witness_does_not_confirm_is_a_difference_once_it_runs() {
        let right = viem(json!({"networks-1": {"caip2": "eip155:8453"}}));
        let witnessed = committed(network(&[]), right);
        let vector = finished(&witnessed, network(&[])).unwrap();
        assert_eq!(names(&vector), ["viem 2.57.1 (chains)", "x402 2.25.0 (PyPI)"]);
        assert!(witnessed.differences(&vector).is_empty());

        let witnessed = committed(network(&[]), viem(json!({})));
        let vector = finished(&witnessed, network(&[])).unwrap();
        assert_eq!(names(&vector), ["x402 2.25.0 (PyPI)"]);
        let [line] = &witnessed.differences(&vector)[..] else { panic!() };
        assert!(line.starts_with("networks-1: names viem 2.57.1 (chains) for caip2"), "{line}");

        let wrong = viem(json!({"networks-1": {"caip2": "eip155:1"}}));
        let error = finished(&committed(network(&[]), wrong), network(&[])).unwrap_err();
        assert!(error.starts_with("networks-1: caip2 is"), "{error}");
    }

    #[test]
    fn what_a_witness_confirms_is_a_difference_if_it_is_not_named() {
        let others = json!([{"by": "x402 2.25.0 (PyPI)", "confirms": ["caip2"]}]);
        let witnessed =
            committed(network(&[("/witness", others)]), viem(json!({"networks-1": {"caip2": "eip155:8453"}})));
        let [line] = &witnessed.differences(&finished(&witnessed, network(&[])).unwrap())[..] else { panic!() };
        assert!(line.starts_with("networks-1: does not name viem 2.57.1 (chains) for caip2"), "{line}");
    }

    #[test]
    fn a_new_version_replaces_the_old_one() {
        let findings =
            Findings::one("network-registry", "viem 3.0.0 (chains)", json!({"networks-1": {"caip2": "eip155:8453"}}));
        let witnessed = committed(network(&[]), findings);
        let vector = finished(&witnessed, network(&[])).unwrap();
        assert_eq!(names(&vector), ["viem 3.0.0 (chains)", "x402 2.25.0 (PyPI)"]);
        assert_eq!(witnessed.differences(&vector).len(), 2);
        for (by, software) in [
            (
                "x402BatchSettlement 39205e1, Permit2 cc56ad0 and FiatTokenV2_2 46e61d0 in revm 43.0.3",
                "x402BatchSettlement Permit2 and FiatTokenV2_2 in revm",
            ),
            ("PyJWT 2.15.1, cryptography 50.0.2, base58 2.1.1", "PyJWT cryptography base58"),
        ] {
            assert_eq!(witness::without_versions(by), software);
        }
    }

    #[test]
    fn software_that_is_no_witness_is_an_error() {
        let strange = json!([{"by": "viem 2.57.1", "confirms": ["caip2"]}]);
        let witnessed = committed(network(&[("/witness", strange)]), Findings::NONE);
        let error = finished(&witnessed, network(&[])).unwrap_err();
        assert!(error.starts_with("networks-1: viem 2.57.1 is no witness of network"), "{error}");
    }

    #[test]
    fn findings_are_about_the_committed_vectors() {
        let found = json!({"networks-1": {"caip2": "eip155:8453"}});
        let witnessed = committed(network(&[]), viem(found.clone()));
        assert!(finished(&witnessed, network(&[("/input", json!({}))])).is_err());
        assert_eq!(witnessed.check_findings(), Ok(()));
        let gone = committed(vector("networks-2", "network", &[]), viem(found.clone()));
        assert!(gone.check_findings().unwrap_err().starts_with("networks-1: "));
        let of_another_operation = committed(vector("networks-1", "match", &[]), viem(found));
        assert!(of_another_operation.check_findings().unwrap_err().contains("does not examine match"));
    }

    #[test]
    fn a_payment_has_no_witness_before_its_settling_program_has_run() {
        let none = [("/witness", json!([])), ("/noWitness", json!(NOT_RUN))];
        let (new, old) = (vector("eip3009-1", "verify", &none), vector("eip3009-1", "verify", &[]));
        let token = |fingerprint: String| {
            Findings::one("fiat-token", "FiatTokenV2_2 1 in revm 1", json!({"eip3009-1": {"vector": fingerprint}}))
        };
        let signed = || Findings::one("viem", "viem 2.57.1", json!({"eip3009-1": {"digest": "0x"}}));
        assert!(!committed(new.clone(), signed()).of(&old).unwrap().is_settled);
        let run = committed(new.clone(), token(old.fingerprint()));
        assert!(run.of(&old).unwrap().is_settled);
        assert_eq!(run.check_findings(), Ok(()));
        let stale = committed(new, token("of an earlier state".into()));
        assert!(!stale.of(&old).unwrap().is_settled);
        assert!(stale.check_findings().unwrap_err().contains("did not run it as it is now"));
    }
}
