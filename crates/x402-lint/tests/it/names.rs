//! What `--fix` changes in names that were decoded in the wrong encoding, and in decimal amounts (U-42, U-46).

use x402_lint::{Bounds, Corrected, Source, corrected, lint};
use x402_types::RawJson;

fn demand(offer: &str) -> RawJson {
    let text = format!(
        r#"{{"x402Version":2,"resource":{{"url":"https://api.example.com/weather"}},"accepts":[{{"scheme":"exact",
          "payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":60,{offer}}}]}}"#
    );
    RawJson::parse(&text).unwrap()
}

fn usdt0(name: &str, version: &str) -> RawJson {
    demand(&format!(
        r#""network":"eip155:196","amount":"1","asset":"0x779Ded0c9e1022225f8E0630b35a9b54bE713736",
           "extra":{{"name":"{name}","version":"{version}"}}"#
    ))
}

fn rules(demand: &RawJson) -> Vec<&'static str> {
    lint(&Source::Text(demand.as_str()), &Bounds::DEFAULT).findings.iter().map(|finding| finding.rule).collect()
}

fn extra(demand: &RawJson) -> String {
    let offer = demand.as_json().get("accepts").unwrap().elements().unwrap().next().unwrap();
    offer.get("extra").unwrap().text().to_owned()
}

#[test]
fn a_misread_name_is_mended_if_the_tables_have_it() {
    for misread in ["USDâ\u{82}®0", "USDâ‚®0"] {
        let Corrected { demand: mended, left, .. } = corrected(&usdt0(misread, "1"), &Bounds::DEFAULT);
        assert_eq!(extra(&mended), r#"{"name":"USD₮0","version":"1"}"#);
        assert!(left.findings.is_empty());
        let Corrected { demand: mended, .. } = corrected(&usdt0(misread, "2"), &Bounds::DEFAULT);
        assert_eq!(extra(&mended), r#"{"name":"USD₮0","version":"1"}"#);
    }
    // No table has this token, so nobody confirms the name.
    let usdt0_address = "0x779Ded0c9e1022225f8E0630b35a9b54bE713736";
    let unknown = usdt0("Ã‰cu", "1").as_str().replace(usdt0_address, "0x857b06519E91e3A54538791bDbb0E22373e36b66");
    let unknown = RawJson::parse(&unknown).unwrap();
    assert_eq!(rules(&unknown), ["unknown-asset", "double-encoded"]);
    assert_eq!(extra(&corrected(&unknown, &Bounds::DEFAULT).demand), r#"{"name":"Ã‰cu","version":"1"}"#);
    // A name that was misread twice is not that of the tables after one repair.
    assert_eq!(rules(&usdt0("USDÃ¢â€šÂ®0", "1")), ["other-domain", "double-encoded"]);
    for right in ["USD₮0", "USDT0", "USDâ‚0", "É", "Â", "€"] {
        assert!(!rules(&usdt0(right, "1")).contains(&"double-encoded"), "{right}");
    }
}

#[test]
fn a_decimal_amount_is_reported_and_never_changed() {
    let xrpl =
        |amount: &str, more: &str| demand(&format!(r#""network":"xrpl:0","amount":{amount},"asset":"524C5553"{more}"#));
    let decimal = xrpl(r#""12.5""#, "");
    assert_eq!(rules(&decimal), ["unknown-network", "decimal-amount"]);
    let said = lint(&Source::Text(decimal.as_str()), &Bounds::DEFAULT);
    let said = said.findings.iter().find(|finding| finding.rule == "decimal-amount").unwrap();
    assert!(said.what.contains("12.5") && said.what.contains("#2547") && said.what.contains("#3510"), "{}", said.what);
    assert_eq!(corrected(&decimal, &Bounds::DEFAULT).demand, decimal);
    // Nor beside a fault that is corrected by writing the whole offer.
    let aliased = xrpl(r#""12.5""#, r#","maxAmountRequired":"1""#);
    assert!(corrected(&aliased, &Bounds::DEFAULT).demand.as_str().contains(r#""12.5""#));
    let faulty = RawJson::parse(&decimal.as_str().replace(":60", r#":"60""#)).unwrap();
    assert_eq!(rules(&faulty), ["unreadable-offer", "decimal-amount"]);
    assert!(corrected(&faulty, &Bounds::DEFAULT).demand.as_str().contains(r#""12.5""#));
    for not in [r#""12""#, r#"".5""#, r#""5.""#, "12.5", r#""1.2.3""#, r#""1.5 ""#, r#""""#] {
        assert!(!rules(&xrpl(not, "")).contains(&"decimal-amount"), "{not}");
    }
    let xrp = RawJson::parse(&decimal.as_str().replace("524C5553", "XRP")).unwrap();
    assert_eq!(rules(&xrp), ["unreadable-offer"]);
}
