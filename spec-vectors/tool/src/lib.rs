//! Writes `spec-vectors/v1` from `spec-vectors/sources`, which a person edits, and has what the generator of the other groups shares.
//!
//! Nothing here depends on the crates below `crates/`: hashes come from alloy, and values that only other software can confirm from
//! `witness/run`.

#![forbid(unsafe_code)]

mod approval;
pub mod bugs;
mod committed;
mod compact;
mod derived;
pub mod documents;
pub mod evm;
pub mod expand;
mod expect;
pub mod fault;
pub mod finish;
pub mod group;
mod intermediate;
pub mod json;
pub mod layout;
pub mod levels;
pub mod lineage;
pub mod lints;
mod messages;
pub mod networks;
pub mod notes;
pub mod parts;
pub mod patch;
pub mod render;
mod rows;
pub mod rulings;
pub mod schema;
pub mod source;
pub mod store;
mod sums;
pub mod vector;
pub mod witness;
pub mod witnessed;
pub mod write;
