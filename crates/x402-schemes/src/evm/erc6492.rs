//! ERC-6492: the signature of a wallet that is not deployed yet, wrapped with the call that would deploy it (E-9).
//!
//! This module only unwraps the parts. It never makes the call.

use super::Address;

/// The last 32 bytes of a wrapped signature.
pub const MAGIC: [u8; 32] = [
    0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64,
    0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92,
];

/// The parts of a wrapped signature. The struct has the parts of the encoding and gets no further ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wrapped<'a> {
    /// The contract that would be called to deploy the wallet.
    pub factory: Address,
    /// The call data for that contract.
    pub factory_calldata: &'a [u8],
    /// The signature for the wallet after its deployment.
    pub inner: &'a [u8],
}

impl<'a> Wrapped<'a> {
    /// Unwraps `abi.encode(address factory, bytes factoryCalldata, bytes inner) ‖ MAGIC`. Only the canonical encoding
    /// is read: offsets in order and without gaps, zero padding, nothing after the end. Returns `None` for anything
    /// else.
    #[must_use]
    pub fn decode(signature: &'a [u8]) -> Option<Self> {
        const HEAD: usize = 96;
        let body = signature.strip_suffix(&MAGIC)?;
        let (factory, rest) = body.split_first_chunk::<32>()?;
        let (first, rest) = rest.split_first_chunk::<32>()?;
        let (second, tail) = rest.split_first_chunk::<32>()?;
        let (factory_calldata, after) = take_bytes(tail)?;
        let second_at = HEAD.checked_add(tail.len().checked_sub(after.len())?)?;
        let (inner, left_over) = take_bytes(after)?;
        let factory = Address::new(*factory.last_chunk()?);
        let address_word = body.first_chunk::<32>()?;
        let canonical = factory.to_word() == *address_word
            && to_usize(first) == Some(HEAD)
            && to_usize(second) == Some(second_at)
            && left_over.is_empty();
        canonical.then_some(Self { factory, factory_calldata, inner })
    }
}

/// Reads the length, the bytes and the zero padding of one `bytes` value.
fn take_bytes(tail: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = tail.split_first_chunk::<32>()?;
    let length = to_usize(length)?;
    let (bytes, rest) = rest.split_at_checked(length)?;
    let (padding, rest) = rest.split_at_checked(length.checked_next_multiple_of(32)?.checked_sub(length)?)?;
    padding.iter().all(|byte| *byte == 0).then_some((bytes, rest))
}

fn to_usize(word: &[u8; 32]) -> Option<usize> {
    let (high, low) = word.split_last_chunk::<8>()?;
    if high.iter().any(|byte| *byte != 0) {
        return None;
    }
    usize::try_from(u64::from_be_bytes(*low)).ok()
}
