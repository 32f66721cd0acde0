//! Builder codes after calldata: wrong readings of bytes, and wrong spellings of codes.

use crate::{
    json::Json,
    mutant::{Mutant, Row, results},
    question::{from_hex, to_hex},
};

/// `8021` eight times.
const MARKER: [u8; 16] =
    [0x80, 0x21, 0x80, 0x21, 0x80, 0x21, 0x80, 0x21, 0x80, 0x21, 0x80, 0x21, 0x80, 0x21, 0x80, 0x21];
/// Length, schema and marker.
const TAIL: usize = 19;

pub(super) fn mutants() -> Vec<Mutant> {
    let mut mutants = results("builder-code/says/", &ANSWERS);
    mutants.extend(FRAMES.map(|(name, edit)| {
        Mutant::edits(format!("builder-code/{name}"), move |j| {
            j.change("calldata", |hex| {
                let mut bytes = from_hex(hex)?;
                edit(&mut bytes)?;
                Some(to_hex(&bytes))
            })
        })
    }));
    // Invalid suffixes read as no codes at all, and flags that are not raised.
    mutants.extend(["no-suffix", "other-schema", "length", "cbor", "code"].map(|kind| {
        let name = format!("builder-code/takes/{kind}");
        Mutant::edits_result(name, move |j| j.is("err.kind", kind)?.be(r#"{"codes":{},"flags":[]}"#))
    }));
    let flags = ["key-order", "long-head", "service-text", "service-codes", "metadata-key", "charge-counts"];
    mutants.extend(flags.map(|flag| {
        let name = format!("builder-code/does-not-flag/{flag}");
        Mutant::edits_result(name, move |j| j.keep("flags", |found| found.as_text().as_deref() != Some(flag)))
    }));
    mutants
}

/// The offsets of the length, the schema and the marker, in calldata that ends in the marker.
fn tail(bytes: &[u8]) -> Option<usize> {
    let at = bytes.len().checked_sub(TAIL)?;
    bytes.ends_with(&MARKER).then_some(at)
}

fn length(bytes: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?])))
}

fn set_length(bytes: &mut [u8], at: usize, length: usize) -> Option<()> {
    let length = u16::try_from(length).ok()?.to_be_bytes();
    bytes.get_mut(at..at + 2)?.copy_from_slice(&length);
    Some(())
}

/// A map without codes in place of the present one.
fn without_codes(bytes: &mut Vec<u8>) -> Option<()> {
    let at = tail(bytes)?;
    bytes.insert(at, 0xa0);
    set_length(bytes, at + 1, 1)
}

/// Ends the calldata behind a marker in the middle.
fn end_behind(bytes: &mut Vec<u8>, at: usize) -> Option<()> {
    (at + MARKER.len() < bytes.len()).then(|| bytes.truncate(at + MARKER.len()))
}

/// An edit of the calldata.
type Frame = (&'static str, fn(&mut Vec<u8>) -> Option<()>);

const FRAMES: [Frame; 9] = [
    ("looks-anywhere-for-the-marker", |bytes| {
        let at = bytes.windows(MARKER.len()).rposition(|window| window == MARKER)?;
        end_behind(bytes, at)
    }),
    ("the-first-suffix-counts", |bytes| {
        let at = bytes.windows(MARKER.len()).position(|window| window == MARKER)?;
        end_behind(bytes, at)
    }),
    ("compares-half-of-the-marker", |bytes| {
        let is_half = bytes.ends_with(&MARKER[..8]) && tail(bytes).is_none();
        let at = bytes.len().checked_sub(MARKER.len()).filter(|_| is_half)?;
        bytes[at..].copy_from_slice(&MARKER);
        Some(())
    }),
    ("takes-any-schema", |bytes| tail(bytes).map(|at| bytes[at + 2] = 2)),
    ("reads-the-length-from-the-other-end", |bytes| tail(bytes).map(|at| bytes.swap(at, at + 1))),
    ("an-impossible-length-is-no-code", |bytes| {
        let at = tail(bytes)?;
        (length(bytes, at)? > at).then(|| without_codes(bytes))?
    }),
    ("takes-the-length-from-the-map", |bytes| {
        // A map that is one byte longer or shorter than its length.
        let at = tail(bytes)?;
        let stated = length(bytes, at)?;
        let is_map = |length: usize| Some((0xa1..=0xa3).contains(bytes.get(at.checked_sub(length)?)?));
        let real = [stated.checked_sub(1)?, stated + 1].into_iter().find(|real| is_map(*real) == Some(true))?;
        (!is_map(stated)?).then(|| set_length(bytes, at, real))?
    }),
    ("nothing-is-no-code", |bytes| {
        let at = tail(bytes)?;
        (length(bytes, at)? == 0).then(|| without_codes(bytes))?
    }),
    ("no-code-is-no-suffix", |bytes| {
        let at = tail(bytes)?;
        (bytes.get(at.checked_sub(1)?)? == &0xa0 && length(bytes, at)? == 1).then(|| bytes.clear())
    }),
];

const ANSWERS: [Row; 19] = [
    ("no-application", |j| j.del("codes.a")),
    ("no-wallet", |j| j.del("codes.w")),
    ("no-services", |j| j.del("codes.s")),
    ("wallet-for-application", |j| j.copy("codes.w", "codes.a")),
    ("one-service-less", |j| j.del("codes.s.0")),
    ("services-turned-round", |j| j.reverse("codes.s")),
    ("eleven-services-at-most", |j| j.del("codes.s.11")),
    ("ten-services-at-most", |j| j.del("codes.s.10")),
    ("codes-in-capitals", |j| j.map("codes.a", str::to_uppercase)),
    ("31-characters-at-most", |j| j.map("codes.a", |code| code.chars().take(31).collect())),
    ("no-metadata", |j| j.del("metadata")),
    ("metadata-is-no-member", |j| j.has("metadata")?.be(r#"{"err":{"kind":"cbor"}}"#)),
    ("metadata-needs-a-code", |j| {
        j.has("metadata")?.lacks("codes.a")?.lacks("codes.w")?.lacks("codes.s")?.be(r#"{"err":{"kind":"cbor"}}"#)
    }),
    ("metadata-where-there-is-none", |j| j.has("codes")?.lacks("metadata")?.put("metadata", "{}")),
    ("no-metadata-if-it-is-empty", |j| j.holds("metadata", |found| found.members().is_empty())?.del("metadata")),
    ("metadata-in-doubles", |j| {
        j.at("metadata")?.each_object(&mut |members| members.iter_mut().for_each(|(_, value)| as_double(value)));
        Some(j)
    }),
    ("metadata-without-texts", |j| {
        j.at("metadata")?.members_mut()?.retain(|(_, value)| value.as_text().is_none());
        Some(j)
    }),
    ("metadata-of-one-level", |j| {
        let is_flat = |(_, value): &(String, Json)| value.elements().is_empty() && value.members().is_empty();
        j.at("metadata")?.members_mut()?.retain(is_flat);
        Some(j)
    }),
    ("a-key-inside-metadata-is-one-of-it", |j| {
        let inside = |(_, value): &(String, Json)| value.members().iter().any(|(key, _)| !key.starts_with("x402"));
        let is_inside = |metadata: &Json| metadata.members().iter().any(inside);
        j.holds("metadata", is_inside)?.holds("flags", Json::is_empty)?.push("flags", "metadata-key")
    }),
];

fn as_double(value: &mut Json) {
    let number = value.as_plain().and_then(|plain| plain.parse::<u64>().ok());
    #[allow(clippy::as_conversions, clippy::cast_precision_loss, reason = "the bug is to round")]
    if let Some(double) = number.map(|number| number as f64) {
        *value = Json::number(double);
    }
}
