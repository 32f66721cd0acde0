use super::*;

/// Deciding or follow-up question: has the payer allowed Permit2 to move enough of the token? It decides the
/// verdict if the payment contains a faulty permit or approval, because the payment then settles only with an
/// existing allowance (P-5, P-6), and also if the permit is faulty unless the payer has code, which is unknown. If
/// the payment contains one without a fault, an existing allowance makes the questions about it unnecessary: a
/// permit that was submitted before no longer takes effect, and the payment settles nevertheless.
/// [`Fact::Allowance`](crate::evm::Fact::Allowance) answers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// The network that the question is about.
    pub network: Network,
    /// The token contract.
    pub token: Address,
    /// The account that pays.
    pub owner: Address,
    /// The amount that is needed, in atomic units.
    pub at_least: Amount,
    /// The fault of the permit or the approval if the allowance is too low. `None` if the payment contains no
    /// faulty one, or one that is faulty unless the payer has code.
    pub if_less: Option<Box<Detail>>,
    /// `true` if the payment contains a permit or an approval without a fault, which provides a missing allowance.
    pub is_provided: bool,
}

impl QuestionText for Allowance {
    fn kind(&self) -> &'static str {
        "allowance"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { network, token, owner, at_least, if_less, is_provided } = self;
        write!(f, "ask {network} whether {owner} has allowed Permit2 at least {at_least} atomic units of {token}")?;
        if *is_provided {
            f.write_str("; if it is less, the permit or the approval in the payment must take effect")?;
        }
        if_less.iter().try_for_each(|detail| write!(f, ". If it is less the payment is invalid: {detail}"))
    }

    fn expected(&self) -> Option<String> {
        let any = if self.is_provided { "any number; the permit or the approval is needless with " } else { "" };
        Some(format!("{any}at least {}", self.at_least))
    }

    fn changes_verdict(&self) -> bool {
        true
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        Some(call(&self.token, selector::ALLOWANCE, &[self.owner.to_word(), permit2::PERMIT2.to_word()]).into())
    }
}

impl AnswerRules for Allowance {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        Ok(Value::Allowance(number(returned)?.into()).into())
    }

    fn learn(&self, facts: Facts, answer: Answer) -> Facts {
        let Answer::Evm(Value::Allowance(amount)) = answer else { return facts };
        facts.with(evm::Fact::Allowance { token: self.token, owner: self.owner, amount })
    }

    fn is_settled_by(&self, answer: &Answer) -> bool {
        self.if_less.is_none()
            && !self.is_provided
            && matches!(answer, Answer::Evm(Value::Allowance(allowed)) if *allowed >= self.at_least)
    }

    fn excuses(&self, kind: &str) -> bool {
        self.is_provided
            && ["token-domain", "permit-nonce", "transaction-count", "gas-price", "settlement"].contains(&kind)
    }
}
