use super::*;

/// Deciding question: what are the name and the version of the token's EIP-712 domain? The offer omits at least one
/// of them (E-1, P-5). [`Fact::DomainNames`](crate::evm::Fact::DomainNames) answers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainNames {
    /// The network that the question is about.
    pub network: Network,
    /// The token contract.
    pub token: Address,
}

impl QuestionText for DomainNames {
    fn kind(&self) -> &'static str {
        "domain-names"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { network, token } = self;
        write!(
            f,
            "ask {token} on {network} for name and version of its EIP-712 domain: eip712Domain(), or name() and \
             version() where it has none; the offer does not name them"
        )
    }

    fn expected(&self) -> Option<String> {
        Some("the name and the version with which the payer signed".into())
    }

    fn changes_verdict(&self) -> bool {
        true
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        Some(call(&self.token, selector::EIP712_DOMAIN, &[]).into())
    }
}

impl AnswerRules for DomainNames {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        Ok(domain_names(returned.bytes()?, &self.network, self.token)?.into())
    }

    fn learn(&self, facts: Facts, answer: Answer) -> Facts {
        let Answer::Evm(Value::Names { name, version }) = answer else { return facts };
        facts.with(evm::Fact::DomainNames { token: self.token, name, version })
    }

    fn rpc_instead(&self) -> Option<[crate::Rpc; 2]> {
        Some([selector::NAME, selector::VERSION].map(|selector| call(&self.token, selector, &[]).into()))
    }

    fn asks_instead(&self, error: AnswerError) -> bool {
        use evm::AnswerError::{Malformed, Reverted};
        matches!(error, AnswerError::Evm(Malformed | Reverted))
    }

    fn answer_instead(&self, returned: [Returned<'_>; 2]) -> Result<Answer, AnswerError> {
        let [name, version] = returned.map(|returned| Ok::<_, AnswerError>(text(returned.bytes()?, 0)?));
        Ok(Value::Names { name: name?, version: version? }.into())
    }
}
