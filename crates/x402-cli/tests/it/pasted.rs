//! What people paste around a header: a request, an answer, what `curl -v` prints, a log line, a file of an editor.

use serde_json::{Value, json};
use x402_types::RawJson;

use crate::support::{NOW, Printed, at, header, json, read, verdict_in, x402, x402_reading};

/// A demand with the offer of the example, as the value of its header.
fn required() -> String {
    let offer: Value = serde_json::from_str(&read("offer.json")).unwrap();
    base64(json!({"x402Version": 2, "resource": {"url": "https://a.example"}, "accepts": [offer]}).to_string())
}

fn base64(text: impl AsRef<[u8]>) -> String {
    RawJson::base64(text.as_ref()).as_str().trim_matches('"').to_owned()
}

fn verify(payment: impl AsRef<[u8]> + Send) -> Printed {
    x402_reading(&["verify", "-", "--offer", &at("offer.json"), "--now", NOW], payment)
}

/// What has a payment and, except for the last ones, a demand.
fn exchanges() -> [String; 6] {
    let (payment, required) = (header(), required());
    let request = format!("GET /a HTTP/1.1\r\nHost: a.example:80\r\npayment-signature: {payment}\r\n\r\n");
    let answer =
        format!("HTTP/1.1 402 Payment Required\r\ncontent-type: text/html\r\npayment-required: {required}\r\n\r\n<p>");
    let verbose = format!(
        "* Host a.example:80 was resolved.\n* IPv6: (none)\n> GET /a?b=c:d HTTP/1.1\r\n> Host: a.example\r\n> PAYMENT-SIGNATURE: \
         {payment}\r\n> \r\n* Request completely sent off\n< HTTP/1.1 402 Payment Required\r\n< payment-required: {required}\r\n< \r\n\
         {{ [5 bytes data]\n{{\"a\":1}}\n"
    );
    [
        format!("{request}{answer}"),
        format!("\u{feff}{request}{answer}"),
        verbose,
        format!("Host: a.example\r\npayment-required: {required}\r\nPAYMENT-SIGNATURE: {payment}\r\n"),
        request,
        format!("> PAYMENT-SIGNATURE: {payment}\r\n"),
    ]
}

#[test]
fn the_payment_is_extracted_from_its_surroundings() {
    let alone = verify(header());
    assert_eq!(alone.code, 0);
    for (index, exchange) in exchanges().iter().enumerate() {
        let printed = verify(exchange);
        // A server that asks again refuses the payment.
        let code = if exchange.contains("402 Payment Required") { 4 } else { 0 };
        assert_eq!((printed.code, &verdict_in(&printed.out)), (code, &alone.out), "{exchange}: {printed:?}");
        assert_eq!(code == 4, printed.out.starts_with("The seller refused the payment (status 402)"), "{printed:?}");
        assert_eq!(x402_reading(&["explain", "-", "--offer", &at("offer.json"), "--now", NOW], exchange).code, code);
        let decoded = x402_reading(&["decode", "--kind", "payment"], exchange);
        assert!(index < 4 || decoded.code == 0, "{decoded:?}");
        if index < 3 {
            let printed = x402(&["verify", &at("payment.txt"), "--offer", exchange, "--now", NOW]);
            assert_eq!((printed.code, &printed.out), (0, &alone.out), "{exchange}: {printed:?}");
        }
    }
    // The body of a request to a facilitator, with its headers.
    let payment = json(&x402(&["decode", "--json", &header()]))["ok"].clone();
    let offer: Value = serde_json::from_str(&read("offer.json")).unwrap();
    let body = json!({"x402Version": 2, "paymentPayload": payment, "paymentRequirements": offer});
    let printed =
        x402_reading(&["verify", "-", "--now", NOW], format!("POST /verify HTTP/1.1\r\nhost: a\r\n\r\n{body}"));
    assert_eq!((printed.code, printed.out), (0, alone.out));
    // Header lines with others than the protocol's are a request, whose client may have written the offer.
    let printed = x402(&["verify", &at("payment.txt"), "--offer", &exchanges()[3], "--now", NOW]);
    assert!(printed.code == 64 && printed.err.contains("which a client writes"), "{printed:?}");
}

#[test]
fn a_message_without_a_payment_says_what_it_has() {
    let required = format!("HTTP/1.1 402 Payment Required\r\nvia: a\r\npayment-required: {}\r\n\r\n", required());
    let printed = verify(&required);
    assert!(
        printed.code == 65 && printed.out.starts_with("No payment was sent: this is the offer, 0.01"),
        "{printed:?}"
    );
    for (text, why) in [
        ("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<html>", "no header of x402"),
        ("GET / HTTP/1.1\r\nno header\r\n\r\n", "one line is not a header"),
        (
            "via: a\r\nX-PAYMENT: e30=\r\nPAYMENT-SIGNATURE: e30=\r\n",
            "several headers of this kind (X-PAYMENT, PAYMENT-SIGNATURE)",
        ),
    ] {
        let printed = verify(text);
        assert!(printed.code == 64 && printed.err.contains(why), "{text}: {printed:?}");
    }
}

/// A server refuses both (C-11), so none of them is shown. Headers of other kinds may stand beside one.
#[test]
fn two_headers_of_one_kind_are_refused() {
    let (payment, required) = (header(), required());
    for (lines, names) in [
        (format!("PAYMENT-SIGNATURE: {payment}\nPAYMENT-SIGNATURE: e30=\n"), "PAYMENT-SIGNATURE, PAYMENT-SIGNATURE"),
        (format!("X-PAYMENT: e30=\nPAYMENT-SIGNATURE: {payment}\n"), "X-PAYMENT, PAYMENT-SIGNATURE"),
        (
            format!("PAYMENT-RESPONSE: e30=\npayment-required: {required}\nPAYMENT-REQUIRED: {required}\n"),
            "payment-required, PAYMENT-REQUIRED",
        ),
        ("SIGN-IN-WITH-X: e30=\nsign-in-with-x: e30=\n".into(), "SIGN-IN-WITH-X, sign-in-with-x"),
    ] {
        let printed = x402_reading(&["decode"], &lines);
        assert_eq!((printed.code, printed.out.as_str()), (64, ""), "{lines}");
        assert!(printed.err.contains(&format!("several headers of this kind ({names})")), "{printed:?}");
    }
    let both = format!("PAYMENT-REQUIRED: {required}\nPAYMENT-RESPONSE: e30=\nvia: a\nvia: b\n");
    let printed = x402_reading(&["decode"], &both);
    assert!(printed.code == 0 && printed.out.starts_with("x402 payment-required"), "{printed:?}");
}

/// A header is found in other text, too, and the command says what it took the text for.
#[test]
fn a_header_is_found_in_other_text() {
    let (payment, required) = (header(), required());
    let alone = verify(&payment);
    for text in [
        format!("curl -H 'PAYMENT-SIGNATURE: {payment}' https://a.example"),
        format!("$ curl https://a.example \\\n  --header \"payment-signature: {payment}\" \\\n  -v"),
        format!("2025-02-27 16:01:40 INFO payment-signature: {payment}"),
        format!("here it is\n\nPAYMENT-SIGNATURE: {payment}"),
        format!("fetch('https://a.example', {{ headers: {{ 'PAYMENT-SIGNATURE': '{payment}' }} }})"),
        json!({"level": "info", "req": {"headers": {"payment-signature": payment}}}).to_string(),
    ] {
        let printed = verify(&text);
        assert_eq!((printed.code, &verdict_in(&printed.out)), (0, &alone.out), "{text}: {printed:?}");
        assert!(printed.out.contains("\n  payment from the request's header; "), "{printed:?}");
        assert!(printed.err.contains("this looks like "), "{printed:?}");
    }
    let text = format!("the demand\npayment-required: {required}");
    assert_eq!(x402_reading(&["verify", &at("payment.txt"), "--offer", "-", "--now", NOW], &text).out, alone.out);
    assert!(x402_reading(&["lint"], &text).out.contains("a 402 response of version 2"));
    // Nothing of x402 is in these.
    for text in [
        "the demand: see above",
        "2025-02-27 16:01:40 INFO payment signed",
        "curl -H 'accept: text/html' https://a.example",
    ] {
        for arguments in [
            &["verify", "-", "--offer", &at("offer.json")][..],
            &["verify", &at("payment.txt"), "--offer", "-"],
            &["decode"],
        ] {
            let printed = x402_reading(arguments, text);
            assert_eq!((printed.code, printed.out.as_str()), (64, ""), "{text}: {printed:?}");
            assert!(printed.err.contains("this text contains nothing of x402"), "{printed:?}");
        }
    }
}

#[test]
fn the_mark_of_an_editor_is_no_part_of_a_header() {
    let required = required();
    for text in [header(), format!("PAYMENT-SIGNATURE: {}\r\n", header())] {
        assert_eq!(verify(format!("\u{feff}{text}")).code, 0);
        assert_eq!(x402_reading(&["decode"], format!("\u{feff}{text}")).code, 0);
    }
    for text in [format!("HTTP/1.1 402 Payment Required\r\nvia: a\r\nPAYMENT-REQUIRED: {required}\r\n\r\n"), required] {
        let [plain, marked] = ["", "\u{feff}"].map(|mark| x402_reading(&["lint"], format!("{mark}{text}")));
        assert_eq!((marked.code, marked.out), (plain.code, plain.out));
    }
    // JSON text keeps it: the profile decides.
    assert_eq!(x402_reading(&["decode"], format!("\u{feff}{}", read("offer.json"))).code, 65);
    let utf16 = |order: fn(u16) -> [u8; 2]| header().encode_utf16().flat_map(order).collect::<Vec<_>>();
    let [little, big] = [(b"\xff\xfe", utf16(u16::to_le_bytes)), (b"\xfe\xff", utf16(u16::to_be_bytes))]
        .map(|(mark, text)| [&mark[..], &text].concat());
    for text in [little, big] {
        for command in ["decode", "lint", "explain"] {
            let offer = at("offer.json");
            let more: &[&str] = if command == "explain" { &["-", "--offer", &offer] } else { &[] };
            let printed = x402_reading(&[&[command], more].concat(), &text);
            assert_eq!(
                (printed.code, &*printed.err),
                (64, "x402: standard input is encoded as UTF-16: save it as UTF-8\n")
            );
        }
    }
}

/// RFC 9110 §5.5: white space around a value is no part of it. The value by itself has none around it.
#[test]
fn a_header_line_ends_before_its_white_space() {
    let payment = header();
    let alone = verify(&payment);
    for line in ["PAYMENT-SIGNATURE: VALUE ", "PAYMENT-SIGNATURE:\t VALUE \t\r\n", "PAYMENT-SIGNATURE:VALUE\n"] {
        let line = line.replace("VALUE", &payment);
        let printed = verify(&line);
        assert_eq!((printed.code, &printed.out), (0, &alone.out), "{line:?}: {printed:?}");
        assert_eq!(x402_reading(&["decode"], &line).code, 0, "{line:?}");
    }
    // By itself, it is copied with what is around it.
    assert_eq!(verify(format!(" {payment} ")).out, alone.out);
    assert_eq!(verify(format!("PAYMENT-SIGNATURE: {} {}", &payment[..8], &payment[8..])).code, 65);
}

#[test]
fn nothing_is_not_a_header() {
    for text in ["", "\n", " \r\n"] {
        for command in ["decode", "lint"] {
            let printed = x402_reading(&[command], text);
            assert_eq!((printed.code, &*printed.err), (64, "x402: standard input is empty\n"), "{text:?}");
        }
        let printed = verify(text);
        assert_eq!((printed.code, &*printed.err), (64, "x402: standard input is empty\n"), "{text:?}");
    }
    // A header without a value is one, and so is a value that is empty.
    for header in ["PAYMENT-SIGNATURE:", ""] {
        assert!(x402(&["decode", header]).out.contains("the header is present but empty"));
    }
}

/// A transcript in a reply to a mail, or indented in a ticket, has the same verdict at the same time.
#[test]
fn a_quoted_transcript_is_read_as_the_transcript() {
    let transcript = read("bounced.txt");
    let plain = x402(&["verify", "--at-recorded-time", &transcript]);
    assert!(plain.code == 2 && plain.out.contains("at 2026-11-28T19:55:25Z, when the server answered"), "{plain:?}");
    for quote in ["> ", "> > ", ">> ", "    ", "\t"] {
        let quoted: String = transcript.lines().map(|line| format!("{quote}{line}\n")).collect();
        assert_eq!(x402(&["verify", "--at-recorded-time", &quoted]).out, plain.out, "{quote:?}");
        let with_greeting = format!("Hello,\nthis is what I get:\n\n{quoted}\nBest regards\n");
        assert_eq!(x402(&["verify", "--at-recorded-time", &with_greeting]).out, plain.out, "{quote:?}");
        // An editor removes the space at the end of a line.
        let trimmed: String = quoted.lines().map(|line| format!("{}\n", line.trim_end())).collect();
        assert_eq!(x402(&["verify", "--at-recorded-time", &trimmed]).out, plain.out, "{quote:?}");
    }
}
