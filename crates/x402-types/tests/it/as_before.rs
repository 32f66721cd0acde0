//! The law that holds the reader to the one before it: the same is accepted, with the same values at the same places, and
//! the same is refused, with the same errors. The fuzz target `reader` includes this file.

use base64::{Engine, engine::general_purpose::STANDARD};
use x402_types::{
    DecodeOptions, ErrorKind, Flag, JsonRef, Limits, Members, PaymentPayload, RawJson, Stage, SupportedResponse, Wire,
};

use super::before::{self, check};

/// Reads a text as both readers do. Whether it was accepted.
pub(crate) fn text(text: &str, limits: &Limits) -> bool {
    as_member(text, limits);
    match (check(text, limits), RawJson::parse_within(text, limits)) {
        (Err(before), Err(now)) => assert_eq!(before, now, "{text}"),
        (Ok(before), Ok(now)) => {
            let lead = before.root().error(ErrorKind::Syntax).offset().unwrap();
            same(before.root(), now.as_json(), lead);
            same_when_kept(&now);
            return true;
        }
        (before, now) => panic!("before: {:?}, now: {now:?}: {text}", before.map(|_| ())),
    }
    false
}

/// Both walk to the same values, which read the same and stand in the same places.
fn same(before: before::JsonRef<'_>, now: JsonRef<'_>, lead: usize) {
    assert_eq!(before.text(), now.text());
    let offset = before.error(ErrorKind::Syntax).offset().unwrap() - lead;
    assert_eq!(now.error(ErrorKind::Syntax).offset(), Some(offset), "{}", now.text());
    assert_eq!(
        [before.is_null(), before.is_object(), before.is_array(), before.is_string(), before.is_number()],
        [now.is_null(), now.is_object(), now.is_array(), now.is_string(), now.is_number()],
    );
    // Errors by their kinds: their offset is the value's, which has been compared.
    assert_eq!(before.string().map_err(|error| error.kind()), now.string().map_err(|error| error.kind()));
    assert_eq!(before.integer().map_err(|error| error.kind()), now.integer().map_err(|error| error.kind()));
    assert_eq!(before.boolean().map_err(|error| error.kind()), now.boolean().map_err(|error| error.kind()));
    match (before.members(), now.members()) {
        (Ok(mut before), Ok(now)) => {
            for (name, value) in now {
                let (name_before, value_before) = before.next().unwrap();
                assert_eq!(name_before, name);
                same(value_before, value, lead);
            }
            assert!(before.next().is_none());
        }
        (before, now) => assert_eq!(before.err().map(|error| error.kind()), now.err().map(|error| error.kind())),
    }
    match (before.elements(), now.elements()) {
        (Ok(mut before), Ok(now)) => {
            now.for_each(|value| same(before.next().unwrap(), value, lead));
            assert!(before.next().is_none());
        }
        (before, now) => assert_eq!(before.err().map(|error| error.kind()), now.err().map(|error| error.kind())),
    }
}

/// What is put together from a value that was read is what its text is.
fn same_when_kept(value: &RawJson) {
    let array = RawJson::array([RawJson::string("a\"b"), value.clone(), 7.into(), value.clone()]);
    let object = [("a", array), ("\n", value.clone()), ("b", true.into())].into_iter().collect::<Members>();
    let object = RawJson::from(object);
    let limits = Limits::DEFAULT;
    // Larger or deeper than a reader takes.
    let Ok(before) = check(object.as_str(), &limits) else { return };
    same(before.root(), object.as_json(), 0);
}

/// The text as a member of an object that keeps it.
fn as_member(text: &str, limits: &Limits) {
    let document = format!(r#"{{"kinds":[],"it":{text},"signers":{{"*":[]}},"extensions":[]}}"#);
    let decoded = SupportedResponse::decode(document.as_str(), &DecodeOptions::STRICT.with_limits(*limits));
    match (check(&document, limits), decoded) {
        (Err(before), Err(now)) => assert_eq!(before, now, "{document}"),
        (Err(before), Ok(_)) => panic!("{before}: {document}"),
        (Ok(before), Ok(now)) => {
            assert_eq!(before.number_range, now.flags.contains(Flag::NumberRange), "{document}");
            // Not where the text closes the member's value and begins another.
            let Ok(before) = check(text, limits) else { return };
            let lead = before.root().error(ErrorKind::Syntax).offset().unwrap();
            same(before.root(), now.value.other.get("it").unwrap().as_json(), lead);
        }
        (Ok(_), Err(now)) => assert_eq!(now.stage(), Stage::Shape, "{document}"),
    }
}

/// A header by the crate `base64`, as before it was read here. Whether it was base64.
pub(crate) fn header(value: &[u8]) -> bool {
    let limits = Limits::DEFAULT;
    if value.is_empty() || value.len() > limits.header {
        return false;
    }
    let now = PaymentPayload::decode_header(value, &DecodeOptions::STRICT);
    match STANDARD.decode(value) {
        Ok(bytes) => assert_eq!(now, PaymentPayload::decode_bytes(bytes, &DecodeOptions::STRICT)),
        Err(_) => {
            assert_eq!(now.unwrap_err().stage(), Stage::Base64);
            return false;
        }
    }
    true
}
