//! Which data Lighthouse can read (V-57). The program deserializes its instruction with borsh 0.10.3, as the enum
//! `LighthouseInstruction` (`programs/lighthouse/src/instruction.rs` of Jac0xb/lighthouse at 4c57947).

/// A part of the data. Variants of borsh's enums are numbered in the order of their declaration.
enum Part {
    /// So many bytes of any value.
    Bytes(u8),
    /// A byte below this number: an enum without fields, or a boolean.
    Below(u8),
    /// A number in LEB128, below 2^64.
    Compact,
    /// Nothing behind a 0, or so many bytes behind a 1.
    Optional(u8),
    /// A byte that chooses one of these lists of parts.
    OneOf(&'static [Parts]),
    /// These parts, one after the other: a struct.
    All(Parts),
    /// A number in LEB128, and so many of this part.
    Many(&'static Part),
}

type Parts = &'static [Part];

const BOOLEAN: Part = Part::Below(2);
const KEY: Part = Part::Bytes(32);
const BYTES: Part = Part::Many(&Part::Bytes(1));

/// `LogLevel`.
const LOG_LEVEL: Part = Part::Below(7);
/// `IntegerOperator`.
const COMPARED: Part = Part::Below(8);
/// `EquatableOperator`.
const EQUAL: Part = Part::Below(2);

const INTEGER_1: Parts = &[Part::Bytes(1), COMPARED];
const INTEGER_2: Parts = &[Part::Bytes(2), COMPARED];
const INTEGER_4: Parts = &[Part::Bytes(4), COMPARED];
const INTEGER_8: Parts = &[Part::Bytes(8), COMPARED];
const INTEGER_16: Parts = &[Part::Bytes(16), COMPARED];
const EQUAL_BOOLEAN: Parts = &[BOOLEAN, EQUAL];
const EQUAL_KEY: Parts = &[KEY, EQUAL];
const EQUAL_OPTIONAL_KEY: Parts = &[Part::Optional(32), EQUAL];

/// `WriteType`.
const WRITE_TYPE: Part =
    Part::OneOf(&[&[Part::Bytes(2), Part::Bytes(2)], &[Part::Below(6)], &[DATA], &[Part::Below(5)]]);
/// `DataValue`.
const DATA: Part = Part::OneOf(&[
    &[BOOLEAN],
    &[Part::Bytes(1)],
    &[Part::Bytes(1)],
    &[Part::Bytes(2)],
    &[Part::Bytes(2)],
    &[Part::Bytes(4)],
    &[Part::Bytes(4)],
    &[Part::Bytes(8)],
    &[Part::Bytes(8)],
    &[Part::Bytes(16)],
    &[Part::Bytes(16)],
    &[BYTES],
    &[KEY],
]);
/// `DataValueAssertion`.
const ASSERTED_DATA: Part = Part::OneOf(&[
    EQUAL_BOOLEAN,
    INTEGER_1,
    INTEGER_1,
    INTEGER_2,
    INTEGER_2,
    INTEGER_4,
    INTEGER_4,
    INTEGER_8,
    INTEGER_8,
    INTEGER_16,
    INTEGER_16,
    &[BYTES, EQUAL],
    EQUAL_KEY,
]);
/// `AccountDataAssertion`.
const ACCOUNT_DATA: Part = Part::All(&[Part::Compact, ASSERTED_DATA]);
/// `AccountDeltaAssertion`: `AccountInfoDeltaAssertion` or `DataValueDeltaAssertion`.
const ACCOUNT_DELTA: Part = Part::OneOf(&[
    &[Part::Compact, Part::OneOf(&[INTEGER_16, INTEGER_16, &[EQUAL], INTEGER_16])],
    &[
        Part::Compact,
        Part::Compact,
        Part::OneOf(&[
            INTEGER_2,
            INTEGER_2,
            INTEGER_4,
            INTEGER_4,
            INTEGER_8,
            INTEGER_8,
            INTEGER_16,
            INTEGER_16,
            &[Part::Bytes(2), EQUAL],
        ]),
    ],
]);
/// `AccountInfoAssertion`.
const ACCOUNT_INFO: Part = Part::OneOf(&[
    INTEGER_8,
    INTEGER_8,
    EQUAL_KEY,
    &[Part::Below(9), EQUAL],
    INTEGER_8,
    EQUAL_BOOLEAN,
    EQUAL_BOOLEAN,
    EQUAL_BOOLEAN,
    &[KEY, Part::Compact, Part::Compact],
]);
/// `MintAccountAssertion`.
const MINT: Part = Part::OneOf(&[EQUAL_OPTIONAL_KEY, INTEGER_8, INTEGER_1, EQUAL_BOOLEAN, EQUAL_OPTIONAL_KEY]);
/// `TokenAccountAssertion`.
const TOKEN_ACCOUNT: Part = Part::OneOf(&[
    EQUAL_KEY,
    EQUAL_KEY,
    INTEGER_8,
    EQUAL_OPTIONAL_KEY,
    INTEGER_1,
    &[Part::Optional(8), EQUAL],
    INTEGER_8,
    EQUAL_OPTIONAL_KEY,
    &[],
]);
/// `StakeAccountAssertion`, with `MetaAssertion` and `StakeAssertion`.
const STAKE: Part = Part::OneOf(&[
    &[Part::Below(4), EQUAL],
    &[Part::OneOf(&[INTEGER_8, EQUAL_KEY, EQUAL_KEY, INTEGER_8, INTEGER_8, EQUAL_KEY])],
    &[Part::OneOf(&[EQUAL_KEY, INTEGER_8, INTEGER_8, INTEGER_8, INTEGER_8])],
    INTEGER_1,
]);
/// `UpgradeableLoaderStateAssertion`, with those of its three accounts.
const LOADER: Part = Part::OneOf(&[
    &[Part::Below(4), EQUAL],
    &[Part::OneOf(&[EQUAL_OPTIONAL_KEY])],
    &[Part::OneOf(&[EQUAL_KEY])],
    &[Part::OneOf(&[EQUAL_OPTIONAL_KEY, INTEGER_8])],
]);
/// `SysvarClockAssertion`.
const CLOCK: Part = Part::OneOf(&[INTEGER_8, INTEGER_8, INTEGER_8, INTEGER_8, INTEGER_8]);
/// `MerkleTreeAssertion`.
const MERKLE_TREE: Part = Part::OneOf(&[&[Part::Bytes(4), KEY]]);
/// `BubblegumTreeConfigAssertion`.
const BUBBLEGUM: Part = Part::OneOf(&[EQUAL_KEY, EQUAL_KEY, INTEGER_8, INTEGER_8, EQUAL_BOOLEAN, INTEGER_1]);

/// `LighthouseInstruction`.
const INSTRUCTION: Part = Part::OneOf(&[
    &[Part::Bytes(1), Part::Bytes(1), Part::Compact, WRITE_TYPE],
    &[Part::Bytes(1), Part::Bytes(1)],
    &[LOG_LEVEL, ACCOUNT_DATA],
    &[LOG_LEVEL, Part::Many(&ACCOUNT_DATA)],
    &[LOG_LEVEL, ACCOUNT_DELTA],
    &[LOG_LEVEL, ACCOUNT_INFO],
    &[LOG_LEVEL, Part::Many(&ACCOUNT_INFO)],
    &[LOG_LEVEL, MINT],
    &[LOG_LEVEL, Part::Many(&MINT)],
    &[LOG_LEVEL, TOKEN_ACCOUNT],
    &[LOG_LEVEL, Part::Many(&TOKEN_ACCOUNT)],
    &[LOG_LEVEL, STAKE],
    &[LOG_LEVEL, Part::Many(&STAKE)],
    &[LOG_LEVEL, LOADER],
    &[LOG_LEVEL, Part::Many(&LOADER)],
    &[LOG_LEVEL, CLOCK],
    &[LOG_LEVEL, MERKLE_TREE],
    &[LOG_LEVEL, BUBBLEGUM],
]);

/// `true` if Lighthouse can read the data of an instruction. It ignores bytes behind what it reads.
pub(super) fn is_readable(data: &[u8]) -> bool {
    read(&INSTRUCTION, &mut { data }).is_some()
}

/// Reads a part. The tables are nested five deep at most, so is the recursion.
fn read(part: &Part, rest: &mut &[u8]) -> Option<()> {
    match *part {
        Part::Bytes(length) => take(rest, length),
        Part::Below(end) => (byte(rest)? < end).then_some(()),
        Part::Compact => compact(rest).map(|_| ()),
        Part::Optional(length) => match byte(rest)? {
            0 => Some(()),
            1 => take(rest, length),
            _ => None,
        },
        Part::OneOf(lists) => all(lists.get(usize::from(byte(rest)?))?, rest),
        Part::All(parts) => all(parts, rest),
        Part::Many(part) => {
            // Every element has a byte or more, so this ends with the data.
            for _ in 0..compact(rest)? {
                read(part, rest)?;
            }
            Some(())
        }
    }
}

fn all(parts: &[Part], rest: &mut &[u8]) -> Option<()> {
    parts.iter().try_for_each(|part| read(part, rest))
}

fn byte(rest: &mut &[u8]) -> Option<u8> {
    let (first, behind) = rest.split_first()?;
    *rest = behind;
    Some(*first)
}

fn take(rest: &mut &[u8], length: u8) -> Option<()> {
    *rest = rest.get(usize::from(length)..)?;
    Some(())
}

/// Reads a number as the crate `leb128` 0.2.5 does: redundant zeros are allowed, and the tenth byte is 0 or 1.
fn compact(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let next = byte(rest)?;
        if shift == 63 && next > 1 {
            return None;
        }
        value |= u64::from(next & 0x7f) << shift;
        if next & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}
