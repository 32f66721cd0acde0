//! Writes XDR without any checks, right or wrong.

use x402_schemes::stellar::Address;

pub(super) fn words<const N: usize>(words: [u32; N]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

/// Bytes with their length before them, and zeros up to a multiple of four behind them.
pub(super) fn opaque(bytes: &[u8]) -> Vec<u8> {
    let mut out = [length(bytes.len()).as_slice(), bytes].concat();
    out.resize(out.len().next_multiple_of(4), 0);
    out
}

/// A list, with the number of its elements before it.
pub(super) fn list(elements: &[Vec<u8>]) -> Vec<u8> {
    [length(elements.len()).to_vec(), elements.concat()].concat()
}

fn length(length: usize) -> [u8; 4] {
    u32::try_from(length).expect("nothing here is that long").to_be_bytes()
}

pub(super) fn of(address: &str) -> Address {
    address.parse().expect("an address of ours")
}

/// An `SCAddress`.
pub(super) fn address(text: &str) -> Vec<u8> {
    of(text).to_xdr()
}

/// An account as the source of a transaction or an operation, with or without an id (`MuxedAccount`).
pub(super) fn source(text: &str) -> Vec<u8> {
    match of(text) {
        Address::Muxed { key, id } => [words([0x100]).as_slice(), &id.to_be_bytes(), &key].concat(),
        other @ (Address::Account(_) | Address::Contract(_)) => {
            [words([0]).as_slice(), &other.key().expect("an account")].concat()
        }
    }
}

/// Values of contracts (`SCVal`).
pub(super) mod value {
    use super::{address, list, opaque, words};

    pub(in super::super) fn of_type(kind: u32, body: &[u8]) -> Vec<u8> {
        [words([kind]).as_slice(), body].concat()
    }

    pub(in super::super) fn void() -> Vec<u8> {
        words([1]).to_vec()
    }

    pub(in super::super) fn i128(number: i128) -> Vec<u8> {
        of_type(10, &number.to_be_bytes())
    }

    pub(in super::super) fn bytes(bytes: &[u8]) -> Vec<u8> {
        of_type(13, &opaque(bytes))
    }

    pub(in super::super) fn text(text: &str) -> Vec<u8> {
        of_type(14, &opaque(text.as_bytes()))
    }

    pub(in super::super) fn symbol(name: &str) -> Vec<u8> {
        of_type(15, &opaque(name.as_bytes()))
    }

    pub(in super::super) fn vec(elements: &[Vec<u8>]) -> Vec<u8> {
        [words([16, 1]), list(elements)].concat()
    }

    /// A map of pairs that are already written.
    pub(in super::super) fn map(pairs: &[[Vec<u8>; 2]]) -> Vec<u8> {
        let pairs: Vec<Vec<u8>> = pairs.iter().map(|pair| pair.concat()).collect();
        [words([17, 1]), list(&pairs)].concat()
    }

    pub(in super::super) fn of_address(text: &str) -> Vec<u8> {
        of_type(18, &address(text))
    }

    /// Lists in lists, and the innermost value is void: so many values in all.
    pub(in super::super) fn nested(deep: usize) -> Vec<u8> {
        (1..deep).fold(void(), |inner, _| vec(&[inner]))
    }
}
