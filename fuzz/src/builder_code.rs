//! Builder codes behind calldata, against `ciborium`.

use ciborium::Value;
use x402_schemes::evm::builder_code::{MARKER, MOST_SERVICES, ReadSuffix, SCHEMA, Suffix, SuffixInit};
use x402_types::{Flag, Flags, JsonRef, extensions::builder_code::Code};

/// Panics if a law does not hold. The data is calldata, and CBOR that gets its frame here, and decisions about codes.
pub fn check(data: &[u8]) {
    read(data);
    read(&framed(data));
    made(data);
}

fn framed(cbor: &[u8]) -> Vec<u8> {
    let length = u16::try_from(cbor.len()).unwrap_or(u16::MAX).to_be_bytes();
    [&[0xe3, 0xee, 0x16, 0x0e], cbor, &length, &[SCHEMA], &MARKER].concat()
}

/// What ours reads `ciborium` reads with equal codes, and it is written back: byte for byte, if no flag was raised.
fn read(calldata: &[u8]) {
    let Ok(ReadSuffix { suffix, flags, .. }) = Suffix::decode(calldata) else { return };
    let (rest, length) = calldata[..calldata.len() - 17].split_last_chunk::<2>().expect("a length");
    let cbor = &rest[rest.len() - usize::from(u16::from_be_bytes(*length))..];
    assert_eq!(codes_of(cbor), (suffix.app().cloned(), suffix.wallet().cloned(), suffix.services().to_vec()));
    assert_eq!(metadata_of(cbor), suffix.metadata().map(|metadata| json(metadata.as_json())));
    if flags.contains(Flag::ServiceCodes) {
        assert!(suffix.services().len() > MOST_SERVICES);
        return;
    }
    let written = suffix.to_bytes();
    assert_eq!(written.is_empty(), suffix.is_empty());
    if !written.is_empty() {
        let about_metadata = Flags::NONE.with(Flag::MetadataKey).with(Flag::ChargeCounts);
        let again = Suffix::decode(&written).expect("a suffix of ours");
        assert_eq!((&again.suffix, again.flags), (&suffix, flags.intersection(about_metadata)));
        // An empty list of services has no code and is not written.
        let lists_none = cbor.windows(3).any(|window| window == [0x61, b's', 0x80]);
        assert!(flags != Flags::NONE || lists_none || calldata.ends_with(&written));
    }
}

type Codes = (Option<Code>, Option<Code>, Vec<Code>);

fn codes_of(cbor: &[u8]) -> Codes {
    let value: Value = ciborium::from_reader(cbor).expect("ciborium reads what ours reads");
    let mut codes: Codes = (None, None, Vec::new());
    let code = |value: Value| value.into_text().expect("a text").parse::<Code>().expect("a code");
    for (key, value) in value.into_map().expect("a map") {
        match key.as_text().expect("a text") {
            "a" => assert!(codes.0.replace(code(value)).is_none()),
            "w" => assert!(codes.1.replace(code(value)).is_none()),
            "s" if value.is_text() => codes.2.push(code(value)),
            "s" => codes.2.extend(value.into_array().expect("a list").into_iter().map(code)),
            "m" => assert!(value.is_map()),
            other => panic!("{other} is no member"),
        }
    }
    codes
}

fn metadata_of(cbor: &[u8]) -> Option<Value> {
    let value: Value = ciborium::from_reader(cbor).expect("ciborium reads what ours reads");
    let members = value.into_map().expect("a map");
    members.into_iter().find(|(key, _)| key.as_text() == Some("m")).map(|(_, metadata)| sorted(metadata))
}

/// The keys of each map in the order of our JSON.
fn sorted(value: Value) -> Value {
    match value {
        Value::Array(elements) => Value::Array(elements.into_iter().map(sorted).collect()),
        Value::Map(members) => {
            let mut members: Vec<_> = members.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            members.sort_by_key(|(key, _)| key.as_text().map(|key| (key.len(), key.to_owned())));
            Value::Map(members)
        }
        other => other,
    }
}

fn json(value: JsonRef<'_>) -> Value {
    if let Ok(members) = value.members() {
        return Value::Map(members.map(|(key, value)| (Value::Text(key.into()), json(value))).collect());
    }
    if let Ok(elements) = value.elements() {
        return Value::Array(elements.map(json).collect());
    }
    match value.string() {
        Ok(text) => Value::Text(text.into()),
        Err(_) => Value::Integer(value.integer().expect("an unsigned integer").into()),
    }
}

/// What `ciborium` writes of codes, ours reads.
fn made(data: &[u8]) {
    let mut codes = data.chunks(9).map(|chunk| {
        let letters: String = chunk
            .iter()
            .map(|byte| char::from(b"abcdefghijklmnopqrstuvwxyz0123456789_"[usize::from(byte % 37)]))
            .collect();
        letters.repeat(usize::from(chunk[0] % 3) + 1)
    });
    let Some(switches) = data.first() else { return };
    let mut members = Vec::new();
    let text = |text: String| Value::Text(text);
    if switches & 1 != 0 {
        members.extend(codes.next().map(|code| (text("a".into()), text(code))));
    }
    if switches & 2 != 0 {
        members.extend(codes.next().map(|code| (text("w".into()), text(code))));
    }
    let services: Vec<Value> = codes.take(MOST_SERVICES).map(text).collect();
    members.push((text("s".into()), Value::Array(services)));
    let is_turned = switches & 4 != 0 && members.len() > 1;
    if is_turned {
        members.reverse();
    }
    let mut cbor = Vec::new();
    ciborium::into_writer(&Value::Map(members), &mut cbor).expect("a vector takes all");
    let ReadSuffix { suffix, flags, .. } = Suffix::decode(&framed(&cbor)).expect("a suffix of ours");
    assert_eq!(flags.contains(Flag::KeyOrder), is_turned);
    assert_eq!(codes_of(&cbor), (suffix.app().cloned(), suffix.wallet().cloned(), suffix.services().to_vec()));
}

/// What fuzzing begins with.
#[must_use]
pub fn seeds() -> Vec<(String, Vec<u8>)> {
    let suffix = |app: &str, wallet: &str, services: &[&str]| {
        let code = |text: &str| text.parse::<Code>().ok();
        let services = services.iter().filter_map(|text| code(text)).collect();
        Suffix::try_from(SuffixInit { app: code(app), wallet: code(wallet), services }).expect("few codes").to_bytes()
    };
    let cbor: [(&str, &[u8]); 12] = [
        ("metadata", b"\xa2\x61w\x62fa\x61m\xa1\x70x402ChargeCounts\x83\x03\x00\x18\x29"),
        ("metadata-order", b"\xa1\x61m\xa2\x61b\x80\x61a\xa0"),
        ("metadata-integer", b"\xa1\x61m\xa1\x61a\x1b\xff\xff\xff\xff\xff\xff\xff\xff"),
        ("metadata-null", b"\xa1\x61m\xa1\x61a\xf6"),
        ("empty-map", &[0xa0]),
        ("no-services", b"\xa1\x61s\x80"),
        ("order", b"\xa3\x61a\x61a\x61s\x81\x61s\x61w\x61w"),
        ("service-text", b"\xa1\x61s\x63one"),
        ("long-head", b"\xb8\x01\x61a\x78\x03one"),
        ("twice", b"\xa2\x61a\x61a\x61a\x61b"),
        ("indefinite", b"\xbf\x61a\x61a\xff"),
        ("tag", b"\xc0\xa1\x61a\x61a"),
    ];
    let written = [
        ("app", suffix("bc_myapp", "", &[])),
        ("app-and-wallet", suffix("bc_myapp", "bc_myfacilitator", &[])),
        ("all", suffix("my_app", "my_fac", &["my_client", "a_code_of_more_than_23_letters"])),
        ("made", (0..=255).collect()),
    ];
    let cbor = cbor.into_iter().map(|(name, data)| (name, data.to_vec()));
    cbor.chain(written).map(|(name, data)| (name.into(), data)).collect()
}
