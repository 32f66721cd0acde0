use super::*;

question! {
    /// Follow-up question: does the payer have enough of the token?
    Balance "balance" on network {
        /// The token contract.
        pub token: Address,
        /// The account that pays.
        pub owner: Address,
        /// The amount that is needed, in atomic units.
        pub at_least: Amount,
    }
    says("ask {network} whether {owner} has at least {at_least} atomic units of {token}")
    expects("at least {at_least}")
    refuses(ReasonCode::INSUFFICIENT_FUNDS)
    calls(call(token, selector::BALANCE_OF, &[owner.to_word()]))
    reads(|returned| yes(number(returned)? >= at_least.get()))
}
