//! Runs the payments on Stellar of the vectors in the host that validators run, and writes down the outcomes (`witness/README.md`).

#![forbid(unsafe_code)]

mod compare;
mod ledger;
mod question;
mod results;
mod run;

use std::{collections::BTreeMap, path::Path, process::ExitCode};

use x402_conformance::vector;

use results::{Finding, Results};

fn main() -> ExitCode {
    if std::env::args().len() > 1 {
        eprintln!("usage: x402-witness-stellar");
        return ExitCode::from(64);
    }
    match run() {
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

fn run() -> Result<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let files = vector::read_all(&root.join("spec-vectors")).map_err(|error| error.to_string())?;
    let of_group = files.iter().filter(|file| file.group == "stellar").flat_map(|file| &file.vectors);
    let (mut findings, mut unexplained) = (BTreeMap::new(), Vec::new());
    for vector in of_group.filter(|vector| vector.op == "verify") {
        match compare::look(&vector) {
            Ok(comparison) => drop(findings.insert(vector.id.clone(), Finding::new(vector.fingerprint(), &comparison))),
            Err(why) => unexplained.push(format!("{} ({}): {why}", vector.id, vector.title)),
        }
    }
    if !unexplained.is_empty() {
        return Err(format!("{} differences that nothing explains:\n{}", unexplained.len(), unexplained.join("\n")));
    }
    let by = format!("soroban-env-host {}", version_of("soroban-env-host")?);
    let findings = Results { by, findings };
    findings.save(&root.join("target/findings"), "stellar-host.json")?;
    Ok(findings.summary())
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
    use x402_conformance::vector::{Class, Vector};

    use super::*;
    use crate::compare::Comparison;

    /// The vector with this title.
    fn titled(title: &str) -> Vector {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec-vectors");
        let files = vector::read_all(&root).unwrap();
        let mut vectors = files.iter().flat_map(|file| &file.vectors);
        vectors.find(|vector| vector.id.starts_with("stellar-") && vector.title == title).expect(title)
    }

    fn confirms(vector: &Vector) -> Result<bool, String> {
        compare::look(vector).map(|comparison| matches!(comparison, Comparison::Confirms(_)))
    }

    #[test]
    fn a_wrong_verdict_is_noticed() {
        for (title, class, check) in [
            ("the usual payment, with credentials of version 1", Class::Invalid, "account-signature"),
            ("the usual payment, with credentials of version 2", Class::Invalid, "invocation"),
            ("the usual payment, with credentials of version 2", Class::Undecided, "account-signers"),
            ("on the main network, credentials of version 1", Class::Invalid, "recipient"),
            ("a bit of R is another, credentials of version 1", Class::Valid, ""),
            ("signed as the other version, credentials of version 2", Class::Valid, ""),
            ("two keys that descend, credentials of version 1", Class::Undecided, "account-signers"),
            ("two keys that ascend, credentials of version 1", Class::Valid, ""),
            ("one less is paid", Class::Valid, ""),
            ("another id is paid", Class::Acceptable, ""),
            ("no ledger is left", Class::Valid, ""),
            ("the ledger is not known", Class::Invalid, "expired"),
            ("the payer's own key does not reach the threshold", Class::Valid, ""),
            ("only the cofactored equation holds", Class::Valid, ""),
            ("one less is authorized, credentials of version 2", Class::Valid, ""),
        ] {
            let right = titled(title);
            assert_eq!(confirms(&right), Ok(true), "{title}");
            let mut wrong = right;
            wrong.expect.class = class;
            wrong.expect.check = Some(check.into());
            assert!(confirms(&wrong).is_err(), "{title} as {} {check}", class.as_str());
        }
    }

    #[test]
    fn what_the_host_does_not_see_is_paid() {
        let right = titled("one call by the call, credentials of version 1");
        assert!(matches!(compare::look(&right), Ok(Comparison::Unseen(_))));
        // The signature does not hold, which the host sees.
        let mut wrong = titled("a bit of s is another, credentials of version 1");
        wrong.expect.check = Some("sub-invocations".into());
        assert!(compare::look(&wrong).is_err());
    }

    #[test]
    fn another_price_and_another_recipient_are_noticed() {
        let right = titled("the usual payment, with credentials of version 1");
        for (from, to) in [
            (r#""amount":"10000000""#, r#""amount":"9999999""#),
            (
                "GCATS5YOVB6ROX2WUNKGNQ2MP3GMXDMKSG2O4N5CLX3A6W4PZGZZI55U",
                "GCFIRY65OQE7DFP5KLNS2PF2LVZMUZYJX4OZIEQ36N2IQANUB5XVYOJR",
            ),
        ] {
            let mut wrong = right.clone();
            let value: serde_json::Value = serde_json::from_str(right.input.as_str()).unwrap();
            let text = value.to_string();
            assert!(text.contains(from));
            wrong.input = serde_json::from_str(&text.replace(from, to)).unwrap();
            assert!(compare::look(&wrong).is_err(), "{to}");
        }
    }
}
