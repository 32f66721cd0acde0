//! The JSON Schema of an EIP-3009 payload.

use x402_types::{
    Amount, UnixSeconds,
    schema::{
        object,
        serde_json::{Value, json},
        text, value,
    },
};

use super::{Authorization, Nonce, Payload};
use crate::evm::{Address, Signature};
use crate::schema::none_of_others;

object! {
    Payload, "ExactEip3009Payload",
    "The `payload` of a payment in the scheme `exact` with EIP-3009 `transferWithAuthorization` (scheme_exact_evm.md §1).";
    example: json!({
        "signature": "0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c",
        "authorization": authorization()
    });
    required "signature": Signature, "The payer's signature over the authorization.";
    required "authorization": Authorization, "The message that the payer signs.";
    { "not": (none_of_others(&["authorization"])) }
}

object! {
    Authorization, "Eip3009Authorization",
    "The message `TransferWithAuthorization` of EIP-3009, which the payer signs for the token.";
    example: authorization();
    required "from": Address, "The payer.";
    required "to": Address, "The recipient.";
    required "value": Amount, "The amount, in atomic units of the token.";
    required "validAfter": UnixSeconds, "The token accepts the transfer in a block later than this.";
    required "validBefore": UnixSeconds, "The token accepts the transfer in a block earlier than this.";
    required "nonce": Nonce, "Unique for each authorization of a payer and a token.";
}

value!(Nonce, "Eip3009Nonce", |_| text(
    "The nonce of an authorization: `0x` and 64 hexadecimal digits in any letter case.",
    "^0x[0-9a-fA-F]{64}$",
    "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"
));

fn authorization() -> Value {
    json!({
        "from": "0x857b06519E91e3A54538791bDbb0E22373e36b66",
        "to": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
        "value": "10000",
        "validAfter": "1740672089",
        "validBefore": "1740672154",
        "nonce": "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"
    })
}
