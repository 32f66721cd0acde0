use super::*;

/// Deciding question: which ledger did the network validate last? A payment ends with a ledger.
/// [`Fact::Ledger`](crate::xrpl::Fact::Ledger) answers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    /// The network.
    pub network: Network,
}

impl QuestionText for Ledger {
    fn kind(&self) -> &'static str {
        "ledger"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { network } = self;
        write!(f, "ask {network} for its latest validated ledger, because the payment ends with a ledger")
    }

    fn expected(&self) -> Option<String> {
        Some("a ledger before the payment's last one, and not further from it than the offer allows".into())
    }

    fn changes_verdict(&self) -> bool {
        true
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        Some(Rpc::Ledger.into())
    }
}

impl AnswerRules for Ledger {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        Ok(Value::Ledger(returned::ledger(returned::result(returned)?)?).into())
    }

    fn learn(&self, facts: Facts, answer: Answer) -> Facts {
        let Answer::Xrpl(Value::Ledger(sequence)) = answer else { return facts };
        let seconds_per_ledger = facts.xrpl().ledger(&self.network).and_then(|clock| clock.seconds_per_ledger);
        facts.with(xrpl::Fact::Ledger { network: self.network.clone(), sequence, seconds_per_ledger })
    }
}
