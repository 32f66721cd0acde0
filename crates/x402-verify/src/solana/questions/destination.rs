use super::*;

question! {
    /// Outstanding: does the destination exist, does `payTo` own it, is it not frozen, and does it require no memo
    /// before a transfer?
    Destination "destination" {
        /// The token account that is paid.
        pub account: Address,
        /// The offer's `payTo`. An account of Token keeps its address if its owner gives it away, and then pays
        /// somebody else.
        pub owner: Address,
        /// The token program of the transfer.
        pub program: TokenProgram,
        /// The mint of the token.
        pub mint: Address,
    }
    says("ask whether {account} is there, belongs to {owner}, is not frozen, and wants no memo before each transfer")
    expects("an account of {owner} and of the mint {mint}, not frozen, that requires no memo")
    calls(super::account(account))
    reads(|returned| yes(token_account::can_be_paid(Account::read(returned.value()?)?, *program, mint, owner)?))
}
