//! The types of the `http` crate: the same answers as for names and values, and what is put in comes out.

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use x402_types::{
    AnyNetwork, DecodeOptions, ErrorKind, Flag, Flags, HttpOutcome, Network, PaymentPayload, SettleResponse, Wire,
    decode_payment_headers, http as x402_http, v1, v2,
};

use crate::support::{SHORT, assert_refused, base64};

const STRICT: DecodeOptions = DecodeOptions::STRICT;

fn payments() -> [PaymentPayload; 2] {
    let one = r#"{"x402Version":1,"scheme":"exact","network":"base","payload":{}}"#;
    [
        v1::PaymentPayload::decode(one, &STRICT).unwrap().value.into(),
        v2::PaymentPayload::decode(SHORT, &STRICT).unwrap().value.into(),
    ]
}

fn value(bytes: &[u8]) -> HeaderValue {
    HeaderValue::from_bytes(bytes).unwrap()
}

/// `transports-v2/http.md` lines 174–176, `transports-v1/http.md` lines 52 and 93.
#[test]
fn names() {
    let names = [
        (x402_http::PAYMENT_REQUIRED, "PAYMENT-REQUIRED"),
        (x402_http::PAYMENT_SIGNATURE, "PAYMENT-SIGNATURE"),
        (x402_http::PAYMENT_RESPONSE, "PAYMENT-RESPONSE"),
        (x402_http::X_PAYMENT, "X-PAYMENT"),
        (x402_http::X_PAYMENT_RESPONSE, "X-PAYMENT-RESPONSE"),
    ];
    for ((constant, name), ours) in names.iter().zip(x402_types::HeaderName::ALL.iter().copied()) {
        assert_eq!((constant.as_str(), ours.as_str()), (&*name.to_ascii_lowercase(), *name));
        assert_eq!(HeaderName::from(ours), *constant);
    }
}

#[test]
fn statuses() {
    for outcome in HttpOutcome::ALL {
        assert_eq!(StatusCode::from(*outcome).as_u16(), outcome.status());
    }
}

#[test]
fn a_payment_goes_in_and_comes_out() {
    let mut headers = HeaderMap::new();
    assert_refused(x402_http::decode_payment(&headers, &STRICT), "header no-header", "none");
    // One behind the other: a request carries one payment.
    for payment in payments().iter().chain(&payments()) {
        x402_http::insert_payment(&mut headers, payment).unwrap();
        assert_eq!(headers.len(), 1);
        let decoded = x402_http::decode_payment(&headers, &STRICT).unwrap();
        assert_eq!((&decoded.value, decoded.flags), (payment, Flags::NONE));
    }
    headers.insert(x402_http::X_PAYMENT, value(payments()[1].to_header().as_bytes()));
    assert_refused(x402_http::decode_payment(&headers, &STRICT), "header several-headers", "both versions' headers");
    headers.remove(x402_http::PAYMENT_SIGNATURE);
    let decoded = x402_http::decode_payment(&headers, &STRICT).unwrap();
    assert_eq!(decoded.flags, Flags::from_iter([Flag::LegacyHeader]));
    headers.append(x402_http::X_PAYMENT, value(payments()[0].to_header().as_bytes()));
    assert_refused(x402_http::decode_payment(&headers, &STRICT), "header several-headers", "one header twice");
}

/// A `HeaderValue` may hold every byte but control characters, and a tab; whatever it is, it is read as bytes.
#[test]
fn values_that_are_no_text() {
    for (bytes, kind) in [
        (&b"\xc3\xa9"[..], ErrorKind::Base64Alphabet),
        (b"\xff", ErrorKind::Base64Alphabet),
        (b"e30=\t", ErrorKind::Base64Alphabet),
        (b"e30=, e30=", ErrorKind::Base64Alphabet),
        (b"", ErrorKind::EmptyHeader),
    ] {
        for name in [x402_http::PAYMENT_SIGNATURE, x402_http::X_PAYMENT] {
            let headers = HeaderMap::from_iter([(name, value(bytes))]);
            let error = x402_http::decode_payment(&headers, &STRICT).unwrap_err();
            assert_eq!(error.kind(), kind);
            let same = headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
            assert_eq!(decode_payment_headers(same, &STRICT).unwrap_err(), error);
            assert_eq!(HttpOutcome::from(&error).status(), 400);
        }
    }
}

#[test]
fn a_402_response_is_written_and_read() {
    let payment_required = v2::PaymentRequired::new(v2::ResourceInfo::new("https://a.example"), []);
    let mut headers = HeaderMap::new();
    let body = br#"{"x402Version":1,"error":"pay","accepts":[]}"#;
    assert_eq!(
        x402_http::decode_payment_required(&headers, body, &STRICT).unwrap().value.version(),
        x402_types::Version::V1
    );
    assert_refused(x402_http::decode_payment_required(&headers, b"", &STRICT), "header no-header", "neither");
    for _ in 0..2 {
        x402_http::insert_payment_required(&mut headers, &payment_required).unwrap();
        assert_eq!(headers.len(), 1);
        let decoded = x402_http::decode_payment_required(&headers, body, &STRICT).unwrap();
        assert_eq!(decoded.value, payment_required.clone().into());
    }
    headers.append(x402_http::PAYMENT_REQUIRED, value(base64("{}").as_bytes()));
    let twice = x402_http::decode_payment_required(&headers, body, &STRICT);
    assert_refused(twice, "header several-headers", "twice");
}

#[test]
fn a_settlement_goes_in_and_comes_out() {
    let [one, two] = payments();
    let networks: [AnyNetwork; 2] =
        [x402_types::NetworkName::try_from("base").unwrap().into(), Network::eip155(8453).into()];
    let mut headers = HeaderMap::new();
    for (payment, network) in [&one, &two, &one].into_iter().zip(networks.iter().cycle()) {
        let settlement = SettleResponse::success("0x12", network.clone());
        x402_http::insert_settlement(&mut headers, payment, &settlement).unwrap();
        assert_eq!(headers.len(), 1);
        let decoded = x402_http::decode_settlement(&headers, &STRICT).unwrap();
        assert_eq!((decoded.value, decoded.flags), (settlement, Flags::NONE));
    }
    headers.insert(x402_http::PAYMENT_RESPONSE, value(b"e30="));
    assert_refused(x402_http::decode_settlement(&headers, &STRICT), "header several-headers", "both");
    headers.clear();
    assert_refused(x402_http::decode_settlement(&headers, &STRICT), "header no-header", "none");
}

/// A map has an end; what does not go in is an error and no panic.
#[test]
fn a_full_map() {
    let mut headers = HeaderMap::new();
    let mut filler = 0..;
    while headers.try_insert(HeaderName::try_from(format!("x-{}", filler.next().unwrap())).unwrap(), value(b"")).is_ok()
    {
    }
    let [payment, _] = payments();
    assert!(x402_http::insert_payment(&mut headers, &payment).is_err());
    headers.remove("x-0");
    assert!(x402_http::insert_payment(&mut headers, &payment).is_ok());
}
