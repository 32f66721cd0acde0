//! Every value type of this crate is its text, by each of the traits, and refuses the nearest wrong one.

use x402_verify::{CheckId, Mechanism, ReplayKey, TransferKey, Verdict, kinds_of};

use crate::texts::texts;

#[test]
fn every_value_type_is_its_text_and_refuses_the_nearest_wrong_one() {
    texts::<Verdict>(&["valid", "invalid", "undecided"], &["", "Valid", "valid ", "unknown"]);

    let names: Vec<_> = CheckId::all().map(CheckId::as_str).collect();
    assert!(names.contains(&"offer"));
    texts::<CheckId>(&names, &["", "Offer", "offers", "expiry_margin", "decode"]);

    let hash = "0123456789abcdef".repeat(4);
    let wrong_hashes = [
        hash[1..].to_owned(),
        format!("{hash}0"),
        hash.to_uppercase(),
        format!("0x{hash}"),
        hash.replace('f', "g"),
        hash.replacen("01", "é", 1),
    ];
    let wrong = |prefix: &str| wrong_hashes.clone().map(|hash| format!("{prefix}{hash}"));
    let replay = format!("x402:1:{hash}");
    let transfer = format!("x402:transfer:1:{hash}");

    texts::<ReplayKey>(&[&replay], &wrong("x402:1:").each_ref().map(String::as_str));
    texts::<TransferKey>(&[&transfer], &wrong("x402:transfer:1:").each_ref().map(String::as_str));
    let bytes = [0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef].repeat(4);
    assert_eq!(replay.parse::<ReplayKey>().unwrap().to_bytes().as_slice(), bytes);
    assert_eq!(transfer.parse::<TransferKey>().unwrap().to_bytes().as_slice(), bytes);
    // The key of a payment, that of a transfer and a bare hash are never taken for each other.
    let other_prefixes =
        [hash.clone(), format!("x402:2:{hash}"), format!("X402:1:{hash}"), format!("x402:transfer:2:{hash}")];
    let others = other_prefixes.each_ref().map(String::as_str);
    texts::<ReplayKey>(&[], &[&others[..], &[&transfer]].concat());
    texts::<TransferKey>(&[], &[&others[..], &[&replay]].concat());
}

#[test]
fn kinds_of_payloads_differ_in_what_they_print() {
    let kinds: Vec<_> = Mechanism::all().flat_map(kinds_of).collect();
    assert!(!kinds.is_empty());
    for (index, kind) in kinds.iter().enumerate() {
        let printed = kind.to_string();
        assert!(printed.starts_with(kind.mechanism().as_str()), "{printed}");
        assert_eq!(format!("{kind:?}"), printed);
        for (other_index, other) in kinds.iter().enumerate() {
            assert_eq!((kind == other, printed == other.to_string()), (index == other_index, index == other_index));
        }
    }
}
