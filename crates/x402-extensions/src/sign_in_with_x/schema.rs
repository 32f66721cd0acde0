//! The JSON Schema of a proof.

use alloc::{string::String, vec::Vec};

use super::{SignIn, SignatureScheme};
use x402_types::schema::{object, schemars::json_schema, serde_json, value};

object! {
    SignIn, "SignIn",
    "The proof that a client controls a wallet, as the header SIGN-IN-WITH-X carries it (sign-in-with-x.md, Client Request).";
    example: serde_json::json!({
        "domain": "api.example.com",
        "address": "0x857b06519E91e3A54538791bDbb0E22373e36b66",
        "uri": "https://api.example.com/premium-data",
        "version": "1",
        "chainId": "eip155:8453",
        "type": "eip191",
        "nonce": "a1b2c3d4e5f67890a1b2c3d4e5f67890",
        "issuedAt": "2024-01-15T10:30:00.000Z",
        "expirationTime": "2024-01-15T10:35:00.000Z",
        "statement": "Sign in to access premium data",
        "resources": ["https://api.example.com/premium-data"],
        "signatureScheme": "eip191",
        "signature": "0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c"
    });
    required "domain": String, "The host of the server, with its port where that is not the default one.";
    required "address": String, "The account: `0x` and 40 hexadecimal digits, or base58 of 32 bytes.";
    required "uri": String, "The resource that is accessed.";
    required "version": Version, "The version of the message.";
    required "chainId": String, "CAIP-2 identifier of the chain.";
    required "type": String, "`eip191` on an EVM chain, `ed25519` on Solana.";
    required "nonce": String, "The server's nonce: at least 8 letters and digits.";
    required "issuedAt": String, "When the challenge was made (RFC 3339).";
    optional "expirationTime": String, "The first second at which the sign-in has expired (RFC 3339).";
    optional "notBefore": String, "The first second at which the sign-in is valid (RFC 3339).";
    optional "requestId": String, "The server's name for the request.";
    optional "statement": String, "The request of the client, in words.";
    optional "resources": Vec<String>, "URIs that belong to the request.";
    optional "signatureScheme": SignatureScheme, "An unsigned hint: how the wallet makes its signature.";
    required "signature": String, "The signature: `0x` and hexadecimal digits, or base58 of 64 bytes.";
}

struct Version;

value!(Version, "SignInVersion", |_| json_schema!({
    "description": "The version of the message (EIP-4361).",
    "type": "string",
    "const": SignIn::VERSION
}));

value!(SignatureScheme, "SignatureScheme", |_| {
    let names: Vec<_> = SignatureScheme::ALL.iter().map(|scheme| scheme.as_str()).collect();
    json_schema!({
        "description": "How the wallet makes its signature: a key, a contract, a contract to be deployed, or Solana.",
        "type": "string",
        "enum": names
    })
});
