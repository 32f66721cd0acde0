//! `x402 conformance`: runs the vectors against an implementation, and lists what they cover.

mod format;
mod html;
mod known;
mod pages;
mod profile;
mod select;
mod show;
mod shown;

use std::{
    fmt::Write as _,
    fs,
    io::{self, IsTerminal, Write},
    num::NonZeroUsize,
    path::Path,
    thread,
    time::Duration,
};

use serde_json::Value;
use x402_conformance::{
    coverage,
    reference::{Reference, ReferenceTexts},
    run::{Asking, run_adapter, run_ourselves},
    vector::{self, ReadError, VectorFile},
};
use x402_spec_vectors as embedded;

use self::{
    format::printed::{About, Printed},
    known::KnownFile,
    profile::Profile,
    select::Selection,
};
use crate::{
    args::{
        conformance::{ConformanceCommand, CoverageArgs, Format, PagesArgs, RunArgs, ShowArgs},
        uses::run::{ALL, LIST, OURSELVES, PROGRAM},
    },
    said::{Failure, Said, exit},
    style,
};

/// `now` is in seconds since 1970-01-01 UTC, if there is a clock.
pub(crate) fn run(command: &ConformanceCommand, now: Option<u64>) -> Result<Said, Failure> {
    match command {
        ConformanceCommand::Run(args) => run_vectors(args, now),
        ConformanceCommand::Show(args) => run_show(args),
        ConformanceCommand::Pages(args) => run_pages(args),
        ConformanceCommand::Coverage(args) => run_coverage(args),
    }
}

fn run_vectors(args: &RunArgs, now: Option<u64>) -> Result<Said, Failure> {
    let uses = match (args.list, args.adapter.is_empty()) {
        (true, _) => LIST,
        (false, true) => OURSELVES,
        (false, false) => PROGRAM,
    };
    args.given.check(&uses, ALL)?;
    let Library { files, reference } = Library::read(args.vectors.as_deref())?;
    let profile = Profile::of(args)?;
    let selection = Selection::new(&profile, &reference);
    let vectors = || files.iter().flat_map(|file| &file.vectors);
    if !vectors().any(|vector| selection.takes(vector)) {
        return Err(Failure::Usage("no vector has all of these properties; --list shows all vectors".into()));
    }
    if args.list {
        return list(vectors().filter(|vector| selection.takes(vector)), args.json || args.format == Format::Json);
    }
    let known = match &profile.known {
        Some(path) => read_known(path)?,
        None => KnownFile::default(),
    };
    let wanted = |vector: &vector::Vector| selection.takes(vector);
    let mut report = if args.adapter.is_empty() {
        let jobs = args.jobs.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
        run_ourselves(&files, wanted, jobs, progress)
    } else {
        run_adapter(&files, wanted, &asking(args, &profile), &known.each, progress)
            .map_err(|error| Failure::Usage(format!("{}: {error}", args.adapter.join(" "))))?
    };
    let list = known.apply(&mut report, &files, &reference).map_err(|error| Failure::Io(error.into()))?;
    if let Some(path) = &args.write_known {
        write_known(path, &list)?;
    }
    let missed = profile.missed(&report);
    let code = if report.is_clean() && missed.is_empty() { exit::VALID } else { exit::INVALID };
    let about = about(args, &files, now);
    let all: Vec<_> = vectors().collect();
    let printed = Printed {
        report: &report,
        about: &about,
        vectors: &all,
        missed: &missed,
        reference: &reference,
        explain: args.explain,
    };
    let form = if args.json { Format::Json } else { args.format };
    Ok(Said { text: format::text(&printed, form).map_err(|error| Failure::Io(error.into()))?, code })
}

fn about(args: &RunArgs, files: &[VectorFile], now: Option<u64>) -> About {
    About {
        // The day, without the time: a run takes minutes.
        date: now.and_then(|now| style::time(now).split_once('T').map(|(day, _)| day.to_owned())),
        version: files.first().map_or_else(String::new, |file| file.generated.version.clone()),
        directory: args.vectors.as_ref().map(|directory| directory.display().to_string()),
        program: args.adapter.clone(),
    }
}

fn asking(args: &RunArgs, profile: &Profile) -> Asking {
    let mut asking = Asking::new(args.adapter.clone());
    asking.timeout = Duration::from_secs(args.timeout);
    asking.jobs = args.jobs.unwrap_or(NonZeroUsize::MIN);
    asking.give_up_after = args.give_up_after.get();
    asking.columns.clone_from(&profile.compare);
    asking
}

fn list<'a>(vectors: impl Iterator<Item = &'a vector::Vector>, as_json: bool) -> Result<Said, Failure> {
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
    Ok(Said { text, code: exit::VALID })
}

fn run_show(args: &ShowArgs) -> Result<Said, Failure> {
    let library = Library::read(args.vectors.as_deref())?;
    show::show(&args.id, args.json, &library.files, &library.reference)
}

fn run_pages(args: &PagesArgs) -> Result<Said, Failure> {
    let Library { files, reference } = Library::read(args.vectors.as_deref())?;
    pages::write(&args.directory, &files, &reference)
}

fn run_coverage(args: &CoverageArgs) -> Result<Said, Failure> {
    let Library { files, .. } = Library::read(args.vectors.as_deref())?;
    let checks = coverage::of_checks(&files).map_err(Failure::Usage)?;
    let bare = checks.iter().filter(|coverage| coverage.alone.is_empty() || coverage.passes == 0).count();
    let code = if bare == 0 { exit::VALID } else { exit::INVALID };
    if args.json {
        let rows = serde_json::to_string(&checks).map_err(|error| Failure::Usage(error.to_string()))?;
        return Ok(Said { text: rows + "\n", code });
    }
    let mut text = String::from("check                fails alone in   passes in\n");
    for coverage in &checks {
        let example = coverage.alone.first().map_or("none", String::as_str);
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{:<20} {:>5} {example:<26} {:>5}", coverage.id, coverage.alone.len(), coverage.passes);
    }
    Ok(Said { text, code })
}

/// The vectors, and the rulings and notes that explain them.
struct Library {
    files: Vec<VectorFile>,
    reference: Reference,
}

impl Library {
    /// Reads the vectors in a directory, or those inside this program.
    fn read(directory: Option<&Path>) -> Result<Self, Failure> {
        let wrong = |error: String| {
            Failure::Usage(match directory {
                Some(_) => format!("{error}; name the directory that has index.json with --vectors"),
                None => format!("the vectors inside this program: {error}"),
            })
        };
        let files = match directory {
            Some(directory) => vector::read_all(directory),
            None => vector::read_texts(embedded_vectors(), || Ok(embedded_file("index.json"))),
        };
        let files = files.map_err(|error: ReadError| wrong(error.to_string()))?;
        let text = |name: &str| match directory {
            Some(directory) => {
                fs::read_to_string(directory.join(name)).map_err(|error| wrong(format!("{name}: {error}")))
            }
            None => Ok(embedded_file(name)),
        };
        let reference =
            Reference::read(ReferenceTexts { checks: &text("checks.json")?, rulings: &text("rulings.json")? }, &files);
        Ok(Self { reference: reference.map_err(|error| wrong(error.to_string()))?, files })
    }
}

fn embedded_file(name: &str) -> String {
    embedded::file(name).map(embedded::File::text).unwrap_or_default()
}

/// Expands one text at a time, because all of them together would take 21 MB.
fn embedded_vectors() -> impl Iterator<Item = Result<(String, String), ReadError>> {
    let files = embedded::files().iter().filter(|file| file.name().starts_with("v1/"));
    files.map(|file| Ok((file.name().to_owned(), file.text())))
}

fn read_known(path: &Path) -> Result<KnownFile, Failure> {
    let wrong = |error: String| Failure::Usage(format!("{}: {error}", path.display()));
    let text = fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    KnownFile::read(&text).map_err(wrong)
}

fn write_known(path: &Path, list: &[Value]) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(list).map_err(|error| Failure::Io(error.into()))?;
    fs::write(path, text + "\n").map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))
}

/// Shows the progress on standard error, if that is a terminal.
fn progress(done: usize, all: usize) {
    let mut stderr = io::stderr();
    if stderr.is_terminal() && (done.is_multiple_of(50) || done == all) {
        // If the progress cannot be written, the run continues without it.
        let _ = write!(stderr, "\r{done} of {all}{}", if done == all { "\n" } else { "" });
    }
}
