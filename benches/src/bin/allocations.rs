//! Prints how often each function asks the allocator: the same on every machine.

use x402_benches::{Counting, allocations, groups, object_groups};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() {
    for group in groups().into_iter().chain(object_groups()) {
        println!("{}", group.name);
        for case in &group.cases {
            println!("{:>6}  {}", allocations(|| case.run()), case.name);
        }
    }
}
