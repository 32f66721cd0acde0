use x402_schemes::evm::batch_settlement::SETTLEMENT;

use super::*;

/// Follow-up question: does the call of the `batch-settlement` contract, a deposit or a sweep, succeed? A token may
/// be paused, or may have blocked an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchTransaction {
    /// The network that the question is about.
    pub network: Network,
    /// The token contract.
    pub token: Address,
    /// The call data: the selector and the encoded arguments.
    pub data: Vec<u8>,
    /// The payer's own transaction before the call, which approves Permit2 (P-6).
    pub approval: Option<SimulatedCall>,
}

impl QuestionText for BatchTransaction {
    fn kind(&self) -> &'static str {
        "settlement"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { network, token, .. } = self;
        write!(f, "simulate the transaction on {network}: {token} may be paused, or have blocked an account")
    }

    fn expected(&self) -> Option<String> {
        Some("no revert".into())
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        let rpc = match &self.approval {
            None => Rpc::Call { to: SETTLEMENT, data: self.data.clone() },
            Some(approve) => {
                let then = SimulatedCall { from: None, to: SETTLEMENT, data: self.data.clone() };
                Rpc::Simulate { calls: Vec::from([approve.clone(), then]) }
            }
        };
        Some(rpc.into())
    }
}

impl AnswerRules for BatchTransaction {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        succeeds(returned)
    }
}
