use super::*;

/// Follow-up question: does the destination exist, does `payTo` own it, is it not frozen, and does it require no
/// memo before a transfer?
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The token account that is paid.
    pub account: Address,
    /// The offer's `payTo`. If the owner of a Token account transfers the ownership, the account keeps its address,
    /// and a payment to it goes to the new owner.
    pub owner: Address,
    /// The token program of the transfer.
    pub program: TokenProgram,
    /// The mint of the token.
    pub mint: Address,
    /// `true` if the transaction itself may create the account. The account need not exist yet, and a simulation
    /// shows whether it can be paid. If it exists, `payTo` must own it nevertheless. The program of associated
    /// accounts creates the account even if its address already has lamports.
    pub may_be_made: bool,
}

impl QuestionText for Destination {
    fn kind(&self) -> &'static str {
        "destination"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { account, owner, may_be_made, .. } = self;
        if *may_be_made {
            return write!(
                f,
                "ask whether {account} belongs to {owner}, if it exists before the transaction, which may create it"
            );
        }
        write!(
            f,
            "ask whether {account} exists, belongs to {owner}, is not frozen, and requires no memo before each transfer"
        )
    }

    fn expected(&self) -> Option<String> {
        let Self { owner, mint, .. } = self;
        Some(format!(
            "an account of {owner} and of the mint {mint}{}",
            if self.may_be_made { ", or none, or lamports alone" } else { ", not frozen, that requires no memo" }
        ))
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        Some(account(&self.account).into())
    }
}

impl AnswerRules for Destination {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        let found = Account::read(returned.value()?)?;
        Ok(yes(if self.may_be_made {
            found.is_none_or(|found| {
                found.may_be_made() || token_account::is_of(found, self.program, &self.mint, &self.owner)
            })
        } else {
            token_account::can_be_paid(found, self.program, &self.mint, &self.owner)?
        }))
    }
}
