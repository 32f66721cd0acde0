//! The keys of this module, of `k256` and of libsecp256k1, on the cases of the integration tests, which test `wide` where
//! words have 64 bits.

use std::{vec, vec::Vec};

use self::{
    cases::Cases,
    peers::{by_k256, by_libsecp256k1},
};
use super::{KnownKey, is_point, recover_chunk};
use crate::Signed;

#[allow(dead_code, clippy::as_conversions, reason = "the integration tests use the rest")]
#[path = "../../tests/it/cases.rs"]
mod cases;
#[path = "../../tests/it/peers.rs"]
mod peers;

#[test]
fn keys_are_those_of_k256_and_libsecp256k1() {
    let mut source = Cases::new(29);
    let [mut keys, mut refusals, mut known, mut others] = [0; 4];
    for _ in 0..100 {
        let signed: Vec<Signed> = (0..61).map(|_| source.next_case()).collect();
        let mut ours = vec![None; signed.len()];
        recover_chunk::<61>(&signed, &mut ours);
        for (signed, key) in signed.iter().zip(&ours) {
            assert_eq!(*key, by_k256(signed), "k256: {signed:02x?}");
            assert_eq!(*key, by_libsecp256k1(signed), "libsecp256k1: {signed:02x?}");
            let mut alone = [None];
            recover_chunk::<1>(core::slice::from_ref(signed), &mut alone);
            assert_eq!([*key], alone);
            *(if key.is_some() { &mut keys } else { &mut refusals }) += 1;
        }
        for key in ours.iter().flatten().take(2) {
            let [x, y] = key.coordinates();
            assert!(is_point(&x, &y) && !is_point(&y, &x));
            let prepared = KnownKey::new(key);
            for (signed, expected) in signed.iter().zip(&ours).take(16) {
                let is_signed_by_key = *expected == Some(*key);
                assert_eq!(
                    prepared.has_signed(&signed.prehash, &signed.signature),
                    is_signed_by_key,
                    "{key:?} {signed:02x?}"
                );
                *(if is_signed_by_key { &mut known } else { &mut others }) += 1;
            }
        }
    }
    assert!(keys > 2_000 && refusals > 1_000, "{keys} {refusals}");
    assert!(known > 150 && others > 1_000, "{known} {others}");
}
