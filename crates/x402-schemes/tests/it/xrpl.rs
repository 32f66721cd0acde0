//! Networks, addresses, currencies and values of the XRP Ledger (R-1 to R-11). The expected values are those of npm xrpl 5.3.0.

use x402_schemes::xrpl::{
    Address, Asset, Currency, DEVNET, LedgerAmount, MAINNET, ParseAssetError, ParseCurrencyError, TESTNET, Value,
    invoice_hash, is_on, network_id, sha512_half,
};
use x402_types::{DecimalAmount, Network};

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn bytes<const N: usize>(digits: &str) -> [u8; N] {
    let bytes = (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap());
    bytes.collect::<Vec<_>>().try_into().unwrap()
}

/// R-1.
#[test]
fn a_network_is_a_number_without_leading_zeros() {
    let id = |text: &str| network_id(&text.parse().unwrap());
    assert_eq!([&MAINNET, &TESTNET, &DEVNET].map(network_id), [Some(0), Some(1), Some(2)]);
    assert_eq!([id("xrpl:0"), id("xrpl:1024"), id("xrpl:4294967295")], [Some(0), Some(1024), Some(u32::MAX)]);
    for wrong in
        ["xrpl:00", "xrpl:01", "xrpl:4294967296", "xrpl:mainnet", "xrpl:-1", "xrpl:0x1", "xrpl:18446744073709551616"]
    {
        assert_eq!(id(wrong), None, "{wrong}");
        assert!(is_on(&wrong.parse().unwrap()), "{wrong}");
    }
    assert_eq!(network_id(&Network::eip155(1)), None);
    assert!(!is_on(&Network::eip155(1)) && !is_on(&"xrplx:0".parse().unwrap()));
}

/// R-3: the addresses of the worked example, and those of the lowest and of the highest bytes.
#[test]
fn an_address_is_one_text() {
    for (text, account) in [
        ("rDXZD4QizhNdKFpsWU2MPUKRrMQWmDvLUi", "8968e0e7b31dbc840633c5b040439296f89f54d7"),
        ("rwDz9MmTywpbRYNhxWpc5E8diLa9VXNjKh", "652dd339318460b2cd0cb5e37f8c5a3d91449e50"),
        ("rPW5jmzJduLPPUgASc9aVCXN2o8sSjwMPt", "f6f1abbd24e59c3c3a198f57b55656dc9c003cf4"),
        ("rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De", "e5e961c6a025c9404aa7b662dd1df975be75d13e"),
        ("rrrrrrrrrrrrrrrrrrrrrhoLvTp", "0000000000000000000000000000000000000000"),
        ("rrrrrrrrrrrrrrrrrrrrBZbvji", "0000000000000000000000000000000000000001"),
        ("rQLbzfJH5BT1FS9apRLKV3G8dWEA5njaQi", "ffffffffffffffffffffffffffffffffffffffff"),
    ] {
        let address: Address = text.parse().unwrap();
        assert_eq!((hex(&address.to_bytes()), address.to_string()), (account.to_owned(), text.to_owned()));
        assert_eq!(address, Address::new(bytes(account)));
        assert_eq!(address.is_zero(), account.starts_with("00000000") && account.ends_with("00"), "{text}");
    }
    assert_eq!("rrrrrrrrrrrrrrrrrrrrrhoLvTp".parse(), Ok(Address::ZERO));
}

/// R-3, R-4.
#[test]
fn other_texts_are_no_addresses() {
    for wrong in [
        // The specification's own `payTo` has a wrong checksum.
        "rN7n3473SaZBCG4dFL83w7a1RXtXtbk2D9",
        "rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5Df",
        "RMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De",
        " rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De",
        "rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De ",
        "rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5D",
        "rrMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De",
        "rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m50e",
        "rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5Dé",
        // X-addresses of the same account, and a public key.
        "XVdiazNJ3wJ9PEGv9XyDVAX8jSqFWA8X5Vcc3mMtNTgG2og",
        "TVZ4XaPGzfiwFmsXRL6zPAH6Ut4dpXXXXKYicXFNKWeZXcn",
        "aB41BV58VVKFTatojVMKRisXJ1DrXxJCBuuBoXUM1MYGStdX4RUM",
        "02779E559A95C7FD0CFD2B4AA3FC77E91396554082B0A5E7B582C4CF2C514E4C1D",
        "e5e961c6a025c9404aa7b662dd1df975be75d13e",
        "rrrrrrrrrrrrrrrrrrrrrrrrr",
        "rrrrrrrrrrrrrrrrrrrrrrhoLvTp",
        "",
        "r",
    ] {
        assert!(wrong.parse::<Address>().is_err(), "{wrong}");
    }
}

/// R-60: the two key types of the worked example.
#[cfg(feature = "xrpl")]
#[test]
fn a_key_has_an_address() {
    for (key, address) in [
        ("02779E559A95C7FD0CFD2B4AA3FC77E91396554082B0A5E7B582C4CF2C514E4C1D", "rDXZD4QizhNdKFpsWU2MPUKRrMQWmDvLUi"),
        ("EDF3BA8670625777FB12B78F3BEC51FBACF9EA766804CED8B2367FC482E561246A", "rwDz9MmTywpbRYNhxWpc5E8diLa9VXNjKh"),
    ] {
        assert_eq!(Address::of_public_key(&bytes(key)).to_string(), address);
    }
}

/// R-5: a code of three characters keeps its letter case, and digits may have either.
#[test]
fn a_currency_has_three_characters_or_40_digits() {
    let code = |text: &str| text.parse().map(|currency: Currency| hex(&currency.to_bytes()));
    let three = |digits: &str| Ok(format!("{}{digits}{}", "0".repeat(24), "0".repeat(10)));
    assert_eq!(code("USD"), three("555344"));
    assert_eq!(code("usd"), three("757364"));
    assert_eq!(code("xrp"), three("787270"));
    for text in ["A1z", "?!@", "#$%", "^&*", "<>(", "){}", "[]|"] {
        assert_eq!(code(text), three(&hex(text.as_bytes())), "{text}");
        assert_eq!(text.parse::<Currency>().unwrap().to_string(), text);
    }
    let rlusd = "524C555344000000000000000000000000000000";
    assert_eq!(code(rlusd), Ok(rlusd.to_lowercase()));
    assert_eq!(code(&rlusd.to_lowercase()), Ok(rlusd.to_lowercase()));
    assert_eq!(rlusd.to_lowercase().parse::<Currency>().unwrap().to_string(), rlusd);
    for wrong in [
        "RLUSD",
        "US",
        "USDC",
        "U D",
        "U.D",
        "U-D",
        "U+D",
        "U/D",
        "\"US",
        "U\u{e9}",
        &rlusd[1..],
        &format!("0{rlusd}"),
        &format!("{rlusd}00000000"),
        &rlusd.replace('5', "g"),
        "",
    ] {
        assert_eq!(code(wrong), Err(ParseCurrencyError::NotCurrency), "{wrong}");
        assert_eq!(wrong.parse::<Asset>(), Err(ParseAssetError::NotAsset), "{wrong}");
    }
}

/// R-6: XRP has no currency code, and one asset has several texts.
#[test]
fn an_asset_is_xrp_or_a_currency() {
    assert_eq!("XRP".parse(), Ok(Asset::Xrp));
    assert_eq!("USD".parse(), "USD".parse().map(Asset::Issued).map_err(|_| ParseAssetError::NotAsset));
    let (zeros, xrp) = ("0".repeat(40), format!("{}585250{}", "0".repeat(24), "0".repeat(10)));
    for wrong in [&zeros, &xrp] {
        assert_eq!(wrong.parse::<Asset>(), Err(ParseAssetError::NotIssued), "{wrong}");
        assert!(!Asset::is_usual_spelling(wrong));
    }
    assert_eq!("XRP".parse::<Currency>(), Err(ParseCurrencyError::NotIssued));
    // Nothing prints as XRP but XRP itself.
    assert_eq!(Currency::new(bytes(&xrp)).to_string(), xrp);
    for (text, is_usual) in [
        ("XRP", true),
        ("USD", true),
        ("usd", true),
        ("0000000000000000000000005553440000000000", false),
        ("524C555344000000000000000000000000000000", true),
        ("524c555344000000000000000000000000000000", false),
        ("0158415500000000C1F76FF6ECB0BAC600000000", true),
        ("RLUSD", false),
    ] {
        assert_eq!(Asset::is_usual_spelling(text), is_usual, "{text}");
        let printed = text.parse().map(|asset: Asset| asset.to_string());
        assert_eq!(printed.is_ok_and(|printed| printed == text), is_usual, "{text}");
    }
}

/// R-78.
#[test]
fn a_padded_text_is_shown() {
    let text = |code: &str| Currency::new(bytes(code)).padded_text().map(str::to_owned);
    assert_eq!(text("524C555344000000000000000000000000000000"), Some("RLUSD".into()));
    assert_eq!(text("4142434445464748494a4b4c4d4e4f5051525354"), Some("ABCDEFGHIJKLMNOPQRST".into()));
    assert_eq!(text("52004C5553440000000000000000000000000000"), None);
    assert_eq!(text("0158415500000000C1F76FF6ECB0BAC600000000"), None);
    assert_eq!(text(&"0".repeat(40)), None);
}

/// R-11: the texts are those of npm ripple-binary-codec for the same amounts.
#[test]
fn a_value_is_compared_and_printed_as_a_decimal() {
    let value = |text: &str| Value::from(&text.parse::<DecimalAmount>().unwrap());
    let largest = format!("9999999999999999{}", "0".repeat(80));
    let smallest = format!("0.{}1", "0".repeat(80));
    let all = vec![
        smallest.as_str(),
        "0.000000000000000123",
        "0.01",
        "0.1",
        "1",
        "10.5",
        "10.51",
        "123",
        "1234567890.123456",
        "999999999999999.9",
        "1000000000000000",
        "9999999999999999",
        "10000000000000000",
        &largest,
    ];
    for text in &all {
        assert_eq!(value(text).to_string(), *text);
    }
    let values: Vec<_> = all.iter().map(|text| value(text)).collect();
    assert!(values.is_sorted() && values.first() > Some(&Value::ZERO));
    assert_eq!(value("10.50"), value("10.5"));
    assert_ne!(value("10.50"), value("10.51"));
    assert_eq!(Value::ZERO.to_string(), "0");
    assert!(Value::ZERO.is_zero() && !value("0.01").is_zero());
    // R-10: the neighbours on each side of both ranges.
    let new = |mantissa, exponent| Value::normal(mantissa, exponent).map(|value| value.to_string());
    assert_eq!(new(9_999_999_999_999_999, 80), Some(largest));
    assert_eq!(new(1_000_000_000_000_000, -96), Some(smallest));
    for (mantissa, exponent) in [
        (10_000_000_000_000_000, 0),
        (999_999_999_999_999, 0),
        (1_000_000_000_000_000, 81),
        (1_000_000_000_000_000, -97),
        (0, 0),
    ] {
        assert_eq!(new(mantissa, exponent), None);
    }
}

#[test]
fn drops_are_never_negative() {
    assert_eq!(
        [LedgerAmount::Drops(12), LedgerAmount::Drops(-1), LedgerAmount::MultiPurposeToken]
            .map(|amount| amount.drops()),
        [Some(12), None, None]
    );
}

/// R-54, with the hashes of coreutils' sha256sum and sha512sum.
#[test]
fn an_invoice_is_hashed_as_it_is() {
    assert_eq!(hex(&invoice_hash("INV-2026-1")), "04312570134d55537df7f36fed25d904b5d14ad63dbb835608a670a8d55a3ad9");
    assert_eq!(hex(&invoice_hash(" INV-2026-1")), "aa4d3e441b62db2c0a5a99c177ae2cb6dabfcc9e7633f658d5a8beb9072d0bd8");
    assert_eq!(hex(&sha512_half(b"")), "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce");
}
