//! The transport of a payment: base64, UTF-8, headers, size (C-1, C-2, C-11, C-12).

use super::case::{BY_RULING, NO_LIMITS, Source, edited, refused, taken, tolerated};
use crate::{
    base,
    draft::{Draft, err},
};
use base64::{Engine, engine::general_purpose::STANDARD};

/// The transport of a payment: base64, UTF-8, headers, size (C-1, C-2, C-11, C-12).
pub(super) fn drafts() -> Vec<Draft> {
    use Source::{Bytes, Encoded, Headers, Named, Value};
    let text = base::TEXT;
    // The text alone ends in one character of padding.
    let no_pad = STANDARD.encode(format!("{text} "));
    let two_pads = STANDARD.encode(format!("{text}  "));
    assert!(!no_pad.ends_with('=') && two_pads.ends_with("=="));
    let (unpadded, half_padded) = (two_pads.trim_end_matches('='), &two_pads[..two_pads.len() - 1]);
    // The last character before the padding has four bits that belong to no byte.
    let dirty_bits = format!("{}B==", &two_pads[..two_pads.len() - 3]);
    let slashes = edited("Access to premium market data", "???~~~>>>");
    let url_alphabet = STANDARD.encode(&slashes).replace('+', "-").replace('/', "_");
    assert!(url_alphabet.contains(['-', '_']));
    let spaced = format!("{} {}", &base::header()[..400], &base::header()[400..]);
    let trailing_newline = format!("{}\n", base::header());
    let line_break = format!("{}\r\n{}", &base::header()[..400], &base::header()[400..]);
    let tether = edited(r#""name":"USDC""#, r#""name":"USD₮0""#);
    let not_utf8 = [&text.as_bytes()[..60], b"\xff", &text.as_bytes()[60..]].concat();
    let bom = format!("\u{feff}{text}");
    let (at_limit, above_limit) = (sized_header(65_536), sized_header(65_540));
    let (signature, x_payment) = ("PAYMENT-SIGNATURE", "X-PAYMENT");
    let padding = err("base64", "base64-padding", "");
    let alphabet = err("base64", "base64-alphabet", "");
    vec![
        taken("0001", "the specification's header", &Value(base::header()), text, &[])
            .rulings(&["C-1", "C-11"])
            .requirements(&[
                "HTTP2-payload-01",
                "HTTP2-payload-02",
                "HTTP2-payload-03",
                "HTTP2-payload-04",
                "V2-5.2.1-01",
            ]),
        taken("0001a", "a text that needs no padding", &Value(&no_pad), text, &[]).rulings(&["C-1"]),
        taken("0001b", "with two characters of padding", &Value(&two_pads), text, &[]).rulings(&["C-1"]),
        tolerated("0002", "without padding", &Value(unpadded), &padding, text, "missing-padding")
            .rulings(&["C-1"])
            .child_of("codec-0001b", "header.value", "…==", "…")
            .no_witness(BY_RULING),
        refused("0003", "in the URL alphabet", &Value(&url_alphabet), "base64", "base64-alphabet", "")
            .rulings(&["C-1"]),
        taken("0003a", "the same in the standard alphabet", &Encoded(&slashes), &slashes, &[]).rulings(&["C-1"]),
        tolerated("0004", "a space inside", &Value(&spaced), &alphabet, text, "white-space")
            .rulings(&["C-1"])
            .child_of("codec-0001", "header.value", "", " ")
            .no_witness(BY_RULING),
        tolerated("0005", "a line feed at the end", &Value(&trailing_newline), &alphabet, text, "white-space")
            .rulings(&["C-1"])
            .child_of("codec-0001", "header.value", "", "\\n")
            .no_witness(BY_RULING),
        tolerated(
            "0006",
            "bits that belong to no byte are not zero",
            &Value(&dirty_bits),
            &err("base64", "base64-trailing-bits", ""),
            text,
            "nonzero-pad-bits",
        )
        .rulings(&["C-1"])
        .child_of("codec-0001b", "header.value", "A==", "B=="),
        refused("0007", "one of two characters of padding", &Value(half_padded), "base64", "base64-padding", "")
            .rulings(&["C-1"])
            .child_of("codec-0001b", "header.value", "==", "="),
        refused(
            "0007a",
            "something behind the padding",
            &Value(&format!("{two_pads}AAAA")),
            "base64",
            "base64-padding",
            "",
        )
        .rulings(&["C-1"]),
        refused("0008", "an empty value", &Value(""), "header", "empty-header", "")
            .comment("Malformed, not absent: 400 and not 402.")
            .rulings(&["C-11"]),
        refused("0009", "no payment header", &Headers(&[("Accept", "*/*")]), "header", "no-header", "")
            .comment("Absent, not malformed: 402 and not 400.")
            .rulings(&["C-11"])
            .no_witness("header sets are not the witness' matter"),
        refused("0010", "base64 of something that is not JSON", &Encoded("hello"), "json", "syntax", "")
            .rulings(&["C-4"]),
        refused("0011", "JSON text without base64", &Value(text), "base64", "base64-alphabet", "").rulings(&["C-1"]),
        refused("0012", "encoded twice", &Encoded(base::header()), "json", "syntax", "").rulings(&["C-1"]),
        taken("0013", "a domain name outside ASCII", &Encoded(&tether), &tether, &[])
            .comment("x402-foundation/x402 issue 865: USD₮0 was broken by decoding base64 as Latin-1.")
            .rulings(&["C-2"]),
        refused("0014", "a byte that is not UTF-8", &Bytes(&not_utf8), "utf8", "utf8", "").rulings(&["C-2"]),
        tolerated("0015", "a byte order mark", &Encoded(&bom), &err("utf8", "byte-order-mark", ""), text, "bom")
            .rulings(&["C-2"])
            .no_witness(BY_RULING),
        taken("0016", "a header of 65,536 bytes", &Value(&at_limit), text, &[]).rulings(&["C-12"]),
        refused("0017", "a header of 65,540 bytes", &Value(&above_limit), "limit", "header-size", "")
            .rulings(&["C-12"])
            .no_witness(NO_LIMITS),
        taken("0018", "the header's name in lower case", &Named("payment-signature", base::header()), text, &[])
            .rulings(&["C-11"]),
        refused(
            "0019",
            "the header twice",
            &Headers(&[(signature, base::header()), (signature, base::header())]),
            "header",
            "several-headers",
            "",
        )
        .rulings(&["C-11"])
        .no_witness("header sets are not the witness' matter"),
        refused(
            "0020",
            "a line break in a header",
            &Headers(&[(signature, &line_break)]),
            "header",
            "header-line-break",
            "",
        )
        .rulings(&["C-11"])
        .no_witness("header sets are not the witness' matter"),
        refused(
            "0021",
            "both versions' headers",
            &Headers(&[(signature, base::header()), (x_payment, &two_pads)]),
            "header",
            "several-headers",
            "",
        )
        .rulings(&["C-11"])
        .no_witness("header sets are not the witness' matter"),
        taken(
            "0021a",
            "one payment header among others",
            &Headers(&[("Accept", "*/*"), (signature, base::header())]),
            text,
            &[],
        )
        .rulings(&["C-11"])
        .no_witness("header sets are not the witness' matter"),
        taken("0022", "a V2 payment in the V1 header", &Named(x_payment, base::header()), text, &["legacy-header"])
            .rulings(&["C-11"]),
    ]
}

/// A header's value of this length: BASE with trailing white space.
fn sized_header(length: usize) -> String {
    let bytes = length / 4 * 3;
    let value = STANDARD.encode(format!("{}{}", base::TEXT, " ".repeat(bytes - base::TEXT.len())));
    assert_eq!(value.len(), length);
    value
}
