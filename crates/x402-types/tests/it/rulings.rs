//! The rulings of the codec one by one (C-1 … C-16), on payments: what each profile takes, and what neither does.

use std::fmt::Debug;

use x402_types::{
    DecodeError, DecodeOptions, Decoded, Flag, Flags, RawJson, Wire, decode_payment_header, decode_payment_headers,
    v2::PaymentPayload,
};

use crate::support::{PAYMENT, SHORT, assert_refused, decode, replace};

const STRICT: DecodeOptions = DecodeOptions::STRICT;
const LENIENT: DecodeOptions = DecodeOptions::LENIENT;

type Read<T = PaymentPayload> = Result<Decoded<T>, DecodeError>;

/// One tolerance: what Strict says, and the flag with which Lenient takes it.
#[track_caller]
fn tolerated<T: Debug>(read: impl Fn(&DecodeOptions) -> Read<T>, refusal: &str, flag: Flag, what: &str) {
    assert_refused(read(&STRICT), refusal, what);
    let decoded = read(&LENIENT).expect(what);
    assert_eq!(decoded.flags, Flags::from_iter([flag]), "{what}");
}

#[track_caller]
fn refused_by_both<T: Debug>(read: impl Fn(&DecodeOptions) -> Read<T>, refusal: &str, what: &str) {
    assert_refused(read(&STRICT), refusal, what);
    assert_refused(read(&LENIENT), refusal, what);
}

fn header(value: impl AsRef<[u8]>) -> impl Fn(&DecodeOptions) -> Read {
    move |options| PaymentPayload::decode_header(&value, options)
}

fn bytes(value: Vec<u8>) -> impl Fn(&DecodeOptions) -> Read {
    move |options| PaymentPayload::decode_bytes(value.clone(), options)
}

fn text(from: &str, to: &str) -> impl Fn(&DecodeOptions) -> Read + use<> {
    let text = replace(SHORT, from, to);
    move |options| decode(&text, options)
}

/// A header whose value ends in this many `=`.
fn padded(pads: usize) -> String {
    let value = RawJson::parse("\"\"").unwrap();
    let mut payment = decode(SHORT, &STRICT).unwrap().value;
    payment.other.insert("p", value);
    while payment.to_json().len() % 3 != (3 - pads) % 3 {
        let longer = payment.other.get("p").unwrap().as_str().replacen('"', "\"p", 1);
        payment.other.insert("p", RawJson::parse(&longer).unwrap());
    }
    let header = payment.to_header();
    assert_eq!(header.bytes().filter(|byte| *byte == b'=').count(), pads);
    header
}

#[test]
fn c1_base64() {
    for pads in 0..3 {
        assert!(PaymentPayload::decode_header(padded(pads), &STRICT).unwrap().flags.is_empty());
    }
    for pads in 1..3 {
        let padded = padded(pads);
        let bare = padded.trim_end_matches('=').to_string();
        tolerated(header(bare.clone()), "base64 base64-padding", Flag::MissingPadding, "no padding");
        // The last character carries 2 or 4 bits that are no data.
        let (body, last) = bare.split_at(bare.len() - 1);
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let next = &alphabet[alphabet.find(last).unwrap() + 1..][..1];
        let bits = format!("{body}{next}{}", "=".repeat(pads));
        tolerated(header(bits), "base64 base64-trailing-bits", Flag::NonzeroPadBits, "bits");
        refused_by_both(header(format!("{padded}=")), "base64 base64-padding", "one = too many");
        refused_by_both(header(format!("{padded}AAAA")), "base64 base64-padding", "data behind the padding");
    }
    refused_by_both(header(padded(2).trim_end_matches('=').to_string() + "="), "base64 base64-padding", "half of it");
    refused_by_both(header(padded(0) + "="), "base64 base64-padding", "padding without need");
    refused_by_both(header(padded(0) + "A"), "base64 base64-padding", "a lone character");

    let good = padded(1);
    let (left, right) = good.split_at(10);
    for space in [" ", "\t", "\r\n", "\n", "   "] {
        let refusal = "base64 base64-alphabet";
        tolerated(header(format!("{left}{space}{right}")), refusal, Flag::WhiteSpace, "inside");
        tolerated(header(format!("{space}{good}")), refusal, Flag::WhiteSpace, "in front");
        tolerated(header(format!("{good}{space}")), refusal, Flag::WhiteSpace, "behind");
    }
    for junk in ["-", "_", "\u{b}", "\u{c}", "\u{a0}", "\0", "!", ",", "%", "\u{feff}"] {
        refused_by_both(header(format!("{left}{junk}{right}")), "base64 base64-alphabet", junk);
    }
    // Three tolerances at once are three flags.
    let all = format!(" {} ", good.trim_end_matches('='));
    let flags = PaymentPayload::decode_header(all, &LENIENT).unwrap().flags;
    assert_eq!(flags, Flags::from_iter([Flag::WhiteSpace, Flag::MissingPadding]));
    // The offset is that of the header as it came.
    let error = PaymentPayload::decode_header(format!(" \n{left}-{right}"), &LENIENT).unwrap_err();
    assert_eq!(error.offset(), Some(12));

    refused_by_both(header(""), "header empty-header", "empty");
    assert_refused(PaymentPayload::decode_header("  ", &LENIENT), "json unexpected-end", "white space only");
    refused_by_both(header("bm8="), "json syntax", "base64 of no JSON");
    refused_by_both(header(SHORT), "base64 base64-alphabet", "JSON itself");
    let twice = decode(SHORT, &STRICT).unwrap().value.to_header();
    let twice = RawJson::parse(&format!("\"{twice}\"")).unwrap();
    let mut payment = decode(SHORT, &STRICT).unwrap().value;
    payment.payload = twice;
    refused_by_both(header(payment.to_header()), "shape wrong-type payload", "a string for an object");
}

#[test]
fn c2_utf8() {
    let with_bom = [b"\xef\xbb\xbf", SHORT.as_bytes()].concat();
    tolerated(bytes(with_bom.clone()), "utf8 byte-order-mark", Flag::Bom, "byte order mark");
    assert_eq!(bytes(with_bom.clone())(&LENIENT).unwrap().text, SHORT);
    refused_by_both(bytes([b" ", &*with_bom].concat()), "json syntax", "not in front");
    assert_refused(bytes([b"\xef\xbb\xbf", &*with_bom].concat())(&LENIENT), "json syntax", "twice");
    // The same where the bytes have become text.
    let marked = |mark: &'static str| move |options: &DecodeOptions| decode(&format!("{mark}{SHORT}"), options);
    tolerated(marked("\u{feff}"), "utf8 byte-order-mark", Flag::Bom, "byte order mark");
    assert_eq!(marked("\u{feff}")(&LENIENT).unwrap().text, SHORT);
    refused_by_both(marked(" \u{feff}"), "json syntax", "not in front");
    assert_refused(marked("\u{feff}\u{feff}")(&LENIENT), "json syntax", "twice");
    refused_by_both(bytes(b"\xff\xfe{\0}\0".to_vec()), "utf8 utf8", "UTF-16");
    for bad in [&b"\x80"[..], b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82"] {
        let text = [b"{\"a\":\"", bad, b"\"}"].concat();
        refused_by_both(bytes(text), "utf8 utf8", "never replaced");
    }
}

#[test]
fn c3_duplicates() {
    // `payto` is another member than `payTo`.
    let both = text("\"payTo\":\"0x20\"", "\"payTo\":\"0x20\",\"payto\":\"0x21\",\"pay_to\":1");
    let decoded = both(&STRICT).unwrap();
    assert_eq!((decoded.value.accepted.pay_to.as_str(), decoded.value.accepted.other.len()), ("0x20", 2));
    assert!(decoded.flags.is_empty());
    for (payload, path) in [
        (r#"{"nonce":1,"nonce":1}"#, "payload.nonce"),
        (r#"{"nonce":1,"\u006e\u006fnce":1}"#, "payload.nonce"),
        (r#"{"authorization":{"from":"","to":"","from":""}}"#, "payload.authorization.from"),
        (r#"{"x":{"from":1,"from":1}}"#, "payload"),
        (r#"{"😀":1,"\ud83d\ude00":1}"#, "payload"),
        (r#"{"authorization":[0,{"to":1,"to":1}]}"#, "payload.authorization[1].to"),
        (r#"{"a":0,"b":0,"c":0,"d":0,"e":0,"f":0,"g":0,"h":0,"i":0,"j":0,"k":0,"l":0,"to":1,"to":2}"#, "payload.to"),
    ] {
        let read = text("\"payload\":{}", &format!("\"payload\":{payload}"));
        refused_by_both(read, &format!("json duplicate-member {path}"), payload);
    }
}

#[test]
fn c4_one_json_value() {
    assert_eq!(decode(&format!(" \t\r\n{SHORT}\n"), &STRICT).unwrap().flags, Flags::NONE);
    for (wrapped, expected) in [
        (format!("{SHORT}{SHORT}"), "json trailing-data"),
        (format!("{SHORT}\0"), "json trailing-data"),
        (format!("{SHORT};"), "json trailing-data"),
        (format!("\u{c}{SHORT}"), "json syntax"),
        (format!("[{SHORT}]"), "shape wrong-type"),
        ("null".into(), "shape null"),
    ] {
        refused_by_both(|options| decode(&wrapped, options), expected, &wrapped);
    }
    refused_by_both(text(":60", ":NaN"), "json syntax accepted.maxTimeoutSeconds", "NaN");
    refused_by_both(text(":60", ":60,"), "json syntax accepted.maxTimeoutSeconds", "trailing comma");
    refused_by_both(text(":60", ":060"), "json syntax accepted.maxTimeoutSeconds", "leading zero");
}

#[test]
fn c5_version_and_integers() {
    for written in ["2.0", "2e0", "0.2e1", "20E-1", "2.000"] {
        let version = text(":2,", &format!(":{written},"));
        tolerated(version, "shape wrong-type x402Version", Flag::FloatVersion, written);
    }
    tolerated(text(":2,", ":\"2\","), "shape wrong-type x402Version", Flag::StringVersion, "as a string");
    for wrong in ["\"02\"", "\"2.0\"", "\" 2\"", "\"+2\"", "\"\"", "\"٢\"", "0", "1", "3"] {
        refused_by_both(text(":2,", &format!(":{wrong},")), "shape version x402Version", wrong);
    }
    for wrong in ["2.5", "-2", "-2.0", "2e-1", "2e400", "true", "[2]", "{}"] {
        refused_by_both(text(":2,", &format!(":{wrong},")), "shape wrong-type x402Version", wrong);
    }
    refused_by_both(text(":2,", ":null,"), "shape null x402Version", "null");
    // A tolerated spelling of an unsupported version is unsupported.
    assert_refused(text(":2,", ":1.0,")(&LENIENT), "shape version x402Version", "1.0");
    assert_refused(text(":2,", ":\"1\",")(&LENIENT), "shape version x402Version", "\"1\"");
    assert_refused(text(":2,", ":\"18446744073709551618\",")(&LENIENT), "shape version x402Version", "2^64+2");

    let path = "shape wrong-type accepted.maxTimeoutSeconds";
    for written in ["60.0", "6e1", "0.6E+2", "600e-1"] {
        let timeout = text(":60", &format!(":{written}"));
        assert_eq!(timeout(&LENIENT).unwrap().value.accepted.max_timeout_seconds, 60);
        tolerated(timeout, path, Flag::FloatInteger, written);
    }
    for (written, value) in [("18446744073709551615", u64::MAX), ("4294967296", 1 << 32), ("0", 0)] {
        let timeout = text(":60", &format!(":{written}"));
        assert_eq!(timeout(&STRICT).unwrap().value.accepted.max_timeout_seconds, value);
    }
    assert_eq!(
        text(":60", ":1.8446744073709551615e19")(&LENIENT).unwrap().value.accepted.max_timeout_seconds,
        u64::MAX
    );
    for wrong in ["-1", "-0", "-0.0", "60.5", "18446744073709551616", "1.8446744073709551616e19", "1e20", "\"60\""] {
        refused_by_both(text(":60", &format!(":{wrong}")), path, wrong);
    }
}

#[test]
fn c6_decimals() {
    let amount = |written: &str| text("\"10000\"", written);
    let refusal = "shape not-decimal accepted.amount";
    for written in ["\"010000\"", "\"0010000\"", "\"00\""] {
        tolerated(amount(written), refusal, Flag::LeadingZero, written);
    }
    for written in ["10000", "0", "123456789012345678901234567890"] {
        tolerated(amount(written), refusal, Flag::NumberAmount, written);
    }
    assert_eq!(amount("\"010000\"")(&LENIENT).unwrap().value.accepted.amount, 10_000.into());
    assert_eq!(amount("10000")(&LENIENT).unwrap().value.accepted.amount, 10_000.into());
    for wrong in [
        "\"\"",
        "\"0x2710\"",
        "\"+1\"",
        "\"-1\"",
        "\"10_000\"",
        "\" 1\"",
        "\"1 \"",
        "\"1e4\"",
        "\"1.0\"",
        "\"１０\"",
        "\"0x\"",
        "\"0-1\"",
        "\"00x\"",
        "\"1\\u0000\"",
        "\"NaN\"",
        "-1",
        "1e4",
        "10000.0",
        "-0",
    ] {
        refused_by_both(amount(wrong), refusal, wrong);
    }
    let max = "115792089237316195423570985008687907853269984665640564039457584007913129639935";
    let above = "115792089237316195423570985008687907853269984665640564039457584007913129639936";
    assert_eq!(amount(&format!("\"{max}\""))(&STRICT).unwrap().value.accepted.amount.to_string(), max);
    assert_eq!(amount(max)(&LENIENT).unwrap().value.accepted.amount.to_string(), max);
    assert_eq!(amount(&format!("\"00{max}\""))(&LENIENT).unwrap().value.accepted.amount.to_string(), max);
    let too_large = "shape decimal-too-large accepted.amount";
    refused_by_both(amount(&format!("\"{above}\"")), too_large, "2^256");
    refused_by_both(amount(&format!("\"0{above}\"")), too_large, "02^256");
    assert_refused(amount(above)(&LENIENT), too_large, "2^256 as a number");
    refused_by_both(amount(&format!("\"{above}x\"")), refusal, "2^256x");
}

#[test]
fn c7_c8_optional_members() {
    for null in ["\"resource\":null,\"payload\"", "\"extensions\":null,\"payload\""] {
        for options in [STRICT, LENIENT] {
            let flags = text("\"payload\"", null)(&options).unwrap().flags;
            assert_eq!(flags, Flags::from_iter([Flag::NullOptional]), "{null}");
        }
    }
    assert_eq!(decode(SHORT, &STRICT).unwrap().flags, Flags::NONE);
    assert_eq!(decode(PAYMENT, &STRICT).unwrap().flags, Flags::from_iter([Flag::NullOptional]));
    refused_by_both(text("\"payload\":{}", "\"payload\":null"), "shape null payload", "null");
}

#[test]
fn c9_networks() {
    let network = |name: &str| text("\"eip155:84532\"", &format!("\"{name}\""));
    let refusal = "shape not-network accepted.network";
    for (name, caip2) in [("base-sepolia", "eip155:84532"), ("solana", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp")] {
        assert_eq!(network(name)(&LENIENT).unwrap().value.accepted.network.to_string(), caip2);
        tolerated(network(name), refusal, Flag::OtherVersionNetwork, name);
    }
    for good in ["eip155:0", "eip155:18446744073709551615", "stellar:pubnet", "a-1:_", "unknown:network"] {
        assert_eq!(network(good)(&STRICT).unwrap().flags, Flags::NONE, "{good}");
    }
    for wrong in [
        "",
        "Base",
        "base ",
        "eip155",
        "eip155:",
        "eip155:84532abc",
        "eip155:x",
        "eip155:+84532",
        "eip155:084532",
        "EIP155:1",
        "eip155:1:2",
        "eip155:18446744073709551616",
        "solana:a.b",
        "ab:1",
        "abcdefghi:1",
        "solana:123456789012345678901234567890123",
    ] {
        refused_by_both(network(wrong), refusal, wrong);
    }
}

#[test]
fn c11_headers() {
    let value = decode(SHORT, &STRICT).unwrap().value.to_header();
    for name in ["PAYMENT-SIGNATURE", "payment-signature", "Payment-Signature"] {
        assert_eq!(decode_payment_header(name, &value, &STRICT).unwrap().flags, Flags::NONE);
    }
    let flags = decode_payment_header("x-payment", &value, &STRICT).unwrap().flags;
    assert_eq!(flags, Flags::from_iter([Flag::LegacyHeader]));
    for name in ["", "PAYMENT-REQUIRED", "PAYMENT_SIGNATURE", "X-PAYMENT ", "X-PAYMENT-RESPONSE"] {
        refused_by_both(|options| decode_payment_header(name, &value, options), "header header-name", name);
    }
    // `X-PAYMENT` with white space is tolerated as every header is.
    let read = |options: &DecodeOptions| decode_payment_header("PAYMENT-SIGNATURE", format!("{value}\n"), options);
    tolerated(read, "base64 base64-alphabet", Flag::WhiteSpace, "line break");

    let all = |headers: &[(&str, &str)], options: &DecodeOptions| {
        decode_payment_headers(headers.iter().map(|(name, value)| (*name, value.as_bytes())), options)
    };
    let host = ("Host", "example.com");
    assert_eq!(all(&[host, ("Payment-Signature", &value)], &STRICT).unwrap().flags, Flags::NONE);
    for (headers, refusal) in [
        (&[host][..], "header no-header"),
        (&[], "header no-header"),
        (&[("PAYMENT-SIGNATURE", &value), ("payment-signature", &value)], "header several-headers"),
        (&[("PAYMENT-SIGNATURE", &value), host, ("X-PAYMENT", "")], "header several-headers"),
        (&[("X-PAYMENT", "")], "header empty-header"),
        (&[("X-PAYMENT", "e30=\r\n")], "header header-line-break"),
    ] {
        refused_by_both(|options| all(headers, options), refusal, refusal);
    }
    // What a server answers the first request with.
    let absent = all(&[host], &STRICT).unwrap_err().to_string();
    assert_eq!(absent, "no payment: send PAYMENT-SIGNATURE or X-PAYMENT");
}

#[test]
fn c16_numbers_that_no_double_holds() {
    for payload in [r#"{"n":1e400}"#, r#"{"n":[{"n":-1e309}]}"#] {
        let read = text("\"payload\":{}", &format!("\"payload\":{payload}"));
        for options in [STRICT, LENIENT] {
            let decoded = read(&options).unwrap();
            assert_eq!(decoded.flags, Flags::from_iter([Flag::NumberRange]));
            assert_eq!(decoded.value.payload.as_str(), payload);
        }
    }
    for small in ["1e308", "1e-400", "0e999", "-0"] {
        let read = text("\"payload\":{}", &format!("\"payload\":{{\"n\":{small}}}"));
        assert_eq!(read(&STRICT).unwrap().flags, Flags::NONE, "{small}");
    }
    refused_by_both(text(":60", ":1e400"), "shape wrong-type accepted.maxTimeoutSeconds", "in a member of ours");
    for lone in ["\\ud800", "\\udfff", "\\ud800x", "\\ud800\\u0041"] {
        let read = text("\"payload\":{}", &format!("\"payload\":{{\"nonce\":\"{lone}\"}}"));
        refused_by_both(read, "json lone-surrogate payload.nonce", lone);
    }
}

/// Errors say where, as far as the names are ours, and at which byte.
#[test]
fn places() {
    for (from, to, expected) in [
        (
            "\"10000\"",
            "7",
            "accepted.amount: must be a decimal integer in a string: digits only, no sign, no leading zero (byte 80)",
        ),
        ("\"amount\":", "\"amount\" ", "accepted.amount: not JSON (byte 80)"),
        ("\"0x20\"", "\"\\ud800\"", "accepted.payTo: a string has half of a surrogate pair (byte 112)"),
        ("\"payTo\":", "\"pay\":", "accepted.payTo: required and missing (byte 28)"),
        (
            "\"payload\":{}",
            "\"payload\":{\"authorization\":[{\"value\":tru}]}",
            "payload.authorization[0].value: not JSON (byte 182)",
        ),
        ("\"payload\":{}", "\"payload\":{\"unknown\":{\"value\":tru}}", "payload: not JSON (byte 175)"),
        (
            "\"payload\":{}",
            "\"payload\":{},\"hint\":{\"amount\":1,\"amount\":2}",
            "the object has this field twice (byte 174)",
        ),
        ("\"payload\":{}", "\"payload\":{},\"payload\":{}", "payload: the object has this field twice (byte 155)"),
    ] {
        let text = replace(SHORT, from, to);
        assert_eq!(decode(&text, &STRICT).unwrap_err().to_string(), expected, "{text}");
    }
}
