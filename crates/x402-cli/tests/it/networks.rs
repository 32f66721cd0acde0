//! Networks without a verifier here, as they are used: two spellings on Algorand (G-1 to G-3), decimal amounts on the XRP Ledger.

use serde_json::{Value, json};

use crate::support::{Printed, x402};

/// A document of `tests/cases/networks.json`.
fn case(pointer: &str) -> Value {
    let all: Value = serde_json::from_str(include_str!("../cases/networks.json")).unwrap();
    all.pointer(pointer).unwrap().clone()
}

fn verified(payment: &Value, offer: &Value) -> Printed {
    x402(&["verify", "--payment", &payment.to_string(), "--offer", &offer.to_string(), "--now", "1790000000"])
}

/// The payment with this value in `accepted`, and in the offer of the server.
fn with(mut object: Value, member: &str, value: &str) -> Value {
    let offer = if object.get("accepted").is_some() { &mut object["accepted"] } else { &mut object };
    offer[member] = json!(value);
    object
}

const SHORT: &str = "algorand:SGO1GKSzyE7IEPItTxCByw9x8FmnrCDe";
const WHOLE: &str = "algorand:SGO1GKSzyE7IEPItTxCByw9x8FmnrCDexi9/cOUJOiI=";
/// The same beginning, and a different hash.
const OTHER: &str = "algorand:SGO1GKSzyE7IEPItTxCByw9x8FmnrCDexi9/cOUJOiM=";

/// G-1, G-2
#[test]
fn both_spellings_of_algorand_are_one_network() {
    let (payment, offer) = (case("/algorand/payment"), case("/algorand/demand/accepts/0"));
    for paid in [SHORT, WHOLE] {
        for offered in [SHORT, WHOLE] {
            let printed = verified(&with(payment.clone(), "network", paid), &with(offer.clone(), "network", offered));
            assert_eq!(printed.code, 2, "{printed:?}");
            assert!(printed.out.starts_with("undecided (method)"), "{printed:?}");
            assert_eq!(printed.out.contains("flag network-spelling"), paid != offered, "{printed:?}");
        }
    }
    // A shorter text is the identifier of another network, and the whole hash of an unknown one is not read (G-3).
    let printed = verified(&with(payment.clone(), "network", &SHORT[..SHORT.len() - 1]), &offer);
    assert_eq!(printed.code, 1, "{printed:?}");
    assert!(printed.out.contains("differ in network"), "{printed:?}");
    let printed = verified(&payment, &with(offer, "network", OTHER));
    assert_eq!(printed.code, 64, "{printed:?}");
    assert!(printed.err.contains("network: must be a network"), "{printed:?}");
    let (payment, required) = (case("/algorand-testnet/payment"), case("/algorand-testnet/demand"));
    assert_eq!(verified(&payment, &required).code, 2);
}

/// G-3
#[test]
fn the_whole_hash_is_a_warning_and_is_shortened() {
    let required = case("/algorand/demand");
    let whole: Value = serde_json::from_str(&required.to_string().replace(SHORT, WHOLE)).unwrap();
    for (required, warns) in [(&required, false), (&whole, true), (&case("/algorand-testnet/demand"), true)] {
        let printed = x402(&["lint", &required.to_string()]);
        assert_eq!(printed.code, 0, "{printed:?}");
        assert_eq!(printed.out.contains("warning  network-spelling"), warns, "{printed:?}");
    }
    let fixed: Value = serde_json::from_str(&x402(&["lint", "--fix", &whole.to_string()]).out).unwrap();
    assert_eq!(fixed, required);
}

/// decimals for an issued currency, digits for drops, and the offer's own amount.
#[test]
fn amounts_on_the_xrp_ledger_are_read() {
    for (kind, verdict, code) in [("issued", "undecided (expired)", 2), ("drops", "invalid (pay-to-address", 1)] {
        let (payment, offer) = (case(&format!("/{kind}/payment")), case(&format!("/{kind}/offer")));
        let printed = verified(&payment, &offer);
        assert_eq!(printed.code, code, "{printed:?}");
        assert!(printed.out.starts_with(verdict), "{printed:?}");
        let printed = verified(&payment, &with(offer.clone(), "amount", "10500001"));
        assert_eq!(printed.code, 1, "{printed:?}");
        assert!(printed.out.contains("differ in amount"), "{printed:?}");
    }
    let (payment, offer) = (case("/drops/payment"), case("/drops/offer"));
    assert_eq!(verified(&with(payment, "amount", "0.01"), &offer).code, 65);
}

/// R-13, C-10: an offer on the XRP Ledger takes nothing from its neighbour on Base, where a point is still a fault.
#[test]
fn a_decimal_next_to_base_is_no_fault() {
    let mut required = case("/issued/demand");
    // The demand has the recipient that the document prints, whose checksum is wrong.
    required["accepts"][1]["payTo"] = case("/issued/offer/payTo");
    let printed = x402(&["lint", &required.to_string()]);
    assert_eq!(printed.code, 0, "{printed:?}");
    assert!(!printed.out.contains("amount"), "{printed:?}");
    required["accepts"][0]["amount"] = json!("0.01");
    let printed = x402(&["lint", &required.to_string()]);
    assert_eq!(printed.code, 1, "{printed:?}");
    assert!(printed.out.contains("unreadable-offer at /accepts/0/amount"), "{printed:?}");
}
