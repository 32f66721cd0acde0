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
    decode_header_parts, decode_parts,
};

use write::Fault;

/// The kind of an answer, `result`, `skipped` or `error`, and its value or its sentence.
type Read<'py> = (&'static str, Bound<'py, PyAny>);

#[pymodule]
mod _native {
    #[pymodule_export]
    use super::{Vectors, answer, answer_many, audit_lines, command, dumps, explain, operations, printable};
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
    if op == "decode" {
        return decode(py, input);
    }
    read_answer(py, asked(py, input, |input| run(op, input))?, |text| read::value(py, &text))
}

/// Carries out `decode`. A question about a lone header needs no JSON, and the answer contains the decoded object once.
fn decode<'py>(py: Python<'py>, input: &Bound<'py, PyDict>) -> PyResult<Read<'py>> {
    let parts = match write::lone_header(input) {
        Some((name, value)) => {
            let (name, value) = (name.to_str()?, value.to_str()?);
            py.detach(|| decode_header_parts(name, value))
        }
        None => asked(py, input, decode_parts)?,
    };
    read_answer(py, parts, |parts| read::decoded(py, &parts))
}

/// The text that `x402 explain` prints about the input of `verify`.
#[pyfunction]
fn explain<'py>(py: Python<'py>, input: &Bound<'py, PyDict>) -> PyResult<Read<'py>> {
    read_answer(py, asked(py, input, x402_cli::explain)?, |text| Ok(PyString::new(py, &text).into_any()))
}

/// Carries out an operation on one input after another, each the JSON of [`dumps`]. The interpreter is free meanwhile.
#[pyfunction]
#[expect(clippy::needless_pass_by_value, reason = "PyO3 makes the list")]
fn answer_many<'py>(py: Python<'py>, op: &str, inputs: Vec<String>) -> PyResult<Vec<Read<'py>>> {
    let answers: Vec<_> = py.detach(|| inputs.iter().map(|input| on_json(input, |input| run(op, input))).collect());
    answers.into_iter().map(|answer| read_answer(py, answer, |text| read::value(py, &text))).collect()
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
fn audit_lines<'py>(py: Python<'py>, first: u64, lines: Vec<Vec<u8>>) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let verdicts: Vec<String> = py.detach(|| {
        let mut auditor = Auditor::new(1);
        (first..).zip(&lines).filter_map(|(number, line)| audit_line(&mut auditor, number, line)).collect()
    });
    verdicts.iter().map(|verdict| read::value(py, verdict)).collect()
}

fn audit_line(auditor: &mut Auditor, number: u64, line: &[u8]) -> Option<String> {
    let audited = if line.len() > MAX_LINE {
        Stop::Error(format!("the line has more than {MAX_LINE} bytes")).into()
    } else {
        auditor.verify_line(line)?
    };
    let payer = audited.outcome.as_ref().ok().and_then(|brief| brief.payer);
    let mut text = String::new();
    audited.push_json(&mut text, number, &payer.map(|payer| payer.to_string()).unwrap_or_default());
    Some(text)
}

/// Runs the command `x402` with these arguments, of which the first is its name, and returns the exit code.
#[pyfunction]
fn command(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| x402_cli::main_from(arguments))
}

/// The vectors with which single answers are compared.
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
    fn compare(&self, id: &str, answer: &str) -> PyResult<String> {
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
fn asked<T: Send>(
    py: Python<'_>,
    input: &Bound<'_, PyDict>,
    ask: impl FnOnce(&RawValue) -> Result<T, Stop> + Send,
) -> PyResult<Result<T, Stop>> {
    match write::question(input) {
        Ok(input) => Ok(py.detach(|| on_json(&input, ask))),
        Err(Fault::NoJson(why)) => Ok(Err(Stop::Error(why))),
        Err(Fault::Changed(why)) => Err(PyRuntimeError::new_err(why)),
    }
}

fn read_answer<'py, T>(
    py: Python<'py>,
    answer: Result<T, Stop>,
    read: impl FnOnce(T) -> PyResult<Bound<'py, PyAny>>,
) -> PyResult<Read<'py>> {
    Ok(match answer {
        Ok(result) => ("result", read(result)?),
        Err(Stop::Skipped(why)) => ("skipped", PyString::new(py, &why).into_any()),
        Err(Stop::Error(why)) => ("error", PyString::new(py, &why).into_any()),
    })
}

fn run(op: &str, input: &RawValue) -> Result<String, Stop> {
    match x402_operations::run(op, input) {
        Answer::Result(result) => Ok(result),
        Answer::Skipped(why) => Err(Stop::Skipped(why)),
        Answer::Error(why) => Err(Stop::Error(why)),
    }
}

fn on_json<T>(input: &str, ask: impl FnOnce(&RawValue) -> Result<T, Stop>) -> Result<T, Stop> {
    serde_json::from_str(input).map_err(|error| Stop::Error(format!("input: {error}"))).and_then(ask)
}
