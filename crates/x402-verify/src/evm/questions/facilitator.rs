use super::*;

question! {
    /// Deciding or follow-up question: does the caller control this address? An `upto` payment is settled from no other
    /// (P-4). If the receiver's authorizer has not signed a claim or a refund, the caller signs as that authorizer
    /// (N-28). [`Context::with_facilitators`](crate::Context::with_facilitators) answers it.
    Facilitator "facilitator" on network {
        /// The facilitator for which the payer signed, or the receiver's authorizer.
        pub facilitator: Address,
    }
    says("control {facilitator} on {network}: nobody else can settle this")
    expects("{facilitator} is an address of yours")
}
