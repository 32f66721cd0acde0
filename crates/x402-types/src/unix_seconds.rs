use core::{fmt, str::FromStr};

use crate::{ParseDecimalError, TooLarge, Uint256, uint256::try_into_integer};

/// Seconds since 1970-01-01 UTC. The type has 256 bits, because an authorization may have `validBefore` = 2^256−1.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixSeconds(Uint256);

impl UnixSeconds {
    /// The quantity as a number.
    #[must_use]
    pub const fn get(self) -> Uint256 {
        self.0
    }
}

impl From<Uint256> for UnixSeconds {
    fn from(value: Uint256) -> Self {
        Self(value)
    }
}

impl From<UnixSeconds> for Uint256 {
    fn from(value: UnixSeconds) -> Self {
        value.0
    }
}

impl From<u64> for UnixSeconds {
    fn from(value: u64) -> Self {
        Self(value.into())
    }
}

try_into_integer!(UnixSeconds);

impl FromStr for UnixSeconds {
    type Err = ParseDecimalError;

    fn from_str(text: &str) -> Result<Self, ParseDecimalError> {
        text.parse().map(Self)
    }
}

impl fmt::Display for UnixSeconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for UnixSeconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
