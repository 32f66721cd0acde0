//! Prints how often each function asks the allocator: the same on every machine.

use x402_benches::{Counting, allocations, groups};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() {
    for group in groups() {
        println!("{}", group.name);
        for case in &group.cases {
            println!("{:>6}  {}", allocations(|| case.run()), case.name);
        }
    }
}
