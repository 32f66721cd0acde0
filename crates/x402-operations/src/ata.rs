use serde::Serialize;
use x402_schemes::solana::{
    Address,
    derived::{AssociatedAccount, ProgramAddress},
};

use super::{
    Fields,
    stop::{Outcome, Stop},
};

/// The answer of `ata`.
#[derive(Debug, Serialize)]
pub(super) struct AtaResult {
    address: String,
    bump: u8,
}

pub(super) fn run(mut fields: Fields<'_>) -> Outcome<AtaResult> {
    let mut address = |name: &str| -> Outcome<Address> {
        let text: Option<String> = fields.parse(name)?;
        let text = text.ok_or_else(|| Stop::Error(format!("input.{name} is missing")))?;
        text.parse().map_err(|error| Stop::Error(format!("input.{name}: {error}")))
    };
    let account =
        AssociatedAccount { owner: address("owner")?, mint: address("mint")?, token_program: address("program")? };
    fields.finish()?;
    let ProgramAddress { address, bump, .. } =
        account.derive().ok_or_else(|| Stop::Error("all 256 addresses lie on the curve".into()))?;
    Ok(AtaResult { address: address.to_string(), bump })
}
