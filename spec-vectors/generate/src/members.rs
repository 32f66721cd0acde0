//! Every member that the tables of the documents name: each object with all of them, and with one missing, null, or of
//! another type.
//!
//! The number of a vector is that of the object and that of the member, and a letter for the case: `a` missing, `b` null,
//! `c` another type. Objects and members are added at the end.

use std::collections::BTreeSet;

use serde_json::json;
use x402_conformance::vector::Class;

use crate::{
    case::Case,
    draft::{Draft, err, expect, ok, raw_text},
};

/// Whether a member has to be there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    Required,
    Optional,
    /// Optional, and null without a flag: the documents print it.
    NullIsUsual,
    /// May be missing with this flag, may not be null.
    Missable(&'static str),
    /// As optional, with this flag.
    Flagged(&'static str),
    /// Lenient does without, with this flag.
    ByStrict(&'static str),
}
use Need::{ByStrict, Flagged, Missable, NullIsUsual, Optional, Required};

/// Name, need, a good value as JSON, one of another type as JSON, the rows that it is about.
type Member = (&'static str, Need, &'static str, &'static str, &'static [&'static str]);

/// The flags with which it is taken, or the kind of refusal and the member.
type Outcome = Result<Vec<&'static str>, (&'static str, &'static str)>;

/// What reads the object.
#[derive(Clone, Copy)]
enum Read {
    /// `decode` of this kind; the version in its answer.
    Decode(&'static str, Option<u64>),
    /// `verify`, in the payment of this version.
    Verify(u64),
}

struct Object {
    number: u32,
    name: &'static str,
    read: Read,
    /// The document around the object, with `@` for it.
    around: String,
    /// Where it stands there.
    path: &'static str,
    members: &'static [Member],
    /// What the object as a whole is about.
    rows: &'static [&'static str],
}

const NO_WITNESS: &str =
    "a refusal by ruling: the standard library knows no shapes, and no model of an SDK that is run here refuses it";

const REQUIREMENT_1: &[Member] = &[
    ("scheme", Required, r#""exact""#, "7", &["V1-5.1.2-05"]),
    ("network", Required, r#""base-sepolia""#, "84532", &["V1-5.1.2-06"]),
    ("maxAmountRequired", Required, r#""10000""#, "true", &["V1-5.1.2-07"]),
    ("asset", Required, r#""0x036CbD53842c5426634e7929541eC2318f3dCF7e""#, "7", &["V1-5.1.2-08"]),
    ("payTo", Required, r#""0x209693Bc6afc0C5328bA36FaF03C514EF312287C""#, "7", &["V1-5.1.2-09"]),
    ("resource", Required, r#""https://api.example.com/premium-data""#, "{}", &["V1-5.1.2-10"]),
    ("description", ByStrict("no-description"), r#""Access to premium market data""#, "7", &["V1-5.1.2-11"]),
    ("mimeType", Optional, r#""application/json""#, "7", &["V1-5.1.2-12"]),
    ("outputSchema", NullIsUsual, r#"{"type":"object"}"#, r#""object""#, &["V1-5.1.2-13", "V1-5.1.1-02"]),
    ("maxTimeoutSeconds", Required, "60", r#""60""#, &["V1-5.1.2-14"]),
    ("extra", Optional, r#"{"name":"USDC","version":"2"}"#, "[]", &["V1-5.1.2-15"]),
];

const REQUIREMENT_2: &[Member] = &[
    ("scheme", Required, r#""exact""#, "7", &["V2-5.1.2-06"]),
    ("network", Required, r#""eip155:84532""#, "84532", &["V2-5.1.2-07"]),
    ("amount", Required, r#""10000""#, "true", &["V2-5.1.2-08"]),
    ("asset", Required, r#""0x036CbD53842c5426634e7929541eC2318f3dCF7e""#, "7", &["V2-5.1.2-09"]),
    ("payTo", Required, r#""0x209693Bc6afc0C5328bA36FaF03C514EF312287C""#, "7", &["V2-5.1.2-10"]),
    ("maxTimeoutSeconds", Required, "60", r#""60""#, &["V2-5.1.2-11"]),
    ("extra", Optional, r#"{"name":"USDC","version":"2"}"#, "[]", &["V2-5.1.2-12"]),
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
const OFFER_1: &str = concat!(
    r#"{"scheme":"exact","network":"base-sepolia","maxAmountRequired":"10000","#,
    r#""asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","#,
    r#""resource":"https://api.example.com/premium-data","description":"Access to premium market data","#,
    r#""maxTimeoutSeconds":60}"#
);
const OFFER_2: &str = concat!(
    r#"{"scheme":"exact","network":"eip155:84532","amount":"10000","#,
    r#""asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","#,
    r#""maxTimeoutSeconds":60}"#
);
const PAYMENT_1: &str = r#"{"x402Version":1,"scheme":"exact","network":"base-sepolia","payload":{"a":1}}"#;
const TRANSACTION: &str = r#""0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef""#;
const PAYER: &str = r#""0x857b06519E91e3A54538791bDbb0E22373e36b66""#;

const PAYMENT_2: &str = concat!(
    r#"{"x402Version":2,"accepted":{"scheme":"exact","network":"eip155:84532","amount":"10000","#,
    r#""asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","#,
    r#""maxTimeoutSeconds":60},"payload":{"a":1}}"#
);

/// The wire objects of V1 (`x402-specification-v1.md` §5 and §7).
fn version_1() -> Vec<Object> {
    vec![
        Object {
            number: 1,
            name: "V1 PaymentRequirementsResponse",
            read: Read::Decode("payment-required", Some(1)),
            around: "@".into(),
            path: "",
            members: &[
                ("x402Version", Required, "1", "true", &["V1-5.1.2-02", "V1-5.1.2-01", "HTTP1-errors-06"]),
                ("error", Optional, r#""X-PAYMENT header is required""#, "7", &["V1-5.1.2-03", "HTTP1-errors-06"]),
                (
                    "accepts",
                    Required,
                    concat!(
                        r#"[{"scheme":"exact","network":"base-sepolia","maxAmountRequired":"10000","#,
                        r#""asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","#,
                        r#""payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","#,
                        r#""resource":"https://api.example.com/premium-data","#,
                        r#""description":"Access to premium market data","maxTimeoutSeconds":60}]"#
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
            around: format!(r#"{{"x402Version":1,"paymentPayload":{PAYMENT_1},"paymentRequirements":@}}"#),
            path: "paymentRequirements",
            members: REQUIREMENT_1,
            rows: &["V1-7.1-05"],
        },
        Object {
            number: 3,
            name: "V1 PaymentPayload",
            read: Read::Decode("payment", Some(1)),
            around: "@".into(),
            path: "",
            members: &[
                ("x402Version", Required, "1", "true", &["V1-5.2.2-02", "V1-5.2.2-01"]),
                ("scheme", Required, r#""exact""#, "7", &["V1-5.2.2-03", "V1-5.2.2-01"]),
                ("network", Required, r#""base-sepolia""#, "84532", &["V1-5.2.2-04", "V1-5.2.2-01"]),
                ("payload", Required, r#"{"a":1}"#, "[]", &["V1-5.2.2-05", "V1-5.2.2-01"]),
            ],
            rows: &["HTTP1-payload-03"],
        },
        Object {
            number: 4,
            name: "V1 SettlementResponse",
            read: Read::Decode("settlement", Some(1)),
            around: "@".into(),
            path: "",
            members: &[
                ("success", Required, "false", r#""false""#, &["V1-5.3.2-01", "V1-7.2-04", "V1-7.2-05"]),
                ("errorReason", Optional, r#""insufficient_funds""#, "7", &["V1-5.3.2-02", "V1-7.2-05"]),
                ("payer", Optional, PAYER, "7", &["V1-5.3.2-05", "V1-7.2-04", "V1-7.2-05"]),
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
            around: "@".into(),
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
            around: "@".into(),
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
            read: Read::Decode("supported", None),
            around: r#"{"kinds":[@]}"#.into(),
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
            around: "@".into(),
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
            read: Read::Verify(1),
            around: "@".into(),
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
            read: Read::Verify(1),
            around: format!(r#"{{"signature":{SIGNATURE},"authorization":@}}"#),
            path: "payload.authorization",
            members: AUTHORIZATION_1,
            rows: &[],
        },
    ]
}

/// The wire objects of V2 (`x402-specification-v2.md` §5 and §7).
fn version_2() -> Vec<Object> {
    vec![
        Object {
            number: 21,
            name: "V2 PaymentRequired",
            read: Read::Decode("payment-required", Some(2)),
            around: "@".into(),
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
            around: format!(r#"{{"x402Version":2,"paymentPayload":{PAYMENT_2},"paymentRequirements":@}}"#),
            path: "paymentRequirements",
            members: REQUIREMENT_2,
            rows: &["V2-7.1-05"],
        },
        Object {
            number: 23,
            name: "V2 accepted",
            read: Read::Decode("payment", Some(2)),
            around: r#"{"x402Version":2,"accepted":@,"payload":{"a":1}}"#.into(),
            path: "accepted",
            members: REQUIREMENT_2,
            rows: &["V2-5.2.2-06"],
        },
        Object {
            number: 24,
            name: "V2 ResourceInfo",
            read: Read::Decode("payment-required", Some(2)),
            around: format!(r#"{{"x402Version":2,"resource":@,"accepts":[{OFFER_2}]}}"#),
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
            around: "@".into(),
            path: "",
            members: &[
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
            ],
            rows: &["HTTP2-payload-03"],
        },
        Object {
            number: 26,
            name: "V2 SettlementResponse",
            read: Read::Decode("settlement", Some(2)),
            around: "@".into(),
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
            around: "@".into(),
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
            around: "@".into(),
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
            around: "@".into(),
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
            around: "@".into(),
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
            around: "@".into(),
            path: "",
            members: &[
                (
                    "kinds",
                    Required,
                    r#"[{"x402Version":2,"scheme":"exact","network":"eip155:84532"}]"#,
                    "{}",
                    &["V2-7.3.1-01"],
                ),
                ("extensions", Optional, r#"["bazaar"]"#, "{}", &["V2-7.3.1-02"]),
                (
                    "signers",
                    Optional,
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
            read: Read::Decode("supported", None),
            around: r#"{"kinds":[@]}"#.into(),
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
            read: Read::Verify(2),
            around: "@".into(),
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
            read: Read::Verify(2),
            around: format!(r#"{{"signature":{SIGNATURE},"authorization":@}}"#),
            path: "payload.authorization",
            members: AUTHORIZATION_2,
            rows: &[],
        },
    ]
}

pub(crate) fn drafts() -> Vec<Draft> {
    [version_1(), version_2()].into_iter().flatten().flat_map(|object| object.drafts()).collect()
}

impl Object {
    fn drafts(&self) -> Vec<Draft> {
        let rows: BTreeSet<&str> = self.members.iter().flat_map(|member| member.4).chain(self.rows).copied().collect();
        let rows: Vec<&str> = rows.into_iter().collect();
        let all = self.draft("00", "all members", &self.text("", None), [Ok(Vec::new()), Ok(Vec::new())]);
        let mut drafts = vec![all.requirements(&rows)];
        for (index, (name, need, _, other_type, rows)) in (1..).zip(self.members) {
            let refused = |kind| Err((kind, *name));
            let missing = match need {
                Required => [refused("missing-member"), refused("missing-member")],
                ByStrict(flag) => [refused("missing-member"), Ok(vec![*flag])],
                Optional | NullIsUsual => [Ok(Vec::new()), Ok(Vec::new())],
                Missable(flag) | Flagged(flag) => [Ok(vec![*flag]), Ok(vec![*flag])],
            };
            let null = match need {
                Required | ByStrict(_) | Missable(_) => [refused("null"), refused("null")],
                Optional => [Ok(vec!["null-optional"]), Ok(vec!["null-optional"])],
                NullIsUsual => [Ok(Vec::new()), Ok(Vec::new())],
                Flagged(flag) => [Ok(vec!["null-optional", *flag]), Ok(vec!["null-optional", *flag])],
            };
            let wrong = [refused("wrong-type"), refused("wrong-type")];
            for (letter, case, value, answers) in [
                ('a', "missing", None, missing),
                ('b', "null", Some("null"), null),
                ('c', "of another type", Some(*other_type), wrong),
            ] {
                let text = self.text(name, value);
                let draft = self.draft(&format!("{index:02}{letter}"), &format!("{name} {case}"), &text, answers);
                drafts.push(draft.requirements(rows));
            }
        }
        drafts
    }

    /// The document, with another value for one member, or without it.
    fn text(&self, changed: &str, value: Option<&str>) -> String {
        let members = self.members.iter().filter_map(|(name, _, good, _, _)| {
            let value = if *name == changed { value } else { Some(*good) };
            value.map(|value| format!("\"{name}\":{value}"))
        });
        self.around.replacen('@', &format!("{{{}}}", members.collect::<Vec<_>>().join(",")), 1)
    }

    fn draft(&self, number: &str, case: &str, text: &str, answers: [Outcome; 2]) -> Draft {
        let id = format!("members-{:02}{number}", self.number);
        let title = format!("{}: {case}", self.name);
        match self.read {
            Read::Decode(kind, version) => {
                let [strict, lenient] = answers.map(|outcome| match outcome {
                    Ok(flags) => {
                        // A settlement's version is the form of its network.
                        let version = version.filter(|_| !flags.contains(&"no-network"));
                        ok(version, text, &flags)
                    }
                    Err((refusal, member)) => err("shape", refusal, &self.field(member)),
                });
                Draft::decode(id, title, &json!({"kind": kind, "text": text}), &strict, &lenient)
                    .rulings(&["C-7", "C-8"])
                    .no_witness(NO_WITNESS)
            }
            Read::Verify(version) => {
                let case = if version == 1 { Case::base().in_version_1() } else { Case::base() }.payload(text);
                let good = answers[0].is_ok();
                let verdict = if good { "valid" } else { "invalid" };
                let class = if good { Class::Valid } else { Class::Invalid };
                let expectation = expect(class, &json!({"verdict": verdict}));
                let draft = Draft::new(id, "verify", title, raw_text(&case.input()), expectation);
                let draft = draft.rulings(&["C-7", "C-8"]).no_witness("malformed, so there is nothing to hash");
                if good { draft } else { draft.decided_by("payload").reason("invalid_payload") }
            }
        }
    }

    fn field(&self, member: &str) -> String {
        if self.path.is_empty() { member.into() } else { format!("{}.{member}", self.path) }
    }
}
