//! The requirements for an implementation, from the arguments and from a file beside the implementation.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use x402_conformance::run::{Column, RunReport};

use crate::{args::conformance::RunArgs, said::Failure};

/// The selected vectors, the known differences, and the operations that must not be skipped.
#[derive(Debug, Default)]
pub(super) struct Profile {
    pub(super) op: Vec<String>,
    pub(super) group: Vec<String>,
    pub(super) id: Vec<String>,
    pub(super) not_id: Vec<String>,
    pub(super) require: Vec<String>,
    pub(super) compare: Vec<Column>,
    pub(super) known: Option<PathBuf>,
}

/// The file, in which every member is optional.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
struct Written {
    op: Vec<String>,
    group: Vec<String>,
    id: Vec<String>,
    not_id: Vec<String>,
    require: Vec<String>,
    compare: Vec<String>,
    known: Option<PathBuf>,
}

impl Profile {
    /// The lists of the file, followed by those of the arguments. `--known` replaces the file's `known`.
    pub(super) fn of(args: &RunArgs) -> Result<Self, Failure> {
        let mut profile = args.profile.as_deref().map_or_else(|| Ok(Self::default()), read)?;
        profile.op.extend_from_slice(&args.op);
        profile.group.extend_from_slice(&args.group);
        profile.id.extend_from_slice(&args.id);
        profile.not_id.extend_from_slice(&args.not_id);
        profile.require.extend_from_slice(&args.require);
        profile.compare.extend_from_slice(&args.compare);
        profile.compare.sort_unstable();
        profile.compare.dedup();
        profile.known = args.known.clone().or(profile.known);
        Ok(profile)
    }

    /// The required operations of which vectors were skipped, with the number of these vectors.
    pub(super) fn missed(&self, report: &RunReport) -> Vec<(String, usize)> {
        let skipped = |op: &String| report.skipped_by_op.get(op).map(|count| (op.clone(), *count));
        self.require.iter().filter_map(skipped).collect()
    }
}

fn read(path: &Path) -> Result<Profile, Failure> {
    let wrong = |error: String| Failure::Usage(format!("{}: {error}", path.display()));
    let text = fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    let Written { op, group, id, not_id, require, compare, known } =
        serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    let column = |name: &String| name.parse().map_err(|error| wrong(format!("compare: {name}: {error}")));
    let compare = compare.iter().map(column).collect::<Result<_, _>>()?;
    let known = known.map(|known| path.parent().unwrap_or(Path::new("")).join(known));
    Ok(Profile { op, group, id, not_id, require, compare, known })
}
