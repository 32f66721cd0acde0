//! Reads the answers of operations as Python objects: the same objects that `x402_offline._json.loads` returns, in less time.

use std::sync::{Mutex, PoisonError};

use pyo3::{
    intern,
    prelude::*,
    types::{PyBool, PyDict, PyList, PyString},
};
use x402_operations::DecodedParts;
use x402_types::{DecodeError, JsonRef, RawJson};

/// Why a value is not read here.
enum Fault {
    Python(PyErr),
    /// It is beyond the limits of a message.
    Limit,
}

impl From<PyErr> for Fault {
    fn from(error: PyErr) -> Self {
        Self::Python(error)
    }
}

impl From<DecodeError> for Fault {
    fn from(_: DecodeError) -> Self {
        Self::Limit
    }
}

/// The value of a JSON text. An answer may be larger than the limits of a message, and is then read in Python.
pub(crate) fn value<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    match RawJson::parse(text).map_err(Fault::from).and_then(|json| any(py, json.as_json())) {
        Ok(value) => Ok(value),
        Err(Fault::Python(error)) => Err(error),
        Err(Fault::Limit) => in_python(py, "loads", text),
    }
}

/// The answer of `decode`: `ok`, `version`, `canonical` and `flags`, or `err`.
pub(crate) fn decoded<'py>(py: Python<'py>, parts: &DecodedParts) -> PyResult<Bound<'py, PyAny>> {
    let fields = value(py, &parts.fields)?;
    let Some(canonical) = &parts.canonical else { return Ok(fields) };
    let answer = PyDict::new(py);
    answer.set_item(intern!(py, "ok"), value(py, canonical)?)?;
    for (name, value) in fields.cast::<PyDict>()? {
        // `canonical` is in front of the last field.
        if name.eq(intern!(py, "flags"))? {
            answer.set_item(intern!(py, "canonical"), PyString::new(py, canonical))?;
        }
        answer.set_item(name, value)?;
    }
    Ok(answer.into_any())
}

/// The recursion is as deep as the limits of [`RawJson::parse`] allow.
fn any<'py>(py: Python<'py>, json: JsonRef<'_>) -> Result<Bound<'py, PyAny>, Fault> {
    if json.is_string() {
        return Ok(PyString::new(py, &json.string()?).into_any());
    }
    if json.is_object() {
        let dict = PyDict::new(py);
        for (name, value) in json.members()? {
            dict.set_item(NAMES.get(py, &name), any(py, value)?)?;
        }
        return Ok(dict.into_any());
    }
    if json.is_array() {
        let list = PyList::empty(py);
        for element in json.elements()? {
            list.append(any(py, element)?)?;
        }
        return Ok(list.into_any());
    }
    if json.is_number() {
        return Ok(number(py, json.text())?);
    }
    Ok(if json.is_null() { py.None().into_bound(py) } else { PyBool::new(py, json.boolean()?).to_owned().into_any() })
}

fn number<'py>(py: Python<'py>, digits: &str) -> PyResult<Bound<'py, PyAny>> {
    match digits.parse::<i64>() {
        // `-0` is an integer for Rust, and no int has a sign at zero.
        Ok(number) if digits != "-0" => Ok(number.into_pyobject(py)?.into_any()),
        _ => in_python(py, "number", digits),
    }
}

/// Calls a function of `x402_offline._json`.
fn in_python<'py>(py: Python<'py>, function: &str, text: &str) -> PyResult<Bound<'py, PyAny>> {
    py.import("x402_offline._json")?.getattr(function)?.call1((text,))
}

/// Strings for field names of earlier answers. Most answers have the same names, and a kept string already has memory and its hash.
/// Each name has one place, and replaces a different name there, so the memory is bounded.
struct Names(Mutex<[Option<Kept>; Names::PLACES]>);

/// A name, and the same as a string of Python.
type Kept = (Box<str>, Py<PyString>);

static NAMES: Names = Names(Mutex::new([const { None }; Names::PLACES]));

impl Names {
    const PLACES: usize = 512;
    /// Longer names are data, such as addresses.
    const LONGEST: usize = 32;

    fn get<'py>(&self, py: Python<'py>, name: &str) -> Bound<'py, PyString> {
        if name.len() > Self::LONGEST {
            return PyString::new(py, name);
        }
        // No code of Python runs while this is locked: making and dropping a string calls none.
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let hash = name.bytes().fold(0usize, |hash, byte| hash.wrapping_mul(31).wrapping_add(usize::from(byte)));
        let place = &mut places[hash % Self::PLACES];
        match place {
            Some((known, string)) if **known == *name => string.bind(py).clone(),
            _ => {
                let string = PyString::new(py, name);
                *place = Some((name.into(), string.clone().unbind()));
                string
            }
        }
    }
}
