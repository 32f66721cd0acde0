//! The limits of `ResourceInfo`, each from both sides: V2-5.1.2-17, -19, -20, -21, -22.

use x402_types::{
    DecodeOptions, Wire,
    v2::{ResourceInfo, ResourceLimit},
};

use ResourceLimit::{Characters, Entries, PrintableAscii, WebUrl};

type Broken = (&'static str, ResourceLimit, usize);

#[track_caller]
fn expect(set: impl FnOnce(&mut ResourceInfo), expected: &[Broken]) {
    let mut resource = ResourceInfo::new("");
    set(&mut resource);
    let broken = resource.broken_limits();
    let found: Vec<_> =
        broken.iter().map(|broken| (broken.path().to_string(), broken.limit(), broken.length())).collect();
    let expected: Vec<_> = expected.iter().map(|(path, limit, length)| (path.to_string(), *limit, *length)).collect();
    assert_eq!(found, expected);
    // None of it keeps the resource from being read.
    let read = ResourceInfo::decode(resource.to_json(), &DecodeOptions::STRICT).unwrap();
    assert_eq!((&read.value, read.flags.is_empty()), (&resource, true));
    for broken in broken {
        assert!(broken.to_string().starts_with(&format!("{}: ", broken.path())), "{broken}");
    }
}

/// A name (V2-5.1.2-17), and a tag (V2-5.1.2-20).
#[test]
fn names_and_tags_are_32_characters_of_printable_ascii() {
    let name = |name: &str, expected: &[Broken]| expect(|resource| resource.service_name = Some(name.into()), expected);
    let tag = |tag: &str, expected: &[Broken]| expect(|resource| resource.tags = Some(vec![tag.into()]), expected);
    let both = |text: &str, expected: &[(ResourceLimit, usize)]| {
        name(text, &expected.iter().map(|(limit, length)| ("serviceName", *limit, *length)).collect::<Vec<_>>());
        tag(text, &expected.iter().map(|(limit, length)| ("tags[0]", *limit, *length)).collect::<Vec<_>>());
    };
    for good in ["", " ", "~", "Example Market Data", "market-data", &"x".repeat(32)] {
        both(good, &[]);
    }
    both(&"x".repeat(33), &[(Characters(32), 33)]);
    for bad in ["\u{1f}", "\u{7f}", "\n", "é", "\u{80}"] {
        both(bad, &[(PrintableAscii, 1)]);
    }
    // Characters are counted, not bytes.
    both(&"é".repeat(32), &[(PrintableAscii, 32)]);
    both(&"é".repeat(33), &[(Characters(32), 33), (PrintableAscii, 33)]);
}

/// V2-5.1.2-19
#[test]
fn there_are_at_most_5_tags() {
    let tags = |count: usize| move |resource: &mut ResourceInfo| resource.tags = Some(vec!["t".into(); count]);
    expect(tags(0), &[]);
    expect(tags(5), &[]);
    expect(tags(6), &[("tags", Entries(5), 6)]);
    // Every tag is looked at, also behind the fifth.
    let set = |resource: &mut ResourceInfo| {
        resource.tags = Some(["a", "\t", "b", "c", "d", "e", "€"].map(String::from).to_vec());
    };
    expect(set, &[("tags", Entries(5), 7), ("tags[1]", PrintableAscii, 1), ("tags[6]", PrintableAscii, 1)]);
}

/// V2-5.1.2-21 and -22
#[test]
fn icons_are_web_urls_of_2048_characters() {
    let icon = |url: &str, expected: &[Broken]| expect(|resource| resource.icon_url = Some(url.into()), expected);
    for good in [
        "https://api.example.com/icon.png",
        "http://a",
        "HTTPS://a?b#c",
        "https://user@a:8080/%20",
        "https://[2001:db8::1]/i",
        "https://xn--mnchen-3ya.example/",
        "https://münchen.example/",
    ] {
        icon(good, &[]);
    }
    for bad in [
        "",
        "/icon.png",
        "icon.png",
        "//a/icon.png",
        "https:a",
        "https:/a",
        "https://",
        "https:///icon.png",
        "https://?a",
        "https://:80/",
        "https://user@/",
        "ftp://a/icon.png",
        "data:image/png;base64,AA==",
        "file:///icon.png",
        "javascript://a",
        " https://a",
        "https://a b",
        "https://a\n",
        "https://a/<svg>",
    ] {
        icon(bad, &[("iconUrl", WebUrl, bad.chars().count())]);
    }
    let long = |length: usize| format!("https://a/{}", "x".repeat(length - "https://a/".len()));
    icon(&long(2_048), &[]);
    icon(&long(2_049), &[("iconUrl", Characters(2_048), 2_049)]);
    icon(&"x".repeat(2_049), &[("iconUrl", Characters(2_048), 2_049), ("iconUrl", WebUrl, 2_049)]);
}

#[test]
fn what_is_absent_breaks_nothing_and_the_rest_has_no_limit() {
    expect(|_| {}, &[]);
    let set = |resource: &mut ResourceInfo| {
        resource.url = "€".repeat(5_000);
        resource.description = Some("\u{7f}".repeat(5_000));
        resource.mime_type = Some("none".into());
    };
    expect(set, &[]);
}

/// The document's own example.
#[test]
fn the_example_keeps_all_limits() {
    let text = r#"{"url":"https://api.example.com/premium-data","serviceName":"Example Market Data",
        "tags":["market-data","finance"],"iconUrl":"https://api.example.com/icon.png"}"#;
    assert_eq!(ResourceInfo::decode(text, &DecodeOptions::STRICT).unwrap().value.broken_limits(), []);
}
