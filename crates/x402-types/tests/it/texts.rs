//! What people read and write: prices, URLs, text of strangers, values in messages and as keys.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
};

use x402_types::{Amount, AnyNetwork, Network, ParsePriceError, RawJson, printable::printable, read::is_absolute_url};

/// The crate of the schemes compares prices with another library.
#[test]
fn prices() {
    for (price, decimals, units) in
        [("0", 0, 0), ("0", 6, 0), ("0.01", 6, 10_000), ("10", 0, 10), ("10.5", 1, 105), ("1.000000", 6, 1_000_000)]
    {
        assert_eq!(Amount::from_price(price, decimals), Ok(units.into()), "{price} {decimals}");
    }
    for wrong in ["", ".", "1.", ".1", "00", "01", "00.1", "+1", "1e3", "1.2.3"] {
        assert_eq!(Amount::from_price(wrong, 6), Err(ParsePriceError::NotPrice), "{wrong}");
    }
    assert_eq!(Amount::from_price("0.11", 1), Err(ParsePriceError::TooManyPlaces { places: 2, decimals: 1 }));
}

#[test]
fn absolute_urls() {
    for url in [
        "https://a.example",
        "HTTP://a:80/b?c#d",
        "https://user@a/",
        "mcp://tool/report",
        "urn:a",
        "a+b-c.1:d",
        "https://a?b@",
    ] {
        assert!(is_absolute_url(url), "{url}");
    }
    for wrong in [
        "",
        "a",
        "/a",
        ":a",
        "1a:b",
        "+a:b",
        "a_b:c",
        "é:b",
        "a:",
        "https:",
        "https:a",
        "https://",
        "https:///a",
        "https://?a",
        "http://:80",
        "http://user@",
        "a:b c",
        "a:\u{a0}",
        "a:b\u{1}",
        "a:b\\c",
    ] {
        assert!(!is_absolute_url(wrong), "{wrong}");
    }
}

#[test]
fn text_of_strangers_is_shown_or_escaped() {
    for shown in ["", "a b~", "é", "e\u{301}", "日本語", "\u{1f600}", "שלום", "\u{e01}\u{e34}"] {
        assert_eq!(printable(shown), shown);
    }
    for (hidden, escaped) in [
        ("a\nb", r"a\u000ab"),
        ("\u{1b}[2J", r"\u001b[2J"),
        ("\u{7f}", r"\u007f"),
        ("\u{9b}", r"\u009b"),
        ("\u{a0}", r"\u00a0"),
        ("\u{200d}", r"\u200d"),
        ("\u{202e}exe", r"\u202eexe"),
        ("\u{2800}", r"\u2800"),
        ("\u{3164}", r"\u3164"),
        ("\u{fe0f}", r"\ufe0f"),
        ("\u{feff}", r"\ufeff"),
        ("\u{e0041}", r"\udb40\udc41"),
    ] {
        assert_eq!(printable(hidden), escaped);
    }
}

#[test]
fn a_network_is_printed_as_it_is_written() {
    for name in ["eip155:84532", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"] {
        let network: Network = name.parse().unwrap();
        assert_eq!([network.to_string(), format!("{network:?}")], [name; 2]);
    }
    for name in ["eip155:84532", "base-sepolia", "atlantis"] {
        let network: AnyNetwork = name.parse().unwrap();
        assert_eq!([network.to_string(), format!("{network:?}")], [name; 2]);
    }
}

/// In a map of 1,000 values hardly any two have the same hash.
#[test]
fn the_hash_of_a_value_tells_it_from_others() {
    let state = RandomState::new();
    let values: HashMap<RawJson, u64> = (0..1_000).map(|number| (number.into(), number)).collect();
    let mut hashes: Vec<u64> = values.keys().map(|value| state.hash_one(value)).collect();
    hashes.sort_unstable();
    hashes.dedup();
    assert!(hashes.len() > 990, "{} hashes of 1,000 values", hashes.len());
    assert_eq!(values.get(&RawJson::parse("17").unwrap()), Some(&17));
}
