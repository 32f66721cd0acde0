use super::*;

/// Follow-up question: does the payer have enough of the chain's native coin for the transaction that approves
/// Permit2? If not, the facilitator must send the difference first (P-6), and the payment settles nevertheless.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NativeBalance {
    /// The network that the question is about.
    pub network: Network,
    /// The account that pays.
    pub account: Address,
    /// The most that the transaction can cost, in wei.
    pub at_least: Uint256,
    /// `true` if `at_least` covers only the execution, because the chain charges for data in addition and the data
    /// fee is unknown.
    pub is_execution_only: bool,
}

impl QuestionText for NativeBalance {
    fn kind(&self) -> &'static str {
        "native-balance"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { network, account, at_least, is_execution_only } = self;
        write!(
            f,
            "ask {network} whether {account} has {at_least} wei for the gas of the approval{}; the sponsor must first \
             send any missing amount",
            if *is_execution_only { ", and for the cost of its data" } else { "" }
        )
    }

    fn expected(&self) -> Option<String> {
        Some(format!("at least {}", self.at_least))
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        Some(Rpc::GetBalance { address: self.account }.into())
    }
}

impl AnswerRules for NativeBalance {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        Ok(yes(quantity(returned)? >= self.at_least))
    }

    fn is_settled_by(&self, answer: &Answer) -> bool {
        matches!(answer, Answer::Yes | Answer::No)
    }
}
