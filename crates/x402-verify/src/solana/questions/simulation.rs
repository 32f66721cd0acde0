use super::*;

/// Follow-up question: does the transaction succeed within its compute units?
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Simulation {
    /// The bytes of the transaction.
    pub transaction: Vec<u8>,
}

impl QuestionText for Simulation {
    fn kind(&self) -> &'static str {
        "simulation"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("simulate the transaction: it may need more compute units than its limit")
    }

    fn expected(&self) -> Option<String> {
        Some("no error".into())
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        Some(simulate(&self.transaction, false).into())
    }
}

impl AnswerRules for Simulation {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        Ok(yes(succeeded(returned.value()?)?))
    }

    fn learn(&self, facts: Facts, answer: Answer) -> Facts {
        if answer != Answer::No {
            return facts;
        }
        match Transaction::decode(&self.transaction) {
            Ok(transaction) => {
                let message = sha256(transaction.signed_bytes());
                facts.with(solana::Fact::Simulation { message, effects: None })
            }
            Err(_) => facts,
        }
    }
}
