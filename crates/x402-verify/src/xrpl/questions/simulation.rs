use super::*;

/// Follow-up question: does the payment succeed? Balance and reserve, trust lines and their limits, transfer fees and
/// the recipient's settings are in the ledger. The simulation does not verify the signature.
/// [`Fact::Simulation`](crate::xrpl::Fact::Simulation) answers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Simulation {
    /// The transaction without its signature.
    pub unsigned: Vec<u8>,
    /// The hash of the signed transaction, which identifies the fact.
    pub hash: [u8; 32],
}

impl QuestionText for Simulation {
    fn kind(&self) -> &'static str {
        "simulation"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("simulate the transaction: the ledger must apply it")
    }

    fn expected(&self) -> Option<String> {
        Some("tesSUCCESS: the payment succeeds".into())
    }

    fn changes_verdict(&self) -> bool {
        true
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        Some(Rpc::Simulate { unsigned: self.unsigned.clone() }.into())
    }
}

impl AnswerRules for Simulation {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        Ok(Value::Simulated(returned::simulated(returned::result(returned)?)?).into())
    }

    fn learn(&self, facts: Facts, answer: Answer) -> Facts {
        let Answer::Xrpl(Value::Simulated(result)) = answer else { return facts };
        facts.with(xrpl::Fact::Simulation { hash: self.hash, result })
    }
}
