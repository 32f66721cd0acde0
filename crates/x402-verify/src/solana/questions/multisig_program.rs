use super::*;

question! {
    /// Deciding question: does the deployed version of Token-2022 require the members of a multisig account of Token to
    /// sign? Version 11 asks the members, and version 10 asks the authority itself. In this transaction only one of the
    /// two has signed, so only a simulation can show which version it is.
    /// [`Fact::Simulation`](crate::solana::Fact::Simulation) answers it.
    MultisigProgram "multisig-program" {
        /// The authority of the transfer.
        pub authority: Address,
        /// The bytes of the transaction.
        pub transaction: Vec<u8>,
        /// The SHA-256 of the transaction's message, which identifies the fact.
        pub message: [u8; 32],
        /// The account keys of the message, to which the indices in an answer refer.
        pub keys: Keys,
    }
    says(
        "simulate the transaction: {authority} is a multisig account of Token, and whose signature Token-2022 asks \
         for there depends on its version"
    )
    expects("no error")
    changes_verdict(true)
    calls(simulate(transaction, true))
    reads(|returned| Value::Simulated(simulation(returned.value()?, keys)?).into())
    learns(|facts, Answer::Solana(Value::Simulated(effects))| facts.with(solana::Fact::Simulation { message: *message, effects }))
}
