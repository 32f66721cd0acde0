//! The requirements for an implementation, from the arguments and from a file beside the implementation.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use serde::Deserialize;
use serde_json::{Map, Value};
use wildmatch::WildMatch;
use x402_conformance::{
    features::PROFILES,
    run::{Column, RunReport},
    vector::Level,
};
use x402_operations::OPERATIONS;
use x402_types::RawJson;

use super::library;
use crate::{
    args::conformance::{RunArgs, SelectArgs},
    host::{Host, read_text},
    output::Failure,
};

/// The selected vectors, the known differences, and the operations that must not be skipped.
#[derive(Debug, Default)]
pub(super) struct Profile {
    /// The lists of the file, then those of the arguments.
    pub(super) select: Vec<SelectArgs>,
    /// Whether the first lists are those of a feature, which may name more than a directory of vectors has.
    pub(super) is_of_feature: bool,
    pub(super) require: Vec<String>,
    pub(super) compare: Vec<Column>,
    pub(super) known: Option<PathBuf>,
    /// The ids of `--quick`, of which alone a vector is asked.
    pub(super) quick: Option<BTreeSet<String>>,
}

/// The members of the file that select no vectors. Every member is optional.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Requirements {
    require: Vec<String>,
    compare: Vec<String>,
    known: Option<PathBuf>,
}

impl Requirements {
    const MEMBERS: [&str; 3] = ["require", "compare", "known"];
}

impl Profile {
    /// The lists of the file, followed by those of the arguments. `--known` replaces the file's `known`.
    pub(super) fn of(args: &RunArgs, host: &mut dyn Host) -> Result<Self, Failure> {
        let mut profile = args.profile.as_deref().map_or_else(|| Ok(Self::default()), |path| read(path, host))?;
        profile.select.push(args.select.clone());
        profile.require.extend_from_slice(&args.require);
        profile.compare.extend_from_slice(&args.compare);
        profile.compare.sort_unstable();
        profile.compare.dedup();
        profile.known = args.known.clone().or(profile.known);
        profile.quick = args.quick.then(|| library::quick(args.vectors.as_deref(), host)).transpose()?;
        Ok(profile)
    }

    /// The lists that somebody wrote for this run.
    pub(super) fn written(&self) -> &[SelectArgs] {
        self.select.get(usize::from(self.is_of_feature)..).unwrap_or_default()
    }

    /// Whether the lists take vectors of this level.
    pub(super) fn asks(&self, level: Level) -> bool {
        let any = |words: &[String]| words.iter().any(|word| WildMatch::new(word).matches(level.as_str()));
        self.select.iter().all(|select| (select.level.is_empty() || any(&select.level)) && !any(&select.not_level))
    }

    /// The required operation that there is not, if there is one. `ops` are those of all vectors.
    pub(super) fn unknown(&self, ops: &BTreeSet<&str>) -> Option<&str> {
        let is_known = |op: &str| ops.contains(op) || OPERATIONS.contains(&op);
        self.require.iter().map(String::as_str).find(|op| !is_known(op))
    }

    /// Why a required operation was not tested, or not by all of its vectors. `selected` are the operations of the selected vectors.
    pub(super) fn missed(&self, report: &RunReport, selected: &BTreeSet<&str>) -> Vec<String> {
        let missed = |op: &String| match report.skipped_by_op.get(op) {
            Some(count) => Some(format!("{count} vectors of {op} are required, but were skipped")),
            None if selected.contains(op.as_str()) => None,
            None => Some(format!("vectors of {op} are required, but none was selected")),
        };
        self.require.iter().filter_map(missed).collect()
    }
}

fn read(path: &Path, host: &mut dyn Host) -> Result<Profile, Failure> {
    let wrong = |error: String| Failure::Usage(format!("{}: {error}", path.display()));
    let features: BTreeMap<String, Value> = serde_json::from_str(PROFILES).map_err(|error| wrong(error.to_string()))?;
    let feature = path.to_str().and_then(|name| features.get(name));
    let text = match feature {
        Some(profile) => profile.to_string(),
        None => read_text(path, host).map_err(|error| {
            let names: Vec<&str> = features.keys().map(String::as_str).collect();
            wrong(format!("{error}: pass a file, or one of the features {}", names.join(", ")))
        })?,
    };
    // It refuses a member that comes twice, of which the map would keep the last.
    RawJson::parse(&text).map_err(|error| wrong(error.to_string()))?;
    let members: Map<String, Value> = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    // serde cannot both flatten a struct and refuse unknown members.
    let (required, select): (Map<_, _>, Map<_, _>) =
        members.into_iter().partition(|(name, _)| Requirements::MEMBERS.contains(&name.as_str()));
    let Requirements { require, compare, known } =
        serde_json::from_value(required.into()).map_err(|error| wrong(error.to_string()))?;
    let select = serde_json::from_value(select.into()).map_err(|error| wrong(error.to_string()))?;
    let column = |name: &String| name.parse().map_err(|error| wrong(format!("compare: {name}: {error}")));
    let compare = compare.iter().map(column).collect::<Result<_, _>>()?;
    let known = known.map(|known| path.parent().unwrap_or(Path::new("")).join(known));
    Ok(Profile { select: vec![select], is_of_feature: feature.is_some(), require, compare, known, quick: None })
}
