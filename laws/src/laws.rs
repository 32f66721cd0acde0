//! Laws of decoding and encoding: each panics where it does not hold.

use x402_types::{DecodeError, DecodeOptions, Decoded, Flag, JsonRef, RawJson, Stage};

use crate::objects::{Member, Tabled, Type};

pub type Answer<T> = Result<Decoded<T>, DecodeError>;

/// What both profiles say of a text.
pub fn both_profiles<T: Tabled>(text: &str) -> [Answer<T>; 2] {
    [DecodeOptions::STRICT, DecodeOptions::LENIENT].map(|options| T::decode(text, &options))
}

/// `from_json` gives the value that `decode_bytes` gives under each profile (`answers`), or the same error.
pub fn from_json_agrees<T: Tabled>(bytes: &[u8], answers: &[Answer<T>; 2]) {
    for (options, answer) in [DecodeOptions::STRICT, DecodeOptions::LENIENT].iter().zip(answers) {
        let alone = T::from_json(bytes, options);
        assert_eq!(alone.as_ref(), answer.as_ref().map(|decoded| &decoded.value), "{}", bytes.escape_ascii());
    }
}

/// What Strict accepts, Lenient accepts, with an equal value and no flag less. What only Lenient takes has a flag that
/// says why.
pub fn strict_within_lenient<T: Tabled>([strict, lenient]: &[Answer<T>; 2]) {
    match (strict, lenient) {
        (Ok(strict), Ok(lenient)) => {
            assert_eq!(strict.text, lenient.text);
            let unread = [Flag::UnreadableOffer, Flag::UnreadableKind];
            let mut flags = strict.flags.iter().filter(|flag| !unread.contains(flag));
            assert!(flags.all(|flag| lenient.flags.contains(flag)), "{strict:?}\n{lenient:?}");
            // An entry that Strict keeps unread, Lenient may read (C-10): the one exception.
            let (mut left, mut right) = (strict.value.clone(), lenient.value.clone());
            left.drop_unreadable(&mut right);
            assert_eq!(left, right);
        }
        (Ok(strict), Err(error)) => panic!("accepted by Strict alone: {error}: {strict:?}"),
        (Err(error), Ok(lenient)) => assert!(!lenient.flags.is_empty(), "tolerated without a flag: {error}"),
        (Err(_), Err(_)) => {}
    }
}

/// decode ∘ encode = identity, and the text that is written has one form.
pub fn round_trip<T: Tabled>(decoded: &Decoded<T>) {
    let json = decoded.value.to_json();
    // What we write is strict, whatever was read, except a description that is still missing, and an issued currency's amount, which keeps
    // its zeros.
    let keeps_zeros = decoded.flags.contains(Flag::LeadingZero) && json.as_str().contains("xrpl:");
    let is_strict = !decoded.flags.contains(Flag::NoDescription) && !keeps_zeros;
    let options = if is_strict { DecodeOptions::STRICT } else { DecodeOptions::LENIENT };
    let again = T::decode(json.as_str(), &options).expect("what we write, we read");
    assert_eq!(again.value, decoded.value);
    assert_eq!(again.value.to_json(), json);
    match T::decode_header(decoded.value.to_header(), &options) {
        Ok(header) => assert_eq!((header.value, header.text), (again.value, json)),
        // A third longer, it may be too long.
        Err(error) => assert_eq!(error.stage(), Stage::Limit, "{error}"),
    }
}

/// encode ∘ decode keeps every member in its place: known ones in the table's order, then the others in theirs (C-13).
pub fn every_member_is_kept<T: Tabled>(strict: &Decoded<T>) {
    let [before, after] = [&strict.text, &strict.value.to_json()].map(|text| RawJson::parse(text).unwrap());
    assert_kept(before.as_json(), after.as_json(), T::MEMBERS);
}

fn assert_kept(before: JsonRef<'_>, after: JsonRef<'_>, members: &[Member]) {
    let entries = |object: JsonRef<'_>| -> Vec<_> {
        let entries = object.members().unwrap().map(|(name, value)| {
            let known = members.iter().position(|member| member.name == name);
            let known = known.filter(|at| !is_unknown_here(&members[*at], value, object));
            let known = known.or(is_message(&name, value, members).then_some(members.len()));
            (known, name.into_owned(), value.text().to_string())
        });
        entries.collect()
    };
    let (mut before, after) = (entries(before), entries(after));
    before.sort_by_key(|(known, ..)| known.unwrap_or(usize::MAX));
    assert_eq!(before.len(), after.len(), "{before:?} {after:?}");
    for ((known, name, before), (_, after_name, after)) in before.iter().zip(&after) {
        assert_eq!(name, after_name);
        let [left, right] = [before, after].map(|text| RawJson::parse(text).unwrap());
        let (left, right) = (left.as_json(), right.as_json());
        match known.map(|at| members.get(at).map_or(Type::Text, |member| member.is)) {
            None | Some(Type::Opaque) => assert_eq!(before, after, "{name}"),
            Some(Type::Object(inner)) => assert_kept(left, right, inner),
            Some(Type::Entries(inner)) => {
                assert_eq!(left.elements().unwrap().count(), right.elements().unwrap().count());
                for (left, right) in left.elements().unwrap().zip(right.elements().unwrap()) {
                    // An entry that cannot be read is kept as text.
                    if left.text() != right.text() {
                        assert_kept(left, right, inner);
                    }
                }
            }
            // Spelling may change, the value may not.
            Some(_) => assert!(left.same_value(&right), "{name}: {before} {after}"),
        }
    }
}

/// The words for people of a facilitator's answer, which no document has and the object knows: behind the documents' members.
fn is_message(name: &str, value: JsonRef<'_>, members: &[Member]) -> bool {
    let message = match members.first().map(|member| member.name) {
        Some("isValid") => "invalidMessage",
        Some("success") => "errorMessage",
        _ => return false,
    };
    name == message && value.is_string()
}

/// Whether a member is kept among the unknown ones, though the object knows it.
fn is_unknown_here(member: &Member, value: JsonRef<'_>, object: JsonRef<'_>) -> bool {
    if let Type::Reason(outcome) = member.is
        && object.get(outcome).is_some_and(|outcome| outcome.text() == "true")
    {
        return true;
    }
    let empty = matches!(member.is, Type::Settled | Type::AnyNetwork) && value.text() == "\"\"";
    value.is_null() || empty
}

/// serde gives what Strict gives, both ways.
pub fn serde_agrees<T: Tabled>(text: &str, strict: &Answer<T>) {
    // Its own depth, which is one less than ours.
    let too_deep = |error: serde_json::Error| assert!(error.to_string().contains("recursion limit"), "{error}: {text}");
    match (strict, serde_json::from_str::<T>(text)) {
        (Ok(strict), Ok(value)) => assert_eq!(value, strict.value, "{text}"),
        (Ok(_), Err(error)) => too_deep(error),
        (Err(error), Ok(_)) => panic!("serde reads what is refused: {error}: {text}"),
        (Err(_), Err(_)) => {}
    }
    if let Ok(strict) = strict {
        match serde_json::to_string(&strict.value) {
            Ok(written) => assert_eq!(written, strict.value.to_json()),
            Err(error) => too_deep(error),
        }
    }
}
