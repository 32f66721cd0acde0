//! The part of a transaction that is signed.

use alloc::vec::Vec;
use core::fmt;

use super::{
    Address,
    wire::{Cursor, ParseError},
};

/// The maximum number of keys that the runtime loads for one transaction.
pub const MAX_LOADED_KEYS: usize = 64;

/// The layout of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MessageVersion {
    /// The layout without a version byte and without lookup tables.
    Legacy,
    /// The layout with the version byte 0x80 and with lookup tables.
    V0,
    /// The layout with the version byte 0x81 and with a [`Config`] (SIMD-0385).
    V1,
}

impl fmt::Display for MessageVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Legacy => "legacy",
            Self::V0 => "version 0",
            Self::V1 => "version 1",
        })
    }
}

/// The numbers of static keys that sign or are read-only. The struct has the fields of the layout and gets no further
/// ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Header {
    /// The number of keys that must sign. These keys are the first ones.
    pub required_signatures: u8,
    /// The number of read-only signing keys. They are the last of the signing keys.
    pub readonly_signed: u8,
    /// The number of other read-only static keys. They are the last of the static keys.
    pub readonly_unsigned: u8,
}

impl Header {
    pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<Self, ParseError> {
        Ok(Self {
            required_signatures: cursor.byte("the number of required signatures")?,
            readonly_signed: cursor.byte("the number of read-only signers")?,
            readonly_unsigned: cursor.byte("the number of read-only keys that do not sign")?,
        })
    }

    pub(super) const fn encode(self) -> [u8; 3] {
        [self.required_signatures, self.readonly_signed, self.readonly_unsigned]
    }
}

/// One instruction: a program, its accounts and its data. Accounts are indices into the keys of the message. The struct
/// has the fields of the layout and gets no further ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CompiledInstruction<'a> {
    /// The index of the program among the static keys.
    pub program: u8,
    /// The indices of the accounts, in order.
    pub accounts: &'a [u8],
    /// The data for the program.
    pub data: &'a [u8],
}

/// Further keys, which are loaded from a table on the chain. The struct has the fields of the layout and gets no
/// further ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Lookup<'a> {
    /// The address of the lookup table.
    pub table: Address,
    /// The indices into the table of the writable accounts.
    pub writable: &'a [u8],
    /// The indices into the table of the read-only accounts.
    pub readonly: &'a [u8],
}

/// The limits of a version 1 transaction. `None` if the config does not have the value; the runtime then uses 0, or for
/// the heap 32,768 (U-25). The struct has the fields of the layout and gets no further ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Config {
    /// The fee in addition to that of the signatures, in lamports, for the whole transaction.
    pub priority_fee: Option<u64>,
    /// The limit of compute units.
    pub units: Option<u32>,
    /// The limit of the size of all accounts that are loaded, in bytes.
    pub loaded_data: Option<u32>,
    /// The size of the heap, in bytes.
    pub heap: Option<u32>,
}

impl Config {
    /// A config without any value.
    pub const NONE: Self = Self { priority_fee: None, units: None, loaded_data: None, heap: None };
}

/// The signed part of a transaction. Reading does not check indices; [`sanitize`](Self::sanitize) does.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Message<'a> {
    /// The layout of the message.
    pub version: MessageVersion,
    /// The numbers of signing and read-only keys.
    pub header: Header,
    /// The keys in the message itself. The first pays the fee.
    pub keys: &'a [[u8; 32]],
    /// A recent blockhash, or the value of a durable nonce.
    pub blockhash: [u8; 32],
    /// The instructions, in order.
    pub instructions: Vec<CompiledInstruction<'a>>,
    /// Further keys from lookup tables, which only version 0 has.
    pub lookups: Vec<Lookup<'a>>,
    /// The limits of the transaction, which only version 1 has.
    pub config: Config,
}

impl<'a> Message<'a> {
    /// A message without instructions.
    pub(super) const fn new(
        version: MessageVersion,
        header: Header,
        keys: &'a [[u8; 32]],
        blockhash: [u8; 32],
    ) -> Self {
        Self { version, header, keys, blockhash, instructions: Vec::new(), lookups: Vec::new(), config: Config::NONE }
    }

    /// Returns the key with this index in the message itself. `None` if the message has no such key.
    pub fn key(&self, index: u8) -> Option<Address> {
        self.keys.get(usize::from(index)).copied().map(Address::new)
    }

    /// The account that pays the fee, which is the first key.
    pub fn fee_payer(&self) -> Option<Address> {
        self.key(0)
    }

    /// Returns the accounts that must sign, in the order of the signatures.
    pub fn signers(&self) -> impl Iterator<Item = Address> + 'a {
        self.keys.iter().take(usize::from(self.header.required_signatures)).copied().map(Address::new)
    }
}
