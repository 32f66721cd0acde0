use super::*;

question! {
    /// Deciding question: does the token accept the EIP-2612 permit of a payer that has code? Some tokens ask the code
    /// and others recover a key, and for this permit the two ways give different answers (P-5).
    /// [`Fact::TokenPermit`](crate::evm::Fact::TokenPermit) answers it.
    TokenPermit "token-permit" on network {
        /// The token contract.
        pub token: Address,
        /// The permit that the payer signed.
        pub permit: Box<eip2612::Permit>,
        /// The digest that must be signed.
        pub digest: [u8; 32],
        /// The signature: r, s and v, 65 bytes.
        pub signature: Vec<u8>,
        /// The fault of the permit if the token rejects it.
        pub if_refused: Box<Detail>,
    }
    says(
        "call permit of {token} on {network}, and see whether it reverts: a token asks the payer's code or recovers a \
         key, and here one takes the permit and the other does not. If it reverts, only an allowance that is there \
         already can save the payment: {if_refused}"
    )
    expects("no revert")
    changes_verdict(true)
    calls(Rpc::Call { to: *token, data: calldata::token_permit(permit, signature) })
    reads(|returned| succeeds(returned)?)
    learns(|facts, accepts @ (Answer::Yes | Answer::No)| {
        let answer = (accepts == Answer::Yes).into();
        facts.with(evm::Fact::TokenPermit { token: *token, digest: *digest, signature: signature.clone(), answer })
    })
}
