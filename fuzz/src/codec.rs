//! The laws of every object that travels.

use std::fmt::Debug;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Serialize, de::DeserializeOwned};
use x402_types::{DecodeError, DecodeOptions, Decoded, Flag, Flags, RawJson, Stage, Wire};

type Answer<T> = Result<Decoded<T>, DecodeError>;

/// An object with all of its ways in and out.
pub(crate) trait Message: Wire + Debug + PartialEq + Serialize + DeserializeOwned {}

impl<T: Wire + Debug + PartialEq + Serialize + DeserializeOwned> Message for T {}

/// The bytes as JSON text, bare and in a header.
pub(crate) fn text<T: Message>(data: &[u8]) {
    let [strict, lenient] = [DecodeOptions::STRICT, DecodeOptions::LENIENT].map(|options| {
        let answer = T::decode_bytes(data, &options);
        // A header is base64 of the text, and nothing else.
        let wrapped = T::decode_header(STANDARD.encode(data), &options);
        assert!(wrapped == answer || data.is_empty() || is_limit(&wrapped), "{wrapped:?}\n{answer:?}");
        answer
    });
    profiles(strict, lenient);
}

/// The bytes as a header's value.
pub(crate) fn header<T: Message>(data: &[u8]) {
    profiles(T::decode_header(data, &DecodeOptions::STRICT), T::decode_header(data, &DecodeOptions::LENIENT));
}

/// Whether an entry of a list was kept as it is.
fn unread(flags: Flags) -> bool {
    flags.contains(Flag::UnreadableOffer) || flags.contains(Flag::UnreadableKind)
}

fn is_limit<T>(answer: &Answer<T>) -> bool {
    matches!(answer, Err(error) if error.stage() == Stage::Limit)
}

/// Strict accepts: Lenient accepts, with an equal value and no flag less.
fn profiles<T: Message>(strict: Answer<T>, lenient: Answer<T>) {
    match (strict, lenient) {
        (Ok(strict), Ok(lenient)) => {
            assert_eq!(strict.text, lenient.text);
            // An entry that Strict cannot read, and keeps as it is, Lenient may read (C-10).
            if !unread(strict.flags) {
                assert_eq!(strict.value, lenient.value);
                assert!(strict.flags.iter().all(|flag| lenient.flags.contains(flag)));
            }
            members(&strict);
            bridge(&strict);
            identity(&strict, &DecodeOptions::STRICT);
            identity(&lenient, &DecodeOptions::LENIENT);
        }
        (Ok(_), Err(error)) => panic!("accepted by Strict alone: {error}"),
        (Err(strict), Ok(lenient)) => {
            // What only Lenient takes, it says that it tolerates.
            assert!(!lenient.flags.is_empty(), "tolerated without a flag: {strict}");
            identity(&lenient, &DecodeOptions::LENIENT);
        }
        (Err(strict), Err(lenient)) => assert!(!strict.to_string().is_empty() && !lenient.to_string().is_empty()),
    }
}

/// decode ∘ encode = identity; the text that is written has one form. Strict need not take what Lenient has made of it:
/// a required member that was missing stays missing (C-8).
fn identity<T: Message>(decoded: &Decoded<T>, options: &DecodeOptions) {
    let json = decoded.value.to_json();
    let again = T::decode(json.as_str(), options).expect("what we write, we read");
    assert_eq!(again.value.to_json(), json);
    // Why an entry is unreadable names a place in the text, which is another one now.
    assert!(again.value == decoded.value || unread(decoded.flags), "{again:?}\n{decoded:?}");
    let header = decoded.value.to_header();
    assert_eq!(STANDARD.encode(&json), header);
    let unwrapped = T::decode_header(&header, options);
    assert!(is_limit(&unwrapped) || unwrapped.is_ok_and(|unwrapped| unwrapped.value == again.value));
}

/// encode ∘ decode keeps every member and its value.
fn members<T: Message>(strict: &Decoded<T>) {
    let [before, after] = [strict.text.as_str(), &strict.value.to_json()].map(|text| RawJson::parse(text).unwrap());
    assert!(before.as_json().same_value(&after.as_json()), "{before:?}\n{after:?}");
}

/// serde gives what `decode` gives, both ways, but for its own depth.
fn bridge<T: Message>(strict: &Decoded<T>) {
    let too_deep = |error: serde_json::Error| assert!(error.to_string().contains("recursion limit"), "{error}");
    match serde_json::from_str::<T>(&strict.text) {
        // Space in front of the text moves the place that an unreadable offer's error names.
        Ok(value) => assert!(value == strict.value || unread(strict.flags)),
        Err(error) => too_deep(error),
    }
    match serde_json::to_string(&strict.value) {
        Ok(text) => assert_eq!(text, strict.value.to_json()),
        Err(error) => too_deep(error),
    }
}
