//! The objects and their members, as the documents' tables have them.

use super::object::{
    Member,
    Need::{ByStrict, Flagged, Loose, Missable, NullIsUsual, Optional, Required},
    Object, Read,
};
use crate::case::Case;

const SDKS: &str = "The document requires it, and official SDKs leave it out.";
pub(super) const REQUIREMENT_1: &[Member] = &[
    ("scheme", Required, r#""exact""#, "7", &["V1-5.1.2-05"]),
    ("network", Required, r#""base-sepolia""#, "84532", &["V1-5.1.2-06"]),
    ("maxAmountRequired", Required, r#""10000""#, "true", &["V1-5.1.2-07"]),
    ("asset", Required, r#""0x036CbD53842c5426634e7929541eC2318f3dCF7e""#, "7", &["V1-5.1.2-08"]),
    ("payTo", Required, r#""0x209693Bc6afc0C5328bA36FaF03C514EF312287C""#, "7", &["V1-5.1.2-09"]),
    ("resource", Required, r#""https://api.example.com/premium-data""#, "{}", &["V1-5.1.2-10"]),
    ("description", ByStrict("no-description"), r#""Access to premium market data""#, "7", &["V1-5.1.2-11"]),
    ("mimeType", Flagged("no-mime-type"), r#""application/json""#, "7", &["V1-5.1.2-12"]),
    ("outputSchema", NullIsUsual, r#"{"type":"object"}"#, r#""object""#, &["V1-5.1.2-13", "V1-5.1.1-02"]),
    ("maxTimeoutSeconds", Required, "60", r#""60""#, &["V1-5.1.2-14"]),
    ("extra", Optional, r#"{"name":"USDC","version":"2"}"#, "[]", &["V1-5.1.2-15"]),
];

pub(super) const REQUIREMENT_2: &[Member] = &[
    ("scheme", Required, r#""exact""#, "7", &["V2-5.1.2-06"]),
    ("network", Required, r#""eip155:84532""#, "84532", &["V2-5.1.2-07"]),
    ("amount", Required, r#""10000""#, "true", &["V2-5.1.2-08"]),
    ("asset", Required, r#""0x036CbD53842c5426634e7929541eC2318f3dCF7e""#, "7", &["V2-5.1.2-09"]),
    ("payTo", Required, r#""0x209693Bc6afc0C5328bA36FaF03C514EF312287C""#, "7", &["V2-5.1.2-10"]),
    ("maxTimeoutSeconds", Required, "60", r#""60""#, &["V2-5.1.2-11"]),
    ("extra", Optional, r#"{"name":"USDC","version":"2"}"#, "[]", &["V2-5.1.2-12"]),
];

pub(super) const PAYLOAD_1: &[Member] = &[
    ("x402Version", Required, "1", "true", &["V1-5.2.2-02", "V1-5.2.2-01"]),
    ("scheme", Required, r#""exact""#, "7", &["V1-5.2.2-03", "V1-5.2.2-01"]),
    ("network", Required, r#""base-sepolia""#, "84532", &["V1-5.2.2-04", "V1-5.2.2-01"]),
    ("payload", Required, r#"{"a":1}"#, "[]", &["V1-5.2.2-05", "V1-5.2.2-01"]),
];

pub(super) const PAYLOAD_2: &[Member] = &[
    ("x402Version", Required, "2", "true", &["V2-5.2.2-01"]),
    (
        "resource",
        Optional,
        r#"{"url":"https://api.example.com/premium-data"}"#,
        r#""https://api.example.com/premium-data""#,
        &["V2-5.2.2-02"],
    ),
    ("accepted", Required, OFFER_2, "[]", &["V2-5.2.2-03"]),
    ("payload", Required, r#"{"a":1}"#, "[]", &["V2-5.2.2-04"]),
    ("extensions", Optional, "{}", "[]", &["V2-5.2.2-05"]),
];

const AUTHORIZATION_1: &[Member] = &[
    ("from", Required, r#""0x857b06519E91e3A54538791bDbb0E22373e36b66""#, "7", &["V1-5.2.2-10", "V1-5.2.2-09"]),
    ("to", Required, r#""0x209693Bc6afc0C5328bA36FaF03C514EF312287C""#, "7", &["V1-5.2.2-11", "V1-5.2.2-09"]),
    ("value", Required, r#""10000""#, "10000", &["V1-5.2.2-12", "V1-5.2.2-09"]),
    ("validAfter", Required, r#""1740672089""#, "1740672089", &["V1-5.2.2-13", "V1-5.2.2-09", "V1-10.1-03"]),
    ("validBefore", Required, r#""1740672154""#, "1740672154", &["V1-5.2.2-14", "V1-5.2.2-09", "V1-10.1-03"]),
    ("nonce", Required, NONCE, "7", &["V1-5.2.2-15", "V1-5.2.2-09", "V1-10.1-01"]),
];

const AUTHORIZATION_2: &[Member] = &[
    ("from", Required, r#""0x857b06519E91e3A54538791bDbb0E22373e36b66""#, "7", &["V2-5.2.2-09"]),
    ("to", Required, r#""0x209693Bc6afc0C5328bA36FaF03C514EF312287C""#, "7", &["V2-5.2.2-10"]),
    ("value", Required, r#""10000""#, "10000", &["V2-5.2.2-11"]),
    ("validAfter", Required, r#""1740672089""#, "1740672089", &["V2-5.2.2-12", "V2-10.1-03"]),
    ("validBefore", Required, r#""1740672154""#, "1740672154", &["V2-5.2.2-13", "V2-10.1-03"]),
    ("nonce", Required, NONCE, "7", &["V2-5.2.2-14", "V2-10.1-01"]),
];

const NONCE: &str = r#""0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480""#;
const SIGNATURE: &str = concat!(
    r#""0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9"#,
    r#"ecab05ded3d6293af148b571c""#
);
const AUTHORIZATION: &str = concat!(
    r#"{"from":"0x857b06519E91e3A54538791bDbb0E22373e36b66","to":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","#,
    r#""value":"10000","validAfter":"1740672089","validBefore":"1740672154","#,
    r#""nonce":"0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"}"#
);
pub(super) const OFFER_1: &str = concat!(
    r#"{"scheme":"exact","network":"base-sepolia","maxAmountRequired":"10000","#,
    r#""asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","#,
    r#""resource":"https://api.example.com/premium-data","description":"Access to premium market data","#,
    r#""mimeType":"application/json","maxTimeoutSeconds":60}"#
);
pub(super) const OFFER_2: &str = concat!(
    r#"{"scheme":"exact","network":"eip155:84532","amount":"10000","#,
    r#""asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","#,
    r#""maxTimeoutSeconds":60}"#
);
pub(super) const PAYMENT_1: &str = r#"{"x402Version":1,"scheme":"exact","network":"base-sepolia","payload":{"a":1}}"#;
const TRANSACTION: &str = r#""0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef""#;
const PAYER: &str = r#""0x857b06519E91e3A54538791bDbb0E22373e36b66""#;

pub(super) const PAYMENT_2: &str = concat!(
    r#"{"x402Version":2,"accepted":{"scheme":"exact","network":"eip155:84532","amount":"10000","#,
    r#""asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","#,
    r#""maxTimeoutSeconds":60},"payload":{"a":1}}"#
);

/// The wire objects of V1 (`x402-specification-v1.md` §5 and §7).
pub(super) fn version_1() -> Vec<Object> {
    vec![
        Object {
            number: 1,
            name: "V1 PaymentRequirementsResponse",
            read: Read::Decode("payment-required", Some(1)),
            template: "@".into(),
            path: "",
            members: &[
                ("x402Version", Required, "1", "true", &["V1-5.1.2-02", "V1-5.1.2-01", "HTTP1-errors-06"]),
                ("error", Loose(SDKS), r#""X-PAYMENT header is required""#, "7", &["V1-5.1.2-03", "HTTP1-errors-06"]),
                (
                    "accepts",
                    Required,
                    concat!(
                        r#"[{"scheme":"exact","network":"base-sepolia","maxAmountRequired":"10000","#,
                        r#""asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","#,
                        r#""payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","#,
                        r#""resource":"https://api.example.com/premium-data","#,
                        r#""description":"Access to premium market data","mimeType":"","maxTimeoutSeconds":60}]"#
                    ),
                    "{}",
                    &["V1-5.1.2-04", "V1-5.1.2-01", "HTTP1-errors-06"],
                ),
            ],
            rows: &["HTTP1-required-03"],
        },
        Object {
            number: 2,
            name: "V1 PaymentRequirements",
            read: Read::Decode("verify-request", Some(1)),
            template: format!(r#"{{"x402Version":1,"paymentPayload":{PAYMENT_1},"paymentRequirements":@}}"#),
            path: "paymentRequirements",
            members: REQUIREMENT_1,
            rows: &["V1-7.1-05"],
        },
        Object {
            number: 3,
            name: "V1 PaymentPayload",
            read: Read::Decode("payment", Some(1)),
            template: "@".into(),
            path: "",
            members: PAYLOAD_1,
            rows: &["HTTP1-payload-03"],
        },
        Object {
            number: 4,
            name: "V1 SettlementResponse",
            read: Read::Decode("settlement", Some(1)),
            template: "@".into(),
            path: "",
            members: &[
                ("success", Required, "false", r#""false""#, &["V1-5.3.2-01", "V1-7.2-04", "V1-7.2-05"]),
                ("errorReason", Optional, r#""insufficient_funds""#, "7", &["V1-5.3.2-02", "V1-7.2-05"]),
                ("payer", Loose(SDKS), PAYER, "7", &["V1-5.3.2-05", "V1-7.2-04", "V1-7.2-05"]),
                ("transaction", Required, r#""""#, "7", &["V1-5.3.2-03", "V1-7.2-04", "V1-7.2-05"]),
                (
                    "network",
                    Missable("no-network"),
                    r#""base-sepolia""#,
                    "84532",
                    &["V1-5.3.2-04", "V1-7.2-04", "V1-7.2-05"],
                ),
            ],
            rows: &["HTTP1-settlement-03"],
        },
        Object {
            number: 5,
            name: "V1 verify request",
            read: Read::Decode("verify-request", Some(1)),
            template: "@".into(),
            path: "",
            members: &[
                ("x402Version", Required, "1", "true", &["V1-7.1-03"]),
                ("paymentPayload", Required, PAYMENT_1, "[]", &["V1-7.1-04"]),
                ("paymentRequirements", Required, OFFER_1, "[]", &["V1-7.1-05"]),
            ],
            rows: &[],
        },
        Object {
            number: 6,
            name: "V1 settle request",
            read: Read::Decode("settle-request", Some(1)),
            template: "@".into(),
            path: "",
            members: &[
                ("x402Version", Required, "1", "true", &["V1-7.2-03"]),
                ("paymentPayload", Required, PAYMENT_1, "[]", &["V1-7.2-03"]),
                ("paymentRequirements", Required, OFFER_1, "[]", &["V1-7.2-03"]),
            ],
            rows: &[],
        },
        Object {
            number: 7,
            name: "V1 kind of what is supported",
            read: Read::Entry("supported", "unreadable-kind", None),
            template: r#"{"kinds":[@]}"#.into(),
            path: "kinds[0]",
            members: &[
                ("x402Version", Required, "1", "true", &["V1-7.3-03"]),
                ("scheme", Required, r#""exact""#, "7", &["V1-7.3-04"]),
                ("network", Required, r#""base-sepolia""#, "84532", &["V1-7.3-05"]),
            ],
            rows: &["V1-7.3-02"],
        },
        Object {
            number: 8,
            name: "V1 answer to what is supported",
            read: Read::Decode("supported", None),
            template: "@".into(),
            path: "",
            members: &[(
                "kinds",
                Required,
                r#"[{"x402Version":1,"scheme":"exact","network":"base-sepolia"}]"#,
                "{}",
                &["V1-7.3-02"],
            )],
            rows: &[],
        },
        Object {
            number: 9,
            name: "payload of a V1 payment",
            read: Read::Verify(version_1_payment),
            template: "@".into(),
            path: "payload",
            members: &[
                ("signature", Required, SIGNATURE, "7", &["V1-5.2.2-07", "V1-5.2.2-06", "V1-10.1-04"]),
                ("authorization", Required, AUTHORIZATION, "[]", &["V1-5.2.2-08", "V1-5.2.2-06"]),
            ],
            rows: &["V1-6-01"],
        },
        Object {
            number: 10,
            name: "authorization of a V1 payment",
            read: Read::Verify(version_1_payment),
            template: format!(r#"{{"signature":{SIGNATURE},"authorization":@}}"#),
            path: "payload.authorization",
            members: AUTHORIZATION_1,
            rows: &[],
        },
    ]
}

/// The wire objects of V2 (`x402-specification-v2.md` §5 and §7).
pub(super) fn version_2() -> Vec<Object> {
    vec![
        Object {
            number: 21,
            name: "V2 PaymentRequired",
            read: Read::Decode("payment-required", Some(2)),
            template: "@".into(),
            path: "",
            members: &[
                ("x402Version", Required, "2", "true", &["V2-5.1.2-01"]),
                ("error", Optional, r#""PAYMENT-SIGNATURE header is required""#, "7", &["V2-5.1.2-02"]),
                (
                    "resource",
                    Flagged("no-resource"),
                    r#"{"url":"https://api.example.com/premium-data"}"#,
                    r#""https://api.example.com/premium-data""#,
                    &["V2-5.1.2-03"],
                ),
                (
                    "accepts",
                    Required,
                    concat!(
                        r#"[{"scheme":"exact","network":"eip155:84532","amount":"10000","#,
                        r#""asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","#,
                        r#""payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":60}]"#
                    ),
                    "{}",
                    &["V2-5.1.2-04"],
                ),
                ("extensions", Optional, "{}", "[]", &["V2-5.1.2-05", "V2-5.1.2-23"]),
            ],
            rows: &[],
        },
        Object {
            number: 22,
            name: "V2 PaymentRequirements",
            read: Read::Decode("verify-request", Some(2)),
            template: format!(r#"{{"x402Version":2,"paymentPayload":{PAYMENT_2},"paymentRequirements":@}}"#),
            path: "paymentRequirements",
            members: REQUIREMENT_2,
            rows: &["V2-7.1-05"],
        },
        Object {
            number: 23,
            name: "V2 accepted",
            read: Read::Decode("payment", Some(2)),
            template: r#"{"x402Version":2,"accepted":@,"payload":{"a":1}}"#.into(),
            path: "accepted",
            members: REQUIREMENT_2,
            rows: &["V2-5.2.2-06"],
        },
        Object {
            number: 24,
            name: "V2 ResourceInfo",
            read: Read::Decode("payment-required", Some(2)),
            template: format!(r#"{{"x402Version":2,"resource":@,"accepts":[{OFFER_2}]}}"#),
            path: "resource",
            members: &[
                ("url", Required, r#""https://api.example.com/premium-data""#, "7", &["V2-5.1.2-13"]),
                ("description", Optional, r#""Access to premium market data""#, "7", &["V2-5.1.2-14"]),
                ("mimeType", Optional, r#""application/json""#, "7", &["V2-5.1.2-15"]),
                ("serviceName", Optional, r#""Example Market Data""#, "7", &["V2-5.1.2-16"]),
                ("tags", Optional, r#"["market-data","finance"]"#, r#""finance""#, &["V2-5.1.2-18"]),
                ("iconUrl", Optional, r#""https://api.example.com/icon.png""#, "7", &["V2-5.1.2-21"]),
            ],
            rows: &[],
        },
        Object {
            number: 25,
            name: "V2 PaymentPayload",
            read: Read::Decode("payment", Some(2)),
            template: "@".into(),
            path: "",
            members: PAYLOAD_2,
            rows: &["HTTP2-payload-03"],
        },
        Object {
            number: 26,
            name: "V2 SettlementResponse",
            read: Read::Decode("settlement", Some(2)),
            template: "@".into(),
            path: "",
            members: &[
                ("success", Required, "true", r#""true""#, &["V2-5.3.2-01", "V2-7.2-06"]),
                ("payer", Optional, PAYER, "7", &["V2-5.3.2-03", "V2-7.2-06"]),
                ("transaction", Required, TRANSACTION, "7", &["V2-5.3.2-04", "V2-7.2-06"]),
                ("network", Required, r#""eip155:84532""#, "84532", &["V2-5.3.2-05", "V2-7.2-06"]),
                ("amount", Optional, r#""10000""#, "true", &["V2-5.3.2-06"]),
                ("extensions", Optional, "{}", "[]", &["V2-5.3.2-07"]),
            ],
            rows: &["HTTP2-settlement-03"],
        },
        Object {
            number: 27,
            name: "V2 SettlementResponse of a failure",
            read: Read::Decode("settlement", Some(2)),
            template: "@".into(),
            path: "",
            members: &[
                ("success", Required, "false", r#""false""#, &["V2-5.3.2-01", "V2-7.2-07"]),
                ("errorReason", Optional, r#""insufficient_funds""#, "7", &["V2-5.3.2-02", "V2-7.2-07"]),
                ("payer", Optional, PAYER, "7", &["V2-7.2-07"]),
                ("transaction", Required, r#""""#, "7", &["V2-5.3.2-04", "V2-7.2-07"]),
                ("network", Missable("no-network"), r#""eip155:84532""#, "84532", &["V2-5.3.2-05", "V2-7.2-07"]),
            ],
            rows: &[],
        },
        Object {
            number: 28,
            name: "VerifyResponse",
            read: Read::Decode("verify-response", None),
            template: "@".into(),
            path: "",
            members: &[
                (
                    "isValid",
                    Required,
                    "false",
                    r#""false""#,
                    &["V2-5.4.2-01", "V2-7.1-07", "V2-7.1-08", "V1-7.1-07", "V1-7.1-08"],
                ),
                ("invalidReason", Optional, r#""insufficient_funds""#, "7", &["V2-5.4.2-02", "V2-7.1-08", "V1-7.1-08"]),
                ("payer", Optional, PAYER, "7", &["V2-5.4.2-03", "V2-7.1-07", "V2-7.1-08", "V1-7.1-07", "V1-7.1-08"]),
                ("extra", Optional, r#"{"a":1}"#, "[]", &["V2-5.4.2-04"]),
            ],
            rows: &[],
        },
        Object {
            number: 29,
            name: "V2 verify request",
            read: Read::Decode("verify-request", Some(2)),
            template: "@".into(),
            path: "",
            members: &[
                ("x402Version", Required, "2", "true", &["V2-7.1-03"]),
                ("paymentPayload", Required, PAYMENT_2, "[]", &["V2-7.1-04"]),
                ("paymentRequirements", Required, OFFER_2, "[]", &["V2-7.1-05"]),
            ],
            rows: &[],
        },
        Object {
            number: 30,
            name: "V2 settle request",
            read: Read::Decode("settle-request", Some(2)),
            template: "@".into(),
            path: "",
            members: &[
                ("x402Version", Required, "2", "true", &["V2-7.2-03"]),
                ("paymentPayload", Required, PAYMENT_2, "[]", &["V2-7.2-03"]),
                ("paymentRequirements", Required, OFFER_2, "[]", &["V2-7.2-03"]),
            ],
            rows: &[],
        },
        Object {
            number: 31,
            name: "V2 answer to what is supported",
            read: Read::Decode("supported", None),
            template: "@".into(),
            path: "",
            members: &[
                (
                    "kinds",
                    Required,
                    r#"[{"x402Version":2,"scheme":"exact","network":"eip155:84532"}]"#,
                    "{}",
                    &["V2-7.3.1-01"],
                ),
                ("extensions", Flagged("no-extensions"), r#"["bazaar"]"#, "{}", &["V2-7.3.1-02"]),
                (
                    "signers",
                    Flagged("no-signers"),
                    r#"{"eip155:*":["0x1234567890abcdef1234567890abcdef12345678"]}"#,
                    "[]",
                    &["V2-7.3.1-03"],
                ),
            ],
            rows: &[],
        },
        Object {
            number: 32,
            name: "V2 kind of what is supported",
            read: Read::Entry("supported", "unreadable-kind", None),
            template: r#"{"kinds":[@],"extensions":[],"signers":{}}"#.into(),
            path: "kinds[0]",
            members: &[
                ("x402Version", Required, "2", "true", &["V2-7.3.1-04"]),
                ("scheme", Required, r#""exact""#, "7", &["V2-7.3.1-05"]),
                ("network", Required, r#""eip155:84532""#, "84532", &["V2-7.3.1-06"]),
                ("extra", Optional, r#"{"a":1}"#, "[]", &["V2-7.3.1-07"]),
            ],
            rows: &[],
        },
        Object {
            number: 33,
            name: "payload of a V2 payment",
            read: Read::Verify(Case::base),
            template: "@".into(),
            path: "payload",
            members: &[
                ("signature", Required, SIGNATURE, "7", &["V2-5.2.2-07", "V2-10.1-04"]),
                ("authorization", Required, AUTHORIZATION, "[]", &["V2-5.2.2-08"]),
            ],
            rows: &["V2-6-01"],
        },
        Object {
            number: 34,
            name: "authorization of a V2 payment",
            read: Read::Verify(Case::base),
            template: format!(r#"{{"signature":{SIGNATURE},"authorization":@}}"#),
            path: "payload.authorization",
            members: AUTHORIZATION_2,
            rows: &[],
        },
    ]
}

fn version_1_payment() -> Case {
    Case::base().in_version_1()
}
