use super::*;

question! {
    /// Outstanding: does the network still remember the blockhash? A message names no network, so a blockhash of
    /// another network shows up only here.
    Blockhash "blockhash" {
        /// The blockhash.
        pub blockhash: Address,
    }
    says("ask whether the blockhash {blockhash} is still remembered")
    expects("true")
    calls(Rpc::BlockhashValid { blockhash: *blockhash })
    reads(|returned| yes(returned.value()?.boolean().map_err(|_| Error::Member("value"))?))
}
