//! `verify_strict` beside that of ed25519-dalek, where points of small order take part.

use curve25519_dalek::{EdwardsPoint, Scalar, constants::EIGHT_TORSION, edwards::CompressedEdwardsY};
use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use sha2::{Digest, Sha512};
use x402_schemes::solana::Address;
use x402_verify::solana::verify_strict;

/// Of a key and an R that are off by torsion, the equation holds for about one message in eight.
const MESSAGES: u8 = 24;

/// A scalar, and the encoding of its point, which may be off by torsion.
struct Half {
    scalar: Scalar,
    encoding: [u8; 32],
}

/// How many messages were accepted.
#[derive(Default)]
struct Accepted {
    strictly: usize,
    otherwise: usize,
}

/// One for each point of small order that is added.
fn large(scalar: u64) -> Vec<Half> {
    let scalar = Scalar::from(scalar);
    let point = EdwardsPoint::mul_base(&scalar);
    EIGHT_TORSION.iter().map(|torsion| Half { scalar, encoding: (point + torsion).compress().to_bytes() }).collect()
}

/// The points of small order, in all ways to write them: with either sign of x, and with y + p.
fn small() -> Vec<Half> {
    let mut encodings: Vec<[u8; 32]> = EIGHT_TORSION.iter().map(|point| point.compress().to_bytes()).collect();
    for low in [0xed, 0xee] {
        let mut y_plus_p = [0xff; 32];
        y_plus_p[0] = low;
        encodings.push(y_plus_p);
    }
    for mut encoding in encodings.clone() {
        encoding[31] ^= 0x80;
        encodings.push(encoding);
    }
    encodings.sort_unstable();
    encodings.dedup();
    assert_eq!(encodings.len(), 14);
    assert!(encodings.iter().all(|it| CompressedEdwardsY(*it).decompress().unwrap().is_small_order()));
    encodings.into_iter().map(|encoding| Half { scalar: Scalar::ZERO, encoding }).collect()
}

/// Signs messages with s = r + k·a. Ours has to agree with the peer's about each.
fn attempt(key: &Half, r: &Half) -> Accepted {
    let peer = VerifyingKey::from_bytes(&key.encoding).unwrap();
    let mut accepted = Accepted::default();
    for message in 0..MESSAGES {
        let message = [message];
        let hash = Sha512::new().chain_update(r.encoding).chain_update(key.encoding).chain_update(message).finalize();
        let s = r.scalar + Scalar::from_bytes_mod_order_wide(&hash.into()) * key.scalar;
        let signature = Signature::from_components(r.encoding, s.to_bytes());
        let strictly = peer.verify_strict(&message, &signature).is_ok();
        assert_eq!(
            verify_strict(&Address::new(key.encoding), &message, &signature.to_bytes()),
            strictly,
            "key {:02x?}, message {message:?}, {signature:?}",
            key.encoding
        );
        if strictly {
            accepted.strictly += 1;
        } else if peer.verify(&message, &signature).is_ok() {
            accepted.otherwise += 1;
        }
    }
    accepted
}

/// Of all keys together.
fn attempts(keys: &[Half], r: &Half) -> Accepted {
    keys.iter().map(|key| attempt(key, r)).fold(Accepted::default(), |sum, it| Accepted {
        strictly: sum.strictly + it.strictly,
        otherwise: sum.otherwise + it.otherwise,
    })
}

#[test]
fn r_of_small_order_is_refused_where_the_equation_holds() {
    let keys = large(3);
    let mut equations = 0;
    for r in small() {
        let Accepted { strictly, otherwise } = attempts(&keys, &r);
        assert_eq!(strictly, 0);
        equations += usize::from(otherwise > 0);
    }
    // For each point, in its one encoding.
    assert_eq!(equations, 8);
    for r in large(5) {
        let Accepted { strictly, otherwise } = attempts(&keys, &r);
        assert!(strictly > 0 && otherwise == 0, "torsion alone refuses nothing");
    }
}

#[test]
fn a_key_of_small_order_is_refused_where_the_equation_holds() {
    let keys = small();
    for r in large(5) {
        let Accepted { strictly, otherwise } = attempts(&keys, &r);
        assert!(strictly == 0 && otherwise > 0);
    }
    for r in small() {
        assert_eq!(attempts(&keys, &r).strictly, 0);
    }
}
