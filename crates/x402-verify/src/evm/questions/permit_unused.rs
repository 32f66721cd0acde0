use super::*;

question! {
    /// Follow-up question: is the Permit2 permit neither used nor cancelled? The answer is a word of the payer's nonce
    /// bitmap, in which the bit of this nonce must be 0.
    PermitUnused "permit-unused" on network {
        /// The account that pays.
        pub owner: Address,
        /// The nonce of the permit.
        pub nonce: permit2::Nonce,
    }
    says(
        "ask Permit2 on {network} whether this permit of {owner} is neither used nor cancelled: bit {} of the \
         answer has to be 0",
        nonce.bit()
    )
    expects("bit {} is 0", nonce.bit())
    calls(call(&permit2::PERMIT2, selector::NONCE_BITMAP, &[owner.to_word(), nonce.word().to_be_bytes()]))
    reads(|returned| yes(!number(returned)?.bit(nonce.bit())))
}
