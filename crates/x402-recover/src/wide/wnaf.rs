//! Writes scalars in digits, each of which selects a precomputed multiple of a point.

use super::{
    field::Field,
    point::Affine,
    split::{BETA, Half},
};

/// The non-adjacent form of a given width ("Guide to Elliptic Curve Cryptography", §3.3.1). The number is the sum of
/// `digits[i]·2^i`. Each digit is zero, or is odd and between −2^(width−1) and 2^(width−1). Of any `width` consecutive
/// digits, at most one is not zero.
pub(crate) struct Digits {
    digits: [i8; 129],
    /// The position of the highest non-zero digit, plus one.
    pub(crate) length: usize,
}

impl Digits {
    /// The width is at most 8.
    #[inline]
    pub(crate) fn new(number: Half, width: u32) -> Self {
        let mut digits = [0; 129];
        let (mut rest, mut at, mut length) = (number.magnitude, 0, 0);
        while rest != 0 {
            let zeros = rest.trailing_zeros();
            rest >>= zeros;
            at += zeros;
            let digit = lowest(rest, width);
            // A negative digit takes away too much, so one unit is added `width` bits higher.
            rest = (rest >> width) + u128::from(digit < 0);
            digits[index(at)] = if number.is_negative { -digit } else { digit };
            length = index(at) + 1;
            at += width;
        }
        Self { digits, length }
    }

    /// The multiple of the point that the digit at this position selects, or `None` for a zero digit. The table has the
    /// 2^(width − 2) odd multiples 1, 3, 5 ….
    #[inline(always)]
    pub(crate) fn pick(&self, at: usize, table: &[Affine]) -> Option<Affine> {
        let digit = self.digits[at];
        if digit == 0 {
            return None;
        }
        let Affine { x, y } = table[usize::from(digit.unsigned_abs() >> 1)];
        Some(Affine { x, y: if digit < 0 { -y } else { y } })
    }

    /// The selected multiple of λ times the point.
    #[inline(always)]
    pub(crate) fn pick_by_lambda(&self, at: usize, table: &[Affine]) -> Option<Affine> {
        let Affine { x, y } = self.pick(at, table)?;
        Some(Affine { x: x * BETA, y })
    }

    /// [`Digits::pick_by_lambda`] with β·x precomputed.
    #[inline(always)]
    pub(crate) fn pick_with(&self, at: usize, table: &[Affine], by_beta: &[Field]) -> Option<Affine> {
        let Affine { y, .. } = self.pick(at, table)?;
        Some(Affine { x: by_beta[usize::from(self.digits[at].unsigned_abs() >> 1)], y })
    }
}

/// The odd number's residue modulo 2^width that is nearest to zero.
#[expect(clippy::as_conversions, reason = "only copies of the sign are cut off")]
#[inline(always)]
fn lowest(number: u128, width: u32) -> i8 {
    // Shifting to the top of the byte and back extends the sign.
    let unused = 8 - width;
    ((number as u8) << unused) as i8 >> unused
}

#[expect(clippy::as_conversions, reason = "a position is at most 128")]
#[inline(always)]
const fn index(position: u32) -> usize {
    position as usize
}

#[cfg(test)]
mod tests {
    use num_bigint::BigInt;

    use super::*;
    use crate::wide::words::tests::Numbers;

    #[test]
    fn digits_make_the_number() {
        let mut numbers = Numbers(6);
        for round in 0..20_000u32 {
            let [low, high, ..] = numbers.words();
            let magnitude = (u128::from(high) << 64 | u128::from(low)) >> (round % 7 * 20);
            for width in 2..=8 {
                let digits = Digits::new(Half { magnitude, is_negative: round % 2 == 0 }, width);
                let mut sum = BigInt::ZERO;
                let mut last = None;
                for (at, digit) in digits.digits.iter().enumerate().filter(|(_, digit)| **digit != 0) {
                    assert!(digit % 2 != 0 && i16::from(*digit).abs() < 1 << (width - 1));
                    assert!(last.is_none_or(|last| at - last >= index(width)));
                    last = Some(at);
                    sum += BigInt::from(*digit) << at;
                }
                let number = BigInt::from(magnitude);
                assert_eq!(sum, if round % 2 == 0 { -number } else { number });
                assert_eq!(digits.length, last.map_or(0, |last| last + 1));
            }
        }
    }
}
