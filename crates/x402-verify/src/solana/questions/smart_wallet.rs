use super::*;

question! {
    /// Deciding question: what does the smart wallet transfer, and does the fee payer lose no more than the fee? Only a
    /// simulation with inner instructions can show it. [`Fact::Simulation`](crate::solana::Fact::Simulation) answers
    /// it.
    SmartWallet "smart-wallet" {
        /// The program of the wallet.
        pub program: Address,
        /// The bytes of the transaction.
        pub transaction: Vec<u8>,
        /// The SHA-256 of the transaction's message, which identifies the fact.
        pub message: [u8; 32],
        /// The account keys of the message, to which the indices in an answer refer.
        pub keys: Keys,
    }
    says(
        "simulate the transaction with inner instructions: exactly one TransferChecked has to be the payment, made \
         by the smart wallet {program}, and the fee payer must lose no more than the fee"
    )
    expects("no error, exactly one TransferChecked, which is the payment, and no other loss")
    changes_verdict(true)
    calls(simulate(transaction, true))
    reads(|returned| Value::Simulated(simulation(returned.value()?, keys)?).into())
    learns(|facts, Answer::Solana(Value::Simulated(effects))| facts.with(solana::Fact::Simulation { message: *message, effects }))
}
