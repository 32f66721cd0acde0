//! Writes files of JSON.

use std::error::Error;

use crate::vector::Rows;
use serde::Serialize;
use serde_json::value::RawValue;

/// The text indented by one space, with a line end at the end.
pub fn render(value: &impl Serialize) -> Result<String, Box<dyn Error>> {
    let mut text = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(b" ");
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut text, formatter))?;
    text.push(b'\n');
    Ok(String::from_utf8(text)?)
}

/// A file of vectors: the header as `header` serializes, which is an object without `vectors`, and each row on one line.
pub fn render_group(header: &impl Serialize, rows: &Rows) -> Result<String, Box<dyn Error>> {
    let header = render(header)?;
    let header = header.strip_suffix("\n}\n").ok_or("the header is an object")?;
    let rows: Vec<&str> = rows.texts().map(RawValue::get).collect();
    Ok(format!("{header},\n \"vectors\": [\n{}\n ]\n}}\n", rows.join(",\n")))
}
