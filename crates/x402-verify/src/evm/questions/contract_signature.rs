use super::*;

/// Deciding question: does the account's contract accept the signature (EIP-1271) in a call from this caller? The
/// answer may depend on the caller, because a wallet may pass it on to its policies (ERC-7579, E-8).
/// [`Fact::ContractSignature`](crate::evm::Fact::ContractSignature) answers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContractSignature {
    /// The network that the question is about.
    pub network: Network,
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

impl QuestionText for ContractSignature {
    fn kind(&self) -> &'static str {
        "contract-signature"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { network, account, caller, .. } = self;
        write!(f, "ask the contract {account} on {network} whether it accepts the signature (EIP-1271)")?;
        if caller.is_zero() {
            return Ok(());
        }
        write!(f, ", in a call from {caller}, which asks it when the payment is settled")
    }

    fn expected(&self) -> Option<String> {
        Some("0x1626ba7e and 28 zero bytes".into())
    }

    fn changes_verdict(&self) -> bool {
        true
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        let data = calldata::is_valid_signature(&self.digest, &self.signature);
        Some(Rpc::CallFrom { from: self.caller, to: self.account, data }.into())
    }
}

impl AnswerRules for ContractSignature {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        // The token compares the whole word, so four correct bytes are not enough.
        Ok(yes(succeeds(returned)? == Answer::Yes && word(returned) == Ok(MAGIC)))
    }

    fn learn(&self, facts: Facts, answer: Answer) -> Facts {
        let accepts @ (Answer::Yes | Answer::No) = answer else { return facts };
        facts.with(evm::Fact::ContractSignature {
            account: self.account,
            caller: Some(self.caller),
            digest: self.digest,
            signature: self.signature.clone(),
            answer: (accepts == Answer::Yes).into(),
        })
    }
}

/// The value that a contract returns if it accepts a signature (EIP-1271): the selector of the function, then zeros.
const MAGIC: [u8; 32] = left_aligned(selector::IS_VALID_SIGNATURE);
