//! Known differences of an implementation.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::report::{Came, Known, RunReport};
use crate::objects::{self, Object};

/// The placeholder for the reason of a difference before a person writes it.
pub const UNEXPLAINED: &str = "not explained yet";

impl Known {
    /// Reads a list of known differences: a JSON array of them, or the JSON report of a run. All differences of such a
    /// report become known. Those that were known keep their explanations.
    ///
    /// # Errors
    /// The text is neither, an explanation is empty, or a vector is listed twice.
    pub fn read_list(text: &str) -> Result<Vec<Self>, String> {
        let list = if text.trim_start().starts_with('{') { of_report(text) } else { of_list(text) };
        let list = list.map_err(|error| error.to_string())?;
        let mut ids = BTreeSet::new();
        for Self { id, why, .. } in &list {
            if why.trim().is_empty() {
                return Err(format!("{id}: an expected failure needs a reason"));
            }
            if !ids.insert(id) {
                return Err(format!("{id} is listed twice"));
            }
        }
        Ok(list)
    }

    /// The list that makes this run clean. Differences that were already known keep their explanations, and the entry of a
    /// vector that this run did not ask stays.
    #[must_use]
    pub fn after(report: &RunReport, known: &[Self]) -> Vec<Self> {
        let others = report.cases.iter().filter(|case| ![Came::Known, Came::NotAsked].contains(&case.came));
        let others: BTreeSet<&str> = others.map(|case| case.id.as_str()).collect();
        let still = known.iter().filter(|known| !others.contains(known.id.as_str())).cloned();
        let new = report.differences.iter().map(|difference| {
            let before = known.iter().find(|known| known.id == difference.id);
            Self {
                id: difference.id.clone(),
                expected: difference.expected.clone(),
                actual: difference.actual.clone(),
                why: before.map_or_else(|| UNEXPLAINED.to_owned(), |known| known.why.clone()),
            }
        });
        let mut list: Vec<Self> = still.chain(new).collect();
        list.sort_by(|left, right| left.id.cmp(&right.id));
        list
    }
}

fn of_list(text: &str) -> serde_json::Result<Vec<Known>> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let known = objects::list(&mut reader)?;
    reader.end().map(|()| known)
}

/// The members of a report that a list of known differences needs.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    #[serde(deserialize_with = "objects::list")]
    differences: Vec<Reported>,
    #[serde(default, deserialize_with = "objects::list")]
    known_differences: Vec<Known>,
}

#[derive(Deserialize)]
struct Reported {
    id: String,
    expected: String,
    actual: String,
}

fn of_report(text: &str) -> serde_json::Result<Vec<Known>> {
    let Object(Report { differences, known_differences }) = serde_json::from_str(text)?;
    let known = |Reported { id, expected, actual }| Known { id, expected, actual, why: UNEXPLAINED.into() };
    Ok(differences.into_iter().map(known).chain(known_differences).collect())
}
