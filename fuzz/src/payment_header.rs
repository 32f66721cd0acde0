//! The laws of the payment codec, on the value of a header and on the JSON text behind one.

use base64::{Engine, engine::general_purpose::STANDARD};
use x402_types::{
    DecodeError, DecodeOptions, Decoded, ErrorKind, RawJson, Stage, Wire, decode_payment_header, v2::PaymentPayload,
};

type Answer = Result<Decoded<PaymentPayload>, DecodeError>;

/// Reads the bytes as a header's value, and as JSON text.
pub fn check(data: &[u8]) {
    let header = |options| PaymentPayload::decode_header(data, options);
    let body = |options| PaymentPayload::decode_bytes(data, options);
    profiles(header(&DecodeOptions::STRICT), header(&DecodeOptions::LENIENT));
    let (strict, lenient) = (body(&DecodeOptions::STRICT), body(&DecodeOptions::LENIENT));
    wrapped(data, &strict, &DecodeOptions::STRICT);
    wrapped(data, &lenient, &DecodeOptions::LENIENT);
    profiles(strict, lenient);
}

/// A header is base64 of the text, and nothing else.
fn wrapped(data: &[u8], body: &Answer, options: &DecodeOptions) {
    let wrapped = decode_payment_header("Payment-Signature", STANDARD.encode(data), options);
    let excuse = wrapped.as_ref().is_err_and(|error| error.kind() == ErrorKind::EmptyHeader || is_limit(error));
    assert!(wrapped == *body || excuse, "{wrapped:?}\n{body:?}");
}

fn is_limit(error: &DecodeError) -> bool {
    error.stage() == Stage::Limit
}

/// Strict accepts: Lenient accepts, with an equal value and no flag less.
fn profiles(strict: Answer, lenient: Answer) {
    match (strict, lenient) {
        (Ok(strict), Ok(lenient)) => {
            assert_eq!(strict.value, lenient.value);
            assert_eq!(strict.text, lenient.text);
            assert!(strict.flags.iter().all(|flag| lenient.flags.contains(flag)));
            spelling(&strict);
            bridge(&strict);
            codec(&strict.value);
        }
        (Ok(_), Err(error)) => panic!("accepted by Strict alone: {error}"),
        (Err(strict), Ok(lenient)) => {
            // What only Lenient takes, it says that it tolerates.
            assert!(!lenient.flags.is_empty(), "tolerated without a flag: {strict}");
            let text = PaymentPayload::decode(lenient.text.as_str(), &DecodeOptions::LENIENT);
            assert_eq!(text.map(|again| again.value).as_ref(), Ok(&lenient.value));
            codec(&lenient.value);
        }
        (Err(strict), Err(lenient)) => {
            // Errors print, and never more than they have to.
            assert!(strict.to_string().len() < 300 && lenient.to_string().len() < 300);
        }
    }
}

/// decode ∘ encode = identity; the text that is written has one form, and Strict takes it.
fn codec(payment: &PaymentPayload) {
    let json = payment.to_json();
    let again = PaymentPayload::decode(json.as_str(), &DecodeOptions::STRICT).expect("what we write, we read");
    assert_eq!(again.value, *payment);
    assert_eq!(again.value.to_json(), json);
    let header = payment.to_header();
    assert_eq!(STANDARD.encode(&json), header);
    let from_header = PaymentPayload::decode_header(&header, &DecodeOptions::STRICT);
    assert!(from_header.map_or_else(|error| is_limit(&error), |again| again.value == *payment));
}

/// encode ∘ decode keeps every member and its value.
fn spelling(strict: &Decoded<PaymentPayload>) {
    let [before, after] = [strict.text.as_str(), &strict.value.to_json()].map(|text| RawJson::parse(text).unwrap());
    assert!(before.as_json().same_value(&after.as_json()), "{before:?}\n{after:?}");
}

/// serde gives what `decode` gives, both ways, but for its own depth.
fn bridge(strict: &Decoded<PaymentPayload>) {
    let too_deep = |error: serde_json::Error| assert!(error.to_string().contains("recursion limit"), "{error}");
    match serde_json::from_str::<PaymentPayload>(&strict.text) {
        Ok(payment) => assert_eq!(payment, strict.value),
        Err(error) => too_deep(error),
    }
    match serde_json::to_string(&strict.value) {
        Ok(text) => assert_eq!(text, strict.value.to_json()),
        Err(error) => too_deep(error),
    }
}
