//! Prints one Markdown table: every function in turn, round after round, so that whatever else the machine does
//! touches all of them alike. Read the ratios.

use std::time::{Duration, Instant};

use x402_benches::{Case, Counting, allocations, groups, versions};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const ROUNDS: usize = 300;
const BATCH: Duration = Duration::from_millis(1);

struct Timing<'a> {
    case: &'a Case,
    /// How many calls take about one batch.
    calls: u32,
    /// Nanoseconds of one call, by round.
    rounds: Vec<f64>,
}

impl<'a> Timing<'a> {
    fn new(case: &'a Case) -> Self {
        let start = Instant::now();
        let mut calls = 0;
        while start.elapsed() < BATCH * 5 {
            case.run();
            calls += 1;
        }
        Self { case, calls: (calls / 5).max(1), rounds: Vec::with_capacity(ROUNDS) }
    }

    fn round(&mut self) {
        let start = Instant::now();
        for _ in 0..self.calls {
            self.case.run();
        }
        self.rounds.push(start.elapsed().as_secs_f64() * 1e9 / f64::from(self.calls));
    }

    fn minimum_and_median(&mut self) -> (f64, f64) {
        self.rounds.sort_by(f64::total_cmp);
        (self.rounds[0], self.rounds[self.rounds.len() / 2])
    }
}

fn main() {
    let groups = groups();
    let mut timings: Vec<Vec<Timing<'_>>> =
        groups.iter().map(|group| group.cases.iter().map(Timing::new).collect()).collect();
    for _ in 0..ROUNDS {
        timings.iter_mut().flatten().for_each(Timing::round);
    }

    println!("{}", versions());
    println!("{ROUNDS} interleaved rounds of batches of {BATCH:?}; ratio of minima (of medians) to the first row");
    for (group, timings) in groups.iter().zip(&mut timings) {
        println!("\n| {} | min ns | median ns | ratio | allocations |\n|---|--:|--:|--:|--:|", group.name);
        let mut reference = None;
        for timing in timings {
            let (minimum, median) = timing.minimum_and_median();
            let (first_minimum, first_median) = *reference.get_or_insert((minimum, median));
            println!(
                "| {} | {minimum:.0} | {median:.0} | {:.2} ({:.2}) | {} |",
                timing.case.name,
                minimum / first_minimum,
                median / first_median,
                allocations(|| timing.case.run())
            );
        }
    }
}
