//! What `--fix` changes in names that were decoded in the wrong encoding, in amounts on the XRP Ledger and in networks of Algorand (U-46, R-75, G-2).

use x402_lint::{Bounds, Corrected, Level, Lint, Source, corrected, lint};
use x402_types::RawJson;

const EVM_RECIPIENT: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";

fn payment_required(offer: &str) -> RawJson {
    let text = format!(
        r#"{{"x402Version":2,"resource":{{"url":"https://api.example.com/weather"}},"accepts":[{{"scheme":"exact",
          "payTo":"{EVM_RECIPIENT}","maxTimeoutSeconds":60,{offer}}}]}}"#
    );
    RawJson::parse(&text).unwrap()
}

fn usdt0(name: &str, version: &str) -> RawJson {
    payment_required(&format!(
        r#""network":"eip155:196","amount":"1","asset":"0x779Ded0c9e1022225f8E0630b35a9b54bE713736",
           "extra":{{"name":"{name}","version":"{version}"}}"#
    ))
}

fn rules(payment_required: &RawJson) -> Vec<&'static str> {
    rules_of(&lint(&Source::Text(payment_required.as_str()), &Bounds::DEFAULT))
}

/// The rules that are broken, except the notes about what a recipient needs, which `meant.rs` and `xrpl.rs` test.
fn rules_of(lint: &Lint) -> Vec<&'static str> {
    let rules = lint.findings.iter().map(|finding| finding.rule);
    rules.filter(|rule| !matches!(*rule, "token-account" | "trustline")).collect()
}

fn extra(payment_required: &RawJson) -> String {
    let offer = payment_required.as_json().get("accepts").unwrap().elements().unwrap().next().unwrap();
    offer.get("extra").unwrap().text().to_owned()
}

#[test]
fn a_misread_name_is_mended_if_the_tables_have_it() {
    for misread in ["USDâ\u{82}®0", "USDâ‚®0"] {
        let Corrected { payment_required: mended, left, .. } = corrected(&usdt0(misread, "1"), &Bounds::DEFAULT);
        assert_eq!(extra(&mended), r#"{"name":"USD₮0","version":"1"}"#);
        assert!(left.findings.is_empty());
        let Corrected { payment_required: mended, .. } = corrected(&usdt0(misread, "2"), &Bounds::DEFAULT);
        assert_eq!(extra(&mended), r#"{"name":"USD₮0","version":"1"}"#);
    }
    // No table has this token, so nobody confirms the name.
    let usdt0_address = "0x779Ded0c9e1022225f8E0630b35a9b54bE713736";
    let unknown = usdt0("Ã‰cu", "1").as_str().replace(usdt0_address, "0x857b06519E91e3A54538791bDbb0E22373e36b66");
    let unknown = RawJson::parse(&unknown).unwrap();
    assert_eq!(rules(&unknown), ["unknown-asset", "double-encoded"]);
    assert_eq!(extra(&corrected(&unknown, &Bounds::DEFAULT).payment_required), r#"{"name":"Ã‰cu","version":"1"}"#);
    // A name that was misread twice is not that of the tables after one repair.
    assert_eq!(rules(&usdt0("USDÃ¢â€šÂ®0", "1")), ["other-domain", "double-encoded"]);
    for right in ["USD₮0", "USDT0", "USDâ‚0", "É", "Â", "€"] {
        assert!(!rules(&usdt0(right, "1")).contains(&"double-encoded"), "{right}");
    }
}

/// R-75: what R-9 and R-10 read is no finding, and all else is an error.
#[test]
fn amounts_on_the_xrp_ledger() {
    const NOTHING: [&str; 0] = [];
    const RLUSD: &str = "524C555344000000000000000000000000000000";
    let of = |asset: &str, amount: &str, more: &str| {
        let offer = format!(
            r#""network":"xrpl:0","amount":{amount},"asset":"{asset}"{more},
            "extra":{{"areFeesSponsored":false,"issuer":"rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De","destinationTag":7}}"#
        );
        let text = payment_required(&offer).as_str().replace(EVM_RECIPIENT, "rPW5jmzJduLPPUgASc9aVCXN2o8sSjwMPt");
        RawJson::parse(&text).unwrap()
    };
    let xrpl = |amount: &str, more: &str| of(RLUSD, amount, more);
    for good in [r#""12.5""#, r#""12""#, r#""0.000001""#, r#""10.50""#] {
        assert_eq!(rules(&xrpl(good, "")), NOTHING, "{good}");
        assert_eq!(corrected(&xrpl(good, ""), &Bounds::DEFAULT).payment_required, xrpl(good, ""));
    }
    assert_eq!(rules(&of("XRP", r#""250000""#, "")), NOTHING);
    // What is written with the whole offer keeps its text.
    for faulty in [xrpl(r#""12.50""#, r#","maxAmountRequired":"1""#), {
        RawJson::parse(&xrpl(r#""12.50""#, "").as_str().replace(":60", r#":"60""#)).unwrap()
    }] {
        assert!(corrected(&faulty, &Bounds::DEFAULT).payment_required.as_str().contains(r#""12.50""#));
    }
    // Nobody knows what these mean.
    let bad = [
        r#"".5""#,
        r#""5.""#,
        r#""1.2.3""#,
        r#""1.5 ""#,
        r#""""#,
        r#""0""#,
        r#""1e3""#,
        r#""-1""#,
        "1e3",
        "-1",
        "0",
        r#""12345678901234567""#,
    ];
    for bad in bad {
        let linted = lint(&Source::Text(xrpl(bad, "").as_str()), &Bounds::DEFAULT);
        assert_eq!(rules_of(&linted), ["bad-amount"], "{bad}");
        assert_eq!(linted.findings.last().unwrap().pointer, "/accepts/0/amount");
        assert_eq!(corrected(&xrpl(bad, ""), &Bounds::DEFAULT).payment_required, xrpl(bad, ""));
    }
    for bad in [r#""0""#, r#""100000000000000001""#, r#""12.5""#, "12.5"] {
        assert_eq!(rules(&of("XRP", bad, "")), ["bad-amount"], "{bad}");
    }
    // And of these it is certain.
    for (asset, bad, meant) in [
        (RLUSD, r#""007.50""#, "7.50"),
        (RLUSD, r#""00.5""#, "0.5"),
        (RLUSD, "0.01", "0.01"),
        (RLUSD, "12", "12"),
        ("XRP", "250000", "250000"),
        ("XRP", r#""0250000""#, "250000"),
    ] {
        assert_eq!(rules(&of(asset, bad, "")), ["bad-amount"], "{bad}");
        let Corrected { payment_required: mended, left, .. } = corrected(&of(asset, bad, ""), &Bounds::DEFAULT);
        assert!(mended.as_str().contains(&format!("\"amount\":\"{meant}\"")), "{bad}: {mended:?}");
        assert_eq!(rules_of(&left), NOTHING);
    }
    // On another network a decimal stays what it was.
    let base = payment_required(
        r#""network":"eip155:8453","amount":"12.5","asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913""#,
    );
    assert_eq!(rules(&base), ["domain-names", "unreadable-offer"]);
}

/// G-1, G-2: the whole genesis hash of Algorand's networks is read, and the short form is better.
#[test]
fn the_whole_hash_of_algorand() {
    let algorand =
        |network: &str| payment_required(&format!(r#""network":"{network}","amount":"10000","asset":"31566704""#));
    for (whole, short) in [
        ("algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73ktiC1qzkkit8=", "algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73k"),
        ("algorand:SGO1GKSzyE7IEPItTxCByw9x8FmnrCDexi9/cOUJOiI=", "algorand:SGO1GKSzyE7IEPItTxCByw9x8FmnrCDe"),
    ] {
        let linted = lint(&Source::Text(algorand(whole).as_str()), &Bounds::DEFAULT);
        let reported = linted.findings.iter().find(|finding| finding.rule == "network-spelling").unwrap();
        assert_eq!((reported.level, reported.pointer.as_str()), (Level::Warning, "/accepts/0/network"));
        assert!(reported.what.contains(short), "{}", reported.what);
        assert_eq!(rules(&algorand(whole)).len(), rules(&algorand(short)).len() + 1);
        assert!(!rules(&algorand(short)).contains(&"network-spelling"));
        let mended = corrected(&algorand(whole), &Bounds::DEFAULT).payment_required;
        assert!(mended.as_json().same_value(&algorand(short).as_json()), "{mended:?}");
    }
    let cut = algorand("algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73ktiC1qzkkit8");
    assert_eq!(rules(&cut), ["unreadable-offer"]);
    assert_eq!(corrected(&cut, &Bounds::DEFAULT).payment_required, cut);
}
