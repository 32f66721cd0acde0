//! The entries of `accepts`.

use x402_types::JsonRef;

/// The entries of `accepts`. A value that is not a list has none.
pub(crate) fn offers(payment_required: JsonRef<'_>) -> impl Iterator<Item = JsonRef<'_>> {
    payment_required.get("accepts").and_then(|list| list.elements().ok()).into_iter().flatten()
}
