//! JSON Pointers (RFC 6901) and JSON Patches (RFC 6902) on JSON that keeps its spelling.
//!
//! A new member of an object is its last one, and a replaced one stays in its place.

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::json::{Json, is_name, quoted};

/// One operation of a JSON Patch.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// What is done.
    pub op: Kind,
    /// The place. Behind the last element of an array it is `-`.
    pub path: String,
    /// The place from which a value is moved or copied.
    pub from: Option<String>,
    /// The value that is put there, or expected there.
    #[serde(default, deserialize_with = "also_null")]
    pub value: Option<Box<RawValue>>,
}

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Puts a value at a place.
    Add,
    /// Removes the value at a place.
    Remove,
    /// Puts another value in the place of one.
    Replace,
    /// Moves a value.
    Move,
    /// Copies a value.
    Copy,
    /// Fails unless this value is there.
    Test,
}

/// A value that is there, even if it is null.
fn also_null<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Box<RawValue>>, D::Error> {
    Box::<RawValue>::deserialize(deserializer).map(Some)
}

/// Applies the operations in their order.
///
/// # Errors
/// An operation finds no value at its place. The message begins with the number of the operation.
pub fn apply(json: &mut Json, patch: &[Operation]) -> Result<(), String> {
    for (at, operation) in patch.iter().enumerate() {
        one(json, operation).map_err(|error| format!("/change/{at}: {error}"))?;
    }
    Ok(())
}

fn one(json: &mut Json, operation: &Operation) -> Result<(), String> {
    let path = &operation.path;
    let value = || Json::of(operation.value.as_deref().ok_or("has no value; add it")?);
    let from = || operation.from.as_deref().ok_or("has no from; add it");
    match operation.op {
        Kind::Add => add(json, path, value()?),
        Kind::Remove => remove(json, path).map(|_| ()),
        Kind::Replace => {
            let value = value()?;
            *find_mut(json, path)? = value;
            Ok(())
        }
        Kind::Move => {
            let from = from()?;
            if path.strip_prefix(from).is_some_and(|rest| rest.starts_with('/')) {
                return Err(format!("{from} cannot be moved into itself"));
            }
            let moved = remove(json, from)?;
            add(json, path, moved)
        }
        Kind::Copy => {
            let copied = find(json, from()?)?.clone();
            add(json, path, copied)
        }
        Kind::Test => {
            let (found, wanted) = (find(json, path)?.to_string(), value()?.to_string());
            if found == wanted { Ok(()) } else { Err(format!("{path} is {found}, and not {wanted}")) }
        }
    }
}

/// The names and indices of a pointer.
fn steps(pointer: &str) -> Result<Vec<String>, String> {
    if pointer.is_empty() {
        return Ok(Vec::new());
    }
    let rest = pointer
        .strip_prefix('/')
        .ok_or_else(|| format!("{pointer:?} is no JSON Pointer: it begins with / or is empty"))?;
    Ok(rest.split('/').map(|step| step.replace("~1", "/").replace("~0", "~")).collect())
}

/// The value at a place.
///
/// # Errors
/// There is none. The message names what is there.
pub fn find<'a>(json: &'a Json, pointer: &str) -> Result<&'a Json, String> {
    steps(pointer)?.iter().try_fold(json, |json, step| match json {
        Json::Object(members) => {
            let found = members.iter().find(|(name, _)| is_name(name, step));
            found.map(|(_, value)| value).ok_or_else(|| nothing(pointer, json, step))
        }
        Json::List(elements) => index(step).and_then(|at| elements.get(at)).ok_or_else(|| nothing(pointer, json, step)),
        Json::Leaf(_) => Err(nothing(pointer, json, step)),
    })
}

/// The same, to change it.
///
/// # Errors
/// There is no value.
pub fn find_mut<'a>(json: &'a mut Json, pointer: &str) -> Result<&'a mut Json, String> {
    find(json, pointer)?;
    let mut json = json;
    for step in steps(pointer)? {
        json = match json {
            Json::Object(members) => match members.iter_mut().find(|(name, _)| is_name(name, &step)) {
                Some((_, value)) => value,
                None => return Err(format!("{pointer}: there is no {step}")),
            },
            Json::List(elements) => match index(&step).and_then(|at| elements.get_mut(at)) {
                Some(element) => element,
                None => return Err(format!("{pointer}: there is no {step}")),
            },
            Json::Leaf(_) => return Err(format!("{pointer}: there is no {step}")),
        };
    }
    Ok(json)
}

fn nothing(pointer: &str, json: &Json, step: &str) -> String {
    let there = match json {
        Json::Object(members) => {
            let names: Vec<String> = members.iter().map(|(name, _)| crate::json::plain(name)).collect();
            format!("the object has {}", if names.is_empty() { "no members".into() } else { names.join(", ") })
        }
        Json::List(elements) => format!("the array has {} elements", elements.len()),
        Json::Leaf(leaf) => format!("the value is {leaf:.60}"),
    };
    format!("{pointer} leads nowhere: there is no {step}, and {there}")
}

/// Zero, or digits without a zero in front.
fn index(step: &str) -> Option<usize> {
    let is_index = step == "0" || (!step.starts_with('0') && step.bytes().all(|byte| byte.is_ascii_digit()));
    if is_index { step.parse().ok() } else { None }
}

/// The place around a value, and its last step.
fn parent(pointer: &str) -> Result<(&str, String), String> {
    let last = steps(pointer)?.pop().ok_or("the whole input has no place around it")?;
    let end = pointer.rfind('/').unwrap_or_default();
    Ok((&pointer[..end], last))
}

fn add(json: &mut Json, pointer: &str, value: Json) -> Result<(), String> {
    if pointer.is_empty() {
        *json = value;
        return Ok(());
    }
    let (outer, step) = parent(pointer)?;
    match find_mut(json, outer)? {
        Json::Object(members) => match members.iter_mut().find(|(name, _)| is_name(name, &step)) {
            Some((_, old)) => *old = value,
            None => members.push((quoted(&step), value)),
        },
        Json::List(elements) => {
            let at = if step == "-" { Some(elements.len()) } else { index(&step) };
            let at = at.filter(|at| *at <= elements.len());
            elements.insert(at.ok_or_else(|| format!("{pointer}: the array has {} elements", elements.len()))?, value);
        }
        Json::Leaf(leaf) => return Err(format!("{pointer} leads nowhere: {outer} is {leaf:.60}")),
    }
    Ok(())
}

fn remove(json: &mut Json, pointer: &str) -> Result<Json, String> {
    find(json, pointer)?;
    let (outer, step) = parent(pointer)?;
    let missing = || format!("{pointer} leads nowhere");
    match find_mut(json, outer)? {
        Json::Object(members) => {
            let at = members.iter().position(|(name, _)| is_name(name, &step)).ok_or_else(missing)?;
            Ok(members.remove(at).1)
        }
        Json::List(elements) => Ok(elements.remove(index(&step).ok_or_else(missing)?)),
        Json::Leaf(_) => Err(missing()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patched(text: &str, patch: &str) -> Result<String, String> {
        let mut json = Json::parse(text)?;
        let patch: Vec<Operation> = serde_json::from_str(patch).map_err(|error| error.to_string())?;
        apply(&mut json, &patch)?;
        Ok(json.to_string())
    }

    /// The examples of RFC 6902, appendix A, and what becomes of order and spelling.
    #[test]
    fn a_patch_does_what_rfc_6902_has() {
        for (text, patch, then) in [
            (r#"{"foo":"bar"}"#, r#"[{"op":"add","path":"/baz","value":"qux"}]"#, r#"{"foo":"bar","baz":"qux"}"#),
            (
                r#"{"foo":["bar","baz"]}"#,
                r#"[{"op":"add","path":"/foo/1","value":"qux"}]"#,
                r#"{"foo":["bar","qux","baz"]}"#,
            ),
            (r#"{"baz":"qux","foo":"bar"}"#, r#"[{"op":"remove","path":"/baz"}]"#, r#"{"foo":"bar"}"#),
            (r#"{"foo":["bar","qux","baz"]}"#, r#"[{"op":"remove","path":"/foo/1"}]"#, r#"{"foo":["bar","baz"]}"#),
            (
                r#"{"baz":"qux","foo":"bar"}"#,
                r#"[{"op":"replace","path":"/baz","value":"boo"}]"#,
                r#"{"baz":"boo","foo":"bar"}"#,
            ),
            (
                r#"{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}"#,
                r#"[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]"#,
                r#"{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}"#,
            ),
            (
                r#"{"foo":["all","grass","cows","eat"]}"#,
                r#"[{"op":"move","from":"/foo/1","path":"/foo/3"}]"#,
                r#"{"foo":["all","cows","eat","grass"]}"#,
            ),
            (r#"{"baz":"qux"}"#, r#"[{"op":"test","path":"/baz","value":"qux"}]"#, r#"{"baz":"qux"}"#),
            (
                r#"{"foo":"bar"}"#,
                r#"[{"op":"add","path":"/child","value":{"grandchild":{}}}]"#,
                r#"{"foo":"bar","child":{"grandchild":{}}}"#,
            ),
            (r#"{"/":9,"~1":10}"#, r#"[{"op":"test","path":"/~01","value":10}]"#, r#"{"/":9,"~1":10}"#),
            (
                r#"{"foo":["bar"]}"#,
                r#"[{"op":"add","path":"/foo/-","value":["abc","def"]}]"#,
                r#"{"foo":["bar",["abc","def"]]}"#,
            ),
            (
                r#"{"a":1.0,"b":2e0}"#,
                r#"[{"op":"copy","from":"/b","path":"/c"},{"op":"replace","path":"/a","value":"\u0031"}]"#,
                r#"{"a":"\u0031","b":2e0,"c":2e0}"#,
            ),
            (r#"{"a":1}"#, r#"[{"op":"replace","path":"/a","value":null}]"#, r#"{"a":null}"#),
            (r#"{"a":1}"#, r#"[{"op":"replace","path":"","value":[]}]"#, "[]"),
        ] {
            assert_eq!(patched(text, patch).as_deref(), Ok(then), "{patch}");
        }
    }

    #[test]
    fn an_operation_without_its_path_is_refused() {
        for (patch, error) in [
            (r#"[{"op":"remove","path":"/b"}]"#, "/change/0: /b leads nowhere: there is no b, and the object has a"),
            (
                r#"[{"op":"add","path":"/a/x/-","value":1}]"#,
                "/change/0: /a/x leads nowhere: there is no x, and the array has 1 elements",
            ),
            (r#"[{"op":"add","path":"/a/2","value":1}]"#, "/change/0: /a/2: the array has 1 elements"),
            (
                r#"[{"op":"replace","path":"/a/01","value":1}]"#,
                "/change/0: /a/01 leads nowhere: there is no 01, and the array has 1 elements",
            ),
            (r#"[{"op":"test","path":"/a/0","value":1.0}]"#, "/change/0: /a/0 is 1, and not 1.0"),
            (r#"[{"op":"add","path":"/b"}]"#, "/change/0: has no value; add it"),
            (r#"[{"op":"copy","path":"/b"}]"#, "/change/0: has no from; add it"),
            (r#"[{"op":"move","from":"/a","path":"/a/0"}]"#, "/change/0: /a cannot be moved into itself"),
            (
                r#"[{"op":"test","path":"/a/0","value":1},{"op":"remove","path":"a"}]"#,
                "/change/1: \"a\" is no JSON Pointer: it begins with / or is empty",
            ),
        ] {
            assert_eq!(patched(r#"{"a":[1]}"#, patch).unwrap_err(), error, "{patch}");
        }
    }
}
