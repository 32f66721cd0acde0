//! Reads reports back that were kept as JSON, one on each line of standard input, and says for each whether it is one.
//!
//!     x402 verify --json … | cargo run -q -p x402-verify --features serde --example read_report
//!
//! A report of payments by a mechanism with a feature is read with this feature alone: `--features batch-settlement,serde`.
//!
//! `accepted` comes with the verdict. A report that is `contradictory` has the shape of one, but its members do not fit
//! together. Anything else is `refused`. Whatever is printed here proves nothing: the line may be made up.

use std::io::{BufRead, Write};

use x402_verify::json::{ReadError, RecordedReport};

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        match line?.parse::<RecordedReport>() {
            Ok(report) => writeln!(out, "accepted: {}", report.verdict())?,
            Err(error @ ReadError::Contradiction(_)) => writeln!(out, "contradictory: {error}")?,
            Err(error) => writeln!(out, "refused: {error}")?,
        }
    }
    Ok(())
}
