//! The field of the coordinates for machines whose widest product has 64 bits: integers modulo p = 2^256 − 2^32 − 977.
//!
//! A number has nine limbs of 29 bits. They have signs, and bits to spare, so sums and differences carry nothing: only
//! products and [`Field::carried`] do. The limbs therefore grow with each sum, and must still be small enough for the
//! next product. `bounds.rs` proves that for all formulas that use this field.

use core::ops::{Add, Mul, Neg, Sub};

use super::wide::{
    field::{self, FieldWord},
    words::Words,
};

/// The number of bits by which the next limb counts more.
const BITS: u32 = 29;
/// The bits of the ninth limb that are below 2^256.
const TOP_BITS: u32 = 24;

/// 2^256 modulo p, in limbs: 977 + 8·2^29.
const FOLD: [i64; 2] = [977, 8];
/// 2^261 modulo p, in limbs: 2^5 times as much.
const FOLD_NINTH: [i64; 2] = [FOLD[0] << 5, FOLD[1] << 5];
/// The numbers that are compared with zero, and are read, are between −MOST·p and MOST·p.
const MOST: i64 = 16;

/// A limb, or a sum of products of limbs: a number of 64 bits with its sign. The tests run the same routines on intervals.
pub(crate) trait Limb:
    Copy + From<i64> + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Neg<Output = Self>
{
    /// The word of the number once it is reduced.
    type Word: FieldWord;
    const ZERO: Self;
    const ONE: Self;

    /// The number modulo 2^count, and the number divided by 2^count and rounded down.
    fn cut(self, count: u32) -> (Self, Self);

    /// Returns `true` if the number is not above the limit.
    fn is_at_most(self, limit: i64) -> bool;

    /// The number as a word. It must not be negative.
    fn word(self) -> Self::Word;
}

impl Limb for i64 {
    type Word = u64;
    const ZERO: Self = 0;
    const ONE: Self = 1;

    #[inline(always)]
    fn cut(self, count: u32) -> (Self, Self) {
        (self & ((1 << count) - 1), self >> count)
    }

    #[inline(always)]
    fn is_at_most(self, limit: i64) -> bool {
        self <= limit
    }

    #[inline(always)]
    fn word(self) -> u64 {
        debug_assert!(self >= 0, "a word has no sign");
        self.cast_unsigned()
    }
}

/// Cuts off the nearest multiple of 2^count. The rest is between −2^(count−1) and 2^(count−1).
#[inline(always)]
fn carry<L: Limb>(number: L, count: u32) -> (L, L) {
    let half = L::from(1 << (count - 1));
    let (low, high) = (number + half).cut(count);
    (low - half, high)
}

/// A sum of limbs, each times 2^29 to its position. It represents its residue modulo p, in many ways. Therefore two
/// numbers are compared by their difference.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limbs<L>(pub(super) [L; 9]);

/// The field in which the machine counts.
pub(crate) type Field = Limbs<i64>;

/// The limbs of a number of 256 bits: no limb is negative, and the ninth has 24 bits.
pub(super) const fn limbs([w0, w1, w2, w3]: Words) -> [i64; 9] {
    const MASK: u64 = (1 << BITS) - 1;
    [
        (w0 & MASK).cast_signed(),
        (w0 >> 29 & MASK).cast_signed(),
        ((w0 >> 58 | w1 << 6) & MASK).cast_signed(),
        (w1 >> 23 & MASK).cast_signed(),
        ((w1 >> 52 | w2 << 12) & MASK).cast_signed(),
        (w2 >> 17 & MASK).cast_signed(),
        ((w2 >> 46 | w3 << 18) & MASK).cast_signed(),
        (w3 >> 11 & MASK).cast_signed(),
        (w3 >> 40).cast_signed(),
    ]
}

impl Field {
    pub(crate) const fn from_words(words: Words) -> Self {
        Self(limbs(words))
    }

    /// The inverse modulo p; zero for zero.
    pub(crate) fn invert(self) -> Self {
        Self::from_words(self.residue().invert().canonical())
    }

    pub(crate) fn to_bytes(self) -> [u8; 32] {
        self.residue().to_bytes()
    }

    pub(crate) fn is_odd(self) -> bool {
        self.residue().is_odd()
    }
}

impl<L: Limb> Limbs<L> {
    pub(crate) const ZERO: Self = Self([L::ZERO; 9]);
    pub(crate) const ONE: Self = Self([L::ONE, L::ZERO, L::ZERO, L::ZERO, L::ZERO, L::ZERO, L::ZERO, L::ZERO, L::ZERO]);

    /// Reads 32 big-endian bytes. Returns `None` if the number is not below p.
    pub(crate) fn from_bytes(bytes: &[u8; 32]) -> Option<Self> {
        field::Field::from_bytes(bytes).map(|number| Self(limbs(number.canonical()).map(L::from)))
    }

    fn square_times(self, times: usize) -> Self {
        (0..times).fold(self, |number, _| number.square())
    }

    /// A square root, if one exists.
    pub(crate) fn square_root(self) -> Option<Self> {
        let root = field::root_power(self, Self::square_times);
        (root.square() - self).is_zero().then_some(root)
    }

    /// The same number in four words.
    pub(super) fn residue(self) -> field::Field<L::Word> {
        let [r0, r1, r2, r3, r4, r5, r6, r7, r8] = self.0;
        // MOST·p more, so that the number is not negative. p is 2^256 less what 2^256 counts.
        let (r0, c) = (r0 - L::from(MOST * FOLD[0])).cut(BITS);
        let (r1, c) = (r1 - L::from(MOST * FOLD[1]) + c).cut(BITS);
        let (r2, c) = (r2 + c).cut(BITS);
        let (r3, c) = (r3 + c).cut(BITS);
        let (r4, c) = (r4 + c).cut(BITS);
        let (r5, c) = (r5 + c).cut(BITS);
        let (r6, c) = (r6 + c).cut(BITS);
        let (r7, c) = (r7 + c).cut(BITS);
        let (r8, top) = (r8 + L::from(MOST << TOP_BITS) + c).cut(TOP_BITS);
        debug_assert!(top.is_at_most(2 * MOST - 1), "the number is at most MOST·p");
        let [r0, r1, r2, r3, r4, r5, r6, r7, r8] = [r0, r1, r2, r3, r4, r5, r6, r7, r8].map(L::word);
        let words = [
            r0 | r1 << 29 | r2 << 58,
            r2 >> 6 | r3 << 23 | r4 << 52,
            r4 >> 12 | r5 << 17 | r6 << 46,
            r6 >> 18 | r7 << 11 | r8 << 40,
        ];
        field::Field::fold(words, top.word())
    }

    #[inline(always)]
    pub(crate) fn is_zero(self) -> bool {
        // Zero is k·p with k between −MOST and MOST, and then the lowest limb is −977·k modulo 2^29. Few other numbers
        // have such a limb.
        let (low, _) = (self.0[0] + L::from(MOST * FOLD[0])).cut(BITS);
        low.is_at_most(2 * MOST * FOLD[0]) && self.is_residue_zero()
    }

    /// This is rare, so the code is kept out of the common path.
    #[cold]
    #[inline(never)]
    fn is_residue_zero(self) -> bool {
        self.residue().is_zero()
    }

    /// The same number with limbs that a product can use.
    #[inline(always)]
    pub(crate) fn carried(self) -> Self {
        let [r0, r1, r2, r3, r4, r5, r6, r7, r8] = self.0;
        // Each limb is cut alone, not after the carry from the limb below: it grows by a few units, which is no harm.
        let (r8, c8) = carry(r8, TOP_BITS);
        let (r0, c0) = carry(r0, BITS);
        let (r1, c1) = carry(r1, BITS);
        let (r2, c2) = carry(r2, BITS);
        let (r3, c3) = carry(r3, BITS);
        let (r4, c4) = carry(r4, BITS);
        let (r5, c5) = carry(r5, BITS);
        let (r6, c6) = carry(r6, BITS);
        let (r7, c7) = carry(r7, BITS);
        let [f0, f1] = FOLD.map(L::from);
        Self([r0 + f0 * c8, r1 + f1 * c8 + c0, r2 + c1, r3 + c2, r4 + c3, r5 + c4, r6 + c5, r7 + c6, r8 + c7])
    }

    #[inline(always)]
    pub(crate) fn triple(self) -> Self {
        Self(self.0.map(|limb| limb * L::from(3)))
    }

    /// Half of this number modulo p.
    #[inline(always)]
    pub(crate) fn half(self) -> Self {
        let [r0, r1, r2, r3, r4, r5, r6, r7, r8] = self.0;
        // Adds p, which is odd, to an odd number.
        let (odd, _) = r0.cut(1);
        let (_, r0) = (r0 - odd * L::from(FOLD[0])).cut(1);
        let (low1, r1) = (r1 - odd * L::from(FOLD[1])).cut(1);
        let (low8, r8) = (r8 + odd * L::from(1 << TOP_BITS)).cut(1);
        let [(low2, r2), (low3, r3), (low4, r4), (low5, r5), (low6, r6), (low7, r7)] =
            [r2, r3, r4, r5, r6, r7].map(|limb| limb.cut(1));
        // The lowest bit of a limb is the highest of the limb below.
        let top = L::from(1 << (BITS - 1));
        Self([
            r0 + low1 * top,
            r1 + low2 * top,
            r2 + low3 * top,
            r3 + low4 * top,
            r4 + low5 * top,
            r5 + low6 * top,
            r6 + low7 * top,
            r7 + low8 * top,
            r8,
        ])
    }

    /// Written out, because a loop takes twice as long.
    #[inline(never)]
    pub(crate) fn square(self) -> Self {
        let [a0, a1, a2, a3, a4, a5, a6, a7, a8] = self.0;
        let [d0, d1, d2, d3, d4, d5, d6, d7] = [a0, a1, a2, a3, a4, a5, a6, a7].map(|limb| limb + limb);
        let high = carried_columns([
            d1 * a8 + d2 * a7 + d3 * a6 + d4 * a5,
            d2 * a8 + d3 * a7 + d4 * a6 + a5 * a5,
            d3 * a8 + d4 * a7 + d5 * a6,
            d4 * a8 + d5 * a7 + a6 * a6,
            d5 * a8 + d6 * a7,
            d6 * a8 + a7 * a7,
            d7 * a8,
            a8 * a8,
        ]);
        let low = [
            a0 * a0,
            d0 * a1,
            d0 * a2 + a1 * a1,
            d0 * a3 + d1 * a2,
            d0 * a4 + d1 * a3 + a2 * a2,
            d0 * a5 + d1 * a4 + d2 * a3,
            d0 * a6 + d1 * a5 + d2 * a4 + a3 * a3,
            d0 * a7 + d1 * a6 + d2 * a5 + d3 * a4,
            d0 * a8 + d1 * a7 + d2 * a6 + d3 * a5 + a4 * a4,
        ];
        Self::reduce(low, high)
    }

    /// Reduces a product: the sums of products at the nine low positions, and the limbs at the nine positions above.
    #[inline(always)]
    fn reduce(low: [L; 9], high: [L; 9]) -> Self {
        let [l0, l1, l2, l3, l4, l5, l6, l7, l8] = low;
        let [h0, h1, h2, h3, h4, h5, h6, h7, h8] = high;
        // A limb nine positions higher counts f0 here and f1 at the next position. The last limb's next position is again
        // nine positions too high, so that part is brought down once more.
        let [f0, f1] = FOLD_NINTH.map(L::from);
        let last = h8 * f1;
        let (r0, c) = carry(l0 + h0 * f0 + last * f0, BITS);
        let (r1, c) = carry(l1 + h1 * f0 + h0 * f1 + last * f1 + c, BITS);
        let (r2, c) = carry(l2 + h2 * f0 + h1 * f1 + c, BITS);
        let (r3, c) = carry(l3 + h3 * f0 + h2 * f1 + c, BITS);
        let (r4, c) = carry(l4 + h4 * f0 + h3 * f1 + c, BITS);
        let (r5, c) = carry(l5 + h5 * f0 + h4 * f1 + c, BITS);
        let (r6, c) = carry(l6 + h6 * f0 + h5 * f1 + c, BITS);
        let (r7, c) = carry(l7 + h7 * f0 + h6 * f1 + c, BITS);
        // The bits from 2^256 on come down a last time. Their carries end at the fourth limb.
        let (r8, top) = carry(l8 + h8 * f0 + h7 * f1 + c, TOP_BITS);
        let [f0, f1] = FOLD.map(L::from);
        let (r0, c) = carry(r0 + top * f0, BITS);
        let (r1, c) = carry(r1 + top * f1 + c, BITS);
        let (r2, c) = carry(r2 + c, BITS);
        Self([r0, r1, r2, r3 + c, r4, r5, r6, r7, r8])
    }
}

/// The limbs of eight sums of products, each at the next position.
#[inline(always)]
fn carried_columns<L: Limb>([s0, s1, s2, s3, s4, s5, s6, s7]: [L; 8]) -> [L; 9] {
    let (r0, c) = carry(s0, BITS);
    let (r1, c) = carry(s1 + c, BITS);
    let (r2, c) = carry(s2 + c, BITS);
    let (r3, c) = carry(s3 + c, BITS);
    let (r4, c) = carry(s4 + c, BITS);
    let (r5, c) = carry(s5 + c, BITS);
    let (r6, c) = carry(s6 + c, BITS);
    let (r7, r8) = carry(s7 + c, BITS);
    [r0, r1, r2, r3, r4, r5, r6, r7, r8]
}

impl<L: Limb> Add for Limbs<L> {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(core::array::from_fn(|at| self.0[at] + other.0[at]))
    }
}

impl<L: Limb> Sub for Limbs<L> {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(core::array::from_fn(|at| self.0[at] - other.0[at]))
    }
}

impl<L: Limb> Neg for Limbs<L> {
    type Output = Self;

    #[inline(always)]
    fn neg(self) -> Self {
        Self(self.0.map(|limb| -limb))
    }
}

impl<L: Limb> Mul for Limbs<L> {
    type Output = Self;

    /// Written out, because a loop takes twice as long.
    #[inline(never)]
    fn mul(self, other: Self) -> Self {
        let [a0, a1, a2, a3, a4, a5, a6, a7, a8] = self.0;
        let [b0, b1, b2, b3, b4, b5, b6, b7, b8] = other.0;
        let high = carried_columns([
            a1 * b8 + a2 * b7 + a3 * b6 + a4 * b5 + a5 * b4 + a6 * b3 + a7 * b2 + a8 * b1,
            a2 * b8 + a3 * b7 + a4 * b6 + a5 * b5 + a6 * b4 + a7 * b3 + a8 * b2,
            a3 * b8 + a4 * b7 + a5 * b6 + a6 * b5 + a7 * b4 + a8 * b3,
            a4 * b8 + a5 * b7 + a6 * b6 + a7 * b5 + a8 * b4,
            a5 * b8 + a6 * b7 + a7 * b6 + a8 * b5,
            a6 * b8 + a7 * b7 + a8 * b6,
            a7 * b8 + a8 * b7,
            a8 * b8,
        ]);
        let low = [
            a0 * b0,
            a0 * b1 + a1 * b0,
            a0 * b2 + a1 * b1 + a2 * b0,
            a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0,
            a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0,
            a0 * b5 + a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1 + a5 * b0,
            a0 * b6 + a1 * b5 + a2 * b4 + a3 * b3 + a4 * b2 + a5 * b1 + a6 * b0,
            a0 * b7 + a1 * b6 + a2 * b5 + a3 * b4 + a4 * b3 + a5 * b2 + a6 * b1 + a7 * b0,
            a0 * b8 + a1 * b7 + a2 * b6 + a3 * b5 + a4 * b4 + a5 * b3 + a6 * b2 + a7 * b1 + a8 * b0,
        ];
        Self::reduce(low, high)
    }
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use num_bigint::{BigInt, BigUint};

    use super::*;
    use crate::wide::words::tests::{Numbers, big};

    const P: Words = <u64 as FieldWord>::P;

    /// The sum that the limbs represent.
    fn sum(number: Field) -> BigInt {
        number.0.iter().rev().fold(BigInt::ZERO, |sum, limb| (sum << BITS) + *limb)
    }

    /// The sum modulo p.
    fn residue(number: Field) -> BigUint {
        let p = BigInt::from(big(&P));
        ((sum(number) % &p + &p) % &p).to_biguint().expect("a residue is not negative")
    }

    fn read(number: Field) -> BigUint {
        BigUint::from_bytes_be(&number.to_bytes())
    }

    /// The numbers that are read nearest to 0, p and 2^256, the largest limbs of a coordinate with all signs, and numbers by
    /// chance of both kinds.
    fn numbers(count: usize) -> Vec<Field> {
        const LIMB: i64 = (1 << 29) + (1 << 13);
        const TOP: i64 = (1 << 24) + 8;
        let mut numbers = Numbers(12);
        let near = |word: u64, rest: u64| [[word, rest, rest, rest], [word.wrapping_add(1), rest, rest, rest]];
        let edges = [near(0, 0), near(P[0] - 1, u64::MAX), near(P[0] + 1, u64::MAX), near(u64::MAX - 1, u64::MAX)];
        let mut all: Vec<_> = edges.as_flattened().iter().map(|words| Field::from_words(*words)).collect();
        for signs in 0..1 << 9 {
            let limb = |at: usize| if at == 8 { TOP } else { LIMB };
            all.push(Limbs(core::array::from_fn(|at| if signs >> at & 1 == 0 { limb(at) } else { -limb(at) })));
        }
        for at in 0..count {
            let random = if at % 2 == 0 {
                Field::from_words(numbers.words())
            } else {
                let mut limb = |most: i64| (numbers.word() % (2 * most + 1).cast_unsigned()).cast_signed() - most;
                Limbs([LIMB, LIMB, LIMB, LIMB, LIMB, LIMB, LIMB, LIMB, TOP].map(&mut limb))
            };
            all.push(random);
        }
        all
    }

    #[test]
    fn arithmetic_is_that_of_num_bigint() {
        let p = big(&P);
        let numbers = numbers(400);
        let mut partners = numbers.iter().cycle().skip(300).step_by(7);
        for &x in &numbers {
            let a = residue(x);
            assert_eq!(read(x), a);
            assert_eq!(x.is_odd(), a.bit(0));
            assert_eq!(x.is_zero(), a == BigUint::ZERO);
            assert_eq!(read(x.square()), &a * &a % &p);
            assert_eq!(read(x.triple()), &a * 3u8 % &p);
            assert_eq!(read(x.half()) * 2u8 % &p, a);
            assert_eq!(read(x.triple().half()) * 2u8 % &p, &a * 3u8 % &p);
            assert_eq!(read(-x), (&p - &a) % &p);
            assert_eq!(read(x.invert()), a.modpow(&(&p - 2u8), &p));
            for &y in partners.by_ref().take(40) {
                let b = residue(y);
                assert_eq!(read(x * y), &a * &b % &p, "{x:x?} {y:x?}");
                assert_eq!(read(x + y), (&a + &b) % &p);
                assert_eq!(read(x - y), (&a + &p - &b) % &p);
                assert_eq!(read((x + y + x - y).carried()), &a * 2u8 % &p);
                // The sums that the formulas square.
                let sum = x * y - x;
                assert_eq!(read(sum.square()), residue(sum).pow(2) % &p);
            }
        }
    }

    /// A carried number has limbs of half the size of a coordinate, and the same residue.
    #[test]
    fn carried_limbs_are_small() {
        for x in numbers(400) {
            let large = x + x + x + x;
            for (limb, most) in large.carried().0.iter().zip([1i64 << 28; 8].into_iter().chain([1 << 23])) {
                assert!(limb.abs() < most + (1 << 13), "{large:x?}");
            }
            assert_eq!(residue(large.carried()), residue(large));
        }
    }

    /// All multiples of p that can be compared with zero, each also with other limbs, and their neighbours.
    #[test]
    fn zero_is_each_multiple_of_p() {
        let p = Limbs([-FOLD[0], -FOLD[1], 0, 0, 0, 0, 0, 0, 1 << TOP_BITS]);
        assert_eq!(sum(p), big(&P).into());
        for multiple in -MOST..MOST {
            let zero = Limbs(p.0.map(|limb| limb * multiple));
            let [low, next, rest @ ..] = zero.0;
            let moved = |by: i64| {
                let [third, rest @ ..] = rest;
                let mut limbs = [0; 9];
                limbs[..3].copy_from_slice(&[low + (by << BITS), next - by + (by << BITS), third - by]);
                limbs[3..].copy_from_slice(&rest);
                Limbs(limbs)
            };
            for zero in [zero, moved(1), moved(-1)] {
                assert_eq!(sum(zero), BigInt::from(big(&P)) * multiple);
                assert!(zero.is_zero() && !zero.is_odd(), "{multiple}");
                assert_eq!(zero.to_bytes(), [0; 32]);
                let is_negative = multiple == -MOST;
                for other in [zero + Field::ONE, if is_negative { zero + Field::ONE } else { zero - Field::ONE }] {
                    assert!(!other.is_zero());
                }
                let [first, ..] = p.0;
                assert!(!(zero + Limbs([-first, 0, 0, 0, 0, 0, 0, 0, 0])).is_zero());
            }
        }
    }

    #[test]
    fn the_square_root_is_one() {
        let p = big(&P);
        let mut roots = 0;
        for x in numbers(400) {
            let number = residue(x);
            // Euler's criterion, as in `wide/field.rs`.
            let is_square = number.modpow(&((&p - 1u8) >> 1), &p) <= BigUint::from(1u8);
            let root = x.square_root();
            assert_eq!(root.is_some(), is_square);
            if let Some(root) = root.map(read) {
                assert_eq!(&root * &root % &p, number);
                roots += 1;
            }
        }
        assert!((350..650).contains(&roots), "{roots}");
    }

    #[test]
    fn bytes_from_p_on_are_refused() {
        let p = big(&P).to_bytes_be();
        let mut bytes: [u8; 32] = p.try_into().expect("p has 32 bytes");
        assert!(Field::from_bytes(&bytes).is_none());
        assert!(Field::from_bytes(&[0xff; 32]).is_none());
        bytes[31] -= 1;
        assert_eq!(Field::from_bytes(&bytes).expect("p − 1 is below p").to_bytes(), bytes);
    }
}
