//! Laws of decoding and encoding, for every object: over documents made from its table, and over damaged copies of them.

use x402_types::{DecodeError, DecodeOptions, Decoded, Flag, Flags, JsonRef, RawJson, Wire, v2::PaymentPayload};

use crate::{
    objects::{Member, Need, Tabled, Type, every_object, random_document, sites},
    support::{PAYMENT, Random, SHORT, decode, mutate, replace},
};

const STRICT: DecodeOptions = DecodeOptions::STRICT;
const LENIENT: DecodeOptions = DecodeOptions::LENIENT;

const ROUNDS: usize = 1_500;

/// Calls `judge` with what both profiles say of each document. Most of them decode under one profile or under both.
fn corpus<T: Tabled>(seed: u64, mut judge: impl FnMut(&str, [Result<Decoded<T>, DecodeError>; 2])) {
    let mut random = Random::new(seed);
    let mut judge = |text: &str| judge(text, [STRICT, LENIENT].map(|options| T::decode(text, &options)));
    for _ in 0..ROUNDS {
        let document = random_document(T::MEMBERS, &mut random);
        judge(&document);
        if let Some(text) = mutate(&document, &mut random) {
            judge(&text);
        }
    }
}

fn profiles<T: Tabled>() {
    let unread = Flags::from_iter([Flag::UnreadableOffer, Flag::UnreadableKind]);
    let (mut both, mut lenient_only) = (0, 0);
    corpus::<T>(11, |text, [strict, lenient]| match (strict, lenient) {
        (Ok(strict), Ok(lenient)) => {
            let mut flags = strict.flags.iter().filter(|flag| !unread.contains(*flag));
            assert!(flags.all(|flag| lenient.flags.contains(flag)), "{text}");
            // An entry that Strict keeps unread, Lenient may read (C-10): the one exception.
            let (mut left, mut right) = (strict.value, lenient.value);
            left.drop_unreadable(&mut right);
            assert_eq!(left, right, "{text}");
            both += 1;
        }
        (Ok(_), Err(error)) => panic!("{error}: {text}"),
        (Err(error), Ok(lenient)) => {
            // What only Lenient takes has a flag that says why.
            assert!(!lenient.flags.is_empty(), "{error}: {text}");
            lenient_only += 1;
        }
        (Err(_), Err(_)) => {}
    });
    // An entry of a list that only Lenient reads does not make a document that only Lenient reads.
    let sites = sites(T::MEMBERS);
    let tolerant = sites.iter().filter(|site| !site.outer.contains('[')).any(|site| {
        let tolerates =
            |member: &Member| !member.tolerated().is_empty() || matches!(member.need, Need::RequiredByStrict(_));
        site.members.iter().any(tolerates)
    });
    assert!(both > ROUNDS / 5 && (lenient_only > ROUNDS / 20) == tolerant, "{}: {both} {lenient_only}", T::NAME);
}

#[test]
fn what_strict_accepts_lenient_accepts_with_an_equal_value() {
    every_object!(profiles);
}

fn identity<T: Tabled>() {
    let mut count = 0;
    corpus::<T>(12, |text, answers| {
        for decoded in answers.into_iter().flatten() {
            assert_eq!(decoded.text, text);
            let json = decoded.value.to_json();
            // What we write is strict, whatever was read; only a description that was not there is still not there.
            let options = if decoded.flags.contains(Flag::NoDescription) { LENIENT } else { STRICT };
            let again = T::decode(json.as_str(), &options).unwrap();
            assert_eq!(again.value, decoded.value, "{text}");
            assert_eq!(again.value.to_json(), json);
            let header = T::decode_header(decoded.value.to_header(), &options).unwrap();
            assert_eq!((header.value, header.text), (decoded.value, json));
            count += 1;
        }
    });
    assert!(count > ROUNDS / 2, "{}: {count}", T::NAME);
}

#[test]
fn decoding_what_was_encoded_gives_the_value_back() {
    every_object!(identity);
}

/// Whether a member is kept among the unknown ones, though the object knows it.
fn is_kept(member: &Member, value: JsonRef<'_>, object: JsonRef<'_>) -> bool {
    if let Type::Reason(outcome) = member.is
        && object.get(outcome).is_some_and(|outcome| outcome.text() == "true")
    {
        return true;
    }
    let empty = matches!(member.is, Type::Settled | Type::AnyNetwork) && value.text() == "\"\"";
    value.is_null() || empty
}

/// Every member is there, known ones in the table's order, then the others in theirs (C-13).
fn assert_kept(before: JsonRef<'_>, after: JsonRef<'_>, members: &[Member]) {
    let entries = |object: JsonRef<'_>| -> Vec<_> {
        let entries = object.members().unwrap().map(|(name, value)| {
            let known = members.iter().position(|member| member.name == name);
            let known = known.filter(|at| !is_kept(&members[*at], value, object));
            (known, name.into_owned(), value.text().to_string())
        });
        entries.collect()
    };
    let (mut before, after) = (entries(before), entries(after));
    before.sort_by_key(|(known, ..)| known.unwrap_or(members.len()));
    assert_eq!(before.len(), after.len(), "{before:?} {after:?}");
    for ((known, name, before), (_, after_name, after)) in before.iter().zip(&after) {
        assert_eq!(name, after_name);
        let [left, right] = [before, after].map(|text| RawJson::parse(text).unwrap());
        let (left, right) = (left.as_json(), right.as_json());
        match known.map(|at| members[at].is) {
            None | Some(Type::Opaque) => assert_eq!(before, after, "{name}"),
            Some(Type::Object(inner)) => assert_kept(left, right, inner),
            Some(Type::Entries(inner)) => {
                assert_eq!(left.elements().unwrap().count(), right.elements().unwrap().count());
                for (left, right) in left.elements().unwrap().zip(right.elements().unwrap()) {
                    // An offer that cannot be read is kept as text.
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

fn nothing_is_lost<T: Tabled>() {
    let mut count = 0;
    corpus::<T>(13, |text, [strict, _]| {
        let Ok(decoded) = strict else { return };
        let [before, after] = [text, &decoded.value.to_json()].map(|text| RawJson::parse(text).unwrap());
        assert_kept(before.as_json(), after.as_json(), T::MEMBERS);
        count += 1;
    });
    assert!(count > ROUNDS / 5, "{}: {count}", T::NAME);
}

#[test]
fn encoding_keeps_every_member_in_its_place() {
    every_object!(nothing_is_lost);
}

fn serde_agrees<T: Tabled>() {
    corpus::<T>(14, |text, [strict, _]| match (strict, serde_json::from_str::<T>(text)) {
        (Ok(strict), Ok(value)) => {
            assert_eq!(serde_json::to_string(&value).unwrap(), strict.value.to_json());
            assert_eq!(value, strict.value, "{text}");
        }
        (Ok(_), Err(error)) => panic!("{error}: {text}"),
        (Err(error), Ok(_)) => panic!("serde reads what is refused: {error}: {text}"),
        (Err(_), Err(_)) => {}
    });
}

#[test]
fn serde_gives_what_decode_gives() {
    every_object!(serde_agrees);
}

#[test]
fn a_member_that_is_set_replaces_the_null_that_came() {
    let text = replace(SHORT, "\"payload\"", "\"resource\":null,\"z\":1,\"extensions\":null,\"payload\"");
    let mut payment = decode(&text, &STRICT).unwrap().value;
    assert!(payment.to_json().ends_with(r#""payload":{},"resource":null,"z":1,"extensions":null}"#));
    payment.extensions = Some(RawJson::parse("{ }").unwrap());
    assert!(payment.to_json().ends_with(r#""payload":{},"extensions":{ },"resource":null,"z":1}"#));
    payment.other.remove("resource");
    payment.other.insert("z", RawJson::parse("2").unwrap());
    payment.other.insert("y", RawJson::parse("3").unwrap());
    assert!(payment.to_json().ends_with(r#""payload":{},"extensions":{ },"z":2,"y":3}"#));
}

/// A payment with everything in it, in every kind of damage.
#[test]
fn damaged_payments() {
    let mut random = Random::new(15);
    let mut count = 0;
    for text in (0..4_000).filter_map(|_| mutate(PAYMENT, &mut random)) {
        let Ok(strict) = decode(&text, &STRICT) else { continue };
        assert_eq!(decode(&text, &LENIENT).unwrap().value, strict.value);
        assert_eq!(decode(&strict.value.to_json(), &STRICT).unwrap().value, strict.value);
        let [before, after] = [text, strict.value.to_json()].map(|text| RawJson::parse(&text).unwrap());
        assert_kept(before.as_json(), after.as_json(), PaymentPayload::MEMBERS);
        count += 1;
    }
    assert!(count > 1_000, "{count}");
}
