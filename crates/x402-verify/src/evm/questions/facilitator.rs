use super::*;

/// Deciding or follow-up question: does the caller control this address? An `upto` payment is settled from no other
/// (P-4). If the receiver's authorizer has not signed a claim or a refund, the caller signs as that authorizer
/// (N-28). [`Context::with_facilitators`](crate::Context::with_facilitators) answers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facilitator {
    /// The network that the question is about.
    pub network: Network,
    /// The facilitator for which the payer signed, or the receiver's authorizer.
    pub facilitator: Address,
}

impl QuestionText for Facilitator {
    fn kind(&self) -> &'static str {
        "facilitator"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { network, facilitator } = self;
        write!(f, "control {facilitator} on {network}: no other account can settle this payment")
    }

    fn expected(&self) -> Option<String> {
        Some(format!("{} is an address of yours", self.facilitator))
    }
}

impl AnswerRules for Facilitator {}
