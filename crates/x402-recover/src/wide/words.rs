//! Numbers of 256 bits as four words, the least significant first.

pub(crate) type Words = [u64; 4];

/// The number modulo 2^64.
#[expect(clippy::as_conversions, reason = "the one cast that is meant to cut")]
#[inline(always)]
pub(crate) const fn low(number: u128) -> u64 {
    number as u64
}

#[inline(always)]
const fn high(number: u128) -> u64 {
    low(number >> 64)
}

/// `a·b + c + d` as low and high word. The sum is at most (2^64 − 1)² + 2·(2^64 − 1) = 2^128 − 1.
#[inline(always)]
fn multiply_add(a: u64, b: u64, c: u64, d: u64) -> (u64, u64) {
    let sum = u128::from(a) * u128::from(b) + u128::from(c) + u128::from(d);
    (low(sum), high(sum))
}

#[inline(always)]
pub(crate) fn add(a: u64, b: u64, carry: bool) -> (u64, bool) {
    let (sum, first) = a.overflowing_add(b);
    let (sum, second) = sum.overflowing_add(u64::from(carry));
    (sum, first | second)
}

#[inline(always)]
pub(crate) fn subtract(a: u64, b: u64, borrow: bool) -> (u64, bool) {
    let (difference, first) = a.overflowing_sub(b);
    let (difference, second) = difference.overflowing_sub(u64::from(borrow));
    (difference, first | second)
}

/// `a·b + c`: four words, and a fifth above them.
#[inline(always)]
pub(crate) fn row(a: u64, b: Words, c: Words) -> (Words, u64) {
    let (r0, carry) = multiply_add(a, b[0], c[0], 0);
    let (r1, carry) = multiply_add(a, b[1], c[1], carry);
    let (r2, carry) = multiply_add(a, b[2], c[2], carry);
    let (r3, carry) = multiply_add(a, b[3], c[3], carry);
    ([r0, r1, r2, r3], carry)
}

/// The product, in 512 bits.
#[inline(always)]
pub(crate) fn multiply(a: Words, b: Words) -> [u64; 8] {
    let ([r0, t1, t2, t3], t4) = row(a[0], b, [0; 4]);
    let ([r1, t1, t2, t3], t4) = row(a[1], b, [t1, t2, t3, t4]);
    let ([r2, t1, t2, t3], t4) = row(a[2], b, [t1, t2, t3, t4]);
    let ([r3, r4, r5, r6], r7) = row(a[3], b, [t1, t2, t3, t4]);
    [r0, r1, r2, r3, r4, r5, r6, r7]
}

/// The square, in 512 bits: each product of two different words is computed once and doubled.
#[inline(always)]
pub(crate) fn square([a0, a1, a2, a3]: Words) -> [u64; 8] {
    let (r1, carry) = multiply_add(a0, a1, 0, 0);
    let (r2, carry) = multiply_add(a0, a2, carry, 0);
    let (r3, r4) = multiply_add(a0, a3, carry, 0);
    let (r3, carry) = multiply_add(a1, a2, r3, 0);
    let (r4, r5) = multiply_add(a1, a3, r4, carry);
    let (r5, r6) = multiply_add(a2, a3, r5, 0);

    let r7 = r6 >> 63;
    let r6 = r6 << 1 | r5 >> 63;
    let r5 = r5 << 1 | r4 >> 63;
    let r4 = r4 << 1 | r3 >> 63;
    let r3 = r3 << 1 | r2 >> 63;
    let r2 = r2 << 1 | r1 >> 63;
    let r1 = r1 << 1;

    let [s0, s1, s2, s3] = [a0, a1, a2, a3].map(|word| u128::from(word) * u128::from(word));
    let (r1, carry) = add(r1, high(s0), false);
    let (r2, carry) = add(r2, low(s1), carry);
    let (r3, carry) = add(r3, high(s1), carry);
    let (r4, carry) = add(r4, low(s2), carry);
    let (r5, carry) = add(r5, high(s2), carry);
    let (r6, carry) = add(r6, low(s3), carry);
    let (r7, _) = add(r7, high(s3), carry);
    [low(s0), r1, r2, r3, r4, r5, r6, r7]
}

/// The sum modulo 2^256, and whether it was larger.
#[inline(always)]
pub(crate) fn sum(a: Words, b: Words) -> (Words, bool) {
    let (r0, carry) = add(a[0], b[0], false);
    let (r1, carry) = add(a[1], b[1], carry);
    let (r2, carry) = add(a[2], b[2], carry);
    let (r3, carry) = add(a[3], b[3], carry);
    ([r0, r1, r2, r3], carry)
}

/// The difference modulo 2^256, and whether it was negative.
#[inline(always)]
pub(crate) fn difference(a: Words, b: Words) -> (Words, bool) {
    let (r0, borrow) = subtract(a[0], b[0], false);
    let (r1, borrow) = subtract(a[1], b[1], borrow);
    let (r2, borrow) = subtract(a[2], b[2], borrow);
    let (r3, borrow) = subtract(a[3], b[3], borrow);
    ([r0, r1, r2, r3], borrow)
}

/// `a + b` where `b` has 128 bits: modulo 2^256, and whether it was larger.
#[inline(always)]
pub(crate) fn sum_small(a: Words, b: u128) -> (Words, bool) {
    sum(a, [low(b), high(b), 0, 0])
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
