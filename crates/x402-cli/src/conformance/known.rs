//! Known differences: of one vector each, of all vectors that show one cause, or of one field next to right verdicts.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, value::RawValue};
use x402_conformance::{
    compare::FieldFault,
    reference::Reference,
    run::{Came, FieldCause, Known, RunReport, UNEXPLAINED, digest},
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
    fields: Vec<FieldEntry>,
}

/// The faults of one field next to one verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldEntry {
    field: FieldName,
    count: usize,
    sha256: String,
    reason: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    issue: Option<String>,
}

/// What distinguishes a cause from the others of a report.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldName {
    op: String,
    verdict: String,
    pointer: String,
    cause: FieldFault,
}

impl FieldEntry {
    fn of(cause: &FieldCause, reason: String, issue: Option<String>) -> Self {
        let field = FieldName {
            op: cause.op.clone(),
            verdict: cause.verdict.clone(),
            pointer: cause.pointer.clone(),
            cause: cause.cause,
        };
        Self { field, count: cause.count, sha256: cause.sha256.clone(), reason, issue }
    }

    fn is_of(&self, cause: &FieldCause) -> bool {
        let FieldName { op, verdict, pointer, cause: fault } = &self.field;
        (op, verdict, pointer, fault) == (&cause.op, &cause.verdict, &cause.pointer, &cause.cause)
    }

    fn name(&self) -> String {
        let FieldName { op, verdict, pointer, cause } = &self.field;
        format!("{pointer} {cause} next to {verdict} of {op}")
    }
}

/// The members of a report about the fields next to right verdicts.
#[derive(Deserialize)]
struct Reported {
    #[serde(default)]
    fields: Vec<ReportedField>,
}

#[derive(Deserialize)]
struct ReportedField {
    op: String,
    verdict: String,
    pointer: String,
    cause: FieldFault,
    count: usize,
    sha256: String,
    fails: bool,
    known: Option<String>,
}

/// The causes of a report that failed the run become known.
fn fields_of_report(text: &str) -> Result<Vec<FieldEntry>, String> {
    let Reported { fields } = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let entry = |it: ReportedField| FieldEntry {
        field: FieldName { op: it.op, verdict: it.verdict, pointer: it.pointer, cause: it.cause },
        count: it.count,
        sha256: it.sha256,
        reason: it.known.unwrap_or_else(|| UNEXPLAINED.to_owned()),
        issue: None,
    };
    Ok(fields.into_iter().filter(|it| it.fails).map(entry).collect())
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
            return Ok(Self { each: Known::read_list(text)?, causes: vec![], fields: fields_of_report(text)? });
        }
        // It refuses a member that comes twice, of which a map would keep the last. The limits for strangers are not for this list.
        let mut limits = Limits::DEFAULT;
        (limits.body, limits.values) = (usize::MAX, usize::MAX);
        RawJson::parse_within(text, &limits).map_err(|error| error.to_string())?;
        let entries: Vec<Box<RawValue>> = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let has = |entry: &RawValue, name: &str| {
            serde_json::from_str::<BTreeMap<String, Value>>(entry.get()).is_ok_and(|members| members.contains_key(name))
        };
        let (causes, rest): (Vec<_>, Vec<_>) = entries.iter().partition(|entry| has(entry, "where"));
        let (fields, each): (Vec<_>, Vec<_>) = rest.into_iter().partition(|entry| has(entry, "field"));
        let each: Vec<&str> = each.into_iter().map(|entry| entry.get()).collect();
        let causes = causes.into_iter().map(|entry| Cause::read(entry.get())).collect::<Result<_, _>>()?;
        let fields: Vec<FieldEntry> =
            fields.into_iter().map(|entry| read_field(entry.get())).collect::<Result<_, _>>()?;
        let mut names = BTreeSet::new();
        if let Some(twice) = fields.iter().find(|entry| !names.insert(&entry.field)) {
            return Err(format!("{} is listed twice", twice.name()));
        }
        Ok(Self { each: Known::read_list(&format!("[{}]", each.join(",")))?, causes, fields })
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
        // The ids of the vectors that each cause selects, and those of entries about no vector.
        let mut taken = vec![BTreeSet::new(); selections.len()];
        let mut strangers: BTreeSet<&str> = self.each.iter().map(|known| known.id.as_str()).collect();
        if !(selections.is_empty() && strangers.is_empty()) {
            for vector in files.iter().flat_map(|file| &file.vectors) {
                for (selection, taken) in selections.iter().zip(&mut taken) {
                    if selection.takes(&vector) {
                        taken.insert(vector.id.clone());
                    }
                }
                strangers.remove(vector.id.as_str());
            }
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
        let is_left = |known: &Known| !strangers.contains(known.id.as_str()) && !covered.contains(&known.id);
        for known in Known::after(report, &self.each).into_iter().filter(is_left) {
            list.push(serde_json::to_value(known)?);
        }
        for entry in self.apply_fields(report)? {
            list.push(serde_json::to_value(entry)?);
        }
        Ok(list)
    }

    /// The same for the fields next to right verdicts. An entry about a level that this run did not ask is as it was.
    fn apply_fields(&self, report: &mut RunReport) -> Result<Vec<FieldEntry>, serde_json::Error> {
        let asked: BTreeSet<String> =
            report.by_class.keys().filter_map(|row| Some(row.split_once(' ')?.0.to_owned())).collect();
        let mut list = Vec::new();
        for entry in &self.fields {
            let Some(cause) = report.fields.iter_mut().find(|cause| entry.is_of(cause)) else {
                if asked.contains(&entry.field.op) && report.gave_up.is_none() && report.asks_fields {
                    report.stale.push(format!("{}: no answer is left, so remove this entry", entry.name()));
                } else {
                    list.push(entry.clone());
                }
                continue;
            };
            let now = FieldEntry::of(cause, entry.reason.clone(), entry.issue.clone());
            if now == *entry {
                cause.known = Some(entry.reason.clone());
            } else if cause.fails && report.gave_up.is_none() {
                let how = if now.count == entry.count { "the ids changed" } else { "the number changed" };
                let text = serde_json::to_string(&now)?;
                report.stale.push(format!(
                    "{}: {} before, {} now; {how}: {text}",
                    entry.name(),
                    entry.count,
                    now.count
                ));
                list.push(now);
                continue;
            }
            list.push(entry.clone());
        }
        let new =
            report.fields.iter().filter(|cause| cause.fails && !self.fields.iter().any(|entry| entry.is_of(cause)));
        list.extend(new.map(|cause| FieldEntry::of(cause, UNEXPLAINED.to_owned(), None)));
        Ok(list)
    }
}

fn read_field(text: &str) -> Result<FieldEntry, String> {
    let entry: FieldEntry = serde_json::from_str(text).map_err(|error| format!("{text}: {error}"))?;
    if entry.reason.trim().is_empty() {
        return Err(format!("{text}: an expected failure needs a reason"));
    }
    Ok(entry)
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
