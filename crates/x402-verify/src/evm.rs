//! For tools: whose signature something is. A recovery is no verdict; [`verify`](crate::verify) is.

pub(crate) mod checks;
pub(crate) mod diagnosis;
mod domain;
pub(crate) mod eip3009;
pub(crate) mod erc7710;
pub(crate) mod permit2;
mod recover;
pub(crate) mod signature;
pub(crate) mod sponsoring;

use x402_schemes::evm::{Address, Signature};

/// Whose signature this is over the digest, whatever its form has of r, s and parity: 65 bytes with v 0, 1, 27 or 28,
/// or 64 bytes (ERC-2098). `None` for other forms, and where no key has it. Takes a high s.
#[must_use]
pub fn recover_signer(digest: &[u8; 32], signature: &Signature) -> Option<Address> {
    let signature::Parts { r, s, y_is_odd } = signature::Parts::read(signature.as_bytes())?;
    recover::recover(digest, r, s, y_is_odd)
}
