use super::*;

question! {
    /// Follow-up question: does the mint belong to this program, does it have these decimals, and does it have no
    /// extension that keeps back a part of a transfer or prevents one?
    Mint "mint" {
        /// The mint of the token.
        pub mint: Address,
        /// The token program of the transfer.
        pub program: TokenProgram,
        /// The decimals in the transfer. `None` if a simulation has compared them already.
        pub decimals: Option<u8>,
    }
    says(|f| {
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
    })
    expects(
        "owned by {}{}, and nothing keeps back a part of a transfer",
        program.address(),
        decimals.map_or_else(String::new, |decimals| alloc::format!(", with {decimals} decimals"))
    )
    // The epoch in the sysvar `Clock` decides which transfer fee is in force.
    calls(match program {
        TokenProgram::Token => account(mint),
        TokenProgram::Token2022 => accounts_of(mint, &programs::CLOCK),
    })
    reads(|returned| {
        let (mint, epoch) = match program {
            TokenProgram::Token => (Account::read(returned.value()?)?, None),
            TokenProgram::Token2022 => {
                let [mint, clock] = pair(returned.value()?)?;
                (mint, Some(clock.ok_or(Error::Member("value"))?.epoch()?))
            }
        };
        yes(token_account::mint_delivers(mint, *program, *decimals, epoch)?)
    })
}
