//! Runs each case ten times in one call of [`ten_times`], and prints its name: `.ci/instructions` counts what
//! the processor executes in those calls.

use x402_benches::{Case, Counting, groups, object_groups};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() {
    for group in groups().into_iter().chain(object_groups()) {
        for case in &group.cases {
            // What is made once and kept is made here.
            case.run();
            ten_times(case);
            println!("{}: {}", group.name, case.name);
        }
    }
}

/// Found by its name in the program.
#[inline(never)]
fn ten_times(case: &Case) {
    for _ in 0..10 {
        case.run();
    }
}
