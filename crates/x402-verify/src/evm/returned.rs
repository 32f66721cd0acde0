//! Reads the values that a node of an EVM chain returns.

use alloc::string::String;

use x402_schemes::evm::Address;
use x402_types::{Network, Uint256};

use super::{Answer, AnswerError as Error};
use crate::Returned;

/// The value that a node returned, or the reason why it is not an answer.
type Result<T, E = crate::AnswerError> = core::result::Result<T, E>;

impl<'a> Returned<'a> {
    /// The bytes that a node of an EVM chain returned.
    pub(super) fn bytes(self) -> Result<&'a [u8]> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
            Self::Json(_) => Err(crate::AnswerError::OtherNode),
            Self::Reverted => Err(Error::Reverted.into()),
        }
    }
}

/// The settlement makes the same call, and no payment happens if it reverts.
pub(super) fn succeeds(returned: Returned<'_>) -> Result<crate::Answer> {
    if matches!(returned, Returned::Reverted) {
        Ok(crate::Answer::No)
    } else {
        returned.bytes().map(|_| crate::Answer::Yes)
    }
}

/// The first word.
pub(super) fn word(returned: Returned<'_>) -> Result<[u8; WORD]> {
    Ok(word_at(returned.bytes()?, 0)?)
}

pub(super) fn number(returned: Returned<'_>) -> Result<Uint256> {
    word(returned).map(Uint256::from_be_bytes)
}

pub(super) fn truth(returned: Returned<'_>) -> Result<bool> {
    match number_at(returned.bytes()?, 0)? {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(Error::Malformed.into()),
    }
}

/// A number of 1 to 32 bytes, as nodes return it outside of the ABI.
pub(super) fn quantity(returned: Returned<'_>) -> Result<Uint256> {
    let (bytes, mut word) = (returned.bytes()?, [0; WORD]);
    let start = WORD.checked_sub(bytes.len()).filter(|start| *start < WORD);
    let slot = start.and_then(|start| word.get_mut(start..)).ok_or(Error::Malformed)?;
    slot.copy_from_slice(bytes);
    Ok(Uint256::from_be_bytes(word))
}

/// Reads the result of `eip712Domain()` (EIP-5267): fields, name, version, chain, contract, salt, extensions.
pub(super) fn domain_names(bytes: &[u8], network: &Network, token: Address) -> Result<Answer, Error> {
    /// One bit each for name, version, chain and contract.
    const FIELDS: [u8; 32] = left_aligned([0b1111]);
    let chain_id = network.eip155_chain_id().map(|id| Uint256::from(id).to_be_bytes());
    let usual = word_at(bytes, 0)? == FIELDS
        && Some(word_at(bytes, 3 * WORD)?) == chain_id
        && word_at(bytes, 4 * WORD)? == token.to_word()
        && number_at(bytes, number_at(bytes, 6 * WORD)?)? == 0;
    if !usual {
        return Err(Error::OtherDomain);
    }
    Ok(Answer::Names { name: text(bytes, WORD)?, version: text(bytes, 2 * WORD)? })
}

/// The number of bytes in a word of the ABI.
const WORD: usize = 32;

pub(super) const fn left_aligned<const N: usize>(bytes: [u8; N]) -> [u8; 32] {
    let mut word = [0; WORD];
    let (start, _) = word.split_at_mut(N);
    start.copy_from_slice(&bytes);
    word
}

fn word_at(bytes: &[u8], at: usize) -> Result<[u8; 32], Error> {
    bytes.get(at..).and_then(|rest| rest.first_chunk()).copied().ok_or(Error::Malformed)
}

/// The word at this offset, as a number that can be a length or an offset.
fn number_at(bytes: &[u8], at: usize) -> Result<usize, Error> {
    let number = Uint256::from_be_bytes(word_at(bytes, at)?).to_u64();
    number.and_then(|number| number.try_into().ok()).ok_or(Error::Malformed)
}

/// The string whose offset is the word at this offset.
pub(super) fn text(bytes: &[u8], at: usize) -> Result<String, Error> {
    let at = number_at(bytes, at)?;
    let length = number_at(bytes, at)?;
    let start = at.checked_add(WORD);
    let text = start.and_then(|start| bytes.get(start..)).and_then(|rest| rest.get(..length));
    text.and_then(|text| core::str::from_utf8(text).ok()).map(String::from).ok_or(Error::Malformed)
}
