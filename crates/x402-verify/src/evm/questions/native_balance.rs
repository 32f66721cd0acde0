use super::*;

question! {
    /// Follow-up question: does the payer have enough of the chain's native coin for the transaction that approves
    /// Permit2? If not, the facilitator must send the difference first (P-6), and the payment settles nevertheless.
    NativeBalance "native-balance" on network {
        /// The account that pays.
        pub account: Address,
        /// The most that the transaction can cost, in wei.
        pub at_least: Uint256,
        /// `true` if `at_least` covers only the execution, because the chain charges for data in addition and the data
        /// fee is unknown.
        pub is_execution_only: bool,
    }
    says(
        "ask {network} whether {account} has {at_least} wei for the gas of the approval{}; what is missing the \
         sponsor has to send first",
        if *is_execution_only { ", and what its data costs besides" } else { "" }
    )
    expects("at least {at_least}")
    calls(Rpc::GetBalance { address: *account })
    reads(|returned| yes(quantity(returned)? >= *at_least))
    with {
        fn is_settled_by(&self, answer: &Answer) -> bool {
            matches!(answer, Answer::Yes | Answer::No)
        }
    }
}
