//! Verifies lines, and returns the verdicts as text and as counts.

use std::fmt::Write as _;

use x402_operations::{
    Stop,
    audit::{Auditor, Brief, LineResult, MAX_LINE},
};
use x402_verify::Verdict;

use super::{
    batch::{Batch, Lines},
    summary::{Counts, KeyRecord, PayerRecord},
};
use crate::{
    args::{AuditArgs, Only},
    style::printable,
};

/// The format of the verdicts, and the verdicts that are wanted.
#[derive(Clone, Debug)]
pub(crate) struct LineFormat {
    json: bool,
    /// Empty if all verdicts are wanted.
    only: Vec<Only>,
}

impl LineFormat {
    pub(crate) fn of(args: &AuditArgs) -> Self {
        Self { json: args.json, only: args.only.clone() }
    }

    fn shows(&self, verdict: Verdict) -> bool {
        let shown = match verdict {
            Verdict::Valid => Only::Valid,
            Verdict::Invalid => Only::Invalid,
            Verdict::Undecided => Only::Undecided,
        };
        self.only.is_empty() || self.only.contains(&shown)
    }
}

/// The verdicts on a batch.
#[derive(Debug, Default)]
pub(crate) struct Verdicts {
    /// The text to print.
    pub(crate) text: String,
    pub(crate) counts: Counts,
    /// The number of the last line, and the cost of the batch.
    pub(crate) last: u64,
    pub(crate) cost: usize,
}

/// Verifies one batch after another.
pub(crate) struct BatchAuditor {
    auditor: Auditor,
    format: LineFormat,
}

impl BatchAuditor {
    pub(crate) fn new(format: LineFormat, most_payers: usize) -> Self {
        Self { auditor: Auditor::new(most_payers), format }
    }

    pub(crate) fn audit(&mut self, batch: &Batch) -> Verdicts {
        let mut verdicts = Verdicts { last: batch.last(), cost: batch.cost(), ..Verdicts::default() };
        match &batch.lines {
            Lines::TooLong => self.add_too_long(&mut verdicts, batch.first),
            Lines::Whole(bytes) => {
                let lines = bytes.strip_suffix(b"\n").unwrap_or(bytes).split(|byte| *byte == b'\n');
                for (number, line) in (batch.first..).zip(lines) {
                    if line.len() > MAX_LINE {
                        self.add_too_long(&mut verdicts, number);
                    } else if let Some(audited) = self.auditor.verify_line(line) {
                        self.add(&mut verdicts, number, &audited);
                    }
                }
            }
        }
        verdicts
    }

    fn add_too_long(&self, verdicts: &mut Verdicts, number: u64) {
        let why = Stop::Error(format!("the line has more than {MAX_LINE} bytes, which is the limit"));
        self.add(verdicts, number, &why.into());
    }

    fn add(&self, verdicts: &mut Verdicts, number: u64, audited: &LineResult) {
        verdicts.counts.tally.add(audited);
        // The address is formatted once, because its checksum costs a hash.
        let mut payer = String::new();
        if let Ok(brief) = &audited.outcome {
            let is_valid = brief.verdict == Verdict::Valid;
            let is_shown = self.format.shows(brief.verdict);
            if let Some(account) = brief.payer.filter(|_| is_valid || is_shown) {
                payer = account.to_string();
            }
            verdicts.counts.keys.extend(KeyRecord::of_line(number, brief));
            // What a server submits has no payer of its own, and an operation pays for nothing.
            if is_valid && !brief.is_valid_operation() && !payer.is_empty() {
                verdicts.counts.payers.extend(PayerRecord::new(&payer));
            }
            if !is_shown {
                return;
            }
        }
        if self.format.json {
            audited.push_json(&mut verdicts.text, number, &payer);
            verdicts.text.push('\n');
        } else {
            // Writing to a String cannot fail.
            let _ = write_text(&mut verdicts.text, number, audited, &payer);
        }
    }
}

/// Writes one line. Only `id` and the error contain untrusted text.
fn write_text(
    text: &mut String,
    number: u64,
    LineResult { id, outcome, .. }: &LineResult,
    payer: &str,
) -> std::fmt::Result {
    match outcome {
        Ok(brief @ Brief { verdict, decided, flags, .. }) => {
            write!(text, "{number} {verdict}")?;
            if brief.is_valid_operation() {
                text.push_str(" operation");
            }
            if let Some(decided) = decided {
                write!(text, " {} {}", decided.check, decided.reason)?;
            }
            if !payer.is_empty() {
                write!(text, " {payer}")?;
            }
            for flag in flags.iter() {
                write!(text, " flag {flag}")?;
            }
        }
        Err(Stop::Error(why)) => write!(text, "{number} error: {}", printable(why))?,
        Err(Stop::Skipped(why)) => write!(text, "{number} skipped: {}", printable(why))?,
    }
    if let Some(id) = id {
        write!(text, " (id {})", printable(id))?;
    }
    text.push('\n');
    Ok(())
}
