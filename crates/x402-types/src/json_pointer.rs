//! The segments of a JSON pointer (RFC 6901 §3 and §4).

use alloc::{borrow::Cow, string::String};

/// Appends a segment to a pointer: a slash and the name, in which `~` becomes `~0` and `/` becomes `~1`.
///
/// ```
/// use x402_types::json_pointer;
/// let mut pointer = String::from("/extensions");
/// json_pointer::push(&mut pointer, "a/b~c");
/// assert_eq!(pointer, "/extensions/a~1b~0c");
/// ```
pub fn push(pointer: &mut String, name: &str) {
    pointer.push('/');
    for letter in name.chars() {
        match letter {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            _ => pointer.push(letter),
        }
    }
}

/// Returns the name that a segment encodes, or `None` if a `~` begins neither `~0` nor `~1`.
///
/// ```
/// use x402_types::json_pointer;
/// assert_eq!(json_pointer::name("a~1b~0c").as_deref(), Some("a/b~c"));
/// assert_eq!(json_pointer::name("~01").as_deref(), Some("~1"));
/// assert_eq!(json_pointer::name("a~2"), None);
/// ```
#[must_use]
pub fn name(segment: &str) -> Option<Cow<'_, str>> {
    let mut parts = segment.split('~');
    let first = parts.next().unwrap_or_default();
    let mut name = Cow::Borrowed(first);
    for part in parts {
        let letter = match part.as_bytes().first()? {
            b'0' => '~',
            b'1' => '/',
            _ => return None,
        };
        let name = name.to_mut();
        name.push(letter);
        name.push_str(part.get(1..)?);
    }
    Some(name)
}
