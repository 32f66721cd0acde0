//! The format of an account's signature (T-28).

use alloc::vec::Vec;

use x402_types::declare::sentences;

use super::Value;

/// The maximum number of signatures of one account.
const MAX_SIGNATURES: usize = 20;

/// One signature of an account's entry. It consists of these two values, so the struct gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountSignature<'a> {
    /// The Ed25519 key.
    pub public_key: &'a [u8; 32],
    /// The signature over the entry's digest.
    pub signature: &'a [u8; 64],
}

sentences! {
    /// The reason why the host rejects the format of an account's signature.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum SignatureFormatError {
        /// The signature is not a list.
        NotList = "the signature is not a list of maps",
        /// The list is empty, or has more than 20 elements.
        Count(count: usize) = "{count} signatures; there must be 1 to 20",
        /// This element is not a map of `public_key` (32 bytes) and `signature` (64 bytes), in this order.
        Element(index: usize) = "signature {index} is not a map of public_key (32 bytes) and signature (64 bytes), in this order",
        /// The key of this element is not greater than that of the element before it.
        Order(index: usize) = "the key of signature {index} is not above the one before: keys ascend, and none occurs twice",
    }
}

impl core::error::Error for SignatureFormatError {}

/// Reads the signatures of an account's entry in the only format that the host accepts (T-28).
///
/// # Errors
/// The value does not have this format.
pub fn account_signatures<'a>(value: &Value<'a>) -> Result<Vec<AccountSignature<'a>>, SignatureFormatError> {
    let Value::List(list) = value else { return Err(SignatureFormatError::NotList) };
    let count = list.len();
    if !(1..=MAX_SIGNATURES).contains(&count) {
        return Err(SignatureFormatError::Count(count));
    }
    let mut signatures: Vec<AccountSignature<'a>> = Vec::with_capacity(count);
    for (index, element) in list.iter().enumerate() {
        let signature = signature_of(&element).ok_or(SignatureFormatError::Element(index))?;
        if signatures.last().is_some_and(|last| last.public_key >= signature.public_key) {
            return Err(SignatureFormatError::Order(index));
        }
        signatures.push(signature);
    }
    Ok(signatures)
}

fn signature_of<'a>(element: &Value<'a>) -> Option<AccountSignature<'a>> {
    let Value::Map(map) = element else { return None };
    let mut members = map.iter();
    let public_key = bytes_of(b"public_key", &members.next()?, &members.next()?)?;
    let signature = bytes_of(b"signature", &members.next()?, &members.next()?)?;
    members.next().is_none().then_some(AccountSignature { public_key, signature })
}

/// The bytes of the value with this name.
fn bytes_of<'a, const N: usize>(name: &[u8], key: &Value<'a>, value: &Value<'a>) -> Option<&'a [u8; N]> {
    match (key, value) {
        (Value::Symbol(key), Value::Bytes(bytes)) if *key == name => (*bytes).try_into().ok(),
        _ => None,
    }
}
