//! The layout of version 1 (SIMD-0385; U-20 to U-25). No number is a compact-u16, the limits are in a config instead of
//! instructions, and the signatures come last.

use alloc::vec::Vec;

use super::{
    CompiledInstruction, Config, Header, MAX_LOADED_KEYS, Message, MessageVersion,
    wire::{Cursor, ParseError, ParseErrorKind},
};

/// The first byte of a version 1 transaction. No transaction of the older layouts begins with it, because 129 signatures
/// do not fit into a packet.
pub(super) const VERSION_1: u8 = 0x81;

const MAX_SIGNATURES: u8 = 12;
const MAX_INSTRUCTIONS: u8 = 64;
#[allow(clippy::as_conversions, clippy::cast_possible_truncation, reason = "64")]
const MAX_KEYS: u8 = MAX_LOADED_KEYS as u8;

/// The fee has the two lowest bits of the mask, and both are set or neither.
const FEE: u32 = 0b11;
const UNITS: u32 = 0b100;
const LOADED_DATA: u32 = 0b1000;
const HEAP: u32 = 0b1_0000;

impl Config {
    fn read(mask: u32, cursor: &mut Cursor<'_>) -> Result<Self, ParseError> {
        let priority_fee = match mask & FEE {
            0 => None,
            _ => Some(u64::from_le_bytes(cursor.array("the fee")?)),
        };
        let mut value = |bit, what| match mask & bit {
            0 => Ok(None),
            _ => cursor.array(what).map(u32::from_le_bytes).map(Some),
        };
        let units = value(UNITS, "the limit of compute units")?;
        let loaded_data = value(LOADED_DATA, "the limit of loaded data")?;
        let heap = value(HEAP, "the size of the heap")?;
        match heap {
            Some(bytes) if !bytes.is_multiple_of(1_024) || !(32_768..=262_144).contains(&bytes) => {
                Err(cursor.error(ParseErrorKind::HeapSize(bytes)))
            }
            _ => Ok(Self { priority_fee, units, loaded_data, heap }),
        }
    }

    fn mask(self) -> u32 {
        let bits = [
            (self.priority_fee.is_some(), FEE),
            (self.units.is_some(), UNITS),
            (self.loaded_data.is_some(), LOADED_DATA),
            (self.heap.is_some(), HEAP),
        ];
        bits.into_iter().filter(|(is_set, _)| *is_set).fold(0, |mask, (_, bit)| mask | bit)
    }
}

/// Reads a number that is at most `max`.
fn count(cursor: &mut Cursor<'_>, what: &'static str, max: u8) -> Result<u8, ParseError> {
    let at = *cursor;
    let count = cursor.byte(what)?;
    if count > max { Err(at.error(ParseErrorKind::TooMany { what, count, max })) } else { Ok(count) }
}

impl<'a> Message<'a> {
    /// Reads a message of version 1, its first byte included.
    pub(super) fn read_version_1(cursor: &mut Cursor<'a>) -> Result<Self, ParseError> {
        cursor.byte("the version")?;
        let at_header = *cursor;
        let header = Header::read(cursor)?;
        match header.required_signatures {
            0 => return Err(at_header.error(ParseErrorKind::NoSigner)),
            count if count > MAX_SIGNATURES => {
                let what = "required signatures";
                return Err(at_header.error(ParseErrorKind::TooMany { what, count, max: MAX_SIGNATURES }));
            }
            _ => {}
        }
        let at_mask = *cursor;
        let mask = u32::from_le_bytes(cursor.array("the mask of the config")?);
        if mask & !(FEE | UNITS | LOADED_DATA | HEAP) != 0 || matches!(mask & FEE, 0b01 | 0b10) {
            return Err(at_mask.error(ParseErrorKind::ConfigMask(mask)));
        }
        let blockhash = cursor.array("a blockhash")?;
        let instructions = count(cursor, "instructions", MAX_INSTRUCTIONS)?;
        let keys = count(cursor, "keys", MAX_KEYS)?;
        let keys = cursor.arrays(usize::from(keys), "a key")?;
        let mut message = Self::new(MessageVersion::V1, header, keys, blockhash);
        message.config = Config::read(mask, cursor)?;
        for [program, accounts, low, high] in cursor.arrays(usize::from(instructions), "the head of an instruction")? {
            // Accounts and data follow all heads.
            message.instructions.push(CompiledInstruction {
                program: *program,
                accounts: cursor.take(usize::from(*accounts), "the index of an account")?,
                data: cursor.take(usize::from(u16::from_le_bytes([*low, *high])), "the data of an instruction")?,
            });
        }
        Ok(message)
    }

    /// Encodes a message as [`read_version_1`](Self::read_version_1) reads it. A count that does not fit into the
    /// layout is written as the maximum.
    pub(super) fn encode_version_1(&self) -> Vec<u8> {
        let byte = |count: usize| u8::try_from(count).unwrap_or(u8::MAX);
        let mut out = Vec::from([VERSION_1]);
        out.extend(self.header.encode());
        out.extend(self.config.mask().to_le_bytes());
        out.extend(self.blockhash);
        out.extend([byte(self.instructions.len()), byte(self.keys.len())]);
        out.extend_from_slice(self.keys.as_flattened());
        out.extend(self.config.priority_fee.into_iter().flat_map(u64::to_le_bytes));
        let Config { units, loaded_data, heap, .. } = self.config;
        out.extend([units, loaded_data, heap].into_iter().flatten().flat_map(u32::to_le_bytes));
        for instruction in &self.instructions {
            let [low, high] = u16::try_from(instruction.data.len()).unwrap_or(u16::MAX).to_le_bytes();
            out.extend([instruction.program, byte(instruction.accounts.len()), low, high]);
        }
        for instruction in &self.instructions {
            out.extend_from_slice(instruction.accounts);
            out.extend_from_slice(instruction.data);
        }
        out
    }
}
