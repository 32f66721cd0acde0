//! The amounts of a channel, which the contract stores in 128 bits.

use core::{fmt, str::FromStr};

use x402_types::{Amount, DecodeError, ErrorKind, JsonRef, ParseDecimalError, Uint256, read::Reader};

use crate::read::{Blank, Fill, read};

/// An amount of a channel in atomic units of its token: at most 2^128−1. On the wire it is a decimal string (C-6).
///
/// ```
/// use x402_schemes::evm::batch_settlement::Amount128;
/// let most: Amount128 = "340282366920938463463374607431768211455".parse()?;
/// assert_eq!(most.get(), u128::MAX);
/// assert!("340282366920938463463374607431768211456".parse::<Amount128>().is_err());
/// # Ok::<(), x402_types::ParseDecimalError>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount128(u128);

impl Amount128 {
    /// Creates an amount of this number of atomic units.
    #[must_use]
    pub const fn new(units: u128) -> Self {
        Self(units)
    }

    /// The number of atomic units.
    #[must_use]
    pub const fn get(self) -> u128 {
        self.0
    }

    /// The amount as an ABI word of 32 bytes, the most significant byte first.
    #[must_use]
    pub fn to_word(self) -> [u8; 32] {
        Amount::from(self).get().to_be_bytes()
    }

    /// Reads a decimal.
    ///
    /// # Errors
    /// The value is not a decimal that the profile accepts, or is above 2^128−1.
    pub fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        read(value, reader)
    }
}

/// The place of an amount that is not zero.
pub(super) struct Positive<'a>(pub(super) &'a mut Amount128);

impl Fill for Positive<'_> {
    fn fill(&mut self, value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        self.0.fill(value, reader)?;
        if self.0.get() == 0 { Err(value.error(ErrorKind::UnknownValue)) } else { Ok(()) }
    }
}

impl Blank for Amount128 {
    fn blank() -> Self {
        Self(0)
    }
}

impl Fill for Amount128 {
    fn fill(&mut self, value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        let mut number = Uint256::blank();
        number.fill(value, reader)?;
        match number.to_u128() {
            Some(units) => self.0 = units,
            None => return Err(value.error(ErrorKind::DecimalTooLarge(128))),
        }
        Ok(())
    }
}

impl From<u128> for Amount128 {
    fn from(units: u128) -> Self {
        Self(units)
    }
}

impl From<Amount128> for Amount {
    fn from(amount: Amount128) -> Self {
        Self::from_u128(amount.get())
    }
}

/// Reads a decimal number without a sign or leading zeros.
impl FromStr for Amount128 {
    type Err = ParseDecimalError;

    fn from_str(text: &str) -> Result<Self, ParseDecimalError> {
        text.parse::<Uint256>()?.to_u128().map(Self).ok_or(ParseDecimalError::TooLarge)
    }
}

impl fmt::Display for Amount128 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Amount::from(*self).fmt(f)
    }
}

impl fmt::Debug for Amount128 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
