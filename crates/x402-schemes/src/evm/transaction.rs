//! Signed transactions of EVM chains: legacy with a chain id (EIP-155), with an access list (EIP-2930), and with a
//! dynamic fee (EIP-1559). Only their canonical encoding is read and written.

mod access_list;
mod error;
mod gas;
mod rlp;

use alloc::vec::Vec;

use x402_types::Uint256;

use self::rlp::Items;
use super::{Address, Signature, keccak256};

pub use access_list::AccessList;
pub use error::{TransactionError, TransactionErrorKind};

/// The maximum number of bytes of a transaction that nodes propagate (`txMaxSize` of go-ethereum).
pub const MAX_TRANSACTION_BYTES: usize = 128 * 1024;

/// The part of a transaction that is signed. The struct gets no further fields, because [`Fees`] contains everything
/// that depends on the type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transaction<'a> {
    /// The only chain for which the transaction is valid.
    pub chain_id: u64,
    /// The number of transactions that the account has already sent.
    pub nonce: u64,
    /// The price of gas, which also determines the type of the transaction.
    pub fees: Fees<'a>,
    /// The gas limit.
    pub gas_limit: u64,
    /// The contract that is called. `None` if the transaction creates a contract.
    pub to: Option<Address>,
    /// The amount of the native coin that the transaction moves, in wei.
    pub value: Uint256,
    /// The call data.
    pub data: &'a [u8],
}

/// The price of gas, in wei per unit. Its parts depend on the type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fees<'a> {
    /// A legacy transaction, which has no type.
    Legacy {
        /// The price, in wei per unit.
        gas_price: u128,
    },
    /// Type 1 (EIP-2930).
    AccessList {
        /// The price, in wei per unit.
        gas_price: u128,
        /// The addresses and storage keys that the transaction plans to access.
        access_list: AccessList<'a>,
    },
    /// Type 2 (EIP-1559).
    Dynamic {
        /// The maximum that goes to the block producer, in wei per unit.
        max_priority_fee: u128,
        /// The maximum in total, in wei per unit.
        max_fee: u128,
        /// The addresses and storage keys that the transaction plans to access.
        access_list: AccessList<'a>,
    },
}

impl<'a> Fees<'a> {
    /// The type: 0 for a legacy transaction, otherwise the type of EIP-2718.
    pub const fn transaction_type(&self) -> u8 {
        match self {
            Self::Legacy { .. } => 0,
            Self::AccessList { .. } => 1,
            Self::Dynamic { .. } => 2,
        }
    }

    /// The maximum price of a unit of gas, in wei.
    pub const fn max_fee(&self) -> u128 {
        match self {
            Self::Legacy { gas_price } | Self::AccessList { gas_price, .. } => *gas_price,
            Self::Dynamic { max_fee, .. } => *max_fee,
        }
    }

    /// The maximum part of the price that goes to the block producer, in wei per unit of gas. Without a dynamic fee, it
    /// is the whole price.
    pub const fn max_priority_fee(&self) -> u128 {
        match self {
            Self::Legacy { gas_price } | Self::AccessList { gas_price, .. } => *gas_price,
            Self::Dynamic { max_priority_fee, .. } => *max_priority_fee,
        }
    }

    /// The addresses and storage keys that the transaction plans to access.
    pub const fn access_list(&self) -> AccessList<'a> {
        match self {
            Self::Legacy { .. } => AccessList::EMPTY,
            Self::AccessList { access_list, .. } | Self::Dynamic { access_list, .. } => *access_list,
        }
    }
}

impl<'a> Transaction<'a> {
    /// The 32-byte digest that is signed.
    pub fn digest(&self) -> [u8; 32] {
        keccak256(&self.unsigned())
    }

    /// The encoding of the transaction without its signature. Its Keccak-256 hash is signed.
    pub fn unsigned(&self) -> Vec<u8> {
        let mut items = self.items();
        if let Fees::Legacy { .. } = self.fees {
            rlp::push_number(&mut items, &self.chain_id.to_be_bytes());
            rlp::push_number(&mut items, &[]);
            rlp::push_number(&mut items, &[]);
        }
        self.envelope(&items)
    }

    /// The raw transaction, which `eth_sendRawTransaction` accepts.
    pub fn with_signature(&self, signature: &TransactionSignature) -> Vec<u8> {
        let TransactionSignature { y_is_odd, r, s } = *signature;
        let mut items = self.items();
        match self.fees {
            Fees::Legacy { .. } => rlp::push_number(&mut items, &eip155_v(self.chain_id, y_is_odd).to_be_bytes()),
            Fees::AccessList { .. } | Fees::Dynamic { .. } => rlp::push_number(&mut items, &[u8::from(y_is_odd)]),
        }
        rlp::push_number(&mut items, &r);
        rlp::push_number(&mut items, &s);
        self.envelope(&items)
    }

    /// Every item before the signature.
    fn items(&self) -> Vec<u8> {
        let mut items = Vec::with_capacity(self.data.len().saturating_add(128));
        let is_typed = !matches!(self.fees, Fees::Legacy { .. });
        if is_typed {
            rlp::push_number(&mut items, &self.chain_id.to_be_bytes());
        }
        rlp::push_number(&mut items, &self.nonce.to_be_bytes());
        if let Fees::Dynamic { max_priority_fee, .. } = self.fees {
            rlp::push_number(&mut items, &max_priority_fee.to_be_bytes());
        }
        rlp::push_number(&mut items, &self.fees.max_fee().to_be_bytes());
        rlp::push_number(&mut items, &self.gas_limit.to_be_bytes());
        rlp::push_string(&mut items, self.to.as_ref().map_or(&[], Address::as_ref));
        rlp::push_number(&mut items, &self.value.to_be_bytes());
        rlp::push_string(&mut items, self.data);
        if is_typed {
            rlp::push_list(&mut items, self.fees.access_list().items());
        }
        items
    }

    fn envelope(&self, items: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(items.len().saturating_add(8));
        if !matches!(self.fees, Fees::Legacy { .. }) {
            bytes.push(self.fees.transaction_type());
        }
        rlp::push_list(&mut bytes, items);
        bytes
    }
}

/// The signature of a transaction. The struct gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransactionSignature {
    /// `true` if the y coordinate of the nonce's point is odd. It selects one of the two points with this r.
    pub y_is_odd: bool,
    /// The x coordinate, most significant byte first.
    pub r: [u8; 32],
    /// The other scalar, most significant byte first.
    pub s: [u8; 32],
}

impl From<TransactionSignature> for Signature {
    /// The bytes r‖s‖v, where v is 27 or 28.
    fn from(signature: TransactionSignature) -> Self {
        let TransactionSignature { y_is_odd, r, s } = signature;
        Self::new([r.as_slice(), &s, &[if y_is_odd { 28 } else { 27 }]].concat())
    }
}

/// A signed transaction. Reading does not recover the signer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignedTransaction<'a> {
    /// The part that is signed.
    pub transaction: Transaction<'a>,
    /// The signature. Its signer is recovered over [`Transaction::digest`].
    pub signature: TransactionSignature,
}

impl<'a> SignedTransaction<'a> {
    /// Decodes the bytes that `eth_sendRawTransaction` accepts. A transaction has only one encoding, and no other is
    /// accepted.
    ///
    /// # Errors
    /// There are more than [`MAX_TRANSACTION_BYTES`] bytes, or they are not a signed transaction of type 1 or 2, or a
    /// legacy one with a chain id, in canonical RLP with nothing after it.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, TransactionError> {
        let whole = Items::new(bytes, 0);
        if bytes.len() > MAX_TRANSACTION_BYTES {
            return Err(whole.error(TransactionErrorKind::TooLong { max: MAX_TRANSACTION_BYTES }));
        }
        match bytes {
            [] => Err(whole.error(TransactionErrorKind::End("a transaction"))),
            [0xc0..=0xff, ..] => Self::read_legacy(whole),
            [version @ (1 | 2), rest @ ..] => Self::read_typed(Items::new(rest, 1), *version == 2),
            [other, ..] => Err(whole.error(TransactionErrorKind::Type(*other))),
        }
    }

    /// The Keccak-256 hash of the raw transaction, which identifies it on nodes.
    pub fn hash(&self) -> [u8; 32] {
        keccak256(&self.encode())
    }

    /// The bytes from which the transaction was read.
    pub fn encode(&self) -> Vec<u8> {
        self.transaction.with_signature(&self.signature)
    }

    fn read_legacy(mut whole: Items<'a>) -> Result<Self, TransactionError> {
        let mut items = only_list(&mut whole)?;
        let nonce = items.u64("the nonce")?;
        let fees = Fees::Legacy { gas_price: items.u128("the gas price")? };
        let call = Call::read(&mut items)?;
        // Before EIP-155, only these six fields were signed.
        if items.rest().is_empty() {
            return Err(items.error(TransactionErrorKind::Unsigned));
        }
        let at_v = items;
        let v = u128::from_be_bytes(items.number("v")?);
        let (r, s) = read_scalars(&mut items)?;
        let (chain_id, y_is_odd) = match v.checked_sub(35) {
            Some(rest) => (u64::try_from(rest / 2).ok(), rest % 2 == 1),
            None if matches!(v, 27 | 28) => return Err(at_v.error(TransactionErrorKind::NoChain)),
            None => (None, false),
        };
        let chain_id = chain_id.ok_or_else(|| at_v.error(TransactionErrorKind::RecoveryByte))?;
        Ok(Self {
            transaction: call.transaction(chain_id, nonce, fees),
            signature: TransactionSignature { y_is_odd, r, s },
        })
    }

    fn read_typed(mut whole: Items<'a>, is_dynamic: bool) -> Result<Self, TransactionError> {
        let mut items = only_list(&mut whole)?;
        let chain_id = items.u64("the chain id")?;
        let nonce = items.u64("the nonce")?;
        let max_priority_fee = if is_dynamic { items.u128("maxPriorityFeePerGas")? } else { 0 };
        let max_fee = items.u128(if is_dynamic { "maxFeePerGas" } else { "the gas price" })?;
        let call = Call::read(&mut items)?;
        let access_list = AccessList::read(items.list("the access list")?)?;
        let fees = if is_dynamic {
            Fees::Dynamic { max_priority_fee, max_fee, access_list }
        } else {
            Fees::AccessList { gas_price: max_fee, access_list }
        };
        // The fields so far are those that are signed.
        if items.rest().is_empty() {
            return Err(items.error(TransactionErrorKind::Unsigned));
        }
        let at_parity = items;
        let parity = u128::from_be_bytes(items.number("the y parity")?);
        let (r, s) = read_scalars(&mut items)?;
        if parity > 1 {
            return Err(at_parity.error(TransactionErrorKind::Parity));
        }
        Ok(Self {
            transaction: call.transaction(chain_id, nonce, fees),
            signature: TransactionSignature { y_is_odd: parity == 1, r, s },
        })
    }
}

/// The consecutive fields that every type has.
struct Call<'a> {
    gas_limit: u64,
    to: Option<Address>,
    value: Uint256,
    data: &'a [u8],
}

impl<'a> Call<'a> {
    fn read(items: &mut Items<'a>) -> Result<Self, TransactionError> {
        let gas_limit = items.u64("the gas limit")?;
        let mut empty = *items;
        let to = if empty.string("the recipient")?.is_empty() {
            *items = empty;
            None
        } else {
            Some(Address::new(*items.array("the recipient")?))
        };
        let value = Uint256::from_be_bytes(items.number("the value")?);
        Ok(Self { gas_limit, to, value, data: items.string("the data")? })
    }

    const fn transaction(self, chain_id: u64, nonce: u64, fees: Fees<'a>) -> Transaction<'a> {
        let Self { gas_limit, to, value, data } = self;
        Transaction { chain_id, nonce, fees, gas_limit, to, value, data }
    }
}

/// Reads the one list that makes up a transaction.
fn only_list<'a>(whole: &mut Items<'a>) -> Result<Items<'a>, TransactionError> {
    let items = whole.list("the transaction")?;
    whole.end("the transaction")?;
    Ok(items)
}

/// Reads r and s, after which nothing may follow.
fn read_scalars(items: &mut Items<'_>) -> Result<([u8; 32], [u8; 32]), TransactionError> {
    let at = *items;
    let (r, s) = (items.number("r")?, items.number("s")?);
    items.end("s")?;
    if (r, s) == ([0; 32], [0; 32]) { Err(at.error(TransactionErrorKind::Unsigned)) } else { Ok((r, s)) }
}

/// The v of EIP-155: 35 or 36, plus twice the chain id.
fn eip155_v(chain_id: u64, y_is_odd: bool) -> u128 {
    u128::from(chain_id).saturating_mul(2).saturating_add(35).saturating_add(u128::from(y_is_odd))
}
