use super::*;

/// Deciding or follow-up question: what does the data of the transaction that approves Permit2 cost on L1, in
/// addition to its gas (P-6)? It decides the verdict if the policy limits the cost.
/// [`Fact::DataFee`](crate::evm::Fact::DataFee) answers it. The network is a chain of the OP stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataFee {
    /// The network that the question is about.
    pub network: Network,
    /// The hash of the signed transaction.
    pub hash: [u8; 32],
    /// The encoded transaction without its signature. The gas price oracle adds the signature's share itself.
    pub transaction: Vec<u8>,
}

impl QuestionText for DataFee {
    fn kind(&self) -> &'static str {
        "data-fee"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { network, .. } = self;
        write!(
            f,
            "ask {network} for the L1 cost of the approval's data, which is added to its gas: getL1Fee(transaction) of {}",
            op_stack::GAS_PRICE_ORACLE
        )
    }

    fn expected(&self) -> Option<String> {
        Some("a number of wei, which is added to the cost of the gas".into())
    }

    fn changes_verdict(&self) -> bool {
        true
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        Some(Rpc::Call { to: op_stack::GAS_PRICE_ORACLE, data: calldata::data_fee(&self.transaction) }.into())
    }
}

impl AnswerRules for DataFee {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        Ok(Value::DataFee(number(returned)?).into())
    }

    fn learn(&self, facts: Facts, answer: Answer) -> Facts {
        let Answer::Evm(Value::DataFee(wei)) = answer else { return facts };
        facts.with(evm::Fact::DataFee { hash: self.hash, wei })
    }
}
