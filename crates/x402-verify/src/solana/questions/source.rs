use super::*;

/// Follow-up question: may the authority take this amount from the source, is the source neither frozen nor the fee
/// payer's, and is the authority's account what the verdict assumes?
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The token account that pays.
    pub account: Address,
    /// The token program of the transfer.
    pub program: TokenProgram,
    /// The mint of the token.
    pub mint: Address,
    /// The authority of the transfer: the owner of the source or its delegate.
    pub authority: Address,
    /// The fee payer of the offer. Its own tokens never pay (S-6), even if the authority may take them.
    pub fee_payer: Address,
    /// The amount that is needed, in atomic units.
    pub at_least: u64,
    /// The verdict's assumption about the authority.
    pub taken_for: TakenFor,
}

impl QuestionText for Source {
    fn kind(&self) -> &'static str {
        "source"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { account, authority, at_least, taken_for, .. } = self;
        write!(f, "ask whether {authority} may take {at_least} atomic units from {account}, ")?;
        write!(f, "whether it is not frozen and not the fee payer's, and whether {authority} is ")?;
        f.write_str(match taken_for {
            TakenFor::Signer => "no multisig account",
            TakenFor::Multisig(_) => "the multisig account that is known",
        })
    }

    fn expected(&self) -> Option<String> {
        let Self { mint, authority, fee_payer, at_least, .. } = self;
        Some(format!(
            "at least {at_least} of the mint {mint}, which {authority} may move, not owned by {fee_payer}, and not \
             frozen"
        ))
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        Some(accounts_of(&self.account, &self.authority).into())
    }
}

impl AnswerRules for Source {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        let [source, owner] = pair(returned.value()?)?;
        let can_pay =
            token_account::can_pay(source, self.program, &self.mint, &self.authority, &self.fee_payer, self.at_least)?;
        Ok(match (&self.taken_for, owner.as_ref().and_then(Account::multisig)) {
            // The verdict decides whether its members sign, and whether they must.
            (TakenFor::Signer, Some(multisig)) if can_pay => Value::Multisig(Some(multisig)).into(),
            (TakenFor::Signer, _) => yes(can_pay && !owner.is_some_and(|owner| owner.is_as_long_as_multisig())),
            (TakenFor::Multisig(known), found) => {
                let known = known.clone().of(known.program.unwrap_or(self.program));
                // The token programs look for each signer among all members.
                yes(can_pay && found.map(solana::Multisig::sorted) == Some(known.sorted()))
            }
        })
    }

    fn learn(&self, facts: Facts, answer: Answer) -> Facts {
        let Answer::Solana(Value::Multisig(multisig)) = answer else { return facts };
        facts.with(solana::Fact::Multisig { authority: self.authority, multisig })
    }
}

/// The verdict's assumption about the authority of a transfer. If the authority is a multisig account, the token
/// programs require its members to sign, even if the key of the account itself has signed.
///
/// An answer that shows a multisig account instead of a signer is a fact
/// ([`Fact::Multisig`](crate::solana::Fact::Multisig)), with which the payment must be verified again.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TakenFor {
    /// The authority itself signs. There must not be a multisig account at its address.
    Signer,
    /// The authority is this multisig account.
    Multisig(solana::Multisig),
}
