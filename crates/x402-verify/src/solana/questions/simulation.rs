use super::*;

question! {
    /// Follow-up question: does the transaction succeed within its compute units?
    Simulation "simulation" {
        /// The bytes of the transaction.
        pub transaction: Vec<u8>,
    }
    says("simulate the transaction: it may need more compute units than its limit")
    expects("no error")
    calls(simulate(transaction, false))
    reads(|returned| yes(succeeded(returned.value()?)?))
    learns(|facts, Answer::No| match Transaction::decode(transaction) {
        Ok(transaction) => {
            let message = sha256(transaction.signed_bytes());
            facts.with(solana::Fact::Simulation { message, effects: None })
        }
        Err(_) => facts,
    })
}
