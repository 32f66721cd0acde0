use super::*;

/// Follow-up question: does the payer have the amount at the Gateway's operator? The wallet contract returns the
/// deposit on this chain, but the operator's number decides (U-6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayBalance {
    /// The network that the question is about.
    pub network: Network,
    /// The contract that keeps the deposits.
    pub wallet: Address,
    /// The asset of the offer.
    pub asset: Address,
    /// The account that pays.
    pub payer: Address,
    /// The amount, in atomic units.
    pub at_least: Amount,
}

impl QuestionText for GatewayBalance {
    fn kind(&self) -> &'static str {
        "gateway-balance"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { network, asset, payer, at_least, .. } = self;
        write!(
            f,
            "ask whether {payer} has at least {at_least} atomic units of {asset} at the operator of the Gateway: the \
             wallet contract shows the deposit on {network}, but the operator's number decides"
        )
    }

    fn expected(&self) -> Option<String> {
        Some(format!("at least {}", self.at_least))
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        Some(call(&self.wallet, selector::AVAILABLE_BALANCE, &[self.asset.to_word(), self.payer.to_word()]).into())
    }
}

impl AnswerRules for GatewayBalance {
    fn refusal(&self) -> ReasonCode {
        ReasonCode::INSUFFICIENT_FUNDS
    }

    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        Ok(yes(number(returned)? >= self.at_least.get()))
    }
}
