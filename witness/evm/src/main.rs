//! Runs the EIP-3009 payments of the vectors on the token that settles them, and says what it does
//! (`witness/README.md`).

#![forbid(unsafe_code)]

mod abi;
mod contracts;
mod evm;
mod judge;
mod payer;
mod question;
mod recorded;
mod run;
mod token;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use revm::primitives::Address;
use serde::{Deserialize, Serialize};
use serde_json::ser::PrettyFormatter;
use x402_conformance::vector::{self, ChainCall, Class, Vector};

use contracts::Contracts;
use evm::Chain;
use judge::Says;
use question::{Knowledge, Question};
use recorded::Recorded;
use run::{Answers, Form};
use token::Token;

/// The groups that are about payments with EIP-3009. The generator wants a finding for each of their vectors.
const GROUPS: [&str; 2] = ["chain-eip3009", "eip3009"];

/// `witness/findings/fiat-token.json`
#[derive(Serialize, Deserialize, PartialEq)]
struct Findings {
    by: String,
    findings: BTreeMap<String, Finding>,
}

/// What the token says of one vector.
#[derive(Serialize, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
struct Finding {
    /// `Vector::fingerprint`
    vector: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    domain_separator: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    calls: Vec<ChainCall>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    confirms: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unseen: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    not_called: Option<String>,
}

fn main() -> ExitCode {
    let check = match std::env::args().nth(1).as_deref() {
        None => false,
        Some("--check") => true,
        Some(_) => {
            eprintln!("usage: X402_CONTRACTS=DIRECTORY x402-witness-evm [--check]");
            return ExitCode::from(64);
        }
    };
    match run(check) {
        Ok(summary) => {
            println!("{summary}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(check: bool) -> Result<String, String> {
    let directory = std::env::var_os("X402_CONTRACTS").map(PathBuf::from);
    let contracts =
        Contracts::read(&directory.ok_or("X402_CONTRACTS does not name a directory of compiled contracts")?)?;
    // Before anything else: is it the code that the findings are about?
    Token::deploy(&contracts, Chain::new(1, 1), Address::repeat_byte(0x11), "USDC")?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let recorded = Recorded::read(&root.join("spec-vectors/generate/data/fiat-token.json"))?;
    let files = vector::read_all(&root.join("spec-vectors")).map_err(|error| error.to_string())?;
    let vectors = files.iter().filter(|file| GROUPS.contains(&file.group.as_str())).flat_map(|file| &file.vectors);
    let (mut findings, mut unexplained) = (BTreeMap::new(), Vec::new());
    for vector in vectors {
        match look(vector, &contracts, &recorded) {
            Ok(finding) => drop(findings.insert(vector.id.clone(), finding)),
            Err(why) => unexplained.push(format!("{} ({}): {why}", vector.id, vector.title)),
        }
    }
    if !unexplained.is_empty() {
        return Err(format!("{} differences that nothing explains:\n{}", unexplained.len(), unexplained.join("\n")));
    }
    let by = format!("FiatTokenV2_2 {} in revm {}", contracts::COMMIT, revm_version()?);
    let summary = summary(&findings);
    save(&root.join("witness/findings/fiat-token.json"), &Findings { by, findings }, check)?;
    Ok(summary)
}

/// An error is a difference that nothing explains, or a failure of this program.
fn look(vector: &Vector, contracts: &Contracts, recorded: &Recorded) -> Result<Finding, String> {
    let mut finding = Finding {
        vector: vector.fingerprint(),
        domain_separator: None,
        calls: Vec::new(),
        confirms: None,
        unseen: None,
        not_called: None,
    };
    let question = match Question::of(vector) {
        Ok(question) => question,
        Err(why) if judge::judge_not_called(vector) => {
            finding.not_called = Some(why);
            return Ok(finding);
        }
        Err(why) => return Err(why),
    };
    let call = recorded.call(&vector.id)?;
    let may_be_deployed =
        vector.expect.class == Class::Undecided && vector.flags.iter().any(|flag| flag == "counterfactual");
    let answers = Answers::of(&question, contracts, recorded, call, may_be_deployed)?;
    if let Some(call) = call {
        let bytes = answers.first(Form::Bytes).ok_or("every signature can be handed over in one piece")?;
        call.answer.compare(answers.first(Form::Vrs), bytes, question.terms.value)?;
        let has_code = matches!(question.payer, Knowledge::Code(_));
        if has_code != call.payer_code.is_some_and(|code| code != payer::PayerCode::None) {
            return Err("the vector's facts and the recorded state differ in the payer's code".into());
        }
    }
    match judge::judge(vector, &question, &answers)? {
        Says::Confirms(what) => finding.confirms = Some(what.into()),
        Says::Unseen(why) => finding.unseen = Some(why.into()),
    }
    finding.calls = answers.calls();
    let same_domain = question.version.is_none_or(|version| version == answers.version);
    if same_domain && vector.expect.check.as_deref() != Some("offer") {
        finding.domain_separator = Some(answers.domain_separator);
    }
    Ok(finding)
}

fn summary(findings: &BTreeMap<String, Finding>) -> String {
    let count = |holds: fn(&Finding) -> bool| findings.values().filter(|finding| holds(finding)).count();
    let calls: usize = findings.values().map(|finding| finding.calls.len()).sum();
    format!(
        "{} vectors, {calls} calls: {} confirmed, {} about what the token cannot see, {} that are no call, \
         0 unexplained differences",
        findings.len(),
        count(|finding| finding.confirms.is_some()),
        count(|finding| finding.unseen.is_some()),
        count(|finding| finding.not_called.is_some()),
    )
}

fn save(path: &Path, findings: &Findings, check: bool) -> Result<(), String> {
    let say = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let mut text = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut text, PrettyFormatter::with_indent(b" "));
    findings.serialize(&mut serializer).map_err(|error| say(&error))?;
    text.push(b'\n');
    if !check {
        return fs::write(path, text).map_err(|error| say(&error));
    }
    let committed = fs::read(path).map_err(|error| say(&error))?;
    if committed == text {
        return Ok(());
    }
    let committed: Findings = serde_json::from_slice(&committed).map_err(|error| say(&error))?;
    let ids = committed.findings.keys().chain(findings.findings.keys());
    let differs = ids.filter(|id| committed.findings.get(*id) != findings.findings.get(*id));
    let differs: BTreeSet<&str> = differs.map(String::as_str).collect();
    Err(say(&format!("differs: {}", differs.into_iter().collect::<Vec<_>>().join(", "))))
}

/// What the lock file says was built.
fn revm_version() -> Result<&'static str, String> {
    let lock = include_str!("../Cargo.lock");
    let package = lock.split("[[package]]").find(|package| package.contains("name = \"revm\"\n"));
    let line = package.and_then(|package| package.lines().find_map(|line| line.strip_prefix("version = \"")));
    line.and_then(|line| line.strip_suffix('"')).ok_or_else(|| "no revm in the lock file".into())
}
