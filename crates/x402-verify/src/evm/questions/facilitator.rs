use super::*;

question! {
    /// Need or outstanding: is this address the caller's own? An `upto` payment is settled from no other (P-4), and a claim or a
    /// refund that the receiver's authorizer has not signed is signed by the caller as that authorizer (N-28). Answered by
    /// [`Context::with_facilitators`](crate::Context::with_facilitators).
    Facilitator "facilitator" on network {
        /// The facilitator for which the payer signed, or the receiver's authorizer.
        pub facilitator: Address,
    }
    says("control {facilitator} on {network}: nobody else can settle this")
    expects("{facilitator} is an address of yours")
}
