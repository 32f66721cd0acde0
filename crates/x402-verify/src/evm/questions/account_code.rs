use super::*;

/// Deciding or follow-up question: does the account have code? If it does, the code decides whether the signature
/// is the account's (E-8). [`Fact::Account`](crate::evm::Fact::Account) answers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountCode {
    /// The network that the question is about.
    pub network: Network,
    /// The account that pays or signs in.
    pub account: Address,
    /// The fault of the signature if the account has no code. `None` if it has no fault in that case.
    pub if_plain: Option<Box<Detail>>,
}

impl QuestionText for AccountCode {
    fn kind(&self) -> &'static str {
        "account-code"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { network, account, if_plain } = self;
        match if_plain {
            None => {
                write!(f, "ask {network} whether {account} has code: if it has, its code decides whether it signed")
            }
            Some(detail) => write!(
                f,
                "ask {network} whether {account} has code. If it has none, the verdict is invalid: {detail}. \
                 If it has, its code decides"
            ),
        }
    }

    fn expected(&self) -> Option<String> {
        Some("0x; with any other answer the code of the account decides".into())
    }

    fn changes_verdict(&self) -> bool {
        true
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        Some(Rpc::GetCode { address: self.account }.into())
    }
}

impl AnswerRules for AccountCode {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        Ok(Value::Code(evm::AccountCode::from_code(returned.bytes()?)).into())
    }

    fn learn(&self, facts: Facts, answer: Answer) -> Facts {
        let Answer::Evm(Value::Code(code)) = answer else { return facts };
        facts.with(evm::Fact::Account { account: self.account, code })
    }

    fn is_settled_by(&self, answer: &Answer) -> bool {
        self.if_plain.is_none() && *answer == Value::Code(evm::AccountCode::Absent).into()
    }
}
