//! Names of payment schemes.

use alloc::{borrow::Cow, string::String};
use core::fmt;

/// The name of a payment scheme, which is never empty. The set of schemes is open, so the type contains the text, with
/// constants for known schemes (V2 specification §6).
///
/// ```
/// use x402_types::Scheme;
/// assert_eq!("exact".parse(), Ok(Scheme::EXACT));
/// assert!("".parse::<Scheme>().is_err());
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scheme(Cow<'static, str>);

impl Scheme {
    /// Many payments from one deposit, settled together (`scheme_batch_settlement.md`).
    pub const BATCH_SETTLEMENT: Self = Self(Cow::Borrowed("batch-settlement"));
    /// A transfer of exactly the amount (`scheme_exact.md`).
    pub const EXACT: Self = Self(Cow::Borrowed("exact"));
    /// A transfer of up to the amount (`scheme_upto.md`).
    pub const UPTO: Self = Self(Cow::Borrowed("upto"));

    /// The schemes of the specification.
    const KNOWN: &[Self] = &[Self::BATCH_SETTLEMENT, Self::EXACT, Self::UPTO];

    /// The scheme with this name. `None` for the empty text.
    pub(crate) fn read(name: &str) -> Option<Self> {
        if name.is_empty() {
            return None;
        }
        let known = Self::KNOWN.iter().find(|known| known.as_str() == name);
        Some(known.cloned().unwrap_or_else(|| Self(Cow::Owned(String::from(name)))))
    }

    /// The name of the scheme.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}
