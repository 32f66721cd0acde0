//! The part of a transaction that is signed.

use alloc::vec::Vec;
use core::fmt;

use super::{
    Address,
    wire::{Cursor, ParseError, ParseErrorKind, push_bytes, push_compact_u16},
};

/// Which layout a message has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MessageVersion {
    /// Without a version byte, and without lookup tables.
    Legacy,
    /// With the byte 0x80, and with lookup tables.
    V0,
}

impl fmt::Display for MessageVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Legacy => "legacy",
            Self::V0 => "version 0",
        })
    }
}

/// How many of the static keys sign, and how many are not written to.
/// It gets no further field: the layout has just these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Header {
    /// The first so many keys have to sign.
    pub required_signatures: u8,
    /// The last so many of those are read-only.
    pub readonly_signed: u8,
    /// The last so many of the static keys are read-only.
    pub readonly_unsigned: u8,
}

/// One call: of which program, with which accounts, with which data. Accounts are indices into the message's keys.
/// It gets no further field: the layout has just these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CompiledInstruction<'a> {
    /// Index of the program among the static keys.
    pub program: u8,
    /// Indices of the accounts.
    pub accounts: &'a [u8],
    /// What the program is told.
    pub data: &'a [u8],
}

/// Further keys, which stand in a table on the chain.
/// It gets no further field: the layout has just these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Lookup<'a> {
    /// The table.
    pub table: Address,
    /// Indices into the table, of accounts that are written to.
    pub writable: &'a [u8],
    /// Indices into the table, of accounts that are not.
    pub readonly: &'a [u8],
}

/// What the signers sign. Reading says nothing about indices: [`sanitize`](Self::sanitize) does.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Message<'a> {
    /// Its layout.
    pub version: MessageVersion,
    /// Who signs and what is written to.
    pub header: Header,
    /// The keys that stand in the message itself; the first pays the fee.
    pub keys: &'a [[u8; 32]],
    /// A blockhash that the chain still remembers, or the value of a durable nonce.
    pub blockhash: [u8; 32],
    /// What is called, in order.
    pub instructions: Vec<CompiledInstruction<'a>>,
    /// Further keys; none in a legacy message.
    pub lookups: Vec<Lookup<'a>>,
}

const V0: u8 = 0x80;

impl<'a> Message<'a> {
    pub(super) fn read(cursor: &mut Cursor<'a>) -> Result<Self, ParseError> {
        let first = cursor.error(ParseErrorKind::End("a message"));
        let version = match cursor.rest().first() {
            None => return Err(first),
            Some(0..V0) => MessageVersion::Legacy,
            Some(&V0) => {
                cursor.byte("the version")?;
                MessageVersion::V0
            }
            Some(other) => return Err(cursor.error(ParseErrorKind::MessageVersion(*other))),
        };
        let header = Header {
            required_signatures: cursor.byte("the number of required signatures")?,
            readonly_signed: cursor.byte("the number of read-only signers")?,
            readonly_unsigned: cursor.byte("the number of read-only keys that do not sign")?,
        };
        let keys = cursor.compact_u16("the number of keys")?;
        let keys = cursor.arrays(keys, "a key")?;
        let end = cursor.error(ParseErrorKind::End("a blockhash"));
        let blockhash = *cursor.arrays(1, "a blockhash")?.first().ok_or(end)?;
        let mut message = Self { version, header, keys, blockhash, instructions: Vec::new(), lookups: Vec::new() };
        for _ in 0..cursor.compact_u16("the number of instructions")? {
            message.instructions.push(CompiledInstruction {
                program: cursor.byte("the index of a program")?,
                accounts: cursor.bytes("the number of an instruction's accounts", "the index of an account")?,
                data: cursor.bytes("the length of an instruction's data", "the data of an instruction")?,
            });
        }
        if version == MessageVersion::V0 {
            for _ in 0..cursor.compact_u16("the number of lookup tables")? {
                let end = cursor.error(ParseErrorKind::End("a lookup table"));
                message.lookups.push(Lookup {
                    table: cursor.arrays(1, "a lookup table")?.first().copied().map(Address::new).ok_or(end)?,
                    writable: cursor.bytes("the number of writable keys from a table", "an index into a table")?,
                    readonly: cursor.bytes("the number of read-only keys from a table", "an index into a table")?,
                });
            }
        }
        Ok(message)
    }

    /// The bytes that are signed. What was read comes back byte for byte.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        if self.version == MessageVersion::V0 {
            out.push(V0);
        }
        let Header { required_signatures, readonly_signed, readonly_unsigned } = self.header;
        out.extend([required_signatures, readonly_signed, readonly_unsigned]);
        push_compact_u16(&mut out, self.keys.len());
        out.extend_from_slice(self.keys.as_flattened());
        out.extend(self.blockhash);
        push_compact_u16(&mut out, self.instructions.len());
        for instruction in &self.instructions {
            out.push(instruction.program);
            push_bytes(&mut out, instruction.accounts);
            push_bytes(&mut out, instruction.data);
        }
        if self.version == MessageVersion::V0 {
            push_compact_u16(&mut out, self.lookups.len());
            for lookup in &self.lookups {
                out.extend(lookup.table.to_bytes());
                push_bytes(&mut out, lookup.writable);
                push_bytes(&mut out, lookup.readonly);
            }
        }
        out
    }

    /// A key that stands in the message itself.
    #[must_use]
    pub fn key(&self, index: u8) -> Option<Address> {
        self.keys.get(usize::from(index)).copied().map(Address::new)
    }

    /// Who pays the fee: the first key.
    #[must_use]
    pub fn fee_payer(&self) -> Option<Address> {
        self.key(0)
    }

    /// Those who have to sign, in the order of the signatures.
    pub fn signers(&self) -> impl Iterator<Item = Address> + 'a {
        self.keys.iter().take(usize::from(self.header.required_signatures)).copied().map(Address::new)
    }
}
