//! `x402 audit` (`docs/how-to/audit.md`).
//!
//! One thread cuts the input into batches of lines, `--jobs` threads verify the batches, and the main thread prints the
//! verdicts in the order of the input (see [`Pipeline`]).

mod batch;
mod budget;
mod gzip;
mod line;
mod pipeline;
mod progress;
mod sorter;
mod source;
mod summary;
mod total;
mod zstd;

use std::io::{self, Write};

use x402_operations::{
    Stop,
    audit::{Auditor, MAX_LINE},
};

use crate::{
    args::AuditArgs,
    explain::{self as explanation, Length},
    host::Host,
    input::Surroundings,
    output::{Failure, Output, complain, exit},
};
use batch::{Batch, Batches, Lines};
use line::{BatchAuditor, LineFormat};
use pipeline::Pipeline;
use progress::Progress;
use source::Source;
use summary::Summary;
use total::Total;

/// The number of payers that all workers together remember, at 4 KiB each. Used only with the feature `recover`.
const PAYERS: usize = 2_048;

pub(crate) fn run(args: &AuditArgs, output: &mut dyn Write) -> Result<u8, Failure> {
    match audit(Source::open(&args.files)?, args, output) {
        // After a closed pipe, nobody knows whether all lines are valid.
        Err(Failure::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(exit::IO),
        other => other,
    }
}

fn audit(source: Source, args: &AuditArgs, output: &mut dyn Write) -> Result<u8, Failure> {
    let mut progress = Progress::new(source.position());
    let mut summary = Summary::new();
    let (jobs, line_format) = (args.jobs(), LineFormat::of(args));
    let mut pipeline = Pipeline::start(Batches::new(source), jobs, move || {
        let mut auditor = BatchAuditor::new(line_format.clone(), PAYERS.div_ceil(jobs));
        move |batch: &Batch| auditor.audit(batch)
    });
    while let Some(verdicts) = pipeline.next() {
        let verdicts = verdicts?;
        progress.clear();
        output.write_all(verdicts.text.as_bytes())?;
        output.flush()?;
        progress.show(verdicts.last);
        summary.add(&verdicts.counts)?;
        pipeline.give_back(verdicts.cost);
    }
    progress.clear();
    let total = Total::of(summary)?;
    let text = if args.json { total.to_json() } else { total.to_text() };
    output.write_all(text.as_bytes())?;
    output.flush()?;
    Ok(total.exit_code())
}

/// Explains one line as `x402 explain` does.
pub(crate) fn explain(args: &AuditArgs, wanted: u64, host: &mut dyn Host) -> Result<Output, Failure> {
    let mut last = 0;
    for batch in Batches::new(Source::open(&args.files)?) {
        let batch = batch?;
        last = batch.last();
        if last < wanted {
            continue;
        }
        let bytes = match &batch.lines {
            Lines::Whole(bytes) => bytes,
            Lines::TooLong => {
                return Ok(without_verdict(
                    wanted,
                    &format!("the line has more than {MAX_LINE} bytes, which is the limit"),
                    host,
                ));
            }
        };
        let line = (batch.first..).zip(bytes.split(|byte| *byte == b'\n')).find(|(number, _)| *number == wanted);
        let line = line.map_or(&[][..], |(_, line)| line);
        let mut auditor = Auditor::new(1);
        let (basis, input) = match auditor.verify_line(line) {
            None => return Ok(without_verdict(wanted, &"the line is blank", host)),
            Some(audited) => (audited.basis, audited.outcome.and_then(|_| auditor.read(line).input)),
        };
        return match input {
            Ok(input) => explanation::of_input(input, &Surroundings::with_basis(basis), Length::Full, args.json),
            Err(Stop::Error(why) | Stop::Skipped(why)) => Ok(without_verdict(wanted, &why, host)),
        };
    }
    Err(Failure::Usage(format!("--explain {wanted}: the input has only {last} lines")))
}

fn without_verdict(number: u64, why: &dyn std::fmt::Display, host: &mut dyn Host) -> Output {
    complain(&format!("line {number}: {why}"), host);
    Output { text: String::new(), code: exit::UNDECODABLE }
}
