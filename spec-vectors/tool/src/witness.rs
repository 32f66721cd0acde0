//! The findings of the witnesses, and what of a vector they confirm.

use std::{collections::BTreeMap, error::Error, fs, path::Path};

use crate::vector::{ChainCall, Class, Signed, Vector, Witness};
use serde::Deserialize;
use serde_json::Value;

use crate::parts;

/// Each witness: the name of its findings, the software's names without versions, and the operations of which it examines vectors. The
/// order is that of the witnesses in a vector. Two rows with the same software and operation only run together (`witness/run`),
/// because a vector names the software.
const WITNESSES: [(&str, &str, &[&str]); 43] = [
    ("a2a-pypi", "ampersend-a2a-x402 with a2a-sdk (PyPI)", &["carrier"]),
    ("artifacts-eth-account", "eth-account", &["offer-receipt"]),
    ("artifacts-viem", "viem", &["offer-receipt"]),
    ("canonicalize", "canonicalize (npm) and SubtleCrypto", &["fingerprint"]),
    ("cbor2", "cbor2 (PyPI)", &["builder-code"]),
    ("cborg", "cborg (npm)", &["builder-code"]),
    ("eth-account", "eth-account", &["digest", "replay-key", "verify"]),
    (
        "extensions-npm",
        "@x402/extensions (npm)",
        &["builder-code", "match-extensions", "payment-identifier", "settlement-state"],
    ),
    ("extensions-pypi", "x402 (PyPI)", &["builder-code", "match-extensions", "payment-identifier"]),
    ("fiat-token", "FiatTokenV2_2 in revm", &["verify"]),
    ("jose", "jose", &["offer-receipt"]),
    ("lint-npm", "@x402/extensions @x402/core ajv viem @signinwithethereum/siwe", &["lint"]),
    ("lint-pypi", "x402 eth-utils jsonschema solders signinwithethereum (PyPI)", &["lint"]),
    ("match-npm", "@x402/core (npm)", &["match"]),
    ("match-pypi", "x402 (PyPI)", &["match"]),
    ("mcp-pypi", "x402 with mcp (PyPI)", &["carrier"]),
    ("message-signatures", "http-message-signatures (PyPI)", &["http-message-signature"]),
    ("network-pypi", "x402 (PyPI)", &["network"]),
    ("network-registry", "viem (chains)", &["network"]),
    ("permit2-proxies", "x402 Permit2 proxies Permit2 and FiatTokenV2_2 in revm", &["verify"]),
    ("pyjwt", "PyJWT cryptography base58", &["offer-receipt"]),
    ("python-stdlib", "CPython stdlib", &["decode", "digest", "replay-key", "verify"]),
    ("reads-npm-v1", "x402 (npm)", &["decode"]),
    ("reads-npm-v2", "@x402/core (npm)", &["decode"]),
    ("reads-pypi", "x402 (PyPI)", &["decode"]),
    ("replay-key", "CPython (hashlib), from the fields", &["replay-key", "verify"]),
    ("rfc8785", "rfc8785 (PyPI) and CPython (hashlib)", &["fingerprint"]),
    ("shapes-npm", "@x402/core (npm)", &["decode"]),
    ("shapes-pypi", "x402 (PyPI)", &["decode"]),
    ("sign-in-npm", "@x402/extensions (npm)", &["sign-in-with-x"]),
    ("sign-in-pypi", "x402 (PyPI), with extensions", &["sign-in-with-x"]),
    ("siwe-pypi", "signinwithethereum eth-account PyNaCl", &["sign-in-with-x"]),
    ("siwe", "viem siwe tweetnacl", &["sign-in-with-x"]),
    ("solders-v1", "solders", &["ata", "digest", "replay-key", "verify"]),
    ("solders", "solders", &["ata", "digest", "replay-key", "verify"]),
    ("stellar-host", "soroban-env-host", &["verify"]),
    ("stellar-sdk-pypi", "stellar-sdk", &["digest", "replay-key", "verify"]),
    ("stellar-sdk", "@stellar/stellar-sdk", &["digest", "replay-key", "verify"]),
    ("svm", "litesvm agave p-token Token-2022 Memo", &["decode", "verify"]),
    ("viem", "viem", &["digest", "replay-key", "verify"]),
    ("x402-batch-settlement", "x402BatchSettlement Permit2 and FiatTokenV2_2 in revm", &["digest", "verify"]),
    ("xrpl-py", "xrpl-py", &["digest", "replay-key", "verify"]),
    ("xrpl", "xrpl and ripple-binary-codec (npm)", &["digest", "replay-key", "verify"]),
];

/// The witnesses that compute the payer and the replay key of a payment.
const IDENTIFYING: [&str; 5] = ["replay-key", "solders", "solders-v1", "stellar-sdk-pypi", "xrpl-py"];

/// The witnesses that run the settling programs: the name of their findings, and the groups of which they run every vector of `verify`.
const SETTLING: [(&str, &[&str]); 5] = [
    ("fiat-token", &["chain-eip3009", "eip3009"]),
    ("permit2-proxies", &["chain-eip2612", "chain-permit2", "eip2612", "erc20-approval", "permit2", "upto"]),
    ("x402-batch-settlement", &["batch-settlement"]),
    ("svm", &["chain-solana", "solana"]),
    ("stellar-host", &["stellar"]),
];

/// The settling program that runs this vector, by the name of its findings.
pub fn settling(vector: &Vector) -> Option<&'static str> {
    let (name, _) = SETTLING.iter().find(|(_, groups)| groups.contains(&vector.group()))?;
    (vector.op == "verify").then_some(*name)
}

/// The rows of `witness/run` that examine a vector like this one.
#[must_use]
pub fn witnesses(vector: &Vector) -> Vec<&'static str> {
    let settles = settling(vector);
    let is_settling = |name: &str| SETTLING.iter().any(|(settling, _)| *settling == name);
    let names = WITNESSES.iter().filter(|(name, _, ops)| {
        // A library for one family of chains looks at no other.
        let families = [("solders", "solana"), ("stellar", "stellar"), ("xrpl", "xrpl:")];
        let is_other =
            |(library, chain): &(&str, &str)| name.starts_with(library) && !vector.input.as_str().contains(chain);
        if families.iter().any(is_other) {
            return false;
        }
        // Of the programs that settle, only that of the group.
        ops.contains(&vector.op.as_str()) && (!is_settling(name) || settles == Some(name))
    });
    let mut witnesses: Vec<&str> = names.map(|(name, ..)| witness_of(name)).collect();
    witnesses.dedup();
    witnesses
}

/// The row of `witness/run` that writes these findings.
fn witness_of(findings: &'static str) -> &'static str {
    match findings {
        "artifacts-eth-account" | "pyjwt" => "artifacts-py",
        "artifacts-viem" | "jose" => "artifacts-js",
        "fiat-token" | "permit2-proxies" | "x402-batch-settlement" => "contracts",
        "reads-npm-v1" | "reads-npm-v2" | "reads-pypi" | "shapes-npm" | "shapes-pypi" => "reads",
        "replay-key" | "rfc8785" => "identity",
        "siwe-pypi" => "siwe-py",
        "solders-v1" => "solders",
        "stellar-host" => "host",
        "stellar-sdk-pypi" => "stellar-sdk-py",
        "svm" => "programs",
        same => same,
    }
}

/// The names of the findings that a vector of this operation can name as `by`.
fn names_of(by: &str, op: &str) -> Vec<&'static str> {
    let software = without_versions(by);
    let rows = WITNESSES.iter().filter(|(_, of, ops)| *of == software && ops.contains(&op));
    rows.map(|(name, ..)| *name).collect()
}

/// The software in a witness's name, so that a new version takes the place of the old one.
pub fn without_versions(by: &str) -> String {
    // Numbers and commits.
    let is_version = |word: &&str| {
        let word = word.trim_end_matches(',');
        word.bytes().any(|byte| byte.is_ascii_digit())
            && word.bytes().all(|byte| byte == b'.' || byte.is_ascii_hexdigit())
    };
    by.split(' ').filter(|word| !is_version(word)).collect::<Vec<_>>().join(" ")
}

/// The findings of a witness, which its script has just written.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(skip)]
    name: &'static str,
    by: String,
    findings: BTreeMap<String, BTreeMap<String, Value>>,
}

/// The findings of the witnesses that ran, in the order in which a vector names them.
#[derive(Clone)]
pub struct Findings(Vec<File>);

impl Findings {
    /// No witness ran.
    pub const NONE: Self = Self(Vec::new());

    /// Reads files, each with the name of a witness.
    ///
    /// # Errors
    /// A file cannot be read, or is not of one of our witnesses.
    pub fn read(paths: &[&str]) -> Result<Self, Box<dyn Error>> {
        let mut files = Vec::new();
        for path in paths {
            let mut file: File =
                serde_json::from_str(&fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?)?;
            let stem = Path::new(path).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
            let row =
                WITNESSES.iter().find(|(name, software, _)| *name == stem && *software == without_versions(&file.by));
            let (name, ..) =
                row.ok_or_else(|| format!("{path}: {} is no witness; see WITNESSES in witness.rs", file.by))?;
            file.name = name;
            files.push(file);
        }
        files.sort_by_key(|file| WITNESSES.iter().position(|(name, ..)| *name == file.name));
        Ok(Self(files))
    }

    /// Leaves out findings about other vectors.
    pub fn retain(&mut self, is_kept: impl Fn(&str) -> bool) {
        for file in &mut self.0 {
            file.findings.retain(|id, _| is_kept(id));
        }
    }

    /// The findings of one witness.
    #[cfg(test)]
    pub fn one(name: &'static str, by: &str, findings: Value) -> Self {
        Self(vec![File { name, by: by.into(), findings: serde_json::from_value(findings).expect("findings") }])
    }

    /// Whether no witness ran.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the software that a vector of this operation names ran, in all its scripts. Then what it does not confirm now is not
    /// confirmed.
    pub fn has_run(&self, by: &str, op: &str) -> bool {
        let names = names_of(by, op);
        !names.is_empty() && names.iter().all(|name| self.has(name))
    }

    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|file| file.name == name)
    }

    /// Whether all witnesses ran that compute payers and replay keys.
    pub fn has_identified(&self) -> bool {
        IDENTIFYING.iter().all(|name| self.has(name))
    }

    /// Whether the settling program with this name was run for the vector as it is.
    pub fn has_settled(&self, name: &str, vector: &Vector) -> bool {
        self.0.iter().any(|file| file.name == name && is_about(file, vector))
    }

    /// The findings about a vector, without those that are about an earlier state of it.
    fn of<'a>(&'a self, vector: &'a Vector) -> impl Iterator<Item = (&'a str, &'a BTreeMap<String, Value>)> {
        let files = self.0.iter().filter(|file| is_about(file, vector));
        files.map(|file| (file.by.as_str(), &file.findings[&vector.id]))
    }

    /// The outcomes in the program that settles, or `None` if it did not run. It is an error if they differ from the recorded ones.
    pub fn chain(&self, vector: &Vector) -> Result<Option<Vec<ChainCall>>, String> {
        let recorded = &vector.intermediate.chain;
        if !settling(vector).is_some_and(|name| self.has(name)) {
            return Ok(None);
        }
        let Some(calls) = self.of(vector).find_map(|(_, found)| found.get("calls")) else {
            return Ok(Some(recorded.clone()));
        };
        let calls: Vec<ChainCall> =
            serde_json::from_value(calls.clone()).map_err(|error| format!("{}: {error}", vector.id))?;
        confirm_recorded(vector, &calls)?;
        Ok(Some(calls))
    }

    /// Fails if the findings are about other vectors than these: about a vector that is not there, about one of an operation that the witness
    /// does not examine, or of a settling program not about each vector of its groups as it is now.
    pub fn check(&self, vectors: &BTreeMap<&str, &Vector>) -> Result<(), String> {
        for file in &self.0 {
            let (.., ops) = WITNESSES.iter().find(|(name, ..)| *name == file.name).expect("read by this table");
            for id in file.findings.keys() {
                let vector = vectors
                    .get(id.as_str())
                    .ok_or_else(|| format!("{id}: {} examined it, and it is gone", file.name))?;
                if !ops.contains(&vector.op.as_str()) {
                    return Err(format!(
                        "{id}: {} does not examine {}; see WITNESSES in witness.rs",
                        file.name, vector.op
                    ));
                }
            }
            let not_run = vectors
                .values()
                .find(|vector| settling(vector).is_some_and(|name| name == file.name) && !is_about(file, vector));
            if let Some(vector) = not_run {
                return Err(format!("{}: {} did not run it as it is now", vector.id, file.name));
            }
        }
        Ok(())
    }

    /// The witnesses that confirm our hashes and signer, or the outcome. A witness that computed another value is an
    /// error.
    pub fn confirm_hashes(&self, vector: &Vector) -> Result<Vec<Witness>, String> {
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
    pub fn identity<'a>(&'a self, vector: &'a Vector) -> Option<(&'a str, &'a str, &'a str)> {
        self.of(vector)
            .find_map(|(by, found)| Some((by, found.get("payer")?.as_str()?, found.get("replayKey")?.as_str()?)))
    }

    /// The value of the first witness that has one.
    pub fn first<'a>(&'a self, vector: &'a Vector, name: &str) -> Option<&'a Value> {
        self.of(vector).find_map(|(_, found)| found.get(name))
    }

    /// The witnesses that confirm the expectation of a vector about a payment on Solana. A witness with another finding
    /// is an error.
    pub fn confirm_solana(&self, vector: &Vector) -> Result<Vec<Witness>, String> {
        let check = vector.expect.check.as_deref();
        let is_refused = vector.expect.class == Class::Invalid;
        let mut witnesses = Vec::new();
        for (by, found) in self.of(vector) {
            let value = |name: &str| found.get(name).and_then(Value::as_bool);
            let confirms = match (check, value("decodes"), value("sanitizes"), value("signed")) {
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
                    return Err(format!("{id}: {by} finds otherwise: decodes {decodes}, {:?}", value("signed")));
                }
                _ => continue,
            };
            witnesses.push(Witness { by: by.into(), confirms: vec![confirms.into()] });
        }
        Ok(witnesses)
    }

    /// The witnesses that confirm that a transaction on Stellar is none, or who signed. A witness with another finding is an error.
    pub fn confirm_stellar(&self, vector: &Vector) -> Result<Vec<Witness>, String> {
        let check = vector.expect.check.as_deref();
        // RFC 8032 leaves points of small order open, and libraries accept them; their readers have other limits.
        let may_differ = vector.rulings.iter().any(|ruling| ruling == "T-29")
            || vector.no_witness.as_deref().is_some_and(|reason| reason.ends_with("of its own"));
        let mut witnesses = Vec::new();
        // The libraries for the XRP Ledger have findings with the same names.
        let of_stellar = !vector.input.as_str().contains(r#""signedTxBlob""#);
        for (by, found) in self.of(vector).filter(|_| of_stellar) {
            let value = |name: &str| found.get(name).and_then(Value::as_bool);
            let Some(reads) = value("reads") else { continue };
            let confirms = match (check, vector.expect.class, reads, value("signed")) {
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
                        value("signed")
                    ));
                }
                _ => continue,
            };
            witnesses.push(Witness { by: by.into(), confirms: vec![confirms.into()] });
        }
        Ok(witnesses)
    }

    /// The witnesses that confirm that a transaction of the XRP Ledger is none, that its signature is wrong, or otherwise that it is read and
    /// written as the same bytes with a good signature, whatever else is wrong with it. A witness with another finding is an error, unless
    /// the vector gives the reason: the libraries read what the ledger refuses.
    pub fn confirm_xrpl(&self, vector: &Vector) -> Result<Vec<Witness>, String> {
        let check = vector.expect.check.as_deref();
        let may_differ = vector.no_witness.is_some();
        let mut witnesses = Vec::new();
        let of_ledger = vector.input.as_str().contains(r#""signedTxBlob""#);
        for (by, found) in self.of(vector).filter(|_| of_ledger) {
            let value = |name: &str| found.get(name).and_then(Value::as_bool);
            let Some(reads) = value("reads") else { continue };
            let otherwise = || format!("{}: {by} finds otherwise: {found:?}", vector.id);
            let confirms: &[&str] = match (check, reads, value("signed"), value("fields")) {
                (Some("transaction"), false, ..) => &["refusal"],
                (Some("account-signature" | "signature-form"), true, Some(false), _) => &["refusal of the signature"],
                // Nothing is said of what is refused before the transaction is read.
                (Some("decode"), ..) => continue,
                (Some("account-signature" | "signature-form" | "transaction"), ..) if may_differ => continue,
                (Some("account-signature" | "signature-form" | "transaction"), ..) => return Err(otherwise()),
                (_, true, Some(true), Some(true)) => &["fields", "signature"],
                (_, true, Some(true), None) => &["signature"],
                _ if may_differ => continue,
                _ => return Err(otherwise()),
            };
            let confirms = confirms.iter().map(|&name| name.to_owned()).collect();
            witnesses.push(Witness { by: by.into(), confirms });
        }
        Ok(witnesses)
    }

    /// The witnesses that confirm that a document is refused, or means the value that we read.
    pub fn confirm_decoding(&self, vector: &Vector) -> Vec<Witness> {
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
    pub fn confirm_members(&self, vector: &Vector) -> Result<Vec<Witness>, String> {
        let error = |error: serde_json::Error| format!("{}: {error}", vector.id);
        let result: Value = serde_json::from_str(vector.expect.result.as_str()).map_err(error)?;
        let intermediate = serde_json::to_value(&vector.intermediate).map_err(error)?;
        let mut witnesses = Vec::new();
        for (by, found) in self.of(vector) {
            let mut confirms = Vec::new();
            for (name, theirs) in found {
                match result.get(name).or_else(|| intermediate.get(name)) {
                    Some(ours) if agrees(theirs, ours) => confirms.push(name.clone()),
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

    /// The witnesses with the same digest and signer of a signed offer or a receipt, or the same verdict on a JWS. A
    /// witness with another result is an error.
    pub fn confirm_artifact(&self, vector: &Vector) -> Result<Vec<Witness>, String> {
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
    pub fn confirm_match(&self, vector: &Vector) -> Result<Vec<Witness>, String> {
        self.confirm_one(vector, "offer")
    }

    /// The witnesses that come to the same verdict.
    pub fn confirm_verdict(&self, vector: &Vector) -> Result<Vec<Witness>, String> {
        self.confirm_one(vector, "verdict")
    }

    /// The witnesses that find the payment settled.
    pub fn confirm_state(&self, vector: &Vector) -> Result<Vec<Witness>, String> {
        self.confirm_one(vector, "state")
    }

    /// The witnesses with the same value for a member of the result: for a sign-in the message, its digest, the account
    /// or the verdict; for a message of another protocol the request and the response.
    pub fn confirm_shared(&self, vector: &Vector) -> Result<Vec<Witness>, String> {
        let expected: Value = serde_json::from_str(vector.expect.result.as_str()).map_err(|error| error.to_string())?;
        let may_differ = vector.expect.class == Class::Acceptable || vector.no_witness.is_some();
        let mut witnesses = Vec::new();
        for (by, found) in self.of(vector) {
            let mut confirms = Vec::new();
            for (name, value) in found {
                match expected.get(name) {
                    Some(ours) if ours == value => confirms.push(name.clone()),
                    Some(ours) if !may_differ => {
                        return Err(format!("{}: {name} is {ours}, but {by} says {value}", vector.id));
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
    pub fn confirm_parts(&self, vector: &Vector) -> Result<Vec<Witness>, String> {
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
                Some(value) if *value == expected[name] => {
                    witnesses.push(Witness { by: by.into(), confirms: vec![name.into()] });
                }
                Some(value) if !may_differ => return Err(format!("{}: {by} says {name} {value}", vector.id)),
                Some(_) | None => {}
            }
        }
        Ok(witnesses)
    }
}

/// Whether the file has a finding about the vector as it is now. A settling program notes the vector's fingerprint, because running it
/// takes long.
fn is_about(file: &File, vector: &Vector) -> bool {
    let found = file.findings.get(&vector.id);
    found.is_some_and(|found| found.get("vector").is_none_or(|looked_at| *looked_at == vector.fingerprint()))
}

/// Whether all recorded outcomes are among these calls.
pub fn confirm_recorded(vector: &Vector, calls: &[ChainCall]) -> Result<(), String> {
    let same = |one: &ChainCall, other: &ChainCall| {
        (&one.call, one.at, &one.moved, &one.reverted) == (&other.call, other.at, &other.moved, &other.reverted)
    };
    match vector.intermediate.chain.iter().find(|then| !calls.iter().any(|now| same(then, now))) {
        None => Ok(()),
        Some(then) => Err(format!("{}: the chain does not answer as it did: {then:?}", vector.id)),
    }
}

/// Fails if a vector names software that is no witness of its operation.
pub fn check_names(vector: &Vector) -> Result<(), String> {
    match vector.witness.iter().find(|witness| names_of(&witness.by, &vector.op).is_empty()) {
        None => Ok(()),
        Some(witness) => {
            Err(format!("{}: {} is no witness of {}; see WITNESSES in witness.rs", vector.id, witness.by, vector.op))
        }
    }
}

/// Whether a value is the same. In an object, every member that both know has to be the same.
pub fn agrees(theirs: &Value, ours: &Value) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_witness_is_in_the_program() {
        let run = include_str!("../../../witness/run");
        for (name, ..) in WITNESSES {
            let witness = format!("\"{}\", ", witness_of(name));
            let found = run.split("Witness(").any(|row| {
                let finds = row.split("finds=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
                row.trim_start().starts_with(witness.trim_end()) && finds.split(' ').any(|found| found == name)
            });
            assert!(found, "witness/run has no row {witness} that finds {name}");
        }
    }
}
