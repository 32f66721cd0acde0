//! What is asked of an implementation: by the arguments, and by a file that stands beside the implementation.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use x402_conformance::run::{Column, RunReport};

use crate::{Failure, args::conformance::RunArgs};

/// Which vectors are put to the implementation, and what must not be skipped.
#[derive(Debug, Default)]
pub(super) struct Profile {
    pub(super) op: Vec<String>,
    pub(super) group: Vec<String>,
    pub(super) id: Vec<String>,
    pub(super) require: Vec<String>,
    pub(super) compare: Vec<Column>,
    pub(super) known: Option<PathBuf>,
}

/// The file: any of these members.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Written {
    op: Vec<String>,
    group: Vec<String>,
    id: Vec<String>,
    require: Vec<String>,
    compare: Vec<String>,
    known: Option<PathBuf>,
}

impl Profile {
    /// The file's lists, with those of the arguments behind. A `known` among the arguments counts instead of the file's.
    pub(super) fn of(args: &RunArgs) -> Result<Self, Failure> {
        let mut profile = args.profile.as_deref().map_or_else(|| Ok(Self::default()), read)?;
        profile.op.extend_from_slice(&args.op);
        profile.group.extend_from_slice(&args.group);
        profile.id.extend_from_slice(&args.id);
        profile.require.extend_from_slice(&args.require);
        profile.compare.extend_from_slice(&args.compare);
        profile.compare.sort_unstable();
        profile.compare.dedup();
        profile.known = args.known.clone().or(profile.known);
        Ok(profile)
    }

    /// The required operations of which vectors were skipped, with how many.
    pub(super) fn missed(&self, report: &RunReport) -> Vec<(String, usize)> {
        let skipped = |op: &String| report.skipped_by_op.get(op).map(|count| (op.clone(), *count));
        self.require.iter().filter_map(skipped).collect()
    }
}

fn read(path: &Path) -> Result<Profile, Failure> {
    let wrong = |error: String| Failure::Usage(format!("{}: {error}", path.display()));
    let text = fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    let Written { op, group, id, require, compare, known } =
        serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    let column = |name: &String| name.parse().map_err(|error| wrong(format!("compare: {name}: {error}")));
    let compare = compare.iter().map(column).collect::<Result<_, _>>()?;
    let known = known.map(|known| path.parent().unwrap_or(Path::new("")).join(known));
    Ok(Profile { op, group, id, require, compare, known })
}
