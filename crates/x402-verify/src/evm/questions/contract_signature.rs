use super::*;

question! {
    /// Deciding question: does the account's contract accept the signature (EIP-1271) in a call from this caller? The
    /// answer may depend on the caller, because a wallet may pass it on to its policies (ERC-7579, E-8).
    /// [`Fact::ContractSignature`](crate::evm::Fact::ContractSignature) answers it.
    ContractSignature "contract-signature" on network {
        /// The account that pays or signs in.
        pub account: Address,
        /// The contract that asks the payer when the payment is settled, such as the token or Permit2. The zero address
        /// for a sign-in, which is not settled.
        pub caller: Address,
        /// The digest that must be signed.
        pub digest: [u8; 32],
        /// The signature. Only the contract knows its format.
        pub signature: Vec<u8>,
    }
    says(|f| {
        write!(f, "ask the contract {account} on {network} whether it accepts the signature (EIP-1271)")?;
        if caller.is_zero() {
            return Ok(());
        }
        write!(f, ", in a call from {caller}, which asks it when the payment is settled")
    })
    expects("0x1626ba7e and 28 zero bytes")
    changes_verdict(true)
    calls(Rpc::CallFrom { from: *caller, to: *account, data: calldata::is_valid_signature(digest, signature) })
    // The token compares the whole word, so four correct bytes are not enough.
    reads(|returned| yes(succeeds(returned)? == Answer::Yes && word(returned) == Ok(MAGIC)))
    learns(|facts, accepts @ (Answer::Yes | Answer::No)| {
        facts.with(evm::Fact::ContractSignature {
            account: *account,
            caller: Some(*caller),
            digest: *digest,
            signature: signature.clone(),
            answer: (accepts == Answer::Yes).into(),
        })
    })
}

/// The value that a contract returns if it accepts a signature (EIP-1271): the selector of the function, then zeros.
const MAGIC: [u8; 32] = left_aligned(selector::IS_VALID_SIGNATURE);
