//! Decoding and waiting, shared by both adapters.

use std::future::Future;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::member::text;
use crate::question::only;

/// The object as rewritten by the package, or why the package refuses it. `None`: the package has no type for it.
pub type Decoded = Option<Result<Value, String>>;

/// The operation `decode` with the package's own types. `from_header` gets the expected kind, the header's name in lower case
/// and its value; `from_text` gets the kind and the text.
pub fn decode(
    input: &Value,
    from_header: fn(Option<&str>, &str, &str) -> Decoded,
    from_text: fn(&str, &[u8]) -> Decoded,
) -> Answer {
    if let Err(skipped) = only(input, &["header", "text", "kind"], "input") {
        return skipped.into();
    }
    let kind = input["kind"].as_str();
    let read = match (input.get("header"), kind) {
        (Some(header), _) => from_header(kind, &text(header, "name").to_lowercase(), text(header, "value")),
        (None, Some(kind)) => from_text(kind, text(input, "text").as_bytes()),
        (None, None) => None,
    };
    match read {
        None => Answer::Skipped("the package has no type for this".into()),
        Some(Ok(value)) => Answer::Result(json!({ "ok": value })),
        Some(Err(error)) => Answer::Result(json!({ "err": { "stage": "decode", "kind": error } })),
    }
}

/// Parses a text as a type of the package, and writes it again.
pub fn of<T: DeserializeOwned + Serialize>(raw: &[u8]) -> Result<Value, String> {
    let value: T = serde_json::from_slice(raw).map_err(|error| error.to_string())?;
    serde_json::to_value(value).map_err(|error| error.to_string())
}

/// Converts a value to a type of the package.
pub fn read<T: DeserializeOwned>(value: &Value) -> Result<T, String> {
    serde_json::from_value(value.clone()).map_err(|error| error.to_string())
}

/// Nothing here waits for anything.
pub fn wait<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(future)
}
