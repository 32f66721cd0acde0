//! Compares the routines of words, field and scalars with plain integers, on all inputs of words of few bits.
//!
//! They are the routines of production, which are generic over the word. This module does not cover the inverse, which
//! takes steps of 62 bits, and the halves of scalars, whose constants belong to this curve: `proved.rs` and their own
//! tests compare both with other code, and overflow checks test their plain operators.

use core::ops::{BitAnd, BitOr, Shl, Shr};

use super::{
    field::{Field, FieldWord},
    scalar::{Scalar, ScalarWord},
    words::{self, Word, Words},
};

/// A word of BITS bits. As the word of a field, 2^(4·BITS) − p is FOLD; as that of scalars, 2^(4·BITS) − n is
/// FOLD + 2^(2·BITS).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Small<const BITS: u32, const FOLD: u64>(u64);

impl<const BITS: u32, const FOLD: u64> Small<BITS, FOLD> {
    const COUNT: u64 = 1 << BITS;

    /// A number that does not fit is a fault of the routine.
    fn new(number: u64) -> Self {
        assert!(number < Self::COUNT, "{number} leaves its word of {BITS} bits");
        Self(number)
    }

    fn wrapped(number: u64) -> Self {
        Self(number % Self::COUNT)
    }

    const fn constant<const N: usize>(mut number: u64) -> [Self; N] {
        let mut words = [Self(0); N];
        let mut at = 0;
        while at < N {
            words[at] = Self(number % Self::COUNT);
            number /= Self::COUNT;
            at += 1;
        }
        assert!(number == 0);
        words
    }
}

impl<const BITS: u32, const FOLD: u64> From<bool> for Small<BITS, FOLD> {
    fn from(bit: bool) -> Self {
        Self::new(bit.into())
    }
}

impl<const BITS: u32, const FOLD: u64> From<u8> for Small<BITS, FOLD> {
    fn from(number: u8) -> Self {
        Self::new(number.into())
    }
}

impl<const BITS: u32, const FOLD: u64> BitAnd for Small<BITS, FOLD> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl<const BITS: u32, const FOLD: u64> BitOr for Small<BITS, FOLD> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl<const BITS: u32, const FOLD: u64> Shl<u32> for Small<BITS, FOLD> {
    type Output = Self;

    fn shl(self, count: u32) -> Self {
        assert!(count < BITS);
        Self::wrapped(self.0 << count)
    }
}

impl<const BITS: u32, const FOLD: u64> Shr<u32> for Small<BITS, FOLD> {
    type Output = Self;

    fn shr(self, count: u32) -> Self {
        assert!(count < BITS);
        Self(self.0 >> count)
    }
}

impl<const BITS: u32, const FOLD: u64> Word for Small<BITS, FOLD> {
    const BITS: u32 = BITS;
    const ZERO: Self = Self(0);
    const MAX: Self = Self(Self::COUNT - 1);

    fn multiply_add(a: Self, b: Self, c: Self, d: Self) -> (Self, Self) {
        let sum = a.0 * b.0 + c.0 + d.0;
        (Self::wrapped(sum), Self::new(sum >> BITS))
    }

    fn overflowing_add(self, other: Self) -> (Self, bool) {
        let sum = self.0 + other.0;
        (Self::wrapped(sum), sum >= Self::COUNT)
    }

    fn overflowing_sub(self, other: Self) -> (Self, bool) {
        (Self::wrapped(self.0 + Self::COUNT - other.0), self.0 < other.0)
    }

    fn if_true(self, condition: bool) -> Self {
        if condition { self } else { Self(0) }
    }
}

impl<const BITS: u32, const FOLD: u64> FieldWord for Small<BITS, FOLD> {
    const FOLD: Self = Self(FOLD);
    const P: Words<Self> = Self::constant((1 << (4 * BITS)) - FOLD);
}

impl<const BITS: u32, const FOLD: u64> ScalarWord for Small<BITS, FOLD> {
    const N: Words<Self> = Self::constant((1 << (4 * BITS)) - (1 << (2 * BITS)) - FOLD);
    const FOLD: [Self; 2] = Self::constant(FOLD);
}

/// The plain number.
fn number<const BITS: u32, const FOLD: u64, const N: usize>(words: [Small<BITS, FOLD>; N]) -> u64 {
    words.iter().rev().fold(0, |number, word| number << BITS | word.0)
}

fn words_of<const BITS: u32, const FOLD: u64, const N: usize>(number: u64) -> [Small<BITS, FOLD>; N] {
    Small::constant(number)
}

/// The number of faults that a run over all pairs of numbers of four words finds.
fn faults_of_words<const BITS: u32>() -> u64 {
    let all = 1 << (4 * BITS);
    let mut faults = 0;
    for a in 0..all {
        let x = words_of::<BITS, 1, 4>(a);
        faults += u64::from(number(words::square(x)) != a * a);
        for b in 0..all {
            let y = words_of(b);
            let (sum, is_larger) = words::sum(x, y);
            let (difference, is_negative) = words::difference(x, y);
            let are_right = number(words::multiply(x, y)) == a * b
                && number(sum) + all * u64::from(is_larger) == a + b
                && number(difference) + b == a + all * u64::from(is_negative);
            faults += u64::from(!are_right);
        }
    }
    faults
}

/// The same for the field modulo `p`: each number alone, and with each number below `others`.
fn faults_of_field<const BITS: u32, const FOLD: u64>(p: u64, others: u64) -> u64 {
    let mut faults = 0;
    let residue = |field: Field<Small<BITS, FOLD>>| number(field.canonical());
    for a in 0..1 << (4 * BITS) {
        let x = Field::from_words(words_of(a));
        let are_right = residue(x) == a % p
            && residue(-x) == (p - a % p) % p
            && residue(x.triple()) == 3 * a % p
            && residue(x.half()) < p
            && 2 * residue(x.half()) % p == a % p
            && residue(x.square()) == a * a % p
            && x.is_zero() == (a % p == 0);
        faults += u64::from(!are_right);
        for b in 0..others {
            let y = Field::from_words(words_of(b));
            let are_right =
                residue(x + y) == (a + b) % p && residue(x - y) == (a + 2 * p - b) % p && residue(x * y) == a * b % p;
            faults += u64::from(!are_right);
        }
    }
    faults
}

/// The same for the scalars modulo `n`: each number below `others` as an upper half with each lower half.
fn faults_of_scalars<const BITS: u32, const FOLD: u64>(n: u64, others: u64) -> u64 {
    let all = 1 << (4 * BITS);
    let mut faults = 0;
    let reduced = |number: u64| Scalar::<Small<BITS, FOLD>>::reduce(words_of(number));
    for a in 0..all {
        let x = Scalar::<Small<BITS, FOLD>>::below_n(words_of(a));
        let are_right = number(x.words()) == a % n && number((-x).words()) == (n - a % n) % n;
        faults += u64::from(!are_right);
        for b in 0..others {
            let wide = b * all + a;
            let are_right = number(reduced(wide).words()) == wide % n
                && number((x * Scalar::below_n(words_of(b))).words()) == (a % n) * (b % n) % n;
            faults += u64::from(!are_right);
        }
    }
    faults
}

/// All pairs of numbers of 8 and of 12 bits.
#[test]
fn words_are_plain_integers() {
    assert_eq!(faults_of_words::<2>(), 0);
    assert_eq!(faults_of_words::<3>(), 0);
}

/// All pairs of 8 and of 12 bits, with a FOLD of half a word as in production and with the largest; all numbers of 16 and of 20 bits.
#[test]
fn the_field_is_plain_integers() {
    assert_eq!(faults_of_field::<2, 3>(256 - 3, 256), 0);
    assert_eq!(faults_of_field::<3, 3>(4096 - 3, 4096), 0);
    assert_eq!(faults_of_field::<3, 7>(4096 - 7, 4096), 0);
    assert_eq!(faults_of_field::<4, 5>(65_536 - 5, 16), 0);
    assert_eq!(faults_of_field::<5, 5>(1_048_576 - 5, 4), 0);
}

/// All numbers of eight words of 2 and of 3 bits are reduced. The second FOLD of 3 bits is the largest.
#[test]
fn scalars_are_plain_integers() {
    assert_eq!(faults_of_scalars::<2, 5>(256 - 16 - 5, 256), 0);
    assert_eq!(faults_of_scalars::<3, 19>(4096 - 64 - 19, 4096), 0);
    assert_eq!(faults_of_scalars::<3, 63>(4096 - 64 - 63, 4096), 0);
    assert_eq!(faults_of_scalars::<4, 69>(65_536 - 256 - 69, 16), 0);
}

/// A constant that is wrong by two is found.
#[test]
fn a_wrong_constant_is_found() {
    assert!(faults_of_field::<2, 3>(256 - 5, 256) > 10_000);
    assert!(faults_of_scalars::<2, 5>(256 - 16 - 7, 256) > 10_000);
}

#[test]
#[should_panic(expected = "the result has four words")]
fn a_lost_carry_is_found() {
    words::exact(words::sum(words_of::<3, 1, 4>(4095), words_of(1)));
}

#[test]
#[should_panic(expected = "leaves its word")]
fn a_number_beyond_its_word_is_found() {
    let _ = Small::<2, 1>::from(4u8);
}
