//! Numbers of 256 bits as four words, the least significant first.

use core::ops::{BitAnd, BitOr, Shl, Shr};

/// The operations of a word that the routines of this module, the field and the scalars need. Words have 64 bits. The
/// tests run the same routines on words of few bits (`model.rs`).
pub(crate) trait Word:
    Copy
    + From<bool>
    + From<u8>
    + PartialOrd
    + BitAnd<Output = Self>
    + BitOr<Output = Self>
    + Shl<u32, Output = Self>
    + Shr<u32, Output = Self>
{
    const BITS: u32;
    const ZERO: Self;
    const MAX: Self;

    /// `a·b + c + d` as low and high word. With B = 2^BITS, the sum is at most (B − 1)² + 2·(B − 1) = B² − 1.
    fn multiply_add(a: Self, b: Self, c: Self, d: Self) -> (Self, Self);

    /// The sum modulo 2^BITS, and `true` if it wrapped.
    fn overflowing_add(self, other: Self) -> (Self, bool);

    /// The difference modulo 2^BITS, and `true` if it was negative.
    fn overflowing_sub(self, other: Self) -> (Self, bool);

    /// The word or zero, without a branch.
    fn if_true(self, condition: bool) -> Self;
}

impl Word for u64 {
    const BITS: u32 = 64;
    const ZERO: Self = 0;
    const MAX: Self = Self::MAX;

    #[inline(always)]
    fn multiply_add(a: Self, b: Self, c: Self, d: Self) -> (Self, Self) {
        let sum = u128::from(a) * u128::from(b) + u128::from(c) + u128::from(d);
        (low(sum), low(sum >> 64))
    }

    #[inline(always)]
    fn overflowing_add(self, other: Self) -> (Self, bool) {
        self.overflowing_add(other)
    }

    #[inline(always)]
    fn overflowing_sub(self, other: Self) -> (Self, bool) {
        self.overflowing_sub(other)
    }

    #[inline(always)]
    fn if_true(self, condition: bool) -> Self {
        self & 0u64.wrapping_sub(Self::from(condition))
    }
}

pub(crate) type Words<W = u64> = [W; 4];

/// The number modulo 2^64.
#[expect(clippy::as_conversions, reason = "the one cast that is meant to cut")]
#[inline(always)]
pub(crate) const fn low(number: u128) -> u64 {
    number as u64
}

#[inline(always)]
pub(crate) fn add<W: Word>(a: W, b: W, carry: bool) -> (W, bool) {
    let (sum, first) = a.overflowing_add(b);
    let (sum, second) = sum.overflowing_add(W::from(carry));
    (sum, first | second)
}

#[inline(always)]
pub(crate) fn subtract<W: Word>(a: W, b: W, borrow: bool) -> (W, bool) {
    let (difference, first) = a.overflowing_sub(b);
    let (difference, second) = difference.overflowing_sub(W::from(borrow));
    (difference, first | second)
}

/// `a·b + c`: four words, and a fifth above them.
#[inline(always)]
pub(crate) fn row<W: Word>(a: W, b: Words<W>, c: Words<W>) -> (Words<W>, W) {
    let (r0, carry) = W::multiply_add(a, b[0], c[0], W::ZERO);
    let (r1, carry) = W::multiply_add(a, b[1], c[1], carry);
    let (r2, carry) = W::multiply_add(a, b[2], c[2], carry);
    let (r3, carry) = W::multiply_add(a, b[3], c[3], carry);
    ([r0, r1, r2, r3], carry)
}

/// The product, in eight words.
#[inline(always)]
pub(crate) fn multiply<W: Word>(a: Words<W>, b: Words<W>) -> [W; 8] {
    let ([r0, t1, t2, t3], t4) = row(a[0], b, [W::ZERO; 4]);
    let ([r1, t1, t2, t3], t4) = row(a[1], b, [t1, t2, t3, t4]);
    let ([r2, t1, t2, t3], t4) = row(a[2], b, [t1, t2, t3, t4]);
    let ([r3, r4, r5, r6], r7) = row(a[3], b, [t1, t2, t3, t4]);
    [r0, r1, r2, r3, r4, r5, r6, r7]
}

/// The square, in eight words: each product of two different words is computed once and doubled.
#[inline(always)]
pub(crate) fn square<W: Word>([a0, a1, a2, a3]: Words<W>) -> [W; 8] {
    let (r1, carry) = W::multiply_add(a0, a1, W::ZERO, W::ZERO);
    let (r2, carry) = W::multiply_add(a0, a2, carry, W::ZERO);
    let (r3, r4) = W::multiply_add(a0, a3, carry, W::ZERO);
    let (r3, carry) = W::multiply_add(a1, a2, r3, W::ZERO);
    let (r4, r5) = W::multiply_add(a1, a3, r4, carry);
    let (r5, r6) = W::multiply_add(a2, a3, r5, W::ZERO);

    let top = W::BITS - 1;
    let r7 = r6 >> top;
    let r6 = r6 << 1 | r5 >> top;
    let r5 = r5 << 1 | r4 >> top;
    let r4 = r4 << 1 | r3 >> top;
    let r3 = r3 << 1 | r2 >> top;
    let r2 = r2 << 1 | r1 >> top;
    let r1 = r1 << 1;

    let [s0, s1, s2, s3] = [a0, a1, a2, a3].map(|word| W::multiply_add(word, word, W::ZERO, W::ZERO));
    let (r1, carry) = add(r1, s0.1, false);
    let (r2, carry) = add(r2, s1.0, carry);
    let (r3, carry) = add(r3, s1.1, carry);
    let (r4, carry) = add(r4, s2.0, carry);
    let (r5, carry) = add(r5, s2.1, carry);
    let (r6, carry) = add(r6, s3.0, carry);
    let (r7, is_larger) = add(r7, s3.1, carry);
    debug_assert!(!is_larger, "up to here the sum is exact, and a square of four words has eight");
    [s0.0, r1, r2, r3, r4, r5, r6, r7]
}

/// The sum modulo 2^256, and `true` if it wrapped.
#[inline(always)]
pub(crate) fn sum<W: Word>(a: Words<W>, b: Words<W>) -> (Words<W>, bool) {
    let (r0, carry) = add(a[0], b[0], false);
    let (r1, carry) = add(a[1], b[1], carry);
    let (r2, carry) = add(a[2], b[2], carry);
    let (r3, carry) = add(a[3], b[3], carry);
    ([r0, r1, r2, r3], carry)
}

/// The difference modulo 2^256, and `true` if it was negative.
#[inline(always)]
pub(crate) fn difference<W: Word>(a: Words<W>, b: Words<W>) -> (Words<W>, bool) {
    let (r0, borrow) = subtract(a[0], b[0], false);
    let (r1, borrow) = subtract(a[1], b[1], borrow);
    let (r2, borrow) = subtract(a[2], b[2], borrow);
    let (r3, borrow) = subtract(a[3], b[3], borrow);
    ([r0, r1, r2, r3], borrow)
}

/// The result of a [`sum`] or a [`difference`] that cannot wrap. Builds with debug assertions test that claim.
#[inline(always)]
pub(crate) fn exact<W: Word>((words, has_wrapped): (Words<W>, bool)) -> Words<W> {
    debug_assert!(!has_wrapped, "the result has four words");
    words
}

pub(crate) fn from_bytes(bytes: &[u8; 32]) -> Words {
    let mut words = [0; 4];
    for (word, chunk) in words.iter_mut().rev().zip(bytes.as_chunks().0) {
        *word = u64::from_be_bytes(*chunk);
    }
    words
}

pub(crate) fn to_bytes(words: Words) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (chunk, word) in bytes.as_chunks_mut().0.iter_mut().zip(words.iter().rev()) {
        *chunk = word.to_be_bytes();
    }
    bytes
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use num_bigint::BigUint;

    /// Numbers by chance, and with long runs of equal bits, where carries go far.
    pub(crate) struct Numbers(pub(crate) u64);

    impl Numbers {
        /// xorshift64*.
        pub(crate) fn word(&mut self) -> u64 {
            self.0 ^= self.0 >> 12;
            self.0 ^= self.0 << 25;
            self.0 ^= self.0 >> 27;
            self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
        }

        pub(crate) fn words(&mut self) -> Words {
            let kind = self.word() % 4;
            core::array::from_fn(|_| match (kind, self.word() % 4) {
                (0, 0) => 0,
                (0, 1) => u64::MAX,
                (0, 2) => self.word() % 4,
                (0, _) => u64::MAX - self.word() % 4,
                (1, 0) => 1 << (self.word() % 64),
                (1, 1) => (1 << (self.word() % 64)) - 1,
                _ => self.word(),
            })
        }
    }

    pub(crate) fn big(words: &[u64]) -> BigUint {
        words.iter().rev().fold(BigUint::ZERO, |number, word| (number << 64u32) + *word)
    }

    #[test]
    fn arithmetic_is_that_of_num_bigint() {
        let mut numbers = Numbers(1);
        let modulus = BigUint::from(1u8) << 256u32;
        for _ in 0..20_000 {
            let (a, b) = (numbers.words(), numbers.words());
            assert_eq!(big(&multiply(a, b)), big(&a) * big(&b));
            assert_eq!(big(&square(a)), big(&a) * big(&a));
            let (total, is_larger) = sum(a, b);
            assert_eq!(big(&total) + &modulus * u8::from(is_larger), big(&a) + big(&b));
            let (rest, is_negative) = difference(a, b);
            assert_eq!(big(&rest) + big(&b), big(&a) + &modulus * u8::from(is_negative));
            assert_eq!(from_bytes(&to_bytes(a)), a);
            assert_eq!(BigUint::from_bytes_be(&to_bytes(a)), big(&a));
        }
    }
}
