use super::*;

/// Follow-up question: does the payer have enough of the token?
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// The network that the question is about.
    pub network: Network,
    /// The token contract.
    pub token: Address,
    /// The account that pays.
    pub owner: Address,
    /// The amount that is needed, in atomic units.
    pub at_least: Amount,
}

impl QuestionText for Balance {
    fn kind(&self) -> &'static str {
        "balance"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { network, token, owner, at_least } = self;
        write!(f, "ask {network} whether {owner} has at least {at_least} atomic units of {token}")
    }

    fn expected(&self) -> Option<String> {
        Some(format!("at least {}", self.at_least))
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        Some(call(&self.token, selector::BALANCE_OF, &[self.owner.to_word()]).into())
    }
}

impl AnswerRules for Balance {
    fn refusal(&self) -> ReasonCode {
        ReasonCode::INSUFFICIENT_FUNDS
    }

    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        Ok(yes(number(returned)? >= self.at_least.get()))
    }
}
