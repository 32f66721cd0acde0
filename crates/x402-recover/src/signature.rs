//! What goes in and comes out. Numbers are 32 bytes, the most significant first.

use core::fmt;

use sha3::{Digest, Keccak256};

/// An ECDSA signature from which a key can be recovered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The x of the nonce's point, modulo the order of the curve.
    pub r: [u8; 32],
    /// The other number of the signature.
    pub s: [u8; 32],
    /// Which of the points with that r the nonce's point is.
    pub recovery_id: RecoveryId,
}

/// Which of up to four points has the r of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecoveryId {
    /// Whether the y of the point is odd.
    pub y_is_odd: bool,
    /// Whether the x of the point is r + n, with n the order of the curve, and not r itself. Ethereum has no way to say so.
    pub x_is_reduced: bool,
}

/// A signature and what it is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The hash of the message.
    pub prehash: [u8; 32],
    /// The signature over it.
    pub signature: Signature,
}

/// A point of secp256k1 that is not infinity.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PublicKey {
    pub(crate) x: [u8; 32],
    pub(crate) y: [u8; 32],
}

impl RecoveryId {
    /// From 0, 1, 2 or 3: the lowest bit says that y is odd, the other one that x is r + n. `None` for other numbers.
    #[must_use]
    pub const fn from_byte(byte: u8) -> Option<Self> {
        if byte < 4 { Some(Self { y_is_odd: byte & 1 == 1, x_is_reduced: byte & 2 == 2 }) } else { None }
    }
}

impl PublicKey {
    /// `None` if there is no point with these coordinates.
    #[must_use]
    pub fn from_coordinates(x: &[u8; 32], y: &[u8; 32]) -> Option<Self> {
        crate::curve::is_point(x, y).then_some(Self { x: *x, y: *y })
    }

    /// x and y.
    #[must_use]
    pub const fn coordinates(&self) -> [[u8; 32]; 2] {
        [self.x, self.y]
    }

    /// The address of the key on Ethereum: the last 20 bytes of Keccak-256 of x and y.
    #[must_use]
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
