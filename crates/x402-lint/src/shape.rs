//! JSON pointers for the paths of errors.

use alloc::{format, string::String};

use x402_types::{DecodeError, Segment};

/// The JSON pointer to an error. `pointer` is that of the value that was read.
pub(crate) fn error_pointer(pointer: &str, error: &DecodeError) -> String {
    error.path().segments().fold(String::from(pointer), |pointer, segment| match segment {
        Segment::Member(name) => format!("{pointer}/{name}"),
        Segment::Index(index) => format!("{pointer}/{index}"),
        // A type of segment that may be added later.
        _ => pointer,
    })
}
