//! Transactions, signatures and texts of the XRP Ledger: what a second reader says of the same bytes.

mod made;
mod model;
mod outcome;
mod texts;
mod transaction;

pub(crate) use made::seeds;
pub use outcome::Outcome;

/// Panics if ours and the others part where no [`Outcome`] says why.
pub fn transaction(data: &[u8]) {
    compare(data);
}

/// A byte for the kind, and then a transaction, decisions of which one is made, a signature in DER, or a text.
pub fn compare(data: &[u8]) -> Outcome {
    if let Some((&crate::objects::MADE, decisions)) = data.split_first() {
        return transaction::compare(&made::transaction(decisions));
    }
    let Some((kind, data)) = data.split_first() else { return Outcome::NoText };
    match kind % 3 {
        0 => transaction::compare(data),
        1 => texts::signature(data),
        _ => texts::text(data),
    }
}
