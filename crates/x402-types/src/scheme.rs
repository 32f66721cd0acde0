//! Names of payment schemes.

use alloc::{borrow::Cow, string::String};
use core::fmt;

/// The name of a payment scheme. The set is open, so the type contains the text, with constants (V2 specification §6).
/// A name is never empty.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scheme(Cow<'static, str>);

impl Scheme {
    /// A transfer of exactly the amount (`scheme_exact.md`).
    pub const EXACT: Self = Self(Cow::Borrowed("exact"));
    /// A transfer of up to the amount (`scheme_upto.md`).
    pub const UPTO: Self = Self(Cow::Borrowed("upto"));

    /// The scheme with this name. `None` for the empty text.
    #[must_use]
    pub fn new(name: &str) -> Option<Self> {
        match name {
            "" => None,
            "exact" => Some(Self::EXACT),
            "upto" => Some(Self::UPTO),
            other => Some(Self(Cow::Owned(String::from(other)))),
        }
    }

    /// The name of the scheme.
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
