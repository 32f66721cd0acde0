//! What people read and write: prices, URLs, text of strangers, values in messages and as keys.

use std::hash::{BuildHasher, RandomState};

use x402_laws::hostile::{check, check_debug, texts};
use x402_types::{
    Amount, AnyNetwork, Network, ParsePriceError, RawJson, Uint256,
    declare::sentences,
    printable::{LONGEST, Printable, SHORT, Sentence, Short, printable},
    read::is_absolute_url,
};

/// The crate of the schemes compares prices with another library.
#[test]
fn prices() {
    for (price, decimals, units) in
        [("0", 0, 0), ("0", 6, 0), ("0.01", 6, 10_000), ("10", 0, 10), ("10.5", 1, 105), ("1.000000", 6, 1_000_000)]
    {
        assert_eq!(Amount::from_price(price, decimals), Ok(units.into()), "{price} {decimals}");
    }
    assert_eq!(Amount::from_price("0.11", 1), Err(ParsePriceError::TooManyPlaces { places: 2, decimals: 1 }));
}

#[test]
fn what_is_no_price_says_what_to_write() {
    let max = Amount::from(Uint256::MAX).to_price(6);
    assert_eq!(Amount::from_price(&max, 6), Ok(Uint256::MAX.into()));
    assert_eq!(Amount::from_price(&max.replace("639935", "639936"), 6), Err(ParsePriceError::TooLarge));
    assert_eq!(Amount::from_price("1", 255), Err(ParsePriceError::TooLarge));
    assert_eq!(Amount::from_price("0", 255), Ok(0.into()));
    for wrong in [
        "", ".", "1.", ".1", "-1", "+1", "1e3", "1,000", "1 ", " 1", "$1", "01", "00", "00.1", "1.2.3", "0x1", "1_000",
        "\u{661}",
    ] {
        assert_eq!(Amount::from_price(wrong, 6), Err(ParsePriceError::NotPrice), "{wrong}");
    }
    let too_fine = ParsePriceError::TooManyPlaces { places: 7, decimals: 6 };
    assert_eq!(Amount::from_price("0.0000001", 6), Err(too_fine));
    assert_eq!(Amount::from_price("1.0000000", 6), Err(too_fine));
    assert_eq!(Amount::from_price("1.0", 0), Err(ParsePriceError::TooManyPlaces { places: 1, decimals: 0 }));
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

sentences! {
    /// Sentences with a stranger's text.
    #[derive(Debug)]
    enum Printed {
        Nothing = "nothing",
        Text(text: String) = "it is {text}",
        Quoted { text: String, } = "it is {text:?}!",
        Written(text: String) = |f| write!(f, "it is {}, or not", Short(text)),
        Inner(error: Box<Printed>) = |f| error.fmt(f),
    }
}

#[test]
fn sentences_are_escaped_and_cut_off() {
    for text in texts() {
        let sentences =
            [Printed::Text(text.clone()), Printed::Quoted { text: text.clone() }, Printed::Written(text.clone())];
        for sentence in sentences
            .into_iter()
            .flat_map(|sentence| [sentence.to_string(), Printed::Inner(Box::new(sentence)).to_string()])
        {
            check(&sentence, "Printed");
        }
        check(&Sentence(&text).to_string(), "Sentence");
        assert!(Short(&text).to_string().len() <= SHORT + '…'.len_utf8());
        // Escapes are whole.
        assert!(printable(&text).starts_with(Short(&text).to_string().trim_end_matches('…')));
        assert_eq!(Printable(&text).to_string(), printable(&text));
        assert_eq!(Printable(Printable(&text)).to_string(), printable(&text));
        check_debug(&RawJson::string(&text), "RawJson");
        check_debug(&RawJson::string(&text).as_json(), "JsonRef");
    }
    assert_eq!(Printed::Nothing.to_string(), "nothing");
    assert_eq!(Printed::Text("fair".into()).to_string(), "it is fair");
    assert_eq!(Printed::Written("\n".into()).to_string(), r"it is \u000a, or not");
    // The shortest text that is cut has a byte more than the longest that is not.
    for (length, shown) in [(SHORT, SHORT), (SHORT + 1, SHORT + 3)] {
        assert_eq!(Short("a".repeat(length)).to_string().len(), shown);
    }
    for (length, shown) in [(LONGEST, LONGEST), (LONGEST + 1, LONGEST + 3)] {
        assert_eq!(Sentence("a".repeat(length)).to_string().len(), shown);
    }
    // White space between the members of JSON that was kept as it came.
    assert_eq!(format!("{:?}", RawJson::parse("[1,\r\n2]").unwrap()), r"[1,\u000d\u000a2]");
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

#[test]
fn values_that_are_equal_have_one_hash_and_others_have_another() {
    let state = RandomState::new();
    let hash = |text: &str| state.hash_one(RawJson::parse(text).unwrap());
    assert_eq!(hash("17"), state.hash_one(RawJson::from(17)));
    assert_ne!(hash("17"), hash("18"));
}
