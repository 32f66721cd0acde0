//! The examples in the schemas, which are those of the specifications. V2 §7.1 elides a payment, and the one of V1 §5.2
//! is used there.

use serde_json::{Value, json};

const ASSET: &str = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
const PAY_TO: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
const PAYER: &str = "0x857b06519E91e3A54538791bDbb0E22373e36b66";
const TRANSACTION: &str = "0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef";

/// Returns the offer of the V1 specification.
#[must_use]
pub fn offer_v1() -> Value {
    json!({
        "scheme": "exact",
        "network": "base-sepolia",
        "maxAmountRequired": "10000",
        "asset": ASSET,
        "payTo": PAY_TO,
        "resource": "https://api.example.com/premium-data",
        "description": "Access to premium market data",
        "mimeType": "application/json",
        "maxTimeoutSeconds": 60,
        "extra": {"name": "USDC", "version": "2"}
    })
}

/// Returns the offer of the V2 specification.
#[must_use]
pub fn offer_v2() -> Value {
    json!({
        "scheme": "exact",
        "network": "eip155:84532",
        "amount": "10000",
        "asset": ASSET,
        "payTo": PAY_TO,
        "maxTimeoutSeconds": 60,
        "extra": {"name": "USDC", "version": "2"}
    })
}

pub(super) fn resource() -> Value {
    json!({
        "url": "https://api.example.com/premium-data",
        "description": "Access to premium market data",
        "mimeType": "application/json",
        "serviceName": "Example Market Data",
        "tags": ["market-data", "finance"],
        "iconUrl": "https://api.example.com/icon.png"
    })
}

pub(super) fn payment_required_v1() -> Value {
    json!({"x402Version": 1, "error": "X-PAYMENT header is required", "accepts": [offer_v1()]})
}

pub(super) fn payment_required_v2() -> Value {
    json!({
        "x402Version": 2,
        "error": "PAYMENT-SIGNATURE header is required",
        "resource": resource(),
        "accepts": [offer_v2()],
        "extensions": {}
    })
}

pub(super) fn payment_v1() -> Value {
    json!({"x402Version": 1, "scheme": "exact", "network": "base-sepolia", "payload": payload()})
}

pub(super) fn payment_v2() -> Value {
    json!({"x402Version": 2, "resource": resource(), "accepted": offer_v2(), "payload": payload(), "extensions": {}})
}

/// A payload of `exact` with EIP-3009.
fn payload() -> Value {
    json!({
        "signature": "0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c",
        "authorization": {
            "from": PAYER,
            "to": PAY_TO,
            "value": "10000",
            "validAfter": "1740672089",
            "validBefore": "1740672154",
            "nonce": "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"
        }
    })
}

pub(super) fn request_v1() -> Value {
    json!({"x402Version": 1, "paymentPayload": payment_v1(), "paymentRequirements": offer_v1()})
}

pub(super) fn request_v2() -> Value {
    json!({"x402Version": 2, "paymentPayload": payment_v2(), "paymentRequirements": offer_v2()})
}

pub(super) fn settled() -> Value {
    json!({"success": true, "payer": PAYER, "transaction": TRANSACTION, "network": "eip155:84532"})
}

pub(super) fn verified() -> Value {
    json!({"isValid": true, "payer": PAYER})
}

pub(super) fn kind() -> Value {
    json!({"x402Version": 2, "scheme": "exact", "network": "eip155:84532"})
}

pub(super) fn supported() -> Value {
    json!({
        "kinds": [kind()],
        "extensions": [],
        "signers": {
            "eip155:*": ["0x1234567890abcdef1234567890abcdef12345678"],
            "solana:*": ["CKPKJWNdJEqa81x7CkZ14BVPiY6y16Sxs7owznqtWYp5"]
        }
    })
}
