//! The parts of a report that only payments on the XRP Ledger have.

/// The parts of a report that only payments on the XRP Ledger have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Particulars {
    /// The last ledger that can contain the payment.
    pub last_ledger: u32,
}
