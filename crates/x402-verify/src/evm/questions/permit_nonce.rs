use super::*;

question! {
    /// Follow-up question: is the EIP-2612 permit the payer's next one? The token counts the permits that it has
    /// accepted from the payer.
    PermitNonce "permit-nonce" on network {
        /// The token contract.
        pub token: Address,
        /// The account that pays.
        pub owner: Address,
        /// The value that `nonces(owner)` must return.
        pub nonce: Uint256,
    }
    says("ask {token} on {network} whether it has taken {nonce} permits of {owner} before this one: nonces(owner)")
    expects("{nonce}")
    calls(call(token, selector::NONCES, &[owner.to_word()]))
    reads(|returned| yes(number(returned)? == *nonce))
}
