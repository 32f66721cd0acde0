use super::*;

/// Follow-up question: is the EIP-2612 permit the payer's next one? The token counts the permits that it has
/// accepted from the payer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PermitNonce {
    /// The network that the question is about.
    pub network: Network,
    /// The token contract.
    pub token: Address,
    /// The account that pays.
    pub owner: Address,
    /// The value that `nonces(owner)` must return.
    pub nonce: Uint256,
}

impl QuestionText for PermitNonce {
    fn kind(&self) -> &'static str {
        "permit-nonce"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { network, token, owner, nonce } = self;
        write!(
            f,
            "ask {token} on {network} whether it has accepted {nonce} permits of {owner} before this one: nonces(owner)"
        )
    }

    fn expected(&self) -> Option<String> {
        Some(self.nonce.to_string())
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        Some(call(&self.token, selector::NONCES, &[self.owner.to_word()]).into())
    }
}

impl AnswerRules for PermitNonce {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        Ok(yes(number(returned)? == self.nonce))
    }
}
