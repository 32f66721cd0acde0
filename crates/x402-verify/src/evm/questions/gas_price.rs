use super::*;

question! {
    /// Follow-up question: are the fees of the transaction that approves Permit2 high enough now (P-6)?
    GasPrice "gas-price" on network {
        /// The highest fee per unit of gas, in wei.
        pub max_fee: u128,
        /// The highest fee for the block producer per unit of gas, in wei.
        pub max_priority_fee: u128,
    }
    says(
        "ask {network} whether {max_fee} wei for a unit of gas is enough now, of which at most \
         {max_priority_fee} for whoever makes the block"
    )
    expects("at most {max_fee}")
    calls(Rpc::GasPrice)
    reads(|returned| yes(quantity(returned)? <= quantity(Returned::Bytes(&max_fee.to_be_bytes()))?))
}
