use super::*;

question! {
    /// Deciding question: what are the name and the version of the token's EIP-712 domain? The offer omits at least one
    /// of them (E-1, P-5). [`Fact::DomainNames`](crate::evm::Fact::DomainNames) answers it.
    DomainNames "domain-names" on network {
        /// The token contract.
        pub token: Address,
    }
    says(
        "ask {token} on {network} for name and version of its EIP-712 domain: eip712Domain(), or name() and \
         version() where it has none; the offer does not say them"
    )
    expects("the name and the version with which the payer signed")
    changes_verdict(true)
    calls(call(token, selector::EIP712_DOMAIN, &[]))
    reads(|returned| domain_names(returned.bytes()?, network, *token)?.into())
    learns(|facts, Answer::Evm(Value::Names { name, version })| {
        facts.with(evm::Fact::DomainNames { token: *token, name, version })
    })
    with {
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
}
