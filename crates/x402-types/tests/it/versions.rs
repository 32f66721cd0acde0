//! What tells the two versions apart: `x402Version`, then one shape (C-5); the form of networks (C-9); the header (C-11).

use std::fmt::Debug;

use x402_types::{
    DecodeError, DecodeOptions, FacilitatorRequest, Flag, Flags, HeaderName, Network, NetworkName, PaymentPayload,
    PaymentRequired, Version, Wire, decode_payment_header, decode_payment_headers, v1, v2,
};

use crate::{
    objects::{Tabled, sample},
    support::{assert_refused, replace},
};

const STRICT: DecodeOptions = DecodeOptions::STRICT;
const LENIENT: DecodeOptions = DecodeOptions::LENIENT;

fn read<T: Wire>(text: &str) -> Result<T, DecodeError> {
    T::decode(text, &STRICT).map(|decoded| decoded.value)
}

#[track_caller]
fn refused_by_both<T: Wire + Debug>(text: &str, expected: &str) {
    for options in [STRICT, LENIENT] {
        assert_refused(T::decode(text, &options), expected, text);
    }
}

/// Lenient reads it, with this flag alone.
#[track_caller]
fn tolerated<T: Wire + Debug>(text: &str, refusal: &str, flag: Flag) -> T {
    assert_refused(T::decode(text, &STRICT), refusal, text);
    let decoded = T::decode(text, &LENIENT).expect(text);
    assert_eq!(decoded.flags, Flags::from_iter([flag]), "{text}");
    decoded.value
}

/// An object of either version: version 1 and version 2 of it, and what each lacks of the other's shape.
fn dispatch<T, V1, V2>(version: fn(&T) -> Version, [missing_v1, missing_v2]: [&str; 2])
where
    T: Tabled + From<V1> + From<V2>,
    V1: Tabled,
    V2: Tabled,
{
    let (one, two) = (sample(V1::MEMBERS), sample(V2::MEMBERS));
    let expected = [T::from(read::<V1>(&one).unwrap()), T::from(read::<V2>(&two).unwrap())];
    let number = |text: &str, number: &str, to: &str| {
        text.replacen(&format!("{{\"x402Version\":{number}"), &format!("{{\"x402Version\":{to}"), 1)
    };
    for ((text, own), expected) in [(&one, "1"), (&two, "2")].into_iter().zip(expected) {
        let found = read::<T>(text).unwrap();
        assert_eq!((version(&found).to_string(), found.to_json()), (own.into(), text.clone()));
        assert_eq!(found, expected);
        // The version decides, wherever it stands.
        let members = text.strip_prefix(&format!("{{\"x402Version\":{own},")).unwrap().strip_suffix('}').unwrap();
        assert_eq!(read::<T>(&format!("{{{members},\"x402Version\":{own}}}")), Ok(expected.clone()));
        refused_by_both::<T>(&format!("{{{members}}}"), "shape missing-member x402Version");
        for unsupported in ["0", "3", "18446744073709551615", "\"\"", "\"01\"", "\"1.0\"", "\"v1\""] {
            refused_by_both::<T>(&number(text, own, unsupported), "shape version x402Version");
        }
        for written in ["3.0", "\"3\""] {
            assert_refused(T::decode(number(text, own, written), &STRICT), "shape wrong-type x402Version", written);
            assert_refused(T::decode(number(text, own, written), &LENIENT), "shape version x402Version", written);
        }
        refused_by_both::<T>(&number(text, own, "null"), "shape null x402Version");
        for wrong in ["true", "-1", "1.5", "[1]", "{}", "1e400"] {
            refused_by_both::<T>(&number(text, own, wrong), "shape wrong-type x402Version");
        }
        for (written, flag) in [
            (format!("\"{own}\""), Flag::StringVersion),
            (format!("{own}.0"), Flag::FloatVersion),
            (format!("{own}0e-1"), Flag::FloatVersion),
        ] {
            let found = tolerated::<T>(&number(text, own, &written), "shape wrong-type x402Version", flag);
            assert_eq!(found, expected);
        }
    }
    refused_by_both::<T>(&number(&two, "2", "1"), missing_v1);
    refused_by_both::<T>(&number(&one, "1", "2"), missing_v2);
    // Of one version only: the other one is not supported, and that is said before anything else.
    refused_by_both::<V1>(
        r#"{"accepts":7,"paymentPayload":7,"scheme":7,"x402Version":2}"#,
        "shape version x402Version",
    );
    refused_by_both::<V2>(
        r#"{"accepts":7,"paymentPayload":7,"accepted":7,"x402Version":1}"#,
        "shape version x402Version",
    );
}

#[test]
fn the_version_decides() {
    dispatch::<PaymentPayload, v1::PaymentPayload, v2::PaymentPayload>(
        PaymentPayload::version,
        ["shape missing-member scheme", "shape missing-member accepted"],
    );
    dispatch::<FacilitatorRequest, v1::FacilitatorRequest, v2::FacilitatorRequest>(
        FacilitatorRequest::version,
        ["shape version paymentPayload.x402Version", "shape version paymentPayload.x402Version"],
    );
}

/// The other version's offers are there, and unreadable (C-10).
#[test]
fn the_version_decides_how_402_responses_are_read() {
    let (one, two) = (sample(v1::PaymentRequired::MEMBERS), sample(v2::PaymentRequired::MEMBERS));
    let read = |text: &str| read::<PaymentRequired>(text).unwrap();
    assert_eq!(read(&one), v1::PaymentRequired::decode(&*one, &STRICT).unwrap().value.into());
    assert_eq!(read(&two), v2::PaymentRequired::decode(&*two, &STRICT).unwrap().value.into());
    assert_eq!((read(&one).version(), read(&two).version()), (Version::V1, Version::V2));
    for (text, own, other) in
        [(&one, "\"x402Version\":1", "\"x402Version\":2"), (&two, "\"x402Version\":2", "\"x402Version\":1")]
    {
        let payment_required = read(&replace(text, own, other));
        assert_eq!(payment_required.refused_entry().unwrap().path().to_string(), "accepts[0].network");
    }
    for (version, expected) in [
        ("", "shape missing-member x402Version"),
        ("\"x402Version\":3,", "shape version x402Version"),
        ("\"x402Version\":null,", "shape null x402Version"),
    ] {
        refused_by_both::<PaymentRequired>(&format!("{{{version}\"accepts\":[]}}"), expected);
    }
    let text = r#"{"x402Version":"1","accepts":[]}"#;
    assert_refused(PaymentRequired::decode(text, &STRICT), "shape wrong-type x402Version", text);
    let found = PaymentRequired::decode(r#"{"x402Version":1.0,"accepts":[]}"#, &LENIENT).unwrap();
    assert_eq!(found.value.version(), Version::V1);
    assert_eq!(found.flags, Flags::from_iter([Flag::FloatVersion, Flag::EmptyAccepts]));
}

/// A member that one version calls otherwise is named, not guessed.
#[test]
fn shapes_of_the_other_version() {
    let one = sample(v1::PaymentRequirements::MEMBERS);
    let two = sample(v2::PaymentRequirements::MEMBERS);
    let renamed = replace(&one, "\"maxAmountRequired\"", "\"amount\"");
    refused_by_both::<v1::PaymentRequirements>(&renamed, "shape missing-member maxAmountRequired");
    let renamed = replace(&two, "\"amount\"", "\"maxAmountRequired\"");
    refused_by_both::<v2::PaymentRequirements>(&renamed, "shape missing-member amount");
    // What V1 has and V2 has not is an unknown member there.
    let both = format!("{},\"resource\":\"https://a\",\"mimeType\":null}}", two.strip_suffix('}').unwrap());
    let requirements = read::<v2::PaymentRequirements>(&both).unwrap();
    assert_eq!((requirements.other.len(), requirements.to_json()), (2, both));
}

#[test]
fn requests_hold_payments_of_the_same_version() {
    let payments = [sample(v1::PaymentPayload::MEMBERS), sample(v2::PaymentPayload::MEMBERS)];
    let requirements = [sample(v1::PaymentRequirements::MEMBERS), sample(v2::PaymentRequirements::MEMBERS)];
    let request = |version: &str, payment: usize, offer: usize| {
        let (payment, offer) = (&payments[payment], &requirements[offer]);
        format!(r#"{{"x402Version":{version},"paymentPayload":{payment},"paymentRequirements":{offer}}}"#)
    };
    assert_eq!(read::<FacilitatorRequest>(&request("1", 0, 0)).unwrap().version(), Version::V1);
    assert_eq!(read::<FacilitatorRequest>(&request("2", 1, 1)).unwrap().version(), Version::V2);
    let expected = "shape version paymentPayload.x402Version";
    refused_by_both::<FacilitatorRequest>(&request("1", 1, 0), expected);
    refused_by_both::<FacilitatorRequest>(&request("2", 0, 1), expected);
    refused_by_both::<v1::FacilitatorRequest>(&request("1", 1, 0), expected);
    refused_by_both::<v2::FacilitatorRequest>(&request("2", 0, 1), expected);
    // The other version's offer: by its first member that differs.
    let expected = "shape not-network paymentRequirements.network";
    assert_refused(read::<FacilitatorRequest>(&request("1", 0, 1)), expected, "V2 offer");
    assert_refused(read::<FacilitatorRequest>(&request("2", 1, 0)), expected, "V1 offer");
    // Each version may have a spelling of its own.
    let spelled =
        tolerated::<FacilitatorRequest>(&request("\"1\"", 0, 0), "shape wrong-type x402Version", Flag::StringVersion);
    assert_eq!(spelled.to_json(), request("1", 0, 0));
}

#[test]
fn networks_have_the_format_of_their_version() {
    let one = |network: &str| format!(r#"{{"x402Version":1,"scheme":"exact","network":"{network}","payload":{{}}}}"#);
    let two = |network: &str| replace(&sample(v2::PaymentPayload::MEMBERS), "eip155:84532", network);
    for (name, caip2) in [
        ("base", "eip155:8453"),
        ("base-sepolia", "eip155:84532"),
        ("avalanche-fuji", "eip155:43113"),
        ("solana", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"),
        // The chain registry decides where implementations disagree.
        ("story", "eip155:1514"),
        ("educhain", "eip155:41923"),
        ("skale-base-sepolia", "eip155:324705682"),
    ] {
        let network: Network = caip2.parse().unwrap();
        assert_eq!((Network::from_v1_name(name), network.v1_name()), (Some(network.clone()), Some(name)));
        let payment = read::<v1::PaymentPayload>(&one(name)).unwrap();
        assert_eq!((payment.network.as_str(), payment.network.network()), (name, Some(network.clone())));
        let same = tolerated(&one(caip2), "shape not-network network", Flag::OtherVersionNetwork);
        assert_eq!(payment, same);

        let payment = read::<v2::PaymentPayload>(&two(caip2)).unwrap();
        assert_eq!(payment.accepted.network, network);
        let same = tolerated(&two(name), "shape not-network accepted.network", Flag::OtherVersionNetwork);
        assert_eq!(payment, same);
    }
    // Unknown: a name decodes (C-10), and says nothing more. No name: an identifier has none to be read as.
    for name in ["base ", "Base", "ethereum-mainnet", "84532", "a b"] {
        let payment = v1::PaymentPayload::decode(one(name), &STRICT).unwrap();
        assert_eq!((payment.value.network.network(), payment.flags), (None, Flags::NONE), "{name}");
        refused_by_both::<v2::PaymentPayload>(&two(name), "shape not-network accepted.network");
    }
    for wrong in ["", ":", "eip155:999999", "solana:unknown", "eip155:08453", "base:"] {
        refused_by_both::<v1::PaymentPayload>(&one(wrong), "shape not-network network");
    }
    let long = "x".repeat(257);
    refused_by_both::<v1::PaymentPayload>(&one(&long), "limit text-length network");
    assert!(NetworkName::try_from("").is_err());
    assert!(NetworkName::try_from("eip155:1").is_err());
    let text = read::<v1::PaymentPayload>(&one("eip155:1")).unwrap_err().to_string();
    assert!(text.contains("in V1 a name such as base"), "{text}");
}

#[test]
fn payments_under_the_other_versions_header() {
    let one = read::<v1::PaymentPayload>(&sample(v1::PaymentPayload::MEMBERS)).unwrap();
    let two = read::<v2::PaymentPayload>(&sample(v2::PaymentPayload::MEMBERS)).unwrap();
    let legacy = Flags::from_iter([Flag::LegacyHeader]);
    for (name, value, expected, flags) in [
        ("X-PAYMENT", one.to_header(), PaymentPayload::from(one.clone()), Flags::NONE),
        ("x-payment", two.to_header(), two.clone().into(), legacy),
        ("PAYMENT-SIGNATURE", two.to_header(), two.into(), Flags::NONE),
        ("Payment-Signature", one.to_header(), one.into(), legacy),
    ] {
        for options in [STRICT, LENIENT] {
            let found = decode_payment_header(name, &value, &options).unwrap();
            assert_eq!((&found.value, found.flags), (&expected, flags));
            let headers = [("Accept", b"*/*".as_slice()), (name, value.as_bytes())];
            assert_eq!(decode_payment_headers(headers, &options), Ok(found));
        }
    }
}

#[test]
fn header_names() {
    for (header, name, version, payment) in [
        (HeaderName::PaymentRequired, "PAYMENT-REQUIRED", Version::V2, false),
        (HeaderName::PaymentSignature, "PAYMENT-SIGNATURE", Version::V2, true),
        (HeaderName::PaymentResponse, "PAYMENT-RESPONSE", Version::V2, false),
        (HeaderName::XPayment, "X-PAYMENT", Version::V1, true),
        (HeaderName::XPaymentResponse, "X-PAYMENT-RESPONSE", Version::V1, false),
    ] {
        assert!(HeaderName::ALL.contains(&header));
        assert_eq!((header.as_str(), header.version(), header.carries_payment()), (name, version, payment));
        for written in [name.to_string(), name.to_lowercase(), name.replace("PAYMENT", "Payment")] {
            assert_eq!(HeaderName::from_name(&written), Some(header));
        }
        // The other three carry no payment, whatever is in them.
        let result = decode_payment_header(name, "", &STRICT);
        assert_refused(result, if payment { "header empty-header" } else { "header header-name" }, name);
    }
    for other in ["", "X-PAYMENT-REQUIRED", "PAYMENT", "X_PAYMENT", "X-PAYMENT ", "ＸPAYMENT"] {
        assert_eq!(HeaderName::from_name(other), None);
    }
}
