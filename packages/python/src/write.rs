//! Writes Python objects as JSON. Every number is written with all its digits, and what JSON has no form for is refused with
//! its place.

use pyo3::{
    Borrowed,
    prelude::*,
    types::{PyBool, PyDict, PyEllipsis, PyFloat, PyInt, PyList, PyString, PyTuple},
};

/// How deep lists and dicts may be nested. It ends objects that contain themselves.
const DEEPEST: usize = 512;

/// What cannot be written: its place, the innermost step first, and why.
struct Refused {
    steps: Vec<String>,
    why: String,
}

impl Refused {
    fn new(why: impl Into<String>) -> Self {
        Self { steps: Vec::new(), why: why.into() }
    }

    fn inside(mut self, step: String) -> Self {
        // Beyond some steps nobody reads the place.
        if self.steps.len() < 16 {
            self.steps.push(step);
        }
        self
    }

    fn sentence(self, root: &str) -> String {
        let place: String = self.steps.into_iter().rev().collect();
        format!("{root}{place} {}", self.why)
    }
}

type Written = Result<(), Refused>;

/// Writes the input of an operation. A member whose value is `...` was not given.
pub(crate) fn question(members: &Bound<'_, PyDict>) -> Result<String, String> {
    let mut text = String::with_capacity(2048);
    let given = members.iter().filter(|(_, value)| !value.is_instance_of::<PyEllipsis>());
    match object(&mut text, given, 0) {
        Ok(()) => Ok(text),
        Err(refused) => Err(refused.sentence("input")),
    }
}

/// Writes any value.
pub(crate) fn value(value: &Bound<'_, PyAny>) -> Result<String, String> {
    let mut text = String::new();
    match any(&mut text, value, 0) {
        Ok(()) => Ok(text),
        Err(refused) => Err(refused.sentence("input")),
    }
}

fn any(text: &mut String, value: &Bound<'_, PyAny>, depth: usize) -> Written {
    if let Ok(value) = value.cast::<PyString>() {
        return string(text, value);
    }
    if let Ok(value) = value.cast::<PyDict>() {
        return object(text, value.iter(), depth);
    }
    if let Ok(list) = value.cast::<PyList>() {
        return array(text, list.iter(), depth);
    }
    if value.is_none() {
        text.push_str("null");
        return Ok(());
    }
    // A bool is an int, too.
    if let Ok(value) = value.cast::<PyBool>() {
        text.push_str(if value.is_true() { "true" } else { "false" });
        return Ok(());
    }
    if value.is_instance_of::<PyInt>() {
        return integer(text, value);
    }
    if value.is_instance_of::<PyFloat>() || is_decimal(value) {
        return number(text, value);
    }
    if let Ok(tuple) = value.cast::<PyTuple>() {
        return array(text, tuple.iter(), depth);
    }
    Err(Refused::new(format!("is {}, which JSON has no form for", type_name(value))))
}

fn object<'py>(
    text: &mut String,
    members: impl Iterator<Item = (Bound<'py, PyAny>, Bound<'py, PyAny>)>,
    depth: usize,
) -> Written {
    let depth = deeper(depth)?;
    text.push('{');
    for (index, (name, value)) in members.enumerate() {
        if index > 0 {
            text.push(',');
        }
        let Ok(name) = name.cast::<PyString>() else {
            return Err(Refused::new(format!("has a key that is {}, and not str", type_name(&name))));
        };
        string(text, name)?;
        text.push(':');
        any(text, &value, depth).map_err(|refused| refused.inside(format!(".{}", name.to_string_lossy())))?;
    }
    text.push('}');
    Ok(())
}

fn array<'py>(text: &mut String, items: impl Iterator<Item = Bound<'py, PyAny>>, depth: usize) -> Written {
    let depth = deeper(depth)?;
    text.push('[');
    for (index, item) in items.enumerate() {
        if index > 0 {
            text.push(',');
        }
        any(text, &item, depth).map_err(|refused| refused.inside(format!("[{index}]")))?;
    }
    text.push(']');
    Ok(())
}

fn deeper(depth: usize) -> Result<usize, Refused> {
    if depth < DEEPEST { Ok(depth + 1) } else { Err(Refused::new(format!("is nested more than {DEEPEST} times"))) }
}

fn string(text: &mut String, value: &Bound<'_, PyString>) -> Written {
    match value.to_str() {
        Ok(value) => text.push_str(x402_types::RawJson::string(value).as_str()),
        // Half of a surrogate pair is a character for Python and an escape in JSON.
        Err(_) => {
            text.push_str(&escaped(value.as_borrowed()).map_err(|error| Refused::new(format!("is no text: {error}")))?)
        }
    }
    Ok(())
}

fn escaped(value: Borrowed<'_, '_, PyString>) -> PyResult<String> {
    value.py().import("json")?.call_method1("dumps", (value,))?.extract()
}

fn integer(text: &mut String, value: &Bound<'_, PyAny>) -> Written {
    if let Ok(value) = value.extract::<i64>() {
        text.push_str(&value.to_string());
        return Ok(());
    }
    // Of a subclass, such as an enum, only `int` knows the digits.
    let digits =
        value.py().get_type::<PyInt>().call_method1("__repr__", (value,)).and_then(|digits| digits.extract::<String>());
    text.push_str(&digits.map_err(|error| Refused::new(format!("is an int that has no digits: {error}")))?);
    Ok(())
}

/// Writes a float with the digits that lead back to it, and a Decimal with its own.
fn number(text: &mut String, value: &Bound<'_, PyAny>) -> Written {
    let digits = value.str().map(|digits| digits.to_string_lossy().into_owned());
    let digits = digits.map_err(|error| Refused::new(format!("is a number that has no digits: {error}")))?;
    // Neither infinity nor NaN is a number in JSON.
    if serde_json::from_str::<&serde_json::value::RawValue>(&digits).is_err() {
        return Err(Refused::new(format!("is {digits}, which is not a number in JSON")));
    }
    text.push_str(&digits);
    Ok(())
}

fn is_decimal(value: &Bound<'_, PyAny>) -> bool {
    let is_decimal = || {
        let decimal = value.py().import("decimal")?.getattr("Decimal")?;
        value.is_instance(&decimal)
    };
    is_decimal().unwrap_or(false)
}

fn type_name(value: &Bound<'_, PyAny>) -> String {
    value.get_type().name().map_or_else(|_| "an object".into(), |name| format!("of type {name}"))
}
