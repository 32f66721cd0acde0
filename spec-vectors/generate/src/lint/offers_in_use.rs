//! Rows 844 and 845: decimal amounts on XRPL, and names that were decoded in the wrong encoding.

use serde_json::{Value, json};
use x402_conformance::vector::Class;

use super::{
    demand::{edited, of, plain},
    mistakes::ANY_TEXT,
};
use crate::draft::Draft;

const AMOUNT: &str = "/accepts/0/amount";
const NAME: &str = "/accepts/0/extra/name";

pub(super) fn drafts() -> Vec<Draft> {
    [decimals(), names()].into_iter().flatten().collect()
}

/// A demand whose one offer is of XRPL, in a currency that an account issues.
#[allow(clippy::needless_pass_by_value, reason = "what a caller makes for it")]
fn of_xrpl(amount: Value) -> Value {
    let offer = json!({
        "scheme": "exact",
        "network": "xrpl:1",
        "amount": amount,
        "asset": "524C555344000000000000000000000000000000",
        "payTo": "rPT1Sjq2YGrBMTttX4GZHjKu9dyfzbpAYe",
        "maxTimeoutSeconds": 60,
        "extra": {"issuer": "rQhWct2fv4Vc4KRjRgMrxa8xPN9Zx9iLKV"}
    });
    edited(plain(), "/accepts/0", offer)
}

fn decimals() -> Vec<Draft> {
    const UNKNOWN: (&str, &str) = ("/accepts/0/network", "unknown-network");
    let decimal = |number: &str, title: &str, amount: &str| {
        of(number, title, &of_xrpl(json!(amount)), Class::Valid, &[(AMOUNT, "decimal-amount"), UNKNOWN])
            .rulings(&["U-42", "C-10"])
    };
    let refused = |number: &str, title: &str, demand: Value, found: &[(&str, &str)]| {
        of(number, title, &demand, Class::Invalid, found).rulings(&["U-42", "C-6", "C-10"]).no_witness(ANY_TEXT)
    };
    let unreadable: &[(&str, &str)] = &[(AMOUNT, "unreadable-offer")];
    let with = |pointer: &str, value: Value| edited(of_xrpl(json!("12.5")), pointer, value);
    vec![
        decimal("0844", "a decimal amount of an issued currency of XRPL", "12.5"),
        decimal("0844a", "a decimal amount below one", "0.000001"),
        decimal("0844b", "a decimal amount whose fraction is zero", "10.0"),
        of("0844c", "an amount of an issued currency without a point", &of_xrpl(json!("12")), Class::Valid, &[UNKNOWN])
            .rulings(&["U-42"]),
        refused("0844d", "no digit before the point", of_xrpl(json!(".5")), unreadable),
        refused("0844e", "no digit behind the point", of_xrpl(json!("12.")), unreadable),
        refused("0844f", "two points", of_xrpl(json!("1.2.5")), unreadable),
        refused("0844g", "an exponent behind the point", of_xrpl(json!("1.2e5")), unreadable),
        refused("0844h", "a minus sign before the digits", of_xrpl(json!("-12.5")), unreadable),
        refused("0844i", "a comma for the point", of_xrpl(json!("12,5")), unreadable),
        refused("0844j", "a decimal amount as a number", of_xrpl(json!(12.5)), unreadable),
        refused(
            "0844k",
            "a decimal amount of XRP, which has drops",
            with("/accepts/0/asset", json!("XRP")),
            unreadable,
        ),
        refused("0844l", "a decimal amount in another scheme", with("/accepts/0/scheme", json!("upto")), unreadable),
        refused("0844m", "a decimal amount on another network", edited(plain(), AMOUNT, json!("12.5")), unreadable),
        refused(
            "0844n",
            "a decimal amount on the EVM chain of XRPL",
            with("/accepts/0/network", json!("eip155:1440000")),
            unreadable,
        ),
        refused(
            "0844o",
            "a decimal amount in an offer with another fault",
            with("/accepts/0/maxTimeoutSeconds", json!("60")),
            &[(AMOUNT, "decimal-amount"), ("/accepts/0/maxTimeoutSeconds", "unreadable-offer")],
        ),
    ]
}

/// A demand for USDT0 on X Layer, with this name of its domain.
fn usdt0(name: &str) -> Value {
    let offer = json!({
        "scheme": "exact",
        "network": "eip155:196",
        "amount": "10000",
        "asset": "0x779Ded0c9e1022225f8E0630b35a9b54bE713736",
        "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
        "maxTimeoutSeconds": 60,
        "extra": {"name": name, "version": "1"}
    });
    edited(plain(), "/accepts/0", offer)
}

fn names() -> Vec<Draft> {
    let case = |number: &str, title: &str, demand: Value, found: &[(&str, &str)]| {
        of(number, title, &demand, Class::Valid, found).rulings(&["U-46"])
    };
    let double: &[(&str, &str)] = &[(NAME, "double-encoded")];
    let other: &[(&str, &str)] = &[(NAME, "other-domain")];
    let asset = |name: &str, asset: &str| edited(usdt0(name), "/accepts/0/asset", json!(asset));
    let (unknown, unknown_asset) = ("0x857b06519E91e3A54538791bDbb0E22373e36b66", "/accepts/0/asset");
    vec![
        case("0845", "a name whose bytes were read as Latin-1", usdt0("USDâ\u{82}®0"), double),
        case("0845a", "a name whose bytes were read as Windows-1252", usdt0("USDâ‚®0"), double),
        case("0845b", "the name of the token, with a character beyond ASCII", usdt0("USD₮0"), &[]),
        case("0845c", "a name that lost the last byte of a character", usdt0("USDâ‚0"), other),
        case("0845d", "a name in ASCII that is not the token's", usdt0("USDT0"), other),
        case("0845e", "a name with a character of Latin-1 alone", usdt0("USD®0"), other),
        case(
            "0845f",
            "a name that was decoded twice",
            usdt0("USDÃ¢â€šÂ®0"),
            &[(NAME, "other-domain"), (NAME, "double-encoded")],
        ),
        case(
            "0845g",
            "a misread name with another version",
            edited(usdt0("USDâ‚®0"), "/accepts/0/extra/version", json!("2")),
            &[(NAME, "other-domain"), (NAME, "double-encoded")],
        ),
        case(
            "0845h",
            "a misread name of a token that no table has",
            asset("Ã‰cu", unknown),
            &[(unknown_asset, "unknown-asset"), (NAME, "double-encoded")],
        ),
        case(
            "0845i",
            "a name with accents of a token that no table has",
            asset("Écu Â", unknown),
            &[(unknown_asset, "unknown-asset")],
        ),
    ]
}
