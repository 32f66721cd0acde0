use super::*;

question! {
    /// Deciding question: which ledger did the network close last? An authorization ends with a ledger (T-23).
    /// [`Fact::Ledger`](crate::stellar::Fact::Ledger) answers it.
    Ledger "ledger" {
        /// The network.
        pub network: Network,
    }
    says("ask {network} for its latest closed ledger, in which the authorization ends")
    expects("a ledger before the authorization's last one, and not further from it than the offer allows")
    changes_verdict(true)
    calls(Rpc::LatestLedger)
    reads(|returned| {
        let sequence = result(returned)?.get("sequence").and_then(|sequence| sequence.integer().ok()?.try_into().ok());
        Value::Ledger(sequence.ok_or(Error::Member("sequence"))?).into()
    })
    learns(|facts, Answer::Stellar(Value::Ledger(sequence))| {
        let seconds_per_ledger = facts.stellar().ledger(network).and_then(|clock| clock.seconds_per_ledger);
        facts.with(stellar::Fact::Ledger { network: network.clone(), sequence, seconds_per_ledger })
    })
}
