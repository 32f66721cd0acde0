//! Exact decimal numbers, without floating point (C-16).

use alloc::{boxed::Box, vec, vec::Vec};
use core::cmp::Ordering;

/// A number: the digits as an integer, times a power of ten.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Decimal {
    /// Zero is not negative.
    negative: bool,
    /// Without zeros at either end; empty for zero.
    digits: Box<[u8]>,
    /// The power of ten of the last digit; 0 for zero.
    exponent: i32,
}

impl Decimal {
    /// Reads the text of a JSON number. `None` if the written exponent exceeds the bound.
    pub(crate) fn read(text: &str, bound: u32) -> Option<Self> {
        let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, ""));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let mut exponent = i64::from(read_exponent(exponent, bound)?);
        exponent = exponent.saturating_sub(i64::try_from(fraction.len()).unwrap_or(i64::MAX));
        let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).skip_while(|digit| *digit == b'0').collect();
        while digits.last() == Some(&b'0') {
            digits.pop();
            exponent = exponent.saturating_add(1);
        }
        if digits.is_empty() {
            return Some(Self { negative: false, digits: Box::default(), exponent: 0 });
        }
        digits.iter_mut().for_each(|digit| *digit = digit.saturating_sub(b'0'));
        Some(Self { negative, digits: digits.into(), exponent: i32::try_from(exponent).ok()? })
    }

    pub(crate) fn is_integer(&self) -> bool {
        self.exponent >= 0
    }

    pub(crate) fn is_positive(&self) -> bool {
        !self.negative && !self.digits.is_empty()
    }

    /// The number as a count, if it is a non-negative integer. A number beyond 64 bits becomes the largest count.
    pub(crate) fn to_count(&self) -> Option<u64> {
        if self.negative || !self.is_integer() {
            return None;
        }
        let zeros = usize::try_from(self.exponent).unwrap_or(usize::MAX).min(20);
        let digits = self.digits.iter().copied().chain(core::iter::repeat_n(0, zeros));
        Some(digits.fold(0, |count: u64, digit| count.saturating_mul(10).saturating_add(digit.into())))
    }

    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        match (self.sign(), other.sign()) {
            (left, right) if left != right => left.cmp(&right),
            (0, _) => Ordering::Equal,
            (1, _) => self.compare_magnitude(other),
            _ => other.compare_magnitude(self),
        }
    }

    /// Returns `true` if this number is an integer times `divisor`. `divisor` must be positive.
    pub(crate) fn is_multiple_of(&self, divisor: &Self) -> bool {
        if self.digits.is_empty() {
            return true;
        }
        // The digits do not end in zero, so they are not a multiple of ten.
        let Some(zeros) = self.exponent.checked_sub(divisor.exponent).and_then(|shift| usize::try_from(shift).ok())
        else {
            return false;
        };
        let divisor = limbs(&divisor.digits);
        // One limb more than the divisor, because ten times a remainder must fit.
        let mut remainder = vec![0u32; divisor.len().saturating_add(1)];
        for digit in self.digits.iter().copied().chain(core::iter::repeat_n(0, zeros)) {
            times_ten_plus(&mut remainder, digit);
            while subtract(&mut remainder, &divisor) {}
        }
        remainder.iter().all(|limb| *limb == 0)
    }

    /// The approximate number of steps that [`is_multiple_of`](Self::is_multiple_of) takes.
    pub(crate) fn work_of_division(&self, divisor: &Self) -> usize {
        let zeros = self.exponent.saturating_sub(divisor.exponent);
        let steps = self.digits.len().saturating_add(usize::try_from(zeros).unwrap_or_default());
        steps.saturating_mul(divisor.digits.len().saturating_add(16))
    }

    fn sign(&self) -> i8 {
        match (self.digits.is_empty(), self.negative) {
            (true, _) => 0,
            (false, false) => 1,
            (false, true) => -1,
        }
    }

    fn compare_magnitude(&self, other: &Self) -> Ordering {
        let digits_before_point = |number: &Self| {
            i64::from(number.exponent).saturating_add(i64::try_from(number.digits.len()).unwrap_or(i64::MAX))
        };
        digits_before_point(self).cmp(&digits_before_point(other)).then_with(|| self.digits.cmp(&other.digits))
    }
}

fn read_exponent(text: &str, bound: u32) -> Option<i32> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let magnitude = digits
        .bytes()
        .fold(0u32, |value, digit| value.saturating_mul(10).saturating_add(u32::from(digit.saturating_sub(b'0'))));
    let magnitude = i32::try_from(magnitude).ok().filter(|_| magnitude <= bound)?;
    Some(if negative { magnitude.saturating_neg() } else { magnitude })
}

/// The integer with these decimal digits, in limbs of 32 bits, the least significant first.
fn limbs(digits: &[u8]) -> Vec<u32> {
    // A limb holds at least 9 digits.
    let mut value = vec![0u32; digits.len().div_ceil(9).max(1)];
    digits.iter().for_each(|digit| times_ten_plus(&mut value, *digit));
    value
}

/// Multiplies by ten and adds a digit. Digits that do not fit are dropped, so callers pass enough limbs.
fn times_ten_plus(value: &mut [u32], digit: u8) {
    let mut carry = u64::from(digit);
    for limb in value {
        let sum = u64::from(*limb).wrapping_mul(10).wrapping_add(carry);
        *limb = low(sum);
        carry = sum >> 32;
    }
}

/// Subtracts if the difference is not negative. Returns `true` if it did.
fn subtract(value: &mut [u32], other: &[u32]) -> bool {
    let other_limbs = || other.iter().copied().chain(core::iter::repeat(0));
    let larger = value.iter().zip(other_limbs()).fold(Ordering::Equal, |order, (a, b)| a.cmp(&b).then(order));
    if larger == Ordering::Less {
        return false;
    }
    let mut borrow = 0u64;
    for (limb, other) in value.iter_mut().zip(other_limbs()) {
        let difference = u64::from(*limb).wrapping_sub(u64::from(other)).wrapping_sub(borrow);
        *limb = low(difference);
        borrow = (difference >> 32) & 1;
    }
    true
}

fn low(value: u64) -> u32 {
    let [a, b, c, d, ..] = value.to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        Decimal::read(text, 1_000).unwrap()
    }

    #[test]
    fn order_is_exact() {
        let ordered = ["-1e1000", "-10", "-9.5", "-1e-1000", "0", "1e-1000", "0.1", "0.12", "1", "9007199254740992"];
        for (index, left) in ordered.iter().enumerate() {
            for (other, right) in ordered.iter().enumerate() {
                assert_eq!(number(left).compare(&number(right)), index.cmp(&other), "{left} {right}");
            }
        }
        assert_eq!(number("9007199254740992").compare(&number("9007199254740993")), Ordering::Less);
        for (left, right) in [("1", "1.0"), ("0", "-0.0e7"), ("100", "1e+2"), ("0.012", "12E-3")] {
            assert_eq!(number(left), number(right));
        }
    }

    #[test]
    fn multiples_are_exact() {
        for (value, divisor) in [
            ("0", "7"),
            ("-21", "7"),
            ("0.0075", "0.0001"),
            ("1e308", "0.5"),
            ("12391239123", "1e-8"),
            ("340282366920938463463374607431768211456", "18446744073709551616"),
            ("1e1000", "1e-1000"),
        ] {
            assert!(number(value).is_multiple_of(&number(divisor)), "{value} {divisor}");
        }
        for (value, divisor) in [
            ("1", "2"),
            ("0.00751", "0.0001"),
            ("1e308", "0.123456789"),
            ("340282366920938463463374607431768211457", "18446744073709551616"),
            ("5", "10"),
            ("1e-1000", "1e1000"),
        ] {
            assert!(!number(value).is_multiple_of(&number(divisor)), "{value} {divisor}");
        }
    }

    #[test]
    fn counts_are_integers_that_are_not_negative() {
        assert_eq!(number("2.0").to_count(), Some(2));
        assert_eq!(number("1e300").to_count(), Some(u64::MAX));
        assert_eq!(number("18446744073709551615").to_count(), Some(u64::MAX));
        assert_eq!(number("2.5").to_count(), None);
        assert_eq!(number("-1").to_count(), None);
    }

    #[test]
    fn exponents_have_a_bound() {
        assert!(Decimal::read("1e1000", 1_000).is_some());
        assert!(Decimal::read("1e1001", 1_000).is_none());
        assert!(Decimal::read("1e-1001", 1_000).is_none());
        assert!(Decimal::read("0e99999999999999999999", 1_000).is_none());
    }
}
