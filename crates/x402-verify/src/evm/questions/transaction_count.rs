use super::*;

/// Follow-up question: is the transaction that approves Permit2 the payer's next one (P-6)?
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransactionCount {
    /// The network that the question is about.
    pub network: Network,
    /// The account that pays.
    pub account: Address,
    /// The nonce of that transaction: the number of transactions that the payer must have sent before.
    pub nonce: u64,
}

impl QuestionText for TransactionCount {
    fn kind(&self) -> &'static str {
        "transaction-count"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { network, account, nonce } = self;
        write!(
            f,
            "ask {network} whether {account} has sent {nonce} transactions: the approval is the next one only then"
        )
    }

    fn expected(&self) -> Option<String> {
        Some(self.nonce.to_string())
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        Some(Rpc::GetTransactionCount { address: self.account }.into())
    }
}

impl AnswerRules for TransactionCount {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        Ok(yes(quantity(returned)? == Uint256::from(self.nonce)))
    }
}
