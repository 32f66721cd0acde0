//! The field of the coordinates: integers modulo p = 2^256 − 2^32 − 977 (SEC 2, §2.4.1).

use core::ops::{Add, Mul, Neg, Sub};

use super::{
    inverse::{self, Modulus},
    words::{self, Word, Words},
};

/// A number below 2^256 that represents its residue modulo p. Residues below 2^32 + 977 have two representations.
/// Therefore two numbers are compared by their difference, and [`Field::canonical`] returns the representation below p.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field<W = u64>(Words<W>);

/// The word of a field. With words of w bits, p is 2^(4·w) − FOLD, and 2^256 in the comments below means 2^(4·w).
pub(crate) trait FieldWord: Word {
    /// 2^256 − p, which is congruent to 2^256 modulo p.
    const FOLD: Self;
    const P: Words<Self>;
}

impl FieldWord for u64 {
    const FOLD: Self = 0x1_0000_03d1;
    const P: Words = [0xffff_fffe_ffff_fc2f, Self::MAX, Self::MAX, Self::MAX];
}

/// p in limbs of 62 bits: 2^256 − FOLD.
const MODULUS: Modulus = Modulus::new([-0x1_0000_03d1, 0, 0, 0, 256]);

impl Field {
    pub(crate) const ZERO: Self = Self([0; 4]);
    pub(crate) const ONE: Self = Self([1, 0, 0, 0]);

    /// Reads 32 big-endian bytes. Returns `None` if the number is not below p.
    pub(crate) fn from_bytes(bytes: &[u8; 32]) -> Option<Self> {
        let words = words::from_bytes(bytes);
        is_below_p(words).then_some(Self(words))
    }

    pub(crate) fn to_bytes(self) -> [u8; 32] {
        words::to_bytes(self.canonical())
    }

    /// The inverse modulo p; zero for zero.
    pub(crate) fn invert(self) -> Self {
        Self(inverse::invert(self.canonical(), &MODULUS))
    }

    fn square_times(self, times: usize) -> Self {
        (0..times).fold(self, |number, _| number.square())
    }

    /// A square root, if one exists.
    pub(crate) fn square_root(self) -> Option<Self> {
        let root = root_power(self, Self::square_times);
        (root.square() - self).is_zero().then_some(root)
    }
}

/// The power that is a square root, if one exists. Because p is 3 modulo 4, it is the power to (p + 1)/4. In binary,
/// that exponent has 223 ones, a zero, 22 ones, four zeros, two ones and two zeros. `ones_n` is the power to the number
/// of n ones. The field squares, so that its loop contains the square.
pub(crate) fn root_power<F: Copy + Mul<Output = F>>(number: F, square_times: impl Fn(F, usize) -> F) -> F {
    let ones_2 = square_times(number, 1) * number;
    let ones_3 = square_times(ones_2, 1) * number;
    let ones_6 = square_times(ones_3, 3) * ones_3;
    let ones_9 = square_times(ones_6, 3) * ones_3;
    let ones_11 = square_times(ones_9, 2) * ones_2;
    let ones_22 = square_times(ones_11, 11) * ones_11;
    let ones_44 = square_times(ones_22, 22) * ones_22;
    let ones_88 = square_times(ones_44, 44) * ones_44;
    let ones_176 = square_times(ones_88, 88) * ones_88;
    let ones_220 = square_times(ones_176, 44) * ones_44;
    let ones_223 = square_times(ones_220, 3) * ones_3;
    let root = square_times(square_times(ones_223, 23) * ones_22, 6) * ones_2;
    square_times(root, 2)
}

impl<W: FieldWord> Field<W> {
    pub(crate) const fn from_words(words: Words<W>) -> Self {
        Self(words)
    }

    /// The representation below p.
    #[inline(always)]
    pub(crate) fn canonical(self) -> Words<W> {
        if is_below_p(self.0) { self.0 } else { words::exact(words::difference(self.0, W::P)) }
    }

    /// The same number. The field of `short` carries here; words have no carries left.
    #[inline(always)]
    pub(crate) fn carried(self) -> Self {
        self
    }

    #[inline(always)]
    pub(crate) fn is_zero(self) -> bool {
        self.0 == [W::ZERO; 4] || self.0 == W::P
    }

    pub(crate) fn is_odd(self) -> bool {
        has_odd_word(self.canonical())
    }

    #[inline(always)]
    pub(crate) fn square(self) -> Self {
        Self::reduce(words::square(self.0))
    }

    #[inline(always)]
    pub(crate) fn triple(self) -> Self {
        let (words, top) = words::row(W::from(3), self.0, [W::ZERO; 4]);
        Self::fold(words, top)
    }

    /// Half of this number modulo p.
    #[inline(always)]
    pub(crate) fn half(self) -> Self {
        let is_odd = has_odd_word(self.0);
        let ([r0, r1, r2, r3], carry) = words::sum(self.0, W::P.map(|word| word.if_true(is_odd)));
        let top = W::BITS - 1;
        Self([r0 >> 1 | r1 << top, r1 >> 1 | r2 << top, r2 >> 1 | r3 << top, r3 >> 1 | W::from(carry) << top])
    }

    /// Reduces 512 bits to 256: each unit of the upper half counts 2^256, which is FOLD modulo p.
    #[inline(always)]
    pub(super) fn reduce([l0, l1, l2, l3, h0, h1, h2, h3]: [W; 8]) -> Self {
        let (words, top) = words::row(W::FOLD, [h0, h1, h2, h3], [l0, l1, l2, l3]);
        Self::fold(words, top)
    }

    /// The residue of `words + 2^256·top`.
    #[inline(always)]
    pub(crate) fn fold(words: Words<W>, top: W) -> Self {
        let (low, high) = W::multiply_add(top, W::FOLD, W::ZERO, W::ZERO);
        let (words, is_larger) = words::sum(words, [low, high, W::ZERO, W::ZERO]);
        // After a wrap the remainder is below top·FOLD, which has two words. So adding FOLD cannot wrap again.
        if is_larger { Self(add_fold(words)) } else { Self(words) }
    }
}

#[inline(always)]
fn has_odd_word<W: Word>(words: Words<W>) -> bool {
    words[0] & W::from(true) == W::from(true)
}

#[inline(always)]
fn is_below_p<W: FieldWord>(words: Words<W>) -> bool {
    words[3] & words[2] & words[1] != W::MAX || words[0] < W::P[0]
}

/// FOLD or zero. There is no branch, because both cases are common.
#[inline(always)]
fn fold_if<W: FieldWord>(has_wrapped: bool) -> Words<W> {
    [W::FOLD.if_true(has_wrapped), W::ZERO, W::ZERO, W::ZERO]
}

/// Adds FOLD after a second wrap. This is rare, so the code is kept out of the common path.
#[cold]
#[inline(never)]
fn add_fold<W: FieldWord>(words: Words<W>) -> Words<W> {
    words::exact(words::sum(words, fold_if(true)))
}

#[cold]
#[inline(never)]
fn subtract_fold<W: FieldWord>(words: Words<W>) -> Words<W> {
    words::exact(words::difference(words, fold_if(true)))
}

impl<W: FieldWord> Add for Field<W> {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        let (words, is_larger) = words::sum(self.0, other.0);
        // After a second wrap the remainder is less than FOLD, so a third wrap is impossible.
        let (words, is_larger) = words::sum(words, fold_if(is_larger));
        if is_larger { Self(add_fold(words)) } else { Self(words) }
    }
}

impl<W: FieldWord> Sub for Field<W> {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        let (words, is_negative) = words::difference(self.0, other.0);
        let (words, is_negative) = words::difference(words, fold_if(is_negative));
        if is_negative { Self(subtract_fold(words)) } else { Self(words) }
    }
}

impl<W: FieldWord> Mul for Field<W> {
    type Output = Self;

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self::reduce(words::multiply(self.0, other.0))
    }
}

impl<W: FieldWord> Neg for Field<W> {
    type Output = Self;

    #[inline(always)]
    fn neg(self) -> Self {
        Self([W::ZERO; 4]) - self
    }
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use num_bigint::BigUint;

    use super::*;
    use crate::wide::words::tests::{Numbers, big};

    const P: Words = u64::P;
    const FOLD: u64 = u64::FOLD;

    /// Both forms of the residues that have two, and numbers near those at which a carry wraps twice.
    fn numbers(count: usize) -> Vec<Words> {
        let mut numbers = Numbers(2);
        let small = [0, 1, 2, FOLD - 1, FOLD, FOLD + 1].map(|small| [small, 0, 0, 0]);
        let large = small.map(|small| words::difference([u64::MAX; 4], small).0);
        let near_p = small.map(|small| words::difference(P, small).0);
        let chance = core::iter::repeat_with(|| numbers.words()).take(count);
        [small, large, near_p].into_iter().flatten().chain(chance).collect()
    }

    fn residue(number: Field) -> BigUint {
        big(&number.canonical())
    }

    #[test]
    fn arithmetic_is_that_of_num_bigint() {
        let p = big(&P);
        let numbers = numbers(150);
        for a in &numbers {
            let x = Field(*a);
            let a = big(a);
            assert!(residue(x) < p && residue(x) == &a % &p);
            assert_eq!(residue(-x), (&p - &a % &p) % &p);
            assert_eq!(residue(x.triple()), &a * 3u8 % &p);
            assert_eq!(residue(x.half()) * 2u8 % &p, &a % &p);
            assert_eq!(residue(x.square()), &a * &a % &p);
            assert_eq!(residue(x.invert()), a.modpow(&(&p - 2u8), &p));
            assert_eq!(x.is_zero(), &a % &p == BigUint::ZERO);
            assert_eq!(x.is_odd(), (&a % &p).bit(0));
            for b in &numbers {
                let y = Field(*b);
                let b = big(b);
                assert_eq!(residue(x + y), (&a + &b) % &p);
                assert_eq!(residue(x - y), (&a + &p * 2u8 - &b) % &p);
                assert_eq!(residue(x * y), &a * &b % &p);
            }
        }
    }

    #[test]
    fn the_square_root_is_one() {
        let p = big(&P);
        let mut roots = 0;
        for words in numbers(1000) {
            let number = big(&words) % &p;
            // Euler's criterion: the power of a non-square to (p − 1)/2 is p − 1.
            let is_square = number.modpow(&((&p - 1u8) >> 1), &p) <= BigUint::from(1u8);
            let root = Field(words).square_root();
            assert_eq!(root.is_some(), is_square);
            if let Some(root) = root.map(residue) {
                assert_eq!(&root * &root % &p, number);
                roots += 1;
            }
        }
        assert!((400..650).contains(&roots), "{roots}");
    }

    #[test]
    fn bytes_from_p_on_are_refused() {
        let p = words::to_bytes(P);
        assert!(Field::from_bytes(&p).is_none());
        assert!(Field::from_bytes(&[0xff; 32]).is_none());
        let mut below = p;
        below[31] -= 1;
        assert_eq!(Field::from_bytes(&below).unwrap().to_bytes(), below);
    }
}
