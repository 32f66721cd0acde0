//! Reads and encodes a message. The layouts legacy and version 0 are here, and that of version 1 is in `version_1`.

use alloc::vec::Vec;

use super::{
    Address, CompiledInstruction, Header, Lookup, Message, MessageVersion,
    wire::{Cursor, ParseError, ParseErrorKind, push_bytes, push_compact_u16},
};

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
        let header = Header::read(cursor)?;
        let keys = cursor.compact_u16("the number of keys")?;
        let keys = cursor.arrays(keys, "a key")?;
        let blockhash = cursor.array("a blockhash")?;
        let mut message = Self::new(version, header, keys, blockhash);
        for _ in 0..cursor.compact_u16("the number of instructions")? {
            message.instructions.push(CompiledInstruction {
                program: cursor.byte("the index of a program")?,
                accounts: cursor.bytes("the number of an instruction's accounts", "the index of an account")?,
                data: cursor.bytes("the length of an instruction's data", "the data of an instruction")?,
            });
        }
        if version == MessageVersion::V0 {
            for _ in 0..cursor.compact_u16("the number of lookup tables")? {
                message.lookups.push(Lookup {
                    table: Address::new(cursor.array("a lookup table")?),
                    writable: cursor.bytes("the number of writable keys from a table", "an index into a table")?,
                    readonly: cursor.bytes("the number of read-only keys from a table", "an index into a table")?,
                });
            }
        }
        Ok(message)
    }

    /// Encodes the bytes that are signed. A message that was read has the same bytes as before.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        match self.version {
            MessageVersion::Legacy => {}
            MessageVersion::V0 => out.push(V0),
            MessageVersion::V1 => return self.encode_version_1(),
        }
        out.extend(self.header.encode());
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
}
