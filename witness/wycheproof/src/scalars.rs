//! The same signatures by `x402-recover`, with all four recovery ids and under the known key.

use x402_recover::{KnownKey, PublicKey, RecoveryId, Signature, recover};

/// r and s of a signature.
pub(crate) type Scalars = ([u8; 32], [u8; 32]);

/// How many recovery ids give the key, which is uncompressed.
pub(crate) fn hits(digest: &[u8; 32], (r, s): Scalars, key: &[u8]) -> Result<usize, &'static str> {
    let (x, y) = key[1..].split_at(32);
    let [x, y] = [x, y].map(|coordinate| coordinate.try_into().expect("32 bytes"));
    let key = PublicKey::from_coordinates([x, y]).ok_or("x402-recover: the key is no point")?;
    let known = KnownKey::new(&key);
    let mut hits = 0;
    for recovery_id in (0..4).filter_map(RecoveryId::from_byte) {
        let signature = Signature { r, s, recovery_id };
        let is_hit = recover(digest, &signature) == Some(key);
        if known.has_signed(digest, &signature) != is_hit {
            return Err("x402-recover: the known key says otherwise");
        }
        hits += usize::from(is_hit);
    }
    Ok(hits)
}
