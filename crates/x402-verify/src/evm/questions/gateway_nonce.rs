use super::*;

question! {
    /// Follow-up question: has the Gateway's operator seen this nonce? No contract can answer it (U-6).
    GatewayNonce "gateway-nonce" on network {
        /// The account that pays.
        pub payer: Address,
        /// The nonce of the authorization.
        pub nonce: eip3009::Nonce,
    }
    says("ask the operator of the Gateway whether it has seen this nonce of {payer}; no contract tells")
    expects("the operator has not seen this nonce")
}
