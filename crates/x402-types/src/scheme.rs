//! Scheme names.

use alloc::{borrow::Cow, string::String};
use core::fmt;

/// A payment scheme's identifier: an open set, so text with constants (V2 specification §6). Never empty.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scheme(Cow<'static, str>);

impl Scheme {
    /// A transfer of exactly the amount (`scheme_exact.md`).
    pub const EXACT: Self = Self(Cow::Borrowed("exact"));
    /// A transfer of up to the amount (`scheme_upto.md`).
    pub const UPTO: Self = Self(Cow::Borrowed("upto"));

    /// A scheme by its name; `None` for the empty one.
    #[must_use]
    pub fn new(name: &str) -> Option<Self> {
        match name {
            "" => None,
            "exact" => Some(Self::EXACT),
            "upto" => Some(Self::UPTO),
            other => Some(Self(Cow::Owned(String::from(other)))),
        }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}
