use super::*;

/// Follow-up question: are the fees of the transaction that approves Permit2 high enough now (P-6)?
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GasPrice {
    /// The network that the question is about.
    pub network: Network,
    /// The highest fee per unit of gas, in wei.
    pub max_fee: u128,
    /// The highest fee for the block producer per unit of gas, in wei.
    pub max_priority_fee: u128,
}

impl QuestionText for GasPrice {
    fn kind(&self) -> &'static str {
        "gas-price"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { network, max_fee, max_priority_fee } = self;
        write!(
            f,
            "ask {network} whether {max_fee} wei for a unit of gas is enough now, of which at most {max_priority_fee} \
             goes to the block producer"
        )
    }

    fn expected(&self) -> Option<String> {
        Some(format!("at most {}", self.max_fee))
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        Some(Rpc::GasPrice.into())
    }
}

impl AnswerRules for GasPrice {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        Ok(yes(quantity(returned)? <= quantity(Returned::Bytes(&self.max_fee.to_be_bytes()))?))
    }
}
