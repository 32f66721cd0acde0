use super::*;

/// Follow-up question: was the payment not settled before?
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unused {
    /// The hash of the transaction.
    pub hash: [u8; 32],
}

impl QuestionText for Unused {
    fn kind(&self) -> &'static str {
        "unused"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ask for the transaction: no ledger must have it yet")
    }

    fn expected(&self) -> Option<String> {
        Some("txnNotFound: the payment is not settled yet".into())
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        Some(Rpc::Transaction { hash: self.hash }.into())
    }
}

impl AnswerRules for Unused {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        Ok(yes(returned::is_unused(returned::result(returned)?)?))
    }
}
