//! The mistakes that sellers make in an offer, each with what is right next to it.

use x402_lint::{Bounds, Corrected, Lint, Source, corrected, lint};
use x402_types::RawJson;

use crate::{OFFER, found};

const RECIPIENT: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
const USDC_SEPOLIA: &str = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
const USDC_BASE: &str = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913";
const SOLANA_OFFER: &str = r#"{"scheme":"exact","network":"solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1","amount":"10000",
  "asset":"4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU","payTo":"2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4",
  "maxTimeoutSeconds":60,"extra":{"feePayer":"EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYugwGd"}}"#;

fn payment_required(offer: &str) -> String {
    format!(r#"{{"x402Version":2,"resource":{{"url":"https://api.example.com/weather"}},"accepts":[{offer}]}}"#)
}

fn linted(text: &str) -> Lint {
    lint(&Source::Text(text), &Bounds::DEFAULT)
}

/// The findings of a demand whose one offer has another text in it, but for the note that every offer on Solana has, which
/// `meant.rs` tests.
fn with(offer: &str, from: &str, to: &str) -> Lint {
    assert!(offer.contains(from), "{from}");
    let mut lint = linted(&payment_required(&offer.replacen(from, to, 1)));
    lint.findings.retain(|finding| finding.rule != "token-account");
    lint
}

/// What `--fix` writes for that demand.
fn written(offer: &str, from: &str, to: &str) -> String {
    let payment_required = RawJson::parse(&payment_required(&offer.replacen(from, to, 1))).unwrap();
    corrected(&payment_required, &Bounds::DEFAULT).payment_required.as_str().into()
}

/// The price may be in the member of the other version alone, beside a null of this one.
#[test]
fn the_only_price_is_kept() {
    for nothing in ["null", r#""""#] {
        let both = format!(r#""amount":{nothing},"maxAmountRequired":"10000""#);
        let fixed = written(OFFER, r#""amount":"10000""#, &both);
        assert!(fixed.contains(r#""amount":"10000""#) && !fixed.contains("maxAmountRequired"), "{fixed}");
    }
    // One price of each version, and one that is no price: nobody knows which one is meant.
    let fixed = written(OFFER, r#""amount":"10000""#, r#""amount":"20000","maxAmountRequired":"10000""#);
    assert!(fixed.contains(r#""amount":"20000""#) && !fixed.contains("maxAmountRequired"), "{fixed}");
    for other in ["{}", r#""x""#, r#"" ""#, r#""free""#, r#""$""#, "-1"] {
        let both = format!(r#""amount":{other},"maxAmountRequired":"10000""#);
        let fixed = written(OFFER, r#""amount":"10000""#, &both);
        assert!(fixed.contains(&both), "{fixed}");
    }
    // A price in tokens is legible, although no client pays it.
    for price in [r#""0.01""#, "0.01", r#""$0.01""#, r#""0.01 USDC""#, r#""5 tokens""#] {
        let fixed = written(OFFER, r#""10000""#, &format!(r#"{price},"maxAmountRequired":"10000""#));
        assert!(fixed.contains(&format!(r#""amount":{price}"#)) && !fixed.contains("maxAmountRequired"), "{fixed}");
    }
}

/// An offer with the members by which version 1 describes the resource.
fn described(url: &str) -> String {
    let members = format!(r#""resource":{url:?},"description":"d","mimeType":"application/json","extra""#);
    compact().replacen(r#""extra""#, &members, 1)
}

/// The offer as `--fix` writes it.
fn compact() -> String {
    OFFER.replace("\n  ", "")
}

fn fixed(text: &str) -> String {
    corrected(&RawJson::parse(text).unwrap(), &Bounds::DEFAULT).payment_required.as_str().into()
}

/// What an offer says of the resource moves to the demand, which is where version 2 has it.
#[test]
fn a_description_moves_to_the_payment_required() {
    const URL: &str = "https://api.example.com/w";
    let offer = described(URL);
    let whole = r#""resource":{"url":"https://api.example.com/w","description":"d","mimeType":"application/json"}"#;
    let accepts = format!(r#""accepts":[{}]"#, compact());
    for input in [
        format!(r#"{{"x402Version":2,"accepts":[{offer}]}}"#),
        format!(r#"{{"x402Version":2,"resource":null,"accepts":[{offer}]}}"#),
        format!(r#"{{"x402Version":2,"resource":{{"url":"{URL}"}},"accepts":[{offer}]}}"#),
        format!(r#"{{"x402Version":2,"resource":{{"url":"{URL}","mimeType":null}},"accepts":[{offer}]}}"#),
        format!(r#"{{"x402Version":2,"resource":{{}},"accepts":[{offer}]}}"#),
        format!(r#"{{"x402Version":2,"resource":{{"url":"{URL}","description":""}},"accepts":[{offer}]}}"#),
    ] {
        let fixed = fixed(&input);
        assert!(fixed.contains(whole) && fixed.contains(&accepts), "{input}\n{fixed}");
    }
    // What the demand says of its resource counts.
    let resource_member = r#""resource":{"url":"https://b.example/","description":"own","mimeType":"text/plain"}"#;
    assert_eq!(
        fixed(&format!(r#"{{"x402Version":2,{resource_member},"accepts":[{offer}]}}"#)),
        format!(r#"{{"x402Version":2,{resource_member},{accepts}}}"#)
    );
}

/// What is nowhere else is kept.
#[test]
fn the_only_description_is_kept() {
    let offer = described("https://api.example.com/w");
    let relative = described("/w");
    let nothing_more = OFFER.replacen(r#""extra""#, r#""description":"d","extra""#, 1);
    let other = offer.replacen("example.com/w", "example.com/v", 1);
    for members in [
        format!(r#""x402Version":2,"accepts":[{relative}]"#),
        format!(r#""x402Version":2,"accepts":[{nothing_more}]"#),
        format!(r#""x402Version":2,"accepts":[{offer},{other}]"#),
        format!(r#""x402Version":2,"error":5,"accepts":[{offer}]"#),
        format!(r#""x402Version":2,"resource":"https://b.example/","accepts":[{offer}]"#),
        format!(r#""x402Version":"2","accepts":[{offer}]"#),
        format!(r#""x402Version":3,"accepts":[{offer}]"#),
        format!(r#""accepts":[{offer}]"#),
        format!(r#""accepts":[{}]"#, offer.replacen(r#""amount""#, r#""maxAmountRequired""#, 1)),
        r#""x402Version":1,"error":"","resource":{"url":"https://api.example.com/w"},"accepts":[]"#.into(),
        format!(
            r#""x402Version":1,"error":"","resource":{{"url":"https://api.example.com/w"}},"accepts":[{OFFER},{offer}]"#
        ),
    ] {
        let fixed = fixed(&format!("{{{members}}}"));
        for kept in [r#""resource":""#, r#""description":"d""#, r#""mimeType":"application/json""#, r#"{"url":"#] {
            assert_eq!(fixed.matches(kept).count(), members.matches(kept).count(), "{kept}: {members}\n{fixed}");
        }
    }
    let input = format!(r#"{{"x402Version":2,"resource":null,"accepts":[{relative}]}}"#);
    assert!(fixed(&input).contains(&relative));
    // The offers of version 1 have it.
    let offer = offer.replacen(r#""amount""#, r#""maxAmountRequired""#, 1).replacen("eip155:84532", "base-sepolia", 1);
    let input =
        format!(r#"{{"x402Version":1,"error":"","accepts":[{offer}],"resource":{{"url":"https://b.example/"}}}}"#);
    assert_eq!(fixed(&input), format!(r#"{{"x402Version":1,"error":"","accepts":[{offer}]}}"#));
    let nothing = r#"{"x402Version":1,"error":"","accepts":[],"resource":null}"#;
    assert_eq!(fixed(nothing), r#"{"x402Version":1,"error":"","accepts":[]}"#);
}

/// What offers say differently of the resource stays with them, and so does the URL of which it is said.
#[test]
fn descriptions_that_differ_are_kept() {
    let of = |members: &str| compact().replacen(r#""extra""#, &format!(r#"{members},"extra""#), 1);
    let payment_required = |resource: &str, offers: &[&str]| {
        format!(r#"{{"x402Version":2,"resource":{resource},"accepts":[{}]}}"#, offers.join(","))
    };
    let [w, v] = [("w", "A"), ("v", "B")]
        .map(|(url, text)| of(&format!(r#""resource":"https://a.example/{url}","description":"{text}""#)));
    let [a, b] = ["A", "B"].map(|text| of(&format!(r#""description":"{text}""#)));
    let with_url = r#"{"url":"https://a.example/w"}"#;
    for (resource, offers) in [("{}", [&w, &v]), (with_url, [&a, &b]), (with_url, [&v, &v]), (with_url, [&v, &b])] {
        let input = payment_required(resource, &offers.map(String::as_str));
        assert_eq!(fixed(&input), input);
    }
    let bare = compact();
    // Where all agree that say it, it moves.
    let whole = r#"{"url":"https://a.example/w","description":"A"}"#;
    for (resource, offers) in [("{}", [&w, &a]), (with_url, [&w, &w]), (with_url, [&bare, &a]), ("{}", [&w, &bare])] {
        let input = payment_required(resource, &offers.map(String::as_str));
        assert_eq!(fixed(&input), payment_required(whole, &[&bare, &bare]), "{input}");
    }
    // The URL alone is left out beside that of the demand.
    let url = of(r#""resource":"https://a.example/v","description":"""#);
    assert_eq!(fixed(&payment_required(with_url, &[&url])), payment_required(with_url, &[&bare]));
}

/// In version 1 only the offers describe the resource. What they do not say stays.
#[test]
fn a_resource_that_says_more_than_the_offers_is_kept() {
    let offer = described("https://api.example.com/w");
    let offer = offer.replacen(r#""amount""#, r#""maxAmountRequired""#, 1).replacen("eip155:84532", "base-sepolia", 1);
    let undescribed = offer.replacen(r#""description":"d""#, r#""description":"""#, 1);
    let payment_required =
        |resource: &str, offer: &str| format!(r#"{{"x402Version":1,"error":"","accepts":[{offer}]{resource}}}"#);
    for (resource, offer, is_kept) in [
        (r#"{"url":"https://a.example/","description":"The weather"}"#, &undescribed, true),
        (r#"{"url":"https://a.example/","serviceName":"W"}"#, &offer, true),
        (r#"{"url":"https://a.example/","description":"The weather","mimeType":"text/plain"}"#, &offer, false),
        (r#"{"url":"https://a.example/","serviceName":"","tags":null}"#, &undescribed, false),
        ("{}", &offer, false),
    ] {
        let input = payment_required(&format!(r#","resource":{resource}"#), offer);
        assert_eq!(fixed(&input), if is_kept { input.clone() } else { payment_required("", offer) });
    }
}

/// Without the extension `bazaar` no other member describes input and output. It becomes the extension if it can be read as one.
#[test]
fn the_only_schema_of_the_output_is_kept() {
    let schema = |value: &str| format!(r#""outputSchema":{value},"extra""#);
    let whole = schema(r#"{"input":{"type":"http","method":"GET"}}"#);
    let moved = written(OFFER, r#""extra""#, &whole);
    let declared = r#""extensions":{"bazaar":{"info":{"input":{"type":"http","method":"GET"}},"schema":{"#;
    assert!(moved.contains(declared) && !moved.contains("outputSchema"), "{moved}");
    for unclear in [r#"{"input":{"type":"http"}}"#, r#"{"input":{"type":"http","method":"GET","bodyType":"json"}}"#] {
        let unclear = schema(unclear);
        assert!(written(OFFER, r#""extra""#, &unclear).contains(&unclear));
    }
    for nothing in ["null", "{}"] {
        let fixed = written(OFFER, r#""extra""#, &schema(nothing));
        assert!(!fixed.contains("outputSchema"), "{fixed}");
    }
    let declared = r#"}],"extensions":{"bazaar":{"info":{"input":{"type":"http","method":"GET"}}}}}"#;
    let offer = OFFER.replacen(r#""extra""#, &whole, 1);
    let fixed = fixed(&payment_required(&offer).replacen("}]}", declared, 1));
    assert!(!fixed.contains("outputSchema"), "{fixed}");
}

/// Only the fix that would show an error is left out.
#[test]
fn a_fix_that_shows_an_error_keeps_no_other_back() {
    let offer = OFFER
        .replacen(r#""maxTimeoutSeconds":60"#, r#""maxTimeoutSeconds":5,"resource":"/weather""#, 1)
        .replacen(r#""name":"USDC""#, r#""name":"USD Coin""#, 1);
    let before = RawJson::parse(&format!(r#"{{"x402Version":2,"accepts":[{offer}]}}"#)).unwrap();
    let errors = linted(before.as_str()).errors();
    let Corrected { payment_required, left, .. } = corrected(&before, &Bounds::DEFAULT);
    assert!(left.errors() <= errors, "{left:?}");
    assert!(payment_required.as_str().contains(r#""maxTimeoutSeconds":60"#), "{}", payment_required.as_str());
    assert!(payment_required.as_str().contains(r#""name":"USDC""#), "{}", payment_required.as_str());
}

#[test]
fn the_token_of_another_network() {
    let lint = with(OFFER, "eip155:84532", "eip155:8453");
    let asset = lint.findings.iter().find(|finding| finding.rule == "asset-network").unwrap();
    let what = format!(
        "the published tables list the asset as USDC on eip155:84532; on the offer's network USDC is {USDC_BASE}"
    );
    assert_eq!((&*asset.pointer, &*asset.what, asset.fix.len()), ("/accepts/0/asset", &*what, 0));
    assert_eq!(lint.findings.len(), 1);

    let mainnet = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";
    let lint = with(SOLANA_OFFER, "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU", mainnet);
    assert_eq!(found(&lint), [("asset-network", "/accepts/0/asset")]);
    // The mint of devnet stands for testnet, and of a network without a token nothing is known.
    let testnet = "solana:4uhcVJyU9pJkvQyS88uRDiswHXSCkY3z";
    assert!(with(SOLANA_OFFER, "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1", testnet).findings.is_empty());
    let lint = with(OFFER, "eip155:84532", "eip155:123456");
    assert_eq!(found(&lint), [("unknown-network", "/accepts/0/network"), ("unknown-asset", "/accepts/0/asset")]);
}

#[test]
fn a_token_as_recipient() {
    for (offer, from, to, what) in [
        (OFFER, RECIPIENT, USDC_BASE, "the published tables list payTo as USDC on eip155:8453, not as a wallet"),
        (
            SOLANA_OFFER,
            "2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4",
            "Es9vMFrzaCERmJfrF4H2FYD4KCoNkY11McCe8BenwNYB",
            "the published tables list payTo as USDT on solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp, not as a wallet",
        ),
    ] {
        let lint = with(offer, from, to);
        assert_eq!(found(&lint), [("pay-to-token", "/accepts/0/payTo")]);
        assert_eq!((&*lint.findings[0].what, lint.findings[0].fix.len()), (what, 0));
    }
    let swapped = OFFER.replace(RECIPIENT, "?").replace(USDC_SEPOLIA, RECIPIENT).replace('?', USDC_SEPOLIA);
    let lint = linted(&payment_required(&swapped));
    assert_eq!(found(&lint), [("unknown-asset", "/accepts/0/asset"), ("pay-to-token", "/accepts/0/payTo")]);
    assert!(lint.findings[1].what.ends_with(": asset and payTo look swapped"));
}

#[test]
fn prices() {
    for (amount, price, is_found) in [
        ("10000", "0.010000 USDC", false),
        ("999999999", "999.999999 USDC", false),
        ("1000000000", "1000.000000 USDC", true),
        ("10000000000000000", "10000000000.000000 USDC", true),
    ] {
        let lint = with(OFFER, r#""10000""#, &format!(r#""{amount}""#));
        let expected: &[_] = if is_found { &[("implausible-price", "/accepts/0/amount")] } else { &[] };
        assert_eq!((&*found(&lint), lint.has_error()), (expected, false), "{amount}");
        assert_eq!(lint.prices, [Some(price.into())]);
        assert!(lint.findings.iter().all(|finding| finding.fix.is_empty() && finding.what.contains(price)));
    }
    // A token with 18 decimals.
    let lint = linted(&payment_required(
        &OFFER
            .replace("eip155:84532", "eip155:4326")
            .replace(USDC_SEPOLIA, "0xFAfDdbb3FC7688494971a79cc65DCa3EF82079E7")
            .replace(r#""USDC","version":"2""#, r#""MegaUSD","version":"1","assetTransferMethod":"permit2""#)
            .replace("10000", "10000000000000000"),
    ));
    assert_eq!((found(&lint), &*lint.prices), (vec![], &[Some("0.010000000000000000 MegaUSD".into())][..]));
    // Nothing is known of a token that no table has.
    let unknown = with(OFFER, USDC_SEPOLIA, "0x1111111111111111111111111111111111111111");
    assert_eq!((found(&unknown), &*unknown.prices), (vec![("unknown-asset", "/accepts/0/asset")], &[None][..]));
}

#[test]
fn a_price_in_tokens_is_answered_with_atomic_units() {
    for price in [r#""0.01""#, "0.01", r#""$0.01""#, r#""0.01 USDC""#] {
        let lint = with(OFFER, r#""10000""#, price);
        assert_eq!(found(&lint), [("unreadable-offer", "/accepts/0/amount")]);
        let finding = &lint.findings[0];
        assert!(finding.what.ends_with(r#": 0.01 USDC is "10000""#), "{}", finding.what);
        assert!(finding.fix.is_empty(), "no price is invented");
    }
    for other in [r#""1e4""#, r#""0.0000001""#, r#""-1""#] {
        let lint = with(OFFER, r#""10000""#, other);
        assert!(!lint.findings[0].what.contains("USDC"), "{other}: {}", lint.findings[0].what);
    }
    // A number of atomic units is one, whatever its type.
    assert!(!with(OFFER, r#""10000""#, "10000").findings[0].what.contains("USDC"));
    assert!(written(OFFER, r#""10000""#, "10000").contains(r#""amount":"10000""#));
}

#[test]
fn timeouts() {
    for (seconds, what) in [
        ("60", None),
        ("86400", None),
        ("36000", None),
        ("9000", None),
        ("86401", Some("maxTimeoutSeconds is 86401, which is longer than a buyer signs for by default")),
        ("60000", Some("maxTimeoutSeconds is 60000, which looks like milliseconds")),
        ("300000", Some("maxTimeoutSeconds is 300000, which looks like milliseconds")),
    ] {
        let lint = with(OFFER, r#"Seconds":60"#, &format!(r#"Seconds":{seconds}"#));
        let linted: Vec<&str> = lint.findings.iter().map(|finding| &*finding.what).collect();
        assert_eq!(linted, Vec::from_iter(what), "{seconds}");
        assert!(lint.findings.iter().all(|finding| finding.rule == "long-timeout" && finding.fix.is_empty()));
    }
}

#[test]
fn a_key_as_address_is_never_printed() {
    let digits = "fedcba98765432100123456789abcdeffedcba98765432100123456789abcdef";
    for key in [digits.to_string(), format!("0x{digits}"), digits.to_uppercase()] {
        let lint = with(OFFER, RECIPIENT, &key);
        assert_eq!(found(&lint), [("key-as-address", "/accepts/0/payTo")]);
        let message = lint.findings[0].message();
        assert!(message.contains("it is public now") && !message.contains(&key[2..]), "{message}");
    }
    let short = &digits[1..];
    assert_eq!(found(&with(OFFER, RECIPIENT, short)), [("not-address", "/accepts/0/payTo")]);
    let lint = with(SOLANA_OFFER, "2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4", digits);
    assert_eq!(found(&lint), [("key-as-address", "/accepts/0/payTo")]);
}

#[test]
fn names_of_networks() {
    let network = "/accepts/0/network";
    let lint = with(OFFER, "eip155:84532", "base-sepolia");
    assert_eq!(found(&lint), [("unreadable-offer", network)]);
    assert!(lint.findings[0].what.ends_with(": base-sepolia is the V1 name of eip155:84532"));
    assert!(written(OFFER, "eip155:84532", "base-sepolia").contains(r#""network":"eip155:84532""#));
    // The rest of the offer is judged, too.
    let lint = with(OFFER, "eip155:84532", "base");
    assert_eq!(found(&lint), [("unreadable-offer", network), ("asset-network", "/accepts/0/asset")]);
    let lint = with(OFFER, "eip155:84532", "basis");
    assert!(!lint.findings[0].what.contains("V1 name") && lint.findings[0].fix.is_empty());

    let devnet = "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1";
    let lint = with(SOLANA_OFFER, devnet, "solana:devnet");
    assert_eq!(found(&lint), [("network-alias", network)]);
    assert!(written(SOLANA_OFFER, devnet, "solana:devnet").contains(devnet));
    let lint = with(SOLANA_OFFER, devnet, "solana:mainnet");
    assert_eq!(found(&lint), [("network-alias", network), ("asset-network", "/accepts/0/asset")]);
    assert!(lint.findings[0].what.ends_with("which is solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"));
    let lint = with(SOLANA_OFFER, devnet, "solana:localnet");
    assert_eq!(found(&lint), [("unknown-network", network), ("unknown-asset", "/accepts/0/asset")]);

    let v1 = |network: &str| {
        let offer = OFFER.replace("eip155:84532", network).replace(
            r#""amount""#,
            r#""resource":"https://api.example.com/","description":"","mimeType":"","maxAmountRequired""#,
        );
        linted(&format!(r#"{{"x402Version":1,"error":"pay","accepts":[{offer}]}}"#))
    };
    assert!(v1("base-sepolia").findings.is_empty());
    let lint = v1("eip155:84532");
    assert_eq!(found(&lint), [("unreadable-offer", network)]);
    assert!(lint.findings[0].what.ends_with(": eip155:84532 is base-sepolia in version 1"));
}

#[test]
fn one_offer_instead_of_a_demand_is_judged() {
    let lint = linted(OFFER);
    assert_eq!((found(&lint), &*lint.prices), (vec![("bare-offer", "")], &[Some("0.010000 USDC".into())][..]));
    let lint = linted(&OFFER.replace(RECIPIENT, USDC_SEPOLIA).replace("60", "5"));
    let expected = [("bare-offer", ""), ("short-timeout", "/maxTimeoutSeconds"), ("pay-to-asset", "/payTo")];
    assert_eq!(found(&lint), expected);
    let Corrected { payment_required, left, .. } = corrected(&RawJson::parse(OFFER).unwrap(), &Bounds::DEFAULT);
    assert!(payment_required.as_str().starts_with(r#"{"x402Version":2,"accepts":[{"scheme""#), "{payment_required:?}");
    assert_eq!(found(&left), [("no-resource", "/resource")]);
    // A demand without a version is none, but no offer either.
    assert_eq!(found(&linted(r#"{"accepts":[]}"#))[0], ("unreadable", "/x402Version"));
}

/// A price that is null counts as absent (C-7), and says nothing of the version.
#[test]
fn a_null_makes_no_bare_offer_one_of_the_other_version() {
    let of_v1 = described("https://api.example.com/w").replacen("eip155:84532", "base-sepolia", 1);
    for (offer, version) in [
        (of_v1.replacen(r#""amount""#, r#""amount":null,"maxAmountRequired""#, 1), 1),
        (OFFER.replacen(r#""amount""#, r#""maxAmountRequired":null,"amount""#, 1), 2),
        (OFFER.replacen(r#""amount":"10000""#, r#""amount":"10000","maxAmountRequired":"10000""#, 1), 2),
    ] {
        let fixed = fixed(&offer);
        assert!(fixed.contains(&format!(r#""x402Version":{version},"#)), "{fixed}");
        assert!(!linted(&offer).findings.iter().any(|finding| finding.rule == "unreadable-offer"), "{offer}");
    }
}

/// The judge refuses every payment for the offer (S-7).
#[test]
fn a_memo_that_nobody_can_pay() {
    let fee_payer = r#""EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYugwGd""#;
    let memo = |memo: &str| with(SOLANA_OFFER, fee_payer, &format!("{fee_payer},\"memo\":{memo}"));
    let text = |text: &str| memo(&format!("\"{text}\""));
    // Bytes count, not characters.
    for wrong in [text(&"m".repeat(257)), text(&"é".repeat(129)), memo("7"), memo("{}"), memo("true")] {
        assert_eq!(found(&wrong), [("memo", "/accepts/0/extra/memo")]);
        assert!(wrong.has_error() && wrong.findings[0].fix.is_empty());
    }
    for right in [text(&"m".repeat(256)), text(&"é".repeat(128)), text("pi_3abc123def456"), text(""), memo("null")] {
        assert!(right.findings.is_empty(), "{right:?}");
    }
    // No other chain has memos.
    assert!(with(OFFER, r#""version":"2""#, r#""version":"2","memo":7"#).findings.is_empty());
}

/// A transfer on Solana has 64 bits for its amount (S-6).
#[test]
fn an_amount_that_no_token_of_solana_has() {
    let rules = |amount: &str| {
        let lint = with(SOLANA_OFFER, r#""10000""#, amount);
        let rules = lint.findings.iter().map(|finding| finding.rule).filter(|rule| *rule != "implausible-price");
        (rules.collect::<Vec<_>>(), lint.has_error())
    };
    assert_eq!(rules(r#""18446744073709551615""#), (vec![], false));
    for amount in [r#""18446744073709551616""#, r#""100000000000000000000000000000""#] {
        assert_eq!(rules(amount), (vec!["amount-range"], true), "{amount}");
    }
    let version_1 = SOLANA_OFFER.replace("solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1", "solana-devnet").replace(
        r#""amount":"10000""#,
        r#""resource":"https://a.example/","description":"","mimeType":"","maxAmountRequired":"18446744073709551616""#,
    );
    let lint = linted(&format!(r#"{{"x402Version":1,"error":"pay","accepts":[{version_1}]}}"#));
    assert!(found(&lint).contains(&("amount-range", "/accepts/0/maxAmountRequired")), "{lint:?}");
    // A token of an EVM chain counts to 2^256 - 1.
    assert_eq!(
        found(&with(OFFER, r#""10000""#, r#""18446744073709551616""#)),
        [("implausible-price", "/accepts/0/amount")]
    );
}

/// A channel has 128 bits for all its amounts (N-8). In `upto` Permit2 signs 256.
#[test]
fn an_amount_that_no_channel_has() {
    for (scheme, amount, is_found) in [
        ("batch-settlement", "340282366920938463463374607431768211455", false),
        ("batch-settlement", "340282366920938463463374607431768211456", true),
        ("upto", "340282366920938463463374607431768211456", false),
        ("exact", "340282366920938463463374607431768211456", false),
    ] {
        let lint = with(&OFFER.replacen("exact", scheme, 1), r#""10000""#, &format!("{amount:?}"));
        assert_eq!(found(&lint).contains(&("amount-range", "/accepts/0/amount")), is_found, "{scheme} {amount}");
    }
}

/// Nor does it hold a deposit of more (N-8).
#[test]
fn a_least_deposit_that_no_channel_holds() {
    let channel = OFFER.replacen("exact", "batch-settlement", 1);
    for (least, is_found) in [
        ("340282366920938463463374607431768211455", false),
        ("340282366920938463463374607431768211456", true),
        ("9999", true),
    ] {
        let lint = with(&channel, r#""version""#, &format!(r#""minDeposit":{least:?},"version""#));
        assert_eq!(found(&lint).contains(&("min-deposit", "/accepts/0/extra/minDeposit")), is_found, "{least}");
    }
    // Of an offer by another scheme the member may be anything.
    let least = r#""minDeposit":"340282366920938463463374607431768211456","version""#;
    assert!(with(OFFER, r#""version""#, least).findings.is_empty());
}

/// `upto` of EVM chains says nothing about Solana: no rule of another scheme counts there, and nothing is written.
#[test]
fn a_scheme_is_known_on_its_chains_only() {
    let unknown = ("unknown-scheme", "/accepts/0/scheme");
    let extra = r#"{"feePayer":"EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYugwGd"}"#;
    for scheme in ["upto", "batch-settlement"] {
        for other in [
            "{}",
            r#"{"memo":7}"#,
            r#"{"transactionVersions":[2]}"#,
            r#"{"channelState":{}}"#,
            r#"{"paymentFlow":"later"}"#,
        ] {
            let offer = SOLANA_OFFER.replacen(extra, other, 1).replacen(r#""exact""#, &format!("{scheme:?}"), 1);
            let offer = offer.replacen("60", "5", 1).replacen(r#""10000""#, r#""18446744073709551616""#, 1);
            let lint = linted(&payment_required(&offer));
            let rules: Vec<_> = found(&lint).into_iter().map(|(rule, _)| rule).collect();
            let of_every_scheme = ["unknown-scheme", "short-timeout", "implausible-price", "unknown-flow"];
            assert!(rules.iter().all(|rule| of_every_scheme.contains(rule)), "{scheme} {other}: {rules:?}");
            let linted = lint.findings.iter().find(|finding| finding.rule == unknown.0).unwrap();
            assert_eq!(linted.what, format!("the scheme {scheme} is not known on this chain family"));
            let whole = RawJson::parse(&payment_required(&offer)).unwrap();
            assert_eq!(corrected(&whole, &Bounds::DEFAULT).payment_required, whole, "{scheme} {other}");
        }
    }
    assert_eq!(with(OFFER, r#""exact""#, r#""deferred""#).findings[0].what, "the scheme deferred is unknown");
    // On its own chains it is known, and on a chain of which nothing is known its name counts.
    let state = r#""channelState":{},"version""#;
    for (offer, is_known) in [
        (OFFER.replacen("exact", "upto", 1), true),
        (OFFER.replacen("exact", "upto", 1).replacen("eip155:84532", "cosmos:hub", 1), true),
        (OFFER.replacen("exact", "upto", 1).replacen("eip155:84532", "stellar:testnet", 1), false),
    ] {
        assert_eq!(!found(&linted(&payment_required(&offer))).contains(&unknown), is_known, "{offer}");
    }
    let channel = OFFER.replacen("exact", "batch-settlement", 1).replacen(r#""version""#, state, 1);
    assert!(found(&linted(&payment_required(&channel))).contains(&("stray-state", "/accepts/0/extra/channelState")));
}
