use super::*;

/// Deciding or follow-up question: what are the effects of the settlement? Balance, trustline, authorization and
/// the token's own rules are in the ledger, and so are the rules of a contract that pays.
/// [`Fact::Simulation`](crate::stellar::Fact::Simulation) answers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Simulation {
    /// The transaction of the payment, as XDR.
    pub transaction: Vec<u8>,
    /// The digest of the payer's entry, which identifies the fact.
    pub digest: [u8; 32],
    /// The latest closed ledger, if it is known. An answer for an earlier ledger does not count.
    pub since_ledger: Option<u32>,
}

impl QuestionText for Simulation {
    fn kind(&self) -> &'static str {
        "simulation"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("simulate the transaction: its only change of balances must be the payment")
    }

    fn expected(&self) -> Option<String> {
        Some("no error, exactly one transfer, which is the payment, and no other change of balances".into())
    }

    fn changes_verdict(&self) -> bool {
        true
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        Some(Rpc::SimulateTransaction { transaction: self.transaction.clone() }.into())
    }
}

impl AnswerRules for Simulation {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        Ok(Value::Simulated(simulation(result_since(returned, self.since_ledger)?)?).into())
    }

    fn learn(&self, facts: Facts, answer: Answer) -> Facts {
        let Answer::Stellar(Value::Simulated(effects)) = answer else { return facts };
        facts.with(stellar::Fact::Simulation { digest: self.digest, effects })
    }
}
