use super::*;

question! {
    /// Need or outstanding: who signs for the payer's account, and do the signers reach its medium threshold?
    /// Answered by [`Fact::Account`](crate::stellar::Fact::Account).
    Account "account" {
        /// The account that pays, by its key.
        pub key: [u8; 32],
        /// The latest closed ledger, if it is known. An answer of an earlier ledger does not count.
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
