//! Wrong declarations that a schema must refuse (Z-3).

use alloc::{format, string::String, vec::Vec};

use x402_types::{
    JsonRef, Members, RawJson,
    extensions::bazaar::{Declaration, Input, Method},
};

/// An `info` with one change, and a description of the change for a message.
pub(crate) struct Edit {
    pub(crate) info: RawJson,
    pub(crate) what: String,
}

/// Every edit of `info` that any schema must refuse.
pub(crate) fn edits(declaration: &Declaration) -> Vec<Edit> {
    let info = declaration.info.as_json();
    let Some(input) = info.get("input") else { return Vec::new() };
    let mut edits = Vec::new();
    let mut without_input = members(info);
    without_input.remove("input");
    edits.push(Edit { info: without_input.into(), what: "an info without input (line 322)".into() });

    let mut edit_input = |what: String, change: &dyn Fn(&mut Members)| {
        let mut edited = members(input);
        change(&mut edited);
        let mut whole = members(info);
        whole.insert("input", edited.into());
        edits.push(Edit { info: whole.into(), what });
    };
    let set =
        |name: &'static str, value: &'static str| move |input: &mut Members| input.insert(name, RawJson::string(value));
    let (other, methods) = match &declaration.input {
        Input::Http(input) => ("mcp", Some(input.method)),
        Input::Mcp(_) => ("http", None),
    };
    for kind in [other, "another"] {
        edit_input(format!("an input of type {kind} (line 324)"), &set("type", kind));
    }
    match methods {
        Some(method) => {
            for other in Method::ALL.into_iter().filter(|other| other.has_body() != method.has_body()) {
                edit_input(format!("the method {} (line 325)", other.as_str()), &set("method", other.as_str()));
            }
        }
        None => {
            for name in ["toolName", "inputSchema"] {
                edit_input(format!("an input without {name} (line 326)"), &|input: &mut Members| {
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
