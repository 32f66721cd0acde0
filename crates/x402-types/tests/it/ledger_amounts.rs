//! Amounts on the XRP Ledger (R-9 to R-13): which texts are read, in which objects, and that each is kept as it came.

use x402_types::{
    Amount, AnyAmount, DecimalAmount, DecodeError, DecodeOptions, Decoded, FacilitatorRequest, Flag, Flags, Offer,
    ParseDecimalAmountError, PaymentPayload, PaymentRequired, SettleResponse, Wire,
    matching::{MatchRule, Sides, compare, value_at},
    v1, v2,
};

use crate::support::assert_refused;

const STRICT: DecodeOptions = DecodeOptions::STRICT;
const LENIENT: DecodeOptions = DecodeOptions::LENIENT;

const RLUSD: &str = "524C555344000000000000000000000000000000";

/// `amount` is JSON.
fn offer(network: &str, asset: &str, amount: &str) -> String {
    format!(
        r#"{{"scheme":"exact","network":"{network}","amount":{amount},"asset":"{asset}","payTo":"rpjfAeE3DeeHPFnN2PgGFW5YxnZFAjrEyN","maxTimeoutSeconds":600}}"#
    )
}

fn issued(amount: &str) -> String {
    offer("xrpl:0", RLUSD, amount)
}

fn quoted(amount: &str) -> String {
    format!("\"{amount}\"")
}

fn read(text: &str, options: &DecodeOptions) -> Result<Decoded<v2::PaymentRequirements>, DecodeError> {
    v2::PaymentRequirements::decode(text, options)
}

fn zeros(count: usize) -> String {
    "0".repeat(count)
}

/// Amounts next to the limits, with the mantissa and the exponent in the bytes that npm `ripple-binary-codec` 2.11.0 makes of them.
fn amounts() -> Vec<(String, u64, i8)> {
    let texts = [
        ("0.01", 1_000_000_000_000_000, -17),
        ("1", 1_000_000_000_000_000, -15),
        ("10.5", 1_050_000_000_000_000, -14),
        ("10.50", 1_050_000_000_000_000, -14),
        ("10", 1_000_000_000_000_000, -14),
        ("0.10", 1_000_000_000_000_000, -16),
        ("100", 1_000_000_000_000_000, -13),
        ("9999999999999999", 9_999_999_999_999_999, 0),
        ("99999999999999990", 9_999_999_999_999_999, 1),
        ("0.9999999999999999", 9_999_999_999_999_999, -16),
        ("1.000000000000001", 1_000_000_000_000_001, -15),
        ("1.00000000000000000000", 1_000_000_000_000_000, -15),
        ("12345678.12345678", 1_234_567_812_345_678, -8),
        ("1000000000000000000000.0", 1_000_000_000_000_000, 6),
    ];
    let limits = [
        // The largest and the smallest, also with a mantissa of 16 digits.
        (format!("9999999999999999{}", zeros(80)), 9_999_999_999_999_999, 80),
        (format!("1{}", zeros(95)), 1_000_000_000_000_000, 80),
        (format!("0.{}1", zeros(80)), 1_000_000_000_000_000, -96),
        (format!("0.{}1000000000000001", zeros(80)), 1_000_000_000_000_001, -96),
        // 128 characters.
        (format!("1.{}", zeros(126)), 1_000_000_000_000_000, -15),
        (format!("0.{}1{}", zeros(80), zeros(45)), 1_000_000_000_000_000, -96),
    ];
    texts.into_iter().map(|(text, mantissa, exponent)| (text.into(), mantissa, exponent)).chain(limits).collect()
}

/// Texts that are no amounts, in neither profile.
fn not_amounts() -> Vec<(String, &'static str)> {
    let shapes = [
        "", ".", ".5", "5.", "1.2.3", "1,5", "1_000", "1e3", "1E3", "1.5e0", "+1", "-1", "-0.5", " 1", "1 ", "1\\n",
        "0x1", "1.5f", "NaN", "Infinity", "\\u0661", "１", "$1", "1 RLUSD", "1/2", "0", "0.0", "0.000000", "0.", "00.",
        "-", "-0",
    ];
    let long = [format!("1.{}", zeros(127)), format!("0.{}1{}", zeros(80), zeros(46)), zeros(128), zeros(256)];
    // npm `ripple-binary-codec` 2.11.0 refuses these, too.
    let ranges = [
        "12345678901234567".to_owned(),
        "0.12345678901234567".into(),
        "1.0000000000000001".into(),
        "10000000000000001".into(),
        "99999999999999999".into(),
        format!("1{}", zeros(96)),
        format!("10000000000000001{}", zeros(80)),
        format!("0.{}1", zeros(81)),
        format!("0.{}9", zeros(81)),
        format!("0.{}1{}", zeros(81), zeros(44)),
    ];
    let shapes = shapes.into_iter().map(String::from).chain(long).map(|text| (text, "not-issued-amount"));
    shapes.chain(ranges.map(|text| (text, "issued-amount-range"))).collect()
}

#[test]
fn amounts_of_issued_currencies_are_read_and_kept() {
    for (text, mantissa, exponent) in amounts() {
        let amount: DecimalAmount = text.parse().expect(&text);
        assert_eq!((amount.mantissa(), amount.exponent()), (mantissa, exponent), "{text}");
        assert_eq!((amount.as_str(), amount.to_string(), format!("{amount:?}")), (&*text, text.clone(), text.clone()));
        let written = issued(&quoted(&text));
        for options in [&STRICT, &LENIENT] {
            let decoded = read(&written, options).expect(&text);
            assert_eq!((decoded.flags, decoded.value.to_json()), (Flags::NONE, written.clone()));
            assert_eq!(decoded.value.amount, AnyAmount::Decimal(amount.clone()), "{text}");
            assert_eq!(decoded.value.amount.units(), None);
        }
        // Serde has the same text.
        let json = serde_json::to_string(&amount).unwrap();
        assert_eq!((&*json, serde_json::from_str(&json).ok()), (&*quoted(&text), Some(amount)));
    }
}

#[test]
fn what_is_no_amount_is_read_in_neither_profile() {
    for (text, kind) in not_amounts() {
        let written = issued(&quoted(&text));
        for options in [&STRICT, &LENIENT] {
            assert_refused(read(&written, options), &format!("shape {kind} amount"), &text);
        }
        if !text.contains('\\') {
            let expected = if kind == "issued-amount-range" {
                ParseDecimalAmountError::OutOfRange
            } else {
                ParseDecimalAmountError::NotAmount
            };
            assert_eq!(text.parse::<DecimalAmount>(), Err(expected), "{text}");
            assert_eq!(serde_json::from_str::<DecimalAmount>(&quoted(&text)).ok(), None);
        }
    }
    // A JSON number is never one, also where Lenient takes one for an integer.
    for number in ["0.01", "1", "10.5", "1e3", "0", "10000000000000000000000"] {
        for options in [&STRICT, &LENIENT] {
            assert_refused(read(&issued(number), options), "shape not-issued-amount amount", number);
        }
    }
    for (value, kind) in [("null", "null"), ("true", "wrong-type"), ("[\"1\"]", "wrong-type"), ("{}", "wrong-type")] {
        assert_refused(read(&issued(value), &STRICT), &format!("shape {kind} amount"), value);
    }
    // The texts of value types are bounded before.
    assert_refused(
        read(&issued(&quoted(&format!("1.{}", zeros(255)))), &STRICT),
        "limit text-length amount",
        "257 bytes",
    );
}

#[test]
fn lenient_adds_leading_zeros() {
    for text in ["00.5", "007.50", "01", "0010", &format!("{}1", zeros(127))] {
        let written = issued(&quoted(text));
        assert_refused(read(&written, &STRICT), "shape not-issued-amount amount", text);
        assert!(text.parse::<DecimalAmount>().is_err());
        let decoded = read(&written, &LENIENT).unwrap();
        assert_eq!((decoded.flags, decoded.value.to_json()), (Flags::from_iter([Flag::LeadingZero]), written));
        let plain = text.trim_start_matches('0');
        let plain = if plain.starts_with('.') { format!("0{plain}") } else { plain.into() };
        assert_eq!(decoded.value.amount, read(&issued(&quoted(&plain)), &STRICT).unwrap().value.amount);
    }
    assert_refused(
        read(&issued(&quoted(&format!("{}1", zeros(128)))), &LENIENT),
        "shape not-issued-amount amount",
        "129",
    );
}

/// R-11.
#[test]
fn equality_and_order_are_by_value() {
    let amount = |text: &str| text.parse::<DecimalAmount>().unwrap();
    let groups = [
        vec![format!("0.{}1", zeros(80))],
        vec!["0.000001".into(), "0.0000010".into()],
        vec!["0.0999999999999999".into()],
        vec!["0.1".into(), "0.10".into()],
        vec!["9.999999999999999".into()],
        vec!["10".into(), "10.0".into(), "10.00".into()],
        vec!["10.5".into(), "10.50".into()],
        vec!["9007199254740992".into()],
        // The same double as the one before.
        vec!["9007199254740993".into(), "9007199254740993.0".into()],
        vec!["10000000000000000".into()],
        vec![format!("9999999999999999{}", zeros(80))],
    ];
    for (at, group) in groups.iter().enumerate() {
        for (other_at, other) in groups.iter().enumerate() {
            for (left, right) in group.iter().flat_map(|left| other.iter().map(move |right| (left, right))) {
                let (left, right) = (amount(left), amount(right));
                assert_eq!(left.cmp(&right), at.cmp(&other_at), "{left} {right}");
                assert_eq!(left == right, at == other_at);
            }
        }
    }
    let set: std::collections::HashSet<_> = groups.iter().flatten().map(|text| amount(text)).collect();
    assert_eq!(set.len(), groups.len());
}

/// R-12: `accepted` is compared as text.
#[test]
fn matching_compares_the_text() {
    let offered = read(&issued("\"10.50\""), &STRICT).unwrap().value;
    for rule in [MatchRule::Sdk, MatchRule::Exact, MatchRule::Core] {
        let differs = |amount: &str, options| {
            let accepted = read(&issued(amount), options).unwrap().value;
            compare(Sides { accepted: &accepted, offer: &offered }, rule).differs
        };
        assert!(differs("\"10.50\"", &STRICT).is_empty());
        for other in ["\"10.5\"", "\"10.500\"", "\"10.51\"", "\"10\"", "\"1050\""] {
            assert_eq!(differs(other, &STRICT), ["amount"], "{other}");
        }
        // Lenient reads leading zeros, and they decide nothing (R-10).
        assert!(differs("\"010.50\"", &LENIENT).is_empty());
        assert_eq!(differs("\"010.5\"", &LENIENT), ["amount"]);
    }
    assert_eq!(value_at(&offered, "amount").as_deref(), Some("\"10.50\""));
    // Neither is an amount of another asset with the same digits.
    let (drops, ten) = (read(&offer("xrpl:0", "XRP", "\"10\""), &STRICT), read(&issued("\"10\""), &STRICT));
    let (drops, ten) = (drops.unwrap().value, ten.unwrap().value);
    assert!(!drops.amount.is_written_as(&ten.amount) && drops.amount != ten.amount);
    assert_eq!(drops.amount.partial_cmp(&ten.amount), None);
    assert!(drops.amount < 11.into() && ten.amount < AnyAmount::Decimal("10.01".parse().unwrap()));
    assert_eq!(compare(Sides { accepted: &drops, offer: &ten }, MatchRule::Sdk).differs, ["amount", "asset"]);
}

/// R-9.
#[test]
fn drops_are_integers_from_one_to_all_there_are() {
    for drops in [1, 250_000, 100_000_000_000_000_000] {
        let written = offer("xrpl:1", "XRP", &quoted(&drops.to_string()));
        let decoded = read(&written, &STRICT).unwrap();
        assert_eq!((decoded.value.amount.units(), decoded.value.to_json()), (Some(Amount::from(drops)), written));
    }
    let long = zeros(78);
    for (text, kind) in [
        ("0", "drops-range"),
        ("100000000000000001", "drops-range"),
        ("115792089237316195423570985008687907853269984665640564039457584007913129639935", "drops-range"),
        (&*format!("1{long}"), "decimal-too-large"),
        ("10.5", "not-decimal"),
        ("1.0", "not-decimal"),
        ("0xF4240", "not-decimal"),
        ("1e6", "not-decimal"),
        ("-1", "not-decimal"),
        ("", "not-decimal"),
    ] {
        for options in [&STRICT, &LENIENT] {
            let written = offer("xrpl:0", "XRP", &quoted(text));
            assert_refused(read(&written, options), &format!("shape {kind} amount"), text);
        }
    }
    // What Lenient adds to C-6, it adds here.
    for (json, flag, written) in
        [("\"01000000\"", Flag::LeadingZero, "\"1000000\""), ("1000000", Flag::NumberAmount, "\"1000000\"")]
    {
        let text = offer("xrpl:0", "XRP", json);
        assert_refused(read(&text, &STRICT), "shape not-decimal amount", json);
        let decoded = read(&text, &LENIENT).unwrap();
        assert_eq!(decoded.flags, Flags::from_iter([flag]));
        assert_eq!(decoded.value.to_json(), offer("xrpl:0", "XRP", written));
    }
}

/// R-13: the network and the asset decide, wherever they stand, and nothing else.
#[test]
fn network_and_asset_decide() {
    for network in ["xrpl:0", "xrpl:1", "xrpl:2", "xrpl:4294967295", "xrpl:00", "xrpl:mainnet"] {
        for asset in [RLUSD, "USD", "xrp", "Xrp", "XRP ", ""] {
            let written = offer(network, asset, "\"0.01\"");
            assert_eq!(read(&written, &STRICT).unwrap().value.to_json(), written, "{network} {asset}");
            assert_refused(read(&offer(network, asset, "0.01"), &LENIENT), "shape not-issued-amount amount", asset);
        }
        let drops = offer(network, "XRP", "\"0.01\"");
        assert_refused(read(&drops, &STRICT), "shape not-decimal amount", network);
    }
    for network in [
        "eip155:8453",
        "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp",
        "stellar:pubnet",
        "xrpl-evm:1",
        "xrp:0",
        "xrplx:0",
        "xxrpl:0",
    ] {
        for asset in [RLUSD, "XRP", "USD"] {
            for options in [&STRICT, &LENIENT] {
                assert_refused(read(&offer(network, asset, "\"0.01\""), options), "shape not-decimal amount", network);
            }
            let zero = offer(network, asset, "\"0\"");
            assert_eq!(read(&zero, &STRICT).unwrap().value.amount, AnyAmount::from(0));
            let many = offer(network, asset, "\"12345678901234567890\"");
            assert_eq!(read(&many, &STRICT).unwrap().value.to_json(), many);
        }
    }
    // The members in every order, and any scheme.
    let members = [
        r#""network":"xrpl:0""#,
        r#""asset":"USD""#,
        r#""scheme":"upto""#,
        r#""payTo":"r""#,
        r#""maxTimeoutSeconds":1"#,
    ];
    for amount in ["\"0.01\"", "\"12\""] {
        for at in 0..=members.len() {
            for turned in 0..members.len() {
                let mut all = members.map(String::from).to_vec();
                all.rotate_left(turned);
                all.insert(at, format!("\"amount\":{amount}"));
                let offer = read(&format!("{{{}}}", all.join(",")), &STRICT).unwrap().value;
                assert_eq!((offer.amount.units(), offer.amount.to_string()), (None, amount.replace('"', "")));
            }
        }
    }
    // Escapes are the same text.
    let escaped = issued("\"\\u0030.01\"").replace("xrpl", "\\u0078rpl");
    assert_eq!(read(&escaped, &STRICT).unwrap().value.to_json(), issued("\"0.01\""));
    // A member that is missing is the error.
    let text = issued("\"12\"");
    for (member, name) in [(r#""network":"xrpl:0","#, "network"), (&*format!(r#""asset":"{RLUSD}","#), "asset")] {
        assert_refused(read(&text.replace(member, ""), &STRICT), &format!("shape missing-member {name}"), name);
    }
}

/// C-10: an offer on another chain stays unreadable, and spoils nothing.
#[test]
fn objects_on_other_chains_keep_integers() {
    let base = |amount| offer("eip155:8453", "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", amount);
    let payment_required = |offers: &[String]| {
        format!(r#"{{"x402Version":2,"resource":{{"url":"https://a.example"}},"accepts":[{}]}}"#, offers.join(","))
    };
    let text = payment_required(&[
        base("\"10000\""),
        issued("\"0.01\""),
        base("\"0.01\""),
        issued("\"1e3\""),
        issued("\"007\""),
    ]);
    let decoded = v2::PaymentRequired::decode(&*text, &STRICT).unwrap();
    assert_eq!((decoded.flags, decoded.value.to_json()), (Flags::from_iter([Flag::UnreadableOffer]), text.clone()));
    let kinds = |payment_required: &v2::PaymentRequired| -> Vec<Option<String>> {
        let kind = |offer: &Offer<_>| match offer {
            Offer::Read(_) => None,
            Offer::Unreadable { error, .. } => Some(format!("{} {}", error.kind().as_str(), error.path())),
        };
        payment_required.accepts.iter().map(kind).collect()
    };
    let (decimal, issued_amount) = ("not-decimal accepts[2].amount", "not-issued-amount accepts[3].amount");
    let expected = [
        None,
        None,
        Some(decimal.into()),
        Some(issued_amount.into()),
        Some("not-issued-amount accepts[4].amount".into()),
    ];
    assert_eq!(kinds(&decoded.value), expected);
    let lenient = v2::PaymentRequired::decode(&*text, &LENIENT).unwrap();
    assert_eq!(kinds(&lenient.value), [None, None, Some(decimal.into()), Some(issued_amount.into()), None]);
    assert_eq!(lenient.flags, Flags::from_iter([Flag::UnreadableOffer, Flag::LeadingZero]));
    let good = payment_required(&[base("\"10000\""), issued("\"0.01\"")]);
    assert_eq!(v2::PaymentRequired::decode(&*good, &STRICT).unwrap().flags, Flags::NONE);
}

/// R-13: every object with an amount.
#[test]
fn every_object_has_the_amounts() {
    let payment = |amount: &str| {
        format!(r#"{{"x402Version":2,"accepted":{},"payload":{{"signedTxBlob":"12"}}}}"#, issued(amount))
    };
    let payment_required = |amount: &str| format!(r#"{{"x402Version":2,"accepts":[{}]}}"#, issued(amount));
    let request = |accepted: &str, required: &str| {
        format!(
            r#"{{"x402Version":2,"paymentPayload":{},"paymentRequirements":{}}}"#,
            payment(accepted),
            issued(required)
        )
    };
    let comes_back =
        |text: String, read: fn(&str) -> Result<String, DecodeError>| assert_eq!(read(&text).as_deref(), Ok(&*text));
    for amount in ["\"0.01\"", "\"10.50\"", "\"12\""] {
        comes_back(payment(amount), |text| {
            PaymentPayload::decode(text, &STRICT).map(|payment| payment.value.to_json())
        });
        comes_back(payment_required(amount), |text| {
            PaymentRequired::decode(text, &STRICT).map(|payment_required| payment_required.value.to_json())
        });
        comes_back(request(amount, amount), |text| {
            FacilitatorRequest::decode(text, &STRICT).map(|request| request.value.to_json())
        });
    }
    let refused = |text: &str, refusal: &str| assert_refused(FacilitatorRequest::decode(text, &LENIENT), refusal, text);
    refused(&request("\"1.\"", "\"1\""), "shape not-issued-amount paymentPayload.accepted.amount");
    refused(&request("\"1\"", "\".1\""), "shape not-issued-amount paymentRequirements.amount");
    // V1 has no payments on the XRP Ledger (R-2), so its amounts are integers, whatever the network is called.
    let v1 = |network: &str, amount: &str| {
        format!(
            r#"{{"scheme":"exact","network":"{network}","maxAmountRequired":"{amount}","asset":"USD","payTo":"r","resource":"https://a.example","description":"","mimeType":"","maxTimeoutSeconds":60}}"#
        )
    };
    for network in ["xrpl", "xrpl-mainnet"] {
        let read = |amount| v1::PaymentRequirements::decode(v1(network, amount), &LENIENT);
        assert_refused(read("0.01"), "shape not-decimal maxAmountRequired", network);
        assert_eq!(read("1").unwrap().value.max_amount_required, Amount::from(1));
    }
    assert_refused(v1::PaymentRequirements::decode(v1("xrpl:0", "1"), &LENIENT), "shape not-network network", "CAIP-2");
}

/// R-13: a settlement names no asset, so both forms are read.
#[test]
fn settlements_have_both_formats() {
    let settled = |network: &str, amount: &str| {
        format!(r#"{{"success":true,"transaction":"B6","network":"{network}","amount":{amount},"extensions":{{}}}}"#)
    };
    let read = |text: &str, options| SettleResponse::decode(text, options);
    for amount in ["0.01", "10.50", "0.000001", "1.000000000000001"] {
        let text = settled("xrpl:0", &quoted(amount));
        let decoded = read(&text, &STRICT).unwrap();
        assert_eq!((decoded.flags, decoded.value.to_json()), (Flags::NONE, text));
        assert_eq!((decoded.value.amount, decoded.value.decimal_amount), (None, amount.parse().ok()));
        // On another network, and where none is named, it is none.
        assert_refused(read(&settled("eip155:8453", &quoted(amount)), &LENIENT), "shape not-decimal amount", amount);
        assert_refused(read(&settled("base", &quoted(amount)), &LENIENT), "shape not-decimal amount", amount);
        let failed = format!(r#"{{"success":false,"transaction":"","amount":"{amount}"}}"#);
        assert_refused(read(&failed, &STRICT), "shape not-decimal amount", amount);
    }
    for amount in ["0", "10", "250000", "12345678901234567", "100000000000000000"] {
        let text = settled("xrpl:0", &quoted(amount));
        let settlement = read(&text, &STRICT).unwrap().value;
        assert_eq!((settlement.to_json(), settlement.decimal_amount), (text, None));
        assert_eq!(settlement.amount.map(|amount| amount.to_string()).as_deref(), Some(amount));
    }
    for (amount, kind) in [
        ("\"1e3\"", "not-issued-amount"),
        ("\"1.\"", "not-issued-amount"),
        ("\"-1\"", "not-issued-amount"),
        ("\"0.0\"", "not-issued-amount"),
        ("0.01", "not-issued-amount"),
        ("\"1.2345678901234567\"", "issued-amount-range"),
    ] {
        for options in [&STRICT, &LENIENT] {
            assert_refused(read(&settled("xrpl:0", amount), options), &format!("shape {kind} amount"), amount);
        }
    }
    let zeros = settled("xrpl:0", "\"007.50\"");
    assert_refused(read(&zeros, &STRICT), "shape not-issued-amount amount", "leading zeros");
    let lenient = read(&zeros, &LENIENT).unwrap();
    assert_eq!((lenient.flags, lenient.value.to_json()), (Flags::from_iter([Flag::LeadingZero]), zeros));
    // The empty text stays what it is on every network.
    let empty = settled("xrpl:0", "\"\"");
    let decoded = read(&empty, &STRICT).unwrap();
    assert_eq!(
        (decoded.flags, decoded.value.amount, decoded.value.decimal_amount),
        (Flags::from_iter([Flag::EmptyAmount]), None, None)
    );
    // Amount first, network behind.
    let behind = r#"{"amount":"0.5","network":"xrpl:1","transaction":"B6","success":true}"#;
    assert_eq!(read(behind, &STRICT).unwrap().value.decimal_amount, "0.5".parse().ok());
}
