use super::*;

question! {
    /// Outstanding: are the fees of the transaction that approves Permit2 high enough now (P-6)?
    GasPrice "gas-price" on network {
        /// The highest price of a unit of gas, in wei.
        pub max_fee: u128,
        /// The highest part of that price that goes to the block producer, in wei.
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
