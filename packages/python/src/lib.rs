//! The native module of the PyPI package `x402-offline`. The functions that people call are written in Python, in `python/`;
//! here is what they call. Questions and answers are Python objects, or JSON for other threads to work on.

#![forbid(unsafe_code)]

mod read;
mod write;

use std::ffi::OsString;

use pyo3::{
    exceptions::{PyKeyError, PyRuntimeError, PyValueError},
    prelude::*,
    types::{PyDict, PyString},
};
use serde_json::value::RawValue;
use x402_conformance::single::Groups;
use x402_operations::{
    Answer, Stop,
    audit::{Auditor, MAX_LINE},
};

use write::Fault;

/// The kind of an answer, `result`, `skipped` or `error`, and its JSON or its sentence.
type Answered = (&'static str, String);

/// The same with a result as Python objects.
type Read<'py> = (&'static str, Bound<'py, PyAny>);

#[pymodule]
mod _native {
    #[pymodule_export]
    use super::{Vectors, answer, answer_many, command, dumps, explain, judge_lines, operations, printable};
    #[pymodule_export]
    const MAX_LINE: usize = super::MAX_LINE;
}

/// The names of the operations.
#[pyfunction]
fn operations() -> &'static [&'static str] {
    x402_operations::OPERATIONS
}

/// Carries out an operation. A member whose value is `...` is left out.
#[pyfunction]
fn answer<'py>(py: Python<'py>, op: &str, input: &Bound<'py, PyDict>) -> PyResult<Read<'py>> {
    read_answer(py, &asked(py, input, |input| run(op, input))?)
}

/// The text that `x402 explain` prints about the input of `verify`.
#[pyfunction]
fn explain(py: Python<'_>, input: &Bound<'_, PyDict>) -> PyResult<Answered> {
    asked(py, input, |input| answered(input, x402_cli::explain))
}

/// Carries out an operation on one input after another, each the JSON of [`dumps`]. The interpreter is free meanwhile.
#[pyfunction]
#[expect(clippy::needless_pass_by_value, reason = "PyO3 makes the list")]
fn answer_many<'py>(py: Python<'py>, op: &str, inputs: Vec<String>) -> PyResult<Vec<Read<'py>>> {
    let answers: Vec<Answered> = py.detach(|| inputs.iter().map(|input| run(op, input)).collect());
    answers.iter().map(|answer| read_answer(py, answer)).collect()
}

/// Writes a value as JSON, as the operations read it.
#[pyfunction]
fn dumps(value: &Bound<'_, PyAny>) -> PyResult<String> {
    write::value(value).map_err(|fault| match fault {
        Fault::NoJson(why) => PyValueError::new_err(why),
        Fault::Changed(why) => PyRuntimeError::new_err(why),
    })
}

/// Verifies the lines of a log, of which the first has this number. Each verdict is the object that `x402 audit --json` prints.
/// A blank line has none. The interpreter is free meanwhile.
#[pyfunction]
#[expect(clippy::needless_pass_by_value, reason = "PyO3 makes the list")]
fn judge_lines<'py>(py: Python<'py>, first: u64, lines: Vec<Vec<u8>>) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let verdicts: Vec<String> = py.detach(|| {
        let mut auditor = Auditor::new(1);
        (first..).zip(&lines).filter_map(|(number, line)| judge_line(&mut auditor, number, line)).collect()
    });
    verdicts.iter().map(|verdict| read::value(py, verdict)).collect()
}

fn judge_line(auditor: &mut Auditor, number: u64, line: &[u8]) -> Option<String> {
    let judged = if line.len() > MAX_LINE {
        Stop::Error(format!("the line has more than {MAX_LINE} bytes")).into()
    } else {
        auditor.verify_line(line)?
    };
    let payer = judged.outcome.as_ref().ok().and_then(|brief| brief.payer);
    let mut text = String::new();
    judged.push_json(&mut text, number, &payer.map(|payer| payer.to_string()).unwrap_or_default());
    Some(text)
}

/// Runs the command `x402` with these arguments, of which the first is its name, and returns the exit code.
#[pyfunction]
fn command(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| x402_cli::main_from(arguments))
}

/// The vectors to which single answers are judged.
#[pyclass]
#[derive(Default)]
struct Vectors(Groups);

#[pymethods]
impl Vectors {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// Takes the file of a group.
    fn give(&mut self, group: &str, content: &[u8]) -> PyResult<()> {
        self.0.give(group, content).map_err(|error| PyValueError::new_err(format!("{group}: {error}")))
    }

    /// What is said of an answer, as JSON. A KeyError if the vector is in none of the groups.
    fn judge(&self, id: &str, answer: &str) -> PyResult<String> {
        let Ok(reply) = answer.parse();
        let comparison = self.0.compare(id, &reply).map_err(|error| PyKeyError::new_err(error.to_string()))?;
        serde_json::to_string(&comparison).map_err(|error| PyValueError::new_err(error.to_string()))
    }
}

/// Text of strangers for people: nothing in it moves, hides or reorders text.
#[pyfunction]
fn printable(text: &str) -> String {
    x402_types::printable::printable(text)
}

/// Asks with the input as JSON. The interpreter is free meanwhile. A question that changed is no malformed one, and raises.
fn asked(py: Python<'_>, input: &Bound<'_, PyDict>, ask: impl FnOnce(&str) -> Answered + Send) -> PyResult<Answered> {
    match write::question(input) {
        Ok(input) => Ok(py.detach(|| ask(&input))),
        Err(Fault::NoJson(why)) => Ok(("error", why)),
        Err(Fault::Changed(why)) => Err(PyRuntimeError::new_err(why)),
    }
}

fn read_answer<'py>(py: Python<'py>, (kind, text): &Answered) -> PyResult<Read<'py>> {
    let is_result = *kind == "result";
    Ok((kind, if is_result { read::value(py, text)? } else { PyString::new(py, text).into_any() }))
}

fn run(op: &str, input: &str) -> Answered {
    answered(input, |input| match x402_operations::run(op, input) {
        Answer::Result(result) => Ok(result),
        Answer::Skipped(why) => Err(Stop::Skipped(why)),
        Answer::Error(why) => Err(Stop::Error(why)),
    })
}

fn answered(input: &str, ask: impl FnOnce(&RawValue) -> Result<String, Stop>) -> Answered {
    let stopped = |error| Stop::Error(format!("input: {error}"));
    match serde_json::from_str::<&RawValue>(input).map_err(stopped).and_then(ask) {
        Ok(text) => ("result", text),
        Err(Stop::Skipped(why)) => ("skipped", why),
        Err(Stop::Error(why)) => ("error", why),
    }
}
