//! The calls to a Stellar node that ask the questions.

use alloc::vec::Vec;

/// A call to a Stellar node: JSON-RPC 2.0 with named parameters. Closed ledgers are final, so no call has a commitment.
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
