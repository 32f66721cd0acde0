//! Row 354: the examples of RFC 9421 in appendix B.2, with the keys of B.1, and the rules of its §2 for components.

use serde_json::{Value, json};

use super::build::{ED25519, P256, PAYING, Question};
use crate::draft::Draft;

/// B.1.4
const KEY_ED25519: &str =
    r#"{"kty":"OKP","crv":"Ed25519","kid":"test-key-ed25519","x":"JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs"}"#;
/// B.1.3
const KEY_P256: &str = r#"{"kty":"EC","crv":"P-256","kid":"test-key-ecc-p256","x":"qIVYZVLCrPZHGHjP17CTW0_-D9Lfw0EkjqF7xB4FivA","y":"Mc4nN9LTDOBhfoUeg8Ye9WedFRhnZXZJA12Qp0zZ6F0"}"#;
const DIGEST: &str =
    "sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:";

pub(super) fn drafts() -> Vec<Draft> {
    let mut drafts = printed();
    drafts.extend(components());
    drafts
}

fn key(json: &str) -> Value {
    serde_json::from_str(json).expect("a key of the document")
}

fn printed() -> Vec<Draft> {
    let request = Question(json!({
        "label": "sig-b26",
        "request": {"method": "POST", "targetUri": "https://example.com/foo?param=Value&Pet=dog", "headers": [
            ["Host", "example.com"],
            ["Date", "Tue, 20 Apr 2021 02:07:55 GMT"],
            ["Content-Type", "application/json"],
            ["Content-Digest", "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:"],
            ["Content-Length", "18"],
            ["Signature-Input", "sig-b26=(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\");created=1618884473;keyid=\"test-key-ed25519\""],
            ["Signature", "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:"],
        ]},
        "now": 1_618_884_473,
        "keys": {"test-key-ed25519": key(KEY_ED25519)},
    }));
    let answer = Question(json!({
        "label": "sig-b24",
        "answer": {"status": 200, "headers": [
            ["Date", "Tue, 20 Apr 2021 02:07:56 GMT"],
            ["Content-Type", "application/json"],
            ["Content-Digest", DIGEST],
            ["Content-Length", "23"],
            ["Signature-Input", "sig-b24=(\"@status\" \"content-type\" \"content-digest\" \"content-length\");created=1618884473;keyid=\"test-key-ecc-p256\""],
            ["Signature", "sig-b24=:wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==:"],
        ]},
        "now": 1_618_884_473,
        "keys": {"test-key-ecc-p256": key(KEY_P256)},
    }));
    let of_request = "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\"@method\": POST\n\"@path\": /foo\n\"@authority\": example.com\n\"content-type\": application/json\n\"content-length\": 18\n\"@signature-params\": (\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\");created=1618884473;keyid=\"test-key-ed25519\"";
    let of_answer = format!(
        "\"@status\": 200\n\"content-type\": application/json\n\"content-digest\": {DIGEST}\n\"content-length\": 23\n\"@signature-params\": (\"@status\" \"content-type\" \"content-digest\" \"content-length\");created=1618884473;keyid=\"test-key-ecc-p256\""
    );
    vec![
        request
            .valid("0354", "RFC 9421 B.2.6: a request, by Ed25519", "test-key-ed25519", &[])
            .result(&json!({"verdict": "valid", "keyId": "test-key-ed25519", "base": of_request, "flags": []}))
            .rulings(&["H-2", "H-3"]),
        answer
            .valid("0354a", "RFC 9421 B.2.4: an answer, by ECDSA", "test-key-ecc-p256", &["unbound-response"])
            .result(&json!({
                "verdict": "valid", "keyId": "test-key-ecc-p256", "base": of_answer, "flags": ["unbound-response"],
            }))
            .rulings(&["H-2", "H-3", "H-4"]),
    ]
}

/// The value of each component, in the order of RFC 9421 §2.
fn components() -> Vec<Draft> {
    let request = Question::request();
    let at = |uri: &str| request.clone().set("/request/targetUri", uri.into());
    let lines = json!([["X-Lines", " one "], ["Host", "api.example.com"], ["x-lines", "\ttwo"]]);
    let plain = |number: &str, title: &str, question: &Question, covered: &str| {
        let unpaid = question.clone().set("/request/headers", json!([["Host", "api.example.com"]]));
        unpaid.signed(ED25519, covered).valid(number, title, ED25519, &[])
    };
    let signed = request.clone().signed(ED25519, PAYING);
    vec![
        signed.valid("0354b", "a request that pays, by Ed25519", ED25519, &[]),
        request.clone().signed(P256, PAYING).valid("0354c", "the same by ECDSA", P256, &[]),
        plain(
            "0354d",
            "every derived component of a request",
            &request,
            r#"("@method" "@target-uri" "@authority" "@scheme" "@request-target" "@path" "@query" "@query-param";name="city")"#,
        ),
        request
            .clone()
            .set("/request/headers", lines)
            .signed(ED25519, r#"("@authority" "x-lines")"#)
            .valid("0354e", "a field of two lines, with blanks around", ED25519, &[]),
        plain("0354f", "a host in capitals, with the port of its scheme", &at("HTTPS://API.example.com:443/"), r#"("@authority" "@scheme")"#),
        plain("0354g", "a host with another port", &at("https://api.example.com:8443/"), r#"("@authority")"#),
        plain("0354h", "neither path nor query", &at("https://api.example.com"), r#"("@authority" "@path" "@query" "@request-target")"#),
        plain(
            "0354i",
            "a parameter of the query with a blank and an escape",
            &at("https://api.example.com/?city=Neu+Ulm%21&x=~"),
            r#"("@authority" "@query-param";name="city" "@query-param";name="x")"#,
        ),
        plain("0354o", "a target with neither path nor query", &at("https://api.example.com"), r#"("@target-uri")"#),
        plain("0354p", "a target with a query and no path", &at("HTTPS://api.example.com?city=Ulm"), r#"("@target-uri")"#),
        plain(
            "0354q",
            "a parameter of the query with bytes that are not UTF-8",
            &at("https://api.example.com/?city=%FFUlm%E2%82&%C3=1"),
            r#"("@authority" "@query-param";name="city" "@query-param";name="%EF%BF%BD")"#,
        ),
        plain("0354j", "an escape in lower case in the path", &at("https://api.example.com/%7ea/b%2fc?x=%2f"), r#"("@authority" "@path" "@query")"#),
        request
            .clone()
            .signed(ED25519, r#"("@authority")"#)
            .valid("0354k", "the payment is not covered", ED25519, &["payment-uncovered"])
            .rulings(&["H-4"]),
        signed
            .signed_as("other", P256, r#"("@target-uri" "payment-signature");created=1740672100;keyid="p256""#)
            .valid("0354l", "the second of two signatures", P256, &[]),
        request
            .clone()
            .signed_with(ED25519, r#"("@authority" "payment-signature");keyid="ed25519""#)
            .valid("0354m", "no time of the signature", ED25519, &["no-created"]),
        request
            .clone()
            .signed_with(
                ED25519,
                r#"("@authority" "payment-signature");created=1740672100;expires=1740672101;nonce="n\"\\";alg="ed25519";keyid="ed25519";tag="web-bot-auth""#,
            )
            .valid("0354n", "every parameter of a signature", ED25519, &[]),
        request
            .clone()
            .signed_with(
                ED25519,
                r#"("@authority" "payment-signature");created=1740672100;keyid="ed25519";weight=1.5;offset=-3;least=-0.125"#,
            )
            .valid("0354r", "parameters that RFC 9421 does not have, with decimals and a negative number", ED25519, &[]),
        request
            .clone()
            .signed_with(ED25519, r#"("@authority" "payment-signature");created=1740672100;keyid="ed25519";weight=01.500"#)
            .valid("0354s", "a decimal with superfluous zeros", ED25519, &[]),
    ]
}
