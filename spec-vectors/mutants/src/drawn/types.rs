//! Members that are missing, null, or of another type.

use crate::json::Json;

/// A name, the fault of a right value, and whether a value has it. No value is a member that is missing.
#[derive(Clone, Copy)]
pub(super) struct Fault(pub(super) &'static str, fn(&Json) -> Option<Option<Json>>, fn(Option<&Json>) -> bool);

pub(super) const FAULTS: [Fault; 9] = [
    Fault("may-be-missing", |_| Some(None), |value| value.is_none()),
    Fault("may-be-null", |_| Some(Some(Json::null())), |value| value.is_some_and(Json::is_null)),
    Fault("may-be-true", |value| unless(is_bool(value), "true"), |value| value.is_some_and(is_bool)),
    Fault("may-be-a-number", |value| unless(is_number(value), "0"), |value| value.is_some_and(is_number)),
    Fault("may-be-a-text", |value| unless(is_text(value), "\"x\""), |value| value.is_some_and(is_text)),
    Fault("may-be-an-object", |value| unless(value.is_object(), "{}"), |value| value.is_some_and(Json::is_object)),
    Fault(
        "may-be-in-an-array",
        |value| (!value.is_array()).then(|| Some(Json::Array(vec![value.clone()]))),
        |value| value.is_some_and(Json::is_array),
    ),
    Fault(
        "may-be-json-in-a-text",
        |value| (value.is_object() || value.is_array()).then(|| Some(Json::text(&value.to_string()))),
        |value| value.and_then(Json::as_text).is_some_and(|text| text.starts_with(['{', '['])),
    ),
    Fault(
        "may-be-empty",
        |value| (value.is_object() && !value.is_empty()).then(|| Some(Json::Object(vec![]))),
        |value| value.is_some_and(|value| value.is_object() && value.is_empty()),
    ),
];

impl Fault {
    /// The object with the fault in this place.
    pub(super) fn at_path(&self, object: &Json, path: &str) -> Option<Json> {
        let fault = (self.1)(object.get(path)?)?;
        let mut object = object.clone();
        match fault {
            Some(value) => *object.get_mut(path)? = value,
            None => drop(object.remove(path)?),
        }
        Some(object)
    }

    /// Whether the object has the fault in this place. A member is missing from an object that is there.
    pub(super) fn is_in(&self, object: &Json, path: &str) -> bool {
        let parent = path.rsplit_once('.').map_or(Some(object), |(parent, _)| object.get(parent));
        parent.is_some_and(Json::is_object) && (self.2)(object.get(path))
    }
}

fn unless(is_right: bool, json: &str) -> Option<Option<Json>> {
    (!is_right).then(|| Json::parse(json))
}

fn is_bool(value: &Json) -> bool {
    matches!(value.as_plain(), Some("true" | "false"))
}

fn is_number(value: &Json) -> bool {
    value.as_plain().is_some_and(|plain| plain.starts_with(|first: char| first.is_ascii_digit() || first == '-'))
}

fn is_text(value: &Json) -> bool {
    value.as_text().is_some()
}
