use super::*;

question! {
    /// Follow-up question: does the payer have the amount at the Gateway's operator? The wallet contract returns the
    /// deposit on this chain, but the operator's number decides (U-6).
    GatewayBalance "gateway-balance" on network {
        /// The contract that keeps the deposits.
        pub wallet: Address,
        /// The asset of the offer.
        pub asset: Address,
        /// The account that pays.
        pub payer: Address,
        /// The amount, in atomic units.
        pub at_least: Amount,
    }
    says(
        "ask whether {payer} has at least {at_least} atomic units of {asset} at the operator of the Gateway: the \
         wallet tells the deposit on {network}, and the operator's number decides"
    )
    expects("at least {at_least}")
    refuses(ReasonCode::INSUFFICIENT_FUNDS)
    calls(call(wallet, selector::AVAILABLE_BALANCE, &[asset.to_word(), payer.to_word()]))
    reads(|returned| yes(number(returned)? >= at_least.get()))
}
