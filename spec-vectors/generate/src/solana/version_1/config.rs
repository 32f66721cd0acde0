//! Units, loaded data and fee of version 1 (U-26, U-27).

use serde_json::json;

use super::{
    super::case::{Case, PAYER, SPONSOR},
    Flagged, Invalid, InvalidFor, Row, Valid, Version1, numbered, spoiled,
};
use crate::draft::Draft;

pub(super) const NO_UNITS: &str = "invalid_exact_svm_payload_transaction_config_compute_limit_missing";
const UNITS_ABOVE: &str = "invalid_exact_svm_payload_transaction_config_compute_limit_too_high";
const FEE_ABOVE: &str = "invalid_exact_svm_payload_transaction_config_priority_fee_too_high";

pub(super) fn drafts() -> Vec<Draft> {
    let rows = [
        numbered("0847", &["U-26"], units()),
        numbered("0848", &["U-26"], data()),
        numbered("0849", &["U-27"], fees()),
    ];
    rows.into_iter().flatten().chain(costs()).collect()
}

type Rows = Vec<(&'static str, Case, Row)>;

fn with_units(units: impl Into<Option<u32>>) -> Case {
    let units = units.into();
    spoiled(|transaction| transaction.units = units)
}

fn units() -> Rows {
    let at_most = |units: u32, max: u32| with_units(units).policy(json!({"maxComputeUnits": max}));
    let missing = || InvalidFor("compute-limit", NO_UNITS);
    let above = || InvalidFor("compute-limit-cap", UNITS_ABOVE);
    vec![
        ("version 1: no units", with_units(None), missing()),
        ("version 1: 0 units", with_units(0), missing()),
        ("version 1: one unit", with_units(1), Flagged(&["units-short"])),
        // A transfer of 105 units, a memo of 1,572, and 32 letters of 350.
        ("version 1: one unit less than the least", with_units(12_876), Flagged(&["units-short"])),
        ("version 1: 20,000 units", with_units(20_000), Valid),
        ("version 1: 400,000 units", with_units(400_000), Valid),
        ("version 1: 400,001 units", with_units(400_001), Flagged(&["high-limit"])),
        ("version 1: 1,400,001 units", with_units(1_400_001), Flagged(&["high-limit"])),
        ("version 1: 2^32−1 units", with_units(u32::MAX), Flagged(&["high-limit"])),
        ("version 1: as many units as the policy takes", at_most(60_000, 60_000), Valid),
        ("version 1: one unit more than the policy takes", at_most(60_001, 60_000), above()),
        (
            "version 1: 2^32−1 units count as the 1,400,000 that the policy takes",
            at_most(u32::MAX, 1_400_000),
            Flagged(&["high-limit"]),
        ),
        ("version 1: 2^32−1 units count as one more than the policy takes", at_most(u32::MAX, 1_399_999), above()),
    ]
}

fn data() -> Rows {
    let with = |data: Option<u32>| spoiled(|transaction| transaction.data = data);
    vec![
        ("version 1: no limit of loaded data", with(None), Invalid("data-limit")),
        ("version 1: a limit of 0 bytes of loaded data", with(Some(0)), Invalid("data-limit")),
        ("version 1: one byte of loaded data", with(Some(1)), Flagged(&["data-short"])),
        ("version 1: 767 bytes of loaded data", with(Some(767)), Flagged(&["data-short"])),
        ("version 1: 768 bytes of loaded data", with(Some(768)), Valid),
        ("version 1: 64 MiB of loaded data", with(Some(64 << 20)), Valid),
        ("version 1: 2^32−1 bytes of loaded data", with(Some(u32::MAX)), Valid),
        (
            "version 1: neither units nor loaded data",
            spoiled(|transaction| (transaction.units, transaction.data) = (None, None)),
            InvalidFor("compute-limit", NO_UNITS),
        ),
    ]
}

fn paying(units: u32, fee: u64) -> Case {
    spoiled(|transaction| (transaction.units, transaction.fee) = (Some(units), Some(fee)))
}

fn fees() -> Rows {
    let above = || InvalidFor("compute-price-cap", FEE_ABOVE);
    let priced = |units: u32, fee: u64, price: u64| paying(units, fee).policy(json!({"maxUnitPrice": price}));
    vec![
        ("version 1: 20,000 units and 100,000 lamports", paying(20_000, 100_000), Valid),
        ("version 1: 20,000 units and 100,001 lamports", paying(20_000, 100_001), above()),
        ("version 1: 20,001 units and 100,005 lamports", paying(20_001, 100_005), Valid),
        ("version 1: 20,001 units and 100,006 lamports", paying(20_001, 100_006), above()),
        ("version 1: the fee's share of a unit is below the cap", priced(1_000_000, 1, 1), Flagged(&["high-limit"])),
        ("version 1: one unit less than carries the fee", priced(999_999, 1, 1), above()),
        ("version 1: a fee of 0, and a price of 0", priced(60_000, 0, 0), Valid),
        ("version 1: a fee of 1, and a price of 0", priced(60_000, 1, 0), above()),
        (
            "version 1: the fee of 1,400,000 units, of which the config has more",
            paying(u32::MAX, 7_000_000),
            Flagged(&["high-limit"]),
        ),
        (
            "version 1: one lamport more than 1,400,000 units carry, of which the config has more",
            paying(u32::MAX, 7_000_001),
            above(),
        ),
        ("version 1: a fee of 2^64−1", paying(60_000, u64::MAX), above()),
        ("version 1: a fee whose millionths have more than 64 bits", paying(60_000, 18_446_744_073_710), above()),
        ("version 1: the highest price that a policy can name", priced(60_000, 900_000_000_000, u64::MAX), Valid),
    ]
}

/// What the sponsor can lose.
fn costs() -> Vec<Draft> {
    let sponsor = |most: &str| {
        json!({
            "verdict": "valid", "payer": PAYER, "offer": 0,
            "sponsor": {"feePayer": SPONSOR, "mostLamports": most, "sponsoring": "valid", "payment": "valid"},
        })
    };
    let capped = |max: u64| paying(20_000, 250).policy(json!({"maxSponsorLamports": max}));
    vec![
        Version1::good()
            .case()
            .valid("0850", "version 1: without a fee, the signatures alone cost")
            .result(&sponsor("10000"))
            .rulings(&["U-27"]),
        paying(20_000, 250)
            .valid("0850a", "version 1: the fee is in lamports, for the whole transaction")
            .result(&sponsor("10250"))
            .rulings(&["U-27"]),
        capped(10_250).valid("0850b", "version 1: as many lamports as the policy takes").rulings(&["U-27"]),
        capped(10_249)
            .invalid("0850c", "version 1: one lamport more than the policy takes", "sponsor-cost")
            .rulings(&["U-27"]),
    ]
}
