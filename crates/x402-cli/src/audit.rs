//! `x402 audit` (`docs/how-to/audit.md`).
//!
//! One thread cuts the input into batches of lines, `--jobs` threads judge the batches, and the main thread prints the
//! verdicts. The judges get batches in turn and their verdicts are fetched in the same order, so the output keeps the
//! order of the input. A [`Budget`] bounds the memory of unprinted batches.

mod batch;
mod budget;
mod gzip;
mod line;
mod progress;
mod sorter;
mod source;
mod summary;
mod total;
mod zstd;

use std::{
    io::{self, Write},
    sync::{
        Arc,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread::{self, JoinHandle},
};

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
use budget::Budget;
use line::{BatchAuditor, LineFormat, Verdicts};
use progress::Progress;
use source::Source;
use summary::Summary;
use total::Total;

/// The number of batches that wait before each judge, and the number of verdicts that wait behind it.
const WAITING: usize = 2;

/// The number of payers that all judges together remember, at 4 KiB each. Used only with the feature `recover`.
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
    let mut pipeline = Pipeline::start(source, &LineFormat::of(args), args.jobs());
    while let Some(verdicts) = pipeline.next() {
        let verdicts = verdicts?;
        progress.clear();
        output.write_all(verdicts.text.as_bytes())?;
        output.flush()?;
        progress.show(verdicts.last);
        summary.add(&verdicts.counts)?;
        pipeline.budget.give_back(verdicts.cost);
    }
    pipeline.join();
    progress.clear();
    let total = Total::of(summary)?;
    let text = if args.json { total.to_json() } else { total.to_text() };
    output.write_all(text.as_bytes())?;
    output.flush()?;
    Ok(total.exit_code())
}

/// The threads that read and verify. They end when the main thread takes no more verdicts.
struct Pipeline {
    budget: Arc<Budget>,
    /// The verdicts from each worker.
    results: Vec<Receiver<io::Result<Verdicts>>>,
    /// The worker whose verdicts come next.
    turn: usize,
    threads: Vec<JoinHandle<()>>,
}

impl Pipeline {
    fn start(source: Source, line_format: &LineFormat, jobs: usize) -> Self {
        let budget = Arc::new(Budget::new());
        let (mut waiting, mut results, mut threads) = (Vec::new(), Vec::new(), Vec::new());
        let payers = PAYERS.div_ceil(jobs);
        for _ in 0..jobs {
            let (batches, to_worker) = sync_channel::<io::Result<Batch>>(WAITING);
            let (verdicts, from_worker) = sync_channel(WAITING);
            let line_format = line_format.clone();
            threads.push(thread::spawn(move || {
                let mut auditor = BatchAuditor::new(line_format, payers);
                for batch in to_worker {
                    if verdicts.send(batch.map(|batch| auditor.audit(&batch))).is_err() {
                        return;
                    }
                }
            }));
            waiting.push(batches);
            results.push(from_worker);
        }
        let reserved = Arc::clone(&budget);
        threads.push(thread::spawn(move || read(Batches::new(source), &waiting, &reserved)));
        Self { budget, results, turn: 0, threads }
    }

    /// The verdicts on the next batch. Returns `None` at the end of the input.
    fn next(&mut self) -> Option<io::Result<Verdicts>> {
        let verdicts = self.results[self.turn].recv().ok()?;
        self.turn = (self.turn + 1) % self.results.len();
        Some(verdicts)
    }

    /// Waits for the threads. A panicked thread has verified nothing, so its panic must not look like the end of the
    /// input.
    fn join(self) {
        drop(self.results);
        for thread in self.threads {
            if let Err(panic) = thread.join() {
                std::panic::resume_unwind(panic);
            }
        }
    }
}

/// Sends batches to the workers in turn. An error is sent like a batch, so that it is reported after the lines before
/// it.
fn read(mut batches: Batches, workers: &[SyncSender<io::Result<Batch>>], budget: &Budget) {
    for worker in workers.iter().cycle() {
        let batch = match batches.next() {
            Ok(None) => return,
            Ok(Some(batch)) => {
                budget.take(batch.cost());
                Ok(batch)
            }
            Err(error) => Err(error),
        };
        let is_last = batch.is_err();
        if worker.send(batch).is_err() || is_last {
            return;
        }
    }
}

/// Explains one line as `x402 explain` does.
pub(crate) fn explain(args: &AuditArgs, wanted: u64, host: &mut dyn Host) -> Result<Output, Failure> {
    let mut batches = Batches::new(Source::open(&args.files)?);
    let mut last = 0;
    while let Some(batch) = batches.next()? {
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
        let input = match auditor.verify_line(line) {
            None => return Ok(without_verdict(wanted, &"the line is blank", host)),
            Some(audited) => audited.outcome.and_then(|_| auditor.read(line).input),
        };
        return match input {
            Ok(input) => explanation::of_input(input, &Surroundings::default(), Length::Full, args.json),
            Err(Stop::Error(why) | Stop::Skipped(why)) => Ok(without_verdict(wanted, &why, host)),
        };
    }
    Err(Failure::Usage(format!("--explain {wanted}: the input has only {last} lines")))
}

fn without_verdict(number: u64, why: &dyn std::fmt::Display, host: &mut dyn Host) -> Output {
    complain(&format!("line {number}: {why}"), host);
    Output { text: String::new(), code: exit::UNDECODABLE }
}
