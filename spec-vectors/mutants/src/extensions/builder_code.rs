//! Builder codes after calldata: wrong readings of bytes, and wrong spellings of codes.

use super::change::change;
use crate::{
    json::Json,
    mutant::Mutant,
    question::{from_hex, to_hex},
};

const OP: &[&str] = &["builder-code"];

/// `8021` eight times.
const MARKER: usize = 16;
/// Length, schema and marker.
const TAIL: usize = 19;

pub(super) fn mutants() -> Vec<Mutant> {
    [frames(), cbor(), answers(), metadata()].into_iter().flatten().collect()
}

/// An edit of the calldata.
fn edits(name: &str, edit: fn(&mut Vec<u8>) -> Option<()>) -> Mutant {
    Mutant::edits(format!("builder-code/{name}"), OP, move |input| {
        change(input, "calldata", |hex| {
            let mut bytes = from_hex(hex)?;
            edit(&mut bytes)?;
            Some(to_hex(&bytes))
        })
    })
}

/// The offsets of the length, the schema and the marker, in calldata that ends in the marker.
fn tail(bytes: &[u8]) -> Option<usize> {
    let at = bytes.len().checked_sub(TAIL)?;
    bytes.ends_with(&[0x80, 0x21].repeat(8)).then_some(at)
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

fn frames() -> Vec<Mutant> {
    vec![
        edits("looks-anywhere-for-the-marker", |bytes| {
            let marker = [0x80, 0x21].repeat(8);
            let at = bytes.windows(MARKER).rposition(|window| window == marker)?;
            (at + MARKER < bytes.len()).then(|| bytes.truncate(at + MARKER))
        }),
        edits("compares-half-of-the-marker", |bytes| {
            let at = bytes.len().checked_sub(8)?;
            let is_half = bytes.get(at..)? == [0x80, 0x21].repeat(4);
            (is_half && tail(bytes).is_none()).then_some(())?;
            let at = bytes.len().checked_sub(MARKER)?;
            bytes.get_mut(at..)?.copy_from_slice(&[0x80, 0x21].repeat(8));
            Some(())
        }),
        edits("takes-any-schema", |bytes| {
            let at = tail(bytes)?;
            *bytes.get_mut(at + 2)? = 2;
            Some(())
        }),
        edits("reads-the-length-from-the-other-end", |bytes| {
            let at = tail(bytes)?;
            bytes.swap(at, at + 1);
            Some(())
        }),
        edits("an-impossible-length-is-no-code", |bytes| {
            let at = tail(bytes)?;
            (length(bytes, at)? > at).then(|| without_codes(bytes))?
        }),
        edits("takes-the-length-from-the-map", |bytes| {
            // A map that is one byte longer or shorter than its length.
            let at = tail(bytes)?;
            let stated = length(bytes, at)?;
            for real in [stated.checked_sub(1)?, stated + 1] {
                let start = at.checked_sub(real)?;
                if (0xa1..=0xa3).contains(bytes.get(start)?)
                    && !(0xa1..=0xa3).contains(bytes.get(at.checked_sub(stated)?)?)
                {
                    return set_length(bytes, at, real);
                }
            }
            None
        }),
        edits("the-first-suffix-counts", |bytes| {
            let marker = [0x80, 0x21].repeat(8);
            let at = bytes.windows(MARKER).position(|window| window == marker)?;
            (at + MARKER < bytes.len()).then(|| bytes.truncate(at + MARKER))
        }),
        edits("nothing-is-no-code", |bytes| {
            let at = tail(bytes)?;
            (length(bytes, at)? == 0).then(|| without_codes(bytes))?
        }),
        edits("no-code-is-no-suffix", |bytes| {
            let at = tail(bytes)?;
            (bytes.get(at.checked_sub(1)?)? == &0xa0 && length(bytes, at)? == 1).then(|| bytes.clear())
        }),
    ]
}

/// Invalid suffixes read as no codes at all, and flags that are not raised.
fn cbor() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for kind in ["no-suffix", "other-schema", "length", "cbor", "code"] {
        mutants.push(Mutant::says(format!("builder-code/takes/{kind}"), OP, move |result| {
            (result.text_at("err.kind")? == kind).then_some(())?;
            *result = Json::parse(r#"{"codes":{},"flags":[]}"#)?;
            Some(())
        }));
    }
    for flag in ["key-order", "long-head", "service-text", "service-codes", "metadata-key", "charge-counts"] {
        mutants.push(Mutant::says(format!("builder-code/does-not-flag/{flag}"), OP, move |result| {
            let Json::Array(flags) = result.get_mut("flags")? else { return None };
            flags.retain(|found| found.as_text().as_deref() != Some(flag));
            Some(())
        }));
    }
    mutants
}

fn answers() -> Vec<Mutant> {
    let says =
        |name: &str, edit: fn(&mut Json) -> Option<()>| Mutant::says(format!("builder-code/says/{name}"), OP, edit);
    vec![
        says("no-application", |result| result.remove("codes.a").map(drop)),
        says("no-wallet", |result| result.remove("codes.w").map(drop)),
        says("no-services", |result| result.remove("codes.s").map(drop)),
        says("wallet-for-application", |result| {
            let wallet = result.get("codes.w")?.clone();
            result.set("codes.a", wallet)
        }),
        says("one-service-less", |result| result.remove("codes.s.0").map(drop)),
        says("services-turned-round", |result| {
            result.get_mut("codes.s")?.elements_mut().reverse();
            Some(())
        }),
        says("eleven-services-at-most", |result| result.remove("codes.s.11").map(drop)),
        says("ten-services-at-most", |result| result.remove("codes.s.10").map(drop)),
        says("codes-in-capitals", |result| change(result, "codes.a", |code| Some(code.to_uppercase()))),
        says("31-characters-at-most", |result| change(result, "codes.a", |code| Some(code.chars().take(31).collect()))),
    ]
}

fn metadata() -> Vec<Mutant> {
    let says =
        |name: &str, edit: fn(&mut Json) -> Option<()>| Mutant::says(format!("builder-code/says/{name}"), OP, edit);
    vec![
        says("no-metadata", |result| result.remove("metadata").map(drop)),
        says("metadata-is-no-member", |result| {
            result.get("metadata")?;
            *result = Json::parse(r#"{"err":{"kind":"cbor"}}"#)?;
            Some(())
        }),
        says("metadata-needs-a-code", |result| {
            let has_code = ["a", "w", "s"].iter().any(|name| result.get(&format!("codes.{name}")).is_some());
            (result.get("metadata").is_some() && !has_code).then_some(())?;
            *result = Json::parse(r#"{"err":{"kind":"cbor"}}"#)?;
            Some(())
        }),
        says("metadata-where-there-is-none", |result| {
            (result.get("codes").is_some() && result.get("metadata").is_none()).then_some(())?;
            result.set("metadata", Json::parse("{}")?)
        }),
        says("no-metadata-if-it-is-empty", |result| {
            result.get("metadata")?.members().is_empty().then(|| result.remove("metadata").map(drop))?
        }),
        says("metadata-in-doubles", |result| {
            let mut rounds = None;
            result.get_mut("metadata")?.each_object(&mut |members| {
                for (_, value) in members {
                    let number = value.as_plain().and_then(|plain| plain.parse::<u64>().ok());
                    #[allow(clippy::as_conversions, clippy::cast_precision_loss, reason = "the bug is to round")]
                    if let Some(double) = number.map(|number| number as f64)
                        && number.is_some_and(|number| double.to_string() != number.to_string())
                    {
                        *value = Json::number(double);
                        rounds = Some(());
                    }
                }
            });
            rounds
        }),
        says("metadata-without-texts", |result| {
            result.get_mut("metadata")?.members_mut()?.retain(|(_, value)| value.as_text().is_none());
            Some(())
        }),
        says("metadata-of-one-level", |result| {
            let members = result.get_mut("metadata")?.members_mut()?;
            let is_flat = |(_, value): &(String, Json)| value.elements().is_empty() && value.members().is_empty();
            members.retain(is_flat);
            Some(())
        }),
        says("a-key-inside-metadata-is-one-of-it", |result| {
            let inside = |(_, value): &(String, Json)| value.members().iter().any(|(key, _)| !key.starts_with("x402"));
            result.get("metadata")?.members().iter().any(inside).then_some(())?;
            let Json::Array(flags) = result.get_mut("flags")? else { return None };
            flags.is_empty().then(|| flags.push(Json::text("metadata-key")))
        }),
    ]
}
