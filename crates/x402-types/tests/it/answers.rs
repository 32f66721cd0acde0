//! What a client reads from a server's answer, and what a server answers with (C-11): the header and body of a 402, the
//! header of a settlement, the status.

use std::fmt::Debug;

use x402_types::{
    DecodeError, DecodeOptions, Decoded, ErrorKind, Flag, Flags, HeaderName, HttpOutcome, PaymentPayload,
    PaymentRequired, ReasonCode, SettleResponse, Wire, decode_payment_headers, decode_payment_required,
    decode_settlement_headers, v1, v2,
};

use crate::support::{SHORT, assert_refused, base64};

const STRICT: DecodeOptions = DecodeOptions::STRICT;
const LENIENT: DecodeOptions = DecodeOptions::LENIENT;

const ONE: &str = r#"{"x402Version":1,"error":"pay","accepts":[]}"#;
const TWO: &str = r#"{"x402Version":2,"resource":{"url":"https://a.example"},"accepts":[]}"#;
const SETTLED_ONE: &str = r#"{"success":true,"transaction":"0x12","network":"base-sepolia"}"#;
const SETTLED_TWO: &str = r#"{"success":true,"transaction":"0x12","network":"eip155:84532"}"#;
const FAILED: &str = r#"{"success":false,"errorReason":"insufficient_funds","transaction":""}"#;

type Headers<'a> = &'a [(&'a str, &'a str)];

fn pairs<'a>(headers: Headers<'a>) -> impl Iterator<Item = (&'a str, &'a [u8])> {
    headers.iter().map(|(name, value)| (*name, value.as_bytes()))
}

fn payment_required(
    headers: Headers<'_>,
    body: &str,
) -> impl Fn(&DecodeOptions) -> Result<Decoded<PaymentRequired>, DecodeError> {
    move |options| decode_payment_required(pairs(headers), body.as_bytes(), options)
}

fn settlement(headers: Headers<'_>) -> impl Fn(&DecodeOptions) -> Result<Decoded<SettleResponse>, DecodeError> {
    move |options| decode_settlement_headers(pairs(headers), options)
}

#[track_caller]
fn read<T: Wire + Debug + PartialEq>(
    decode: impl Fn(&DecodeOptions) -> Result<Decoded<T>, DecodeError>,
    text: &str,
    flags: &[Flag],
) {
    for options in [STRICT, LENIENT] {
        let decoded = decode(&options).unwrap();
        assert_eq!((&*decoded.text, decoded.flags), (text, Flags::from_iter(flags.iter().copied())));
        assert_eq!(decoded.value, T::decode(text, &STRICT).unwrap().value);
    }
}

#[track_caller]
fn refused<T: Debug>(decode: impl Fn(&DecodeOptions) -> Result<Decoded<T>, DecodeError>, expected: &str) {
    for options in [STRICT, LENIENT] {
        assert_refused(decode(&options), expected, expected);
    }
}

#[test]
fn the_402_response_is_in_the_header_or_in_the_body() {
    let (one, two) = (base64(ONE), base64(TWO));
    let empty = Flag::EmptyAccepts;
    let host = ("host", "a.example");
    for name in ["PAYMENT-REQUIRED", "payment-required", "Payment-Required"] {
        read(payment_required(&[host, (name, &two)], ""), TWO, &[empty]);
        // A server that serves both versions. The documents make the header canonical (transports-v2/http.md line 20).
        read(payment_required(&[(name, &two), host], ONE), TWO, &[empty]);
        read(payment_required(&[(name, &two)], "<html>"), TWO, &[empty]);
        read(payment_required(&[(name, &one)], ""), ONE, &[empty, Flag::LegacyHeader]);
    }
    read(payment_required(&[], ONE), ONE, &[empty]);
    read(payment_required(&[host, ("X-PAYMENT-REQUIRED", &two)], ONE), ONE, &[empty]);
    // extension-auth-hints.md line 279 prints a V2 demand as the body of a 402.
    read(payment_required(&[host], TWO), TWO, &[empty, Flag::LegacyHeader]);

    // What cannot be read hides what stands beside it.
    refused(payment_required(&[("PAYMENT-REQUIRED", "")], ONE), "header empty-header");
    refused(payment_required(&[("PAYMENT-REQUIRED", TWO)], ONE), "base64 base64-alphabet");
    refused(payment_required(&[("PAYMENT-REQUIRED", "bm8=")], ONE), "json syntax");
    refused(payment_required(&[("PAYMENT-REQUIRED", &two), ("payment-required", &two)], ""), "header several-headers");
    refused(payment_required(&[("PAYMENT-REQUIRED", "e30=\r\n")], ONE), "header header-line-break");
    refused(payment_required(&[], ""), "header no-header");
    let absent = payment_required(&[], "")(&STRICT).unwrap_err().to_string();
    assert_eq!(absent, "no payment requirements: neither PAYMENT-REQUIRED nor a body");
    refused(payment_required(&[host], ""), "header no-header");
    refused(payment_required(&[], "{}"), "shape missing-member x402Version");
    refused(payment_required(&[], "<html>"), "json syntax");
    refused(payment_required(&[], &one), "json syntax");
    let error = decode_payment_required([], b"\xff", &STRICT).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Utf8);
}

#[test]
fn the_settlement_is_in_one_header_of_either_version() {
    let (one, two, failed) = (base64(SETTLED_ONE), base64(SETTLED_TWO), base64(FAILED));
    let legacy = Flag::LegacyHeader;
    for [response, x_response] in
        [["PAYMENT-RESPONSE", "X-PAYMENT-RESPONSE"], ["payment-response", "x-payment-response"]]
    {
        read(settlement(&[("date", ""), (response, &two)]), SETTLED_TWO, &[]);
        read(settlement(&[(x_response, &one), ("date", "")]), SETTLED_ONE, &[]);
        // As x402-rs answers a V1 payment.
        read(settlement(&[(response, &one)]), SETTLED_ONE, &[legacy]);
        read(settlement(&[(x_response, &two)]), SETTLED_TWO, &[legacy]);
        for name in [response, x_response] {
            read(settlement(&[(name, &failed)]), FAILED, &[Flag::NoNetwork]);
            refused(settlement(&[(name, "")]), "header empty-header");
            refused(settlement(&[(name, &two), (name, &two)]), "header several-headers");
            refused(settlement(&[(name, "e30=\n")]), "header header-line-break");
            refused(settlement(&[(name, "e30=")]), "shape missing-member success");
        }
        refused(settlement(&[(response, &two), (x_response, &one)]), "header several-headers");
    }
    for headers in [&[][..], &[("PAYMENT-REQUIRED", two.as_str()), ("X-PAYMENT", &two)]] {
        refused(settlement(headers), "header no-header");
    }
}

#[test]
fn the_headers_of_a_payment_and_its_answer() {
    let two = v2::PaymentPayload::decode(SHORT, &STRICT).unwrap().value;
    let one = r#"{"x402Version":1,"scheme":"exact","network":"base","payload":{}}"#;
    let one = v1::PaymentPayload::decode(one, &STRICT).unwrap().value;
    for (payment, names) in [
        (PaymentPayload::from(one), [HeaderName::XPayment, HeaderName::XPaymentResponse]),
        (two.into(), [HeaderName::PaymentSignature, HeaderName::PaymentResponse]),
    ] {
        assert_eq!([payment.header_name(), payment.settlement_header_name()], names);
        let value = payment.to_header();
        let found = decode_payment_headers([(names[0].as_str(), value.as_bytes())], &STRICT).unwrap();
        assert_eq!((found.value, found.flags), (payment, Flags::NONE));
        assert!(names[1].carries_settlement() && !names[0].carries_settlement());
    }
    assert!(!HeaderName::PaymentRequired.carries_settlement());
}

/// `transports-v1/http.md` lines 142–146 and `transports-v2/http.md` lines 188–192 have the same five rows;
/// `scheme_exact_evm.md` line 189 has the 412.
#[test]
fn the_table_of_statuses() {
    let rows = [
        (HttpOutcome::PaymentRequired, 402),
        (HttpOutcome::InvalidPayment, 400),
        (HttpOutcome::PaymentFailed, 402),
        (HttpOutcome::ServerError, 500),
        (HttpOutcome::Success, 200),
        (HttpOutcome::AllowanceRequired, 412),
        (HttpOutcome::Conflict, 409),
    ];
    for (outcome, status) in rows {
        assert_eq!(outcome.status(), status, "{outcome:?}");
    }
    assert!(HttpOutcome::ALL.iter().all(|outcome| rows.iter().any(|(row, _)| row == outcome)));
    assert_eq!(HttpOutcome::ALL.len(), rows.len());
}

/// C-11: absent is 402, whatever else is wrong 400.
#[test]
fn the_status_of_headers_without_a_payment() {
    let status = |headers: Headers<'_>| {
        HttpOutcome::from(&decode_payment_headers(pairs(headers), &STRICT).unwrap_err()).status()
    };
    let good = base64(SHORT);
    for absent in [&[][..], &[("Host", "a.example")], &[("PAYMENT-RESPONSE", &good)], &[("X-PAYMENTS", &good)]] {
        assert_eq!(status(absent), 402, "{absent:?}");
    }
    let long = "A".repeat(65_537);
    for malformed in [
        &[("X-PAYMENT", "")][..],
        &[("PAYMENT-SIGNATURE", "")],
        &[("PAYMENT-SIGNATURE", "é")],
        &[("PAYMENT-SIGNATURE", "e30=")],
        &[("PAYMENT-SIGNATURE", SHORT)],
        &[("PAYMENT-SIGNATURE", &long)],
        &[("PAYMENT-SIGNATURE", &good), ("X-PAYMENT", &good)],
        &[("PAYMENT-SIGNATURE", &good), ("PAYMENT-SIGNATURE", &good)],
    ] {
        assert_eq!(status(malformed), 400, "{malformed:.80?}");
    }
    assert!(decode_payment_headers(pairs(&[("PAYMENT-SIGNATURE", &good)]), &STRICT).is_ok());
}

#[test]
fn the_status_of_a_refusal() {
    // The documents' spelling, and that of the SDKs.
    for code in ["PERMIT2_ALLOWANCE_REQUIRED", "permit2_allowance_required"] {
        assert_eq!(HttpOutcome::from(&ReasonCode::new(code)), HttpOutcome::AllowanceRequired);
    }
    for code in ["Permit2_Allowance_Required", "permit2_allowance", "insufficient_funds", "", "unheard_of"] {
        assert_eq!(HttpOutcome::from(&ReasonCode::new(code)), HttpOutcome::PaymentFailed, "{code}");
    }
}
