use super::*;

/// Follow-up question: does the network still remember the blockhash? A message names no network, so this is the
/// only question that detects a blockhash of a different network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blockhash {
    /// The blockhash.
    pub blockhash: Address,
}

impl QuestionText for Blockhash {
    fn kind(&self) -> &'static str {
        "blockhash"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { blockhash } = self;
        write!(f, "ask whether the blockhash {blockhash} is still remembered")
    }

    fn expected(&self) -> Option<String> {
        Some("true".into())
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        Some(Rpc::BlockhashValid { blockhash: self.blockhash }.into())
    }
}

impl AnswerRules for Blockhash {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        Ok(yes(returned.value()?.boolean().map_err(|_| Error::Member("value"))?))
    }
}
