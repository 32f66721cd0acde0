//! Rows 329 to 332, and 353: the declarations of the other extensions.

use serde_json::{Value, json};
use x402_conformance::vector::Class;

use super::demand::{edited, of, with};
use crate::draft::Draft;

pub(super) fn drafts() -> Vec<Draft> {
    [general(), sign_in(), identifier(), builder_code(), signed_offer(), message_signatures()]
        .into_iter()
        .flatten()
        .collect()
}

fn schema() -> Value {
    json!({"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"})
}

fn general() -> Vec<Draft> {
    let unknown = |extension: Value| with("example-extension", extension);
    let pointer = "/extensions/example-extension";
    let of = |number: &str, title: &str, extension: Value, class: Class, findings: &[(&str, &str)]| {
        of(number, title, &unknown(extension), class, findings).rulings(&["X-6"])
    };
    vec![
        of("0329h", "an extension that is not known", json!({"info": {}, "schema": schema()}), Class::Valid, &[]),
        of(
            "0329i",
            "an extension without info",
            json!({"schema": schema()}),
            Class::Invalid,
            &[(pointer, "extension-shape")],
        ),
        of(
            "0329j",
            "an extension whose info is a text",
            json!({"info": "x"}),
            Class::Invalid,
            &[(pointer, "extension-shape")],
        ),
        of("0329k", "an extension that is a list", json!([]), Class::Invalid, &[(pointer, "extension-shape")]),
        of("0329l", "an extension without a schema", json!({"info": {}}), Class::Valid, &[(pointer, "no-schema")]),
    ]
}

/// A challenge to sign in.
pub(super) fn challenge() -> Value {
    with(
        "sign-in-with-x",
        json!({
            "info": {
                "domain": "api.example.com",
                "uri": "https://api.example.com/weather",
                "version": "1",
                "nonce": "a1b2c3d4e5f67890a1b2c3d4e5f67890",
                "issuedAt": "2024-01-15T10:30:00.000Z"
            },
            "supportedChains": [{"chainId": "eip155:84532", "type": "eip191"}],
            "schema": schema()
        }),
    )
}

/// 329
fn sign_in() -> Vec<Draft> {
    let challenge = challenge();
    let info = |number: &str, title: &str, member: &str, value: Value, class: Class, rule: &str| {
        let pointer = format!("/extensions/sign-in-with-x/info/{member}");
        of(number, title, &edited(challenge.clone(), &pointer, value), class, &[(&pointer, rule)])
            .rulings(&["X-11", "X-12", "X-13", "X-15"])
    };
    let place = |member: &str| format!("/extensions/sign-in-with-x/info/{member}");
    let never = |number: &str, title: &str, member: &str, date: &str, is_never: bool| {
        let demand = edited(challenge.clone(), &place(member), json!(date));
        let found = [(&*place(member), "siwx-never")];
        let (class, found) = if is_never { (Class::Invalid, &found[..]) } else { (Class::Valid, &[][..]) };
        of(number, title, &demand, class, found).rulings(&["X-13"])
    };
    let chains = |number: &str, title: &str, member: &str, value: Value| {
        let pointer = format!("/extensions/sign-in-with-x/supportedChains{member}");
        of(number, title, &edited(challenge.clone(), &pointer, value), Class::Invalid, &[(&pointer, "siwx-chains")])
            .rulings(&["X-14"])
    };
    vec![
        of("0329", "a challenge", &challenge, Class::Valid, &[]).rulings(&["X-11"]),
        info("0329a", "a nonce of 7 characters", "nonce", json!("a1b2c3d"), Class::Invalid, "siwx-info"),
        info("0329b", "a nonce of 16 characters", "nonce", json!("a1b2c3d4e5f67890"), Class::Valid, "siwx-nonce"),
        info(
            "0329c",
            "the origin of another server",
            "uri",
            json!("https://other.example/weather"),
            Class::Invalid,
            "siwx-info",
        )
        .comment("The domain is not the one of the URI, so that no server could take the answer.")
        .result(&json!({"verdict": "invalid", "findings": [
            {"pointer": "/extensions/sign-in-with-x/info/domain", "rule": "siwx-info", "level": "error"},
            {"pointer": "/extensions/sign-in-with-x/info/uri", "rule": "siwx-origin", "level": "warning"}
        ]})),
        info("0329d", "a date without a zone", "issuedAt", json!("2024-01-15T10:30:00"), Class::Invalid, "siwx-info"),
        info("0329e", "a line break in the statement", "statement", json!("Sign\nin"), Class::Invalid, "siwx-info"),
        chains("0329f", "no chain", "", json!([])),
        of(
            "0329m",
            "the chains inside info, where they are none",
            &{
                let mut inside = challenge.clone();
                let extension = &mut inside["extensions"]["sign-in-with-x"];
                extension["info"]["supportedChains"] = extension["supportedChains"].take();
                edited(inside, "/extensions/sign-in-with-x/supportedChains", Value::Null)
            },
            Class::Invalid,
            &[("/extensions/sign-in-with-x/supportedChains", "siwx-chains")],
        )
        .rulings(&["X-14"]),
        of(
            "0329n",
            "an EVM chain and Solana",
            &edited(
                challenge.clone(),
                "/extensions/sign-in-with-x/supportedChains",
                json!([
                    {"chainId": "eip155:84532", "type": "eip191"},
                    {"chainId": "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1", "type": "ed25519"}
                ]),
            ),
            Class::Valid,
            &[],
        )
        .rulings(&["X-14"]),
        never("0329o", "it expires before it is issued", "expirationTime", "2024-01-15T10:29:59.000Z", true),
        never("0329t", "it expires when it is issued", "expirationTime", "2024-01-15T10:30:00.000Z", true)
            .no_witness("libraries differ in the second at which a challenge expires"),
        never("0329p", "it expires a second after it is issued", "expirationTime", "2024-01-15T10:30:01.000Z", false),
        never("0329q", "it begins when a sign-in is too old", "notBefore", "2024-01-15T10:35:01.000Z", true),
        never("0329r", "it begins at the last second", "notBefore", "2024-01-15T10:35:00.000Z", false)
            .no_witness("the libraries were asked at the time of the challenge"),
        of(
            "0329s",
            "it begins when it expires",
            &edited(
                edited(challenge.clone(), &place("notBefore"), json!("2024-01-15T10:31:00.000Z")),
                &place("expirationTime"),
                json!("2024-01-15T12:31:00.000+02:00"),
            ),
            Class::Invalid,
            &[(&place("expirationTime"), "siwx-never")],
        )
        .rulings(&["X-13"]),
        chains("0329g", "a type that does not go with the chain", "/0/type", json!("ed25519")),
    ]
}

/// 330
fn identifier() -> Vec<Draft> {
    let declared = |info: Value| with("payment-identifier", json!({"info": info, "schema": schema()}));
    let place = |member: &str| format!("/extensions/payment-identifier/info/{member}");
    let of = |number: &str, title: &str, info: Value, class: Class, findings: &[(&str, &str)]| {
        of(number, title, &declared(info), class, findings).rulings(&["X-9"])
    };
    vec![
        of("0330", "required", json!({"required": true}), Class::Valid, &[]),
        of(
            "0330a",
            "required is a text",
            json!({"required": "yes"}),
            Class::Invalid,
            &[(&place("required"), "identifier-required")],
        ),
        of(
            "0330b",
            "the server declares an identifier",
            json!({"required": false, "id": "pay_7d5d747be160e280504c099d984bcfe0"}),
            Class::Invalid,
            &[(&place("id"), "identifier-id")],
        ),
        of("0330c", "nothing is said", json!({}), Class::Valid, &[(&place("required"), "no-required")])
            .no_witness("the official packages want the member, which the document makes optional"),
    ]
}

/// 331
fn builder_code() -> Vec<Draft> {
    let declared = |info: Value| with("builder-code", json!({"info": info, "schema": schema()}));
    let place = |member: &str| format!("/extensions/builder-code/info/{member}");
    let of = |number: &str, title: &str, info: Value, class: Class, findings: &[(&str, &str)]| {
        of(number, title, &declared(info), class, findings).rulings(&["B-6", "X-30"])
    };
    vec![
        of(
            "0331",
            "a code and five service codes",
            json!({"a": "my_app", "s": ["a", "b", "c", "d", "e"]}),
            Class::Valid,
            &[],
        ),
        of("0331a", "a code in capitals", json!({"a": "My_App"}), Class::Invalid, &[(&place("a"), "builder-code")]),
        of(
            "0331b",
            "six service codes",
            json!({"s": ["a", "b", "c", "d", "e", "f"]}),
            Class::Invalid,
            &[(&place("s"), "builder-code")],
        ),
        of(
            "0331c",
            "a service code with a hyphen",
            json!({"s": ["a", "b-c"]}),
            Class::Invalid,
            &[(&place("s/1"), "builder-code")],
        ),
        of("0331d", "one service code as a text", json!({"s": "my_client"}), Class::Valid, &[]),
        of(
            "0331e",
            "the code of a wallet",
            json!({"a": "my_app", "w": "my_wallet"}),
            Class::Valid,
            &[(&place("w"), "wallet-code")],
        ),
    ]
}

/// 332
fn signed_offer() -> Vec<Draft> {
    let text = include_str!("../../../../docs/examples/signed-offer.json");
    let mut demand: Value = serde_json::from_str(text).expect("JSON of ours");
    demand["extensions"]["offer-receipt"]["schema"] = schema();
    demand["accepts"][0]["extra"] = json!({"name": "USDC", "version": "2"});
    let offer = "/extensions/offer-receipt/info/offers/0";
    let of = |number: &str, title: &str, demand: &Value, class: Class, findings: &[(&str, &str)]| {
        of(number, title, demand, class, findings).rulings(&["X-20", "X-28"])
    };
    let (payload, signature) = (format!("{offer}/payload"), format!("{offer}/signature"));
    let at = |member: &str| format!("{payload}/{member}");
    vec![
        of("0332", "a signed offer", &demand, Class::Valid, &[]),
        of(
            "0332a",
            "a signed offer of other terms",
            &edited(demand.clone(), "/accepts/0/amount", json!("10001")),
            Class::Invalid,
            &[(&payload, "offer-terms")],
        ),
        of(
            "0332b",
            "a signed offer of another entry",
            &edited(demand.clone(), &format!("{offer}/acceptIndex"), json!(7)),
            Class::Valid,
            &[(&format!("{offer}/acceptIndex"), "accept-index")],
        ),
        of(
            "0332c",
            "a signed offer without a version",
            &edited(demand.clone(), &at("version"), Value::Null),
            Class::Invalid,
            &[(offer, "offer-shape")],
        ),
        of(
            "0332d",
            "a signed offer of which a byte was changed after it was signed",
            &edited(demand.clone(), &at("resourceUrl"), json!("https://api.example.com/other")),
            Class::Valid,
            &[(&signature, "offer-signer")],
        ),
        of(
            "0332e",
            "a signature of 64 bytes",
            &edited(demand, &signature, json!(format!("0x{}", "11".repeat(64)))),
            Class::Invalid,
            &[(&signature, "offer-signature")],
        ),
    ]
}

/// 353
fn message_signatures() -> Vec<Draft> {
    let declared = with(
        "http-message-signatures",
        json!({"info": {
            "registrationUrl": "https://network.example.com/signature-agents",
            "signatureSchemes": ["ed25519"],
            "tags": ["web-bot-auth"]
        }}),
    );
    let texts = json!({"type": "array", "items": {"type": "string"}});
    let printed = with(
        "http-message-signatures",
        json!({
            "schema": {
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "type": "object",
                "properties": {
                    "registrationUrl": {"type": "string", "format": "uri"}, "signatureSchemes": texts, "tags": texts,
                },
                "required": ["registrationUrl", "signatureSchemes"],
            },
            "info": {
                "registrationUrl": "https://network.example.com/signature-agents",
                "signatureSchemes": ["ed25519", "ecdsa-p256-sha256", "rsa-pss-sha512"],
                "tags": ["web-bot-auth", "agent-browser-auth"],
            },
        }),
    );
    let case = |number: &str, title: &str, member: &str, value: Value| {
        let pointer = format!("/extensions/http-message-signatures/info/{member}");
        let demand = edited(declared.clone(), &pointer, value);
        of(number, title, &demand, Class::Invalid, &[(&pointer, "message-signatures")]).rulings(&["H-1"])
    };
    vec![
        of("0353", "a declaration without a schema", &declared, Class::Valid, &[]).rulings(&["H-1", "X-6"]),
        of("0353e", "the declaration that the document prints", &printed, Class::Valid, &[]).rulings(&["H-1"]),
        case("0353a", "no tags", "tags", Value::Null),
        case("0353b", "an empty list of tags", "tags", json!([])),
        case("0353c", "no algorithms", "signatureSchemes", Value::Null),
        case("0353d", "a relative URL", "registrationUrl", json!("/signature-agents")),
    ]
}
