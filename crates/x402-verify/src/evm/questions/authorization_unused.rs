use super::*;

/// Follow-up question: is the EIP-3009 authorization neither used nor cancelled?
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizationUnused {
    /// The network that the question is about.
    pub network: Network,
    /// The token contract.
    pub token: Address,
    /// The account that pays.
    pub authorizer: Address,
    /// The nonce of the authorization.
    pub nonce: eip3009::Nonce,
}

impl QuestionText for AuthorizationUnused {
    fn kind(&self) -> &'static str {
        "authorization-unused"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { network, authorizer, .. } = self;
        write!(f, "ask {network} whether this authorization of {authorizer} is neither used nor cancelled")
    }

    fn expected(&self) -> Option<String> {
        Some("false, which is 32 zero bytes".into())
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        let arguments = [self.authorizer.to_word(), self.nonce.to_bytes()];
        Some(call(&self.token, selector::AUTHORIZATION_STATE, &arguments).into())
    }
}

impl AnswerRules for AuthorizationUnused {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        Ok(yes(!truth(returned)?))
    }
}
