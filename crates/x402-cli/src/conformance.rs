//! `x402 conformance`: runs the vectors against an implementation, and lists what they cover.

mod driven;
mod format;
mod html;
mod known;
mod library;
#[cfg(feature = "conformance")]
mod pages;
mod profile;
mod select;
mod show;
mod shown;

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    num::NonZeroUsize,
    path::{Component, Path},
    time::Duration,
};
#[cfg(feature = "conformance")]
use std::{
    io::{self, IsTerminal as _, Write as _},
    thread,
};

use serde_json::Value;
#[cfg(feature = "conformance")]
use x402_conformance::run::{run_adapter, run_ourselves};
use x402_conformance::{
    coverage,
    reference::Reference,
    run::{Asking, RunReport},
    vector::{self, VectorFile},
};

pub use self::driven::Driven;
pub(crate) use self::driven::{Prelude, begin};
use self::{
    format::printed::{About, Printed},
    known::KnownFile,
    library::Library,
    profile::Profile,
    select::{Selection, may_take, unmatched_option},
};
#[cfg(feature = "conformance")]
use crate::args::conformance::PagesArgs;
use crate::{
    args::{
        conformance::{ConformanceCommand, CoverageArgs, Format, RunArgs, ShowArgs},
        uses::run::{ALL, LIST, OURSELVES, PROGRAM},
    },
    host::{Host, read_text},
    output::{Failure, Output, exit},
    style,
};

/// What a command comes to before an implementation is asked anything.
enum Prepared {
    /// Nobody has to be asked.
    Output(Output),
    /// The vectors, and what is to be done with them.
    Run(Box<Plan>, Vec<VectorFile>),
}

/// A run before and after the answers.
struct Plan {
    args: RunArgs,
    profile: Profile,
    known: KnownFile,
    reference: Reference,
    /// The file to which a report leads, as a path with `/`.
    artifact: Option<String>,
}

#[cfg(feature = "conformance")]
pub(crate) fn run(command: ConformanceCommand, host: &mut dyn Host) -> Result<Output, Failure> {
    let (plan, files) = match prepare(command, host)? {
        Prepared::Output(output) => return Ok(output),
        Prepared::Run(plan, files) => (plan, files),
    };
    let selection = Selection::new(&plan.profile, &plan.reference);
    let wanted = |vector: &vector::Vector| selection.takes(vector);
    let report = if plan.args.adapter.is_empty() {
        let jobs = plan.args.jobs.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
        run_ourselves(&files, wanted, jobs, progress)
    } else {
        run_adapter(&files, wanted, &plan.asking(), &plan.known.each, progress)
            .map_err(|error| plan.not_started(&error.to_string()))?
    };
    plan.conclude(report, &files, host)
}

fn prepare(command: ConformanceCommand, host: &mut dyn Host) -> Result<Prepared, Failure> {
    match command {
        ConformanceCommand::Run(args) => prepare_run(*args, host),
        ConformanceCommand::Show(args) => run_show(&args, host).map(Prepared::Output),
        #[cfg(feature = "conformance")]
        ConformanceCommand::Pages(args) => run_pages(&args, host).map(Prepared::Output),
        ConformanceCommand::Coverage(args) => run_coverage(&args, host).map(Prepared::Output),
    }
}

fn prepare_run(args: RunArgs, host: &mut dyn Host) -> Result<Prepared, Failure> {
    let uses = match (args.list, args.adapter.is_empty()) {
        (true, _) => LIST,
        (false, true) => OURSELVES,
        (false, false) => PROGRAM,
    };
    args.passed.check(&uses, ALL)?;
    let profile = Profile::of(&args, host)?;
    let known = match &profile.known {
        Some(path) if !args.list => read_known(path, host)?,
        _ => KnownFile::default(),
    };
    let Library { files, reference } = read_for(&args, &profile, host)?;
    check_words(&profile, &files, &reference)?;
    let selection = Selection::new(&profile, &reference);
    let mut selected = vectors(&files).filter(|vector| selection.takes(vector)).peekable();
    if selected.peek().is_none() {
        return Err(Failure::Usage(
            "no vector has all of these properties: run with --list alone to see all vectors".into(),
        ));
    }
    if args.list {
        return Ok(Prepared::Output(list(selected, args.json || args.format == Format::Json)));
    }
    drop(selected);
    let artifact =
        (args.format == Format::Sarif).then(|| artifact(&args.adapter, profile.known.as_deref(), host)).flatten();
    Ok(Prepared::Run(Box::new(Plan { args, profile, known, reference, artifact }), files))
}

/// The last argument that is a file below the working directory, which is the program under test or a part of it. Otherwise the list of
/// known differences.
fn artifact(command: &[String], known: Option<&Path>, host: &mut dyn Host) -> Option<String> {
    let program = command.iter().rev().find(|word| inside(Path::new(word)).is_some() && host.is_file(word));
    let path = program.map(Path::new).or(known)?;
    Some(inside(path).unwrap_or_else(|| path.display().to_string()))
}

/// The path with `/` between its parts, if it leads neither to the root nor to a parent.
fn inside(path: &Path) -> Option<String> {
    let part = |part: Component<'_>| match part {
        Component::Normal(name) => Some(name.to_str().map(str::to_owned)),
        Component::CurDir => None,
        Component::Prefix(_) | Component::RootDir | Component::ParentDir => Some(None),
    };
    let parts: Vec<String> = path.components().filter_map(part).collect::<Option<_>>()?;
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// The vectors that a run may ask. Known differences and required operations can be about others.
fn read_for(args: &RunArgs, profile: &Profile, host: &mut dyn Host) -> Result<Library, Failure> {
    let is_about_all = profile.known.is_some() || args.write_known.is_some() || !profile.require.is_empty();
    Library::read_few(
        args.vectors.as_deref(),
        host,
        |group| is_about_all || may_take(&profile.select, group),
        |Library { files, reference }| {
            let selection = Selection::new(profile, reference);
            check_words(profile, files, reference).is_ok() && vectors(files).any(|vector| selection.takes(&vector))
        },
    )
}

/// Refuses a word that matches nothing, and an operation that there is not: whoever misspells one tests something else.
fn check_words(profile: &Profile, files: &[VectorFile], reference: &Reference) -> Result<(), Failure> {
    if let Some(word) = unmatched_option(profile.written(), vectors(files), reference) {
        return Err(Failure::Usage(format!(
            "{word}: no vector has this property: run with --list alone to see all vectors"
        )));
    }
    if profile.require.is_empty() {
        return Ok(());
    }
    let ops: BTreeSet<String> = vectors(files).map(|vector| vector.op).collect();
    let ops: BTreeSet<&str> = ops.iter().map(String::as_str).collect();
    profile.unknown(&ops).map_or(Ok(()), |op| {
        let all: Vec<&str> = ops.iter().copied().collect();
        Err(Failure::Usage(format!(
            "--require {op}: no vector has this operation; the operations are {}",
            all.join(", ")
        )))
    })
}

impl Plan {
    fn asking(&self) -> Asking {
        let args = &self.args;
        let mut asking = Asking::new(args.adapter.clone());
        asking.timeout = Duration::from_secs(args.timeout);
        asking.jobs = args.jobs.unwrap_or(NonZeroUsize::MIN);
        asking.give_up_after = args.give_up_after.get();
        asking.columns.clone_from(&self.profile.compare);
        asking.field_levels.retain(|level| self.profile.asks(*level));
        asking
    }

    /// Why nothing was asked, if the program cannot be started for this reason.
    fn not_started(&self, why: &str) -> Failure {
        Failure::Usage(format!("{}: {why}", self.args.adapter.join(" ")))
    }

    fn conclude(self, mut report: RunReport, files: &[VectorFile], host: &mut dyn Host) -> Result<Output, Failure> {
        let Self { args, profile, known, reference, artifact } = self;
        let list = known.apply(&mut report, files, &reference).map_err(|error| Failure::Io(error.into()))?;
        if let Some(path) = &args.write_known {
            write_known(path, &list, host)?;
        }
        if !profile.require.is_empty() {
            let selection = Selection::new(&profile, &reference);
            let selected = vectors(files).filter(|vector| selection.takes(vector));
            let ops: BTreeSet<String> = selected.map(|vector| vector.op).collect();
            report.missed = profile.missed(&report, &ops.iter().map(String::as_str).collect());
        }
        let code = if report.is_clean() { exit::VALID } else { exit::INVALID };
        let about = About { artifact, ..about(&args, files, host.now()) };
        let printed = Printed { report: &report, about: &about, files, reference: &reference, explain: args.explain };
        let chosen = if args.json { Format::Json } else { args.format };
        Ok(Output { text: format::text(&printed, chosen).map_err(|error| Failure::Io(error.into()))?, code })
    }
}

/// `now` is in seconds since 1970-01-01 UTC, if there is a clock.
fn about(args: &RunArgs, files: &[VectorFile], now: Option<u64>) -> About {
    About {
        // The day, without the time: a run takes minutes.
        date: now.and_then(|now| style::time(now).split_once('T').map(|(day, _)| day.to_owned())),
        version: files.first().map_or_else(String::new, |file| file.generated.version.clone()),
        directory: args.vectors.as_ref().map(|directory| directory.display().to_string()),
        program: args.adapter.clone(),
        artifact: None,
    }
}

/// The vectors of all files, each expanded when it is its turn.
fn vectors(files: &[VectorFile]) -> impl Iterator<Item = vector::Vector> {
    files.iter().flat_map(|file| &file.vectors)
}

fn list(vectors: impl Iterator<Item = vector::Vector>, as_json: bool) -> Output {
    let mut text = String::new();
    for vector in vectors {
        let (id, op, class) = (&vector.id, &vector.op, vector.expect.class.as_str());
        // Writing to a String cannot fail.
        let _ = if as_json {
            writeln!(text, "{}", serde_json::json!({"id": id, "op": op, "class": class, "title": vector.title}))
        } else {
            writeln!(text, "{id:<24} {op:<12} {class:<11} {}", vector.title)
        };
    }
    Output { text, code: exit::VALID }
}

fn run_show(args: &ShowArgs, host: &mut dyn Host) -> Result<Output, Failure> {
    let library = Library::read_few(
        args.vectors.as_deref(),
        host,
        |group| args.id.starts_with(&format!("{group}-")),
        |library| vectors(&library.files).any(|vector| vector.id == args.id),
    )?;
    show::show(&args.id, args.json, &library.files, &library.reference)
}

#[cfg(feature = "conformance")]
fn run_pages(args: &PagesArgs, host: &mut dyn Host) -> Result<Output, Failure> {
    let Library { files, reference } = Library::read(args.vectors.as_deref(), host, |_| true)?;
    pages::write(&args.directory, &files, &reference)
}

/// The check that no vector fails: JSON with an amount that the asset cannot have is no offer, so only an offer that a
/// program builds fails it.
const BUILT_BY_PROGRAMS: &str = "amount-text";

fn run_coverage(args: &CoverageArgs, host: &mut dyn Host) -> Result<Output, Failure> {
    let Library { files, .. } = Library::read(args.vectors.as_deref(), host, |_| true)?;
    let checks = coverage::of_checks(&files).map_err(Failure::Usage)?;
    let can_fail = checks.iter().filter(|coverage| coverage.id != BUILT_BY_PROGRAMS);
    let bare = can_fail.filter(|coverage| coverage.alone.is_empty() || coverage.passes == 0).count();
    let code = if bare == 0 { exit::VALID } else { exit::INVALID };
    if args.json {
        let rows = serde_json::to_string(&checks).map_err(|error| Failure::Usage(error.to_string()))?;
        return Ok(Output { text: rows + "\n", code });
    }
    let mut text = String::from("check                fails alone in   passes in\n");
    for coverage in &checks {
        let example = coverage.alone.first().map_or("none", String::as_str);
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{:<20} {:>5} {example:<26} {:>5}", coverage.id, coverage.alone.len(), coverage.passes);
    }
    Ok(Output { text, code })
}

fn read_known(path: &Path, host: &mut dyn Host) -> Result<KnownFile, Failure> {
    let wrong = |error: String| Failure::Usage(format!("{}: {error}", path.display()));
    let text = read_text(path, host).map_err(|error| wrong(error.to_string()))?;
    KnownFile::read(&text).map_err(wrong)
}

fn write_known(path: &Path, list: &[Value], host: &mut dyn Host) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(list).map_err(|error| Failure::Io(error.into()))?;
    host.write(path, &(text + "\n")).map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))
}

/// Shows the progress on standard error, if that is a terminal.
#[cfg(feature = "conformance")]
fn progress(done: usize, all: usize) {
    let mut stderr = io::stderr();
    if stderr.is_terminal() && (done.is_multiple_of(50) || done == all) {
        // If the progress cannot be written, the run continues without it.
        let _ = write!(stderr, "\r{done} of {all}{}", if done == all { "\n" } else { "" });
    }
}
