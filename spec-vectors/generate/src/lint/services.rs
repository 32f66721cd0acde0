//! Rows 319, 321 and 322, rule by rule: the tables of `extensions/bazaar.md` on templates, icons, names and tags.

use serde_json::{Value, json};
use x402_conformance::vector::Class;

use super::demand::{edited, of, plain};
use crate::draft::Draft;

const SILENT: &str = "the official packages drop what is of another type, and read the rest";

pub(super) fn drafts() -> Vec<Draft> {
    [icons(), names(), placed()].into_iter().flatten().collect()
}

/// 321: the spellings that the document forbids by name.
fn icons() -> Vec<Draft> {
    let icon = |number: &str, title: &str, url: &str, row: &str| {
        let demand = edited(plain(), "/resource/iconUrl", json!(url));
        of(number, title, &demand, Class::Invalid, &[("/resource/iconUrl", "icon-url")])
            .rulings(&["Z-9"])
            .requirements(&[row])
    };
    let good = |number: &str, title: &str, url: &str, rows: &[&str]| {
        let demand = edited(plain(), "/resource/iconUrl", json!(url));
        of(number, title, &demand, Class::Valid, &[]).rulings(&["Z-9"]).requirements(rows)
    };
    vec![
        icon("0321o", "a picture inside the URL", "data:image/png;base64,AAAA", "BAZAAR-service-rules-08"),
        icon("0321p", "a file", "file:///icon.png", "BAZAAR-service-rules-08"),
        icon("0321q", "a path", "/icon.png", "BAZAAR-service-rules-08"),
        good("0321r", "an icon without TLS", "http://api.example.com/icon.png", &["BAZAAR-service-rules-08"]),
        icon("0321s", "localhost with a domain", "http://localhost.localdomain/icon.png", "BAZAAR-service-rules-12"),
        icon("0321t", "localhost for IP version 6", "http://ip6-localhost/icon.png", "BAZAAR-service-rules-12"),
        icon("0321u", "the loopback for IP version 6", "http://ip6-loopback/icon.png", "BAZAAR-service-rules-12"),
        good(
            "0321v",
            "a name that only begins with localhost",
            "http://localhost.example.com/icon.png",
            &["BAZAAR-service-rules-12"],
        ),
        icon("0321w", "a host of digits", "http://2130706433/icon.png", "BAZAAR-service-rules-13"),
        icon("0321x", "a host of hexadecimal digits", "http://0x7f000001/icon.png", "BAZAAR-service-rules-13"),
        good("0321y", "a host with digits", "http://2130706433.example/icon.png", &["BAZAAR-service-rules-13"]),
        icon("0321z", "a control character", "https://api.example.com/icon\u{1}.png", "BAZAAR-service-rules-14"),
        icon("0321aa", "localhost in escapes", "http://%6c%6f%63alhost/icon.png", "BAZAAR-service-rules-15"),
        icon("0321ab", "an address in escapes", "http://127%2e0%2e0%2e1/icon.png", "BAZAAR-service-rules-15"),
        good("0321ac", "a host in escapes", "http://%61pi.example.com/icon.png", &["BAZAAR-service-rules-15"]),
    ]
}

/// 322
fn names() -> Vec<Draft> {
    let name = |number: &str, title: &str, text: &str| {
        let demand = edited(plain(), "/resource/serviceName", json!(text));
        of(number, title, &demand, Class::Invalid, &[("/resource/serviceName", "service-name")])
            .rulings(&["Z-9"])
            .requirements(&["BAZAAR-service-rules-03"])
    };
    let tags = |number: &str, title: &str, tags: Value, found: &[(&str, &str)], rows: &[&str]| {
        let class = if found.is_empty() { Class::Valid } else { Class::Invalid };
        of(number, title, &edited(plain(), "/resource/tags", tags), class, found).rulings(&["Z-9"]).requirements(rows)
    };
    vec![
        name("0322g", "an empty name", ""),
        name("0322h", "a control character in the name", "Example\u{7f}"),
        tags("0322i", "an empty tag", json!([""]), &[("/resource/tags/0", "tag")], &["BAZAAR-service-rules-05"]),
        tags(
            "0322j",
            "a control character in a tag",
            json!(["weather", "fore\tcast"]),
            &[("/resource/tags/1", "tag")],
            &["BAZAAR-service-rules-05"],
        ),
        tags(
            "0322k",
            "five tags of 32 characters at most",
            json!(["a".repeat(32), "b", "c d", "e-f", "~"]),
            &[],
            &["BAZAAR-service-rules-04", "BAZAAR-service-rules-05", "V2-5.1.2-19", "V2-5.1.2-20"],
        ),
        tags(
            "0322l",
            "six tags, of which one is no tag",
            json!(["a", "", "b", "c", "d", "e"]),
            &[("/resource/tags/1", "tag")],
            &["BAZAAR-service-rules-04"],
        ),
    ]
}

/// The judged members of a resource, and their places.
fn placed() -> Vec<Draft> {
    let all = edited(
        edited(
            edited(plain(), "/resource/serviceName", json!("Example Weather")),
            "/resource/tags",
            json!(["weather", "forecast"]),
        ),
        "/resource/iconUrl",
        json!("https://api.example.com/icon.png"),
    );
    let one_bad = edited(all.clone(), "/resource/iconUrl", json!("ftp://api.example.com/icon.png"));
    let mut elsewhere = plain();
    elsewhere["serviceName"] = json!("é");
    elsewhere["iconUrl"] = json!("ftp://api.example.com/icon.png");
    let of_other_type = edited(plain(), "/resource/serviceName", json!(7));
    vec![
        of("0322m", "name, tags and icon", &all, Class::Valid, &[]).rulings(&["Z-9"]).requirements(&[
            "BAZAAR-service-01",
            "BAZAAR-service-02",
            "BAZAAR-service-06",
            "BAZAAR-service-07",
            "BAZAAR-service-08",
        ]),
        of(
            "0322n",
            "a bad icon beside a good name and good tags",
            &one_bad,
            Class::Invalid,
            &[("/resource/iconUrl", "icon-url")],
        )
        .rulings(&["Z-9"])
        .requirements(&["BAZAAR-service-rules-01", "BAZAAR-service-rules-02"]),
        of("0322o", "name and icon beside the resource, where they are none", &elsewhere, Class::Valid, &[])
            .rulings(&["Z-9"])
            .requirements(&["BAZAAR-service-02"]),
        of(
            "0322p",
            "a name that is a number",
            &of_other_type,
            Class::Invalid,
            &[("/resource/serviceName", "unreadable")],
        )
        .rulings(&["C-7"])
        .requirements(&["BAZAAR-service-06"])
        .no_witness(SILENT),
    ]
}
