//! Rows 840 to 843: metadata beside builder codes (U-40, U-41).

use serde_json::{Value, json};
use x402_vectors::vector::Class;

use super::{calldata, draft, malformed, text};
use crate::draft::Draft;

pub(super) fn drafts() -> Vec<Draft> {
    [read(), flagged(), refused(), charge_counts()].into_iter().flatten().collect()
}

/// Codes and metadata.
pub(super) fn valid(number: &str, title: &str, cbor: &str, codes: &Value, metadata: &Value) -> Draft {
    with_flags(number, title, cbor, codes, metadata, &[])
}

fn with_flags(number: &str, title: &str, cbor: &str, codes: &Value, metadata: &Value, flags: &[&str]) -> Draft {
    let class = if flags.is_empty() { Class::Valid } else { Class::Acceptable };
    let result = json!({"codes": codes, "metadata": metadata, "flags": flags});
    draft(number, title, &calldata(cbor), class, &result).flags(flags).rulings(&["U-40", "U-41"])
}

/// The key `x402` of metadata, whose meaning nobody defines.
const KEY: &str = "64 78343032";

/// Metadata with one key alone.
fn one(value: &str) -> String {
    format!("a1 616d a1 {KEY} {value}")
}

/// 840: what metadata may be.
fn read() -> Vec<Draft> {
    let alone = |number: &str, title: &str, cbor: &str, read: &Value| valid(number, title, cbor, &json!({}), read);
    let deep = |count: usize| (0..count).fold(json!(7), |inside, _| json!([inside]));
    vec![
        valid(
            "0840",
            "the document's facilitator with the counts of its claims",
            &format!("a2 6177 {} 616d a1 {} 83 03 00 1829", text("bc_myfacilitator"), text("x402ChargeCounts")),
            &json!({"w": "bc_myfacilitator"}),
            &json!({"x402ChargeCounts": [3, 0, 41]}),
        ),
        valid(
            "0840a",
            "metadata behind every code",
            &format!("a4 6161 6161 6177 6177 6173 81 6173 616d a1 {KEY} 60"),
            &json!({"a": "a", "w": "w", "s": ["s"]}),
            &json!({"x402": ""}),
        ),
        alone("0840b", "metadata alone", &one("00"), &json!({"x402": 0})),
        alone("0840c", "metadata alone, without a key", "a1 616d a0", &json!({})),
        alone("0840d", "the greatest integer", &one("1bffffffffffffffff"), &json!({"x402": u64::MAX})),
        alone(
            "0840e",
            "an integer beyond 2^53",
            &one("1b0020000000000001"),
            &json!({"x402": 9_007_199_254_740_993_u64}),
        ),
        alone(
            "0840f",
            "integers with heads of each width",
            &one("85 17 18ff 19ffff 1affffffff 1b0000000100000000"),
            &json!({"x402": [23, 255, 65_535, 4_294_967_295_u64, 4_294_967_296_u64]}),
        ),
        alone(
            "0840g",
            "a text with characters that JSON escapes",
            &one("66 22 5c 0a 00 c3a4"),
            &json!({"x402": "\"\\\n\0ä"}),
        ),
        alone(
            "0840h",
            "lists and maps inside one another",
            &one("82 a2 6161 80 6162 a0 81 01"),
            &json!({"x402": [{"a": [], "b": {}}, [1]]}),
        ),
        alone(
            "0840i",
            "a shorter key before a smaller one",
            &format!("a1 616d a2 {KEY} a2 617a 01 626161 02 6578343032 61 03"),
            &json!({"x402": {"z": 1, "aa": 2}, "x402a": 3}),
        ),
        alone(
            "0840j",
            "forty lists inside one another",
            &one(&format!("{}07", "81".repeat(40))),
            &json!({"x402": deep(40)}),
        ),
        alone("0840k", "the same key in two maps", &one(&format!("a1 {KEY} 01")), &json!({"x402": {"x402": 1}})),
    ]
}

/// 841: what is flagged.
fn flagged() -> Vec<Draft> {
    let flagged = |number: &str, title: &str, cbor: &str, read: &Value, flag: &str| {
        with_flags(number, title, cbor, &json!({}), read, &[flag])
    };
    vec![
        with_flags(
            "0841",
            "metadata before a code",
            "a2 616d a0 6161 6161",
            &json!({"a": "a"}),
            &json!({}),
            &["key-order"],
        ),
        flagged(
            "0841a",
            "a longer key of metadata before a shorter one",
            &format!("a1 616d a2 6578343032 61 01 {KEY} 02"),
            &json!({"x402a": 1, "x402": 2}),
            "key-order",
        ),
        flagged(
            "0841b",
            "a greater key before a smaller one inside metadata",
            &one("a2 6162 01 6161 02"),
            &json!({"x402": {"b": 1, "a": 2}}),
            "key-order",
        ),
        flagged(
            "0841c",
            "the head of an integer is longer than it has to be",
            &one("1817"),
            &json!({"x402": 23}),
            "long-head",
        ),
        flagged(
            "0841d",
            "the head of the metadata is longer than it has to be",
            "a1 616d b800",
            &json!({}),
            "long-head",
        ),
        flagged(
            "0841e",
            "the head of a key of metadata is longer than it has to be",
            "a1 616d a1 7804 78343032 01",
            &json!({"x402": 1}),
            "long-head",
        ),
        flagged(
            "0841f",
            "the head of a list in metadata is longer than it has to be",
            &one("990001 01"),
            &json!({"x402": [1]}),
            "long-head",
        ),
        flagged(
            "0841g",
            "a key of metadata that does not begin with x402",
            "a1 616d a1 6474657374 01",
            &json!({"test": 1}),
            "metadata-key",
        ),
        flagged(
            "0841h",
            "a key of metadata in capitals",
            "a1 616d a1 6458343032 01",
            &json!({"X402": 1}),
            "metadata-key",
        ),
        flagged("0841i", "an empty key of metadata", "a1 616d a1 60 01", &json!({"": 1}), "metadata-key"),
        with_flags(
            "0841j",
            "a key of another protocol beside one of x402",
            &format!("a1 616d a2 6178 01 {KEY} 02"),
            &json!({}),
            &json!({"x": 1, "x402": 2}),
            &["metadata-key"],
        ),
        valid(
            "0841k",
            "a key inside metadata that does not begin with x402",
            &one("a1 6178 01"),
            &json!({}),
            &json!({"x402": {"x": 1}}),
        ),
    ]
}

/// 842: what makes a suffix unreadable.
fn refused() -> Vec<Draft> {
    let refused = |number: &str, title: &str, cbor: &str| malformed(number, title, cbor).rulings(&["U-40"]);
    let rule = "RFC 8949 allows this, and U-40 forbids it";
    vec![
        refused("0842", "a negative integer in metadata", &one("20")),
        refused("0842a", "a fraction in metadata", &one("f93e00")),
        refused("0842b", "bytes in metadata", &one("4161")),
        refused("0842c", "a tag in metadata", &one("c1 01")),
        refused("0842d", "true in metadata", &one("f5")),
        refused("0842e", "null in metadata", &one("f6")),
        refused("0842f", "undefined in a list in metadata", &one("81 f7")),
        refused("0842g", "a large integer of a tag in metadata", &one("c2 49 010000000000000000")),
        refused("0842h", "metadata of indefinite length", &format!("a1 616d bf {KEY} 01 ff")),
        refused("0842i", "a list of indefinite length in metadata", &one("9f 01 ff")),
        refused("0842j", "a text of indefinite length in metadata", &one("7f 6161 ff")),
        refused("0842k", "a key of metadata twice", &format!("a1 616d a2 {KEY} 01 {KEY} 01")),
        refused("0842l", "a key twice in a map inside metadata", &one("a2 6161 01 6161 02")),
        refused("0842m", "metadata twice", "a2 616d a0 616d a0"),
        refused("0842n", "an integer for a key of metadata", "a1 616d a1 01 01"),
        refused("0842o", "bytes for a key of metadata", "a1 616d a1 44 78343032 01"),
        refused("0842p", "a key of metadata that is no UTF-8", "a1 616d a1 62c328 01"),
        refused("0842q", "a text in metadata that is no UTF-8", &one("62c328")),
        refused("0842r", "a list for metadata", "a1 616d 81 01"),
        refused("0842s", "a text for metadata", "a1 616d 6161"),
        refused("0842t", "a list in metadata that is cut off", &one("82 01")),
        refused("0842u", "a key of metadata without a value", &format!("a1 616d a1 {KEY}")),
        refused("0842v", "a map of 2^64-1 pairs in metadata", &one("bbffffffffffffffff")),
        refused("0842w", "129 lists inside one another in metadata", &one(&format!("{}07", "81".repeat(129))))
            .no_witness(rule),
        refused("0842x", "custom registries beside metadata", "a2 616d a0 6172 a0"),
        refused("0842y", "a byte behind metadata", "a1 616d a0 00"),
    ]
}

/// 843: the counts of charges, one for each row of a claim.
fn charge_counts() -> Vec<Draft> {
    let counts = |value: &str| format!("a1 616d a1 {} {value}", text("x402ChargeCounts"));
    let read = |number: &str, title: &str, value: &str, read: &Value| {
        valid(number, title, &counts(value), &json!({}), &json!({"x402ChargeCounts": read}))
    };
    let odd = |number: &str, title: &str, value: &str, read: &Value| {
        with_flags(number, title, &counts(value), &json!({}), &json!({"x402ChargeCounts": read}), &["charge-counts"])
    };
    vec![
        read("0843", "no counts of charges", "80", &json!([])),
        read("0843a", "the greatest count of charges", "82 00 1bffffffffffffffff", &json!([0, u64::MAX])),
        odd("0843b", "an integer for the counts of charges", "03", &json!(3)),
        odd("0843c", "a text among the counts of charges", "82 03 6130", &json!([3, "0"])),
        odd("0843d", "a list among the counts of charges", "81 81 03", &json!([[3]])),
        odd("0843e", "a map for the counts of charges", "a1 6130 03", &json!({"0": 3})),
        odd("0843f", "a text for the counts of charges", "6133", &json!("3")),
    ]
}
