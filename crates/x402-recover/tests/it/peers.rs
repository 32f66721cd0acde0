//! The same recovery by libraries that nobody here wrote.

use k256::ecdsa::{RecoveryId, Signature as Ecdsa, VerifyingKey};
use secp256k1::{
    Message,
    ecdsa::{RecoverableSignature, RecoveryId as Id},
};
use x402_recover::{PublicKey, Signed};

fn key(sec1: &[u8]) -> PublicKey {
    let (x, y) = sec1[1..].split_at(32);
    PublicKey::from_coordinates([x.try_into().unwrap(), y.try_into().unwrap()]).unwrap()
}

pub(crate) fn by_k256(signed: &Signed) -> Option<PublicKey> {
    let id = signed.signature.recovery_id;
    let signature = Ecdsa::from_scalars(signed.signature.r, signed.signature.s).ok()?;
    let id = RecoveryId::new(id.y_is_odd, id.x_is_reduced);
    let recovered = VerifyingKey::recover_from_prehash(&signed.prehash, &signature, id).ok()?;
    Some(key(recovered.to_sec1_point(false).as_bytes()))
}

pub(crate) fn by_libsecp256k1(signed: &Signed) -> Option<PublicKey> {
    let id = match (signed.signature.recovery_id.x_is_reduced, signed.signature.recovery_id.y_is_odd) {
        (false, false) => Id::Zero,
        (false, true) => Id::One,
        (true, false) => Id::Two,
        (true, true) => Id::Three,
    };
    let scalars = [signed.signature.r, signed.signature.s];
    let signature = RecoverableSignature::from_compact(scalars.as_flattened(), id).ok()?;
    Some(key(&signature.recover_ecdsa(Message::from_digest(signed.prehash)).ok()?.serialize_uncompressed()))
}
