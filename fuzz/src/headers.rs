//! Headers: the value of one (C-1), and all of a request (C-11).

use base64::{Engine, engine::general_purpose::STANDARD};
use x402_laws::objects::Tabled;
use x402_types::{
    Carried, DecodeError, DecodeOptions, Decoded, ErrorKind, Flag, HeaderName, PaymentPayload, SettleResponse, Stage,
    Version, Wire, decode_payment_header, decode_payment_headers, v1, v2,
};

use crate::objects::hold;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The value of a header, as each object that one carries.
pub fn value(data: &[u8]) {
    let bytes = bits(data);
    // Base64 has one canonical form: Strict takes no other.
    let forms = [STANDARD.encode(&bytes).as_bytes() == data, is_lenient_form(data)];
    carried::<v1::PaymentRequired>(data, &bytes, forms);
    carried::<v2::PaymentRequired>(data, &bytes, forms);
    carried::<v1::PaymentPayload>(data, &bytes, forms);
    carried::<v2::PaymentPayload>(data, &bytes, forms);
    carried::<SettleResponse>(data, &bytes, forms);
}

/// A header's value is the base64 of a text, and then what the text is; or it is none (C-1). `forms` says whether it is
/// one to Strict, and to Lenient.
fn carried<T: Tabled>(value: &[u8], bytes: &[u8], forms: [bool; 2]) {
    let profiles = [DecodeOptions::STRICT, DecodeOptions::LENIENT];
    let answers = profiles.map(|options| T::decode_header(value, &options));
    for ((answer, options), is_base64) in answers.iter().zip(profiles).zip(forms) {
        match answer {
            Err(error) if matches!(error.kind(), ErrorKind::EmptyHeader) => assert!(value.is_empty()),
            Err(error) if error.stage() == Stage::Base64 => assert!(!is_base64, "{error}"),
            Err(error) => {
                assert!(is_base64, "{error}");
                assert_eq!(T::decode_bytes(bytes, &options).as_ref().err(), Some(error));
            }
            Ok(decoded) => {
                assert!(is_base64, "{decoded:?}");
                let text = T::decode_bytes(bytes, &options).unwrap();
                assert_eq!((&text.value, &text.text), (&decoded.value, &decoded.text));
                let of_base64 = [Flag::MissingPadding, Flag::NonzeroPadBits, Flag::WhiteSpace];
                assert_eq!(forms[0], of_base64.iter().all(|flag| !decoded.flags.contains(*flag)));
            }
        }
    }
    hold(&answers);
}

/// The bytes that the digits of the alphabet stand for, whatever stands between them; bits too few for a byte are left.
fn bits(value: &[u8]) -> Vec<u8> {
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0u32, 0);
    for digit in value.iter().filter_map(|byte| ALPHABET.iter().position(|digit| digit == byte)) {
        bits = bits << 6 | u32::try_from(digit).unwrap();
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count).to_be_bytes()[3]);
        }
    }
    bytes
}

/// Digits, then all of the padding or none, with white space anywhere.
fn is_lenient_form(value: &[u8]) -> bool {
    let mut rest: Vec<u8> = value.iter().copied().filter(|byte| !b" \t\r\n".contains(byte)).collect();
    let whole = rest.len().is_multiple_of(4);
    let padding = rest.iter().rev().take_while(|byte| **byte == b'=').count();
    rest.truncate(rest.len() - padding);
    let padded = whole && padding <= 2 || padding == 0 && rest.len() % 4 != 1;
    padded && rest.iter().all(|byte| ALPHABET.contains(byte))
}

type Header = (String, Vec<u8>);
type Answer = Result<Decoded<PaymentPayload>, DecodeError>;

/// The headers of a request: name, zero byte, value, zero byte, and so on. A value that is `@` and a digit stands for a
/// payment of that version.
pub fn set(data: &[u8]) {
    let mut parts = data.split(|byte| *byte == 0);
    let mut headers: Vec<Header> = Vec::new();
    // More of them say nothing new.
    while let (Some(name), Some(value), true) = (parts.next(), parts.next(), headers.len() < 16) {
        let Ok(name) = std::str::from_utf8(name) else { return };
        let value = match value {
            b"@1" => include_bytes!("../../docs/examples/payment-v1.txt").strip_prefix(b"X-PAYMENT: ").unwrap(),
            b"@2" => include_bytes!("../../docs/examples/payment.txt").strip_prefix(b"PAYMENT-SIGNATURE: ").unwrap(),
            _ => value,
        };
        headers.push((name.into(), value.strip_suffix(b"\n").unwrap_or(value).into()));
    }
    for options in [DecodeOptions::STRICT, DecodeOptions::LENIENT] {
        one_payment(&headers, &options);
    }
}

fn read(headers: &[Header], options: &DecodeOptions) -> Answer {
    decode_payment_headers(headers.iter().map(|(name, value)| (name.as_str(), value.as_slice())), options)
}

/// The version whose payments a header carries, by the names of the documents in any letter case.
fn carries(name: &str) -> Option<Version> {
    match name.to_ascii_lowercase().as_str() {
        "x-payment" => Some(Version::V1),
        "payment-signature" => Some(Version::V2),
        _ => None,
    }
}

fn one_payment(headers: &[Header], options: &DecodeOptions) {
    let answer = read(headers, options);
    let payments: Vec<&Header> = headers.iter().filter(|(name, _)| carries(name).is_some()).collect();
    let kind = answer.as_ref().map_err(DecodeError::kind);
    match payments.as_slice() {
        [] => assert_eq!(kind.err(), Some(ErrorKind::NoHeader(Carried::Payment))),
        [(name, value)] => match value.iter().position(|byte| b"\r\n".contains(byte)) {
            Some(at) => {
                assert_eq!(kind.err(), Some(ErrorKind::HeaderLineBreak));
                assert_eq!(answer.as_ref().unwrap_err().offset(), Some(at));
            }
            None => named(name, value, &answer, options),
        },
        _ => assert_eq!(kind.err(), Some(ErrorKind::SeveralHeaders)),
    }
    // Neither order, nor what carries no payment, nor letter case says anything.
    let reversed: Vec<Header> = headers.iter().rev().cloned().collect();
    assert_eq!(read(&reversed, options), answer);
    let alone: Vec<Header> = payments.iter().map(|header| (*header).clone()).collect();
    assert_eq!(read(&alone, options), answer);
    let swap = |letter: char| match letter {
        'a'..='z' => letter.to_ascii_uppercase(),
        _ => letter.to_ascii_lowercase(),
    };
    let other_case: Vec<Header> =
        headers.iter().map(|(name, value)| (name.chars().map(swap).collect(), value.clone())).collect();
    assert_eq!(read(&other_case, options), answer);
    // A payment twice is none, be it the same.
    for (name, value) in &payments {
        let twice = [headers, &[(name.to_lowercase(), value.clone())]].concat();
        assert_eq!(read(&twice, options).map_err(|error| error.kind()), Err(ErrorKind::SeveralHeaders));
    }
}

/// One header alone: the name decides nothing but one flag.
fn named(name: &str, value: &[u8], answer: &Answer, options: &DecodeOptions) {
    assert_eq!(&decode_payment_header(name, value, options), answer);
    assert_eq!(HeaderName::from_name(name).map(HeaderName::version), carries(name));
    match (PaymentPayload::decode_header(value, options), answer) {
        (Ok(mut plain), Ok(named)) => {
            if carries(name) != Some(plain.value.version()) {
                plain.flags.insert(Flag::LegacyHeader);
            }
            assert_eq!(plain, *named);
        }
        (plain, named) => assert_eq!(plain.as_ref().err(), named.as_ref().err()),
    }
    for name in HeaderName::ALL.iter().copied().filter(|name| !name.carries_payment()) {
        let error = decode_payment_header(name.as_str(), value, options).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::HeaderName);
    }
}
