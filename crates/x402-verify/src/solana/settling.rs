//! The questions about the accounts of a known transfer.

#![cfg(feature = "solana")]

use alloc::vec::Vec;

use x402_schemes::solana::{Address, TokenProgram};

use super::questions::{Destination, Mint, Source, TakenFor};
use crate::Question;

/// The known accounts of a transfer, for the questions that are worth asking before the settlement.
pub(crate) struct Settling {
    pub(crate) program: TokenProgram,
    pub(crate) mint: Option<Address>,
    /// `None` if the transfer was simulated.
    pub(crate) decimals: Option<u8>,
    /// `None` if the transfer was simulated, which has shown that the authority may take the amount.
    pub(crate) source: Option<(Address, TakenFor)>,
    pub(crate) destination: Option<Address>,
    pub(crate) pay_to: Option<Address>,
    pub(crate) authority: Option<Address>,
    pub(crate) fee_payer: Option<Address>,
    pub(crate) amount: u64,
    /// `true` if the transaction may create the destination. Then only a simulation shows whether the transfer
    /// succeeds.
    pub(crate) may_make_destination: bool,
}

impl Settling {
    pub(crate) fn questions(&self) -> Vec<Question> {
        let Self { program, decimals, amount: at_least, .. } = *self;
        let mut questions = Vec::new();
        let Some(mint) = self.mint else { return questions };
        questions.push(Mint { mint, program, decimals }.into());
        if let (Some((account, taken_for)), Some(authority), Some(fee_payer)) =
            (self.source.clone(), self.authority, self.fee_payer)
        {
            questions.push(Source { account, program, mint, authority, fee_payer, at_least, taken_for }.into());
        }
        if let (Some(account), Some(owner)) = (self.destination, self.pay_to) {
            let may_be_made = self.may_make_destination;
            questions.push(Destination { account, owner, program, mint, may_be_made }.into());
        }
        questions
    }
}
