//! Splits a scalar in two of half the length.
//!
//! R. Gallant, R. Lambert, S. Vanstone, "Faster point multiplication on elliptic curves with efficient endomorphisms"
//! (CRYPTO 2001). On this curve, (x, y) → (β·x, y) is multiplication by λ, a cube root of one modulo n. So k·P = k₁·P +
//! k₂·(β·x, y) with k = k₁ + k₂·λ. The short vectors (a₁, b₁) and (a₂, b₂), for which a + b·λ is 0 modulo n, are those
//! of "Guide to Elliptic Curve Cryptography" (Hankerson, Menezes, Vanstone 2004), §3.5. libsecp256k1's `scalar_impl.h`
//! proves the bounds: both halves are below 2^128.

use super::{
    field::Field,
    scalar::Scalar,
    words::{self, Words, low},
};

/// β: a cube root of one modulo p.
pub(crate) const BETA: Field =
    Field::from_words([0xc139_6c28_7195_01ee, 0x9cf0_4975_12f5_8995, 0x6e64_479e_ac34_34e9, 0x7ae9_6a2b_657c_0710]);

/// A number modulo 2^192. It may represent a negative number.
type Short = [u64; 3];

/// a₁, and also b₂.
const A1: Short = [0xe86c_90e4_9284_eb15, 0x3086_d221_a7d4_6bcd, 0];
const MINUS_B1: Short = [0x6f54_7fa9_0abf_e4c3, 0xe443_7ed6_010e_8828, 0];
const A2: Short = [0x57c1_108d_9d44_cfd8, 0x14ca_50f7_a8e2_f3f6, 1];
/// b₂·2^384/n and −b₁·2^384/n, rounded.
const G1: Words = [0xe893_209a_45db_b031, 0x3daa_8a14_71e8_ca7f, 0xe86c_90e4_9284_eb15, 0x3086_d221_a7d4_6bcd];
const G2: Words = [0x1571_b4ae_8ac4_7f71, 0x2212_08ac_9df5_06c6, 0x6f54_7fa9_0abf_e4c4, 0xe443_7ed6_010e_8828];

/// A number between −2^128 and 2^128.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Half {
    pub(crate) magnitude: u128,
    pub(crate) is_negative: bool,
}

impl Half {
    fn new(number: Short) -> Self {
        let is_negative = number[2] >> 63 == 1;
        let [low, high, top] = if is_negative { difference([0; 3], number) } else { number };
        debug_assert_eq!(top, 0, "halves are below 2^128");
        Self { magnitude: u128::from(high) << 64 | u128::from(low), is_negative }
    }

    /// Returns `low` and `high` with number = `low + 2^64·high`. Both have the number's sign.
    pub(crate) fn quarters(self) -> [Self; 2] {
        [self.magnitude & u128::from(u64::MAX), self.magnitude >> 64].map(|magnitude| Self { magnitude, ..self })
    }
}

/// Returns k₁ and k₂ with k = k₁ + k₂·λ.
pub(crate) fn split(k: Scalar) -> [Half; 2] {
    let (c1, c2) = (rounded(k, G1), rounded(k, G2));
    let [k0, k1, k2, _] = k.words();
    // Modulo 2^192, which is large enough for the results and their signs.
    let first = difference(difference([k0, k1, k2], product(c1, A1)), product(c2, A2));
    let second = difference(product(c1, MINUS_B1), product(c2, A1));
    [first, second].map(Half::new)
}

/// `k·factor/2^384`, rounded to the nearest integer.
fn rounded(k: Scalar, factor: Words) -> u128 {
    let [.., below, low, high] = words::multiply(k.words(), factor);
    (u128::from(high) << 64 | u128::from(low)) + u128::from(below >> 63)
}

/// The product modulo 2^192.
fn product(a: u128, [b0, b1, b2]: Short) -> Short {
    let ([r0, r1, r2, _], _) = words::row(low(a), [b0, b1, b2, 0], [0; 4]);
    let ([r1, r2, ..], _) = words::row(low(a >> 64), [b0, b1, 0, 0], [r1, r2, 0, 0]);
    [r0, r1, r2]
}

/// The difference modulo 2^192.
fn difference(a: Short, b: Short) -> Short {
    let (r0, borrow) = words::subtract(a[0], b[0], false);
    let (r1, borrow) = words::subtract(a[1], b[1], borrow);
    let (r2, _) = words::subtract(a[2], b[2], borrow);
    [r0, r1, r2]
}

#[cfg(test)]
pub(crate) mod tests {
    use num_bigint::{BigInt, BigUint};

    use super::*;
    use crate::wide::{
        scalar::N,
        words::tests::{Numbers, big},
    };

    /// λ computed from the vectors: −a₁/b₁ modulo n.
    pub(crate) fn lambda() -> BigUint {
        let n = big(&N);
        let lambda = big(&A1) * big(&MINUS_B1).modpow(&(&n - 2u8), &n) % &n;
        assert_eq!(lambda.modpow(&3u8.into(), &n), 1u8.into());
        assert_ne!(lambda, 1u8.into());
        lambda
    }

    #[test]
    fn beta_multiplies_by_lambda() {
        use k256::elliptic_curve::{ff::PrimeField, sec1::ToSec1Point};

        let mut bytes = [0; 32];
        bytes.copy_from_slice(&lambda().to_bytes_be());
        let scalar = k256::Scalar::from_repr(bytes.into()).unwrap();
        let coordinates =
            |point: k256::ProjectivePoint| <[u8; 65]>::try_from(point.to_sec1_point(false).as_bytes()).unwrap();
        let (one, by_lambda) =
            (coordinates(k256::ProjectivePoint::GENERATOR), coordinates(k256::ProjectivePoint::GENERATOR * scalar));
        let x = Field::from_bytes(one[1..33].try_into().unwrap()).unwrap() * BETA;
        assert_eq!(x.to_bytes(), by_lambda[1..33]);
        assert_eq!(one[33..], by_lambda[33..]);
    }

    #[test]
    fn the_constants_follow_from_the_vectors() {
        let n = big(&N);
        let rounded = |number: BigUint| ((number << 385u32) / &n + 1u8) >> 1u32;
        assert_eq!(big(&G1), rounded(big(&A1)));
        assert_eq!(big(&G2), rounded(big(&MINUS_B1)));
        assert_eq!(big(&A2), big(&A1) + big(&MINUS_B1));
        // a₁·b₂ − a₂·b₁ is n, so the vectors span the whole lattice.
        assert_eq!(big(&A1) * big(&A1) + big(&A2) * big(&MINUS_B1), n);
        assert_eq!((big(&A2) + big(&A1) * lambda()) % &n, BigUint::ZERO);
    }

    #[test]
    fn halves_are_short_and_make_the_scalar() {
        let (n, lambda) = (BigInt::from(big(&N)), BigInt::from(lambda()));
        let signed = |half: Half| {
            let magnitude = BigInt::from(half.magnitude);
            if half.is_negative { -magnitude } else { magnitude }
        };
        let mut numbers = Numbers(5);
        let mut signs = [0; 4];
        // Random numbers, and numbers at which the rounding changes: multiples of n/G1 and n/G2 and their neighbours.
        let turning = |numbers: &mut Numbers| {
            let factor = if numbers.word() & 1 == 0 { G1 } else { G2 };
            let at = ((big(&numbers.words()) >> 128u32) << 1u32) + 1u8;
            let mut bytes = [0; 32];
            let k = ((at << 383u32) / big(&factor)) % big(&N) + numbers.word() % 2;
            bytes[32 - k.to_bytes_be().len()..].copy_from_slice(&k.to_bytes_be());
            bytes
        };
        for round in 0..40_000 {
            let bytes = if round % 2 == 0 { words::to_bytes(numbers.words()) } else { turning(&mut numbers) };
            let k = Scalar::reduced(&bytes);
            let [first, second] = split(k);
            let sum = signed(first) + signed(second) * &lambda;
            assert_eq!((sum % &n + &n) % &n, BigInt::from(big(&k.words())));
            for half in [first, second] {
                let [low, high] = half.quarters();
                assert_eq!(signed(low) + (signed(high) << 64u32), signed(half));
            }
            signs[usize::from(first.is_negative) * 2 + usize::from(second.is_negative)] += 1;
        }
        assert!(signs.iter().all(|count| *count > 1000), "{signs:?}");
    }
}
