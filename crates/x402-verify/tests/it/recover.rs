//! Public key recovery, whichever library does it, against `k256` used directly.

use alloy_primitives::{B256, U256, keccak256};
use k256::ecdsa::{RecoveryId, Signature, VerifyingKey};
use x402_schemes::evm::{Address, Signature as Bytes};
use x402_verify::evm::recover_signer;

use crate::{
    sign::{self, ORDER, Rsv},
    support::{Terms, Token},
};

fn ours(digest: B256, rsv: Rsv) -> Option<Address> {
    recover_signer(&digest.0, &Bytes::new(rsv.bytes()))
}

fn by_k256(digest: B256, Rsv { r, s, v }: Rsv) -> Option<Address> {
    let signature = Signature::from_scalars(r.to_be_bytes::<32>(), s.to_be_bytes::<32>()).ok()?;
    let parity = RecoveryId::new(v == 28, false);
    let key = VerifyingKey::recover_from_prehash(digest.as_slice(), &signature, parity).ok()?;
    let hash = keccak256(&key.to_sec1_point(false).as_bytes()[1..]);
    Some(Address::new(hash[12..].try_into().unwrap()))
}

/// Of each scalar the values at which libraries part.
fn edges() -> Vec<U256> {
    let one = U256::from(1);
    let field = U256::MAX - U256::from(0x1_0000_03d0_u64);
    let half = ORDER / U256::from(2);
    let near = |value: U256| [value - one, value, value + one];
    // Some small r are an x of the curve and some are not; below p - n a recovery id of 2 or 3 would mean r + n.
    let mut edges: Vec<U256> = (0..8).map(U256::from).collect();
    edges.extend([half, ORDER, field - ORDER, field].into_iter().flat_map(near));
    edges.extend([U256::MAX, U256::MAX >> 1]);
    edges
}

#[test]
fn every_edge_is_recovered_alike() {
    let good = sign::sign(&Terms::new(), &Token::new());
    let digests = [sign::digest(&Terms::new(), &Token::new()), B256::ZERO, ORDER.into(), U256::MAX.into()];
    let mut recovered = [0; 2];
    for digest in digests {
        for r in edges().into_iter().chain([good.r]) {
            for s in edges().into_iter().chain([good.s, ORDER - good.s]) {
                for v in [27, 28] {
                    let rsv = Rsv { r, s, v };
                    let signer = ours(digest, rsv);
                    assert_eq!(signer, by_k256(digest, rsv), "{digest} {rsv:?}");
                    let in_range = |scalar: U256| !scalar.is_zero() && scalar < ORDER;
                    assert!(signer.is_none() || in_range(r) && in_range(s), "{rsv:?}");
                    recovered[usize::from(signer.is_some())] += 1;
                }
            }
        }
    }
    assert!(recovered.iter().all(|count| *count > 1000), "{recovered:?}");
}

/// A high s is refused by the checks; whose it is can be told all the same.
#[test]
fn the_high_s_twin_is_of_the_same_signer() {
    let digest = sign::digest(&Terms::new(), &Token::new());
    let good = sign::sign(&Terms::new(), &Token::new());
    let payer = sign::PAYER.parse().ok();
    assert_eq!(ours(digest, good), payer);
    assert_eq!(ours(digest, good.high_s_twin()), payer);
    assert_ne!(ours(digest, Rsv { v: 55 - good.v, ..good }), payer);
}

/// Q = r⁻¹(sR − zG) is the point at infinity where sR = zG: R = G, s = z.
#[test]
fn no_key_at_infinity() {
    let generator_x: U256 = "0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798".parse().unwrap();
    for z in [1u64, 7] {
        let digest = B256::from(U256::from(z));
        // The generator's y is even.
        assert_eq!(ours(digest, Rsv { r: generator_x, s: U256::from(z), v: 27 }), None);
        assert!(ours(digest, Rsv { r: generator_x, s: U256::from(z), v: 28 }).is_some());
        assert!(ours(digest, Rsv { r: generator_x, s: U256::from(z + 1), v: 27 }).is_some());
    }
}

#[test]
fn thousands_of_signatures_are_recovered_alike() {
    let mut seed = B256::ZERO;
    let mut next = || {
        seed = keccak256(seed);
        seed
    };
    let mut found = 0;
    for _ in 0..2000 {
        let (digest, r, s) = (next(), U256::from_be_bytes(next().0), U256::from_be_bytes(next().0));
        for v in [27, 28] {
            let rsv = Rsv { r, s, v };
            let signer = ours(digest, rsv);
            assert_eq!(signer, by_k256(digest, rsv), "{digest} {rsv:?}");
            found += u32::from(signer.is_some());
        }
    }
    // About every second x belongs to a point.
    assert!((1600..2400).contains(&found), "{found}");
}

/// The keys of the payers are not printed.
#[cfg(all(feature = "recover", not(feature = "c-secp")))]
#[test]
fn a_verifier_prints_how_many_payers_it_remembers() {
    let case = crate::support::Case::new();
    let mut verifier = x402_verify::Verifier::new(8);
    for known in [0, 1, 1] {
        assert_eq!(format!("{verifier:?}"), format!("Verifier {{ payers: Payers {{ known: {known}, most: 8 }} }}"));
        assert_eq!(verifier.verify(&case.payment, &case.offers, &case.context()), case.report());
    }
}
