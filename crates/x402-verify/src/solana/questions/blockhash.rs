use super::*;

question! {
    /// Follow-up question: does the network still remember the blockhash? A message names no network, so this is the
    /// only question that detects a blockhash of a different network.
    Blockhash "blockhash" {
        /// The blockhash.
        pub blockhash: Address,
    }
    says("ask whether the blockhash {blockhash} is still remembered")
    expects("true")
    calls(Rpc::BlockhashValid { blockhash: *blockhash })
    reads(|returned| yes(returned.value()?.boolean().map_err(|_| Error::Member("value"))?))
}
