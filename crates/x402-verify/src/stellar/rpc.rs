//! The calls to a node of Stellar by which questions are asked.

use alloc::vec::Vec;

/// A call to a node of Stellar: JSON-RPC 2.0 with named parameters. Closed ledgers are final, so no call names a commitment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rpc {
    /// `getLatestLedger`.
    LatestLedger,
    /// `getLedgerEntries`.
    LedgerEntries {
        /// The keys of the entries as XDR (`LedgerKey`).
        keys: Vec<Vec<u8>>,
    },
    /// `simulateTransaction`. The node enforces the entries of the transaction, because it has some.
    SimulateTransaction {
        /// The transaction of the payment, as XDR.
        transaction: Vec<u8>,
    },
}
