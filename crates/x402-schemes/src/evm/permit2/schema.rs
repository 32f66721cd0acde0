//! The JSON Schemas of the Permit2 payloads: one for each scheme, because the witnesses differ.

use x402_types::{
    Amount, UnixSeconds,
    schema::{
        decimal, non_null, object,
        schemars::json_schema,
        serde_json::{Value, json},
        value,
    },
};

use super::{Nonce, Payload, TokenPermissions};
use crate::evm::{Address, Signature};
use crate::schema::none_of_others;

/// The payload of `exact`.
pub(crate) struct ExactPayload;
/// The payload of `upto`.
pub(crate) struct UptoPayload;
struct ExactAuthorization;
struct UptoAuthorization;
struct ExactWitness;
struct UptoWitness;

value!(Payload, "Permit2Payload", |generator| {
    let schemes = [generator.subschema_for::<ExactPayload>(), generator.subschema_for::<UptoPayload>()];
    json_schema!({
        "description": "The `payload` of a payment with Permit2, in either scheme.",
        "examples": [exact(), upto()],
        "oneOf": schemes
    })
});

object! {
    ExactPayload, "ExactPermit2Payload",
    "The `payload` of a payment in the scheme `exact` with Permit2 (scheme_exact_evm.md §2).";
    example: exact();
    required "signature": Signature, "The payer's signature over the authorization.";
    required "permit2Authorization": ExactAuthorization, "The message that the payer signs, and the payer's address.";
    { "not": (none_of_others(&["permit2Authorization"])) }
}

object! {
    UptoPayload, "UptoPermit2Payload",
    "The `payload` of a payment in the scheme `upto`, which settles with Permit2 (scheme_upto_evm.md).";
    example: upto();
    required "signature": Signature, "The payer's signature over the authorization.";
    required "permit2Authorization": UptoAuthorization, "The message that the payer signs, and the payer's address.";
    { "not": (none_of_others(&["permit2Authorization"])) }
}

object! {
    ExactAuthorization, "ExactPermit2Authorization",
    "The message `PermitWitnessTransferFrom` of Permit2 with the witness of `exact`, which the payer signs, and the payer's address.";
    example: exact_authorization();
    required "from": Address, "The payer. Not part of the message.";
    required "permitted": TokenPermissions, "The token and the amount that may be taken.";
    required "spender": Address, "The contract that may take them, which is the proxy of the scheme.";
    required "nonce": Nonce, "Unique for each permit of a payer.";
    required "deadline": UnixSeconds, "The last second at which Permit2 accepts the permit.";
    required "witness": ExactWitness, "The terms that the proxy enforces.";
}

object! {
    UptoAuthorization, "UptoPermit2Authorization",
    "The message `PermitWitnessTransferFrom` of Permit2 with the witness of `upto`, which the payer signs, and the payer's address.";
    example: upto_authorization();
    required "from": Address, "The payer. Not part of the message.";
    required "permitted": TokenPermissions, "The token and the amount that may be taken.";
    required "spender": Address, "The contract that may take them, which is the proxy of the scheme.";
    required "nonce": Nonce, "Unique for each permit of a payer.";
    required "deadline": UnixSeconds, "The last second at which Permit2 accepts the permit.";
    required "witness": UptoWitness, "The terms that the proxy enforces.";
}

object! {
    TokenPermissions, "Permit2TokenPermissions",
    "The token and the amount that may be taken.";
    example: permitted();
    required "token": Address, "The token.";
    required "amount": Amount, "The amount in atomic units of the token: exactly this amount in `exact`, at most this amount in `upto`.";
}

object! {
    ExactWitness, "ExactPermit2Witness",
    "The terms that the proxy of `exact` enforces.";
    example: json!({"to": PAY_TO, "validAfter": "1740672089"});
    required "to": Address, "The recipient.";
    required "validAfter": UnixSeconds, "The first second at which the proxy settles.";
    { "not": (non_null(&["facilitator"])) }
}

object! {
    UptoWitness, "UptoPermit2Witness",
    "The terms that the proxy of `upto` enforces.";
    example: json!({"to": PAY_TO, "facilitator": FACILITATOR, "validAfter": "1740672089"});
    required "to": Address, "The recipient.";
    required "facilitator": Address, "The only account that may settle.";
    required "validAfter": UnixSeconds, "The first second at which the proxy settles.";
}

value!(Nonce, "Permit2Nonce", |_| decimal(
    "The nonce of a permit, from 0 to 2^256-1: decimal digits without a leading zero.",
    NONCE
));

// The vectors permit2-0111 and upto-0111.
const PAY_TO: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
const FACILITATOR: &str = "0x90F79bf6EB2c4f870365E785982E1f101E93b906";
const NONCE: &str = "33247007178036348590600198031289925668252061821958005840077069883511451257277";

fn permitted() -> Value {
    json!({"token": "0x036CbD53842c5426634e7929541eC2318f3dCF7e", "amount": "10000"})
}

fn authorization(spender: &str, witness: &Value) -> Value {
    json!({
        "from": "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
        "permitted": permitted(),
        "spender": spender,
        "nonce": NONCE,
        "deadline": "1740672154",
        "witness": witness
    })
}

fn exact_authorization() -> Value {
    let witness = json!({"to": PAY_TO, "validAfter": "1740672089"});
    authorization("0x402085c248EeA27D92E8b30b2C58ed07f9E20001", &witness)
}

fn upto_authorization() -> Value {
    let witness = json!({"to": PAY_TO, "facilitator": FACILITATOR, "validAfter": "1740672089"});
    authorization("0x4020A4f3b7b90ccA423B9fabCc0CE57C6C240002", &witness)
}

fn exact() -> Value {
    json!({
        "signature": "0x3b029ad182a14cdb81c9eb44f935279e124e88afdc4043ed1183345aba6781b95cd297107e2808d8ea2722260e88856b5a13a6db23e38a30e2604dca9e1ce1da1b",
        "permit2Authorization": exact_authorization()
    })
}

fn upto() -> Value {
    json!({
        "signature": "0xe03fd06b13df37356214956935e243b6a026d4bbcbca6e42a1f73ef0528063b30766f5fea5eb3bb27b8bb2c35997e03117577bda6d906fb09b99e6c973f690b51b",
        "permit2Authorization": upto_authorization()
    })
}
