use super::*;

question! {
    /// Follow-up question: does the destination exist, does `payTo` own it, is it not frozen, and does it require no
    /// memo before a transfer?
    Destination "destination" {
        /// The token account that is paid.
        pub account: Address,
        /// The offer's `payTo`. If the owner of a Token account transfers the ownership, the account keeps its address,
        /// and a payment to it goes to the new owner.
        pub owner: Address,
        /// The token program of the transfer.
        pub program: TokenProgram,
        /// The mint of the token.
        pub mint: Address,
        /// `true` if the transaction itself may create the account. The account need not exist yet, and a simulation
        /// shows whether it can be paid. If it exists, `payTo` must own it nevertheless. The program of associated
        /// accounts creates the account even if its address already has lamports.
        pub may_be_made: bool,
    }
    says(|f| {
        if *may_be_made {
            return write!(f, "ask whether {account} belongs to {owner}, if it is there before the transaction, which may make it");
        }
        write!(f, "ask whether {account} is there, belongs to {owner}, is not frozen, and wants no memo before each transfer")
    })
    expects(
        "an account of {owner} and of the mint {mint}{}",
        if *may_be_made { ", or none, or lamports alone" } else { ", not frozen, that requires no memo" }
    )
    calls(super::account(account))
    reads(|returned| {
        let found = Account::read(returned.value()?)?;
        yes(if *may_be_made {
            found.is_none_or(|found| found.may_be_made() || token_account::is_of(found, *program, mint, owner))
        } else {
            token_account::can_be_paid(found, *program, mint, owner)?
        })
    })
}
