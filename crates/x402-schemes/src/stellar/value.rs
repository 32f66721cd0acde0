//! Values of contracts (`SCVal`), and addresses in them (`SCAddress`).

use super::{
    Address,
    xdr::{Cursor, ReadError, Result},
};
use alloc::vec::Vec;

/// An address in XDR. In addition to [`Address`], there are claimable balances and liquidity pools.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ScAddress {
    /// An account, a muxed account or a contract.
    Address(Address),
    /// A claimable balance.
    ClaimableBalance([u8; 32]),
    /// A liquidity pool.
    LiquidityPool([u8; 32]),
}

impl ScAddress {
    pub(super) fn read(xdr: &mut Cursor<'_>) -> Result<Self> {
        const WHAT: &str = "an address";
        Ok(match xdr.arm(WHAT, 4)? {
            0 => Self::Address(Address::Account(account(xdr)?)),
            1 => Self::Address(Address::Contract(xdr.key(WHAT)?)),
            2 => {
                let id = xdr.u64(WHAT)?;
                Self::Address(Address::Muxed { key: xdr.key(WHAT)?, id })
            }
            3 => {
                xdr.arm("a claimable balance", 0)?;
                Self::ClaimableBalance(xdr.key(WHAT)?)
            }
            _ => Self::LiquidityPool(xdr.key(WHAT)?),
        })
    }
}

impl From<Address> for ScAddress {
    fn from(address: Address) -> Self {
        Self::Address(address)
    }
}

impl Address {
    /// The address as XDR of `SCAddress`: 40 bytes for an account, 36 for a contract, 44 for a muxed account.
    #[must_use]
    pub fn to_xdr(self) -> Vec<u8> {
        match self {
            Self::Account(key) => [[0; 8].as_slice(), &key].concat(),
            Self::Contract(hash) => [1u32.to_be_bytes().as_slice(), &hash].concat(),
            Self::Muxed { key, id } => [2u32.to_be_bytes().as_slice(), &id.to_be_bytes(), &key].concat(),
        }
    }
}

/// An account's id: an Ed25519 key, the only kind of key.
pub(super) fn account(xdr: &mut Cursor<'_>) -> Result<[u8; 32]> {
    xdr.arm("a key", 0)?;
    xdr.key("a key")
}

/// Reads an asset in the key of a ledger entry or the id of a contract. `last` is the last arm.
pub(super) fn asset(xdr: &mut Cursor<'_>, last: u32) -> Result<()> {
    const WHAT: &str = "an asset";
    match xdr.arm(WHAT, last)? {
        0 => {}
        1 => {
            xdr.array::<4>(WHAT)?;
            account(xdr)?;
        }
        2 => {
            xdr.array::<12>(WHAT)?;
            account(xdr)?;
        }
        _ => drop(xdr.key(WHAT)?),
    }
    Ok(())
}

/// A value of a contract. Lists and maps keep the bytes of their elements, which [`Values::iter`] reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Value<'a> {
    /// No value.
    Void,
    /// A number from −2^127 to 2^127−1.
    I128(i128),
    /// Bytes.
    Bytes(&'a [u8]),
    /// A name, of at most 32 bytes.
    Symbol(&'a [u8]),
    /// An address.
    Address(ScAddress),
    /// A list.
    List(Values<'a>),
    /// A map, whose elements are keys and values in turn.
    Map(Values<'a>),
    /// A text.
    Text(&'a [u8]),
    /// A value of any other type, with the number of the type. A null list or map is here too.
    Other(u32),
}

/// The elements of a list, or the keys and values of a map in turn. They were read once, so reading them again does not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Values<'a> {
    count: u32,
    bytes: &'a [u8],
}

impl<'a> Values<'a> {
    /// The number of values.
    #[must_use]
    pub fn len(self) -> usize {
        usize::try_from(self.count).unwrap_or(usize::MAX)
    }

    /// Returns `true` if there are no values.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.count == 0
    }

    /// Returns the values in order.
    pub fn iter(self) -> impl Iterator<Item = Value<'a>> {
        let mut xdr = Cursor::new(self.bytes);
        (0..self.count).map_while(move |_| Value::take(&mut xdr).ok())
    }
}

impl<'a> Value<'a> {
    /// Decodes the XDR of one value, with nothing after it.
    ///
    /// # Errors
    /// The bytes are not one value.
    pub fn decode(bytes: &'a [u8]) -> core::result::Result<Self, ReadError> {
        let mut xdr = Cursor::new(bytes);
        let value = Self::take(&mut xdr)?;
        xdr.end()?;
        Ok(value)
    }

    pub(super) fn take(xdr: &mut Cursor<'a>) -> Result<Self> {
        xdr.nested(Self::take_here)
    }

    fn take_here(xdr: &mut Cursor<'a>) -> Result<Self> {
        const WHAT: &str = "a value";
        let kind = xdr.arm(WHAT, 21)?;
        match kind {
            1 => return Ok(Self::Void),
            10 => {
                let high = u128::from(xdr.u64(WHAT)?).wrapping_shl(64);
                return Ok(Self::I128((high | u128::from(xdr.u64(WHAT)?)).cast_signed()));
            }
            13 => return xdr.opaque("bytes", u32::MAX).map(Self::Bytes),
            14 => return xdr.opaque("a text", u32::MAX).map(Self::Text),
            15 => return symbol(xdr).map(Self::Symbol),
            16 | 17 if xdr.flag("a list or a map")? => {
                let of_each = kind.wrapping_sub(15);
                let count = xdr.count("a list or a map", u32::MAX)?;
                let count = count.saturating_mul(of_each);
                let ((), bytes) = xdr.with_bytes(|xdr| (0..count).try_for_each(|_| Self::take(xdr).map(drop)))?;
                let values = Values { count, bytes };
                return Ok(if kind == 16 { Self::List(values) } else { Self::Map(values) });
            }
            18 => return ScAddress::read(xdr).map(Self::Address),
            0 => drop(xdr.flag("a boolean")?),
            2 => match xdr.arm("an error", 9)? {
                0 => drop(xdr.u32(WHAT)?),
                _ => drop(xdr.arm("an error", 9)?),
            },
            3 | 4 => drop(xdr.u32(WHAT)?),
            5..=8 | 21 => drop(xdr.u64(WHAT)?),
            9 => drop(xdr.array::<16>(WHAT)?),
            11 | 12 => drop(xdr.key(WHAT)?),
            19 => {
                executable(xdr)?;
                xdr.optional("a contract's storage", |xdr| {
                    xdr.list("a map", u32::MAX, |xdr| {
                        Self::take(xdr)?;
                        Self::take(xdr).map(drop)
                    })
                })?;
            }
            // A null list or map, and the key of a contract's instance.
            _ => {}
        }
        Ok(Self::Other(kind))
    }
}

/// A name of a function or a field.
pub(super) fn symbol<'a>(xdr: &mut Cursor<'a>) -> Result<&'a [u8]> {
    xdr.opaque("a symbol", 32)
}

/// The code of a contract: a hash, or the code of an asset.
pub(super) fn executable(xdr: &mut Cursor<'_>) -> Result<()> {
    match xdr.arm("the code of a contract", 1)? {
        0 => xdr.key("the code of a contract").map(drop),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A list in a list in a list …, and the innermost is void.
    fn nested(lists: usize) -> Vec<u8> {
        let mut bytes = [0, 0, 0, 16, 0, 0, 0, 1, 0, 0, 0, 1].repeat(lists);
        bytes.extend([0, 0, 0, 1]);
        bytes
    }

    #[test]
    fn values_nest_to_the_limit_and_no_deeper() {
        assert!(Value::decode(&nested(63)).is_ok());
        let deeper = nested(64);
        let error = Value::decode(&deeper).map_err(|error| error.kind());
        assert_eq!(error, Err(super::super::ReadErrorKind::TooDeep));
    }
}
