//! The time to judge and correct a demand grows linearly with the number of its faults.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use x402_lint::{Bounds, Source, fixed, lint};
use x402_types::RawJson;

const FEW: usize = 250;
const MANY: usize = 4_000;
/// How much longer sixteen times as many faults may take. Looking at each fault again for every other one takes 256 times as long.
const MOST: u32 = 150;

fn repeated(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect::<Vec<_>>().join(",")
}

fn hint(indexes: &str, methods: &str) -> String {
    let hint = format!(r#"{{"acceptIndexes":[{indexes}],"methods":[{methods}]}}"#);
    format!(r#","extensions":{{"auth-hints":{{"info":{{"authRequirements":[{hint}]}}}}}}"#)
}

/// What stands behind an empty list of offers, with so many faults.
type Shape = fn(usize) -> String;

const SHAPES: [(&str, Shape); 5] = [
    ("tags", |count| {
        format!(r#","resource":{{"url":"https://a.example/","tags":[{}]}}"#, repeated(count, |_| "\"é\"".into()))
    }),
    ("indexes", |count| hint(&repeated(count, |_| "9".into()), r#"{"type":"x"}"#)),
    ("methods", |count| hint("0", &repeated(count / 2, |_| r#"{"type":5}"#.into()))),
    ("requirements", |count| {
        let all = repeated(count, |_| "{}".into());
        format!(r#","extensions":{{"auth-hints":{{"info":{{"authRequirements":[{all}]}}}}}}"#)
    }),
    ("parameters", |count| {
        let template: String = (0..count).map(|index| format!("/:p{index}")).collect();
        format!(
            r#","extensions":{{"bazaar":{{"info":{{"input":{{"type":"http","method":"GET"}}}},"routeTemplate":"{template}"}}}}"#
        )
    }),
];

fn time(text: &str) -> Duration {
    let demand = RawJson::parse(text).unwrap();
    let once = || {
        let began = Instant::now();
        let found = lint(&Source::Text(text), &Bounds::DEFAULT);
        black_box(fixed(&demand, &found.findings));
        began.elapsed()
    };
    (0..3).map(|_| once()).min().unwrap()
}

#[test]
fn many_faults_take_no_longer_each() {
    for (name, shape) in SHAPES {
        let [few, many] = [FEW, MANY].map(|count| format!(r#"{{"x402Version":2,"accepts":[]{}}}"#, shape(count)));
        let found = lint(&Source::Text(&many), &Bounds::DEFAULT).findings.len();
        assert!(found >= MANY / 2, "{name}: {found}");
        let (few, many) = (time(&few), time(&many));
        assert!(many < few * MOST, "{name}: {few:?}, and {many:?} for sixteen times as many");
    }
}
