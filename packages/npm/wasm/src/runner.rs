//! A run of the vectors, of which the host is asked for files, and told what to write to a program.
//!
//! Unlike an operation, a run goes on from question to question. It begins with `run/begin`, which names the files that it wants
//! until it has them all.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    io::{self, BufRead, Cursor, Read, Write},
    path::Path,
    rc::Rc,
};

use serde::Deserialize;
use serde_json::json;
use x402_cli::{Begun, Driven, Host};
use x402_conformance::{
    adapter::{Heard, ended_last, spoke_last, text_of, with_complaint},
    run::Next,
    single::{Groups, SingleError},
};
use x402_operations::Answer;

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

#[derive(Default)]
struct State {
    given: BTreeMap<String, Given>,
    request: Request,
    run: Option<Box<Driven>>,
    /// The groups whose vectors were compared with answers.
    groups: Groups,
}

/// What is at a path.
enum Given {
    Content(Rc<[u8]>),
    Names(Vec<String>),
    /// Nothing can be read there, for this reason.
    Error(String),
}

/// What [`Host`] asks for, and what is printed.
struct Surroundings<'a> {
    given: &'a BTreeMap<String, Given>,
    request: &'a Request,
    said: Printed,
}

/// What a command has printed, and the files that it wants to be written.
#[derive(Default)]
struct Printed {
    out: Vec<u8>,
    err: Vec<u8>,
    /// Files and directories that are not given.
    wants: Vec<String>,
    wants_names: Vec<String>,
    writes: Vec<(String, String)>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    arguments: Vec<String>,
    /// Seconds since 1970-01-01 UTC.
    now: u64,
    columns: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ToCompare {
    id: String,
    /// The answer as JSON text.
    answer: String,
}

/// Answers a question about a run. `None` if it is about something else.
pub(super) fn answer(question: &[u8]) -> Option<Answer> {
    let (op, input) = two(question).ok()?;
    let step = op.strip_prefix("run/")?;
    Some(STATE.with_borrow_mut(|state| state.answer(step, input)).unwrap_or_else(Answer::Error))
}

impl State {
    fn answer(&mut self, step: &str, input: &[u8]) -> Result<Answer, String> {
        let answer = match step {
            "file" | "names" | "no-file" => self.give(step, input)?,
            "begin" => self.begin(input)?,
            "question" => json!(self.run()?.session().question()),
            "line" => self.hear(text_of(input.to_vec()).into())?,
            "timed-out" => self.hear(Heard::TimedOut(text(input)?.parse().map_err(|_| "no number of bytes")?))?,
            "ended" => self.hear(Heard::Ended(how(input)?))?,
            "finish" => self.finish(None)?,
            "finish-after-line" => self.finish(Some(spoke_last(text_of(input.to_vec()))))?,
            "finish-after-end" => self.finish(Some(ended_last(&how(input)?)))?,
            "not-started" => {
                let why = text(input)?;
                self.end(|run, host| run.not_started(why, host))?
            }
            "compare" => self.compare(input)?,
            _ => return Err(format!("there is no step {step}")),
        };
        serde_json::to_string(&answer).map(Answer::Result).map_err(|error| error.to_string())
    }

    /// Takes what is at a path: the content of a file, the names of a directory on a line each, or why there is nothing.
    fn give(&mut self, step: &str, input: &[u8]) -> Result<serde_json::Value, String> {
        let (path, rest) = two(input)?;
        let given = match step {
            "file" => Given::Content(rest.into()),
            "names" => Given::Names(text(rest)?.lines().map(str::to_owned).collect()),
            _ => Given::Error(text(rest)?.to_owned()),
        };
        self.given.insert(path.to_owned(), given);
        Ok(json!(null))
    }

    fn begin(&mut self, input: &[u8]) -> Result<serde_json::Value, String> {
        self.request = serde_json::from_slice(input).map_err(|error| error.to_string())?;
        let mut host = Surroundings { given: &self.given, request: &self.request, said: Printed::default() };
        let begun = x402_cli::begin(self.request.arguments.iter().map(Into::into), &mut host);
        let Printed { wants, wants_names, .. } = &host.said;
        Ok(match begun {
            _ if !wants.is_empty() || !wants_names.is_empty() => json!({"wants": wants, "wantsNames": wants_names}),
            Begun::Done(code) => host.said.json(code),
            Begun::Run(run) => {
                let (timeout, patience) = (run.timeout().as_secs(), run.patience().as_secs());
                let answer = json!({"command": run.command(), "timeout": timeout, "patience": patience});
                self.run = Some(run);
                answer
            }
        })
    }

    fn run(&mut self) -> Result<&mut Driven, String> {
        self.run.as_deref_mut().ok_or_else(|| "no run has begun".into())
    }

    fn hear(&mut self, heard: Heard) -> Result<serde_json::Value, String> {
        let session = self.run()?.session();
        let next = match session.hear(heard) {
            Next::Line => "line",
            Next::Question => "question",
            Next::Restart => "restart",
        };
        Ok(json!({"next": next, "done": session.done(), "all": session.all()}))
    }

    fn finish(&mut self, bad_end: Option<String>) -> Result<serde_json::Value, String> {
        self.end(|run, host| run.finish(bad_end, host))
    }

    fn end(&mut self, end: impl FnOnce(Driven, &mut dyn Host) -> u8) -> Result<serde_json::Value, String> {
        let run = self.run.take().ok_or("no run has begun")?;
        let mut host = Surroundings { given: &self.given, request: &self.request, said: Printed::default() };
        let code = end(*run, &mut host);
        Ok(host.said.json(code))
    }

    /// Compares one answer with its vector, as a run of this vector alone does.
    fn compare(&mut self, input: &[u8]) -> Result<serde_json::Value, String> {
        let ToCompare { id, answer } = serde_json::from_slice(input).map_err(|error| error.to_string())?;
        let Ok(reply) = answer.parse();
        match self.groups.compare(&id, &reply) {
            Ok(comparison) => serde_json::to_value(comparison).map_err(|error| error.to_string()),
            Err(SingleError::NoGroup(group)) => {
                let Some(Given::Content(content)) = self.given.get(&group) else {
                    return Ok(json!({"wants": [group]}));
                };
                self.groups.give(&group, content).map_err(|error| format!("{group}: {error}"))?;
                self.compare(input)
            }
            Err(error) => Err(error.to_string()),
        }
    }
}

/// The first line, and what follows it.
fn two(input: &[u8]) -> Result<(&str, &[u8]), String> {
    let end = input.iter().position(|byte| *byte == b'\n').ok_or("no line feed")?;
    let (first, rest) = input.split_at(end);
    Ok((text(first)?, rest.get(1..).unwrap_or_default()))
}

fn text(bytes: &[u8]) -> Result<&str, String> {
    str::from_utf8(bytes).map_err(|error| error.to_string())
}

/// How a program ended: in this way, with this at the end of its standard error.
fn how(input: &[u8]) -> Result<String, String> {
    let (how, written) = two(input)?;
    Ok(with_complaint(how.to_owned(), written))
}

impl Printed {
    fn json(&self, code: u8) -> serde_json::Value {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        json!({"code": code, "out": text(&self.out), "err": text(&self.err), "writes": self.writes})
    }
}

impl Host for Surroundings<'_> {
    fn open(&mut self, path: &Path) -> io::Result<Box<dyn Read>> {
        let path = path.to_string_lossy();
        match self.given.get(&*path) {
            Some(Given::Content(content)) => Ok(Box::new(Cursor::new(Rc::clone(content)))),
            Some(Given::Error(why)) => Err(io::Error::other(why.clone())),
            Some(Given::Names(_)) => Err(io::ErrorKind::IsADirectory.into()),
            None => {
                self.said.wants.push(path.into_owned());
                Err(io::Error::other("not read yet"))
            }
        }
    }

    fn names(&mut self, directory: &Path) -> io::Result<Vec<String>> {
        let path = directory.to_string_lossy();
        match self.given.get(&*path) {
            Some(Given::Names(names)) => Ok(names.clone()),
            Some(Given::Error(why)) => Err(io::Error::other(why.clone())),
            Some(Given::Content(_)) => Err(io::ErrorKind::NotADirectory.into()),
            None => {
                self.said.wants_names.push(path.into_owned());
                Err(io::Error::other("not read yet"))
            }
        }
    }

    fn write(&mut self, path: &Path, text: &str) -> io::Result<()> {
        self.said.writes.push((path.to_string_lossy().into_owned(), text.to_owned()));
        Ok(())
    }

    /// A host that cannot say so without reading the file reads it. Only a report in SARIF needs this.
    fn is_file(&mut self, path: &str) -> bool {
        // The path and the content are given with a line feed between them.
        !path.contains('\n') && self.open(Path::new(path)).is_ok()
    }

    // `conformance` does not ask for it.
    fn input(&mut self) -> Box<dyn BufRead> {
        Box::new(io::empty())
    }

    fn out(&mut self) -> &mut dyn Write {
        &mut self.said.out
    }

    fn err(&mut self) -> &mut dyn Write {
        &mut self.said.err
    }

    fn now(&mut self) -> Option<u64> {
        Some(self.request.now)
    }

    fn columns(&mut self) -> Option<usize> {
        self.request.columns
    }

    fn wants_colours(&mut self) -> bool {
        false
    }
}
