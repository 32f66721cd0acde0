//! Finds the vectors that test each check.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, value::RawValue};
use x402_operations::Answer;
use x402_verify::CheckId;

use crate::vector::VectorFile;

/// The vectors that test one check.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CheckCoverage {
    /// The name of the check.
    pub id: &'static str,
    /// The vectors in which this check is the only one that fails.
    pub alone: Vec<String>,
    /// The number of vectors in which this check passes.
    pub passes: usize,
}

/// The vectors that test each check of this implementation, in the order of the checks. The first is `decode`, which
/// comes before all others.
///
/// # Errors
/// A vector was not answered.
pub fn of_checks(files: &[VectorFile]) -> Result<Vec<CheckCoverage>, String> {
    let mut found: BTreeMap<String, CheckCoverage> = BTreeMap::new();
    let has_checks = |op: &str| matches!(op, "offer-receipt" | "sign-in-with-x" | "verify");
    for vector in files.iter().flat_map(|file| &file.vectors).filter(|vector| has_checks(&vector.op)) {
        let input: &RawValue = serde_json::from_str(vector.input.as_str()).map_err(|error| error.to_string())?;
        let Answer::Result(result) = x402_operations::run(&vector.op, input) else {
            return Err(format!("{}: not answered", vector.id));
        };
        let result: Value = serde_json::from_str(&result).map_err(|error| error.to_string())?;
        let checks = || result["checks"].as_array().into_iter().flatten();
        let with = |outcome: &str| -> Vec<String> {
            let fits = checks().filter(|check| check["outcome"] == outcome);
            fits.filter_map(|check| check["id"].as_str()).map(str::to_owned).collect()
        };
        let failed = with("fail");
        if let [only] = failed.as_slice() {
            found.entry(only.clone()).or_default().alone.push(vector.id.clone());
        }
        for passed in with("pass") {
            found.entry(passed).or_default().passes += 1;
        }
        // A decoded payment has passed the check `decode`, which reports do not list.
        if vector.op == "verify" && failed != ["decode"] {
            found.entry("decode".into()).or_default().passes += 1;
        }
    }
    let names = std::iter::once("decode").chain(CheckId::all().map(CheckId::as_str));
    let names = names.chain(x402_extensions::CheckId::all().map(x402_extensions::CheckId::as_str));
    Ok(names.map(|id| CheckCoverage { id, ..found.remove(id).unwrap_or_default() }).collect())
}
