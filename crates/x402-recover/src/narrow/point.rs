//! Points of the curve.

use k256::ecdsa::VerifyingKey;

/// Returns `true` if x and y are below p and are the coordinates of a point.
pub(crate) fn is_point(x: &[u8; 32], y: &[u8; 32]) -> bool {
    let mut sec1 = [4; 65];
    let (_, coordinates) = sec1.split_at_mut(1);
    coordinates.copy_from_slice([*x, *y].as_flattened());
    VerifyingKey::from_sec1_bytes(&sec1).is_ok()
}
