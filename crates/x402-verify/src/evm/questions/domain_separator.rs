use super::*;

question! {
    /// Deciding question: what is the token's domain separator? The signature is wrong for the name and the version
    /// that the token returned. Some tokens have a different name in their domain, and for these the separator decides
    /// (E-1, P-5). [`Fact::DomainSeparator`](crate::evm::Fact::DomainSeparator) answers it.
    DomainSeparator "domain-separator" on network {
        /// The token contract.
        pub token: Address,
        /// The fault of the signature in the domain of the returned name and version.
        pub by_names: Box<Detail>,
    }
    says(
        "ask {token} on {network} for DOMAIN_SEPARATOR(). By name and version that it says of itself the signature is \
         wrong: {by_names}. If it has another name in its domain, its separator decides"
    )
    expects("the separator with which the payer signed")
    changes_verdict(true)
    calls(call(token, selector::DOMAIN_SEPARATOR, &[]))
    reads(|returned| Value::Separator(word(returned)?).into())
    learns(|facts, Answer::Evm(Value::Separator(separator))| facts.with(evm::Fact::DomainSeparator { token: *token, separator }))
}
