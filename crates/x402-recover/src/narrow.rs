//! The functions of `wide` for machines with words of fewer than 64 bits, without the feature `short-words`. `k256` does
//! the arithmetic.

mod point;

use k256::ecdsa::{RecoveryId, Signature as Ecdsa, VerifyingKey};

pub(crate) use self::point::is_point;
use crate::{PublicKey, Signature, Signed};

/// A public key for checking signatures.
///
/// On this target `k256` does the arithmetic, so nothing is prepared and a known key saves no time.
#[derive(Clone, Debug)]
pub struct KnownKey {
    key: PublicKey,
}

impl KnownKey {
    /// Keeps the key. On this target no multiples are prepared.
    #[must_use]
    pub fn new(key: &PublicKey) -> Self {
        Self { key: *key }
    }

    /// The key that was passed to [`new`](Self::new).
    pub const fn key(&self) -> &PublicKey {
        &self.key
    }

    /// Returns `true` if [`recover`](crate::recover) would return this key for the signature.
    pub fn has_signed(&self, prehash: &[u8; 32], signature: &Signature) -> bool {
        recover(prehash, signature).is_some_and(|key| key == self.key)
    }
}

fn recover(prehash: &[u8; 32], signature: &Signature) -> Option<PublicKey> {
    let id = RecoveryId::new(signature.recovery_id.y_is_odd, signature.recovery_id.x_is_reduced);
    let signature = Ecdsa::from_scalars(signature.r, signature.s).ok()?;
    let key = VerifyingKey::recover_from_prehash(prehash, &signature, id).ok()?;
    let [_, coordinates @ ..] = <[u8; 65]>::try_from(key.to_sec1_point(false).as_bytes()).ok()?;
    let (x, y) = coordinates.split_first_chunk()?;
    Some(PublicKey { x: *x, y: y.try_into().ok()? })
}

/// Writes the key of each signature to its slot. `N` exists for the signature of `wide`, and is ignored here.
pub(crate) fn recover_chunk<const N: usize>(signed: &[Signed], keys: &mut [Option<PublicKey>]) {
    for (key, signed) in keys.iter_mut().zip(signed) {
        *key = recover(&signed.prehash, &signed.signature);
    }
}

// All modules exist where words have 64 bits.
#[cfg(all(test, target_pointer_width = "64"))]
mod tests {
    use std::vec::Vec;

    use super::*;
    use crate::RecoveryId;

    fn number(number: u8) -> [u8; 32] {
        core::array::from_fn(|at| if at == 31 { number } else { 0 })
    }

    /// This module, `wide` and `short` return the same results.
    #[test]
    fn answers_are_those_of_the_other_modules() {
        let mut signed = Vec::new();
        for id in (0..4).map(|byte| RecoveryId::from_byte(byte).unwrap()) {
            for r in (0..12).map(number).chain([[0xff; 32]]) {
                for s in [number(0), number(1), number(200), [0x7f; 32], [0xff; 32]] {
                    signed.push(Signed { prehash: [9; 32], signature: Signature { r, s, recovery_id: id } });
                }
            }
        }
        let [mut ours, mut by_wide, mut by_short] = [(); 3].map(|()| std::vec![None; signed.len()]);
        recover_chunk::<300>(&signed, &mut ours);
        crate::wide::recover_chunk::<300>(&signed, &mut by_wide);
        crate::short::recover_chunk::<300>(&signed, &mut by_short);
        assert_eq!(ours, by_wide);
        assert_eq!(ours, by_short);
        let keys: Vec<_> = ours.into_iter().flatten().collect();
        assert!((50..150).contains(&keys.len()), "{}", keys.len());
        let known =
            (KnownKey::new(&keys[0]), crate::wide::KnownKey::new(&keys[0]), crate::short::KnownKey::new(&keys[0]));
        assert_eq!(known.0.key(), known.1.key());
        assert_eq!(known.0.key(), known.2.key());
        let has_signed = |signed: &&Signed| known.0.has_signed(&signed.prehash, &signed.signature);
        for signed in &signed {
            assert_eq!(has_signed(&signed), known.1.has_signed(&signed.prehash, &signed.signature));
            assert_eq!(has_signed(&signed), known.2.has_signed(&signed.prehash, &signed.signature));
        }
        assert_eq!(signed.iter().filter(has_signed).count(), 1);
        for [x, y] in keys.iter().map(PublicKey::coordinates).chain([[number(0); 2], [number(1); 2], [[0xff; 32]; 2]]) {
            for (x, y) in [(x, y), (y, x), (x, x)] {
                assert_eq!(is_point(&x, &y), crate::wide::is_point(&x, &y));
                assert_eq!(is_point(&x, &y), crate::short::is_point(&x, &y));
            }
        }
        assert!(is_point(&keys[0].x, &keys[0].y));
    }
}
