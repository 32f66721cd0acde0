//! Signatures that only some verifiers take.

use curve25519_dalek::{
    EdwardsPoint, Scalar,
    constants::{ED25519_BASEPOINT_POINT, EIGHT_TORSION},
};
use sha2::{Digest, Sha512};

use super::build::{key, public};

/// A key, and a signature that some verifier takes for it.
pub(super) struct Forgery {
    pub(super) key: [u8; 32],
    pub(super) signature: [u8; 64],
}

/// The order of the group, with the lowest byte first.
const ORDER: [u8; 32] = {
    let mut order = [0; 32];
    let low: [u8; 16] = 0x14de_f9de_a2f7_9cd6_5812_631a_5cf5_d3ed_u128.to_le_bytes();
    let mut at = 0;
    while at < 16 {
        order[at] = low[at];
        at += 1;
    }
    order[31] = 0x10;
    order
};

/// The secret of the key of 32 bytes of 1.
fn secret() -> Scalar {
    let hash: [u8; 64] = Sha512::digest([1; 32]).into();
    let mut low: [u8; 32] = std::array::from_fn(|at| hash[at]);
    low[0] &= 248;
    low[31] = (low[31] & 63) | 64;
    Scalar::from_bytes_mod_order(low)
}

/// The hash by which a signature depends on the message.
fn challenge(r: &[u8; 32], key: &[u8; 32], message: &[u8]) -> Scalar {
    let hash: [u8; 64] = Sha512::digest([r.as_slice(), key, message].concat()).into();
    Scalar::from_bytes_mod_order_wide(&hash)
}

fn joined(key: [u8; 32], r: [u8; 32], s: [u8; 32]) -> Forgery {
    let bytes = [r, s];
    Forgery { key, signature: bytes.as_flattened().try_into().expect("64 bytes") }
}

fn bytes(point: EdwardsPoint) -> [u8; 32] {
    point.compress().to_bytes()
}

pub(super) fn with_s_plus_order(message: &[u8; 32]) -> Forgery {
    use ed25519_dalek::Signer as _;
    let signature = key(1).sign(message).to_bytes();
    let mut carry = 0;
    let s = std::array::from_fn(|at| {
        let sum = u16::from(signature[32 + at]) + u16::from(ORDER[at]) + carry;
        carry = sum >> 8;
        sum.to_le_bytes()[0]
    });
    joined(public(1), std::array::from_fn(|at| signature[at]), s)
}

pub(super) fn with_small_r(message: &[u8; 32]) -> Forgery {
    let r = bytes(EIGHT_TORSION[0]);
    let s = challenge(&r, &public(1), message) * secret();
    joined(public(1), r, s.to_bytes())
}

pub(super) fn with_torsion_in_r(message: &[u8; 32]) -> Forgery {
    let nonce = Scalar::from(7_u64);
    let r = bytes(ED25519_BASEPOINT_POINT * nonce + EIGHT_TORSION[1]);
    let s = nonce + challenge(&r, &public(1), message) * secret();
    joined(public(1), r, s.to_bytes())
}

pub(super) fn with_small_key(_: &[u8; 32]) -> Forgery {
    joined(bytes(EIGHT_TORSION[0]), bytes(ED25519_BASEPOINT_POINT), Scalar::ONE.to_bytes())
}

/// The challenge is a multiple of eight, so that what is of small order in the key has no effect.
pub(super) fn with_torsion_in_key(message: &[u8; 32]) -> Forgery {
    let key = bytes(ED25519_BASEPOINT_POINT * secret() + EIGHT_TORSION[1]);
    let tries = (1_u64..).map(|nonce| {
        let nonce = Scalar::from(nonce);
        let r = bytes(ED25519_BASEPOINT_POINT * nonce);
        (nonce, r, challenge(&r, &key, message))
    });
    let mut fitting = tries.filter(|(.., challenge)| challenge.to_bytes()[0].is_multiple_of(8));
    let (nonce, r, challenge) = fitting.next().expect("one in eight");
    joined(key, r, (nonce + challenge * secret()).to_bytes())
}
