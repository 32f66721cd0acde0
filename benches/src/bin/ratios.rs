//! Prints Markdown tables: every function in turn, round after round, so that whatever else the machine does
//! touches all of them alike. Read the ratios.
//!
//! With `--json` it makes a fifth of the rounds, and prints the versions and a line of JSON for each function. `page.py` runs it
//! in five processes.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use serde_json::json;
use x402_benches::{Case, Counting, Group, OURS, PEERS, allocations, groups, object_groups, versions};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const ROUNDS: usize = 300;
/// How many places on the stack a case is measured at: more than a page of them.
const PLACES: usize = 60;
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
        let elapsed = below(self.rounds.len() % PLACES, &|| {
            let start = Instant::now();
            for _ in 0..self.calls {
                self.case.run();
            }
            start.elapsed()
        });
        let units = f64::from(self.calls) * f64::from(self.case.units);
        self.rounds.push(elapsed.as_secs_f64() * 1e9 / units);
    }

    fn minimum_and_median(&mut self) -> (f64, f64) {
        self.rounds.sort_by(f64::total_cmp);
        (self.rounds[0], self.rounds[self.rounds.len() / 2])
    }

    fn allocations(&self) -> u64 {
        allocations(|| self.case.run()) / u64::from(self.case.units)
    }
}

/// Runs it so many frames further down the stack. The system chooses at random where the stack begins, and at some places of a page
/// the same curve arithmetic takes a tenth longer: loads wait for stores whose addresses end in the same twelve bits. Rounds at many
/// places make the rows of a table alike.
#[inline(never)]
fn below(frames: usize, run: &dyn Fn() -> Duration) -> Duration {
    let frame = [0u64; 8];
    let elapsed = if frames == 0 { run() } else { below(frames - 1, run) };
    black_box(frame);
    elapsed
}

fn main() {
    let is_json = std::env::args().any(|argument| argument == "--json");
    let (mut groups, mut objects) = (groups(), object_groups());
    if cfg!(feature = "x402-core") {
        groups.clear();
    }
    // Groups whose names contain this, for who works at one of them: FILTER=decode.
    if let Ok(part) = std::env::var("FILTER") {
        groups.retain(|group| group.name.contains(&part));
        objects.retain(|group| group.name.contains(&part));
    }
    let all = || groups.iter().chain(&objects);
    let mut timings: Vec<Vec<Timing<'_>>> = all().map(|group| group.cases.iter().map(Timing::new).collect()).collect();
    for _ in 0..if is_json { PLACES } else { ROUNDS } {
        timings.iter_mut().flatten().for_each(Timing::round);
    }
    if is_json {
        println!("{}", versions());
        all().zip(timings).for_each(|(group, timings)| print_json(group, timings));
        return;
    }
    let object_timings = timings.split_off(groups.len());

    if !cfg!(feature = "x402-core") {
        println!("{}", versions());
        println!("{ROUNDS} interleaved rounds of batches of {BATCH:?}; ratio of minima (of medians) to the first row");
        for (group, timings) in groups.iter().zip(timings) {
            print_group(group, timings);
        }
        println!(
            "\nThe same rounds; ratio of ours to each crate that has the object, and how often that crate allocates"
        );
    }
    println!("\n| as JSON text | {OURS}, min ns | allocations | {} |", PEERS.join(" | "));
    println!("|---|--:|--:|{}", "--:|".repeat(PEERS.len()));
    for (group, timings) in objects.iter().zip(object_timings) {
        print_object(group, timings);
    }
}

/// A line for each function, with its minimum in nanoseconds.
fn print_json(group: &Group, timings: Vec<Timing<'_>>) {
    for mut timing in timings {
        let (ns, _) = timing.minimum_and_median();
        let allocations = timing.allocations();
        println!("{}", json!({"group": group.name, "row": timing.case.name, "ns": ns, "allocations": allocations}));
    }
}

/// A table: each row beside the first.
fn print_group(group: &Group, mut timings: Vec<Timing<'_>>) {
    println!("\n| {} | min ns | median ns | ratio | allocations |\n|---|--:|--:|--:|--:|", group.name);
    let first = timings[0].minimum_and_median();
    for timing in &mut timings {
        let (minimum, median) = timing.minimum_and_median();
        println!(
            "| {} | {minimum:.0} | {median:.0} | {:.2} ({:.2}) | {} |",
            timing.case.name,
            minimum / first.0,
            median / first.1,
            timing.allocations()
        );
    }
}

/// A row: ours beside each of the others.
fn print_object(group: &Group, mut timings: Vec<Timing<'_>>) {
    let mut ours = timings.pop().filter(|timing| timing.case.name == OURS).expect("ours stands last");
    let (minimum, median) = ours.minimum_and_median();
    let cells = PEERS.iter().map(|peer| {
        let theirs = timings.iter_mut().find(|timing| timing.case.name == *peer)?;
        let (their_minimum, their_median) = theirs.minimum_and_median();
        Some(format!("{:.2} ({:.2}), {}", minimum / their_minimum, median / their_median, theirs.allocations()))
    });
    let cells: Vec<Option<String>> = cells.collect();
    if cells.iter().all(Option::is_none) {
        return;
    }
    let cells: Vec<String> = cells.into_iter().map(|cell| cell.unwrap_or_else(|| "–".into())).collect();
    println!("| {} | {minimum:.0} | {} | {} |", group.name, ours.allocations(), cells.join(" | "));
}
