use super::*;

question! {
    /// Deciding or follow-up question: does the account have code? If it does, the code decides whether the signature
    /// is the account's (E-8). [`Fact::Account`](crate::evm::Fact::Account) answers it.
    AccountCode "account-code" on network {
        /// The account that pays or signs in.
        pub account: Address,
        /// The fault of the signature if the account has no code. `None` if it has no fault in that case.
        pub if_plain: Option<Box<Detail>>,
    }
    says(|f| match if_plain {
        None => write!(f, "ask {network} whether {account} has code: if it has, its code decides whether it signed"),
        Some(detail) => write!(
            f,
            "ask {network} whether {account} has code. If it has none, the verdict is invalid: {detail}. \
             If it has, its code decides"
        ),
    })
    expects("0x; with any other answer the code of the account decides")
    changes_verdict(true)
    calls(Rpc::GetCode { address: *account })
    reads(|returned| Value::Code(evm::AccountCode::from_code(returned.bytes()?)).into())
    learns(|facts, Answer::Evm(Value::Code(code))| facts.with(evm::Fact::Account { account: *account, code }))
    with {
        fn is_settled_by(&self, answer: &Answer) -> bool {
            self.if_plain.is_none() && *answer == Value::Code(evm::AccountCode::Absent).into()
        }
    }
}
