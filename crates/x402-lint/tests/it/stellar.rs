//! The mistakes that sellers make in an offer on Stellar, each with what is right next to it.

use x402_lint::{Bounds, Level, Lint, Source, corrected, lint};
use x402_types::RawJson;

use crate::found;

const USDC: &str = "CBIELTK6YBZJU5UP2WWQEUCYKLPU6AUNZ2BQ4WWFEIE3USCIHMXQDAMA";
const USDC_PUBNET: &str = "CCW67TSZV3SSS2HXMBQ5JFGCKJNXKZM7UQUWUZPUTHXSTZLEO7SJMI75";
const XLM: &str = "CDLZFC3SYJYDZT7K67VZ75HPJVIEUVNIXF47ZG2FB2RMQQVU2HHGCYSC";
const RECIPIENT: &str = "GCATS5YOVB6ROX2WUNKGNQ2MP3GMXDMKSG2O4N5CLX3A6W4PZGZZI55U";
const ISSUER: &str = "GBBD47IF6LWK7P7MDEVSCWR7DPUWV3NY3DTQEVFL4NAT4AQH3ZLLFLA5";
/// The account of SEP-23's tables, with an id.
const MUXED: &str = "MA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJUAAAAAAAAAAAACJUQ";

/// An offer whose only finding is the note that no trustline can be seen.
const OFFER: &str = r#"{"scheme":"exact","network":"stellar:testnet","amount":"100000","maxTimeoutSeconds":60,
  "asset":"CBIELTK6YBZJU5UP2WWQEUCYKLPU6AUNZ2BQ4WWFEIE3USCIHMXQDAMA","payTo":"GCATS5YOVB6ROX2WUNKGNQ2MP3GMXDMKSG2O4N5CLX3A6W4PZGZZI55U",
  "extra":{"areFeesSponsored":true}}"#;
const TRUSTLINE: (&str, &str) = ("trustline", "/accepts/0/payTo");

fn payment_required(offer: &str) -> String {
    format!(r#"{{"x402Version":2,"resource":{{"url":"https://api.example.com/weather"}},"accepts":[{offer}]}}"#)
}

fn changed(changes: &[(&str, &str)]) -> String {
    let change = |offer: String, (from, to): &(&str, &str)| {
        assert!(offer.contains(from), "{from}");
        offer.replacen(from, to, 1)
    };
    payment_required(&changes.iter().fold(OFFER.to_owned(), change))
}

fn with(changes: &[(&str, &str)]) -> Lint {
    lint(&Source::Text(&changed(changes)), &Bounds::DEFAULT)
}

/// The findings beside the trustline.
fn others(changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let lint = with(changes);
    let found = found(&lint).into_iter().filter(|found| *found != TRUSTLINE);
    found.map(|(rule, pointer)| (rule.to_owned(), pointer.to_owned())).collect()
}

fn one(rule: &str, member: &str) -> Vec<(String, String)> {
    vec![(rule.into(), format!("/accepts/0/{member}"))]
}

/// What `--fix` writes.
fn written(changes: &[(&str, &str)]) -> String {
    let payment_required = RawJson::parse(&changed(changes)).unwrap();
    corrected(&payment_required, &Bounds::DEFAULT).payment_required.as_str().into()
}

#[test]
fn an_offer_without_a_fault() {
    let lint = with(&[]);
    assert_eq!(found(&lint), [TRUSTLINE]);
    assert_eq!((lint.findings[0].level, lint.has_error()), (Level::Info, false));
    assert_eq!(lint.prices, [Some("0.0100000 USDC".into())]);
    assert!(others(&[("testnet", "pubnet"), (USDC, USDC_PUBNET)]).is_empty());
}

#[test]
fn what_is_no_address() {
    // An account is no token, and the last character makes the checksum wrong.
    for wrong in [RECIPIENT, "CBIELTK6YBZJU5UP2WWQEUCYKLPU6AUNZ2BQ4WWFEIE3USCIHMXQDAMB", MUXED, "wallet"] {
        assert!(others(&[(USDC, wrong)]).contains(&one("not-address", "asset")[0]), "{wrong}");
        assert!(with(&[(USDC, wrong)]).findings.iter().all(|finding| finding.fix.is_empty()), "{wrong}");
    }
    // The document's own example among them (STELLAR:58).
    for wrong in
        ["GBHEGW3KWOY2OFH767EDALFGCUTBOEVBDQMCKU4APMDLQNBW5QV3W3KO", "0x209693Bc6afc0C5328bA36FaF03C514EF312287C"]
    {
        assert_eq!(others(&[(RECIPIENT, wrong)]), one("not-address", "payTo"), "{wrong}");
    }
    let key = "64646464646464646464646464646464646464646464646464646464646464ab";
    assert_eq!(others(&[(RECIPIENT, key)]), one("key-as-address", "payTo"));
    for right in [RECIPIENT, XLM, "CA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJUWDA"] {
        assert!(!others(&[(RECIPIENT, right)]).contains(&one("not-address", "payTo")[0]), "{right}");
    }
}

#[test]
fn an_asset_by_another_name_is_put_right() {
    let classic = format!("USDC:{ISSUER}");
    for (name, contract) in [
        ("USDC", USDC),
        (&*classic, USDC),
        (&*classic.replace(':', "-"), USDC),
        (ISSUER, USDC),
        (&*format!("{ISSUER}:USDC"), USDC),
        (&*format!("{ISSUER}:"), USDC),
        ("native", XLM),
        ("XLM", XLM),
    ] {
        assert!(others(&[(USDC, name)]).contains(&one("not-address", "asset")[0]), "{name}");
        assert!(written(&[(USDC, name)]).contains(&format!(r#""asset":"{contract}""#)), "{name}");
    }
    assert!(written(&[("testnet", "pubnet"), (USDC, "USDC")]).contains(USDC_PUBNET));
    // Nobody's USDC, one whose contract the tables do not have, and another token of the issuer.
    let other_code = format!("{ISSUER}:EURC");
    for unknown in [format!("USDC:{RECIPIENT}"), "EURC".into(), "usdc".into(), other_code.replace(':', "-"), other_code]
    {
        assert!(written(&[(USDC, &unknown)]).contains(&unknown), "{unknown}");
    }
}

#[test]
fn a_muxed_recipient() {
    assert_eq!(others(&[(RECIPIENT, MUXED)]), one("muxed-recipient", "payTo"));
    assert!(!found(&with(&[(RECIPIENT, MUXED)])).contains(&TRUSTLINE));
    let inside = "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ";
    assert!(others(&[(RECIPIENT, inside)]).is_empty());
}

#[test]
fn a_fee_that_nobody_pays() {
    for wrong in
        [r#"{}"#, r#"{"areFeesSponsored":false}"#, r#"{"areFeesSponsored":null}"#, r#"{"areFeesSponsored":"true"}"#]
    {
        let change = [(r#"{"areFeesSponsored":true}"#, wrong)];
        assert_eq!(others(&change), one("not-sponsored", "extra/areFeesSponsored"), "{wrong}");
        assert!(with(&change).has_error());
        assert!(written(&change).contains(r#""extra":{"areFeesSponsored":true}"#), "{}", written(&change));
    }
    let without = ",\n  \"extra\":{\"areFeesSponsored\":true}";
    assert_eq!(others(&[(without, "")]), one("not-sponsored", "extra/areFeesSponsored"));
    assert!(written(&[(without, "")]).contains(r#""extra":{"areFeesSponsored":true}"#));
    // An unknown scheme may have it otherwise.
    assert_eq!(others(&[("\"exact\"", "\"other\""), ("true", "false")]), one("unknown-scheme", "scheme"));
}

/// Nobody knows what `upto` is on Stellar, so nothing of `exact` is asked of the offer, and nothing is written into it.
#[test]
fn a_scheme_that_stellar_does_not_have() {
    for scheme in ["\"upto\"", "\"batch-settlement\""] {
        for more in [("true", "false"), ("60", "14"), ("60", "5"), (USDC, "USDC"), ("\"100000\"", BEYOND)] {
            let changes = [("\"exact\"", scheme), more];
            let others = others(&changes);
            assert!(others.contains(&one("unknown-scheme", "scheme")[0]), "{scheme} {more:?}");
            assert!(!others.iter().any(|(rule, _)| rule == "not-sponsored" || rule == "amount-range"), "{others:?}");
            assert_eq!(written(&changes), changed(&changes), "{scheme} {more:?}");
        }
    }
}

/// One more than an i128 has.
const BEYOND: &str = "\"170141183460469231731687303715884105728\"";

/// A transfer on Stellar has an i128 for its amount (T-5).
#[test]
fn an_amount_that_no_token_of_stellar_has() {
    let found = |amount: &str| {
        let others = others(&[("\"100000\"", amount)]).into_iter();
        others.filter(|(rule, _)| rule != "implausible-price").collect::<Vec<_>>()
    };
    assert_eq!(found("\"170141183460469231731687303715884105727\""), []);
    assert_eq!(found(BEYOND), one("amount-range", "amount"));
    assert!(with(&[("\"100000\"", BEYOND)]).has_error());
}

#[test]
fn the_issuer_as_recipient() {
    assert_eq!(others(&[(RECIPIENT, ISSUER)]), one("pay-to-issuer", "payTo"));
    assert!(!found(&with(&[(RECIPIENT, ISSUER)])).contains(&TRUSTLINE));
    // The other network's issuer is somebody else.
    let other = "GA5ZSEJYB37JRC5AVCIA5MOP4RHTM335X2KGX3IHOJAPP5RE34K4KZVN";
    assert!(others(&[(RECIPIENT, other)]).is_empty());
    assert!(others(&[(USDC, XLM), (RECIPIENT, ISSUER)]).is_empty());
}

#[test]
fn timeouts() {
    let level = |seconds: &str| {
        let lint = with(&[("60", seconds)]);
        let timeouts = lint.findings.iter().filter(|finding| finding.rule.ends_with("-timeout"));
        timeouts.map(|finding| (finding.rule, finding.level)).collect::<Vec<_>>()
    };
    for short in ["6", "7", "14"] {
        assert_eq!(level(short), [("short-timeout", Level::Warning)], "{short}");
        assert!(written(&[("60", short)]).contains(r#""maxTimeoutSeconds":60"#), "{short}");
    }
    for right in ["15", "60", "3600"] {
        assert_eq!(level(right), [], "{right}");
    }
    for note in ["3601", "86400"] {
        assert_eq!(level(note), [("long-timeout", Level::Info)], "{note}");
    }
    for long in ["86401", "15552001"] {
        assert_eq!(level(long), [("long-timeout", Level::Warning)], "{long}");
    }
}

#[test]
fn decimals() {
    let with_decimals = |decimals: &str| others(&[("true", &format!("true,\"decimals\":{decimals}"))]);
    for wrong in ["6", "\"6\"", "7.5"] {
        assert_eq!(with_decimals(wrong), one("decimals", "extra/decimals"), "{wrong}");
    }
    for right in ["7", "\"7\"", "null"] {
        assert!(with_decimals(right).is_empty(), "{right}");
    }
    assert!(written(&[("true", "true,\"decimals\":6")]).contains(r#""decimals":7"#));
    // A token that no table has may have any.
    let unknown = "CA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJUWDA";
    assert_eq!(others(&[(USDC, unknown), ("true", "true,\"decimals\":6")]), one("unknown-asset", "asset"));
}

#[test]
fn networks() {
    assert!(others(&[("testnet", "futurenet")]).contains(&one("unknown-network", "network")[0]));
    assert_eq!(others(&[("testnet", "pubnet")]), one("asset-network", "asset"));
    for alias in ["mainnet", "public"] {
        let change = [("testnet", alias), (USDC, USDC_PUBNET)];
        assert_eq!(others(&change), one("network-alias", "network"), "{alias}");
        assert!(written(&change).contains("stellar:pubnet"), "{alias}");
    }
    let v1 = |network: &str| {
        let offer = format!(
            r#"{{"scheme":"exact","network":"{network}","maxAmountRequired":"100000","resource":"https://api.example.com/weather","description":"Weather","mimeType":"","payTo":"{RECIPIENT}","maxTimeoutSeconds":60,"asset":"{USDC}","extra":{{"areFeesSponsored":true}}}}"#
        );
        let payment_required = format!(r#"{{"x402Version":1,"error":"","accepts":[{offer}]}}"#);
        let lint = lint(&Source::Text(&payment_required), &Bounds::DEFAULT);
        let network = lint.findings.iter().find(|finding| finding.rule == "unknown-network");
        network.map(|finding| finding.level)
    };
    for name in ["stellar", "stellar-testnet", "stellar-mainnet", "stellar-pubnet"] {
        assert_eq!(v1(name), Some(Level::Error), "{name}");
    }
    assert_eq!(v1("stellar-next"), Some(Level::Info));
    assert_eq!(v1("base"), None);
}

#[test]
fn trustlines() {
    // The network's own token needs none, and contracts have balances.
    assert!(found(&with(&[(USDC, XLM)])).is_empty());
    let contract = "CA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJUWDA";
    assert!(found(&with(&[(RECIPIENT, contract)])).is_empty());
}
