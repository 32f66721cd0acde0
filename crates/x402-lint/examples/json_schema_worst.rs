//! How long the worst schemas that are known take: compiled and evaluated, once each.
//!
//!     cargo run --release -p x402-lint --example json_schema_worst
//!
//! The exit code is 1 if one takes more than 50 ms.

#[path = "../tests/json_schema/hostile.rs"]
mod hostile;

use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

use x402_lint::json_schema::{Answer, Bounds, Schema};
use x402_types::RawJson;

const MOST: Duration = Duration::from_millis(50);

fn main() -> ExitCode {
    let mut times: Vec<_> = hostile::cases()
        .into_iter()
        .map(|(name, schema, instance)| {
            let (schema, instance) = (RawJson::parse(&schema).unwrap(), RawJson::parse(&instance).unwrap());
            let runs = (0..5).map(|_| {
                let start = Instant::now();
                let outcome = run(&schema, &instance);
                (start.elapsed(), outcome)
            });
            let (time, outcome) = runs.min().unwrap();
            (time, name, outcome)
        })
        .collect();
    times.sort();
    for (time, name, outcome) in times.iter().rev() {
        println!("{:>8.2} ms  {name}: {outcome}", time.as_secs_f64() * 1e3);
    }
    if times.iter().any(|(time, ..)| *time > MOST) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn run(schema: &RawJson, instance: &RawJson) -> String {
    let schema = match Schema::compile(schema.as_json(), &Bounds::DEFAULT) {
        Ok(schema) => schema,
        Err(error) => return format!("not compiled, {}", error.kind()),
    };
    match schema.evaluate(instance.as_json()) {
        Ok(Answer::Accepts) => "accepted".into(),
        Ok(Answer::Refuses(refusals)) => format!("refused {} times", refusals.len()),
        Ok(Answer::Undecided(_)) => "undecided".into(),
        Err(error) => error.to_string(),
    }
}
