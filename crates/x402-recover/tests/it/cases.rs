//! Signatures by chance, and those at which implementations part. The unit tests of `src/short/` use them too.

use std::vec::Vec;

use k256::{
    ProjectivePoint,
    ecdsa::SigningKey,
    elliptic_curve::{ff::PrimeField, sec1::ToSec1Point},
};
use x402_recover::{RecoveryId, Signature, Signed};

/// The order of the curve.
pub(crate) const N: [u8; 32] = hex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
/// The prime of the field.
pub(crate) const P: [u8; 32] = hex("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f");
/// p − n: below, an r stands for two x.
pub(crate) const P_LESS_N: [u8; 32] = hex("000000000000000000000000000000014551231950b75fc4402da1722fc9baee");
/// λ, by which (x, y) → (β·x, y) multiplies.
pub(crate) const LAMBDA: [u8; 32] = hex("5363ad4cc05c30e0a5261c028812645a122e22ea20816678df02967c1b23bd72");

const fn hex(text: &str) -> [u8; 32] {
    const fn digit(byte: u8) -> u8 {
        if byte < b'a' { byte - b'0' } else { byte - b'a' + 10 }
    }
    let mut bytes = [0; 32];
    let mut at = 0;
    while at < 32 {
        bytes[at] = digit(text.as_bytes()[2 * at]) << 4 | digit(text.as_bytes()[2 * at + 1]);
        at += 1;
    }
    bytes
}

pub(crate) fn small(number: u64) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes[24..].copy_from_slice(&number.to_be_bytes());
    bytes
}

/// The number less this one, modulo 2^256.
pub(crate) fn less(mut number: [u8; 32], by: [u8; 32]) -> [u8; 32] {
    let mut borrow = false;
    for (slot, byte) in number.iter_mut().zip(by).rev() {
        let (difference, first) = slot.overflowing_sub(byte);
        let (difference, second) = difference.overflowing_sub(u8::from(borrow));
        (*slot, borrow) = (difference, first | second);
    }
    number
}

/// The number and this one, modulo 2^256.
pub(crate) fn plus(number: [u8; 32], more: u64) -> [u8; 32] {
    less(number, less([0; 32], small(more)))
}

/// Both coordinates of a point that is not infinity.
pub(crate) fn coordinates(point: ProjectivePoint) -> [[u8; 32]; 2] {
    let sec1 = point.to_affine().to_sec1_point(false);
    let (x, y) = sec1.as_bytes()[1..].split_at(32);
    [x, y].map(|coordinate| coordinate.try_into().unwrap())
}

/// Points that the tables have, and sums at which additions of their multiples meet: k·2^i·G, also with λ.
fn multiples() -> Vec<[[u8; 32]; 2]> {
    let lambda = k256::Scalar::from_repr(LAMBDA.into()).unwrap();
    let generator = ProjectivePoint::GENERATOR;
    let by_2_64 = (0..64).fold(generator, |point, _| point.double());
    let by_2_128 = (0..64).fold(by_2_64, |point, _| point.double());
    let bases = [generator, by_2_64, by_2_128, generator * lambda, by_2_64 * lambda, generator + by_2_64];
    let of = |base: ProjectivePoint| {
        (0..140).scan(ProjectivePoint::IDENTITY, move |point, _| {
            *point += base;
            Some(coordinates(*point))
        })
    };
    bases.into_iter().flat_map(of).collect()
}

/// An endless source. The same seed gives the same cases.
pub(crate) struct Cases {
    state: u64,
    multiples: Vec<[[u8; 32]; 2]>,
    /// The one before, which comes again, changed.
    pub(crate) last: Signed,
}

impl Cases {
    pub(crate) fn new(seed: u64) -> Self {
        let recovery_id = RecoveryId { y_is_odd: false, x_is_reduced: false };
        let last = Signed { prehash: small(1), signature: Signature { r: small(1), s: small(1), recovery_id } };
        let mut cases = Self { state: seed, multiples: multiples(), last };
        // The state goes up by the same step each time: seeds one step apart would give the same cases, one word later.
        cases.state = cases.word();
        cases
    }

    /// splitmix64.
    pub(crate) fn word(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.state;
        word = (word ^ word >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ word >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ word >> 31
    }

    pub(crate) fn below(&mut self, count: u64) -> u64 {
        self.word() % count
    }

    pub(crate) fn bytes(&mut self) -> [u8; 32] {
        let words = [(); 4].map(|()| self.word().to_be_bytes());
        words.as_flattened().try_into().unwrap()
    }

    /// Near a number at which a range ends or carries turn.
    fn edge(&mut self) -> [u8; 32] {
        let by = small(self.below(300));
        match self.below(10) {
            0 => by,
            1 => less(N, by),
            2 => plus(N, self.below(300)),
            3 => less(P_LESS_N, by),
            4 => less(P, by),
            5 => less([0xff; 32], by),
            6 => less(LAMBDA, small(self.below(3))),
            7 => {
                let mut half = N;
                // Half of the order, rounded down.
                let mut carry = 0;
                for byte in &mut half {
                    (*byte, carry) = (*byte >> 1 | carry << 7, *byte & 1);
                }
                plus(less(half, small(2)), self.below(5))
            }
            // A power of two, and runs of ones: where digits carry.
            8 => {
                let mut power = [0; 32];
                let bit = self.below(256);
                power[usize::try_from(31 - bit / 8).unwrap()] = 1 << (bit % 8);
                less(power, small(self.below(3)))
            }
            _ => core::array::from_fn(|_| [0, 0xff, 0x80, 0x7f, 1][usize::try_from(self.below(5)).unwrap()]),
        }
    }

    fn scalar(&mut self) -> [u8; 32] {
        if self.below(3) == 0 { self.edge() } else { self.bytes() }
    }

    /// The next case.
    pub(crate) fn next_case(&mut self) -> Signed {
        let id = self.word();
        let recovery_id = RecoveryId { y_is_odd: id & 1 == 1, x_is_reduced: id & 14 == 14 };
        let signed = match self.below(8) {
            // A nonce that is a small multiple of the generator, or of what else tables have; s near the digest makes the
            // key infinity or a small multiple, too.
            0 | 1 => {
                let at = usize::try_from(self.below(self.multiples.len() as u64)).unwrap();
                let prehash = self.scalar();
                let s = match self.below(4) {
                    0 => prehash,
                    1 => less(N, prehash),
                    2 => plus(prehash, self.below(4)),
                    _ => self.scalar(),
                };
                Signed { prehash, signature: Signature { r: self.multiples[at][0], s, recovery_id } }
            }
            // r below p − n, which stands for two x: those that have the second recovery ids.
            2 => {
                let mut r = self.bytes();
                r[..16].fill(0);
                let s = self.scalar();
                let recovery_id = RecoveryId { x_is_reduced: id & 2 == 2, ..recovery_id };
                Signed { prehash: self.scalar(), signature: Signature { r, s, recovery_id } }
            }
            // A true signature, also by a key and over a digest at an edge.
            3 => self.signed().unwrap_or(self.last),
            // The one before, with one bit turned or a part exchanged.
            4 => self.changed(),
            _ => Signed {
                prehash: self.scalar(),
                signature: Signature { r: self.scalar(), s: self.scalar(), recovery_id },
            },
        };
        self.last = signed;
        signed
    }

    /// A signature by a key from this source. `None` if the key would be out of range.
    pub(crate) fn signed(&mut self) -> Option<Signed> {
        let key = SigningKey::from_slice(&self.scalar()).ok()?;
        let prehash = self.scalar();
        let (signature, id) = key.sign_prehash_recoverable(&prehash);
        let (r, s) = signature.split_bytes();
        let recovery_id = RecoveryId::from_byte(id.to_byte()).unwrap();
        Some(Signed { prehash, signature: Signature { r: r.into(), s: s.into(), recovery_id } })
    }

    pub(crate) fn changed(&mut self) -> Signed {
        let mut signed = self.last;
        let Signature { r, s, recovery_id } = &mut signed.signature;
        let at = self.below(32);
        let at = usize::try_from(at).unwrap();
        let bit = 1 << self.below(8);
        match self.below(6) {
            0 => r[at] ^= bit,
            1 => s[at] ^= bit,
            2 => signed.prehash[at] ^= bit,
            3 => recovery_id.y_is_odd ^= true,
            4 => recovery_id.x_is_reduced ^= true,
            // The twin with the other s.
            _ => {
                *s = less(N, *s);
                recovery_id.y_is_odd ^= self.word() & 1 == 1;
            }
        }
        signed
    }
}
