//! The version of the protocol.

use core::fmt;

/// A version of the protocol: the number `x402Version` of an object (C-5). A third version is a breaking change,
/// because code that handles both versions must handle it.
///
/// ```
/// use x402_types::Version;
///
/// assert_eq!(Version::try_from(2), Ok(Version::V2));
/// assert_eq!(Version::V1.number(), 1);
/// assert_eq!(Version::try_from(3).unwrap_err().to_string(), "x402Version is 3, and only 1 and 2 are known");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// Version 1.
    V1,
    /// Version 2.
    V2,
}

impl Version {
    /// Both versions.
    pub const ALL: &'static [Self] = &[Self::V1, Self::V2];

    /// The number on the wire.
    #[must_use]
    pub const fn number(self) -> u64 {
        match self {
            Self::V1 => 1,
            Self::V2 => 2,
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number().fmt(f)
    }
}

impl TryFrom<u64> for Version {
    type Error = UnknownVersion;

    fn try_from(number: u64) -> Result<Self, UnknownVersion> {
        match number {
            1 => Ok(Self::V1),
            2 => Ok(Self::V2),
            _ => Err(UnknownVersion { number }),
        }
    }
}

/// The error for a number that is not a version of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownVersion {
    number: u64,
}

impl fmt::Display for UnknownVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "x402Version is {}, and only 1 and 2 are known", self.number)
    }
}

impl core::error::Error for UnknownVersion {}
