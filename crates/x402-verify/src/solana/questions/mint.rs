use super::*;

/// Follow-up question: does the mint belong to this program, does it have these decimals, and does it have no
/// extension that keeps back a part of a transfer or prevents one?
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mint {
    /// The mint of the token.
    pub mint: Address,
    /// The token program of the transfer.
    pub program: TokenProgram,
    /// The decimals in the transfer. `None` if a simulation has compared them already.
    pub decimals: Option<u8>,
}

impl QuestionText for Mint {
    fn kind(&self) -> &'static str {
        "mint"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { mint, program, decimals } = self;
        let program = match program {
            TokenProgram::Token => "Token",
            TokenProgram::Token2022 => "Token-2022",
        };
        write!(f, "ask whether the mint {mint} is of {program}, ")?;
        match decimals {
            Some(decimals) => write!(f, "has {decimals} decimals, and no extension")?,
            None => f.write_str("and has no extension")?,
        }
        f.write_str(" that takes a fee or stops transfers")
    }

    fn expected(&self) -> Option<String> {
        Some(format!(
            "owned by {}{}, and nothing keeps back a part of a transfer",
            self.program.address(),
            self.decimals.map_or_else(String::new, |decimals| format!(", with {decimals} decimals"))
        ))
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        // The epoch in the sysvar `Clock` decides which transfer fee is in force.
        let rpc = match self.program {
            TokenProgram::Token => account(&self.mint),
            TokenProgram::Token2022 => accounts_of(&self.mint, &programs::CLOCK),
        };
        Some(rpc.into())
    }
}

impl AnswerRules for Mint {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        let (mint, epoch) = match self.program {
            TokenProgram::Token => (Account::read(returned.value()?)?, None),
            TokenProgram::Token2022 => {
                let [mint, clock] = pair(returned.value()?)?;
                (mint, Some(clock.ok_or(Error::Member("value"))?.epoch()?))
            }
        };
        Ok(yes(token_account::mint_delivers(mint, self.program, self.decimals, epoch)?))
    }
}
