use super::*;

question! {
    /// Follow-up question: is the EIP-3009 authorization neither used nor cancelled?
    AuthorizationUnused "authorization-unused" on network {
        /// The token contract.
        pub token: Address,
        /// The account that pays.
        pub authorizer: Address,
        /// The nonce of the authorization.
        pub nonce: eip3009::Nonce,
    }
    says("ask {network} whether this authorization of {authorizer} is neither used nor cancelled")
    expects("false, which is 32 zero bytes")
    calls(call(token, selector::AUTHORIZATION_STATE, &[authorizer.to_word(), nonce.to_bytes()]))
    reads(|returned| yes(!truth(returned)?))
}
