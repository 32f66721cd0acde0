//! The lists and search results of a directory, and a facilitator's answer to a listing (V2 specification §8,
//! `extensions/bazaar.md`).

use super::object::{
    Need::{AnyType, NullIsUsual, Optional, OrNull, Required},
    Object, Read,
};

const ITEM: &str = concat!(
    r#"{"resource":"https://api.example.com/premium-data","type":"http","x402Version":2,"#,
    r#""accepts":[{"scheme":"exact","network":"eip155:84532","amount":"10000","#,
    r#""asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","#,
    r#""maxTimeoutSeconds":60}],"lastUpdated":"2024-01-15T10:30:00Z"}"#
);
const ITEMS: &str = concat!(
    "[",
    r#"{"resource":"https://api.example.com/premium-data","type":"http","x402Version":2,"#,
    r#""accepts":[{"scheme":"exact","network":"eip155:84532","amount":"10000","#,
    r#""asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","#,
    r#""maxTimeoutSeconds":60}],"lastUpdated":"2024-01-15T10:30:00Z"}"#,
    "]"
);
const ACCEPTS: &str = concat!(
    r#"[{"scheme":"exact","network":"eip155:84532","amount":"10000","#,
    r#""asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","#,
    r#""maxTimeoutSeconds":60}]"#
);
const DATE: &str = r#""2024-01-15T10:30:00Z""#;

pub(super) fn objects() -> Vec<Object> {
    let mut objects = lists();
    objects.extend(searches());
    objects.extend(responses());
    objects
}

/// The list, its page, and a resource.
fn lists() -> Vec<Object> {
    vec![
        Object {
            number: 44,
            name: "list of a directory",
            read: Read::Decode("resource-list", Some(2)),
            template: "@".into(),
            path: "",
            members: &[
                ("x402Version", Required, "2", "true", &["V2-8.1-09"]),
                ("items", Required, ITEMS, "{}", &["V2-8.1-10"]),
                ("pagination", NullIsUsual, r#"{"limit":10,"offset":0,"total":1}"#, "[]", &["V2-8.1-12"]),
            ],
            rows: &[],
        },
        Object {
            number: 45,
            name: "page of a list",
            read: Read::Decode("resource-list", Some(2)),
            template: format!(r#"{{"x402Version":2,"items":[{ITEM}],"pagination":@}}"#),
            path: "pagination",
            members: &[
                ("limit", Required, "10", r#""10""#, &["V2-8.1-12"]),
                ("offset", Required, "0", r#""0""#, &["V2-8.1-12"]),
                ("total", Required, "1", r#""1""#, &["V2-8.1-12"]),
            ],
            rows: &[],
        },
        Object {
            number: 46,
            name: "resource of a list",
            read: Read::Entry("resource-list", "unreadable-item", Some(2)),
            template: r#"{"x402Version":2,"items":[@]}"#.into(),
            path: "items[0]",
            members: &[
                ("resource", Required, r#""https://api.example.com/premium-data""#, "7", &["V2-8.3-01"]),
                ("type", Required, r#""http""#, "7", &["V2-8.3-02"]),
                ("x402Version", Required, "2", "true", &["V2-8.3-03"]),
                ("accepts", Required, ACCEPTS, "{}", &["V2-8.3-04"]),
                ("lastUpdated", AnyType("last-updated"), DATE, "7", &["V2-8.3-05"]),
                ("extensions", Optional, r#"{"bazaar":{"info":{}}}"#, "[]", &["V2-8.3-06"]),
                ("metadata", Optional, r#"{"category":"finance"}"#, "[]", &[]),
            ],
            rows: &[],
        },
    ]
}

/// The results of a search, and its page.
fn searches() -> Vec<Object> {
    vec![
        Object {
            number: 47,
            name: "results of a search",
            read: Read::Decode("search-results", Some(2)),
            template: "@".into(),
            path: "",
            members: &[
                ("x402Version", Required, "2", "true", &["BAZAAR-search-02"]),
                ("resources", Required, ITEMS, "{}", &["BAZAAR-search-02"]),
                ("partialResults", Optional, "true", "7", &["BAZAAR-search-11"]),
                (
                    "pagination",
                    NullIsUsual,
                    r#"{"limit":10,"cursor":"b"}"#,
                    "[]",
                    &["BAZAAR-search-02", "BAZAAR-search-12"],
                ),
            ],
            rows: &[],
        },
        Object {
            number: 48,
            name: "page of a search",
            read: Read::Decode("search-results", Some(2)),
            template: format!(r#"{{"x402Version":2,"resources":[{ITEM}],"pagination":@}}"#),
            path: "pagination",
            members: &[
                ("limit", Required, "10", r#""10""#, &["BAZAAR-search-13"]),
                ("cursor", OrNull, r#""b""#, "7", &["BAZAAR-search-14"]),
            ],
            rows: &[],
        },
    ]
}

/// A facilitator's answer to the extensions of a payment.
fn responses() -> Vec<Object> {
    vec![
        Object {
            number: 49,
            name: "responses of extensions",
            read: Read::Decode("extension-responses", None),
            template: "@".into(),
            path: "",
            members: &[("bazaar", Optional, r#"{"status":"success"}"#, "[]", &["BAZAAR-header-03"])],
            rows: &[],
        },
        Object {
            number: 50,
            name: "response of bazaar",
            read: Read::Decode("extension-responses", None),
            template: r#"{"bazaar":@}"#.into(),
            path: "bazaar",
            members: &[
                ("status", Required, r#""rejected""#, "7", &["BAZAAR-header-04"]),
                ("rejectedReason", Optional, r#""info failed schema validation""#, "7", &["BAZAAR-header-05"]),
            ],
            rows: &[],
        },
    ]
}
