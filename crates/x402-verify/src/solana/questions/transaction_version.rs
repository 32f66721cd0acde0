use super::*;

question! {
    /// Deciding question: does the server accept transactions of version 1 (SIMD-0385)? Its offer does not list
    /// versions (U-21).
    TransactionVersion "transaction-version" {}
    says("ask the server to list 1 in extra.transactionVersions: its offer does not say whether a transaction of version 1 may pay")
    changes_verdict(true)
}
