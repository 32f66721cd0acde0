//! Amounts of the issued currencies of the XRP Ledger, which are decimals, and amounts of either format.

use alloc::boxed::Box;
use core::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

use crate::{Amount, DecodeError, ErrorKind, Network, ParseDecimalError, uint256::MAX_DIGITS};

/// The asset of the XRP Ledger that is counted in drops (R-5).
pub(crate) const XRP: &str = "XRP";

/// An amount of an issued currency on the XRP Ledger, in whole units of the currency. On the wire it is a string of
/// digits, or of digits, a point and digits (R-10). It has at most 16 significant digits, and it is never zero.
///
/// The text is kept as received and written back (R-12). Two amounts are equal if their values are (R-11). The ledger
/// represents a value as a [mantissa](Self::mantissa) and an [exponent](Self::exponent), and nothing here is rounded or
/// converted to a floating-point number.
///
/// ```
/// use x402_types::DecimalAmount;
/// let amount: DecimalAmount = "10.50".parse()?;
/// assert_eq!(amount.as_str(), "10.50");
/// assert_eq!(amount, "10.5".parse()?);
/// assert_eq!((amount.mantissa(), amount.exponent()), (1_050_000_000_000_000, -14));
/// assert!(amount > "9.999".parse()?);
/// assert!("10.".parse::<DecimalAmount>().is_err());
/// # Ok::<(), x402_types::ParseDecimalAmountError>(())
/// ```
#[derive(Clone)]
pub struct DecimalAmount {
    text: Box<str>,
    /// From 10^15 to below 10^16.
    mantissa: u64,
    exponent: i8,
}

/// The largest number of characters of a decimal amount.
pub(crate) const MAX_CHARACTERS: usize = 128;

/// The number of digits of every mantissa.
const MANTISSA_DIGITS: usize = 16;

impl DecimalAmount {
    /// Reads an amount that may have leading zeros. The caller decides about these.
    pub(crate) fn with_leading_zeros(text: &str) -> Result<Self, ParseDecimalAmountError> {
        let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, rest)| (whole, Some(rest)));
        let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if text.len() > MAX_CHARACTERS || !is_digits(whole) || !fraction.is_none_or(is_digits) {
            return Err(ParseDecimalAmountError::NotAmount);
        }
        let fraction = fraction.unwrap_or_default();
        let digits = || whole.bytes().chain(fraction.bytes());
        let before = digits().take_while(|digit| *digit == b'0').count();
        let behind = digits().rev().take_while(|digit| *digit == b'0').count();
        let significant = || digits().skip(before);
        let count = significant().count().saturating_sub(behind);
        if count == 0 {
            return Err(ParseDecimalAmountError::NotAmount);
        }
        // The number of places by which the point of the mantissa moves, at most 128 and 16.
        let places = |count: usize| i16::try_from(count).unwrap_or(i16::MAX);
        let padding = MANTISSA_DIGITS.checked_sub(count).ok_or(ParseDecimalAmountError::OutOfRange)?;
        let exponent = places(behind).saturating_sub(places(fraction.len())).saturating_sub(places(padding));
        if !(-96..=80).contains(&exponent) {
            return Err(ParseDecimalAmountError::OutOfRange);
        }
        let zeros = core::iter::repeat_n(b'0', padding);
        let mantissa = significant()
            .take(count)
            .chain(zeros)
            .fold(0u64, |value, digit| value.wrapping_mul(10).wrapping_add(u64::from(digit.wrapping_sub(b'0'))));
        let exponent = i8::try_from(exponent).map_err(|_| ParseDecimalAmountError::OutOfRange)?;
        Ok(Self { text: text.into(), mantissa, exponent })
    }

    /// The text of the amount, as received.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The mantissa of the value, from 10^15 to 10^16−1: the amount is `mantissa` × 10^`exponent`.
    pub const fn mantissa(&self) -> u64 {
        self.mantissa
    }

    /// The exponent of the value, from −96 to 80.
    pub const fn exponent(&self) -> i8 {
        self.exponent
    }

    /// The exponent first: all mantissas have the same number of digits.
    const fn value(&self) -> (i8, u64) {
        (self.exponent, self.mantissa)
    }
}

/// `true` if a zero precedes a digit in the whole part.
pub(crate) fn has_leading_zero(text: &str) -> bool {
    matches!(text.as_bytes(), [b'0', b'0'..=b'9', ..])
}

/// The text without the zeros that [`has_leading_zero`] finds.
fn without_leading_zeros(mut text: &str) -> &str {
    while has_leading_zero(text) {
        text = text.get(1..).unwrap_or_default();
    }
    text
}

impl FromStr for DecimalAmount {
    type Err = ParseDecimalAmountError;

    fn from_str(text: &str) -> Result<Self, ParseDecimalAmountError> {
        if has_leading_zero(text) { Err(ParseDecimalAmountError::NotAmount) } else { Self::with_leading_zeros(text) }
    }
}

impl PartialEq for DecimalAmount {
    fn eq(&self, other: &Self) -> bool {
        self.value() == other.value()
    }
}

impl Eq for DecimalAmount {}

impl Hash for DecimalAmount {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value().hash(state);
    }
}

impl Ord for DecimalAmount {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value().cmp(&other.value())
    }
}

impl PartialOrd for DecimalAmount {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for DecimalAmount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The error for a text that is not an amount of an issued currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseDecimalAmountError {
    /// The text is not `(0|[1-9][0-9]*)(\.[0-9]+)?`, is zero, or has more than 128 characters.
    NotAmount,
    /// The number has more than 16 significant digits, or is too large or too small for the ledger.
    OutOfRange,
}

impl From<ParseDecimalAmountError> for ErrorKind {
    fn from(error: ParseDecimalAmountError) -> Self {
        match error {
            ParseDecimalAmountError::NotAmount => Self::NotIssuedAmount,
            ParseDecimalAmountError::OutOfRange => Self::IssuedAmountRange,
        }
    }
}

impl fmt::Display for ParseDecimalAmountError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        ErrorKind::from(*self).fmt(f)
    }
}

impl core::error::Error for ParseDecimalAmountError {}

/// The price of an offer. The network and the asset of the offer decide which of the two formats a text has (R-13), so
/// this type cannot be parsed from a text alone. A third format is a breaking change.
///
/// ```
/// use x402_types::{AnyAmount, DecodeOptions, Wire, v2::PaymentRequirements};
/// let read = |network: &str, asset: &str| {
///     let text = format!(r#"{{"scheme":"exact","network":"{network}","amount":"10","asset":"{asset}","payTo":"r","maxTimeoutSeconds":60}}"#);
///     PaymentRequirements::decode(text, &DecodeOptions::STRICT).map(|offer| offer.value.amount)
/// };
/// assert_eq!(read("eip155:8453", "0x83")?, AnyAmount::Units(10.into()));
/// assert_eq!(read("xrpl:0", "XRP")?, AnyAmount::Units(10.into()));
/// assert_eq!(read("xrpl:0", "USD")?, AnyAmount::Decimal("10.0".parse().unwrap()));
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum AnyAmount {
    /// Atomic units of the asset. On the XRP Ledger these exist only for the asset `XRP`, which is counted in drops.
    Units(Amount),
    /// Whole units of an issued currency on the XRP Ledger.
    Decimal(DecimalAmount),
}

impl AnyAmount {
    /// Reads an amount of this asset on this network, in the format that offers have (R-13). The amount may be zero in
    /// atomic units.
    ///
    /// ```
    /// use x402_types::{AnyAmount, DecodeError, ErrorKind, Network};
    /// assert_eq!(AnyAmount::parse("10", &Network::XRPL, "XRP")?, AnyAmount::from(10));
    /// assert_eq!(AnyAmount::parse("10", &Network::XRPL, "USD")?, AnyAmount::Decimal("10".parse().unwrap()));
    /// assert_eq!(AnyAmount::parse("0.1", &Network::XRPL, "XRP"), Err(ErrorKind::NotDecimal.into()));
    /// # Ok::<(), DecodeError>(())
    /// ```
    ///
    /// # Errors
    /// The text is not an amount in this format.
    pub fn parse(text: &str, network: &Network, asset: &str) -> Result<Self, DecodeError> {
        let read = if network.is_xrp_ledger() && asset != XRP {
            text.parse().map(Self::Decimal).map_err(|error: ParseDecimalAmountError| ErrorKind::from(error))
        } else {
            text.parse().map(Self::Units).map_err(|error: ParseDecimalError| ErrorKind::from(error))
        };
        read.map_err(DecodeError::from)
    }

    /// Returns the amount in atomic units, or `None` for an issued currency, whose amounts no integer represents.
    pub const fn units(&self) -> Option<Amount> {
        match self {
            Self::Units(units) => Some(*units),
            Self::Decimal(_) => None,
        }
    }

    /// Returns `true` if both have the same text, apart from leading zeros, which Lenient reads (R-10). The comparison of
    /// `accepted` with an offer uses this (R-12). `10.50` and `10.5` are equal, but have different texts.
    pub fn is_written_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Units(units), Self::Units(others)) => units == others,
            (Self::Decimal(decimal), Self::Decimal(other)) => {
                without_leading_zeros(&decimal.text) == without_leading_zeros(&other.text)
            }
            (Self::Units(_), Self::Decimal(_)) | (Self::Decimal(_), Self::Units(_)) => false,
        }
    }

    /// Passes the text to the function, without the code of [`fmt`].
    pub(crate) fn with_text<T>(&self, read: impl FnOnce(&str) -> T) -> T {
        match self {
            Self::Units(units) => read(units.get().digits(&mut [0; MAX_DIGITS])),
            Self::Decimal(decimal) => read(decimal.as_str()),
        }
    }
}

impl PartialOrd for AnyAmount {
    /// Compares two amounts of one format by their values. Amounts of different formats have no order.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Units(units), Self::Units(others)) => Some(units.cmp(others)),
            (Self::Decimal(decimal), Self::Decimal(other)) => Some(decimal.cmp(other)),
            (Self::Units(_), Self::Decimal(_)) | (Self::Decimal(_), Self::Units(_)) => None,
        }
    }
}

impl From<Amount> for AnyAmount {
    fn from(units: Amount) -> Self {
        Self::Units(units)
    }
}

impl From<u64> for AnyAmount {
    fn from(units: u64) -> Self {
        Self::Units(units.into())
    }
}

impl From<DecimalAmount> for AnyAmount {
    fn from(decimal: DecimalAmount) -> Self {
        Self::Decimal(decimal)
    }
}

impl fmt::Display for AnyAmount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Units(units) => units.fmt(f),
            Self::Decimal(decimal) => decimal.fmt(f),
        }
    }
}

impl fmt::Debug for AnyAmount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
