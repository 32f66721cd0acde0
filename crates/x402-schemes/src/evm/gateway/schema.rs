//! The JSON Schema of the payload for an offer of the Gateway. It has the fields of an EIP-3009 payload.

use x402_types::schema::{object, serde_json::json};

use crate::evm::{Signature, eip3009::Authorization};
use crate::schema::none_of_others;

/// The payload for an offer of the Gateway.
pub(crate) struct GatewayPayload;

object! {
    GatewayPayload, "ExactGatewayPayload",
    "The `payload` of a payment in the scheme `exact` for an offer of the Gateway: an EIP-3009 authorization, signed in the domain of the operator's wallet contract.";
    example: json!({
        "signature": "0xaca3d180627abbef8a58f354fb574ae9b8334b44b35ec31c73e07f5000387fb6228064b4f9d5df823c90b71663e3e049e649633fb601b003d5e98e9bc06781ba1b",
        "authorization": {
            "from": "0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F",
            "to": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
            "value": "10000",
            "validAfter": "1740671500",
            "validBefore": "1741277000",
            "nonce": "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"
        }
    });
    required "signature": Signature, "The payer's signature over the authorization.";
    required "authorization": Authorization, "The message that the payer signs.";
    { "not": (none_of_others(&["authorization"])) }
}
