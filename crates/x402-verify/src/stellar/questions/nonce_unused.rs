use super::*;

/// Follow-up question: is the nonce unused? The host stores each nonce until the authorization ends (T-35).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NonceUnused {
    /// The account or contract that pays.
    pub payer: Address,
    /// The nonce of its entry.
    pub nonce: i64,
    /// The latest closed ledger, if it is known. An answer for an earlier ledger does not count.
    pub since_ledger: Option<u32>,
}

impl QuestionText for NonceUnused {
    fn kind(&self) -> &'static str {
        "nonce-unused"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { payer, nonce, .. } = self;
        write!(f, "ask whether {payer} has used the nonce {nonce} already")
    }

    fn expected(&self) -> Option<String> {
        Some("no entry: the nonce is unused".into())
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        Some(Rpc::LedgerEntries { keys: Vec::from([nonce_key(self.payer, self.nonce)]) }.into())
    }
}

impl AnswerRules for NonceUnused {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        Ok(yes(entry(result_since(returned, self.since_ledger)?, &nonce_key(self.payer, self.nonce))?.is_none()))
    }
}
