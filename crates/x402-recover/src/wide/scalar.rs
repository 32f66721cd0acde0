//! The scalars: integers modulo n, the order of the curve (SEC 2, §2.4.1).

use core::ops::{Mul, Neg};

use super::{
    inverse::{self, Modulus},
    words::{self, Word, Words},
};

/// A number below n.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scalar<W = u64>(Words<W>);

pub(crate) const N: Words = [0xbfd2_5e8c_d036_4141, 0xbaae_dce6_af48_a03b, 0xffff_ffff_ffff_fffe, u64::MAX];

/// The word of scalars. With words of w bits, 2^256 in the comments below means 2^(4·w).
pub(crate) trait ScalarWord: Word {
    const N: Words<Self>;
    /// 2^256 − n without its third word, which is 1. 2^256 − n is congruent to 2^256 modulo n.
    const FOLD: [Self; 2];
}

impl ScalarWord for u64 {
    const N: Words = N;
    const FOLD: [Self; 2] = [0x402d_a173_2fc9_bebf, 0x4551_2319_50b7_5fc4];
}

/// n in limbs of 62 bits.
const MODULUS: Modulus = Modulus::new([0x3fd2_5e8c_d036_4141, 0x2abb_739a_bd22_80ee, -0x15, 0, 256]);

impl Scalar {
    pub(crate) const ONE: Self = Self([1, 0, 0, 0]);

    /// Reads an r or s. Returns `None` for zero and for numbers that are not below n, which are invalid in a signature.
    pub(crate) fn nonzero(bytes: &[u8; 32]) -> Option<Self> {
        let words = words::from_bytes(bytes);
        (words != [0; 4] && is_below_n(words)).then_some(Self(words))
    }

    /// The residue of any 256-bit number, for example of a digest.
    pub(crate) fn reduced(bytes: &[u8; 32]) -> Self {
        Self::below_n(words::from_bytes(bytes))
    }

    pub(crate) fn invert(self) -> Self {
        Self(inverse::invert(self.0, &MODULUS))
    }
}

impl<W: ScalarWord> Scalar<W> {
    pub(crate) const fn words(self) -> Words<W> {
        self.0
    }

    /// Subtracts n at most once, which suffices because 2^256 is below 2·n.
    pub(super) fn below_n(words: Words<W>) -> Self {
        if is_below_n(words) { Self(words) } else { Self(words::exact(words::difference(words, W::N))) }
    }

    /// Reduces 512 bits in rounds, until the upper half is empty. The upper half is below 2^130 after the first round
    /// and below 2^4 after the second. The third round leaves at most a carry for a fourth.
    pub(super) fn reduce(mut wide: [W; 8]) -> Self {
        loop {
            let [l0, l1, l2, l3, upper @ ..] = wide;
            if upper == [W::ZERO; 4] {
                return Self::below_n([l0, l1, l2, l3]);
            }
            wide = fold(wide);
        }
    }
}

/// Replaces the upper half by as many multiples of 2^256 − n.
#[inline(always)]
pub(super) fn fold<W: ScalarWord>([l0, l1, l2, l3, upper @ ..]: [W; 8]) -> [W; 8] {
    let ([r0, r1, r2, r3], r4) = words::row(W::FOLD[0], upper, [l0, l1, l2, l3]);
    let ([r1, r2, r3, r4], r5) = words::row(W::FOLD[1], upper, [r1, r2, r3, r4]);
    let ([r2, r3, r4, r5], carry) = words::sum([r2, r3, r4, r5], upper);
    [r0, r1, r2, r3, r4, r5, W::from(carry), W::ZERO]
}

fn is_below_n<W: ScalarWord>(words: Words<W>) -> bool {
    words::difference(words, W::N).1
}

impl<W: ScalarWord> Mul for Scalar<W> {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Self::reduce(words::multiply(self.0, other.0))
    }
}

impl<W: ScalarWord> Neg for Scalar<W> {
    type Output = Self;

    fn neg(self) -> Self {
        if self.0 == [W::ZERO; 4] { self } else { Self(words::exact(words::difference(W::N, self.0))) }
    }
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use num_bigint::BigUint;

    use super::*;
    use crate::wide::words::tests::{Numbers, big};

    #[test]
    fn arithmetic_is_that_of_num_bigint() {
        let n = big(&N);
        let mut numbers = Numbers(3);
        let small = [0, 1, 2, 3, u64::FOLD[0]].map(|small| [small, 0, 0, 0]);
        let near_n = small.map(|small| words::difference(N, small).0);
        let above_n = small.map(|small| words::sum(N, small).0);
        let largest = small.map(|small| words::difference([u64::MAX; 4], small).0);
        let edges = [small, near_n, above_n, largest].into_iter().flatten();
        let all: Vec<_> = edges.chain(core::iter::repeat_with(|| numbers.words()).take(150)).collect();
        for a in &all {
            let x = Scalar::reduced(&words::to_bytes(*a));
            assert_eq!(Scalar::nonzero(&words::to_bytes(*a)).is_some(), *a != [0; 4] && big(a) < n);
            let a = big(a) % &n;
            assert_eq!(big(&x.0), a);
            assert_eq!(big(&(-x).0), (&n - &a) % &n);
            assert_eq!(big(&x.invert().0), a.modpow(&(&n - 2u8), &n));
            for b in &all {
                let y = Scalar::reduced(&words::to_bytes(*b));
                assert_eq!(big(&(x * y).0), &a * big(b) % &n);
            }
        }
    }

    /// Products are below n², but the reduction is correct for all 512-bit numbers.
    #[test]
    fn any_512_bits_are_reduced() {
        let n = big(&N);
        let mut numbers = Numbers(4);
        for _ in 0..20_000 {
            let (low, high) = (numbers.words(), numbers.words());
            let wide: [u64; 8] = core::array::from_fn(|at| if at < 4 { low[at] } else { high[at - 4] });
            assert_eq!(big(&Scalar::reduce(wide).0), big(&wide) % &n);
        }
        assert_eq!(big(&Scalar::reduce([u64::MAX; 8]).0), ((BigUint::from(1u8) << 512u32) - 1u8) % &n);
    }
}
