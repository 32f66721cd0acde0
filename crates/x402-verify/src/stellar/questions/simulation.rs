use super::*;

question! {
    /// Deciding or follow-up question: what are the effects of the settlement? Balance, trustline, authorization and
    /// the token's own rules are in the ledger, and so are the rules of a contract that pays.
    /// [`Fact::Simulation`](crate::stellar::Fact::Simulation) answers it.
    Simulation "simulation" {
        /// The transaction of the payment, as XDR.
        pub transaction: Vec<u8>,
        /// The digest of the payer's entry, which identifies the fact.
        pub digest: [u8; 32],
        /// The latest closed ledger, if it is known. An answer for an earlier ledger does not count.
        pub since_ledger: Option<u32>,
    }
    says("simulate the transaction: its only change of balances has to be the payment")
    expects("no error, exactly one transfer, which is the payment, and no other change of balances")
    changes_verdict(true)
    calls(Rpc::SimulateTransaction { transaction: transaction.clone() })
    reads(|returned| {
        Value::Simulated(simulation(result_since(returned, *since_ledger)?)?).into()
    })
    learns(|facts, Answer::Stellar(Value::Simulated(effects))| {
        facts.with(stellar::Fact::Simulation { digest: *digest, effects })
    })
}
