//! Writes Python objects as JSON. Every number is written with all its digits, and what JSON has no form for is refused with
//! its place.

use pyo3::{
    Borrowed,
    prelude::*,
    types::{
        PyBool, PyByteArray, PyBytes, PyDict, PyEllipsis, PyFloat, PyInt, PyList, PyMapping, PyMemoryView, PySequence,
        PyString, dict::BoundDictIterator, list::BoundListIterator,
    },
};

/// How deep sequences and mappings may be nested: the 128 levels of a document, and a question around it. It ends objects that
/// contain themselves.
const DEEPEST: usize = 160;

/// Why a value is not written, with its place.
pub(crate) enum Fault {
    /// JSON has no form for it.
    NoJson(String),
    /// A dict changed meanwhile: another thread has it, too, or code that is called for a number's digits.
    Changed(String),
}

impl Fault {
    fn at(self, place: &str) -> Self {
        match self {
            Self::NoJson(why) => Self::NoJson(format!("input{place} {why}")),
            Self::Changed(why) => Self::Changed(format!("input{place} {why}")),
        }
    }
}

impl From<String> for Fault {
    fn from(why: String) -> Self {
        Self::NoJson(why)
    }
}

/// The members of a question that were given. The value of the others is `...`.
fn given<'py>(members: &Bound<'py, PyDict>) -> impl Iterator<Item = Member<'py>> {
    let not_given = PyEllipsis::get(members.py());
    members.iter().filter(move |(_, value)| !value.is(not_given))
}

/// The name and the value of a header.
type Header<'py> = (Bound<'py, PyString>, Bound<'py, PyString>);

/// Returns the header if the question has nothing else. Any other question is written as JSON, and then answered or refused.
pub(crate) fn lone_header<'py>(members: &Bound<'py, PyDict>) -> Option<Header<'py>> {
    let mut given = given(members);
    let (Some((member, header)), None) = (given.next(), given.next()) else { return None };
    let is_header = member.cast::<PyString>().is_ok_and(|member| *member == "header");
    let header = header.cast::<PyDict>().ok().filter(|_| is_header)?;
    let (mut name, mut value) = (None, None);
    for (member, text) in header {
        let text = text.cast_into::<PyString>().ok().filter(|text| text.to_str().is_ok())?;
        match member.cast::<PyString>().ok()?.to_str() {
            Ok("name") => name = Some(text),
            Ok("value") => value = Some(text),
            _ => return None,
        }
    }
    name.zip(value)
}

/// Writes the input of an operation.
pub(crate) fn question(members: &Bound<'_, PyDict>) -> Result<String, Fault> {
    let question = PyDict::new(members.py());
    for (name, value) in given(members) {
        question.set_item(name, value).map_err(|error| format!("input: {error}"))?;
    }
    value(&question)
}

/// Writes any value. A value that cannot be written is named by its place.
pub(crate) fn value(value: &Bound<'_, PyAny>) -> Result<String, Fault> {
    let mut text = String::with_capacity(2048);
    let mut open = Vec::new();
    match all(&mut text, value.clone(), &mut open) {
        Ok(()) => Ok(text),
        Err(fault) => Err(fault.at(&open.iter().map(Open::step).collect::<String>())),
    }
}

/// Without recursion, so that nesting takes no stack.
fn all<'py>(text: &mut String, mut value: Bound<'py, PyAny>, open: &mut Vec<Open<'py>>) -> Result<(), Fault> {
    loop {
        if !scalar(text, &value)? {
            let inner = Open::new(&value)?;
            if open.len() == DEEPEST {
                return Err(format!("is nested more than {DEEPEST} times").into());
            }
            text.push(inner.brackets().0);
            open.push(inner);
        }
        value = loop {
            let Some(innermost) = open.last_mut() else { return Ok(()) };
            if let Some(next) = innermost.next(text)? {
                break next;
            }
            text.push(innermost.brackets().1);
            open.pop();
        };
    }
}

/// A mapping or a sequence that is being written, with the name or the index of the value that was begun last.
enum Open<'py> {
    Object(Members<'py>, Option<Bound<'py, PyString>>),
    Array(BoundListIterator<'py>, Option<usize>),
}

impl<'py> Open<'py> {
    fn new(value: &Bound<'py, PyAny>) -> Result<Self, String> {
        if let Ok(dict) = value.cast::<PyDict>() {
            return Ok(Self::Object(Members::new(dict), None));
        }
        if let Ok(list) = value.cast::<PyList>() {
            return Ok(Self::Array(list.iter(), None));
        }
        let unreadable = |error| format!("is {}, and cannot be read: {error}", type_name(value));
        if value.cast::<PyMapping>().is_ok() {
            let dict = value.py().get_type::<PyDict>().call1((value,)).map_err(unreadable)?;
            return dict
                .cast::<PyDict>()
                .map(|dict| Self::Object(Members::new(dict), None))
                .map_err(|error| error.to_string());
        }
        // Bytes are a sequence, too, but no array is meant.
        let is_bytes = value.is_instance_of::<PyBytes>()
            || value.is_instance_of::<PyByteArray>()
            || value.is_instance_of::<PyMemoryView>();
        match value.cast::<PySequence>() {
            Ok(sequence) if !is_bytes => Ok(Self::Array(sequence.to_list().map_err(unreadable)?.iter(), None)),
            _ => Err(format!("is {}, which JSON has no form for", type_name(value))),
        }
    }

    const fn brackets(&self) -> (char, char) {
        match self {
            Self::Object(..) => ('{', '}'),
            Self::Array(..) => ('[', ']'),
        }
    }

    /// The next value, in front of which the comma and its name are written.
    fn next(&mut self, text: &mut String) -> Result<Option<Bound<'py, PyAny>>, Fault> {
        match self {
            Self::Object(members, last) => {
                let is_first = last.take().is_none();
                let Some((name, value)) = members.next()? else { return Ok(None) };
                if !is_first {
                    text.push(',');
                }
                let name = name
                    .cast_into::<PyString>()
                    .map_err(|error| format!("has a key that is {}, and not str", type_name(&error.into_inner())))?;
                string(text, &name)?;
                text.push(':');
                *last = Some(name);
                Ok(Some(value))
            }
            Self::Array(items, last) => {
                let Some(item) = items.next() else { return Ok(None) };
                if last.is_some() {
                    text.push(',');
                }
                *last = Some(last.map_or(0, |last| last + 1));
                Ok(Some(item))
            }
        }
    }

    fn step(&self) -> String {
        match self {
            Self::Object(_, Some(name)) => format!(".{}", name.to_string_lossy()),
            Self::Array(_, Some(index)) => format!("[{index}]"),
            Self::Object(_, None) | Self::Array(_, None) => String::new(),
        }
    }
}

type Member<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>);

/// The members of a dict. PyO3's iterator panics if the dict changes.
struct Members<'py> {
    dict: Bound<'py, PyDict>,
    members: BoundDictIterator<'py>,
    size: usize,
}

impl<'py> Members<'py> {
    fn new(dict: &Bound<'py, PyDict>) -> Self {
        Self { dict: dict.clone(), members: dict.iter(), size: dict.len() }
    }

    fn next(&mut self) -> Result<Option<Member<'py>>, Fault> {
        let left = self.members.len();
        if self.dict.len() == self.size {
            let member = self.members.next();
            // Names may have come and gone, and left the size as it was.
            if member.is_some() == (left > 0) {
                return Ok(member);
            }
        }
        Err(Fault::Changed("changed while it was written".into()))
    }
}

/// Writes what has no items. False if it is something else.
fn scalar(text: &mut String, value: &Bound<'_, PyAny>) -> Result<bool, String> {
    if let Ok(value) = value.cast::<PyString>() {
        string(text, value)?;
    } else if value.is_instance_of::<PyDict>() || value.is_instance_of::<PyList>() {
        return Ok(false);
    } else if value.is_none() {
        text.push_str("null");
    } else if let Ok(value) = value.cast::<PyBool>() {
        // A bool is an int, too.
        text.push_str(if value.is_true() { "true" } else { "false" });
    } else if value.is_instance_of::<PyInt>() {
        integer(text, value)?;
    } else if value.is_instance_of::<PyFloat>() || is_number(value) {
        number(text, value)?;
    } else {
        return Ok(false);
    }
    Ok(true)
}

fn string(text: &mut String, value: &Bound<'_, PyString>) -> Result<(), String> {
    match value.to_str() {
        // Nearly every string needs no escape. The fold has no early exit, so that it compares many bytes at once.
        Ok(value) if value.bytes().fold(true, |plain, byte| plain & !matches!(byte, b'"' | b'\\' | 0..=0x1f)) => {
            text.push('"');
            text.push_str(value);
            text.push('"');
        }
        Ok(value) => text.push_str(x402_types::RawJson::string(value).as_str()),
        // Half of a surrogate pair is a character for Python and an escape in JSON.
        Err(_) => text.push_str(&escaped(value.as_borrowed()).map_err(|error| format!("is no text: {error}"))?),
    }
    Ok(())
}

fn escaped(value: Borrowed<'_, '_, PyString>) -> PyResult<String> {
    value.py().import("json")?.call_method1("dumps", (value,))?.extract()
}

fn integer(text: &mut String, value: &Bound<'_, PyAny>) -> Result<(), String> {
    if let Ok(value) = value.extract::<i64>() {
        text.push_str(&value.to_string());
        return Ok(());
    }
    // Of a subclass, such as an enum, only `int` knows the digits.
    let digits =
        value.py().get_type::<PyInt>().call_method1("__repr__", (value,)).and_then(|digits| digits.extract::<String>());
    text.push_str(&digits.map_err(|error| format!("is an int that has no digits: {error}"))?);
    Ok(())
}

/// Writes a float with the digits that lead back to it, and a Decimal or an ExactNumber with its own.
fn number(text: &mut String, value: &Bound<'_, PyAny>) -> Result<(), String> {
    let digits = value.str().map(|digits| digits.to_string_lossy().into_owned());
    let digits = digits.map_err(|error| format!("is a number that has no digits: {error}"))?;
    // Neither infinity nor NaN is a number in JSON.
    if serde_json::from_str::<&serde_json::value::RawValue>(&digits).is_err() {
        return Err(format!("is {digits}, which is not a number in JSON"));
    }
    text.push_str(&digits);
    Ok(())
}

/// Whether it is a Decimal, or the package's own type for what is none.
fn is_number(value: &Bound<'_, PyAny>) -> bool {
    let is_one = |module, name| value.is_instance(&value.py().import(module)?.getattr(name)?);
    [("decimal", "Decimal"), ("x402_offline._json", "ExactNumber")]
        .into_iter()
        .any(|(module, name)| is_one(module, name).unwrap_or(false))
}

fn type_name(value: &Bound<'_, PyAny>) -> String {
    value.get_type().name().map_or_else(|_| "an object".into(), |name| format!("of type {name}"))
}
