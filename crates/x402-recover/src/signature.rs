//! The inputs and outputs. A number is 32 big-endian bytes.

use core::fmt;

use sha3::{Digest, Keccak256};

/// An ECDSA signature from which a key can be recovered. The struct gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The x coordinate of the nonce's point, modulo the order of the curve.
    pub r: [u8; 32],
    /// The second number of the signature: (hash + r · private key) / nonce, modulo the order of the curve.
    pub s: [u8; 32],
    /// Selects the nonce's point among the points with this r.
    pub recovery_id: RecoveryId,
}

/// Selects one of the up to four points whose x, modulo the order n of the curve, is the r of a signature. The struct
/// gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecoveryId {
    /// `true` if the y of the point is odd.
    pub y_is_odd: bool,
    /// `true` if the x of the point is r + n instead of r. Ethereum cannot express this case.
    pub x_is_reduced: bool,
}

/// A signature and the hash that it signs. The struct gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The 32-byte hash of the message.
    pub prehash: [u8; 32],
    /// The signature over `prehash`.
    pub signature: Signature,
}

/// A public key: a point of secp256k1 other than infinity.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PublicKey {
    pub(crate) x: [u8; 32],
    pub(crate) y: [u8; 32],
}

impl RecoveryId {
    /// Reads 0, 1, 2 or 3. The lowest bit is set if y is odd, and the next bit if x is r + n. Returns `None` for other
    /// numbers.
    #[must_use]
    pub const fn from_byte(byte: u8) -> Option<Self> {
        if byte < 4 { Some(Self { y_is_odd: byte & 1 == 1, x_is_reduced: byte & 2 == 2 }) } else { None }
    }
}

impl PublicKey {
    /// Returns the point with these coordinates x and y, or `None` if x or y is not below p, or if the curve has no
    /// such point.
    #[must_use]
    pub fn from_coordinates([x, y]: [[u8; 32]; 2]) -> Option<Self> {
        crate::curve::is_point(&x, &y).then_some(Self { x, y })
    }

    /// The coordinates x and y of the point, each below p.
    pub const fn coordinates(&self) -> [[u8; 32]; 2] {
        [self.x, self.y]
    }

    /// Returns the Ethereum address of the key: the last 20 bytes of the Keccak-256 hash of x and y.
    pub fn address(&self) -> [u8; 20] {
        let hash: [u8; 32] = Keccak256::new().chain_update(self.x).chain_update(self.y).finalize().into();
        core::array::from_fn(|at| hash[at + 12])
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("04")?;
        self.coordinates().as_flattened().iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
