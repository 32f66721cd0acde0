use super::*;

question! {
    /// Deciding question: is the authority a multisig account, and do enough of its members sign?
    /// [`Fact::Multisig`](crate::solana::Fact::Multisig) answers it.
    Multisig "multisig" {
        /// The authority of the transfer.
        pub authority: Address,
    }
    says("ask whether {authority} is a multisig account of a token program, and whether enough of its members sign")
    expects("{authority} is a multisig account whose required signers have signed")
    changes_verdict(true)
    calls(account(authority))
    reads(|returned| Value::Multisig(Account::read(returned.value()?)?.as_ref().and_then(Account::multisig)).into())
    learns(|facts, Answer::Solana(Value::Multisig(multisig))| facts.with(solana::Fact::Multisig { authority: *authority, multisig }))
}
