//! Known differences: of one vector each, or of all vectors that show one cause.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, value::RawValue};
use x402_conformance::{
    reference::Reference,
    run::{Came, Known, RunReport, digest},
    vector::VectorFile,
};
use x402_types::{Limits, RawJson};

use super::{profile::Profile, select::Selection};
use crate::args::conformance::SelectArgs;

/// What a file of known differences lists.
#[derive(Debug, Default)]
pub(super) struct KnownFile {
    pub(super) each: Vec<Known>,
    causes: Vec<Cause>,
}

/// All differences of the vectors that a selection takes, unless an entry before this one has them.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cause {
    /// Lists as in a profile. Kept as they are written.
    r#where: Value,
    #[serde(skip)]
    select: SelectArgs,
    count: usize,
    sha256: String,
    reason: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    issue: Option<String>,
}

impl KnownFile {
    /// Reads a list in which each entry names a vector or a cause, or the JSON report of a run.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        if text.trim_start().starts_with('{') {
            return Ok(Self { each: Known::read_list(text)?, causes: vec![] });
        }
        // It refuses a member that comes twice, of which a map would keep the last. The limits for strangers are not for this list.
        let mut limits = Limits::DEFAULT;
        (limits.body, limits.values) = (usize::MAX, usize::MAX);
        RawJson::parse_within(text, &limits).map_err(|error| error.to_string())?;
        let entries: Vec<Box<RawValue>> = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let is_cause = |entry: &RawValue| {
            serde_json::from_str::<BTreeMap<String, Value>>(entry.get())
                .is_ok_and(|members| members.contains_key("where"))
        };
        let (causes, each): (Vec<_>, Vec<_>) = entries.iter().partition(|entry| is_cause(entry));
        let each: Vec<&str> = each.into_iter().map(|entry| entry.get()).collect();
        let causes = causes.into_iter().map(|entry| Cause::read(entry.get())).collect::<Result<_, _>>()?;
        Ok(Self { each: Known::read_list(&format!("[{}]", each.join(",")))?, causes })
    }

    /// Makes the differences known that causes cover as their entries say. The others stay, and the report says how their entry has to
    /// change. Returns the list that makes this run clean. In it, an entry about vectors that this run did not ask is as it was.
    pub(super) fn apply(
        &self,
        report: &mut RunReport,
        files: &[VectorFile],
        reference: &Reference,
    ) -> Result<Vec<Value>, serde_json::Error> {
        let profiles =
            self.causes.iter().map(|cause| Profile { select: vec![cause.select.clone()], ..Profile::default() });
        let profiles: Vec<Profile> = profiles.collect();
        let selections: Vec<Selection<'_>> =
            profiles.iter().map(|profile| Selection::new(profile, reference)).collect();
        // The ids of the vectors that each cause selects, and of all.
        let mut taken = vec![BTreeSet::new(); selections.len()];
        let mut ids_of_all = BTreeSet::new();
        for vector in files.iter().flat_map(|file| &file.vectors) {
            for (selection, taken) in selections.iter().zip(&mut taken) {
                if selection.takes(&vector) {
                    taken.insert(vector.id.clone());
                }
            }
            ids_of_all.insert(vector.id);
        }
        let asked = report.cases.iter().filter(|case| case.came != Came::NotAsked);
        let asked: BTreeSet<String> = asked.map(|case| case.id.clone()).collect();
        let mut covered: BTreeSet<String> = BTreeSet::new();
        let mut list = Vec::new();
        for (cause, taken) in self.causes.iter().zip(&taken) {
            let differ = report.differences.iter().filter(|it| !covered.contains(&it.id) && taken.contains(&it.id));
            let differ: Vec<_> = differ.collect();
            let now = Cause { count: differ.len(), sha256: digest(&differ), ..cause.clone() };
            let ids: BTreeSet<String> = differ.iter().map(|difference| difference.id.clone()).collect();
            let is_same = (now.count, &now.sha256) == (cause.count, &cause.sha256);
            let entry = if ids.is_empty() {
                let (here, elsewhere): (Vec<_>, Vec<_>) = taken.iter().partition(|id| asked.contains(*id));
                if !here.is_empty() || elsewhere.is_empty() {
                    report.stale.push(format!("{}: no difference is left, so remove this entry", cause.r#where));
                }
                (!elsewhere.is_empty()).then_some(cause)
            } else if is_same {
                report.know(&ids, &cause.reason);
                Some(cause)
            } else if report.gave_up.is_some() {
                // Its number is that of a run to the end.
                Some(cause)
            } else {
                let how =
                    if now.count == cause.count { "the ids or the answers changed" } else { "the number changed" };
                let entry = serde_json::to_string(&now)?;
                report
                    .stale
                    .push(format!("{}: {} before, {} now; {how}: {entry}", cause.r#where, cause.count, now.count));
                Some(&now)
            };
            list.extend(entry.map(serde_json::to_value).transpose()?);
            covered.extend(ids);
        }
        let is_left = |known: &Known| ids_of_all.contains(&known.id) && !covered.contains(&known.id);
        for known in Known::after(report, &self.each).into_iter().filter(is_left) {
            list.push(serde_json::to_value(known)?);
        }
        Ok(list)
    }
}

impl Cause {
    fn read(text: &str) -> Result<Self, String> {
        let wrong = |error: serde_json::Error| format!("{text}: {error}");
        let mut cause: Self = serde_json::from_str(text).map_err(wrong)?;
        cause.select = SelectArgs::deserialize(&cause.r#where).map_err(wrong)?;
        if cause.r#where.as_object().is_none_or(|lists| lists.is_empty()) {
            return Err(format!("{text}: where must be an object with a list"));
        }
        if cause.reason.trim().is_empty() {
            return Err(format!("{text}: an expected failure needs a reason"));
        }
        Ok(cause)
    }
}
