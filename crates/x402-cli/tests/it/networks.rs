//! Networks without a verifier here, as they are used: two spellings on Algorand (G-1 to G-3), decimal amounts on the XRP Ledger.

use serde_json::{Value, json};

use crate::support::{Said, x402};

/// A document of `tests/cases/networks.json`.
fn case(pointer: &str) -> Value {
    let all: Value = serde_json::from_str(include_str!("../cases/networks.json")).unwrap();
    all.pointer(pointer).unwrap().clone()
}

fn judged(payment: &Value, offer: &Value) -> Said {
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
            let said = judged(&with(payment.clone(), "network", paid), &with(offer.clone(), "network", offered));
            assert_eq!(said.code, 2, "{said:?}");
            assert!(said.out.starts_with("undecided (method)"), "{said:?}");
            assert_eq!(said.out.contains("flag network-spelling"), paid != offered, "{said:?}");
        }
    }
    // A shorter text is the identifier of another network, and the whole hash of an unknown one is not read (G-3).
    let said = judged(&with(payment.clone(), "network", &SHORT[..SHORT.len() - 1]), &offer);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.out.contains("differ in network"), "{said:?}");
    let said = judged(&payment, &with(offer, "network", OTHER));
    assert_eq!(said.code, 64, "{said:?}");
    assert!(said.err.contains("network: must be a network"), "{said:?}");
    let (payment, demand) = (case("/algorand-testnet/payment"), case("/algorand-testnet/demand"));
    assert_eq!(judged(&payment, &demand).code, 2);
}

/// G-3
#[test]
fn the_whole_hash_is_a_warning_and_is_shortened() {
    let demand = case("/algorand/demand");
    let whole: Value = serde_json::from_str(&demand.to_string().replace(SHORT, WHOLE)).unwrap();
    for (demand, warns) in [(&demand, false), (&whole, true), (&case("/algorand-testnet/demand"), true)] {
        let said = x402(&["lint", &demand.to_string()]);
        assert_eq!(said.code, 0, "{said:?}");
        assert_eq!(said.out.contains("warning  network-spelling"), warns, "{said:?}");
    }
    let fixed: Value = serde_json::from_str(&x402(&["lint", "--fix", &whole.to_string()]).out).unwrap();
    assert_eq!(fixed, demand);
}

/// decimals for an issued currency, digits for drops, and the offer's own amount.
#[test]
fn amounts_on_the_xrp_ledger_are_read() {
    for kind in ["issued", "drops"] {
        let (payment, offer) = (case(&format!("/{kind}/payment")), case(&format!("/{kind}/offer")));
        let said = judged(&payment, &offer);
        assert_eq!(said.code, 2, "{said:?}");
        assert!(said.out.starts_with("undecided (method)"), "{said:?}");
        let said = judged(&payment, &with(offer.clone(), "amount", "10500001"));
        assert_eq!(said.code, 1, "{said:?}");
        assert!(said.out.contains("differ in amount"), "{said:?}");
    }
    let (payment, offer) = (case("/drops/payment"), case("/drops/offer"));
    assert_eq!(judged(&with(payment, "amount", "0.01"), &offer).code, 65);
}

/// R-13, C-10: an offer on the XRP Ledger takes nothing from its neighbour on Base, where a point is still a fault.
#[test]
fn a_decimal_next_to_base_is_no_fault() {
    let mut demand = case("/issued/demand");
    let said = x402(&["lint", &demand.to_string()]);
    assert_eq!(said.code, 0, "{said:?}");
    assert!(!said.out.contains("amount"), "{said:?}");
    demand["accepts"][0]["amount"] = json!("0.01");
    let said = x402(&["lint", &demand.to_string()]);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.out.contains("unreadable-offer at /accepts/0/amount"), "{said:?}");
}
