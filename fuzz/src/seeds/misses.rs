//! What the vectors do not have, for lines that no other input reaches.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// Messages of MCP, whose near misses the vectors do not have.
const CARRIERS: &[(&str, &str)] = &[
    ("mcp-parameters-in-a-list", r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":[]}"#),
    ("mcp-result-in-a-list", r#"{"jsonrpc":"2.0","id":1,"result":[]}"#),
    (
        "mcp-paid-error",
        r#"{"jsonrpc":"2.0","id":1,"result":{"isError":true,"_meta":{"x402/payment-response":{"success":true,"transaction":"0x2","network":"eip155:1"}}}}"#,
    ),
    (
        "mcp-settlement-in-a-demand",
        r#"{"jsonrpc":"2.0","id":1,"result":{"isError":true,"structuredContent":{"x402Version":2,"resource":{"url":"https://a.example/"},"accepts":[],"x402/payment-response":{"success":true,"transaction":"0x2","network":"eip155:1"}},"content":[{"type":"text","text":"{\"x402Version\":2,\"resource\":{\"url\":\"https://a.example/\"},\"accepts\":[],\"x402/payment-response\":{\"success\":true,\"transaction\":\"0x2\",\"network\":\"eip155:1\"}}"}]}}"#,
    ),
    (
        "mcp-two-demands",
        r#"{"jsonrpc":"2.0","id":1,"result":{"resultType":"payment_required","paymentRequired":{"x402Version":2,"resource":{"url":"https://a.example/"},"accepts":[]},"structuredContent":{"x402Version":2,"resource":{"url":"https://b.example/"},"accepts":[]}}}"#,
    ),
];

/// What stands in a sign-in for the date and for the URI of this.
const SIGN_IN: &str = r#"{"domain":"a.example","address":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266","uri":"https://a.example/","version":"1","chainId":"eip155:1","type":"eip191","nonce":"a1b2c3d4e5f67890","issuedAt":"2024-01-15T10:30:00Z","signature":"0x00"}"#;
const DATES: &[&str] = &[
    "2023-02-28T23:59:60Z",
    "2023-02-29T00:00:00Z",
    "2024-04-31T24:00:00Z",
    "2024-12-31T10:30:00.5+23:59",
    "2024-01-15T10:30:00-24:00",
    "2024-01-15t10:61:00z",
    "2024-01-15 10:30:00Z",
    "1969-12-31T23:59:59Z",
];
const URIS: &[&str] = &[
    "https://[::1]:8080/",
    "https://[::1]/",
    "https://[::1]a/",
    "https://[::1/",
    "https://[g]/",
    "https://[v1.a]/",
    "https://a.example:1:2/",
    "https://u@a.example/",
    "https://u[@a.example/",
    "ftp://a.example/",
    "urn:a",
    "1://a.example",
    "https://",
    "https://a.example:x/",
    "https://a%zz/",
];

/// Transactions of Solana that end early: in front of the message, and in a number that goes on for a fourth byte.
const TRANSACTIONS: &[(&str, &[u8])] = &[("no-message", &[0]), ("number-goes-on", &[0, 1, 0, 0, 0x81, 0x81, 0x81])];

/// A value of Stellar behind its kind: the instance of an asset's contract that stores nothing under nothing.
const INSTANCE: &[u8] = &[4, 0, 0, 0, 19, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1];

/// Null is absent (C-7).
const CLAIM_OF_NULL: &str = r#"{"claimAuthorizerSignature":null,"claims":[{"signature":"0x0e59a34d3a557bf61853e36b77c8ab2b6444b84b7c5a25e7c65ec0002d0504934f3246905eb16eac5082811c6d3a97f886888c0f4dd7b1c324b0853a02c186091b","totalClaimed":"2700","voucher":{"channel":{"payer":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266","payerAuthorizer":"0x70997970C51812dc3A010C7d01b50e0d17dc79C8","receiver":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","receiverAuthorizer":"0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC","salt":"0x000000000000000000000000000000000000000000000000000000000000002a","token":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","withdrawDelay":86400},"maxClaimableAmount":"3000"}}],"type":"claim"}"#;

/// JSON for the payload of a JWS, in its canonical form or nearly.
const SIGNED: &[&str] = &[
    r#"{"a":["\u001f",1,-1.5,1e+300,0,null,true],"b":{"c":"é","d":[]}}"#,
    r#"{"b":1,"a":-0.0}"#,
    r#"[1e400]"#,
    r#"[0.10000000000000000000000001]"#,
    r#"{"\ud83d\ude00":1,"\ufb33":2,"a":1e-7}"#,
];

/// What may stand in `did:jwk`. The keys of the vectors are added.
const KEYS: &[&str] = &[
    "[]",
    r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"a"}"#,
    r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","use":"enc"}"#,
    r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","alg":1}"#,
    r#"{"kty":"OKP","crv":"X25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
    r#"{"kty":"EC","crv":"P-256","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","y":"11qY"}"#,
];

/// No point of secp256k1 has this for x, so that no key has made the signature.
pub(super) const NO_POINT: &str = "8000000000000000000000000000000000000000000000000000000000000002";

/// Adds each by its target and name.
pub(super) fn seeds(add: &mut impl FnMut(&'static str, &str, &[u8])) {
    for (name, text) in CARRIERS {
        add("carrier", name, text.as_bytes());
    }
    let signature = format!("0x{NO_POINT}{:064x}1b", 1);
    add("sign_in", "no-signer", SIGN_IN.replace("0x00", &signature).as_bytes());
    add("stellar_xdr", "instance", INSTANCE);
    add("batch_settlement_payload", "claim-of-null", CLAIM_OF_NULL.as_bytes());
    for (member, values) in [("2024-01-15T10:30:00Z", DATES), ("https://a.example/", URIS)] {
        for value in values {
            add("sign_in", &value.replace('/', "-"), SIGN_IN.replace(member, value).as_bytes());
        }
    }
    for (name, data) in TRANSACTIONS {
        add("transaction", name, data);
    }
    for (number, payload) in SIGNED.iter().enumerate() {
        add("jws", &format!("signed-{number}"), format!("e30.{}.", URL_SAFE_NO_PAD.encode(payload)).as_bytes());
    }
    for (number, key) in KEYS.iter().enumerate() {
        add("key_id", &format!("key-{number}"), did_jwk(key).as_bytes());
    }
}

pub(super) fn did_jwk(key: &str) -> String {
    format!("did:jwk:{}", URL_SAFE_NO_PAD.encode(key))
}
