//! Amounts in transactions.

use core::{
    cmp::Ordering,
    fmt::{self, Write},
};

use x402_types::DecimalAmount;

use super::{Address, Currency};

/// All XRP that exists, in drops (R-9).
pub const MAX_DROPS: u64 = 100_000_000_000_000_000;

/// The mantissas of all values but zero.
pub(super) const MANTISSAS: core::ops::Range<u64> = 1_000_000_000_000_000..10_000_000_000_000_000;
/// The exponents of all values but zero.
pub(super) const EXPONENTS: core::ops::RangeInclusive<i8> = -96..=80;

/// The size of an amount of an issued currency, without its sign: `mantissa` × 10^`exponent` (R-10). Two values are
/// equal if both numbers are, and the order is that of the values (R-11). Prints as a decimal without an exponent.
///
/// ```
/// use x402_schemes::xrpl::Value;
/// let value = Value::from(&"10.50".parse().unwrap());
/// assert_eq!((value.mantissa(), value.exponent()), (1_050_000_000_000_000, -14));
/// assert_eq!(value.to_string(), "10.5");
/// assert_eq!(Value::normal(105, -1), None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Value {
    mantissa: u64,
    exponent: i8,
}

impl Value {
    /// Zero, which only a transaction can contain. No offer has the price zero. Its exponent is the ledger's.
    pub const ZERO: Self = Self { mantissa: 0, exponent: -100 };

    /// Creates a value from a mantissa from 10^15 to 10^16−1, and an exponent from −96 to 80. Returns `None` for any
    /// other numbers.
    #[must_use]
    pub fn normal(mantissa: u64, exponent: i8) -> Option<Self> {
        (MANTISSAS.contains(&mantissa) && EXPONENTS.contains(&exponent)).then_some(Self { mantissa, exponent })
    }

    /// The mantissa, from 10^15 to 10^16−1, or 0 for zero.
    #[must_use]
    pub const fn mantissa(self) -> u64 {
        self.mantissa
    }

    /// The exponent, from −96 to 80, or −100 for zero.
    #[must_use]
    pub const fn exponent(self) -> i8 {
        self.exponent
    }

    /// Returns `true` if the value is zero.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.mantissa == 0
    }
}

impl From<&DecimalAmount> for Value {
    fn from(amount: &DecimalAmount) -> Self {
        Self { mantissa: amount.mantissa(), exponent: amount.exponent() }
    }
}

impl Ord for Value {
    fn cmp(&self, other: &Self) -> Ordering {
        // The exponent decides first: all mantissas have the same number of digits. Zero has the lowest exponent.
        (self.exponent, self.mantissa).cmp(&(other.exponent, other.mantissa))
    }
}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut digits, mut exponent) = (self.mantissa, i32::from(self.exponent));
        if digits == 0 {
            return f.write_char('0');
        }
        while digits.is_multiple_of(10) {
            digits /= 10;
            exponent = exponent.saturating_add(1);
        }
        let zeros = |f: &mut fmt::Formatter<'_>, count: u32| (0..count).try_for_each(|_| f.write_char('0'));
        let count = digits.ilog10().saturating_add(1);
        let places = exponent.unsigned_abs();
        if exponent >= 0 {
            write!(f, "{digits}")?;
            zeros(f, places)
        } else if places >= count {
            f.write_str("0.")?;
            zeros(f, places.saturating_sub(count))?;
            write!(f, "{digits}")
        } else {
            // Fewer places than digits, of which there are at most 16.
            let scale = 10u64.saturating_pow(places);
            let (whole, fraction) = (digits.checked_div(scale), digits.checked_rem(scale));
            let width = usize::try_from(places).unwrap_or_default();
            write!(f, "{}.{:0width$}", whole.unwrap_or_default(), fraction.unwrap_or_default())
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// An amount of an issued currency in a transaction. The ledger's amounts consist of these four, so the struct gets no
/// further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct IssuedAmount {
    /// The size of the amount.
    pub value: Value,
    /// The code of the currency.
    pub currency: Currency,
    /// The account that issued the currency.
    pub issuer: Address,
    /// `true` if the amount is below zero, as no amount of a valid payment is.
    pub is_negative: bool,
}

/// An amount in a transaction (R-28).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LedgerAmount {
    /// XRP, in drops. A negative amount, down to −(2^61−1), is encoded but never valid in a payment.
    Drops(i64),
    /// An issued currency.
    Issued(IssuedAmount),
    /// A multi-purpose token, which this scheme does not have (R-8). Its value is not read.
    MultiPurposeToken,
}

impl LedgerAmount {
    /// The drops, if the amount is XRP and not below zero.
    #[must_use]
    pub fn drops(&self) -> Option<u64> {
        match self {
            Self::Drops(drops) => u64::try_from(*drops).ok(),
            Self::Issued(_) | Self::MultiPurposeToken => None,
        }
    }
}
