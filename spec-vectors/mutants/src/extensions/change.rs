//! Changes of a text, and values to change to.

use crate::json::Json;

/// Changes the text at a path.
pub(super) fn change(value: &mut Json, path: &str, change: impl FnOnce(&str) -> Option<String>) -> Option<()> {
    let changed = change(&value.text_at(path)?)?;
    value.set(path, Json::text(&changed))
}

pub(super) fn boolean(value: bool) -> Json {
    Json::Plain(value.to_string())
}
