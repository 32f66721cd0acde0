//! The entries of `accepts`.

use x402_types::JsonRef;

/// The entries of `accepts`. A value that is not a list has none.
pub(crate) fn offers(demand: JsonRef<'_>) -> impl Iterator<Item = JsonRef<'_>> {
    demand.get("accepts").and_then(|list| list.elements().ok()).into_iter().flatten()
}
