//! The signed terms against the offered ones, the time, and the keys.

use serde_json::{Value, json};
use x402_conformance::vector::Class;
use x402_schemes::evm::gateway::chain;

use super::{
    LAST, Row, Rows,
    Verdict::{Answer, Flagged, Invalid, Valid},
    base, domain, on, row, signed_in,
};
use crate::{
    base::NOW,
    draft::{Draft, expect, raw},
    payment::Payment,
    permit::{MERCHANT, STRANGER, TOKEN, ZERO},
    sign::SIGNER,
};

/// Key `46` 32 times.
const PAYER: &str = "0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F";
const SIGNATURE: &str = "aca3d180627abbef8a58f354fb574ae9b8334b44b35ec31c73e07f5000387fb6228064b4f9d5df823c90b71663e3e049e649633fb601b003d5e98e9bc06781ba1b";
const REPLAY_KEY: &str = "x402:1:3e234d62eb1b8826af0cb9e5604db8adf9e4dcfa73001f4f7d9f8cf0b7653a40";

/// The example of the rulings, at the last second at which a week is left, and at the next.
pub(super) fn worked_example() -> Vec<Draft> {
    let at = |now: u64| base().signs("from", PAYER).signature(SIGNATURE).asks("now", now).question();
    let valid = json!({
        "verdict": "valid", "payer": PAYER, "offer": 0, "replayKey": REPLAY_KEY, "flags": ["gateway"],
        "outstanding": ["gateway-balance", "gateway-nonce"],
    });
    let late = json!({"verdict": "invalid", "payer": PAYER, "replayKey": REPLAY_KEY, "flags": ["gateway"]});
    vec![
        Draft::new(
            "gateway-0001",
            "verify",
            "the example of the rulings",
            raw(&at(LAST)),
            expect(Class::Valid, &valid),
        )
        .rulings(&["U-1", "U-2", "U-3", "U-4", "U-6", "U-7"]),
        Draft::new(
            "gateway-0001a",
            "verify",
            "the example of the rulings, a second later",
            raw(&at(LAST + 1)),
            expect(Class::Invalid, &late),
        )
        .decided_by("expiry-margin")
        .reason("invalid_exact_evm_payload_authorization_valid_before")
        .rulings(&["U-3", "U-4"]),
    ]
}

/// Every check but those of time and signature.
pub(super) fn rows() -> Rows {
    let to_self = base().offers("payTo", SIGNER).signs("to", SIGNER);
    let short = &MERCHANT[..40];
    let unsigned = |payment: Payment| payment.signature(&base().signature_digits());
    let flow = |flow: &str| base().offers("extra.paymentFlow", flow);
    let echo = |value: u64| {
        base()
            .asks("declaredExtensions", json!({"bazaar": {"info": {"a": 1}}}))
            .extended("bazaar", &json!({"a": value}))
    };
    vec![
        row("the base", &base(), Valid),
        row("another price was accepted", &base().accepts("amount", "20000"), Invalid("offer")),
        row("the flow upfront", &flow("upfront"), Valid),
        row("an unknown flow", &flow("deferred"), Invalid("flow")),
        row("no signature", &base().sends("signature", Value::Null), Invalid("payload")),
        row("a member of Permit2 beside it", &base().sends("permit2Authorization", json!({})), Invalid("payload")),
        row("payTo has 19 bytes", &unsigned(base().offers("payTo", short)), Invalid("pay-to-address")),
        row("payTo is the zero address", &base().offers("payTo", ZERO).signs("to", ZERO), Invalid("pay-to-address")),
        row("the payer is the zero address", &base().signs("from", ZERO), Invalid("payer-address")),
        row("another recipient is signed", &base().signs("to", STRANGER), Invalid("recipient")),
        row("payer and recipient are the same", &to_self, Invalid("gateway-self")),
        row(
            "payer and recipient are the same, and the server refuses that",
            &to_self.clone().asks("policy.refuse", json!(["self-payment"])),
            Invalid("gateway-self"),
        ),
        row(
            "the payer signs for itself, and the offer pays another",
            &base().signs("to", SIGNER),
            Invalid("recipient"),
        ),
        row("one less is signed", &base().signs("value", "9999"), Invalid("amount")),
        row("one more is signed", &base().signs("value", "10001"), Invalid("amount")),
        row(
            "addresses in lower case",
            &base().signs("from", SIGNER.to_lowercase()).signs("to", MERCHANT.to_lowercase()),
            Valid,
        ),
        row(
            "payTo with a wrong checksum",
            &base().offers("payTo", MERCHANT.replace("Bc6a", "bC6a")),
            Flagged(&["eip55"]),
        ),
        row("payTo is the token", &base().offers("payTo", TOKEN).signs("to", TOKEN), Flagged(&["pay-to-asset"])),
        row("the echo of an extension", &echo(1), Valid),
        row("another echo of an extension", &echo(2), Invalid("extension-echo")),
    ]
}

/// Both ends of the window, to the second.
pub(super) fn times() -> Rows {
    let at = |now: u64| base().asks("now", now);
    let by = |now: u64, policy: Value| at(now).asks("policy", policy);
    let window = |after: u64, before: u64| {
        base().signs("validAfter", after.to_string()).signs("validBefore", before.to_string())
    };
    let week = 604_800;
    vec![
        row("a week is left", &at(LAST), Valid),
        row("a second less than a week is left", &at(LAST + 1), Invalid("expiry-margin")),
        row("three days are left", &at(LAST + week - 259_200), Invalid("expiry-margin")),
        row(
            "the time-out of the offer is a minute and signed so",
            &window(NOW - 600, NOW + 60),
            Invalid("expiry-margin"),
        ),
        row("a policy with a margin of six days", &by(LAST + 86_400, json!({"gatewayMargin": 518_400})), Valid),
        row(
            "a second less than that margin",
            &by(LAST + 86_401, json!({"gatewayMargin": 518_400})),
            Invalid("expiry-margin"),
        ),
        row("a policy without the margin", &by(LAST + week - 6, json!({"gatewayMargin": 0})), Valid),
        row(
            "six seconds remain the margin of all",
            &by(LAST + week - 5, json!({"gatewayMargin": 0})),
            Invalid("expiry-margin"),
        ),
        row("a policy with a margin of more than a week", &by(NOW, json!({"expiryMargin": 604_900})), Valid),
        row("a second less than that", &by(NOW + 1, json!({"expiryMargin": 604_900})), Invalid("expiry-margin")),
        row(
            "expired, by a policy without margins",
            &by(LAST + week, json!({"gatewayMargin": 0, "expiryMargin": 0})),
            Invalid("valid-before"),
        ),
        row("at the second of validAfter", &window(NOW, NOW + week), Flagged(&["boundary-after"])),
        row("a second before validAfter", &window(NOW + 1, NOW + 1 + week), Invalid("valid-after")),
        row(
            "no second between the two",
            &window(NOW, NOW + 1).asks("policy", json!({"gatewayMargin": 0, "expiryMargin": 0})),
            Invalid("window"),
        ),
        row("a policy with a horizon of a week", &by(LAST, json!({"horizon": week})), Valid),
        row("the end is a second beyond that horizon", &by(LAST - 1, json!({"horizon": week})), Invalid("horizon")),
        row("no payment is within a horizon of less", &by(LAST, json!({"horizon": week - 1})), Invalid("horizon")),
    ]
}

/// After the service.
pub(super) fn settled() -> Rows {
    let taking = |amount: &str| base().asks("phase.settle.amount", amount);
    vec![
        row("to be settled", &taking("10000"), Valid),
        row("to be settled with less", &taking("9999"), Invalid("charge")),
        row("to be settled with more", &taking("10001"), Invalid("charge")),
        row("to be settled when a week is left", &taking("10000").asks("now", LAST), Valid),
        row("to be settled a second later", &taking("10000").asks("now", LAST + 1), Invalid("expiry-margin")),
        row(
            "to be settled, and payer and recipient are the same",
            &taking("10000").offers("payTo", SIGNER).signs("to", SIGNER),
            Invalid("gateway-self"),
        ),
        row(
            "to be settled with the one less that was signed",
            &taking("9999").signs("value", "9999"),
            Invalid("amount"),
        ),
        row(
            "to be settled with the one more that was signed",
            &taking("10001").signs("value", "10001"),
            Invalid("amount"),
        ),
    ]
}

/// Chain, wallet, payer and nonce change the key, and nothing else does. The same numbers for the token have another one.
pub(super) fn replay_keys() -> Rows {
    let key = |title: &str, payment: &Payment| Row {
        title: title.into(),
        question: payment.question(),
        verdict: Answer("replay-key", Class::Valid, json!({})),
    };
    let nonce = format!("0x{}", "07".repeat(32));
    let base_mainnet = on(chain(8453).expect("a chain of the table"));
    let ethereum = on(chain(1).expect("a chain of the table"));
    let plain = base().offers("extra", json!({"name": "USDC", "version": "2"}));
    let near = base().offers("extra.verifyingContract", Value::Null);
    vec![
        key("the key", &base()),
        key("the key on Base", &base_mainnet),
        key("the key on Ethereum", &ethereum),
        key("the key of another payer", &base().signs("from", STRANGER)),
        key("the key of another nonce", &base().signs("nonce", nonce)),
        key("the key of the same numbers for the token", &plain),
        key("the key of a near miss", &near),
        key("the key of another amount", &base().signs("value", "9999")),
        key("the key with another recipient", &base().signs("to", STRANGER)),
        key("the key with another end", &base().signs("validBefore", "1741277001")),
        key("the key of what nobody signed", &base().signature("")),
        key("the key of what was signed for the token", &signed_in(base(), &domain()).signature("")),
        key("the key long after", &base().asks("now", 4_000_000_000_u64)),
        key(
            "the key with the wallet in lower case",
            &base().offers("extra.verifyingContract", super::TESTNET_WALLET.to_lowercase()),
        ),
        key("the key by a policy without the variant", &base().asks("policy.gatewayVariant", false)),
    ]
}

/// U-11: the state of a payment whose settlement names an identifier of the operator.
pub(super) fn settlements() -> Rows {
    let answered = |status: u16, success: bool, transaction: &str| {
        let text = format!(
            r#"{{"success":{success},"transaction":"{transaction}","network":"eip155:84532","payer":"{SIGNER}"}}"#
        );
        json!({"status": status, "headers": [["PAYMENT-RESPONSE", base64_of(&text)]]})
    };
    let state = |title: &str, question: Value, class: Class, state: &str, again: &str| Row {
        title: title.into(),
        question,
        verdict: Answer("settlement-state", class, json!({"state": state, "signAgain": again})),
    };
    let id = "3fa85f64-5717-4562-b3fc-2c963f66afa6";
    vec![
        state("the settlement names an identifier", answered(200, true, id), Class::Valid, "settled", "no"),
        state(
            "it names an identifier, and has failed",
            answered(402, false, id),
            Class::Undecided,
            "pending",
            "not-yet",
        ),
        state("it names none, and has failed", answered(402, false, ""), Class::Invalid, "failed", "both-count"),
    ]
}

fn base64_of(text: &str) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};

    STANDARD.encode(text)
}
