use super::*;

/// Follow-up question: does the payer's account have the ticket that the payment uses?
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// The account that pays.
    pub account: Address,
    /// The sequence number of the ticket.
    pub ticket: u32,
}

impl QuestionText for Ticket {
    fn kind(&self) -> &'static str {
        "ticket"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { account, ticket } = self;
        write!(f, "ask whether {account} has the ticket {ticket}")
    }

    fn expected(&self) -> Option<String> {
        Some("an entry: the ticket exists and is unused".into())
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        Some(Rpc::Ticket { account: self.account, ticket: self.ticket }.into())
    }
}

impl AnswerRules for Ticket {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        Ok(yes(returned::ticket(returned::result(returned)?, self.ticket)?))
    }
}
