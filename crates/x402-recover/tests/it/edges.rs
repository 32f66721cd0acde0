//! The cases that have a name.

use k256::{ProjectivePoint, ecdsa::SigningKey, elliptic_curve::ff::PrimeField};
use x402_recover::{KnownKey, PublicKey, RecoveryId, Signature, Signed, recover, recover_all};

use crate::{
    cases::{Cases, N, P, P_LESS_N, coordinates, less, plus, small},
    peers::{by_k256, by_libsecp256k1},
};

fn ids() -> [RecoveryId; 4] {
    [0, 1, 2, 3].map(|byte| RecoveryId::from_byte(byte).unwrap())
}

/// What all three say.
fn agreed(prehash: [u8; 32], r: [u8; 32], s: [u8; 32], recovery_id: RecoveryId) -> Option<PublicKey> {
    let signed = Signed { prehash, signature: Signature { r, s, recovery_id } };
    let key = recover(&prehash, &signed.signature);
    assert_eq!(key, by_k256(&signed), "{signed:02x?}");
    assert_eq!(key, by_libsecp256k1(&signed), "{signed:02x?}");
    if let Some(key) = key {
        assert!(KnownKey::new(&key).has_signed(&prehash, &signed.signature), "{signed:02x?}");
    }
    key
}

fn multiple(number: u64) -> [[u8; 32]; 2] {
    coordinates(ProjectivePoint::GENERATOR * k256::Scalar::from(number))
}

#[test]
fn scalars_out_of_range_are_refused() {
    let [r, _] = multiple(7);
    for id in ids() {
        for wrong in [[0; 32], N, plus(N, 1), P, [0xff; 32]] {
            assert_eq!(agreed(small(5), r, wrong, id), None);
            assert_eq!(agreed(small(5), wrong, small(5), id), None);
        }
        for right in [small(1), less(N, small(1))] {
            assert_eq!(agreed(small(3), r, right, id).is_some(), !id.x_is_reduced);
        }
    }
}

/// r is the x of a point itself below n, and an x from n on only by its recovery id.
#[test]
fn all_recovery_ids_are_resolved() {
    let mut found = [0; 4];
    for r in (1..200).map(small).chain((1..200).map(|by| less(P_LESS_N, small(by)))) {
        let keys = ids().map(|id| agreed(small(9), r, small(11), id));
        for (count, key) in found.iter_mut().zip(&keys) {
            *count += usize::from(key.is_some());
        }
        // Each x has both parities or none.
        assert_eq!(keys[0].is_some(), keys[1].is_some());
        assert_eq!(keys[2].is_some(), keys[3].is_some());
        let different: std::collections::BTreeSet<_> = keys.iter().flatten().collect();
        assert_eq!(different.len(), keys.iter().flatten().count());
    }
    assert!(found.iter().all(|count| (150..250).contains(count)), "{found:?}");
    // r + n is p at the first of these, and beyond at the second.
    for r in [P_LESS_N, plus(P_LESS_N, 1), less(N, small(1))] {
        assert_eq!(agreed(small(9), r, small(11), ids()[2]), None);
        assert_eq!(agreed(small(9), r, small(11), ids()[3]), None);
    }
}

/// Q = (s·R − z·G)/r. With R = k·G and z = s·k it is infinity. One more or less, and there is a key.
#[test]
fn infinity_is_no_key() {
    for k in 1..150 {
        let [r, y] = multiple(k);
        let id = RecoveryId { y_is_odd: y[31] & 1 == 1, x_is_reduced: false };
        let opposite = RecoveryId { y_is_odd: !id.y_is_odd, ..id };
        for s in [1, 2, 3, 1 << 40] {
            let z = small(s * k);
            assert_eq!(agreed(z, r, small(s), id), None);
            assert!(agreed(z, r, small(s), opposite).is_some());
            assert_eq!(agreed(less(N, z), r, small(s), opposite), None);
            assert_eq!(agreed(z, r, less(N, small(s)), opposite), None);
            assert!(agreed(plus(z, 1), r, small(s), id).is_some());
            assert!(agreed(less(z, small(1)), r, small(s), id).is_some());
            assert!(agreed(z, r, small(s + 1), id).is_some());
        }
    }
}

/// The key and the nonce are ±k·G, where additions meet their exceptions.
#[test]
fn small_keys_and_nonces() {
    let scalar = |number: u64| k256::Scalar::from(number);
    for key in 1..20 {
        for nonce in 1..20 {
            for (key, nonce) in [(scalar(key), scalar(nonce)), (-scalar(key), scalar(nonce))] {
                let [r, y] = coordinates(ProjectivePoint::GENERATOR * nonce);
                let r_scalar = k256::Scalar::from_repr(r.into()).unwrap();
                for z in 0..3 {
                    let s = nonce.invert().unwrap() * (scalar(z) + r_scalar * key);
                    let id = RecoveryId { y_is_odd: y[31] & 1 == 1, x_is_reduced: false };
                    let [x, y] = coordinates(ProjectivePoint::GENERATOR * key);
                    let expected = PublicKey::from_coordinates([x, y]);
                    assert!(expected.is_some());
                    assert_eq!(agreed(small(z), r, s.to_bytes().into(), id), expected);
                    // A digest is a number modulo n.
                    assert_eq!(agreed(plus(N, z), r, s.to_bytes().into(), id), expected);
                }
            }
        }
    }
}

#[test]
fn a_signature_gives_its_key_and_so_does_its_high_twin() {
    let mut cases = Cases::new(99);
    for _ in 0..300 {
        let signer = SigningKey::from_slice(&cases.bytes()).unwrap();
        let prehash = cases.bytes();
        let (signature, id) = signer.sign_prehash_recoverable(&prehash);
        let (r, s) = signature.split_bytes();
        let id = RecoveryId::from_byte(id.to_byte()).unwrap();
        let sec1 = signer.verifying_key().to_sec1_point(false);
        let (x, y) = sec1.as_bytes()[1..].split_at(32);
        let expected = PublicKey::from_coordinates([x.try_into().unwrap(), y.try_into().unwrap()]);
        assert_eq!(agreed(prehash, r.into(), s.into(), id), expected);
        let twin = RecoveryId { y_is_odd: !id.y_is_odd, ..id };
        assert_eq!(agreed(prehash, r.into(), less(N, s.into()), twin), expected);
        assert_ne!(agreed(prehash, r.into(), s.into(), twin), expected);
        let mut other = prehash;
        other[31] ^= 1;
        assert_ne!(agreed(other, r.into(), s.into(), id), expected);
    }
}

#[test]
fn a_key_knows_its_signatures_and_their_near_misses() {
    let mut cases = Cases::new(98);
    let [mut signed_by_key, mut others] = [0; 2];
    for _ in 0..150 {
        let Some(signed) = cases.signed() else { continue };
        let Some(key) = recover(&signed.prehash, &signed.signature) else { continue };
        let known = KnownKey::new(&key);
        assert_eq!(known.key(), &key);
        for changed in [signed].into_iter().chain((0..40).map(|_| changed(&mut cases, signed))) {
            let is_signed_by_key = by_k256(&changed) == Some(key);
            assert_eq!(known.has_signed(&changed.prehash, &changed.signature), is_signed_by_key, "{changed:02x?}");
            *(if is_signed_by_key { &mut signed_by_key } else { &mut others }) += 1;
        }
    }
    assert!(signed_by_key > 300 && others > 3_000, "{signed_by_key} {others}");
}

fn changed(cases: &mut Cases, signed: Signed) -> Signed {
    cases.last = signed;
    cases.changed()
}

/// A batch of any length, with refusals at every place.
#[test]
fn a_batch_answers_as_each() {
    let mut cases = Cases::new(97);
    for count in (0..40).chain([63, 64, 65, 97]) {
        let signed: Vec<_> = (0..count).map(|_| cases.next_case()).collect();
        let each: Vec<_> = signed.iter().map(|signed| recover(&signed.prehash, &signed.signature)).collect();
        assert_eq!(recover_all(&signed), each);
    }
    let refused = Signature { r: [0; 32], s: small(1), recovery_id: ids()[0] };
    assert_eq!(recover_all(&[Signed { prehash: small(1), signature: refused }; 70]), [None; 70]);
}

#[test]
fn a_key_is_a_point() {
    let [x, y] = multiple(3);
    assert!(PublicKey::from_coordinates([x, y]).is_some());
    assert_eq!(PublicKey::from_coordinates([x, y]).unwrap().coordinates(), [x, y]);
    assert!(PublicKey::from_coordinates([x, less(P, y)]).is_some());
    assert!(PublicKey::from_coordinates([y, x]).is_none());
    assert!(PublicKey::from_coordinates([[0; 32], [0; 32]]).is_none());
    assert!(PublicKey::from_coordinates([x, plus(y, 1)]).is_none());
    // x of a point, with p added, where it still fits.
    for small_x in (0..1000).map(small) {
        let Some(key) = recover(&small(1), &Signature { r: small_x, s: small(1), recovery_id: ids()[0] }) else {
            continue;
        };
        assert!(PublicKey::from_coordinates([key.coordinates()[0], key.coordinates()[1]]).is_some());
    }
    let above = less([0; 32], less([0; 32], P));
    assert!(PublicKey::from_coordinates([above, y]).is_none());
}

/// Vitalik Buterin's widely printed first example: private key 1 has this address.
#[test]
fn the_address_of_private_key_one() {
    let [x, y] = multiple(1);
    let address = PublicKey::from_coordinates([x, y]).unwrap().address();
    let text: String = address.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(text, "7e5f4552091a69125d5dfcb7b8c2659029395bdf");
}
