//! The questions that no offline check of a payment on Solana can answer (S-8, S-9).
//!
//! [`Report::needs`](crate::Report::needs) returns the deciding questions, and
//! [`Report::outstanding`](crate::Report::outstanding) the follow-up questions.

use alloc::{format, string::String, vec::Vec};
use core::fmt;

use x402_schemes::solana::{Address, Keys, TokenProgram, Transaction, programs, sha256};

use super::{
    Answer as Value, AnswerError as Error, KnownTable, Rpc,
    account::Account,
    returned::{accounts, known_table, pair, simulation, succeeded},
    token_account,
};
use crate::{
    Answer, AnswerError, Facts, Returned,
    answer::yes,
    question_parts::{AnswerRules, QuestionText},
    solana,
};

crate::question::questions! {
    /// A question about a payment on Solana that no offline check can answer.
    transaction_version TransactionVersion,
    lookup_tables LookupTables,
    smart_wallet SmartWallet,
    multisig Multisig,
    multisig_program MultisigProgram,
    blockhash Blockhash,
    mint Mint,
    source Source,
    destination Destination,
    simulation Simulation,
}

pub use source::TakenFor;

/// The call for an account, or for two.
fn account(address: &Address) -> Rpc {
    Rpc::AccountInfo { address: *address }
}

fn accounts_of(one: &Address, other: &Address) -> Rpc {
    Rpc::MultipleAccounts { addresses: Vec::from([*one, *other]) }
}

/// The effects of a smart wallet decide the verdict, so the node replaces the blockhash. A different question asks
/// about it.
fn simulate(transaction: &[u8], of_wallet: bool) -> Rpc {
    Rpc::SimulateTransaction {
        transaction: transaction.to_vec(),
        inner_instructions: of_wallet,
        replace_blockhash: of_wallet,
    }
}

/// The known accounts of a transfer, for the questions that are worth asking before the settlement.
#[cfg(feature = "solana")]
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

#[cfg(feature = "solana")]
impl Settling {
    pub(crate) fn questions(&self) -> Vec<crate::Question> {
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
