use super::*;

/// Deciding question: what does the smart wallet transfer, and does the fee payer lose no more than the fee? Only a
/// simulation with inner instructions can show it. [`Fact::Simulation`](crate::solana::Fact::Simulation) answers
/// it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmartWallet {
    /// The program of the wallet.
    pub program: Address,
    /// The bytes of the transaction.
    pub transaction: Vec<u8>,
    /// The SHA-256 of the transaction's message, which identifies the fact.
    pub message: [u8; 32],
    /// The account keys of the message, to which the indices in an answer refer.
    pub keys: Keys,
}

impl QuestionText for SmartWallet {
    fn kind(&self) -> &'static str {
        "smart-wallet"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { program, .. } = self;
        write!(
            f,
            "simulate the transaction with inner instructions: exactly one TransferChecked must be the payment, made \
             by the smart wallet {program}, and the fee payer must lose no more than the fee"
        )
    }

    fn expected(&self) -> Option<String> {
        Some("no error, exactly one TransferChecked, which is the payment, and no other loss".into())
    }

    fn changes_verdict(&self) -> bool {
        true
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        Some(simulate(&self.transaction, true).into())
    }
}

impl AnswerRules for SmartWallet {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        Ok(Value::Simulated(simulation(returned.value()?, &self.keys)?).into())
    }

    fn learn(&self, facts: Facts, answer: Answer) -> Facts {
        let Answer::Solana(Value::Simulated(effects)) = answer else { return facts };
        facts.with(solana::Fact::Simulation { message: self.message, effects })
    }
}
