//! Wrong declarations that a schema must refuse (Z-3), and the keyword that makes it refuse each.

use alloc::{format, string::String, vec::Vec};

use x402_extensions::bazaar::{Declaration, Input, Method};
use x402_types::{JsonRef, Members, RawJson};

/// An `info` with one change, a description of the change for a message, and the keyword that refuses it.
pub(crate) struct Edit {
    pub(crate) info: RawJson,
    pub(crate) what: String,
    pub(crate) refused_by: Refusing,
}

/// The part of a schema that refuses an edit. The first text is the JSON pointer of the subschema.
#[derive(Clone, Copy)]
pub(crate) enum Refusing {
    /// The object must have this field.
    Required(&'static str, &'static str),
    /// The text must be this one.
    Const(&'static str, &'static str),
    /// The method must be one of the group of this one.
    Methods(&'static str, Method),
}

const INPUT: &str = "/properties/input";
const TYPE: &str = "/properties/input/properties/type";
const METHOD: &str = "/properties/input/properties/method";

/// Every edit of `info` that any schema must refuse.
pub(crate) fn edits(declaration: &Declaration) -> Vec<Edit> {
    let info = declaration.info.as_json();
    let Some(input) = info.get("input") else { return Vec::new() };
    let mut edits = Vec::new();
    let mut without_input = members(info);
    without_input.remove("input");
    edits.push(Edit {
        info: without_input.into(),
        what: "an info without input (line 322)".into(),
        refused_by: Refusing::Required("", "input"),
    });

    let mut edit_input = |what: String, refused_by: Refusing, change: &dyn Fn(&mut Members)| {
        let mut edited = members(input);
        change(&mut edited);
        let mut whole = members(info);
        whole.insert("input", edited.into());
        edits.push(Edit { info: whole.into(), what, refused_by });
    };
    let set =
        |name: &'static str, value: &'static str| move |input: &mut Members| input.insert(name, RawJson::string(value));
    let (expected, other, method) = match &declaration.input {
        Input::Http(input) => ("http", "mcp", Some(input.method)),
        Input::Mcp(_) => ("mcp", "http", None),
    };
    for kind in [other, "another"] {
        let what = format!("an input of type {kind} (line 324)");
        edit_input(what, Refusing::Const(TYPE, expected), &set("type", kind));
    }
    match method {
        Some(method) => {
            for other in Method::ALL.iter().copied().filter(|other| other.has_body() != method.has_body()) {
                let what = format!("the method {} (line 325)", other.as_str());
                edit_input(what, Refusing::Methods(METHOD, method), &set("method", other.as_str()));
            }
        }
        None => {
            for name in ["toolName", "inputSchema"] {
                let what = format!("an input without {name} (line 326)");
                edit_input(what, Refusing::Required(INPUT, name), &|input: &mut Members| {
                    input.remove(name);
                });
            }
        }
    }
    edits
}

fn members(object: JsonRef<'_>) -> Members {
    let all: Vec<_> = object.members().into_iter().flatten().collect();
    all.iter().map(|(name, value)| (&**name, RawJson::from(*value))).collect()
}
