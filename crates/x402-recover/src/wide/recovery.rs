//! Recovery: SEC 1 version 2.0, §4.1.6.

use super::{
    field::Field,
    multiply::{combine, invert_all},
    point::{Affine, Jacobian},
    scalar::{N, Scalar},
    words::{self, Words},
};
use crate::{PublicKey, Signature, Signed};

/// The numbers of a signature, checked to be in range.
pub(super) struct Read {
    pub(super) r: Scalar,
    pub(super) s: Scalar,
    /// The x coordinate of the nonce's point.
    pub(super) x: Field,
}

impl Read {
    /// Returns `None` if r or s is zero or not below n, or if the recovery id asks for r + n and that is not below p.
    pub(super) fn new(signature: &Signature) -> Option<Self> {
        let r = Scalar::nonzero(&signature.r)?;
        let s = Scalar::nonzero(&signature.s)?;
        let x = if signature.recovery_id.x_is_reduced { plus_n(r.words())? } else { signature.r };
        Some(Self { r, s, x: Field::from_bytes(&x)? })
    }
}

fn plus_n(r: Words) -> Option<[u8; 32]> {
    let (sum, is_larger) = words::sum(r, N);
    (!is_larger).then(|| words::to_bytes(sum))
}

/// Recovers the keys of at most N signatures, with one inversion for all r and one for all Z. Writes the keys to the
/// slots in order.
pub(crate) fn recover_chunk<const N: usize>(signed: &[Signed], keys: &mut [Option<PublicKey>]) {
    let mut read: [Option<(Read, Affine)>; N] = [const { None }; N];
    for (slot, signed) in read.iter_mut().zip(signed) {
        *slot = read_point(&signed.signature);
    }
    // Signatures that are out of range take no part in the inversions.
    let mut inverses = [Scalar::ONE; N];
    for (inverse, (read, _)) in inverses.iter_mut().zip(read.iter().flatten()) {
        *inverse = read.r;
    }
    let count = read.iter().flatten().count();
    invert_all::<_, N>(&mut inverses[..count], Scalar::invert);

    let mut points = [Jacobian::INFINITY; N];
    let mut inverses = inverses.iter();
    for ((point, read), signed) in points.iter_mut().zip(&read).zip(signed) {
        let Some((read, nonce)) = read else { continue };
        let Some(inverse) = inverses.next() else { break };
        let digest = Scalar::reduced(&signed.prehash);
        *point = combine(nonce, read.s * *inverse, -(digest * *inverse));
    }

    let mut inverses = [Field::ONE; N];
    let count = points.iter().filter_map(Jacobian::z).zip(&mut inverses).map(|(z, slot)| *slot = z).count();
    invert_all::<_, N>(&mut inverses[..count], Field::invert);
    let mut inverses = inverses.iter();
    for (key, point) in keys.iter_mut().zip(points) {
        *key = point.z().and_then(|_| inverses.next()).map(|inverse| point.to_affine(*inverse).into());
    }
}

fn read_point(signature: &Signature) -> Option<(Read, Affine)> {
    let read = Read::new(signature)?;
    let point = Affine::with_x(read.x, signature.recovery_id.y_is_odd)?;
    Some((read, point))
}

impl From<Affine> for PublicKey {
    fn from(Affine { x, y }: Affine) -> Self {
        Self { x: x.to_bytes(), y: y.to_bytes() }
    }
}

/// The coordinates of the key as a point of the curve.
pub(super) fn point_of(key: &PublicKey) -> Affine {
    let [x, y] = [key.x, key.y].map(|coordinate| Field::from_words(words::from_bytes(&coordinate)));
    Affine { x, y }
}
