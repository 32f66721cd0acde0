use super::*;

question! {
    /// Deciding or follow-up question: which keys sign for the payer's account, and do the signers reach its medium
    /// threshold? [`Fact::Account`](crate::stellar::Fact::Account) answers it.
    Account "account" {
        /// The key of the account that pays.
        pub key: [u8; 32],
        /// The latest closed ledger, if it is known. An answer for an earlier ledger does not count.
        pub since_ledger: Option<u32>,
    }
    says("ask who signs for {}: the signers have to reach its medium threshold", Address::Account(*key))
    expects("an account whose signers have signed with enough weight for the medium threshold")
    changes_verdict(true)
    calls(Rpc::LedgerEntries { keys: Vec::from([account_key(key)]) })
    reads(|returned| Value::Account(account(result_since(returned, *since_ledger)?, key)?).into())
    learns(|facts, Answer::Stellar(Value::Account(signers))| {
        facts.with(stellar::Fact::Account { account: Address::Account(*key), signers })
    })
}
