//! The table of docs/reference/kept.md, row by row: each row of the page has a row here.

use x402_types::{DecodeOptions, Flag, Wire, v2::PaymentPayload};

use crate::{
    serde_contexts::{buffered_contexts, raw_contexts, through_value},
    serde_tree::arbitrary_precision,
    support::{SHORT, replace},
};

const PAGE: &str = include_str!("../../../../docs/reference/kept.md");

/// What becomes of the changed part of the shortest payment.
struct Row {
    /// As the page calls it.
    what: &'static str,
    /// What stands in place of the payload, and maybe behind it.
    read: &'static str,
    /// What `decode` makes of it; nothing if it is refused.
    decode: Option<&'static str>,
    /// Behind a buffer.
    buffer: Option<&'static str>,
    /// From a `serde_json::Value`.
    value: Option<&'static str>,
}

/// Read and written alike in every column.
const fn alike(what: &'static str, read: &'static str, written: &'static str) -> Row {
    Row { what, read, decode: Some(written), buffer: Some(written), value: Some(written) }
}

const ROWS: &[Row] = &[
    alike("order of the specification's fields", r#""extensions":{},"payload":{}"#, r#""payload":{},"extensions":{}"#),
    Row {
        what: "order of other fields",
        read: r#""z":1,"payload":{},"b":2,"a":3"#,
        decode: Some(r#""payload":{},"z":1,"b":2,"a":3"#),
        buffer: Some(r#""payload":{},"z":1,"b":2,"a":3"#),
        value: Some(r#""payload":{},"a":3,"b":2,"z":1"#),
    },
    Row {
        what: "order inside opaque fields",
        read: r#""payload":{"b":1,"a":[2,1]}"#,
        decode: Some(r#""payload":{"b":1,"a":[2,1]}"#),
        buffer: Some(r#""payload":{"b":1,"a":[2,1]}"#),
        value: Some(r#""payload":{"a":[2,1],"b":1}"#),
    },
    alike("unknown fields", r#""hint":{"a":[]},"payload":{}"#, r#""payload":{},"hint":{"a":[]}"#),
    alike("`null` for an optional field", r#""extensions":null,"payload":{}"#, r#""payload":{},"extensions":null"#),
    Row {
        what: "a field twice",
        read: r#""payload":{"a":1,"\u0061":2}"#,
        decode: None,
        buffer: None,
        value: Some(r#""payload":{"a":2}"#),
    },
    Row {
        what: "numbers in opaque and unknown fields",
        read: r#""payload":{"a":1.50,"b":18446744073709551615},"c":18446744073709551617"#,
        decode: Some(r#""payload":{"a":1.50,"b":18446744073709551615},"c":18446744073709551617"#),
        buffer: Some(r#""payload":{"a":1.5,"b":18446744073709551615},"c":1.8446744073709552e+19"#),
        value: Some(r#""payload":{"a":1.5,"b":18446744073709551615},"c":1.8446744073709552e+19"#),
    },
    Row {
        what: "numbers that no double holds",
        read: r#""payload":{"a":1e+400}"#,
        decode: Some(r#""payload":{"a":1e+400}"#),
        buffer: None,
        value: None,
    },
    alike("white space around fields that are read", "\"payload\" : {} ,\n\"a\"\t: 1", r#""payload":{},"a":1"#),
    Row {
        what: "white space inside opaque fields",
        read: "\"payload\":{ \"a\" : [ 1,\n2 ] }",
        decode: Some("\"payload\":{ \"a\" : [ 1,\n2 ] }"),
        buffer: Some(r#""payload":{"a":[1,2]}"#),
        value: Some(r#""payload":{"a":[1,2]}"#),
    },
    alike(
        "escapes in texts that are read",
        r#""payload":{},"resource":{"url":"\u0061\/\u00e9\ud83d\ude00\u0001\n"}"#,
        r#""resource":{"url":"a/é😀\u0001\n"}"#,
    ),
    alike("escapes in names of unknown fields", r#""payload":{},"\u0061\/\"":1"#, r#""payload":{},"a/\"":1"#),
    Row {
        what: "escapes inside opaque fields",
        read: r#""payload":{"\u0061":"\u00e9\/"}"#,
        decode: Some(r#""payload":{"\u0061":"\u00e9\/"}"#),
        buffer: Some(r#""payload":{"a":"é/"}"#),
        value: Some(r#""payload":{"a":"é/"}"#),
    },
];

/// `serde_json/preserve_order`: then a `Value` keeps the order of members.
fn preserve_order() -> bool {
    let value: serde_json::Value = serde_json::from_str("{\"b\":1,\"a\":2}").unwrap();
    value.to_string().starts_with("{\"b\"")
}

#[track_caller]
fn expect(context: &str, read: Result<PaymentPayload, String>, expected: Option<&str>, row: &Row) {
    match (read, expected) {
        (Ok(payment), Some(expected)) => {
            let text = payment.to_json();
            assert!(text.contains(expected), "{}, {context}: {text}", row.what);
        }
        (Err(_), None) => {}
        (read, expected) => panic!("{}, {context}: {read:?} instead of {expected:?}", row.what),
    }
}

#[test]
fn what_is_kept() {
    for row in ROWS {
        let text = replace(SHORT, "\"payload\":{}", row.read);
        let decoded = PaymentPayload::decode(&*text, &DecodeOptions::STRICT);
        if let Ok(decoded) = &decoded {
            assert_eq!(decoded.text, text);
            assert_eq!(decoded.flags.contains(Flag::NumberRange), row.what == "numbers that no double holds");
        }
        expect("decode", decoded.map(|decoded| decoded.value).map_err(|error| error.to_string()), row.decode, row);
        for (context, read) in raw_contexts(&text) {
            expect(context, read, row.decode, row);
        }
        let digits_are_kept = row.what.starts_with("numbers") && arbitrary_precision();
        let buffer = if digits_are_kept { row.decode } else { row.buffer };
        for (context, read) in buffered_contexts(&text) {
            expect(context, read, buffer, row);
        }
        let order_is_kept = row.what.starts_with("order") && preserve_order();
        let value = if digits_are_kept || order_is_kept { row.decode } else { row.value };
        expect("Value", through_value(&text), value, row);
        // A binary format holds what `to_json` writes.
        if let Some(expected) = row.decode {
            let payment = PaymentPayload::decode(text, &DecodeOptions::STRICT).unwrap().value;
            let bytes = postcard::to_allocvec(&payment).unwrap();
            assert_eq!(postcard::from_bytes::<PaymentPayload>(&bytes).unwrap(), payment);
            assert!(postcard::from_bytes::<&str>(&bytes).unwrap().contains(expected));
        }
    }
}

#[test]
fn every_row_of_the_page_is_a_row_here() {
    let (_, table) =
        PAGE.split_once("| | by `decode` | behind a buffer | from a `Value` |\n|---|---|---|---|\n").unwrap();
    let page: Vec<_> = table.lines().map_while(|line| line.strip_prefix("| ")?.split(" |").next()).collect();
    let tested: Vec<_> = ROWS.iter().map(|row| row.what).collect();
    assert_eq!(page, tested);
}
