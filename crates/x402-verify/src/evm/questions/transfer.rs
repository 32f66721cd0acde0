use super::*;

question! {
    /// Follow-up question: does the transfer succeed? A token may be paused, or may have blocked the payer or the
    /// recipient.
    Transfer "transfer" on network {
        /// The token contract.
        pub token: Address,
        /// The authorization that `transferWithAuthorization` would be called with.
        pub authorization: Box<eip3009::Authorization>,
        /// The signature. For an account without code, it has the format that the token accepts, whatever format the
        /// payer sent.
        pub signature: Vec<u8>,
    }
    says("simulate the transfer on {network}: {token} may be paused, or have blocked payer or recipient")
    expects("no revert")
    calls(Rpc::Call { to: *token, data: calldata::transfer(authorization, signature) })
    reads(|returned| succeeds(returned)?)
}
