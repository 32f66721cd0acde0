//! Builder codes behind calldata, to the byte (X-30 to X-32).

use x402_schemes::evm::builder_code::{
    Facilitator, MARKER, MetadataError, ReadSuffix, Services, Suffix, SuffixError, SuffixInit, TooManyCodes,
};
use x402_types::{DecodeOptions, Flag, Flags, Limits, PaymentPayload, RawJson, Wire, extensions::builder_code::Code};

fn code(text: &str) -> Code {
    text.parse().unwrap()
}

fn suffix_of(app: Option<Code>, wallet: Option<Code>, services: Vec<Code>) -> Result<Suffix, TooManyCodes> {
    Suffix::try_from(SuffixInit { app, wallet, services })
}

fn read_bytes(calldata: &[u8]) -> Result<(Suffix, Flags), SuffixError> {
    Suffix::decode(calldata).map(|read| (read.suffix, read.flags))
}

fn codes(count: usize) -> Vec<Code> {
    (0..count).map(|number| code(&format!("code_{number}"))).collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

/// Calldata whose suffix has this CBOR, and the length that goes with it.
fn calldata(cbor: &[u8]) -> Vec<u8> {
    let length = u16::try_from(cbor.len()).unwrap().to_be_bytes();
    [&[0xe3, 0xee, 0x16, 0x0e], cbor, &length, &[2], &MARKER].concat()
}

fn read(cbor: &str) -> Result<(String, Flags), SuffixError> {
    let ReadSuffix { suffix, flags, .. } = Suffix::decode(&calldata(&bytes(cbor)))?;
    let one = |code: Option<&Code>| code.map_or("-", Code::as_str).to_owned();
    let services: Vec<&str> = suffix.services().iter().map(Code::as_str).collect();
    Ok((format!("{} {} {}", one(suffix.app()), one(suffix.wallet()), services.join(",")), flags))
}

#[test]
fn the_bytes_are_those_of_the_document() {
    let app = suffix_of(Some(code("bc_myapp")), None, Vec::new()).unwrap();
    let both = suffix_of(Some(code("bc_myapp")), Some(code("bc_myfacilitator")), Vec::new()).unwrap();
    let all = suffix_of(Some(code("my_app")), Some(code("my_fac")), vec![code("my_client")]).unwrap();
    for (suffix, hex) in [
        (app, "a161616862635f6d79617070 000c 02 80218021802180218021802180218021"),
        (
            both,
            "a261616862635f6d7961707061777062635f6d79666163696c697461746f72 001f 02 80218021802180218021802180218021",
        ),
        (
            all,
            "a3 6161 66 6d795f617070 6177 66 6d795f666163 6173 81 69 6d795f636c69656e74 0020 02 80218021802180218021802180218021",
        ),
    ] {
        assert_eq!(suffix.to_bytes(), bytes(hex), "{hex}");
        assert_eq!(read_bytes(&bytes(hex)), Ok((suffix, Flags::NONE)), "{hex}");
    }
    assert!(Suffix::default().to_bytes().is_empty());
}

#[test]
fn what_is_written_is_read() {
    for services in 0..=11 {
        for length in [1, 23, 24, 32] {
            let longest = code(&"z".repeat(length));
            for (app, wallet) in
                [(None, None), (Some(&longest), None), (None, Some(&longest)), (Some(&longest), Some(&longest))]
            {
                let suffix = suffix_of(app.cloned(), wallet.cloned(), codes(services)).unwrap();
                let written = suffix.to_bytes();
                assert_eq!(written.is_empty(), suffix.is_empty());
                if !written.is_empty() {
                    assert_eq!(read_bytes(&[&[1, 2, 3], &*written].concat()), Ok((suffix, Flags::NONE)));
                }
            }
        }
    }
}

#[test]
fn flags_are_raised_and_change_nothing_else() {
    let flagged = |cbor: &str| read(cbor).map(|(codes, flags)| (codes, flags.iter().collect::<Vec<_>>()));
    for (cbor, codes, flags) in [
        ("a0", "- - ", vec![]),
        ("a1 6173 80", "- - ", vec![]),
        // a, s, w: the order of the document's prose.
        ("a3 6161 6161 6173 81 6173 6177 6177", "a w s", vec![Flag::KeyOrder]),
        ("a2 6177 6177 6161 6161", "a w ", vec![Flag::KeyOrder]),
        ("a2 6161 6161 6173 81 6173", "a - s", vec![]),
        ("a1 6173 66 6d795f617070", "- - my_app", vec![Flag::ServiceText]),
        // Heads that are longer than they have to be: of a map, a key, a code, a list.
        ("b801 6161 6161", "a - ", vec![Flag::LongHead]),
        ("a1 780161 6161", "a - ", vec![Flag::LongHead]),
        ("a1 6161 790001 61", "a - ", vec![Flag::LongHead]),
        ("a1 6173 9a00000001 6173", "- - s", vec![Flag::LongHead]),
        ("a1 6173 9b0000000000000001 6173", "- - s", vec![Flag::LongHead]),
    ] {
        assert_eq!(flagged(cbor), Ok((codes.to_owned(), flags)), "{cbor}");
    }
    let list = |count: usize| format!("a1 6173 {:02x} {}", 0x80 + count, "6173".repeat(count));
    assert_eq!(flagged(&list(11)).unwrap().1, []);
    assert_eq!(flagged(&list(12)).unwrap().1, [Flag::ServiceCodes]);
}

#[test]
fn a_head_in_its_shortest_encoding_is_not_flagged_at_any_width() {
    // 24 and 32 characters, and a list of 24 codes.
    let list = format!("a1 6173 9818 {}", "6173".repeat(24));
    assert_eq!(read(&list).unwrap().1, Flags::NONE.with(Flag::ServiceCodes));
    for length in [24, 32] {
        assert_eq!(read(&format!("a1 6161 78{length:02x} {}", "61".repeat(length))).unwrap().1, Flags::NONE);
    }
    let many = format!("a1 6173 990100 {}", "6173".repeat(256));
    assert_eq!(read(&many).unwrap().1, Flags::NONE.with(Flag::ServiceCodes));
}

#[test]
fn what_is_not_one_map_of_the_members_is_refused() {
    for (cbor, why) in [
        ("", "nothing"),
        ("80", "a list"),
        ("a1 6161 6161 00", "a byte behind"),
        ("a1 6161 62 61", "a text that is cut"),
        ("a1 6161", "a key without a value"),
        ("a2 6161 6161", "a pair too few"),
        ("a2 6161 6161 6161 6162", "a key twice"),
        ("a2 6173 80 6173 80", "a list twice"),
        ("a1 616d 6161", "a text for m"),
        ("a1 616d 80", "a list for m"),
        ("a1 616d 01", "a number for m"),
        ("a2 616d a0 616d a0", "m twice"),
        ("a1 616d a1 6178 20", "a negative number in m"),
        ("a1 616d a1 6178 f93c00", "a fraction in m"),
        ("a1 616d a1 6178 4161", "bytes in m"),
        ("a1 616d a1 6178 c101", "a tag in m"),
        ("a1 616d a1 6178 f4", "false in m"),
        ("a1 616d a1 6178 f6", "null in m"),
        ("a1 616d a1 6178 81 f7", "undefined in a list in m"),
        ("a1 616d a1 01 01", "a number for a key in m"),
        ("a1 616d a1 4161 01", "bytes for a key in m"),
        ("a1 616d a2 6178 01 6178 02", "a key of m twice"),
        ("a1 616d a1 6178 a2 6179 01 6179 01", "a key twice in a map in m"),
        ("a1 616d bf ff", "m of indefinite length"),
        ("a1 616d a1 6178 9f ff", "a list of indefinite length in m"),
        ("a1 616d a1 6178 7f 6161 ff", "a text of indefinite length in m"),
        ("a1 616d a1 62c328 01", "a key in m that is no UTF-8"),
        ("a1 616d a1 6178 62c328", "a text in m that is no UTF-8"),
        ("a1 616d a1 6178 82 01", "a list in m that is cut"),
        ("a1 616d a1 6178", "m without a value"),
        ("a1 616d bbffffffffffffffff", "m of 2^64-1 pairs"),
        ("a1 616d a1 6178 9bffffffffffffffff", "a list of 2^64-1 in m"),
        ("a1 616d a1 6178 7bffffffffffffffff", "a text of 2^64-1 in m"),
        ("a1 6172 a0", "r"),
        ("a1 6141 6161", "A"),
        ("a1 60 6161", "an empty key"),
        ("a1 626161 6161", "a key of two characters"),
        ("a1 4161 6161", "a byte string for a key"),
        ("a1 6161 4161", "a byte string for a code"),
        ("a1 6161 01", "a number for a code"),
        ("a1 6161 f6", "null for a code"),
        ("a1 6161 81 6161", "a list for the application's code"),
        ("a1 6173 a0", "a map for the services"),
        ("a1 6173 81 4161", "a byte string among the services"),
        ("a1 6173 82 6161", "a service too few"),
        ("bf 6161 6161 ff", "a map of indefinite length"),
        ("a1 6161 7f 6161 ff", "a text of indefinite length"),
        ("a1 6173 9f 6161 ff", "a list of indefinite length"),
        ("c0 a1 6161 6161", "a tag"),
        ("a1 6161 c0 6161", "a tag before a code"),
        ("a1 6161 7c 61", "a reserved head"),
        ("a1 6161 62 c328", "no UTF-8"),
        ("a1 6173 9bffffffffffffffff", "a list of 2^64-1"),
        ("bbffffffffffffffff", "a map of 2^64-1"),
    ] {
        assert_eq!(read(cbor).unwrap_err(), SuffixError::Cbor, "{why}");
    }
    let long = format!("a1 6161 7821 {}", "61".repeat(33));
    for (cbor, why) in [
        ("a1 6161 60", "empty"),
        ("a1 6161 6141", "a capital"),
        ("a1 6161 612d", "a hyphen"),
        ("a1 6177 62c3a4", "a letter beyond ASCII"),
        ("a1 6173 82 6161 6141", "a capital among the services"),
        ("a1 6161 62610a", "a line feed at the end"),
        (&long, "33 characters"),
    ] {
        assert_eq!(read(cbor).unwrap_err(), SuffixError::Code, "{why}");
    }
}

/// The metadata of this CBOR, and the flags.
fn metadata(cbor: &str) -> Result<(String, Vec<Flag>), SuffixError> {
    let ReadSuffix { suffix, flags, .. } = Suffix::decode(&calldata(&bytes(cbor)))?;
    Ok((suffix.metadata().unwrap().as_str().to_owned(), flags.iter().collect()))
}

#[test]
fn metadata_is_read_as_json() {
    for (cbor, json, flags) in [
        ("a1 616d a0", "{}", vec![]),
        ("a2 6161 6161 616d a1 6478343032 00", r#"{"x402":0}"#, vec![]),
        ("a1 616d a1 6478343032 1bffffffffffffffff", r#"{"x402":18446744073709551615}"#, vec![]),
        // Texts have the escapes of JSON.
        ("a1 616d a1 6478343032 64220ac3a4", r#"{"x402":"\"\nä"}"#, vec![]),
        ("a1 616d a1 6478343032 82 a1 6162 80 60", r#"{"x402":[{"b":[]},""]}"#, vec![]),
        // The shorter key comes first, and of equally long ones the smaller.
        ("a1 616d a3 6478343032 01 6578343032 61 02 6578343032 62 03", r#"{"x402":1,"x402a":2,"x402b":3}"#, vec![]),
        ("a1 616d a2 6578343032 61 02 6478343032 01", r#"{"x402":1,"x402a":2}"#, vec![Flag::KeyOrder]),
        ("a1 616d a1 6478343032 a2 6162 01 6161 02", r#"{"x402":{"a":2,"b":1}}"#, vec![Flag::KeyOrder]),
        ("a2 616d a0 6161 6161", "{}", vec![Flag::KeyOrder]),
        ("a1 616d b800", "{}", vec![Flag::LongHead]),
        ("a1 616d a1 6478343032 1801", r#"{"x402":1}"#, vec![Flag::LongHead]),
        ("a1 616d a1 6161 01", r#"{"a":1}"#, vec![Flag::MetadataKey]),
        // The name of a key inside is its owner's.
        ("a1 616d a1 6478343032 a1 6161 01", r#"{"x402":{"a":1}}"#, vec![]),
    ] {
        assert_eq!(metadata(cbor), Ok((json.to_owned(), flags)), "{cbor}");
    }
    let counts = |value: &str| metadata(&format!("a1 616d a1 70 78343032436861726765436f756e7473 {value}")).unwrap().1;
    for list in ["80", "83 03 00 1829", "81 1bffffffffffffffff"] {
        assert_eq!(counts(list), [], "{list}");
    }
    for other in ["03", "60", "a0", "81 6133", "82 01 80"] {
        assert_eq!(counts(other), [Flag::ChargeCounts], "{other}");
    }
}

#[test]
fn metadata_has_at_most_128_containers_inside_one_another() {
    let lists = |count: usize| metadata(&format!("a1 616d a1 6478343032 {} 01", "81".repeat(count)));
    let json = |count: usize| format!(r#"{{"x402":{}1{}}}"#, "[".repeat(count), "]".repeat(count));
    assert_eq!(lists(128), Ok((json(128), vec![])));
    assert_eq!(lists(129), Err(SuffixError::Cbor));
    let maps = |count: usize| metadata(&format!("a1 616d {} 01", "a1 6478343032".repeat(count)));
    assert!(maps(129).is_ok());
    assert_eq!(maps(130), Err(SuffixError::Cbor));
    let mut limits = Limits::DEFAULT;
    limits.depth = 130;
    let supplied =
        |count: usize| Suffix::default().with_metadata(&RawJson::parse_within(&json(count), &limits).unwrap());
    assert!(supplied(128).is_ok());
    assert_eq!(supplied(129), Err(MetadataError::NotMetadata));
}

#[test]
fn metadata_is_written_in_order_and_read_again() {
    let all = suffix_of(Some(code("my_app")), Some(code("my_fac")), vec![code("my_client")]).unwrap();
    let json = |text: &str| RawJson::parse(text).unwrap();
    let suffix =
        all.with_metadata(&json(r#"{"x402b":{"b":"\u00e4","a":[24,256,65536,4294967296]},"x402":0}"#)).unwrap();
    let cbor = "a4 6161 66 6d795f617070 6177 66 6d795f666163 6173 81 69 6d795f636c69656e74 \
                616d a2 6478343032 00 6578343032 62 a2 6161 84 1818 190100 1a00010000 1b0000000100000000 6162 62c3a4";
    assert!(suffix.to_bytes().starts_with(&bytes(cbor)));
    assert_eq!(read_bytes(&suffix.to_bytes()), Ok((suffix, Flags::NONE)));
    let alone = Suffix::default().with_metadata(&json("{}")).unwrap();
    assert_eq!((alone.is_empty(), alone.to_bytes()), (false, calldata(&bytes("a1 616d a0"))[4..].to_vec()));
    for text in ["[]", "1", "null", r#"{"a":null}"#, r#"{"a":-1}"#, r#"{"a":1.0}"#, r#"{"a":18446744073709551616}"#] {
        assert_eq!(Suffix::default().with_metadata(&json(text)), Err(MetadataError::NotMetadata), "{text}");
    }
    // The map, the key m, a map, the key a and the head of the text take nine bytes.
    let long = |length: usize| Suffix::default().with_metadata(&json(&format!(r#"{{"a":"{}"}}"#, "a".repeat(length))));
    let longest = long(65_535 - 9).unwrap();
    assert_eq!(read_bytes(&longest.to_bytes()).unwrap().0, longest);
    assert_eq!(long(65_535 - 8), Err(MetadataError::TooLong));
}

#[test]
fn the_longest_suffix_with_one_text_for_its_services_is_written_as_it_was_read() {
    // The metadata's text is behind 15 bytes, of which the head of a list is none.
    let with_text = |length: u16| {
        let head = bytes(&format!("a2 6173 63 666f6f 616d a1 6161 79{length:04x}"));
        calldata(&[head, vec![b'a'; length.into()]].concat())
    };
    let longest = with_text(65_520);
    assert_eq!(read_bytes(&longest).unwrap().0.to_bytes(), longest[4..]);
    let shorter = read_bytes(&with_text(65_519)).unwrap();
    assert!(shorter.1.contains(Flag::ServiceText));
    let as_list = read_bytes(&shorter.0.to_bytes()).unwrap();
    assert_eq!((as_list.1.contains(Flag::ServiceText), as_list.0), (false, shorter.0));
}

#[test]
fn metadata_with_many_keys_is_read_in_time() {
    let key = |number: u32| 0x2020_2020 + number % 90 + (number / 90 % 90) * 0x100 + number / 8_100 * 0x1_0000;
    let keys: String = (0..10_000).map(|number| format!("64{:08x} 00", key(number))).collect();
    let (suffix, _) = read_bytes(&calldata(&bytes(&format!("a1 616d b92710 {keys}")))).unwrap();
    assert_eq!(suffix.metadata().unwrap().as_json().members().unwrap().count(), 10_000);
}

#[test]
fn the_frame_is_read_from_the_end() {
    let good = calldata(&bytes("a1 6161 6161"));
    let (frame, length) = (good.len() - 19, good.len());
    let changed = |at: usize, to: u8| {
        let mut bytes = good.clone();
        bytes[at] = to;
        Suffix::decode(&bytes).map(|read| read.suffix.to_bytes().len())
    };
    assert_eq!(changed(0, 0), Ok(24));
    for at in length - 16..length {
        assert_eq!(changed(at, 0), Err(SuffixError::NoSuffix));
    }
    for schema in [0, 1, 3] {
        assert_eq!(changed(length - 17, schema), Err(SuffixError::OtherSchema));
    }
    // The CBOR has five bytes, and before it stand four others.
    assert_eq!(changed(frame + 1, 4), Err(SuffixError::Cbor));
    assert_eq!(changed(frame + 1, 6), Err(SuffixError::Cbor));
    assert_eq!(changed(frame + 1, 10), Err(SuffixError::Length));
    assert_eq!(changed(frame, 1), Err(SuffixError::Length));
    for cut in 0..=18 {
        let cut = &good[length - cut..];
        let expected = if cut.len() < 16 { SuffixError::NoSuffix } else { SuffixError::Length };
        assert_eq!(read_bytes(cut).unwrap_err(), expected, "{} bytes", cut.len());
    }
    // Of two suffixes the last counts.
    let other = suffix_of(Some(code("other")), None, Vec::new()).unwrap();
    let twice = [&*good, &*other.to_bytes()].concat();
    assert_eq!(read_bytes(&twice), Ok((other, Flags::NONE)));
}

#[test]
fn nobody_adds_more_than_its_part() {
    let join = |client: &[Code], server: &[Code], facilitator: &[Code]| {
        Services { client, server, facilitator }.join().map(|all| all.len()).map_err(|error| error.most)
    };
    let own = [code("one"), code("two"), code("three"), code("four"), code("five")];
    assert_eq!(join(&codes(5), &own, &[code("fac")]), Ok(11));
    assert_eq!(join(&codes(6), &[], &[]), Err(5));
    assert_eq!(join(&[], &codes(6), &[]), Err(5));
    assert_eq!(join(&[], &[], &codes(2)), Err(1));
    // A code that is there already is not written again.
    assert_eq!(join(&codes(5), &codes(5), &codes(1)), Ok(5));
    assert!(suffix_of(None, None, codes(11)).is_ok());
    assert_eq!(suffix_of(None, None, codes(12)).unwrap_err().most, 11);
}

fn payment(version: u8, extension: &str) -> PaymentPayload {
    let head = match version {
        1 => r#""x402Version":1,"scheme":"exact","network":"base""#,
        _ => {
            r#""x402Version":2,"accepted":{"scheme":"exact","network":"eip155:1","amount":"1","asset":"","payTo":"","maxTimeoutSeconds":60}"#
        }
    };
    let text = format!(r#"{{{head},"payload":{{}},"extensions":{{"builder-code":{extension}}}}}"#);
    PaymentPayload::decode(text, &DecodeOptions::STRICT).unwrap().value
}

#[test]
fn a_facilitator_writes_what_the_payment_says_and_its_own() {
    let own = || Facilitator { wallet: Some(code("my_fac")), service: Some(code("my_sdk")) };
    let suffix = |version: u8, extension: &str| Suffix::of_payment(&payment(version, extension), own());
    let new = |app: Option<&str>, services: &[&str]| {
        suffix_of(app.map(code), Some(code("my_fac")), services.iter().copied().map(code).collect()).unwrap()
    };
    let info = r#"{"info":{"a":"my_app","w":"not_mine","s":["my_client"]}}"#;
    assert_eq!(suffix(2, info), Ok(new(Some("my_app"), &["my_client", "my_sdk"])));
    assert_eq!(suffix(2, r#"{"info":{"s":"my_sdk"}}"#), Ok(new(None, &["my_sdk"])));
    // Without info, and in V1, nothing is read.
    assert_eq!(suffix(2, r#"{"a":"my_app"}"#), Ok(new(None, &["my_sdk"])));
    assert_eq!(suffix(1, info), Ok(new(None, &["my_sdk"])));
    assert!(Suffix::of_payment(&payment(1, info), Facilitator::default()).unwrap().is_empty());
    let list = |count: usize| {
        let codes: Vec<String> = (0..count).map(|number| format!(r#""code_{number}""#)).collect();
        format!(r#"{{"info":{{"s":[{}]}}}}"#, codes.join(","))
    };
    assert_eq!(suffix(2, &list(10)).unwrap().services().len(), 11);
    assert_eq!(suffix(2, &list(11)).unwrap_err().to_string(), "more than 10 service codes");
    let malformed = suffix(2, r#"{"info":{"a":"My_app"}}"#).unwrap_err();
    assert!(malformed.to_string().starts_with("builder-code.info.a: must be a builder code"), "{malformed}");
}
