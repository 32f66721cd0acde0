//! Laws of decoding and encoding, for every object: over documents made from its table, and over damaged copies of them.

use std::sync::LazyLock;

use x402_laws::bounds::step;
use x402_types::{DecodeOptions, ErrorKind, RawJson, Wire, v2::PaymentPayload};

use crate::{
    bad_input::NOT_JSON,
    chance::{Chance, mutate},
    everything_read::corpora,
    laws::{
        Answer, both_profiles, every_member_is_kept, from_json_agrees, round_trip, serde_agrees, strict_within_lenient,
    },
    objects::{Member, Presence, Tabled, every_object, random_document, sites},
    support::{PAYMENT, Random, SHORT, decode, replace},
};

/// How many documents of each object.
fn rounds() -> usize {
    1_500 / step(5)
}

/// Calls `check` with what both profiles say of each document. Most of them decode under one profile or under both.
fn corpus<T: Tabled>(seed: u64, mut check: impl FnMut(&str, [Answer<T>; 2])) {
    documents::<T>(seed, rounds(), |text| check(text, both_profiles(text)));
}

/// Calls `check` with documents made from the object's table, each with a damaged copy.
fn documents<T: Tabled>(seed: u64, rounds: usize, mut check: impl FnMut(&str)) {
    let mut random = Random::new(seed);
    for _ in 0..rounds {
        let document = random_document(T::MEMBERS, &mut random);
        check(&document);
        if let Some(text) = mutate(&document, &mut random) {
            check(&text);
        }
    }
}

fn profiles<T: Tabled>() {
    let (mut both, mut lenient_only) = (0, 0);
    corpus::<T>(11, |_, answers| {
        strict_within_lenient(&answers);
        both += usize::from(answers[0].is_ok());
        lenient_only += usize::from(answers[0].is_err() && answers[1].is_ok());
    });
    // An entry of a list that only Lenient reads does not make a document that only Lenient reads.
    let sites = sites(T::MEMBERS);
    let tolerant = sites.iter().filter(|site| !site.outer.contains('[')).any(|site| {
        let tolerates = |member: &Member| {
            !member.tolerated().is_empty() || matches!(member.presence, Presence::RequiredByStrict(_))
        };
        site.members.iter().any(tolerates)
    });
    assert!(both > rounds() / 5 && (lenient_only > rounds() / 20) == tolerant, "{}: {both} {lenient_only}", T::NAME);
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
            round_trip(&decoded);
            count += 1;
        }
    });
    assert!(count > rounds() / 2, "{}: {count}", T::NAME);
}

#[test]
fn decoding_what_was_encoded_gives_the_value_back() {
    every_object!(identity);
}

fn nothing_is_lost<T: Tabled>() {
    let mut count = 0;
    corpus::<T>(13, |_, [strict, _]| {
        let Ok(decoded) = strict else { return };
        every_member_is_kept(&decoded);
        count += 1;
    });
    assert!(count > rounds() / 5, "{}: {count}", T::NAME);
}

#[test]
fn encoding_keeps_the_order_of_members() {
    every_object!(nothing_is_lost);
}

fn serde<T: Tabled>() {
    corpus::<T>(14, |text, [strict, _]| serde_agrees(text, &strict));
}

#[test]
fn serde_gives_what_decode_gives() {
    every_object!(serde);
}

/// What `decode_bytes` gives under each profile, with which `from_json` agrees.
fn alone<T: Tabled>(bytes: &[u8]) -> [Answer<T>; 2] {
    let answers = [DecodeOptions::STRICT, DecodeOptions::LENIENT].map(|options| T::decode_bytes(bytes, &options));
    from_json_agrees(bytes, &answers);
    answers
}

/// Each text as it is, behind a byte order mark and behind two, and with a byte that is not UTF-8.
fn alone_in_each_format<T: Tabled>() {
    const MARK: &[u8] = b"\xef\xbb\xbf";
    const ROUNDS: usize = 150;
    let mut random = Random::new(17);
    let (mut read, mut behind_mark) = (0, 0);
    documents::<T>(16, ROUNDS, |text| {
        read += alone::<T>(text.as_bytes()).iter().flatten().count();
        let [strict, lenient] = alone::<T>(&[MARK, text.as_bytes()].concat());
        assert_eq!(strict.unwrap_err().kind(), ErrorKind::ByteOrderMark);
        behind_mark += usize::from(lenient.is_ok());
        assert!(alone::<T>(&[MARK, MARK, text.as_bytes()].concat()).iter().all(Result::is_err));

        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let at = *random.pick(&ends);
        let (before, after) = text.split_at(at);
        let damaged = [before.as_bytes(), b"\xff", after.as_bytes()].concat();
        let damage = (ErrorKind::Utf8, Some(at));
        let [strict, lenient] = alone::<T>(&damaged).map(|answer| answer.unwrap_err());
        assert_eq!([strict, lenient].map(|error| (error.kind(), error.offset())), [damage; 2]);
        let [strict, lenient] = alone::<T>(&[MARK, &damaged].concat()).map(|answer| answer.unwrap_err());
        assert_eq!(strict.kind(), ErrorKind::ByteOrderMark);
        assert_eq!((lenient.kind(), lenient.offset()), damage);
    });
    assert!(read > ROUNDS / 2 && behind_mark > ROUNDS / 4, "{}: {read} {behind_mark}", T::NAME);
}

#[test]
fn from_json_gives_what_decode_bytes_gives() {
    every_object!(alone_in_each_format);
}

/// What fuzzing has found, some of it not UTF-8, and what is not JSON.
fn known_inputs() -> Vec<Vec<u8>> {
    let found: Vec<_> = corpora().collect();
    let not_utf8 = found.iter().filter(|input| str::from_utf8(input).is_err()).count();
    assert!(found.len() > 500 && not_utf8 > 100, "{} {not_utf8}", found.len());
    found.into_iter().chain(NOT_JSON.iter().map(|(text, _)| text.as_bytes().to_vec())).collect()
}

fn alone_for_known_inputs<T: Tabled>() {
    static INPUTS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(known_inputs);
    for input in INPUTS.iter() {
        let _: [Answer<T>; 2] = alone(input);
    }
}

#[test]
fn from_json_gives_what_decode_bytes_gives_for_known_inputs() {
    every_object!(alone_for_known_inputs);
}

#[test]
fn a_member_that_is_set_replaces_the_null_that_came() {
    let text = replace(SHORT, "\"payload\"", "\"resource\":null,\"z\":1,\"extensions\":null,\"payload\"");
    let mut payment = decode(&text, &DecodeOptions::STRICT).unwrap().value;
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
        let answers = both_profiles::<PaymentPayload>(&text);
        strict_within_lenient(&answers);
        let [Ok(strict), _] = answers else { continue };
        round_trip(&strict);
        every_member_is_kept(&strict);
        count += 1;
    }
    assert!(count > 1_000, "{count}");
}
