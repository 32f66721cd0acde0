use super::*;

/// Follow-up question: is there a contract at this address (E-11)? A call to an address without code succeeds and
/// moves nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContractCode {
    /// The network that the question is about.
    pub network: Network,
    /// The token contract, or the proxy of the scheme.
    pub contract: Address,
}

impl QuestionText for ContractCode {
    fn kind(&self) -> &'static str {
        "contract-code"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { network, contract } = self;
        write!(f, "ask {network} whether {contract} is a contract there")
    }

    fn expected(&self) -> Option<String> {
        Some("anything but 0x".into())
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        Some(Rpc::GetCode { address: self.contract }.into())
    }
}

impl AnswerRules for ContractCode {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        Ok(yes(!returned.bytes()?.is_empty()))
    }
}
