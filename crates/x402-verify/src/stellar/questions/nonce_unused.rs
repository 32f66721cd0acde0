use super::*;

question! {
    /// Follow-up question: is the nonce unused? The host stores each nonce until the authorization ends (T-35).
    NonceUnused "nonce-unused" {
        /// The account or contract that pays.
        pub payer: Address,
        /// The nonce of its entry.
        pub nonce: i64,
        /// The latest closed ledger, if it is known. An answer for an earlier ledger does not count.
        pub since_ledger: Option<u32>,
    }
    says("ask whether {payer} has used the nonce {nonce} already")
    expects("no entry: the nonce is unused")
    calls(Rpc::LedgerEntries { keys: Vec::from([nonce_key(*payer, *nonce)]) })
    reads(|returned| yes(entry(result_since(returned, *since_ledger)?, &nonce_key(*payer, *nonce))?.is_none()))
}
