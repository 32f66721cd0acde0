//! Questions about the payment that the specification prints.

use serde_json::{Value, json};

pub(crate) fn base_header() -> &'static str {
    include_str!("../../../../docs/examples/payment.txt").trim_end().strip_prefix("PAYMENT-SIGNATURE: ").unwrap()
}

pub(crate) fn base_offer() -> Value {
    serde_json::from_str(include_str!("../../../../docs/examples/offer.json")).unwrap()
}

pub(crate) fn base_payment() -> Value {
    json!({"header": {"name": "PAYMENT-SIGNATURE", "value": base_header()}})
}

pub(crate) fn v1_offer() -> Value {
    serde_json::from_str(include_str!("../../../../docs/examples/offer-v1.json")).unwrap()
}

/// The header of the V1 transport document.
pub(crate) fn v1_payment() -> Value {
    let line = include_str!("../../../../docs/examples/payment-v1.txt");
    let (name, value) = line.trim_end().split_once(": ").unwrap();
    json!({"header": {"name": name, "value": value}})
}

/// The question that an operation is asked about the specification's payment and offer.
pub(crate) fn base_question(op: &str) -> Value {
    let input = match op {
        "verify" | "replay-key" | "diagnose" => {
            json!({"payment": base_payment(), "offers": [base_offer()], "now": 1_740_672_100})
        }
        "digest" => json!({"payment": base_payment(), "offer": base_offer()}),
        "reason" => json!({"code": "insufficient_funds"}),
        "recognise" => json!({"text": "PAYMENT-SIGNATURE: e30="}),
        "match" => json!({"version": 2, "accepted": base_offer(), "offers": [base_offer()]}),
        "ata" => json!({
            "owner": "7LfHZav9VXzzJqfFryiqkr6EKGbokkY3MJCzjeodMcsg",
            "mint": "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v",
            "program": "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
        }),
        "builder-code" => json!({"calldata": "0xa161616862635f6d79617070000c0280218021802180218021802180218021"}),
        "carrier" => json!({"carrier": "mcp", "request": {
            "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "financial_analysis"},
        }}),
        "channel-correction" => json!({
            "demand": {"x402Version": 2, "accepts": [base_offer()]},
            "config": {
                "payer": "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
                "payerAuthorizer": "0x0000000000000000000000000000000000000000",
                "salt": format!("0x{}", "0".repeat(64)),
            },
        }),
        "channel-response" => {
            let address = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
            let word = format!("0x{}", "0".repeat(64));
            let payload = json!({
                "type": "voucher",
                "channelConfig": {
                    "payer": address, "payerAuthorizer": address, "receiver": address, "receiverAuthorizer": address,
                    "token": address, "withdrawDelay": 900, "salt": word,
                },
                "voucher": {"channelId": word, "maxClaimableAmount": "1", "signature": "0x"},
            });
            let payment = json!({"x402Version": 2, "accepted": base_offer(), "payload": payload});
            json!({
                "payment": {"json": payment}, "offer": base_offer(), "channel": {"charged": "0", "balance": "1"},
                "response": {"success": false, "transaction": "", "network": "eip155:84532"},
            })
        }
        "choose" => json!({"demand": {"x402Version": 2, "accepts": [base_offer()]}}),
        "decode" => base_payment(),
        "fingerprint" => json!({
            "version": 2, "method": "GET", "resource": "https://api.example.com/weather", "offer": base_offer(),
            "parameters": {"city": "Ulm"},
        }),
        "http-message-signature" => json!({
            "label": "sig1",
            "request": {"method": "GET", "targetUri": "https://api.example.com/weather", "headers": []},
            "now": 1_740_672_100,
        }),
        "http-outcome" => json!({"headers": [["Accept", "*/*"]]}),
        "lint" => json!({"json": {"x402Version": 2, "accepts": [base_offer()]}}),
        "match-extensions" => json!({
            "declared": {"builder-code": {"info": {"a": "my_app"}}},
            "echoed": {"builder-code": {"info": {"a": "my_app"}}},
        }),
        "network" => json!({"name": "base-sepolia"}),
        "offer-receipt" => {
            json!({"what": "offer", "json": {"x402Version": 2, "accepts": [base_offer()]}, "now": 1_740_672_100})
        }
        "sign-in-with-x" => {
            let (name, value) = include_str!("../../../../docs/examples/sign-in.txt").trim().split_once(": ").unwrap();
            json!({"header": {"name": name, "value": value}, "origin": "https://api.example.com", "now": 1_705_314_630})
        }
        "payment-identifier" => {
            let mut input = base_payment();
            input["required"] = json!(false);
            input
        }
        "settlement-state" => json!({"status": 402, "headers": []}),
        other => panic!("{other}"),
    };
    json!({"id": op, "op": op, "input": input})
}

/// A program that runs this for each question, with the question in `$line` and its id in `$id`.
pub(crate) fn script(body: &str) -> Vec<String> {
    let read_id = r#"id=$(printf %s "$line" | sed 's/^{"id":"\([^"]*\)".*/\1/')"#;
    vec!["sh".into(), "-c".into(), format!("while IFS= read -r line; do {read_id}; {body}; done")]
}
