//! The names of parts in sentences.

use alloc::{format, string::String, vec::Vec};

use super::part::Part;

/// The names of the parts, each kind once.
pub(super) fn listed(parts: &[Part]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for part in parts {
        if !names.contains(&part.what.phrase()) {
            names.push(part.what.phrase());
        }
    }
    joined(&names).unwrap_or_else(|| "nothing of x402".into())
}

/// Names in a sentence. `None` if there is none.
pub(super) fn joined(names: &[impl AsRef<str>]) -> Option<String> {
    let (last, first) = names.split_last()?;
    let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
    let and = if first.is_empty() { "" } else { " and " };
    Some(format!("{}{and}{}", first.join(", "), last.as_ref()))
}
