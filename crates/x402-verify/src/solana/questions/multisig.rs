use super::*;

/// Deciding question: is the authority a multisig account, and do enough of its members sign?
/// [`Fact::Multisig`](crate::solana::Fact::Multisig) answers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Multisig {
    /// The authority of the transfer.
    pub authority: Address,
}

impl QuestionText for Multisig {
    fn kind(&self) -> &'static str {
        "multisig"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { authority } = self;
        write!(
            f,
            "ask whether {authority} is a multisig account of a token program, and whether enough of its members sign"
        )
    }

    fn expected(&self) -> Option<String> {
        Some(format!("{} is a multisig account whose required signers have signed", self.authority))
    }

    fn changes_verdict(&self) -> bool {
        true
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        Some(account(&self.authority).into())
    }
}

impl AnswerRules for Multisig {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        Ok(Value::Multisig(Account::read(returned.value()?)?.as_ref().and_then(Account::multisig)).into())
    }

    fn learn(&self, facts: Facts, answer: Answer) -> Facts {
        let Answer::Solana(Value::Multisig(multisig)) = answer else { return facts };
        facts.with(solana::Fact::Multisig { authority: self.authority, multisig })
    }
}
