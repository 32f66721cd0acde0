//! Checks whether a signature recovers a known key.

use core::fmt;

use super::{
    field::Field,
    point::{Affine, Jacobian},
    recovery::{Read, point_of},
    scalar::Scalar,
    split::split,
    tables::{self, GENERATOR, GENERATOR_BY_2_64},
    wnaf::Digits,
};
use crate::{PublicKey, Signature};

/// The width of the digits. There are 32 odd multiples of the key, and 32 of 2^64 times the key.
const WIDTH: u32 = 7;
const MULTIPLES: usize = 1 << (WIDTH - 2);

/// A public key with 64 of its multiples. Preparing it costs about two thirds of a recovery, and so does checking a
/// signature with it.
#[derive(Clone)]
pub struct KnownKey {
    key: PublicKey,
    multiples: [Affine; MULTIPLES],
    multiples_by_2_64: [Affine; MULTIPLES],
}

impl KnownKey {
    /// Computes the multiples of the key.
    #[must_use]
    pub fn new(key: &PublicKey) -> Self {
        let point = Jacobian::from(point_of(key));
        let (mut multiples, z) = point.odd_multiples();
        let (mut multiples_by_2_64, z_by_2_64) = point.double_times(64).odd_multiples();
        // The two sets of multiples share one inversion.
        let inverse = (z * z_by_2_64).invert();
        unscale(&mut multiples, inverse * z_by_2_64);
        unscale(&mut multiples_by_2_64, inverse * z);
        Self { key: *key, multiples, multiples_by_2_64 }
    }

    /// The key whose multiples these are.
    pub const fn key(&self) -> &PublicKey {
        &self.key
    }

    /// Returns `true` if [`recover`](crate::recover) would return this key for the signature.
    ///
    /// The key Q is recovered from the nonce's point R if and only if z/s·G + r/s·Q is R. This function therefore
    /// computes that point, and compares its x and the parity of its y, which together determine R.
    pub fn has_signed(&self, prehash: &[u8; 32], signature: &Signature) -> bool {
        let Some(read) = Read::new(signature) else { return false };
        let inverse = read.s.invert();
        let nonce = self.combine(read.r * inverse, Scalar::reduced(prehash) * inverse);
        let Some(z) = nonce.z() else { return false };
        let Affine { x, y } = nonce.to_affine(z.invert());
        (x - read.x).is_zero() && y.is_odd() == signature.recovery_id.y_is_odd
    }

    /// Computes `by_key·Q + by_generator·G`, with both scalars split in quarters.
    fn combine(&self, by_key: Scalar, by_generator: Scalar) -> Jacobian {
        let digits = |scalar: Scalar, width: u32| {
            split(scalar).map(|half| half.quarters().map(|quarter| Digits::new(quarter, width)))
        };
        let [[k1, k1_by_2_64], [k2, k2_by_2_64]] = digits(by_key, WIDTH);
        let [[g1, g1_by_2_64], [g2, g2_by_2_64]] = digits(by_generator, tables::WIDTH);
        let plain: [(&Digits, &[Affine]); 4] = [
            (&k1, &self.multiples),
            (&k1_by_2_64, &self.multiples_by_2_64),
            (&g1, &GENERATOR),
            (&g1_by_2_64, &GENERATOR_BY_2_64),
        ];
        let by_lambda: [(&Digits, &[Affine]); 4] = [
            (&k2, &self.multiples),
            (&k2_by_2_64, &self.multiples_by_2_64),
            (&g2, &GENERATOR),
            (&g2_by_2_64, &GENERATOR_BY_2_64),
        ];
        let lengths = plain.iter().chain(&by_lambda).map(|(digits, _)| digits.length);
        let mut sum = Jacobian::INFINITY;
        for at in (0..lengths.max().unwrap_or(0)).rev() {
            sum = sum.double();
            for multiple in plain.iter().filter_map(|(digits, table)| digits.pick(at, table)) {
                sum = sum.add(&multiple);
            }
            for multiple in by_lambda.iter().filter_map(|(digits, table)| digits.pick_by_lambda(at, table)) {
                sum = sum.add(&multiple);
            }
        }
        sum
    }
}

/// Converts the multiples from the curve on which they are affine to secp256k1, given 1/Z.
fn unscale(multiples: &mut [Affine], inverse: Field) {
    let square = inverse.square();
    for multiple in multiples {
        *multiple = Affine { x: multiple.x * square, y: multiple.y * square * inverse };
    }
}

impl fmt::Debug for KnownKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("KnownKey").field(&self.key).finish()
    }
}
