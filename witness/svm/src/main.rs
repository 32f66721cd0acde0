//! Runs the payments on Solana of the vectors in the runtime, on the programs that settle them, and writes down the
//! outcomes (`witness/README.md`).

#![forbid(unsafe_code)]

#[cfg(test)]
mod answers;
#[cfg(test)]
mod bits;
mod compare;
mod emissions;
mod keys;
mod memo;
mod packet;
mod programs;
mod question;
mod recorded;
mod results;
mod run;
mod state;

use std::{collections::BTreeMap, path::Path, process::ExitCode};

use litesvm::LiteSVM;
use x402_conformance::vector::{self, Class, Vector};

use compare::Comparison;
use packet::Packet;
use question::Question;
use recorded::Recorded;
use results::{Finding, Results, check_file, save};
use run::Run;
use state::State;

/// The groups about payments on Solana. The generator requires a finding for each of their vectors with a payment.
const GROUPS: [&str; 2] = ["chain-solana", "solana"];

fn main() -> ExitCode {
    let check = match std::env::args().nth(1).as_deref() {
        None => false,
        Some("--check") => true,
        Some(_) => {
            eprintln!("usage: x402-witness-svm [--check]");
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
    // First it is checked that the programs are those that the findings are about.
    let chain = programs::chain()?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let recorded = Recorded::read(&root.join("spec-vectors/generate/data"))?;
    let files = vector::read_all(&root.join("spec-vectors")).map_err(|error| error.to_string())?;
    let of = |groups: &'static [&str]| {
        files.iter().filter(|file| groups.contains(&file.group.as_str())).flat_map(|file| &file.vectors)
    };
    let (mut findings, mut unexplained) = (BTreeMap::new(), Vec::new());
    let mut note = |vector: &Vector, found: Result<Finding, String>| match found {
        Ok(finding) => drop(findings.insert(vector.id.clone(), finding)),
        Err(why) => unexplained.push(format!("{} ({}): {why}", vector.id, vector.title)),
    };
    for vector in of(&GROUPS).filter(|vector| vector.op == "verify") {
        note(&vector, look(&vector, &chain, &recorded));
    }
    let mut sent = 0;
    for vector in of(&["emissions"]) {
        if let Some(asked) = emissions::question(&vector)? {
            let found = look(&asked, &chain, &recorded);
            note(&vector, found.map(|finding| Finding { vector: vector.fingerprint(), ..finding }));
            sent += 1;
        }
    }
    if sent == 0 {
        return Err("the SDKs have sent no payment on Solana".into());
    }
    if !unexplained.is_empty() {
        return Err(format!("{} differences that nothing explains:\n{}", unexplained.len(), unexplained.join("\n")));
    }
    let runtime = [("litesvm", version_of("litesvm")?), ("agave", version_of("agave-transaction-view")?)];
    let by =
        format!("{}, {}", runtime.map(|(name, version)| format!("{name} {version}")).join(", "), programs::names());
    let costs = memo::costs(&chain, &by)?;
    let memo = root.join("witness/svm/memo.json");
    if check { check_file(&memo, &costs) } else { save(&memo, &costs) }?;
    let findings = Results { by, findings };
    save(&root.join("target/findings/svm.json"), &findings)?;
    Ok(findings.summary())
}

/// Compares the answers with a vector. An error is a difference that nothing explains, or a failure of this program.
fn look(vector: &Vector, chain: &LiteSVM, recorded: &Recorded) -> Result<Finding, String> {
    let mut finding = Finding { vector: vector.fingerprint(), ..Finding::default() };
    let question = match (Question::of(vector), compare::no_transaction(vector)) {
        (Ok(question), _) => question,
        (Err(_), Some(why)) => {
            finding.not_run = Some(why.into());
            return Ok(finding);
        }
        (Err(error), None) => return Err(error),
    };
    let packet = Packet::read(&question.transaction);
    if let Some(why) = packet.as_ref().ok().and_then(compare::out_of_reach) {
        finding.not_run = Some(why);
        return Ok(finding);
    }
    let runs = runs(vector, chain, recorded, &question, packet)?;
    compare::compare_sponsor(&question.report, &runs)?;
    match compare::compare(vector, &question, &runs)? {
        Comparison::Confirms(what) => finding.confirms = Some(what.into()),
        Comparison::Unseen(why) => finding.unseen = Some(why.into()),
    }
    finding.calls = runs.iter().map(|run| run.describe(question.now)).collect();
    Ok(finding)
}

/// A recorded transaction as it was recorded; and, unless the sponsor's signature was on it, also as the sponsor would send it.
fn runs(
    vector: &Vector,
    chain: &LiteSVM,
    recorded: &Recorded,
    question: &Question,
    packet: Result<Packet, String>,
) -> Result<Vec<Run>, String> {
    let record = recorded.record(&vector.id)?;
    let packet = match packet {
        Ok(packet) => packet,
        Err(why) => {
            let any = || State { name: "any".into(), ..State::default() };
            let run = Run::dropped(record.as_ref().map_or_else(any, |record| record.state.clone()), why);
            record.map_or(Ok(()), |record| record.compare(&run))?;
            return Ok(vec![run]);
        }
    };
    let send = |state: &State, packet: &Packet, is_sponsored, blockhash| {
        Run::send(chain, state, packet, is_sponsored, blockhash, question.now, question.price)
    };
    let sponsored = packet.sponsored()?;
    let mut runs = Vec::new();
    let mut states = Vec::new();
    if let Some(record) = &record {
        let run = send(&record.state, &packet, false, record.blockhash)?;
        record.compare(&run)?;
        runs.push(run);
        if let Some(sponsored) = &sponsored {
            runs.push(send(&record.state, sponsored, true, record.blockhash)?);
        }
    }
    if record.is_none() || vector.expect.class == Class::Undecided {
        states = State::of(question, &packet)?;
    }
    for state in &states {
        let (packet, is_sponsored) = sponsored.as_ref().map_or((&packet, false), |sponsored| (sponsored, true));
        let mut run = send(state, packet, is_sponsored, packet.blockhash)?;
        // The number of units that is enough depends on the version and on the accounts. The cheapest counts.
        if compare::runs_short(&run) && packet.calls_program(&programs::TOKEN_2022) {
            let cheaper = send(&state.cheapest(), packet, is_sponsored, packet.blockhash)?;
            if !compare::runs_short(&cheaper) {
                run = cheaper;
            }
        }
        runs.push(run);
    }
    Ok(runs)
}

/// The version in the lock file.
fn version_of(name: &str) -> Result<&'static str, String> {
    let lock = include_str!("../Cargo.lock");
    let package = lock.split("[[package]]").find(|package| package.contains(&format!("name = \"{name}\"\n")));
    let line = package.and_then(|package| package.lines().find_map(|line| line.strip_prefix("version = \"")));
    line.and_then(|line| line.strip_suffix('"')).ok_or_else(|| format!("no {name} in the lock file"))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Stage {
        chain: LiteSVM,
        recorded: Recorded,
        vectors: Vec<Vector>,
    }

    impl Stage {
        fn new() -> Self {
            let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec-vectors");
            let files = vector::read_all(&root).unwrap();
            Self {
                chain: programs::chain().unwrap(),
                recorded: Recorded::read(&root.join("generate/data")).unwrap(),
                vectors: files.iter().flat_map(|file| &file.vectors).collect(),
            }
        }

        fn vector(&self, id: &str) -> Vector {
            self.vectors.iter().find(|vector| vector.id == id).unwrap().clone()
        }

        fn look(&self, vector: &Vector) -> Result<Finding, String> {
            look(vector, &self.chain, &self.recorded)
        }

        fn runs(&self, vector: &Vector) -> (Question, Vec<Run>) {
            let question = Question::of(vector).unwrap();
            let packet = Packet::read(&question.transaction);
            let runs = runs(vector, &self.chain, &self.recorded, &question, packet).unwrap();
            (question, runs)
        }
    }

    #[test]
    fn a_wrong_verdict_is_noticed() {
        let stage = Stage::new();
        for (id, class, check) in [
            ("solana-0121", Class::Invalid, "signed"),
            ("solana-0121", Class::Invalid, "destination"),
            ("solana-0121", Class::Undecided, "lookup-tables"),
            ("solana-0142", Class::Valid, ""),
            ("solana-0142", Class::Invalid, "writable"),
            ("solana-0135b", Class::Valid, ""),
            ("solana-0163", Class::Valid, ""),
            ("solana-0163", Class::Undecided, "authority"),
            ("solana-0138", Class::Valid, ""),
            ("solana-0138", Class::Invalid, "destination"),
            ("solana-0138a", Class::Undecided, "lookup-tables"),
            ("solana-0168a", Class::Valid, ""),
            ("solana-0168a", Class::Invalid, "authority"),
            // The price is paid, by the sponsor.
            ("solana-0167a", Class::Valid, ""),
            // Here the fee payer also loses lamports.
            ("solana-0129", Class::Valid, ""),
            ("chain-solana-0211", Class::Invalid, "signed"),
        ] {
            let right = stage.vector(id);
            assert!(stage.look(&right).unwrap().confirms.is_some(), "{id}");
            let mut wrong = right;
            wrong.expect.class = class;
            wrong.expect.check = Some(check.into());
            let finding = stage.look(&wrong).map(|finding| finding.confirms);
            assert!(finding.is_err(), "{id} as {} {check}: {finding:?}", class.as_str());
        }
    }

    #[test]
    fn a_wrong_flag_is_noticed() {
        let stage = Stage::new();
        for (id, flag) in [("solana-0187", "no-memo"), ("solana-0165a", "units-short"), ("solana-0132a", "no-memo")] {
            let mut vector = stage.vector(id);
            assert!(stage.look(&vector).is_ok(), "{id}");
            vector.flags = vec![flag.into()];
            assert!(stage.look(&vector).is_err(), "{id} with {flag}");
        }
    }

    #[test]
    fn another_price_and_another_recipient_are_noticed() {
        let stage = Stage::new();
        let right = stage.vector("solana-0121");
        for (from, to) in [
            (r#""amount":"10000""#, r#""amount":"9999""#),
            ("7LfHZav9VXzzJqfFryiqkr6EKGbokkY3MJCzjeodMcsg", "2yz3FFSGjJhj9dK8bxRLr4shQdZCfbpKBHAmg8RMK14Q"),
        ] {
            let mut wrong = right.clone();
            let value: serde_json::Value = serde_json::from_str(right.input.as_str()).unwrap();
            let text = value.to_string();
            assert!(text.contains(from));
            wrong.input = serde_json::from_str(&text.replace(from, to)).unwrap();
            assert!(stage.look(&wrong).is_err(), "{to}");
        }
    }

    #[test]
    fn a_wrong_cost_is_noticed() {
        let stage = Stage::new();
        let (mut question, runs) = stage.runs(&stage.vector("solana-0121"));
        let mut with_most = |most: &str| {
            question.report.sponsor.as_mut().unwrap().most_lamports = most.into();
            compare::compare_sponsor(&question.report, &runs)
        };
        assert_eq!(with_most("10001"), Ok(()));
        assert!(with_most("10000").is_err());
        assert!(with_most("10002").is_err());
        for id in ["solana-0129", "solana-0167a"] {
            let (mut question, runs) = stage.runs(&stage.vector(id));
            assert_eq!(compare::compare_sponsor(&question.report, &runs), Ok(()), "{id}");
            question.report.sponsor.as_mut().unwrap().sponsoring = "valid".into();
            assert!(compare::compare_sponsor(&question.report, &runs).is_err(), "{id}");
        }
    }

    #[test]
    fn another_outcome_than_recorded_is_noticed() {
        let stage = Stage::new();
        let runs = |id: &str| stage.runs(&stage.vector(id)).1;
        let record = |id: &str| stage.recorded.record(id).unwrap().unwrap();
        let (paid, refused, dropped) = ("chain-solana-0001", "chain-solana-0211", "chain-solana-0031");
        for id in [paid, refused, dropped] {
            assert_eq!(record(id).compare(&runs(id)[0]), Ok(()));
            for other in [paid, refused, dropped].into_iter().filter(|other| *other != id) {
                assert!(record(id).compare(&runs(other)[0]).is_err(), "{id}, {other}");
            }
        }
    }

    #[test]
    fn nothing_is_signed_for_the_payer() {
        let stage = Stage::new();
        let (_, runs) = stage.runs(&stage.vector("solana-0142"));
        assert!(runs.iter().all(|run| run.is_sponsored && run.reason().as_deref() == Some("SignatureFailure")));
    }
}
