use core::{fmt, str::FromStr};

use crate::{ParseDecimalError, TooLarge, Uint256, limbs, uint256::try_into_integer};

/// An amount in atomic units of an asset (V2 specification §5.1.2: `amount`).
///
/// ```
/// use x402_types::Amount;
/// assert_eq!("10000".parse(), Ok(Amount::from(10_000)));
/// assert!("010000".parse::<Amount>().is_err());
/// assert!("1e4".parse::<Amount>().is_err());
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(Uint256);

impl Amount {
    /// The quantity as a number.
    #[must_use]
    pub const fn get(self) -> Uint256 {
        self.0
    }

    /// Creates an amount of at most 128 bits. There is no `From<u128>`, because with it and `From<u64>` the type of the
    /// number in `20_000.into()` would be ambiguous.
    ///
    /// ```
    /// use x402_types::Amount;
    /// assert_eq!(Amount::from_u128(u128::MAX).to_string(), "340282366920938463463374607431768211455");
    /// ```
    #[must_use]
    pub const fn from_u128(amount: u128) -> Self {
        let (low, high) = limbs::split(amount);
        Self(Uint256 { limbs: [low, high, 0, 0] })
    }

    /// Returns the sum, or `None` if it is above 2^256−1.
    ///
    /// ```
    /// use x402_types::{Amount, Uint256};
    /// let (cent, most) = (Amount::from(10_000), Amount::from(Uint256::MAX));
    /// assert_eq!(cent.checked_add(cent), Some(20_000.into()));
    /// assert_eq!(most.checked_sub(cent).and_then(|rest| rest.checked_add(cent)), Some(most));
    /// assert_eq!((most.checked_add(1.into()), cent.checked_sub(most)), (None, None));
    /// ```
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.by_limb(other, u64::overflowing_add)
    }

    /// Returns the difference, or `None` if it is below zero.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.by_limb(other, u64::overflowing_sub)
    }

    fn by_limb(mut self, other: Self, step: fn(u64, u64) -> (u64, bool)) -> Option<Self> {
        let overflows = limbs::by_limb(&mut self.0.limbs, &other.0.limbs, step);
        (!overflows).then_some(self)
    }
}

impl From<Uint256> for Amount {
    fn from(value: Uint256) -> Self {
        Self(value)
    }
}

impl From<Amount> for Uint256 {
    fn from(value: Amount) -> Self {
        value.0
    }
}

impl From<u64> for Amount {
    fn from(value: u64) -> Self {
        Self(value.into())
    }
}

try_into_integer!(Amount);

impl FromStr for Amount {
    type Err = ParseDecimalError;

    fn from_str(text: &str) -> Result<Self, ParseDecimalError> {
        text.parse().map(Self)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
