use super::*;

/// Deciding question: does the deployed version of Token-2022 require the members of a multisig account of Token to
/// sign? Version 11 asks the members, and version 10 asks the authority itself. In this transaction only one of the
/// two has signed, so only a simulation can show which version it is.
/// [`Fact::Simulation`](crate::solana::Fact::Simulation) answers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MultisigProgram {
    /// The authority of the transfer.
    pub authority: Address,
    /// The bytes of the transaction.
    pub transaction: Vec<u8>,
    /// The SHA-256 of the transaction's message, which identifies the fact.
    pub message: [u8; 32],
    /// The account keys of the message, to which the indices in an answer refer.
    pub keys: Keys,
}

impl QuestionText for MultisigProgram {
    fn kind(&self) -> &'static str {
        "multisig-program"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { authority, .. } = self;
        write!(
            f,
            "simulate the transaction: {authority} is a multisig account of Token, and the version of Token-2022 \
             decides which signatures it requires for such an account"
        )
    }

    fn expected(&self) -> Option<String> {
        Some("no error".into())
    }

    fn changes_verdict(&self) -> bool {
        true
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        Some(simulate(&self.transaction, true).into())
    }
}

impl AnswerRules for MultisigProgram {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        Ok(Value::Simulated(simulation(returned.value()?, &self.keys)?).into())
    }

    fn learn(&self, facts: Facts, answer: Answer) -> Facts {
        let Answer::Solana(Value::Simulated(effects)) = answer else { return facts };
        facts.with(solana::Fact::Simulation { message: self.message, effects })
    }
}
