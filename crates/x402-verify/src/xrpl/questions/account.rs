use super::*;

/// Deciding or follow-up question: which keys sign for the payer's account, and what is its sequence number?
/// [`Fact::Account`](crate::xrpl::Fact::Account) answers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The account that pays.
    pub account: Address,
}

impl QuestionText for Account {
    fn kind(&self) -> &'static str {
        "account"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { account } = self;
        write!(f, "ask for the keys and the sequence number of {account}: the key that signed must be one of the keys")
    }

    fn expected(&self) -> Option<String> {
        Some("an account with the key that signed, and with the payment's sequence number if it uses one".into())
    }

    fn changes_verdict(&self) -> bool {
        true
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        Some(Rpc::AccountInfo { account: self.account }.into())
    }
}

impl AnswerRules for Account {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        Ok(Value::Account(returned::account(returned::result(returned)?, self.account)?).into())
    }

    fn learn(&self, facts: Facts, answer: Answer) -> Facts {
        let Answer::Xrpl(Value::Account(state)) = answer else { return facts };
        facts.with(xrpl::Fact::Account { account: self.account, state })
    }
}
