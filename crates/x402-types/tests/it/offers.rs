//! `accepts` (C-8, C-10, C-12): one offer that cannot be read does not spoil the others, and nothing of it counts.

use x402_types::{DecodeOptions, Decoded, ErrorKind, Flag, Flags, Limit, Limits, Offer, RawJson, Wire, v1, v2};

use crate::{
    objects::{Tabled, object, sample},
    support::{assert_refused, replace},
};

const STRICT: DecodeOptions = DecodeOptions::STRICT;
const LENIENT: DecodeOptions = DecodeOptions::LENIENT;

fn v2_offer() -> String {
    sample(v2::PaymentRequirements::MEMBERS)
}

fn v2_response(offers: &[&str]) -> String {
    object(v2::PaymentRequired::MEMBERS, "accepts", Some(&format!("[{}]", offers.join(","))))
}

fn v2_read(offers: &[&str], options: &DecodeOptions) -> Decoded<v2::PaymentRequired> {
    v2::PaymentRequired::decode(v2_response(offers), options).unwrap()
}

/// Text and error of an offer that cannot be read.
#[track_caller]
fn unreadable<R: std::fmt::Debug>(offer: &Offer<R>) -> (&str, String) {
    match offer {
        Offer::Read(requirements) => panic!("{requirements:?}"),
        Offer::Unreadable { raw, error } => {
            (raw.as_str(), format!("{} {} {}", error.stage().as_str(), error.kind().as_str(), error.path()))
        }
    }
}

#[test]
fn an_offer_that_cannot_be_read_is_kept_byte_for_byte() {
    let good = v2_offer();
    let bad = replace(&good, "\"10000\"", " 10000.50e-1 ");
    let future = "{ \"scheme\" : \"\\u006eew\",\"extra\":[ 1.50, {\"\\u0061\":null} ] }";
    let payment_required = v2_read(&[&good, &bad, future, "null", "[ 7 ]", &good], &STRICT);
    let accepts = &payment_required.value.accepts;
    assert_eq!(accepts[0].get().unwrap().to_json(), good);
    assert_eq!(unreadable(&accepts[1]), (&*bad, "shape not-decimal accepts[1].amount".into()));
    assert_eq!(unreadable(&accepts[2]).0, future);
    assert_eq!(unreadable(&accepts[2]).1, "shape wrong-type accepts[2].extra");
    assert_eq!(unreadable(&accepts[3]), ("null", "shape null accepts[3]".into()));
    assert_eq!(unreadable(&accepts[4]), ("[ 7 ]", "shape wrong-type accepts[4]".into()));
    assert_eq!(accepts[5], accepts[0]);
    assert_eq!(payment_required.flags, Flags::from_iter([Flag::UnreadableOffer]));
    // And all of it is written back.
    assert_eq!(payment_required.value.to_json(), payment_required.text);
    // The place is that in the whole document.
    let Offer::Unreadable { error, .. } = &accepts[1] else { panic!() };
    assert_eq!(error.offset(), payment_required.text.find("10000.50"));
}

#[test]
fn unknown_schemes_and_networks_are_readable() {
    for (from, to) in [("\"scheme\":\"scheme\"", "\"scheme\":\"new\""), ("eip155:84532", "unknown:network-1")] {
        let payment_required = v2_read(&[&replace(&v2_offer(), from, to)], &STRICT);
        assert!(payment_required.value.accepts[0].get().is_some() && payment_required.flags.is_empty());
    }
}

/// What was tolerated in an offer before it turned out to be unreadable was not tolerated.
#[test]
fn flags_of_an_unreadable_offer_do_not_count() {
    let offer = |extra: &str, network: &str, amount: &str, timeout: &str| {
        format!(
            r#"{{"extra":{extra},"network":"{network}","amount":{amount},"scheme":"s","asset":"a","payTo":"p","maxTimeoutSeconds":{timeout}}}"#
        )
    };
    let flags = |offers: &[&str], options| v2_read(offers, options).flags.iter().collect::<Vec<_>>();
    let tolerated = offer("null", "base", "10000", "60");
    assert_eq!(flags(&[&tolerated], &LENIENT), [Flag::NumberAmount, Flag::NullOptional, Flag::OtherVersionNetwork],);
    // The same three, and then an error.
    let spoilt = offer("null", "base", "10000", "\"60\"");
    assert_eq!(flags(&[&spoilt], &LENIENT), [Flag::UnreadableOffer]);
    // Those of its neighbours count, on both sides.
    let (null, number) = (offer("null", "eip155:1", "\"1\"", "1"), offer("{}", "eip155:1", "1", "1"));
    assert_eq!(
        flags(&[&null, &spoilt, &number], &LENIENT),
        [Flag::NumberAmount, Flag::NullOptional, Flag::UnreadableOffer],
    );
    // Strict cannot read the last one either.
    assert_eq!(flags(&[&null, &spoilt, &number], &STRICT), [Flag::NullOptional, Flag::UnreadableOffer]);
    assert_eq!(flags(&[&spoilt, &number], &STRICT), [Flag::UnreadableOffer]);
    // A number that no double holds is kept in either case, so that its flag stays.
    let infinite = offer("{\"n\":1e400}", "base", "10000", "\"60\"");
    assert_eq!(flags(&[&infinite], &STRICT), [Flag::NumberRange, Flag::UnreadableOffer]);
}

/// Why an offer cannot be read is told for people: it is no part of the value.
#[test]
fn unreadable_offers_compare_by_their_text() {
    let text = v2_response(&["{\"scheme\":\"new\"}"]);
    let payment_required = v2::PaymentRequired::decode(text.clone(), &STRICT).unwrap().value;
    let spaced = v2::PaymentRequired::decode(format!(" {text}"), &STRICT).unwrap().value;
    assert_eq!(payment_required, spaced);
    assert_eq!(payment_required, serde_json::from_str(&serde_json::to_string(&spaced).unwrap()).unwrap());
    let other = v2_read(&["{\"scheme\": \"new\"}"], &STRICT).value;
    assert_ne!(payment_required, other);
    assert_ne!(payment_required.accepts[0], v2_read(&[&v2_offer()], &STRICT).value.accepts[0]);
}

#[test]
fn no_offer_at_all() {
    for options in [STRICT, LENIENT] {
        assert_eq!(v2_read(&[], &options).flags, Flags::from_iter([Flag::EmptyAccepts]));
        let text = r#"{"x402Version":1,"accepts":[ ]}"#;
        let payment_required = v1::PaymentRequired::decode(text, &options).unwrap();
        assert_eq!(payment_required.flags, Flags::from_iter([Flag::EmptyAccepts]));
        assert_eq!(payment_required.value.to_json(), r#"{"x402Version":1,"accepts":[]}"#);
    }
}

#[test]
fn a_402_response_without_a_resource() {
    let payment_required = |resource: Option<&str>| {
        let text = object(v2::PaymentRequired::MEMBERS, "resource", resource);
        v2::PaymentRequired::decode(text, &STRICT).unwrap().flags
    };
    assert_eq!(payment_required(None), Flags::from_iter([Flag::NoResource]));
    assert_eq!(payment_required(Some("null")), Flags::from_iter([Flag::NullOptional, Flag::NoResource]));
    assert_eq!(payment_required(Some("{\"url\":\"\"}")), Flags::NONE);
    // In a payment it may be left out.
    let payment = object(v2::PaymentPayload::MEMBERS, "resource", None);
    assert_eq!(v2::PaymentPayload::decode(payment, &STRICT).unwrap().flags, Flags::NONE);
}

/// V1's `description` is required, and the SDKs leave it out: Lenient reads such an offer, to Strict it is unreadable.
#[test]
fn v1_offers_without_description() {
    let offer = object(v1::PaymentRequirements::MEMBERS, "description", None);
    let text = object(v1::PaymentRequired::MEMBERS, "accepts", Some(&format!("[{offer}]")));
    let strict = v1::PaymentRequired::decode(text.clone(), &STRICT).unwrap();
    let expected = (&*offer, "shape missing-member accepts[0].description".into());
    assert_eq!(unreadable(&strict.value.accepts[0]), expected);
    assert_eq!(strict.flags, Flags::from_iter([Flag::UnreadableOffer]));
    let lenient = v1::PaymentRequired::decode(text.clone(), &LENIENT).unwrap();
    assert_eq!(lenient.value.accepts[0].get().unwrap().description, None);
    assert_eq!(lenient.flags, Flags::from_iter([Flag::NoDescription]));
    assert_eq!(lenient.value.to_json(), text);
    // Alone it is refused.
    let result = v1::PaymentRequirements::decode(offer, &STRICT);
    assert_refused(result, "shape missing-member description", "alone");
    // `outputSchema: null` is what V1 servers write, and no `extra` is what most schemes have.
    let text = object(v1::PaymentRequirements::MEMBERS, "extra", None);
    let text = text.replacen("\"outputSchema\":{\"outputSchema\":[1,null]}", "\"outputSchema\":null", 1);
    let offer = v1::PaymentRequirements::decode(text, &STRICT).unwrap();
    assert_eq!((offer.flags, offer.value.other.len()), (Flags::NONE, 1));
}

#[test]
fn the_number_of_offers_is_limited() {
    let one = "{\"scheme\":\"new\"}";
    let text = |count: usize| v2_response(&vec![one; count]);
    let decode = |count, options: &DecodeOptions| v2::PaymentRequired::decode(text(count), options);
    for options in [STRICT, LENIENT] {
        assert_eq!(decode(64, &options).unwrap().value.accepts.len(), 64);
        let error = decode(65, &options).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Limit { limit: Limit::Offers, max: 64 });
        assert_eq!((error.path().to_string(), error.offset()), ("accepts".into(), text(65).find("[{")));
        assert!(error.to_string().starts_with("accepts: more than 64 offers"), "{error}");
        let mut limits = Limits::DEFAULT;
        limits.offers = 65;
        assert!(decode(65, &options.with_limits(limits)).is_ok());
        limits.offers = 1;
        assert!(decode(1, &options.with_limits(limits)).is_ok());
        assert_refused(decode(2, &options.with_limits(limits)), "limit offers accepts", "two");
    }
    let text = object(v1::PaymentRequired::MEMBERS, "accepts", Some(&format!("[{}]", ["{}"; 65].join(","))));
    assert_refused(v1::PaymentRequired::decode(text, &STRICT), "limit offers accepts", "V1");
}

/// What is no JSON, and what exceeds the limits of the document, is no matter of one offer.
#[test]
fn what_spoils_the_whole_document() {
    for (offer, expected) in [
        ("{\"payTo\":1,\"payTo\":2}", "json duplicate-member accepts[0].payTo"),
        ("{\"payTo\":\"\\ud800\"}", "json lone-surrogate accepts[0].payTo"),
        ("{\"payTo\":}", "json syntax accepts[0].payTo"),
    ] {
        assert_refused(v2::PaymentRequired::decode(v2_response(&[offer]), &STRICT), expected, offer);
    }
    // A value that is too long for its type is a matter of its offer.
    let long = replace(&v2_offer(), "\"scheme\":\"scheme\"", &format!("\"scheme\":\"{}\"", "x".repeat(257)));
    let payment_required = v2_read(&[&long], &STRICT).value;
    assert_eq!(unreadable(&payment_required.accepts[0]).1, "limit text-length accepts[0].scheme");
}

#[test]
fn a_server_makes_a_402_response() {
    let requirements = v2::PaymentRequirements::decode(v2_offer(), &STRICT).unwrap().value;
    let mut payment_required = v2::PaymentRequired::new(v2::ResourceInfo::new("https://a"), [requirements.clone()]);
    payment_required.accepts.push(requirements.clone().into());
    let raw = RawJson::parse("{\"scheme\":\"new\"}").unwrap();
    payment_required.accepts.push(Offer::Unreadable { raw, error: ErrorKind::MissingMember.into() });
    let offer = requirements.to_json();
    let expected = format!(
        r#"{{"x402Version":2,"resource":{{"url":"https://a"}},"accepts":[{offer},{offer},{{"scheme":"new"}}]}}"#
    );
    assert_eq!(payment_required.to_json(), expected);
    assert_eq!(
        v2::PaymentRequired::decode_header(payment_required.to_header(), &STRICT).unwrap().value,
        payment_required
    );
}
