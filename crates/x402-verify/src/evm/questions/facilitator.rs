use super::*;

question! {
    /// Need or outstanding: will the `upto` payment be settled from this address? The proxy refuses calls from any
    /// other (P-4). Answered by [`Context::with_facilitators`](crate::Context::with_facilitators).
    Facilitator "facilitator" on network {
        /// The facilitator for which the payer signed.
        pub facilitator: Address,
    }
    says("settle on {network} from {facilitator}: the payer signed for this facilitator and no other")
    expects("{facilitator} is an address of yours")
}
