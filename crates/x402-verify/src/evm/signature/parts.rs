//! The scalars of a key's signature, and their ranges.

use x402_schemes::evm::Address;

use crate::evm::recovery::Asked;

/// The order of the curve (SEC 2, §2.4.1).
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe, 0xba, 0xae, 0xdc,
    0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41,
];
/// Half of the order, rounded down: the largest s that counts as low.
pub(crate) const HALF_ORDER: [u8; 32] = [
    0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x5d, 0x57, 0x6e,
    0x73, 0x57, 0xa4, 0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0,
];

/// The parts of a key's signature: r, s and the parity of y.
///
/// ```
/// use x402_verify::evm::account_signature::Parts;
/// let mut signature = [1; 65];
/// let parts = Parts::read(&signature).unwrap();
/// assert!(parts.are_in_range() && !parts.is_high());
/// signature[64] = 2; // no recovery byte
/// assert!(Parts::read(&signature).is_none());
/// ```
#[derive(Debug)]
pub struct Parts {
    pub(crate) r: [u8; 32],
    pub(crate) s: [u8; 32],
    pub(crate) y_is_odd: bool,
}

impl Parts {
    /// Reads r‖s‖v with v 0, 1, 27 or 28, or r‖s with the parity in the top bit of s (ERC-2098). Returns `None` for any
    /// other length or v.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (r, rest) = bytes.split_first_chunk::<32>()?;
        let (s, rest) = rest.split_first_chunk::<32>()?;
        let mut parts = Self { r: *r, s: *s, y_is_odd: false };
        match rest {
            [v @ (0 | 1 | 27 | 28)] => parts.y_is_odd = matches!(v, 1 | 28),
            [] => {
                let top = parts.s.first_mut()?;
                parts.y_is_odd = *top >= 0x80;
                *top &= 0x7f;
            }
            _ => return None,
        }
        Some(parts)
    }

    /// Reads r‖s‖v with the v of a transaction, 35 or more (EIP-155). An odd v means an even y.
    pub(super) fn read_transaction_v(bytes: &[u8]) -> Option<Self> {
        let (_, [v @ 35..=u8::MAX]) = bytes.split_last_chunk::<1>()? else { return None };
        Self::read_whatever_v(bytes).map(|parts| Self { y_is_odd: v % 2 == 0, ..parts })
    }

    /// Reads r‖s‖v, whatever v is, as if y were even.
    pub(crate) fn read_whatever_v(bytes: &[u8]) -> Option<Self> {
        let scalars =
            bytes.split_last_chunk::<1>().map(|(scalars, _)| scalars).filter(|scalars| scalars.len() == 64)?;
        Self::read(&[scalars, &[27]].concat())
    }

    /// The question of who made the signature over the digest, in the format that recovery takes.
    pub(crate) const fn asked(&self, digest: [u8; 32], payer: Address) -> Asked {
        Asked { digest, r: self.r, s: self.s, y_is_odd: self.y_is_odd, payer }
    }

    /// Returns `true` if r and s are between 1 and the order of the curve minus 1.
    pub fn are_in_range(&self) -> bool {
        [self.r, self.s].iter().all(|scalar| *scalar != [0; 32] && *scalar < ORDER)
    }

    /// Returns `true` if s is in the upper half of the order. Some contracts refuse such a signature (E-6).
    pub fn is_high(&self) -> bool {
        self.s > HALF_ORDER
    }

    /// The format that the token accepts: r‖s‖v with s in the lower half and v 27 or 28.
    pub(crate) fn canonical(&self) -> [u8; 65] {
        let is_high = self.is_high();
        let s = if is_high { negated(&self.s) } else { self.s };
        let mut bytes = [27; 65];
        let (r_half, rest) = bytes.split_at_mut(32);
        r_half.copy_from_slice(&self.r);
        let (s_half, v) = rest.split_at_mut(32);
        s_half.copy_from_slice(&s);
        if self.y_is_odd != is_high {
            v.copy_from_slice(&[28]);
        }
        bytes
    }
}

/// n − s, for s below n. All callers pass such an s.
fn negated(s: &[u8; 32]) -> [u8; 32] {
    let mut result = [0; 32];
    let mut borrow = false;
    for (slot, (n, s)) in result.iter_mut().zip(ORDER.iter().zip(s)).rev() {
        let (difference, first) = n.overflowing_sub(*s);
        let (difference, second) = difference.overflowing_sub(u8::from(borrow));
        *slot = difference;
        borrow = first || second;
    }
    result
}
