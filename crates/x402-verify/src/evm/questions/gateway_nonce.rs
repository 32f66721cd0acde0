use super::*;

/// Follow-up question: has the Gateway's operator seen this nonce? No contract can answer it (U-6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayNonce {
    /// The network that the question is about.
    pub network: Network,
    /// The account that pays.
    pub payer: Address,
    /// The nonce of the authorization.
    pub nonce: eip3009::Nonce,
}

impl QuestionText for GatewayNonce {
    fn kind(&self) -> &'static str {
        "gateway-nonce"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { payer, .. } = self;
        write!(f, "ask the operator of the Gateway whether it has seen this nonce of {payer}; no contract records it")
    }

    fn expected(&self) -> Option<String> {
        Some("the operator has not seen this nonce".into())
    }
}

impl AnswerRules for GatewayNonce {}
