//! Fields and amounts of the XRP Ledger as bytes. The expected values are those of npm `ripple-binary-codec` 2.11.0.

use x402_schemes::xrpl::{Address, Currency, IssuedAmount, ReadErrorKind, TransactionFields, Value, drops_to_bytes};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

/// The fields of a transaction in the wrong order, with one twice, are still fields.
#[test]
fn fields_are_split_in_any_order() {
    let bytes = [0x24, 0, 0, 0, 7, 0x12, 0, 0, 0x20, 0x1b, 0, 0, 0, 9, 0x24, 0, 0, 0, 8];
    let fields = TransactionFields::split(&bytes).unwrap();
    let codes: Vec<_> = fields.iter().map(|(code, _)| code).collect();
    assert_eq!(codes, [(2, 4), (1, 2), (2, 27), (2, 4)]);
    assert_eq!(fields.iter().nth(2).unwrap().1, [0x20, 0x1b, 0, 0, 0, 9]);
    assert_eq!(fields.to_bytes(), bytes);
    assert_eq!(TransactionFields::split(&[]), Ok(TransactionFields::default()));
    // The fields themselves have the encoding that a transaction requires.
    for (bytes, kind) in [
        (vec![0x24, 0, 0, 0], ReadErrorKind::End("Sequence")),
        (vec![0x20, 4, 0, 0, 0, 7], ReadErrorKind::Head),
        (vec![0x12, 0, 0, 0xe1], ReadErrorKind::Terminator),
        (vec![0x2f, 0x2f], ReadErrorKind::End("LastUpdateTime")),
        (vec![0x1f, 0], ReadErrorKind::UnknownField { type_code: 1, field_code: 15 }),
    ] {
        assert_eq!(TransactionFields::split(&bytes).unwrap_err().kind(), kind);
    }
}

/// A field that is set is where the ledger has it, with the shortest head.
#[test]
fn a_field_is_set_and_removed() {
    let mut fields = TransactionFields::default();
    for code in [(18, 1), (16, 16), (5, 17), (2, 4), (16, 1), (1, 2)] {
        fields.set(code, Some(&[7]));
    }
    assert_eq!(hex(&fields.to_bytes()), "1207240750110701100700101007011207");
    fields.set((5, 17), Some(&[8, 9]));
    fields.set((16, 1), None);
    fields.set((8, 1), None);
    assert_eq!(hex(&fields.to_bytes()), "120724075011080900101007011207");
}

#[test]
fn amounts_are_encoded() {
    assert_eq!(hex(&drops_to_bytes(250_000)), "400000000003D090");
    let currency: Currency = "524C555344000000000000000000000000000000".parse().unwrap();
    let issuer: Address = "rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De".parse().unwrap();
    let amount = |text: &str, is_negative| {
        let value = if text == "0" { Value::ZERO } else { Value::from(&text.parse().unwrap()) };
        hex(&IssuedAmount { value, currency, issuer, is_negative }.to_bytes())
    };
    let behind = "524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E";
    for (text, is_negative, head) in [
        ("10.5", false, "D4C3BAF82D03A000"),
        ("10.5", true, "94C3BAF82D03A000"),
        ("0", false, "8000000000000000"),
        ("0", true, "8000000000000000"),
        ("9999999999999999", false, "D86386F26FC0FFFF"),
    ] {
        assert_eq!(amount(text, is_negative), format!("{head}{behind}"), "{text}");
    }
}
