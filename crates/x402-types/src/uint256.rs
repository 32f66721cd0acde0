//! 256-bit integers.

use core::{cmp::Ordering, fmt, str::FromStr};

use crate::{ErrorKind, declare::errors, limbs};

/// An unsigned integer of 256 bits. On the wire it is a decimal string, `0|[1-9][0-9]*` (C-6).
///
/// ```
/// use x402_types::Uint256;
///
/// let number: Uint256 = "115792089237316195423570985008687907853269984665640564039457584007913129639935".parse()?;
/// assert_eq!(number, Uint256::MAX);
/// assert_eq!(number.checked_add(1), None);
/// assert!("007".parse::<Uint256>().is_err());
/// # Ok::<(), x402_types::ParseDecimalError>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Uint256 {
    /// The limbs, the least significant first.
    pub(crate) limbs: [u64; 4],
}

impl Uint256 {
    /// The number 0.
    pub const ZERO: Self = Self { limbs: [0; 4] };
    /// The number 2^256−1.
    pub const MAX: Self = Self { limbs: [u64::MAX; 4] };

    /// Reads digits. The caller decides about leading zeros.
    pub(crate) fn from_digits(digits: &str) -> Result<Self, ParseDecimalError> {
        if digits.is_empty() {
            return Err(ParseDecimalError::NotDecimal);
        }
        // Nearly all amounts and times have at most 19 digits, which always fit.
        if digits.len() <= 19 {
            return digits
                .bytes()
                .try_fold(0u64, |value, byte| {
                    let digit = Some(byte.wrapping_sub(b'0')).filter(|digit| *digit < 10)?;
                    Some(value.wrapping_mul(10).wrapping_add(u64::from(digit)))
                })
                .map(Self::from)
                .ok_or(ParseDecimalError::NotDecimal);
        }
        let mut limbs = [0; 4];
        for byte in digits.bytes() {
            if !byte.is_ascii_digit() {
                return Err(ParseDecimalError::NotDecimal);
            }
            if limbs::times_ten_plus(&mut limbs, byte.wrapping_sub(b'0')) {
                // The rest is still checked, because "not a decimal" is the better error for `9…9x`.
                let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
                return Err(if all_digits { ParseDecimalError::TooLarge } else { ParseDecimalError::NotDecimal });
            }
        }
        Ok(Self { limbs })
    }

    /// Returns the number as 32 bytes, the most significant first, as in the EVM.
    #[must_use]
    pub fn to_be_bytes(self) -> [u8; 32] {
        let mut bytes = [0; 32];
        for (chunk, limb) in bytes.chunks_exact_mut(8).zip(self.limbs.iter().rev()) {
            chunk.copy_from_slice(&limb.to_be_bytes());
        }
        bytes
    }

    /// Creates the number from 32 bytes, the most significant first.
    #[must_use]
    pub fn from_be_bytes(bytes: [u8; 32]) -> Self {
        let mut limbs = [0; 4];
        let (chunks, _) = bytes.as_chunks::<8>();
        for (limb, chunk) in limbs.iter_mut().rev().zip(chunks) {
            *limb = u64::from_be_bytes(*chunk);
        }
        Self { limbs }
    }

    /// Returns the number as `u64`, or `None` if it does not fit.
    #[must_use]
    pub fn to_u64(self) -> Option<u64> {
        match self.limbs {
            [low, 0, 0, 0] => Some(low),
            _ => None,
        }
    }

    /// Returns the number as `u128`, or `None` if it does not fit.
    #[must_use]
    pub fn to_u128(self) -> Option<u128> {
        match self.limbs {
            [low, high, 0, 0] => Some(u128::from(high).wrapping_shl(64) | u128::from(low)),
            _ => None,
        }
    }

    /// Returns the sum, or `None` if it is above 2^256−1.
    #[must_use]
    pub fn checked_add(mut self, value: u64) -> Option<Self> {
        if limbs::add(&mut self.limbs, value) { None } else { Some(self) }
    }

    /// Returns `true` if the bit with this index is set. The lowest bit has the index 0.
    #[must_use]
    pub fn bit(self, index: u8) -> bool {
        let limb = self.limbs.get(usize::from(index.wrapping_shr(6))).copied().unwrap_or_default();
        limb.wrapping_shr(u32::from(index)) & 1 == 1
    }

    /// Returns `true` if the number is 0.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self == Self::ZERO
    }
}

impl Ord for Uint256 {
    fn cmp(&self, other: &Self) -> Ordering {
        self.limbs.iter().rev().cmp(other.limbs.iter().rev())
    }
}

impl PartialOrd for Uint256 {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<u64> for Uint256 {
    fn from(value: u64) -> Self {
        Self { limbs: [value, 0, 0, 0] }
    }
}

impl From<[u8; 32]> for Uint256 {
    /// Reads bytes with the most significant first.
    fn from(bytes: [u8; 32]) -> Self {
        Self::from_be_bytes(bytes)
    }
}

errors! {
    /// The error for a number that is too large for the requested type.
    pub struct TooLarge = "the number is too large for the type";
}

/// Converts to the language's integers if the number fits. A trait cannot do this, because both `TryFrom` and the
/// integers are foreign.
macro_rules! try_into_integer {
    ($Number:ident) => {
        impl TryFrom<$Number> for u64 {
            type Error = TooLarge;

            fn try_from(value: $Number) -> Result<Self, TooLarge> {
                Uint256::from(value).to_u64().ok_or(TooLarge)
            }
        }

        impl TryFrom<$Number> for u128 {
            type Error = TooLarge;

            fn try_from(value: $Number) -> Result<Self, TooLarge> {
                Uint256::from(value).to_u128().ok_or(TooLarge)
            }
        }
    };
}
pub(crate) use try_into_integer;

try_into_integer!(Uint256);

impl FromStr for Uint256 {
    type Err = ParseDecimalError;

    fn from_str(text: &str) -> Result<Self, ParseDecimalError> {
        let value = Self::from_digits(text)?;
        if text.len() > 1 && text.starts_with('0') {
            return Err(ParseDecimalError::NotDecimal);
        }
        Ok(value)
    }
}

/// The number of decimal digits of 2^256−1.
pub(crate) const MAX_DIGITS: usize = 78;

impl Uint256 {
    /// The decimal digits. This does not need the code of [`fmt`], which takes several kilobytes.
    pub(crate) fn digits(self, buffer: &mut [u8; MAX_DIGITS]) -> &str {
        let mut rest = self.limbs;
        let mut start = MAX_DIGITS;
        for slot in buffer.iter_mut().rev() {
            let digit = match &mut rest {
                // Nearly all amounts and times.
                [low, 0, 0, 0] => {
                    let digit = low.wrapping_rem(10);
                    *low = low.wrapping_div(10);
                    u8::try_from(digit).unwrap_or_default()
                }
                all => limbs::divide_by_ten(all),
            };
            *slot = b'0'.wrapping_add(digit);
            start = start.saturating_sub(1);
            if rest == [0; 4] {
                break;
            }
        }
        buffer.get(start..).and_then(|digits| core::str::from_utf8(digits).ok()).unwrap_or_default()
    }
}

impl fmt::Display for Uint256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(small) = self.to_u64() {
            return fmt::Display::fmt(&small, f);
        }
        f.pad_integral(true, "", self.digits(&mut [0; MAX_DIGITS]))
    }
}

impl fmt::Debug for Uint256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The reason why a text is not a decimal of at most 256 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseDecimalError {
    /// The text is not `0|[1-9][0-9]*`.
    NotDecimal,
    /// The number is above 2^256−1.
    TooLarge,
}

impl From<ParseDecimalError> for ErrorKind {
    fn from(error: ParseDecimalError) -> Self {
        match error {
            ParseDecimalError::NotDecimal => Self::NotDecimal,
            ParseDecimalError::TooLarge => Self::DecimalTooLarge(256),
        }
    }
}

impl fmt::Display for ParseDecimalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        ErrorKind::from(*self).fmt(f)
    }
}

impl core::error::Error for ParseDecimalError {}
