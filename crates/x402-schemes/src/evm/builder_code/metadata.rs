//! The metadata `m` of a suffix. It is read from CBOR as JSON, and written from JSON (U-40, U-41).

use alloc::{string::String, vec::Vec};
use core::fmt::Write as _;

use x402_types::{Flag, Flags, JsonRef, Limits, RawJson};

use super::{
    MetadataError, SuffixError,
    cbor::{LIST, MAP, Reader, TEXT, UNSIGNED, head, number, text},
};

/// The map itself, and 128 lists and maps inside one another.
const MOST_CONTAINERS: usize = 129;

/// Reads the map. A key that occurs twice is found by the check of the JSON text.
pub(super) fn read(reader: &mut Reader<'_, '_>) -> Result<RawJson, SuffixError> {
    let mut json = String::new();
    read_value(reader, MOST_CONTAINERS, &mut json)?;
    let metadata = parse(&json).filter(|metadata| metadata.as_json().is_object()).ok_or(SuffixError::Cbor)?;
    flag(metadata.as_json(), reader.flags);
    // Equal metadata is equal in any order of its keys.
    if reader.flags.contains(Flag::KeyOrder) { sorted(&metadata).map_err(|_| SuffixError::Cbor) } else { Ok(metadata) }
}

/// Parses a text that was made from at most 65,535 bytes of CBOR. These bound its fields and values.
fn parse(json: &str) -> Option<RawJson> {
    let mut limits = Limits::DEFAULT;
    (limits.depth, limits.members, limits.values) = (MOST_CONTAINERS, usize::MAX, usize::MAX);
    RawJson::parse_within(json, &limits).ok()
}

fn read_value(reader: &mut Reader<'_, '_>, containers: usize, json: &mut String) -> Result<(), SuffixError> {
    let (kind, number) = reader.number()?;
    match kind {
        UNSIGNED => {
            // Writing to a String cannot fail.
            let _ = write!(json, "{number}");
        }
        TEXT => push_text(reader.utf8(number)?, json),
        LIST | MAP => {
            let containers = containers.checked_sub(1).ok_or(SuffixError::Cbor)?;
            let is_map = kind == MAP;
            json.push(if is_map { '{' } else { '[' });
            let mut last: Option<&str> = None;
            for index in 0..number {
                if index > 0 {
                    json.push(',');
                }
                if is_map {
                    let key = reader.key()?;
                    if last.is_some_and(|last| field(last) > field(key)) {
                        reader.flags.insert(Flag::KeyOrder);
                    }
                    last = Some(key);
                    push_text(key, json);
                    json.push(':');
                }
                read_value(reader, containers, json)?;
            }
            json.push(if is_map { '}' } else { ']' });
        }
        _ => return Err(SuffixError::Cbor),
    }
    Ok(())
}

fn push_text(text: &str, json: &mut String) {
    json.push_str(RawJson::string(text).as_str());
}

/// Sorts keys like the bytes of their encoding, in which the length comes first (RFC 8949 §4.2.1).
const fn field(key: &str) -> (usize, &str) {
    (key.len(), key)
}

/// Flags keys and values that the specification does not define.
fn flag(metadata: JsonRef<'_>, flags: &mut Flags) {
    for (key, value) in metadata.members().into_iter().flatten() {
        if !key.starts_with("x402") {
            flags.insert(Flag::MetadataKey);
        }
        let is_counts = || value.elements().is_ok_and(|mut counts| counts.all(|count| count.is_number()));
        if key == "x402ChargeCounts" && !is_counts() {
            flags.insert(Flag::ChargeCounts);
        }
    }
}

/// The same metadata with its keys in the order in which they are written.
pub(super) fn sorted(metadata: &RawJson) -> Result<RawJson, MetadataError> {
    let mut cbor = Vec::new();
    write(metadata.as_json(), &mut cbor)?;
    let (mut json, mut flags) = (String::new(), Flags::NONE);
    read_value(&mut Reader::new(&cbor, &mut flags), MOST_CONTAINERS, &mut json)
        .map_err(|_| MetadataError::NotMetadata)?;
    parse(&json).ok_or(MetadataError::NotMetadata)
}

/// Writes a map with sorted keys, and with heads in their shortest form.
pub(super) fn write(metadata: JsonRef<'_>, cbor: &mut Vec<u8>) -> Result<(), MetadataError> {
    if !metadata.is_object() {
        return Err(MetadataError::NotMetadata);
    }
    write_value(metadata, MOST_CONTAINERS, cbor).ok_or(MetadataError::NotMetadata)
}

/// Returns `None` if the value is not metadata.
fn write_value(value: JsonRef<'_>, containers: usize, cbor: &mut Vec<u8>) -> Option<()> {
    if let Ok(members) = value.members() {
        let containers = containers.checked_sub(1)?;
        let mut members: Vec<_> = members.collect();
        members.sort_by(|(left, _), (right, _)| field(left).cmp(&field(right)));
        head(cbor, MAP, members.len());
        for (key, member) in members {
            text(cbor, &key);
            write_value(member, containers, cbor)?;
        }
    } else if let Ok(elements) = value.elements() {
        let containers = containers.checked_sub(1)?;
        head(cbor, LIST, elements.clone().count());
        for element in elements {
            write_value(element, containers, cbor)?;
        }
    } else if value.is_string() {
        text(cbor, &value.string().ok()?);
    } else {
        number(cbor, UNSIGNED, value.integer().ok()?);
    }
    Some(())
}
