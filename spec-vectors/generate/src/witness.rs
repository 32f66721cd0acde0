//! The findings of the witnesses.

use std::{collections::BTreeMap, error::Error, fs, path::Path};

use serde::Deserialize;
use serde_json::Value;
use x402_conformance::vector::{ChainCall, Class, Signed, Vector, Witness};

use crate::lint::parts;

/// The witnesses that run the settling programs: the beginning of their names, their place, and the groups in which
/// they judge every vector of `verify`.
const SETTLING: [(&str, &str, &[&str]); 5] = [
    ("FiatTokenV2_2 ", "witness/evm", &["chain-eip3009", "eip3009"]),
    (
        "x402 Permit2 proxies ",
        "witness/evm",
        &["chain-eip2612", "chain-permit2", "eip2612", "erc20-approval", "permit2", "upto"],
    ),
    ("x402BatchSettlement ", "witness/evm", &["batch-settlement"]),
    ("litesvm ", "witness/svm", &["chain-solana", "solana"]),
    ("soroban-env-host ", "witness/stellar", &["stellar"]),
];

/// A file of `witness/findings/`. It is trusted, because our scripts write it and CI compares it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    by: String,
    findings: BTreeMap<String, BTreeMap<String, Value>>,
}

/// All findings.
pub(crate) struct Findings(Vec<File>);

impl Findings {
    /// Reads every file. There may be none, so that the first vectors can be written before the first witness runs.
    pub(crate) fn read(directory: &Path) -> Result<Self, Box<dyn Error>> {
        let mut paths = Vec::new();
        if directory.is_dir() {
            for entry in fs::read_dir(directory)? {
                paths.push(entry?.path());
            }
        }
        paths.sort();
        let mut files = Vec::new();
        for path in paths {
            files.push(serde_json::from_str(&fs::read_to_string(path)?)?);
        }
        Ok(Self(files))
    }

    /// The findings about a vector, without those that are about an earlier state of it.
    fn of<'a>(&'a self, vector: &'a Vector) -> impl Iterator<Item = (&'a str, &'a BTreeMap<String, Value>)> {
        let findings = self.0.iter().filter_map(move |file| Some((file.by.as_str(), file.findings.get(&vector.id)?)));
        findings.filter(|(_, found)| found.get("vector").is_none_or(|looked_at| *looked_at == vector.fingerprint()))
    }

    /// The outcome in the program that settles. It is an error if that differs from the recorded outcome.
    pub(crate) fn chain(&self, vector: &Vector) -> Result<Vec<ChainCall>, String> {
        let recorded = &vector.intermediate.chain;
        let Some(calls) = self.of(vector).find_map(|(_, found)| found.get("calls")) else {
            return Ok(recorded.clone());
        };
        let calls: Vec<ChainCall> =
            serde_json::from_value(calls.clone()).map_err(|error| format!("{}: {error}", vector.id))?;
        let same = |one: &ChainCall, other: &ChainCall| {
            (&one.call, one.at, &one.moved, &one.reverted) == (&other.call, other.at, &other.moved, &other.reverted)
        };
        match recorded.iter().find(|then| !calls.iter().any(|now| same(then, now))) {
            None => Ok(calls),
            Some(then) => Err(format!("{}: the chain does not answer as it did: {then:?}", vector.id)),
        }
    }

    /// Checks that the settling program was run for these vectors as they are now, and for no others of their group.
    pub(crate) fn check_settling(&self, group: &str, vectors: &[Vector]) -> Result<(), String> {
        let Some((name, program, _)) = SETTLING.iter().find(|(.., groups)| groups.contains(&group)) else {
            return Ok(());
        };
        let again = format!("run {program} (witness/README.md)");
        let file = self.0.iter().find(|file| file.by.starts_with(name)).ok_or_else(|| again.clone())?;
        let mut asked = vectors.iter().filter(|vector| vector.op == "verify");
        let not_run = asked.find(|vector| !self.of(vector).any(|(by, _)| by == file.by));
        let gone = file.findings.keys().find(|id| {
            let number = id.strip_prefix(group).and_then(|rest| rest.strip_prefix('-'));
            number.is_some() && !vectors.iter().any(|vector| vector.id == **id)
        });
        match not_run.map(|vector| &vector.id).or(gone) {
            None => Ok(()),
            Some(id) => Err(format!("{id}: what {program} found is not about this vector as it is; {again}")),
        }
    }

    /// The witnesses that confirm our hashes and signer, or the outcome. A witness that computed another value is an
    /// error.
    pub(crate) fn confirm_hashes(&self, vector: &Vector) -> Result<Vec<Witness>, String> {
        let (id, ours) = (&vector.id, &vector.intermediate);
        let ours = [
            ("domainSeparator", &ours.domain_separator),
            ("structHash", &ours.struct_hash),
            ("digest", &ours.digest),
            ("signer", &ours.signer),
        ];
        let mut witnesses = Vec::new();
        for (by, found) in self.of(vector) {
            let mut confirms: Vec<_> =
                found.get("confirms").and_then(Value::as_str).map(str::to_owned).into_iter().collect();
            for (name, ours) in &ours {
                match (ours, found.get(*name).and_then(Value::as_str)) {
                    (Some(ours), Some(theirs)) if ours == theirs => confirms.push((*name).to_owned()),
                    (Some(ours), Some(theirs)) => {
                        return Err(format!("{id}: {name} is {ours}, but {by} says {theirs}"));
                    }
                    _ => {}
                }
            }
            if let (Some(ours), Some(found)) = (&vector.intermediate.permit, found.get("permit")) {
                confirm_permit(id, by, ours, found, &mut confirms)?;
            }
            confirms.extend(confirm_approval(vector, by, found)?);
            if !confirms.is_empty() {
                witnesses.push(Witness { by: by.into(), confirms });
            }
        }
        Ok(witnesses)
    }

    /// The payer and the replay key, from a witness that reads the rules on its own, and the name of that witness.
    pub(crate) fn identity<'a>(&'a self, vector: &'a Vector) -> Option<(&'a str, &'a str, &'a str)> {
        self.of(vector)
            .find_map(|(by, found)| Some((by, found.get("payer")?.as_str()?, found.get("replayKey")?.as_str()?)))
    }

    /// The value of the first witness that has one.
    pub(crate) fn first<'a>(&'a self, vector: &'a Vector, name: &str) -> Option<&'a Value> {
        self.of(vector).find_map(|(_, found)| found.get(name))
    }

    /// The witnesses that confirm the expectation of a vector about a payment on Solana. A witness with another finding
    /// is an error.
    pub(crate) fn confirm_solana(&self, vector: &Vector) -> Result<Vec<Witness>, String> {
        let check = vector.expect.check.as_deref();
        let is_refused = vector.expect.class == Class::Invalid;
        let mut witnesses = Vec::new();
        for (by, found) in self.of(vector) {
            let said = |name: &str| found.get(name).and_then(Value::as_bool);
            let confirms = match (check, said("decodes"), said("sanitizes"), said("signed")) {
                (Some("transaction"), Some(false), ..) | (Some("transaction" | "runtime-rules"), _, Some(false), _)
                    if is_refused =>
                {
                    "refusal"
                }
                (Some("signed"), _, _, Some(false)) => "refusal of the signature",
                (Some("signed"), _, _, Some(true)) => {
                    return Err(format!("{}: {by} finds every signature right", vector.id));
                }
                (None, Some(true), Some(true), Some(true)) => "signatures",
                (None, Some(decodes), ..) => {
                    let id = &vector.id;
                    return Err(format!("{id}: {by} finds otherwise: decodes {decodes}, {:?}", said("signed")));
                }
                _ => continue,
            };
            witnesses.push(Witness { by: by.into(), confirms: vec![confirms.into()] });
        }
        Ok(witnesses)
    }

    /// The witnesses that confirm that a transaction on Stellar is none, or who signed. A witness with another finding is an error.
    pub(crate) fn confirm_stellar(&self, vector: &Vector) -> Result<Vec<Witness>, String> {
        let check = vector.expect.check.as_deref();
        // RFC 8032 leaves points of small order open, and libraries accept them; their readers have other limits.
        let may_differ = vector.rulings.iter().any(|ruling| ruling == "T-29")
            || vector.no_witness.as_deref().is_some_and(|reason| reason.ends_with("of its own"));
        let mut witnesses = Vec::new();
        for (by, found) in self.of(vector) {
            let said = |name: &str| found.get(name).and_then(Value::as_bool);
            let Some(reads) = said("reads") else { continue };
            let confirms = match (check, vector.expect.class, reads, said("signed")) {
                (Some("transaction"), Class::Invalid, false, _) => "refusal",
                (Some("account-signature"), _, true, Some(false)) => "refusal of the signature",
                (None, Class::Valid, true, Some(true)) => "signatures",
                (Some("transaction"), _, true, _) | (Some("account-signature"), _, true, Some(true)) if may_differ => {
                    continue;
                }
                (Some("transaction"), _, true, _)
                | (Some("account-signature"), _, true, Some(true))
                | (None, Class::Valid, ..)
                    if found.get("form").is_none_or(|form| form == "account") =>
                {
                    return Err(format!(
                        "{}: {by} finds otherwise: reads {reads}, signed {:?}",
                        vector.id,
                        said("signed")
                    ));
                }
                _ => continue,
            };
            witnesses.push(Witness { by: by.into(), confirms: vec![confirms.into()] });
        }
        Ok(witnesses)
    }

    /// The witnesses that confirm that a document is refused, or means the value that we read.
    pub(crate) fn confirm_decoding(&self, vector: &Vector) -> Vec<Witness> {
        let class = vector.expect.class;
        let confirmed = |found: &BTreeMap<String, Value>| {
            let accepts = found.get("accepts").and_then(Value::as_bool)?;
            let same_value = found.get("sameValue").and_then(Value::as_bool);
            match (accepts, same_value) {
                (true, Some(true)) if class != Class::Invalid => Some("canonical"),
                // This witness confirms the shape alone.
                (true, None) if class != Class::Invalid => Some("shape"),
                (false, _) if class == Class::Invalid => Some("refusal"),
                _ => None,
            }
        };
        self.of(vector)
            .filter_map(|(by, found)| Some(Witness { by: by.into(), confirms: vec![confirmed(found)?.into()] }))
            .collect()
    }

    /// The witnesses with the same members of the result, or the same intermediate value. A witness with another value
    /// is an error.
    pub(crate) fn confirm_members(&self, vector: &Vector) -> Result<Vec<Witness>, String> {
        let error = |error: serde_json::Error| format!("{}: {error}", vector.id);
        let result: Value = serde_json::from_str(vector.expect.result.as_str()).map_err(error)?;
        let intermediate = serde_json::to_value(&vector.intermediate).map_err(error)?;
        let mut witnesses = Vec::new();
        for (by, found) in self.of(vector) {
            let mut confirms = Vec::new();
            for (name, theirs) in found {
                match result.get(name).or_else(|| intermediate.get(name)) {
                    Some(ours) if is_said(theirs, ours) => confirms.push(name.clone()),
                    Some(ours) => return Err(format!("{}: {name} is {ours}, but {by} says {theirs}", vector.id)),
                    None => {}
                }
            }
            if !confirms.is_empty() {
                witnesses.push(Witness { by: by.into(), confirms });
            }
        }
        Ok(witnesses)
    }

    /// The witnesses with the same digest and signer of a signed offer or a receipt, or the same judgement of a JWS. A
    /// witness with another result is an error.
    pub(crate) fn confirm_artifact(&self, vector: &Vector) -> Result<Vec<Witness>, String> {
        let mut witnesses = self.confirm_members(vector)?;
        let check = vector.expect.check.as_deref();
        // RFC 8032 leaves keys of small order open, and libraries accept them.
        let is_strict = vector.rulings.iter().any(|ruling| ruling == "S-4");
        for (by, found) in self.of(vector) {
            let confirms = match (check, found.get("signed").and_then(Value::as_bool)) {
                (None, Some(true)) => "signature",
                (Some("artifact-signature" | "artifact-signature-form"), Some(false)) => "refusal of the signature",
                (Some("artifact-signature"), Some(true)) if is_strict => continue,
                (None, Some(false)) | (Some("artifact-signature" | "artifact-signature-form"), Some(true)) => {
                    return Err(format!("{}: {by} finds the signature otherwise", vector.id));
                }
                (Some(_), Some(_)) | (_, None) => continue,
            };
            witnesses.push(Witness { by: by.into(), confirms: vec![confirms.into()] });
        }
        Ok(witnesses)
    }

    /// The witnesses that match the same offer.
    pub(crate) fn confirm_match(&self, vector: &Vector) -> Result<Vec<Witness>, String> {
        self.confirm_one(vector, "offer")
    }

    /// The witnesses that come to the same verdict.
    pub(crate) fn confirm_verdict(&self, vector: &Vector) -> Result<Vec<Witness>, String> {
        self.confirm_one(vector, "verdict")
    }

    /// The witnesses that find the payment settled.
    pub(crate) fn confirm_state(&self, vector: &Vector) -> Result<Vec<Witness>, String> {
        self.confirm_one(vector, "state")
    }

    /// The witnesses with the same value for a member of the result: for a sign-in the message, its digest, the account
    /// or the verdict; for a message of another protocol the request and the response.
    pub(crate) fn confirm_shared(&self, vector: &Vector) -> Result<Vec<Witness>, String> {
        let expected: Value = serde_json::from_str(vector.expect.result.as_str()).map_err(|error| error.to_string())?;
        let may_differ = vector.expect.class == Class::Acceptable || vector.no_witness.is_some();
        let mut witnesses = Vec::new();
        for (by, found) in self.of(vector) {
            let mut confirms = Vec::new();
            for (name, said) in found {
                match expected.get(name) {
                    Some(ours) if ours == said => confirms.push(name.clone()),
                    Some(ours) if !may_differ => {
                        return Err(format!("{}: {name} is {ours}, but {by} says {said}", vector.id));
                    }
                    Some(_) | None => {}
                }
            }
            // A witness with another verdict confirms nothing.
            if !confirms.is_empty() {
                witnesses.push(Witness { by: by.into(), confirms });
            }
        }
        Ok(witnesses)
    }

    /// The witnesses that accept and refuse the same parts of a demand. A witness that differs in a part is an error,
    /// unless implementations may differ or the vector gives the reason.
    pub(crate) fn confirm_parts(&self, vector: &Vector) -> Result<Vec<Witness>, String> {
        let expected: Value = serde_json::from_str(vector.expect.result.as_str()).map_err(|error| error.to_string())?;
        let may_differ = vector.expect.class == Class::Acceptable
            || vector.no_witness.as_deref().is_some_and(|reason| reason != parts::NO_LINTER);
        let refused = parts::refused_parts(&expected);
        let mut witnesses = Vec::new();
        for (by, found) in self.of(vector) {
            let mut confirms = Vec::new();
            for (part, takes) in found.get("takes").and_then(Value::as_object).into_iter().flatten() {
                match (takes.as_bool(), refused.contains(&&**part)) {
                    (Some(true), false) => confirms.push(part.clone()),
                    (Some(false), true) => confirms.push(format!("refusal of {part}")),
                    _ if may_differ => {}
                    _ => return Err(format!("{}: {by} finds {part} otherwise", vector.id)),
                }
            }
            // If a demand has a fault, a witness that accepts the other parts confirms nothing.
            confirms.retain(|part| expected["verdict"] == "valid" || part.starts_with("refusal"));
            if !confirms.is_empty() {
                witnesses.push(Witness { by: by.into(), confirms });
            }
        }
        Ok(witnesses)
    }

    /// The witnesses with the same value for one member. A witness with another value is an error, unless
    /// implementations may differ or the vector gives the reason.
    fn confirm_one(&self, vector: &Vector, name: &str) -> Result<Vec<Witness>, String> {
        let expected: Value = serde_json::from_str(vector.expect.result.as_str()).map_err(|error| error.to_string())?;
        let may_differ = vector.expect.class == Class::Acceptable || vector.no_witness.is_some();
        let mut witnesses = Vec::new();
        for (by, found) in self.of(vector) {
            match found.get(name) {
                Some(said) if *said == expected[name] => {
                    witnesses.push(Witness { by: by.into(), confirms: vec![name.into()] });
                }
                Some(said) if !may_differ => return Err(format!("{}: {by} says {name} {said}", vector.id)),
                Some(_) | None => {}
            }
        }
        Ok(witnesses)
    }
}

/// Whether a value is the same. In an object, every member that both know has to be the same.
fn is_said(theirs: &Value, ours: &Value) -> bool {
    match (theirs, ours) {
        (Value::Object(theirs), Value::Object(ours)) => {
            theirs.iter().all(|(name, theirs)| ours.get(name).is_none_or(|ours| ours == theirs))
        }
        _ => theirs == ours,
    }
}

/// The same for the permit that the payment adds for a sponsor.
fn confirm_permit(id: &str, by: &str, ours: &Signed, found: &Value, confirms: &mut Vec<String>) -> Result<(), String> {
    let ours = [
        ("domainSeparator", Some(&ours.domain_separator)),
        ("structHash", Some(&ours.struct_hash)),
        ("digest", Some(&ours.digest)),
        ("signer", ours.signer.as_ref()),
    ];
    for (name, ours) in ours {
        match (ours, found.get(name).and_then(Value::as_str)) {
            (Some(ours), Some(theirs)) if ours == theirs => confirms.push(format!("permit.{name}")),
            (Some(ours), Some(theirs)) => {
                return Err(format!("{id}: permit.{name} is {ours}, but {by} says {theirs}"));
            }
            _ => {}
        }
    }
    Ok(())
}

/// The finding of a witness about the transaction that approves Permit2: the same value for every member, or that it is
/// no transaction.
fn confirm_approval(vector: &Vector, by: &str, found: &BTreeMap<String, Value>) -> Result<Vec<String>, String> {
    let Some(theirs) = found.get("approval").and_then(Value::as_object) else { return Ok(Vec::new()) };
    let refused = theirs.contains_key("refused");
    let Some(ours) = &vector.intermediate.approval else {
        return Ok(if refused { vec!["refusal of the approval".into()] } else { Vec::new() });
    };
    let ours = serde_json::to_value(ours).map_err(|error| error.to_string())?;
    let mut confirms = Vec::new();
    for (name, theirs) in theirs {
        match ours.get(name) {
            Some(ours) if ours == theirs => confirms.push(format!("approval.{name}")),
            Some(ours) => return Err(format!("{}: approval.{name} is {ours}, but {by} says {theirs}", vector.id)),
            None => {}
        }
    }
    Ok(confirms)
}
