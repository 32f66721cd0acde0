use super::*;

/// Deciding question: what is the token's domain separator? The signature is wrong for the name and the version
/// that the token returned. Some tokens have a different name in their domain, and for these the separator decides
/// (E-1, P-5). [`Fact::DomainSeparator`](crate::evm::Fact::DomainSeparator) answers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainSeparator {
    /// The network that the question is about.
    pub network: Network,
    /// The token contract.
    pub token: Address,
    /// The fault of the signature in the domain of the returned name and version.
    pub by_names: Box<Detail>,
}

impl QuestionText for DomainSeparator {
    fn kind(&self) -> &'static str {
        "domain-separator"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { network, token, by_names } = self;
        write!(
            f,
            "ask {token} on {network} for DOMAIN_SEPARATOR(). For the name and the version that the token reports, the \
             signature is wrong: {by_names}. If its domain has a different name, its separator decides"
        )
    }

    fn expected(&self) -> Option<String> {
        Some("the separator with which the payer signed".into())
    }

    fn changes_verdict(&self) -> bool {
        true
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        Some(call(&self.token, selector::DOMAIN_SEPARATOR, &[]).into())
    }
}

impl AnswerRules for DomainSeparator {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        Ok(Value::Separator(word(returned)?).into())
    }

    fn learn(&self, facts: Facts, answer: Answer) -> Facts {
        let Answer::Evm(Value::Separator(separator)) = answer else { return facts };
        facts.with(evm::Fact::DomainSeparator { token: self.token, separator })
    }
}
