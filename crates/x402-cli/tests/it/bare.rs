//! An object in the place of a different one.

use serde_json::json;
use x402_types::RawJson;

use crate::support::{at, header, x402};

const HASH: &str = "c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8";

fn base64(text: &str) -> String {
    RawJson::base64(text.as_bytes()).as_str().trim_matches('"').to_owned()
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
                let said = x402(&[command, &input]);
                let begins = format!("x402: expected {place}, but this is a settlement response: ");
                assert_eq!((said.code, &*said.out), (64, ""), "{command}: {said:?}");
                assert!(said.err.starts_with(&begins) && said.err.contains(&expected), "{command}: {said:?}");
                assert!(!said.err.contains('\u{1b}'), "{said:?}");
            }
        }
    }
    // A failure with a code is explained, also in a header.
    let failed = r#"{"success":false,"errorReason":"insufficient_funds","transaction":"","network":"eip155:84532"}"#;
    let explained = x402(&["reason", "insufficient_funds"]).out;
    for input in [failed.to_owned(), base64(failed), format!("PAYMENT-RESPONSE: {}", base64(failed))] {
        assert_eq!(x402(&["reason", &input]).out, explained, "{input}");
        let said = x402(&["verify", &input]);
        assert_eq!((said.code, &said.out), (65, &explained), "{input}");
    }
    // A payment and a 402 response are what they were.
    assert_eq!(x402(&["lint", &at("faulty-demand.json")]).code, 1);
    assert_eq!(x402(&["verify", &header(), "--offer", &at("offer.json"), "--now", "1740672100"]).code, 0);
}
