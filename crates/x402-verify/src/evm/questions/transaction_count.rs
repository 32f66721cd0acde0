use super::*;

question! {
    /// Follow-up question: is the transaction that approves Permit2 the payer's next one (P-6)?
    TransactionCount "transaction-count" on network {
        /// The account that pays.
        pub account: Address,
        /// The nonce of that transaction: the number of transactions that the payer must have sent before.
        pub nonce: u64,
    }
    says("ask {network} whether {account} has sent {nonce} transactions: the approval is the next one only then")
    expects("{nonce}")
    calls(Rpc::GetTransactionCount { address: *account })
    reads(|returned| yes(quantity(returned)? == Uint256::from(*nonce)))
}
