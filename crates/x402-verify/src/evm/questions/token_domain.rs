use super::*;

/// Follow-up question: is the asset a contract, and is its EIP-712 domain the one that was used (E-11)? It is not
/// asked if [`Fact::DomainSeparator`](crate::evm::Fact::DomainSeparator) states the separator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenDomain {
    /// The network that the question is about.
    pub network: Network,
    /// The token contract.
    pub token: Address,
    /// The value that `DOMAIN_SEPARATOR()` must return.
    pub separator: [u8; 32],
}

impl QuestionText for TokenDomain {
    fn kind(&self) -> &'static str {
        "token-domain"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { network, token, .. } = self;
        write!(f, "ask {network} whether {token} is a contract with the EIP-712 domain that was used")
    }

    fn expected(&self) -> Option<String> {
        Some(Hex(&self.separator).to_string())
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        Some(call(&self.token, selector::DOMAIN_SEPARATOR, &[]).into())
    }
}

impl AnswerRules for TokenDomain {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        // An account that returns no bytes has no code, and so has no domain.
        Ok(yes(!returned.bytes()?.is_empty() && word(returned)? == self.separator))
    }

    fn learn(&self, facts: Facts, answer: Answer) -> Facts {
        if answer != Answer::Yes {
            return facts;
        }
        facts.with(evm::Fact::DomainSeparator { token: self.token, separator: self.separator })
    }
}
