use super::*;

/// Follow-up question: is the Permit2 permit neither used nor cancelled? The answer is a word of the payer's nonce
/// bitmap, in which the bit of this nonce must be 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PermitUnused {
    /// The network that the question is about.
    pub network: Network,
    /// The account that pays.
    pub owner: Address,
    /// The nonce of the permit.
    pub nonce: permit2::Nonce,
}

impl QuestionText for PermitUnused {
    fn kind(&self) -> &'static str {
        "permit-unused"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { network, owner, nonce } = self;
        write!(
            f,
            "ask Permit2 on {network} whether this permit of {owner} is neither used nor cancelled: bit {} of the \
             answer must be 0",
            nonce.bit()
        )
    }

    fn expected(&self) -> Option<String> {
        Some(format!("bit {} is 0", self.nonce.bit()))
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        let arguments = [self.owner.to_word(), self.nonce.word().to_be_bytes()];
        Some(call(&permit2::PERMIT2, selector::NONCE_BITMAP, &arguments).into())
    }
}

impl AnswerRules for PermitUnused {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        Ok(yes(!number(returned)?.bit(self.nonce.bit())))
    }
}
