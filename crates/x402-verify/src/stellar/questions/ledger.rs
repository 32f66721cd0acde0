use super::*;

/// Deciding question: which ledger did the network close last? An authorization ends with a ledger (T-23).
/// [`Fact::Ledger`](crate::stellar::Fact::Ledger) answers it.
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
        write!(f, "ask {network} for its latest closed ledger, in which the authorization ends")
    }

    fn expected(&self) -> Option<String> {
        Some("a ledger before the authorization's last one, and not further from it than the offer allows".into())
    }

    fn changes_verdict(&self) -> bool {
        true
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        Some(Rpc::LatestLedger.into())
    }
}

impl AnswerRules for Ledger {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        let sequence = result(returned)?.get("sequence").and_then(|sequence| sequence.integer().ok()?.try_into().ok());
        Ok(Value::Ledger(sequence.ok_or(Error::Member("sequence"))?).into())
    }

    fn learn(&self, facts: Facts, answer: Answer) -> Facts {
        let Answer::Stellar(Value::Ledger(sequence)) = answer else { return facts };
        let seconds_per_ledger = facts.stellar().ledger(&self.network).and_then(|clock| clock.seconds_per_ledger);
        facts.with(stellar::Fact::Ledger { network: self.network.clone(), sequence, seconds_per_ledger })
    }
}
