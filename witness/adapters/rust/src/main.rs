//! The crates of x402-rs and of r402, asked by `x402 conformance run`: server and facilitator in process.
//!
//!     cargo run --manifest-path witness/adapters/rust/Cargo.toml -- x402-rs | r402

mod answer;
mod chain;
mod clock;
mod contracts;
mod introduction;
mod member;
mod question;
mod r402;
mod reading;
mod solana;
mod x402_rs;

use std::io::{BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::{Value, json};

use crate::answer::Answer;

#[derive(serde::Deserialize)]
struct Question {
    id: String,
    op: String,
    input: Box<serde_json::value::RawValue>,
}

fn main() {
    let (about, answer): (_, fn(&str, &Value) -> Answer) = match std::env::args().nth(1).as_deref() {
        Some("x402-rs") => (introduction::X402_RS, x402_rs::answer),
        Some("r402") => (introduction::R402, r402::answer),
        _ => {
            eprintln!("x402-witness-adapters x402-rs | r402");
            std::process::exit(64);
        }
    };
    // A panic of a package is its answer. The message goes into the answer, too.
    std::panic::set_hook(Box::new(|_| {}));
    let mut out = std::io::stdout().lock();
    writeln!(out, "{about}").and_then(|()| out.flush()).expect("the runner reads");
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("the runner writes UTF-8");
        let question: Question = serde_json::from_str(&line).expect("the runner writes JSON");
        let id = &question.id;
        let Ok(input) = serde_json::from_str::<Value>(question.input.get()) else {
            writeln!(out, "{}", json!({ "id": id, "skipped": "a number that no double holds" }))
                .expect("the runner reads");
            continue;
        };
        let answer = match catch_unwind(AssertUnwindSafe(|| answer(&question.op, &input))) {
            Ok(Answer::Result(result)) => json!({ "id": id, "result": result }),
            Ok(Answer::Skipped(reason)) => json!({ "id": id, "skipped": reason }),
            Err(panic) => json!({ "id": id, "error": format!("panicked: {}", message(&*panic)) }),
        };
        writeln!(out, "{answer}").and_then(|()| out.flush()).expect("the runner reads");
    }
}

fn message(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message")
}
