use super::*;

question! {
    /// Deciding or follow-up question: what does the data of the transaction that approves Permit2 cost on L1, in
    /// addition to its gas (P-6)? It decides the verdict if the policy limits the cost.
    /// [`Fact::DataFee`](crate::evm::Fact::DataFee) answers it. The network is a chain of the OP stack.
    DataFee "data-fee" on network {
        /// The hash of the signed transaction.
        pub hash: [u8; 32],
        /// The encoded transaction without its signature. The gas price oracle adds the signature's share itself.
        pub transaction: Vec<u8>,
    }
    says(
        "ask {network} what the data of the approval costs on L1 besides its gas: getL1Fee(transaction) of {}",
        op_stack::GAS_PRICE_ORACLE
    )
    expects("a number of wei, which is added to the cost of the gas")
    changes_verdict(true)
    calls(Rpc::Call { to: op_stack::GAS_PRICE_ORACLE, data: calldata::data_fee(transaction) })
    reads(|returned| Value::DataFee(number(returned)?).into())
    learns(|facts, Answer::Evm(Value::DataFee(wei))| facts.with(evm::Fact::DataFee { hash: *hash, wei }))
}
