//! Payloads of the schemes by Permit2 (`scheme_exact_evm.md` §2, `scheme_upto_evm.md` §1), and the terms of `upto`.

use super::object::{
    Member,
    Need::{Optional, Required},
    Object, Read,
};
use crate::case::Case;

/// The signatures of `permit2-0111` and `upto-0111`, by the well-known key.
const SIGNATURE: &str = concat!(
    r#""0x3b029ad182a14cdb81c9eb44f935279e124e88afdc4043ed1183345aba6781b95cd297107e2808d8ea2722260e88856b5a13a6db"#,
    r#"23e38a30e2604dca9e1ce1da1b""#
);
const SIGNATURE_UPTO: &str = concat!(
    r#""0xe03fd06b13df37356214956935e243b6a026d4bbcbca6e42a1f73ef0528063b30766f5fea5eb3bb27b8bb2c35997e03117577bda"#,
    r#"6d906fb09b99e6c973f690b51b""#
);
const AUTHORIZATION: &str = concat!(
    r#"{"permitted":{"token":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","amount":"10000"},"#,
    r#""from":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266","spender":"0x402085c248EeA27D92E8b30b2C58ed07f9E20001","#,
    r#""nonce":"33247007178036348590600198031289925668252061821958005840077069883511451257277","#,
    r#""deadline":"1740672154","#,
    r#""witness":{"to":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","validAfter":"1740672089"}}"#
);
const AUTHORIZATION_UPTO: &str = concat!(
    r#"{"permitted":{"token":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","amount":"10000"},"#,
    r#""from":"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266","spender":"0x4020A4f3b7b90ccA423B9fabCc0CE57C6C240002","#,
    r#""nonce":"33247007178036348590600198031289925668252061821958005840077069883511451257277","#,
    r#""deadline":"1740672154","witness":{"to":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","#,
    r#""facilitator":"0x90F79bf6EB2c4f870365E785982E1f101E93b906","validAfter":"1740672089"}}"#
);
const PERMITTED: &str = r#"{"token":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","amount":"10000"}"#;
const TOKEN: &str = r#""0x036CbD53842c5426634e7929541eC2318f3dCF7e""#;
const PAYER: &str = r#""0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266""#;
const MERCHANT: &str = r#""0x209693Bc6afc0C5328bA36FaF03C514EF312287C""#;
const FACILITATOR: &str = r#""0x90F79bf6EB2c4f870365E785982E1f101E93b906""#;
const NONCE: &str = r#""33247007178036348590600198031289925668252061821958005840077069883511451257277""#;
const NONCE_NUMBER: &str = "33247007178036348590600198031289925668252061821958005840077069883511451257277";
const WITNESS: &str = r#"{"to":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","validAfter":"1740672089"}"#;
const WITNESS_UPTO: &str = concat!(
    r#"{"to":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","#,
    r#""facilitator":"0x90F79bf6EB2c4f870365E785982E1f101E93b906","validAfter":"1740672089"}"#
);

const EXACT: [&[Member]; 4] = [
    &[
        ("signature", Required, SIGNATURE, "7", &["EVM-2-phase2-01"]),
        ("permit2Authorization", Required, AUTHORIZATION, "[]", &["EVM-2-phase2-01", "EVM-2-phase2-03"]),
    ],
    &[
        ("permitted", Required, PERMITTED, "[]", &["EVM-2-phase2-08", "EVM-2-phase2-03"]),
        ("from", Required, PAYER, "7", &["EVM-2-phase2-09", "EVM-2-phase2-03"]),
        (
            "spender",
            Required,
            r#""0x402085c248EeA27D92E8b30b2C58ed07f9E20001""#,
            "7",
            &["EVM-2-phase2-10", "EVM-2-phase2-03"],
        ),
        ("nonce", Required, NONCE, NONCE_NUMBER, &["EVM-2-phase2-11", "EVM-2-phase2-03"]),
        ("deadline", Required, r#""1740672154""#, "1740672154", &["EVM-2-phase2-12", "EVM-2-phase2-03"]),
        ("witness", Required, WITNESS, "[]", &["EVM-2-phase2-13", "EVM-2-phase2-03"]),
    ],
    &[
        ("token", Required, TOKEN, "7", &["EVM-2-phase2-08"]),
        ("amount", Required, r#""10000""#, "10000", &["EVM-2-phase2-08"]),
    ],
    &[
        ("to", Required, MERCHANT, "7", &["EVM-2-phase2-13"]),
        ("validAfter", Required, r#""1740672089""#, "1740672089", &["EVM-2-phase2-14", "EVM-2-phase2-13"]),
    ],
];

const UPTO: [&[Member]; 4] = [
    &[
        ("signature", Required, SIGNATURE_UPTO, "7", &["UPTOEVM-1-phase2-01"]),
        ("permit2Authorization", Required, AUTHORIZATION_UPTO, "[]", &["UPTOEVM-1-phase2-01", "UPTOEVM-1-phase2-03"]),
    ],
    &[
        ("permitted", Required, PERMITTED, "[]", &["UPTOEVM-1-phase2-11", "UPTOEVM-1-phase2-03"]),
        ("from", Required, PAYER, "7", &["UPTOEVM-1-phase2-12", "UPTOEVM-1-phase2-03"]),
        (
            "spender",
            Required,
            r#""0x4020A4f3b7b90ccA423B9fabCc0CE57C6C240002""#,
            "7",
            &["UPTOEVM-1-phase2-13", "UPTOEVM-1-phase2-03"],
        ),
        ("nonce", Required, NONCE, NONCE_NUMBER, &["UPTOEVM-1-phase2-03"]),
        (
            "deadline",
            Required,
            r#""1740672154""#,
            "1740672154",
            &["UPTOEVM-1-phase2-15", "UPTOEVM-1-phase2-03", "UPTO-core-2-01", "UPTO-scope-02"],
        ),
        ("witness", Required, WITNESS_UPTO, "[]", &["UPTOEVM-1-phase2-16", "UPTOEVM-1-phase2-03"]),
    ],
    &[
        ("token", Required, TOKEN, "7", &["UPTOEVM-1-phase2-11"]),
        ("amount", Required, r#""10000""#, "10000", &["UPTOEVM-1-phase2-11"]),
    ],
    &[
        ("to", Required, MERCHANT, "7", &["UPTOEVM-1-phase2-16"]),
        ("facilitator", Required, FACILITATOR, "7", &["UPTOEVM-1-phase2-16", "UPTOEVM-proxy-02"]),
        (
            "validAfter",
            Required,
            r#""1740672089""#,
            "1740672089",
            &["UPTOEVM-1-phase2-16", "UPTO-core-2-01", "UPTO-scope-02"],
        ),
    ],
];

const TERMS: &[Member] = &[
    ("scheme", Required, r#""upto""#, "7", &["UPTOEVM-2-01"]),
    ("network", Required, r#""eip155:84532""#, "84532", &["UPTOEVM-2-02"]),
    ("amount", Required, r#""10000""#, "true", &["UPTOEVM-2-03"]),
    ("asset", Required, TOKEN, "7", &["UPTOEVM-2-04"]),
    ("payTo", Required, MERCHANT, "7", &["UPTOEVM-2-05"]),
    ("maxTimeoutSeconds", Required, "60", r#""60""#, &["UPTOEVM-2-06"]),
    (
        "extra",
        Optional,
        r#"{"name":"USDC","version":"2","facilitatorAddress":"0x90F79bf6EB2c4f870365E785982E1f101E93b906"}"#,
        "[]",
        &[],
    ),
];

/// The objects from number 35 on.
pub(super) fn objects() -> Vec<Object> {
    let terms = Object {
        number: 43,
        name: "terms of upto",
        read: Read::Decode("verify-request", Some(2)),
        template: format!(
            r#"{{"x402Version":2,"paymentPayload":{{"x402Version":2,"accepted":{{"scheme":"upto","network":"eip155:84532","amount":"10000","asset":{TOKEN},"payTo":{MERCHANT},"maxTimeoutSeconds":60}},"payload":{{"a":1}}}},"paymentRequirements":@}}"#
        ),
        path: "paymentRequirements",
        members: TERMS,
        rows: &[],
    };
    let names = ["payload by Permit2", "permit2Authorization", "permitted", "witness"];
    let exact = payload(35, names, Case::permit2, SIGNATURE, EXACT);
    let names = ["payload of upto", "permit2Authorization of upto", "permitted of upto", "witness of upto"];
    let upto = payload(39, names, Case::upto, SIGNATURE_UPTO, UPTO);
    exact.into_iter().chain(upto).chain([terms]).collect()
}

/// A payload and the objects in it.
fn payload(
    number: u32,
    names: [&'static str; 4],
    payment: fn() -> Case,
    signature: &str,
    members: [&'static [Member]; 4],
) -> Vec<Object> {
    let [payload, authorization, permitted, witness] = members;
    let object = |at: u32, name, template: String, path, members| Object {
        number: number + at,
        name,
        read: Read::Verify(payment),
        template,
        path,
        members,
        rows: &[],
    };
    let good = |members: &[Member], open: &str| {
        let text = |(name, _, good, _, _): &Member| format!("\"{name}\":{}", if *name == open { "@" } else { good });
        format!("{{{}}}", members.iter().map(text).collect::<Vec<_>>().join(","))
    };
    let inside = |text: &str| format!(r#"{{"signature":{signature},"permit2Authorization":{text}}}"#);
    vec![
        object(0, names[0], "@".into(), "payload", payload),
        object(1, names[1], inside("@"), "payload.permit2Authorization", authorization),
        object(
            2,
            names[2],
            inside(&good(authorization, "permitted")),
            "payload.permit2Authorization.permitted",
            permitted,
        ),
        object(3, names[3], inside(&good(authorization, "witness")), "payload.permit2Authorization.witness", witness),
    ]
}
