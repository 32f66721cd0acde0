//! Calldata and return values, as far as they are needed here.

use revm::primitives::{Address, B256, Bytes, U256, keccak256};

/// An argument.
pub(crate) enum Arg<'a> {
    /// Any static type.
    Word(B256),
    /// `bytes`, `string`, or an empty array.
    Bytes(&'a [u8]),
}

impl From<Address> for Arg<'_> {
    fn from(address: Address) -> Self {
        Self::Word(address.into_word())
    }
}

impl From<U256> for Arg<'_> {
    fn from(value: U256) -> Self {
        Self::Word(value.into())
    }
}

impl From<B256> for Arg<'_> {
    fn from(word: B256) -> Self {
        Self::Word(word)
    }
}

/// Selector and arguments.
pub(crate) fn calldata(function: &str, args: &[Arg<'_>]) -> Bytes {
    let mut data = keccak256(function)[..4].to_vec();
    data.extend(arguments(args));
    data.into()
}

/// Arguments alone, as a constructor takes them.
pub(crate) fn arguments(args: &[Arg<'_>]) -> Vec<u8> {
    let (mut head, mut tail) = (Vec::new(), Vec::new());
    for arg in args {
        match arg {
            Arg::Word(word) => head.extend(word),
            Arg::Bytes(bytes) => {
                head.extend(word(32 * args.len() + tail.len()));
                tail.extend(word(bytes.len()));
                tail.extend(*bytes);
                tail.resize(tail.len().next_multiple_of(32), 0);
            }
        }
    }
    head.extend(tail);
    head
}

fn word(length: usize) -> B256 {
    U256::from(length).into()
}

/// The one `string` or `bytes` that a function returns.
pub(crate) fn returned_bytes(output: &[u8]) -> Option<&[u8]> {
    let length = usize::try_from(U256::from_be_slice(output.get(32..64)?)).ok()?;
    output.get(64..64usize.checked_add(length)?)
}

/// The message of `revert("…")`.
pub(crate) fn revert_message(output: &[u8]) -> Option<String> {
    let arguments = output.strip_prefix(&keccak256("Error(string)")[..4])?;
    String::from_utf8(returned_bytes(arguments)?.to_vec()).ok()
}
