//! Writes files of JSON.

use std::error::Error;

use serde::Serialize;

/// The text indented by one space, with a line end at the end.
pub(crate) fn render(value: &impl Serialize) -> Result<String, Box<dyn Error>> {
    let mut text = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(b" ");
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut text, formatter))?;
    text.push(b'\n');
    Ok(String::from_utf8(text)?)
}
