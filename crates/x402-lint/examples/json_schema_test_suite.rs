//! Runs files in the format of the official JSON-Schema-Test-Suite, and counts what comes out.
//!
//!     cargo run -p x402-lint --example json_schema_test_suite -- tests/draft2020-12
//!
//! The exit code is 1 if an instance is accepted or refused against the suite, or if something is left open for another
//! reason than a keyword, a pattern or a reference that the engine does not have (rulings Z-4 to Z-6).

use std::{collections::BTreeMap, error::Error, fs, path::Path, process::ExitCode};

use x402_lint::json_schema::{Answer, Bounds, Schema, SchemaErrorKind};
use x402_types::{JsonRef, RawJson};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let directory = std::env::args().nth(1).ok_or("the directory of the suite's files")?;
    let mut files: Vec<_> =
        fs::read_dir(directory)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut wrong = false;
    for file in files {
        for (name, outcome) in run(&file)? {
            let key = outcome.unwrap_or_else(|why| {
                wrong = true;
                eprintln!("{}: {name}: {why}", file.display());
                "wrong".into()
            });
            *counts.entry(key).or_default() += 1;
        }
    }
    for (outcome, count) in &counts {
        println!("{count:>5} {outcome}");
    }
    if counts.is_empty() {
        return Err("no test".into());
    }
    Ok(if wrong { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The name of a test, and what came out or what is wrong about that.
type Outcome = (String, Result<String, String>);

/// Each test of a file.
fn run(file: &Path) -> Result<Vec<Outcome>, Box<dyn Error>> {
    let text = RawJson::parse(&fs::read_to_string(file)?)?;
    let mut outcomes = Vec::new();
    for group in text.as_json().elements()? {
        let text_of = |value: JsonRef<'_>| value.get("description").unwrap().string().map(String::from);
        let schema = Schema::compile(group.get("schema").ok_or("a schema")?, &Bounds::DEFAULT);
        for test in group.get("tests").ok_or("tests")?.elements()? {
            // What is no pattern is no schema: a judge of ours says null.
            let expected = test.get("valid").ok_or("valid")?;
            let expected = if expected.is_null() { None } else { Some(expected.boolean()?) };
            let answer = match &schema {
                Ok(schema) => schema.evaluate(test.get("data").ok_or("data")?).map_err(|error| error.kind()),
                Err(error) => Err(error.kind()),
            };
            let outcome = match answer {
                Ok(Answer::Accepts) if expected == Some(true) => Ok("accepted".into()),
                Ok(Answer::Refuses(_)) if expected == Some(false) => Ok("refused".into()),
                Ok(Answer::Undecided(undecided)) if expected.is_some() => {
                    Ok(format!("{}: {}", undecided.unsupported().as_str(), undecided.keyword()))
                }
                Err(SchemaErrorKind::Pattern) if expected.is_none() => Ok("no pattern".into()),
                Err(SchemaErrorKind::OutsideReference) => Ok("outside reference".into()),
                Err(SchemaErrorKind::Dialect) => Ok("another dialect".into()),
                other => Err(format!("{other:?}, and the suite says {expected:?}")),
            };
            outcomes.push((format!("{}: {}", text_of(group)?, text_of(test)?), outcome));
        }
    }
    Ok(outcomes)
}
