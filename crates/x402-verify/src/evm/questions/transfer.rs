use super::*;

/// Follow-up question: does the transfer succeed? A token may be paused, or may have blocked the payer or the
/// recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// The network that the question is about.
    pub network: Network,
    /// The token contract.
    pub token: Address,
    /// The authorization that `transferWithAuthorization` would be called with.
    pub authorization: Box<eip3009::Authorization>,
    /// The signature. For an account without code, it has the format that the token accepts, whatever format the
    /// payer sent.
    pub signature: Vec<u8>,
}

impl QuestionText for Transfer {
    fn kind(&self) -> &'static str {
        "transfer"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { network, token, .. } = self;
        write!(f, "simulate the transfer on {network}: {token} may be paused, or have blocked payer or recipient")
    }

    fn expected(&self) -> Option<String> {
        Some("no revert".into())
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        Some(Rpc::Call { to: self.token, data: calldata::transfer(&self.authorization, &self.signature) }.into())
    }
}

impl AnswerRules for Transfer {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        succeeds(returned)
    }
}
