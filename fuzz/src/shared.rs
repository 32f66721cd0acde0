//! What the fuzz targets have in common with the tests of `x402-types`: the tables of the objects, documents made from
//! them, the laws, and `serde_json` as a witness.

#[path = "../../crates/x402-types/tests/it/chance.rs"]
pub(crate) mod chance;
#[path = "../../crates/x402-types/tests/it/laws.rs"]
pub(crate) mod laws;
#[allow(dead_code, unused_imports, unused_macros, reason = "the tests make more of the tables")]
#[path = "../../crates/x402-types/tests/it/objects.rs"]
pub(crate) mod objects;
#[path = "../../crates/x402-types/tests/it/serde_tree.rs"]
pub(crate) mod serde_tree;
