//! The mistakes that sellers make in an offer on the XRP Ledger (R-75), each with what is right next to it.
//!
//! The addresses are those of npm `xrpl` 5.3.0 for published test seeds, and the two issuers of RLUSD.

use x402_lint::{Bounds, Finding, Level, Lint, Source, corrected, lint};
use x402_types::RawJson;

use crate::found;

const RLUSD: &str = "524C555344000000000000000000000000000000";
const ISSUER: &str = "rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De";
const ISSUER_ON_TESTNET: &str = "rQhWct2fv4Vc4KRjRgMrxa8xPN9Zx9iLKV";
const RECIPIENT: &str = "rPW5jmzJduLPPUgASc9aVCXN2o8sSjwMPt";
const ZERO: &str = "rrrrrrrrrrrrrrrrrrrrrhoLvTp";

/// An offer whose only finding is the note that no trust line can be seen.
const OFFER: &str = r#"{"scheme":"exact","network":"xrpl:0","amount":"0.01","maxTimeoutSeconds":60,
  "asset":"524C555344000000000000000000000000000000","payTo":"rPW5jmzJduLPPUgASc9aVCXN2o8sSjwMPt",
  "extra":{"areFeesSponsored":false,"issuer":"rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De","invoiceId":"INV-1","destinationTag":7}}"#;
const TRUSTLINE: (&str, &str) = ("trustline", "/accepts/0/payTo");
/// The change to an offer in XRP.
const IN_XRP: [(&str, &str); 3] =
    [(RLUSD, "XRP"), ("\"0.01\"", "\"10000\""), (r#""issuer":"rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De","#, "")];

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

/// The findings other than the trust line and an unknown currency, with their levels.
fn others(changes: &[(&str, &str)]) -> Vec<(&'static str, String, Level)> {
    let is_other = |finding: &Finding| finding.rule != TRUSTLINE.0 && finding.rule != "unknown-asset";
    let findings = with(changes).findings.into_iter().filter(is_other);
    let short = |pointer: &str| pointer.strip_prefix("/accepts/0/").unwrap_or(pointer).to_owned();
    findings.map(|finding| (finding.rule, short(&finding.pointer), finding.level)).collect()
}

fn one(rule: &'static str, member: &str, level: Level) -> Vec<(&'static str, String, Level)> {
    vec![(rule, member.to_owned(), level)]
}

/// The offer in the form in which `--fix` writes it.
fn compact(changes: &[(&str, &str)]) -> String {
    changed(changes).replace("\n  ", "")
}

/// What `--fix` writes.
fn written(changes: &[(&str, &str)]) -> String {
    let payment_required = RawJson::parse(&changed(changes)).unwrap();
    corrected(&payment_required, &Bounds::DEFAULT).payment_required.as_str().into()
}

#[test]
fn offers_without_a_fault() {
    let lint = with(&[]);
    assert_eq!(found(&lint), [TRUSTLINE]);
    assert_eq!((lint.findings[0].level, lint.has_error()), (Level::Info, false));
    // XRP needs no trust line, and the issuer of a currency needs none to itself.
    assert!(found(&with(&IN_XRP)).is_empty());
    assert_eq!(found(&with(&[(RECIPIENT, ISSUER)])), [("pay-to-issuer", "/accepts/0/payTo")]);
    // Only two currencies are known.
    let unknown = with(&[(RLUSD, "USD")]);
    assert_eq!(found(&unknown), [("unknown-asset", "/accepts/0/asset"), TRUSTLINE]);
    assert!(others(&[("xrpl:0", "xrpl:1"), (ISSUER, ISSUER_ON_TESTNET)]).is_empty());
    // A ticket may be reserved for longer, and either binding is enough.
    assert!(others(&[("60", "600"), ("\"issuer\"", r#""assetTransferMethod":"ticketSequence","issuer""#)]).is_empty());
    assert!(others(&[(r#""invoiceId":"INV-1","#, "")]).is_empty());
}

/// R-1, R-75
#[test]
fn networks() {
    for known in ["xrpl:0", "xrpl:2", "xrpl:1024"] {
        assert!(others(&[("xrpl:0", known)]).iter().all(|(rule, ..)| *rule != "unknown-network"), "{known}");
    }
    for unknown in ["xrpl:1025", "xrpl:4294967295"] {
        assert_eq!(others(&[("xrpl:0", unknown)]), one("unknown-network", "network", Level::Info), "{unknown}");
    }
    for wrong in ["xrpl:00", "xrpl:4294967296", "xrpl:x"] {
        assert_eq!(others(&[("xrpl:0", wrong)]), one("unknown-network", "network", Level::Error), "{wrong}");
    }
    let v1 = |network: &str| {
        let offer = format!(
            r#"{{"scheme":"exact","network":"{network}","maxAmountRequired":"100000","resource":"https://api.example.com/weather","description":"Weather","mimeType":"","payTo":"{RECIPIENT}","maxTimeoutSeconds":60,"asset":"XRP"}}"#
        );
        let payment_required = format!(r#"{{"x402Version":1,"error":"","accepts":[{offer}]}}"#);
        let lint = lint(&Source::Text(&payment_required), &Bounds::DEFAULT);
        let network = lint.findings.iter().find(|finding| finding.rule == "unknown-network");
        network.map(|finding| finding.level)
    };
    assert_eq!((v1("xrpl"), v1("xrpl-testnet")), (Some(Level::Error), Some(Level::Error)));
    assert_eq!((v1("xrpl-next"), v1("xrpl-evm")), (Some(Level::Info), None));
}

/// R-3, R-4. The first is the example of the document, whose checksum is wrong.
#[test]
fn what_is_no_address() {
    for wrong in [
        "rN7n3473SaZBCG4dFL83w7a1RXtXtbk2D9",
        "rPW5jmzJduLPPUgASc9aVCXN2o8sSjwMPT",
        "X7AcgcsBL6XDcUb289X4mJ8djcdyKaB5hJDWMArnXr61cqZ",
        "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
    ] {
        assert_eq!(others(&[(RECIPIENT, wrong)]), one("not-address", "payTo", Level::Error), "{wrong}");
        assert_eq!(others(&[(ISSUER, wrong)]), one("not-address", "extra/issuer", Level::Error), "{wrong}");
    }
    let key = "64646464646464646464646464646464646464646464646464646464646464ab";
    assert_eq!(others(&[(RECIPIENT, key)]), one("key-as-address", "payTo", Level::Error));
    assert_eq!(others(&[(RECIPIENT, ZERO)]), one("zero-address", "payTo", Level::Error));
    assert_eq!(others(&[(ISSUER, ZERO)]), one("zero-address", "extra/issuer", Level::Error));
}

/// R-5, R-6
#[test]
fn assets() {
    let asset = |text: &str| others(&[(RLUSD, text)]);
    for wrong in [
        "RLUSD",
        "RLUSD/r",
        "US",
        "",
        "U.S",
        "524C55534400000000000000000000000000000",
        "0000000000000000000000000000000000000000",
    ] {
        assert_eq!(asset(wrong), one("asset", "asset", Level::Error), "{wrong}");
    }
    // A longer name certainly means its bytes.
    assert!(written(&[(RLUSD, "RLUSD")]).contains(RLUSD));
    for uncertain in ["RLUSD/r", "US", "U.S"] {
        assert_eq!(written(&[(RLUSD, uncertain)]), changed(&[(RLUSD, uncertain)]), "{uncertain}");
    }
    let small = "524c555344000000000000000000000000000000";
    let in_digits = "0000000000000000000000005553440000000000";
    for (unusual, usual) in [(small, RLUSD), (in_digits, "USD")] {
        assert_eq!(asset(unusual), one("asset-spelling", "asset", Level::Warning), "{unusual}");
        assert!(written(&[(RLUSD, unusual)]).contains(&format!(r#""asset":"{usual}""#)), "{unusual}");
    }
    for small in ["usd", "xrp", "uSD"] {
        assert_eq!(asset(small), one("lower-currency", "asset", Level::Warning), "{small}");
    }
    for right in ["USD", "U2$", "<3>"] {
        assert!(asset(right).is_empty(), "{right}");
    }
}

/// R-7
#[test]
fn issuers() {
    let without = r#""issuer":"rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De","#;
    for missing in ["", r#""issuer":null,"#] {
        assert_eq!(others(&[(without, missing)]), one("no-issuer", "extra/issuer", Level::Error), "{missing}");
    }
    for wrong in [r#""issuer":"","#, r#""issuer":5,"#] {
        assert_eq!(others(&[(without, wrong)]), one("not-address", "extra/issuer", Level::Error), "{wrong}");
    }
    // The issuer of the other network, and somebody else.
    for other in [ISSUER_ON_TESTNET, "rDXZD4QizhNdKFpsWU2MPUKRrMQWmDvLUi"] {
        assert_eq!(others(&[(ISSUER, other)]), one("unknown-issuer", "extra/issuer", Level::Warning), "{other}");
        assert!(!found(&with(&[(ISSUER, other)])).iter().any(|(rule, _)| *rule == "unknown-asset"));
        assert_eq!(written(&[(ISSUER, other)]), changed(&[(ISSUER, other)]), "{other}");
        // Only the issuers of RLUSD are known, and only on two networks.
        assert!(others(&[(ISSUER, other), (RLUSD, "USD")]).is_empty());
        assert!(others(&[(ISSUER, other), ("xrpl:0", "xrpl:2")]).is_empty());
    }
    // Next to XRP an issuer has no meaning.
    assert!(others(&[(RLUSD, "XRP"), ("\"0.01\"", "\"10000\""), (ISSUER, ZERO)]).is_empty());
}

/// R-14
#[test]
fn a_fee_that_the_facilitator_would_pay() {
    for wrong in ["true", "null", "\"false\"", "0"] {
        assert_eq!(
            others(&[("false", wrong)]),
            one("not-sponsored", "extra/areFeesSponsored", Level::Error),
            "{wrong}"
        );
        assert_eq!(written(&[("false", wrong)]), compact(&[]), "{wrong}");
    }
    assert_eq!(
        others(&[(r#""areFeesSponsored":false,"#, "")]),
        one("not-sponsored", "extra/areFeesSponsored", Level::Error)
    );
    // An unknown scheme may require anything.
    assert_eq!(others(&[("\"exact\"", "\"other\""), ("false", "true")]), one("unknown-scheme", "scheme", Level::Info));
}

/// R-15
#[test]
fn methods() {
    let method = |method: &str| others(&[("\"issuer\"", &format!(r#""assetTransferMethod":{method},"issuer""#))]);
    for wrong in ["\"eip3009\"", "\"Sequence\"", "\"ticket\"", "1"] {
        let found = method(wrong);
        assert_eq!(found, one("transfer-method", "extra/assetTransferMethod", Level::Error), "{wrong}");
        let lint = with(&[("\"issuer\"", &format!(r#""assetTransferMethod":{wrong},"issuer""#))]);
        let finding = lint.findings.iter().find(|finding| finding.rule == "transfer-method").unwrap();
        assert!(finding.remedy.unwrap().contains("ticketSequence"));
    }
    for right in ["\"sequence\"", "\"ticketSequence\"", "null"] {
        assert!(method(right).is_empty(), "{right}");
    }
}

/// R-16, R-17, R-51
#[test]
fn bindings() {
    for wrong in ["\"\"", "5", "true", "{}"] {
        assert_eq!(others(&[("\"INV-1\"", wrong)]), one("bad-invoice", "extra/invoiceId", Level::Error), "{wrong}");
    }
    for wrong in ["4294967296", "-1", "1.5", "\"7\"", "\"seven\""] {
        assert_eq!(
            others(&[(":7", &format!(":{wrong}"))]),
            one("bad-tag", "extra/destinationTag", Level::Error),
            "{wrong}"
        );
    }
    assert_eq!(written(&[(":7", ":\"7\"")]), compact(&[]));
    assert_eq!(written(&[(":7", ":\"seven\"")]), changed(&[(":7", ":\"seven\"")]));
    for right in ["0", "4294967295"] {
        assert!(others(&[(":7", &format!(":{right}"))]).is_empty(), "{right}");
    }
    let no_tag = (",\"destinationTag\":7", "");
    let info = one("destination-tag", "extra/destinationTag", Level::Info);
    assert_eq!(others(&[no_tag]), info);
    let neither = others(&[no_tag, (r#","invoiceId":"INV-1""#, "")]);
    assert_eq!(neither, [one("no-invoice", "extra/invoiceId", Level::Warning), info].concat());
}

/// R-18, R-72: the note for servers of t54, which know fields that the document does not have.
#[test]
fn source_tags() {
    let tag = |tag: &str| others(&[("\"issuer\"", &format!(r#""sourceTag":{tag},"issuer""#))]);
    let note = one("source-tag", "extra/sourceTag", Level::Info);
    assert_eq!(tag("804681468"), note);
    let lint = with(&[("\"issuer\"", r#""sourceTag":804681468,"issuer""#)]);
    assert!(
        lint.findings
            .iter()
            .any(|finding| finding.message().contains("payload.invoiceId") && finding.message().contains("t54"))
    );
    assert_eq!(tag("\"804681468\""), [note, one("bad-tag", "extra/sourceTag", Level::Warning)].concat());
    assert!(tag("null").is_empty());
}

/// R-19
#[test]
fn payments_across_currencies() {
    let mode = |mode: &str| others(&[("\"issuer\"", &format!(r#""crossCurrency":{mode},"issuer""#))]);
    assert_eq!(mode("true"), one("cross-currency", "extra/crossCurrency", Level::Warning));
    for ignored in ["false", "null", "\"true\"", "1"] {
        assert!(mode(ignored).is_empty(), "{ignored}");
    }
}

#[test]
fn timeouts() {
    for short in ["6", "7", "14"] {
        assert_eq!(others(&[("60", short)]), one("short-timeout", "maxTimeoutSeconds", Level::Warning), "{short}");
        assert!(written(&[("60", short)]).contains(r#""maxTimeoutSeconds":60"#), "{short}");
    }
    for right in ["15", "60"] {
        assert!(others(&[("60", right)]).is_empty(), "{right}");
    }
    for long in ["61", "600"] {
        assert_eq!(others(&[("60", long)]), one("sequence-long", "maxTimeoutSeconds", Level::Warning), "{long}");
        let named = [("60", long), ("\"issuer\"", r#""assetTransferMethod":"sequence","issuer""#)];
        assert_eq!(others(&named), one("sequence-long", "maxTimeoutSeconds", Level::Warning), "{long}");
    }
}
