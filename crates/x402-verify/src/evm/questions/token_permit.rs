use super::*;

/// Deciding question: does the token accept the EIP-2612 permit of a payer that has code? Some tokens ask the code
/// and others recover a key, and for this permit the two ways give different answers (P-5).
/// [`Fact::TokenPermit`](crate::evm::Fact::TokenPermit) answers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenPermit {
    /// The network that the question is about.
    pub network: Network,
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

impl QuestionText for TokenPermit {
    fn kind(&self) -> &'static str {
        "token-permit"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { network, token, if_refused, .. } = self;
        write!(
            f,
            "call permit of {token} on {network}, and see whether it reverts: some tokens ask the payer's code, others \
             recover a key, and here only one of them accepts the permit. If it reverts, only an existing allowance \
             can save the payment: {if_refused}"
        )
    }

    fn expected(&self) -> Option<String> {
        Some("no revert".into())
    }

    fn changes_verdict(&self) -> bool {
        true
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        Some(Rpc::Call { to: self.token, data: calldata::token_permit(&self.permit, &self.signature) }.into())
    }
}

impl AnswerRules for TokenPermit {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        succeeds(returned)
    }

    fn learn(&self, facts: Facts, answer: Answer) -> Facts {
        let accepts @ (Answer::Yes | Answer::No) = answer else { return facts };
        facts.with(evm::Fact::TokenPermit {
            token: self.token,
            digest: self.digest,
            signature: self.signature.clone(),
            answer: (accepts == Answer::Yes).into(),
        })
    }
}
