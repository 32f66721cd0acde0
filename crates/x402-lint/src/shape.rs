//! From the paths of errors to JSON pointers.

use alloc::{format, string::String};

use x402_types::{DecodeError, Segment};

/// The place of an error, below the place of what was read.
pub(crate) fn place(pointer: &str, error: &DecodeError) -> String {
    error.path().segments().fold(String::from(pointer), |pointer, segment| match segment {
        Segment::Member(name) => format!("{pointer}/{name}"),
        Segment::Index(index) => format!("{pointer}/{index}"),
        // A kind of step to come.
        _ => pointer,
    })
}
