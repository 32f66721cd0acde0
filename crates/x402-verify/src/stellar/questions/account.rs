use super::*;

/// Deciding or follow-up question: which keys sign for the payer's account, and do the signers reach its medium
/// threshold? [`Fact::Account`](crate::stellar::Fact::Account) answers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The key of the account that pays.
    pub key: [u8; 32],
    /// The latest closed ledger, if it is known. An answer for an earlier ledger does not count.
    pub since_ledger: Option<u32>,
}

impl QuestionText for Account {
    fn kind(&self) -> &'static str {
        "account"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let account = Address::Account(self.key);
        write!(f, "ask for the signers of {account}: they must reach its medium threshold")
    }

    fn expected(&self) -> Option<String> {
        Some("an account whose signers have signed with enough weight for the medium threshold".into())
    }

    fn changes_verdict(&self) -> bool {
        true
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        Some(Rpc::LedgerEntries { keys: Vec::from([account_key(&self.key)]) }.into())
    }
}

impl AnswerRules for Account {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        Ok(Value::Account(account(result_since(returned, self.since_ledger)?, &self.key)?).into())
    }

    fn learn(&self, facts: Facts, answer: Answer) -> Facts {
        let Answer::Stellar(Value::Account(signers)) = answer else { return facts };
        facts.with(stellar::Fact::Account { account: Address::Account(self.key), signers })
    }
}
