//! Judges and corrects demands with many faults, and with sixteen times as many: `.ci/instructions` counts what the processor
//! executes in each call of [`once`], and fails if sixteen times the faults take much more than sixteen times the work.

use std::hint::black_box;

use x402_lint::{Bounds, Source, fixed, lint};
use x402_types::RawJson;

const FEW: usize = 60;
const MANY: usize = 16 * FEW;

fn repeated(count: usize, one: &str) -> String {
    vec![one; count].join(",")
}

fn hint(indexes: &str, methods: &str) -> String {
    let hint = format!(r#"{{"acceptIndexes":[{indexes}],"methods":[{methods}]}}"#);
    format!(r#","extensions":{{"auth-hints":{{"info":{{"authRequirements":[{hint}]}}}}}}"#)
}

/// What stands behind an empty list of offers, with so many faults.
type Shape = fn(usize) -> String;

const SHAPES: [(&str, Shape); 5] = [
    ("tags", |count| format!(r#","resource":{{"url":"https://a.example/","tags":[{}]}}"#, repeated(count, "\"é\""))),
    ("indexes", |count| hint(&repeated(count, "9"), r#"{"type":"x"}"#)),
    ("methods", |count| hint("0", &repeated(count / 2, r#"{"type":5}"#))),
    ("requirements", |count| {
        let all = repeated(count, "{}");
        format!(r#","extensions":{{"auth-hints":{{"info":{{"authRequirements":[{all}]}}}}}}"#)
    }),
    ("parameters", |count| {
        let template: String = (0..count).map(|index| format!("/:p{index}")).collect();
        format!(
            r#","extensions":{{"bazaar":{{"info":{{"input":{{"type":"http","method":"GET"}}}},"routeTemplate":"{template}"}}}}"#
        )
    }),
];

/// Found by its name in the program. Returns the number of findings.
#[inline(never)]
fn once(payment_required: &RawJson) -> usize {
    let found = lint(&Source::Text(payment_required.as_str()), &Bounds::DEFAULT);
    black_box(fixed(payment_required, &found.findings));
    found.findings.len()
}

fn main() {
    for (name, shape) in SHAPES {
        for count in [FEW, MANY] {
            let payment_required =
                RawJson::parse(&format!(r#"{{"x402Version":2,"accepts":[]{}}}"#, shape(count))).unwrap();
            let found = once(&payment_required);
            assert!(found >= count / 2, "{name}: {found}");
            println!("{count} {name}");
        }
    }
}
