//! Exact sums of amounts of one asset.

use alloc::{string::String, vec::Vec};
use core::{cmp::Ordering, fmt};

use crate::{Amount, AnyAmount, DecimalAmount, Uint256, limbs};

/// An exact sum of amounts of one asset, in the unit of these amounts: atomic units, or whole units of an issued currency
/// on the XRP Ledger. A sum of such decimals can have more than 16 digits, and nothing is rounded.
///
/// ```
/// use x402_types::{AmountSum, AnyAmount, DecimalAmount};
/// let large: DecimalAmount = "1000000000000000".parse()?;
/// let small: DecimalAmount = "0.000001".parse()?;
/// let sum = [large, small].iter().fold(AmountSum::ZERO, |sum, amount| sum.saturating_add(&amount.clone().into()));
/// assert_eq!(sum.to_string(), "1000000000000000.000001");
/// assert!(sum > AmountSum::from(&AnyAmount::from(1_000_000_000_000_000)));
/// # Ok::<(), x402_types::ParseDecimalAmountError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct AmountSum {
    /// The sum in units of 10^−96, the least significant limb first.
    limbs: [u64; LIMBS],
}

/// The largest amount is below 10^96, so 2^65 of them fit into the limbs.
const LIMBS: usize = 11;

/// The number of decimal places: the smallest amount is 10^−81, and its mantissa has 15 zeros.
const PLACES: usize = 96;

/// The number of digits of an amount of an issued currency (R-10).
const SIGNIFICANT: usize = 16;

impl AmountSum {
    /// The sum of no amounts.
    pub const ZERO: Self = Self { limbs: [0; LIMBS] };
    /// The largest sum, which is above every amount.
    pub const MAX: Self = Self { limbs: [u64::MAX; LIMBS] };

    /// Returns the sum with this amount, or `None` if it is above [`MAX`](Self::MAX).
    #[must_use]
    pub fn checked_add(self, amount: &AnyAmount) -> Option<Self> {
        self.by_limb(Self::from(amount), u64::overflowing_add)
    }

    /// Returns the sum with this amount, or [`MAX`](Self::MAX) if it is above.
    #[must_use]
    pub fn saturating_add(self, amount: &AnyAmount) -> Self {
        self.checked_add(amount).unwrap_or(Self::MAX)
    }

    /// Returns the largest amount, in the format of `limit`, with which the sum does not exceed `limit`. Amounts of
    /// decimals have 16 digits, so the sum with it can be below the limit. If there is no such amount, the result is 0 in
    /// atomic units.
    ///
    /// ```
    /// use x402_types::{AmountSum, AnyAmount};
    /// let (limit, spent) = (AnyAmount::from(30), AmountSum::from(&AnyAmount::from(10)));
    /// assert_eq!(spent.remaining_below(&limit), AnyAmount::from(20));
    /// assert_eq!(spent.saturating_add(&limit).remaining_below(&limit), AnyAmount::from(0));
    /// ```
    #[must_use]
    pub fn remaining_below(self, limit: &AnyAmount) -> AnyAmount {
        let none = AnyAmount::from(0);
        let Some(left) = Self::from(limit).by_limb(self, u64::overflowing_sub) else { return none };
        let (whole, fraction) = left.digits();
        match limit {
            AnyAmount::Units(_) => Uint256::from_digits(&whole).map_or(none, |units| Amount::from(units).into()),
            AnyAmount::Decimal(_) => largest_decimal(&whole, &fraction).map_or(none, AnyAmount::Decimal),
        }
    }

    fn by_limb(mut self, other: Self, step: fn(u64, u64) -> (u64, bool)) -> Option<Self> {
        let overflows = limbs::by_limb(&mut self.limbs, &other.limbs, step);
        (!overflows).then_some(self)
    }

    /// The digits before the point, at least one, and the digits behind it, all of them.
    fn digits(&self) -> (String, String) {
        let mut rest = self.limbs;
        let mut digits = Vec::new();
        while rest != [0; LIMBS] || digits.len() <= PLACES {
            digits.push(char::from(b'0'.wrapping_add(limbs::divide_by_ten(&mut rest))));
        }
        let fraction = digits.iter().take(PLACES).rev().collect();
        let whole = digits.iter().skip(PLACES).rev().collect();
        (whole, fraction)
    }
}

/// The largest amount of an issued currency that is at most this number.
fn largest_decimal(whole: &str, fraction: &str) -> Option<DecimalAmount> {
    let mut left = SIGNIFICANT;
    let mut has_begun = false;
    let mut cut = |digits: &str| -> String {
        let cut = |digit: char| {
            has_begun |= digit != '0';
            if !has_begun {
                return digit;
            }
            let kept = if left == 0 { '0' } else { digit };
            left = left.saturating_sub(1);
            kept
        };
        digits.chars().map(cut).collect()
    };
    let (whole, fraction) = (cut(whole), cut(fraction));
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    [whole.as_str(), point, fraction].concat().parse().ok()
}

impl Default for AmountSum {
    fn default() -> Self {
        Self::ZERO
    }
}

impl From<&AnyAmount> for AmountSum {
    fn from(amount: &AnyAmount) -> Self {
        let (digits, zeros) = match amount {
            AnyAmount::Units(units) => (units.get().limbs, PLACES),
            // The exponent is from −96 to 80.
            AnyAmount::Decimal(decimal) => {
                let zeros = i16::from(decimal.exponent()).saturating_add(96);
                ([decimal.mantissa(), 0, 0, 0], usize::try_from(zeros).unwrap_or_default())
            }
        };
        let mut sum = Self::ZERO;
        for (limb, digits) in sum.limbs.iter_mut().zip(digits) {
            *limb = digits;
        }
        for _ in 0..zeros {
            // No amount is too large for the limbs.
            limbs::times_ten_plus(&mut sum.limbs, 0);
        }
        sum
    }
}

impl Ord for AmountSum {
    fn cmp(&self, other: &Self) -> Ordering {
        self.limbs.iter().rev().cmp(other.limbs.iter().rev())
    }
}

impl PartialOrd for AmountSum {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The number, without zeros at the end of its fraction.
impl fmt::Display for AmountSum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, fraction) = self.digits();
        match fraction.trim_end_matches('0') {
            "" => f.pad(&whole),
            fraction => f.pad(&[whole.as_str(), fraction].join(".")),
        }
    }
}

impl fmt::Debug for AmountSum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
