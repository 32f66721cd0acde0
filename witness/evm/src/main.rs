//! Runs the payments of the vectors on the contracts that settle them, and writes down the outcomes (`witness/README.md`).

#![forbid(unsafe_code)]

mod abi;
mod batch;
mod compare;
mod contracts;
mod eip3009;
mod evm;
mod payer;
mod permit2;
mod proxies;
mod question;
mod results;
mod token;
mod worlds;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::ExitCode,
};

use revm::primitives::Address;
use x402_conformance::vector::{self, Vector, VectorFile};

use contracts::Contracts;
use results::{Finding, Results, Summary};
use token::Kind;
use worlds::Worlds;

/// The groups about payments by EIP-3009, by Permit2, and by `batch-settlement`. The generator requires a finding for each of
/// their vectors.
const EIP3009: [&str; 2] = ["chain-eip3009", "eip3009"];
const PERMIT2: [&str; 6] = ["chain-eip2612", "chain-permit2", "eip2612", "erc20-approval", "permit2", "upto"];

const BATCH: [&str; 1] = ["batch-settlement"];

fn main() -> ExitCode {
    if std::env::args().len() > 1 {
        eprintln!("usage: X402_CONTRACTS=DIRECTORY x402-witness-evm");
        return ExitCode::from(64);
    }
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let directory = std::env::var_os("X402_CONTRACTS").map(PathBuf::from);
    let contracts =
        Contracts::read(&directory.ok_or("X402_CONTRACTS does not name a directory of compiled contracts")?)?;
    let mut worlds = Worlds::new(contracts);
    // First it is checked that the code is the one that the findings are about.
    for kind in [Kind::Asks, Kind::Recovers] {
        worlds.proxies((1, Address::repeat_byte(0x11), "USDC"), kind, 1)?;
    }
    worlds.escrow((1, Address::repeat_byte(0x11), "USDC"), 1)?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let files = vector::read_all(&root.join("spec-vectors")).map_err(|error| error.to_string())?;
    let mut total = Summary::default();
    let mut save = |name: &str, by: String, findings| -> Result<(), String> {
        let by = format!("{by} in revm {}", revm_version()?);
        let findings = Results::new(by.clone(), findings);
        println!("{by}: {}", findings.summary());
        total += findings.summary();
        findings.save(&root.join("target/findings"), name)
    };

    let data = root.join("spec-vectors/generate/data");
    let transfers = eip3009::Recorded::read(&data.join("fiat-token.json"))?;
    let findings = each(&files, &EIP3009, &["verify"], |vector| eip3009::look(vector, &mut worlds, &transfers))?;
    let token = format!("FiatTokenV2_2 {}", contracts::CIRCLE);
    save("fiat-token.json", token.clone(), findings)?;

    let permits = permit2::Recorded::read(&data)?;
    let findings = each(&files, &PERMIT2, &["verify"], |vector| match eip3009::is_about(vector) {
        true => eip3009::look(vector, &mut worlds, &transfers),
        false => permit2::look(vector, &mut worlds, &permits),
    })?;
    let by = format!("x402 Permit2 proxies {}, Permit2 {} and {token}", contracts::X402, contracts::UNISWAP);
    save("permit2-proxies.json", by, findings)?;

    let findings = each(&files, &BATCH, &["verify", "digest"], |vector| match vector.op.as_str() {
        "digest" => batch::compute(vector, &mut worlds),
        _ => batch::look(vector, &mut worlds),
    })?;
    let by = format!("x402BatchSettlement {}, Permit2 {} and {token}", contracts::BATCH, contracts::UNISWAP);
    save("x402-batch-settlement.json", by, findings)?;
    println!("{total}, 0 unexplained differences");
    Ok(())
}

/// Compares with every vector of some groups and operations.
fn each(
    files: &[VectorFile],
    groups: &[&str],
    operations: &[&str],
    mut look: impl FnMut(&Vector) -> Result<Finding, String>,
) -> Result<BTreeMap<String, Finding>, String> {
    let vectors = files.iter().filter(|file| groups.contains(&file.group.as_str())).flat_map(|file| &file.vectors);
    let vectors = vectors.filter(|vector| operations.contains(&vector.op.as_str()));
    let (mut findings, mut unexplained) = (BTreeMap::new(), Vec::new());
    for vector in vectors {
        match look(&vector) {
            Ok(finding) => drop(findings.insert(vector.id.clone(), finding)),
            Err(why) => unexplained.push(format!("{} ({}): {why}", vector.id, vector.title)),
        }
    }
    if unexplained.is_empty() {
        return Ok(findings);
    }
    Err(format!("{} differences that nothing explains:\n{}", unexplained.len(), unexplained.join("\n")))
}

/// The version in the lock file.
fn revm_version() -> Result<&'static str, String> {
    let lock = include_str!("../Cargo.lock");
    let package = lock.split("[[package]]").find(|package| package.contains("name = \"revm\"\n"));
    let line = package.and_then(|package| package.lines().find_map(|line| line.strip_prefix("version = \"")));
    line.and_then(|line| line.strip_suffix('"')).ok_or_else(|| "no revm in the lock file".into())
}
