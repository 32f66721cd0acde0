//! The exact values of numbers (C-16).

use alloc::vec::Vec;

use crate::limbs;

/// An exact number: the sign, the digits without zeros at either end, and the power of ten of the first digit.
#[derive(PartialEq, Eq)]
pub(super) struct Decimal {
    negative: bool,
    digits: Vec<u8>,
    /// The exponent in two's complement. A number has at most 150 characters, so exponents are below 10^150 < 2^511,
    /// and equal limbs mean equal exponents.
    exponent: [u64; 8],
}

impl Decimal {
    pub(super) fn read(text: &str) -> Self {
        let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, ""));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
        let leading = digits.iter().take_while(|digit| **digit == b'0').count();
        digits.drain(..leading);
        while digits.last() == Some(&b'0') {
            digits.pop();
        }
        if digits.is_empty() {
            // Zero has one form for every sign and exponent.
            return Self { negative: false, digits, exponent: [0; 8] };
        }
        let (down, magnitude) = match exponent.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, exponent.trim_start_matches('+')),
        };
        let mut exponent = [0u64; 8];
        for digit in magnitude.bytes() {
            limbs::times_ten_plus(&mut exponent, digit.saturating_sub(b'0'));
        }
        if down {
            limbs::negate(&mut exponent);
        }
        limbs::add(&mut exponent, u64::try_from(whole.len()).unwrap_or_default());
        limbs::subtract(&mut exponent, u64::try_from(leading).unwrap_or_default());
        Self { negative, digits, exponent }
    }

    /// The value, if it is an integer of at most 64 bits.
    pub(super) fn to_u64(&self) -> Option<u64> {
        let places = match self.exponent {
            [places @ 0..=20, 0, 0, 0, 0, 0, 0, 0] => usize::try_from(places).ok()?,
            _ => return None,
        };
        if self.negative || places < self.digits.len() {
            return None;
        }
        let zeros = core::iter::repeat_n(&b'0', places.saturating_sub(self.digits.len()));
        self.digits
            .iter()
            .chain(zeros)
            .try_fold(0u64, |value, digit| value.checked_mul(10)?.checked_add(u64::from(digit.saturating_sub(b'0'))))
    }
}
