use super::*;

question! {
    /// Follow-up question: is the asset a contract, and is its EIP-712 domain the one that was used (E-11)? It is not
    /// asked if [`Fact::DomainSeparator`](crate::evm::Fact::DomainSeparator) states the separator.
    TokenDomain "token-domain" on network {
        /// The token contract.
        pub token: Address,
        /// The value that `DOMAIN_SEPARATOR()` must return.
        pub separator: [u8; 32],
    }
    says("ask {network} whether {token} is a contract with the EIP-712 domain that was used")
    expects("{}", Hex(separator))
    calls(call(token, selector::DOMAIN_SEPARATOR, &[]))
    // An account that returns no bytes has no code, and so has no domain.
    reads(|returned| yes(!returned.bytes()?.is_empty() && word(returned)? == *separator))
    learns(|facts, Answer::Yes| facts.with(evm::Fact::DomainSeparator { token: *token, separator: *separator }))
}
