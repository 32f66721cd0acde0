//! A text in the place of a command, and an object in the place of a different one.

use serde_json::json;
use x402_types::RawJson;

use crate::support::{self, at, header, read, x402};

const HASH: &str = "c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8";

fn base64(text: &str) -> String {
    RawJson::base64(text.as_bytes()).as_str().trim_matches('"').to_owned()
}

#[test]
fn a_reason_code_alone_is_looked_up() {
    for code in ["insufficient_funds", "invalid_exact_evm_payload_signatur"] {
        let printed = x402(&["reason", code]);
        assert_eq!(x402(&[code]), printed);
        assert_eq!(x402(&["--color", "never", code]), printed);
        assert_eq!(x402(&[code, "--json"]), x402(&["reason", code, "--json"]));
    }
    // A command with a typing error, a word, a second command, and a code in a command's own place for a command.
    for arguments in [&["verfy"][..], &["expired"], &["too_tired"], &["conformance", "insufficient_funds"], &[]] {
        let printed = x402(arguments);
        assert!(printed.code == 64 && printed.out.is_empty() && printed.err.contains("Usage: x402"), "{printed:?}");
    }
    // A verdict is not what a script gets for a code: 0 would be a valid payment.
    for command in ["verify", "explain", "diagnose"] {
        let printed = x402(&[command, "insufficient_funds"]);
        assert_eq!((printed.code, printed.out), (65, x402(&["reason", "insufficient_funds"]).out));
        assert!(
            printed.err.contains("so there is no verdict. x402 reason prints what follows for the code"),
            "{}",
            printed.err
        );
    }
}

/// A Solana transaction alone is decoded as that of its payment, and is not taken for a payment.
#[test]
fn a_transaction_without_its_payment() {
    let line = read("payment-solana.txt");
    let (_, value) = line.trim_end().split_once(": ").unwrap();
    let payment = support::json(&x402(&["decode", "--json", value]));
    let transaction = payment["ok"]["payload"]["transaction"].as_str().unwrap();

    let decoded = x402(&["decode", transaction]);
    assert!(
        decoded.code == 0 && decoded.out.starts_with("a Solana transaction\n\ntransaction, version 0, 471 bytes\n")
    );
    let offer = at("offer-solana.json");
    let explained = x402(&["explain", "--payment", value, "--offer", &offer, "--now", "1740672100"]);
    let (_, described) = decoded.out.split_once("\n\n").unwrap();
    assert!(explained.out.contains(described), "{explained:?}");
    assert_eq!(x402(&["decode", &transaction[..transaction.len() - 4]]).code, 65);

    let json = x402(&["decode", "--json", transaction]);
    assert!(json.code == 64 && json.err.contains("a transaction is not an object of the protocol"), "{json:?}");
    let bare = x402(&[transaction]);
    assert!(bare.code == 64 && bare.err.contains("run x402 decode with it"), "{bare:?}");
    for command in ["verify", "explain", "diagnose"] {
        let printed = x402(&[command, "--payment", transaction, "--offer", &offer]);
        assert!(printed.code == 64 && printed.err.contains("without its payment: pass the whole"), "{printed:?}");
    }
}

#[test]
fn a_text_in_the_place_of_a_command_names_its_command() {
    let settlement = r#"{"success":true,"transaction":"0x12","network":"eip155:8453"}"#;
    for (text, expected) in [
        (
            at("payment.txt"),
            "looks like a payment, in the header PAYMENT-SIGNATURE: run x402 verify or x402 explain with it",
        ),
        (header(), "run x402 verify or x402 explain with it"),
        (read("offer.json"), "an offer, as JSON: run x402 lint with it"),
        (at("faulty-demand.json"), "a 402 response of version 2, as JSON: run x402 lint with it"),
        (at("bounced.txt"), "run x402 verify or x402 explain with it"),
        (at("sign-in.txt"), "run x402 verify-sign-in with it"),
        (settlement.into(), "a settlement, as JSON: run x402 decode with it"),
        (r#"{"invalidReason":"insufficient_funds","isValid":false}"#.into(), "run x402 decode with it"),
        ("https://api.example.com/weather".into(), "paste the server's answer"),
        (format!("0x{HASH}"), "eth_getTransactionReceipt"),
    ] {
        let printed = x402(&[&text]);
        assert!(printed.code == 64 && printed.out.is_empty() && printed.err.contains(expected), "{text}: {printed:?}");
        assert!(!printed.err.contains("Usage") && !printed.err.contains(HASH), "{printed:?}");
    }
}

/// The next step needs no explorer. A secret of the same shape is warned of.
#[test]
fn a_transaction_has_a_next_step() {
    let of_solana = "5h6xBEauJ3PK6SWCZ1PGjBvj8vDdWG3KpwATGy1ARAXFSDwt8GFXM7W5Ncn16wmqokgpiKRLuS83KUxyZyv2sUYv";
    for (hash, call) in [
        (
            HASH,
            "eth_getTransactionReceipt on an EVM chain (status 0x1), getTransaction on Stellar (SUCCESS), tx on the XRP Ledger (tesSUCCESS)",
        ),
        (of_solana, "getTransaction (meta.err is null)"),
    ] {
        for command in ["verify", "explain", "diagnose", "lint"] {
            let printed = x402(&[command, hash]);
            assert!(printed.code == 64 && printed.err.contains(call), "{printed:?}");
            assert!(printed.err.contains("pass the payment itself to x402 explain"), "{printed:?}");
            assert!(printed.err.contains("never paste it anywhere") && !printed.err.contains(hash), "{printed:?}");
        }
    }
    let address = x402(&["verify", "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A"]);
    assert!(address.code == 64 && !address.err.contains("Transaction"), "{address:?}");
}

#[test]
fn a_settlement_is_told_from_what_is_expected() {
    let transaction = format!("0x{HASH}");
    let success = json!({"success": true, "payer": "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A", "transaction": transaction, "network": "eip155:84532"});
    let with = |name: &str, value: serde_json::Value| {
        let mut settlement = success.clone();
        settlement[name] = value;
        settlement
    };
    let receipt = with("extensions", json!({"offer-receipt": {"info": {}}}));
    let in_time = format!("it reports that the payment succeeded with transaction {transaction} on eip155:84532");
    for (settlement, expected) in [
        (success.clone(), format!("{in_time}. Run x402 decode to read it\n")),
        (
            receipt,
            format!(
                "{in_time}. Run x402 decode to read it, or x402 verify-signed receipt to check the receipt in it\n"
            ),
        ),
        (
            with("transaction", json!("")),
            "it reports that the payment succeeded on eip155:84532, without a transaction".into(),
        ),
        (
            with("success", json!(false)),
            format!("did not succeed yet, and transaction {transaction} on eip155:84532 may still"),
        ),
        (with("transaction", json!("\u{1b}[2J")), "succeeded with transaction \\u001b[2J on eip155:84532. Run".into()),
        (with("network", json!(7)), "it cannot be read. Run x402 decode to see why".into()),
        (
            json!({"success": false, "transaction": "", "network": "eip155:84532"}),
            "failed, without a reason code".into(),
        ),
    ] {
        let text = settlement.to_string();
        for input in [text.clone(), base64(&text), format!("PAYMENT-RESPONSE: {}", base64(&text))] {
            for (command, place) in [
                ("verify", "a payment"),
                ("explain", "a payment"),
                ("diagnose", "a payment"),
                ("lint", "a 402 response"),
                ("reason", "a reason code"),
            ] {
                let printed = x402(&[command, &input]);
                if place == "a payment" && text.contains("\"success\":false") {
                    let is_first = printed.out.starts_with("The payment was not settled, as the facilitator reports");
                    assert!(printed.code == 65 && is_first, "{printed:?}");
                    continue;
                }
                let begins = format!("x402: expected {place}, but this is a settlement response: ");
                assert_eq!((printed.code, &*printed.out), (64, ""), "{command}: {printed:?}");
                assert!(printed.err.starts_with(&begins) && printed.err.contains(&expected), "{command}: {printed:?}");
                assert!(!printed.err.contains('\u{1b}'), "{printed:?}");
            }
        }
    }
    // A failure with a code is explained, also in a header.
    let failed = r#"{"success":false,"errorReason":"insufficient_funds","transaction":"","network":"eip155:84532"}"#;
    let explained = x402(&["reason", "insufficient_funds"]).out;
    for input in [failed.to_owned(), base64(failed), format!("PAYMENT-RESPONSE: {}", base64(failed))] {
        assert_eq!(x402(&["reason", &input]).out, explained, "{input}");
        let printed = x402(&["verify", &input]);
        assert!(printed.code == 65 && printed.out.ends_with(&explained), "{input}: {printed:?}");
    }
    // A payment and a 402 response are what they were.
    assert_eq!(x402(&["lint", &at("faulty-demand.json")]).code, 1);
    assert_eq!(x402(&["verify", &header(), "--offer", &at("offer.json"), "--now", "1740672100"]).code, 0);
}
