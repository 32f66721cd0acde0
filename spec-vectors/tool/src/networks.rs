//! V1's names of networks.

mod table;

/// Name and identifier, as in decision 6, in the order of the names.
pub const TABLE: [(&str, &str); 32] = table::TABLE;

/// V1 names that are read and never written (U-44).
pub const READ: [(&str, &str); 3] = table::READ;

/// The id of an EVM chain by its identifier of V2 or its name of V1.
#[must_use]
pub fn chain_id(network: &str) -> Option<u64> {
    let named = TABLE.iter().chain(&READ).find(|(name, _)| *name == network);
    named.map_or(network, |(_, identifier)| *identifier).strip_prefix("eip155:")?.parse().ok()
}
