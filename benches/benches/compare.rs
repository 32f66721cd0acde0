//! The same cases under criterion, for distributions and for comparing with an earlier run.

use criterion::Criterion;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    for group in x402_benches::groups().into_iter().chain(x402_benches::object_groups()) {
        let mut benchmark = criterion.benchmark_group(group.name);
        for case in &group.cases {
            benchmark.bench_function(case.name, |bencher| bencher.iter(|| case.run()));
        }
        benchmark.finish();
    }
    criterion.final_summary();
}
