//! The questions that no offline check of a payment on Solana can answer (S-8, S-9).
//!
//! [`Report::needs`](crate::Report::needs) returns the deciding questions, and
//! [`Report::outstanding`](crate::Report::outstanding) the follow-up questions.

mod blockhash;
mod destination;
mod lookup_tables;
mod mint;
mod multisig;
mod multisig_program;
mod simulation;
mod smart_wallet;
mod source;
mod transaction_version;

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

pub use blockhash::Blockhash;
pub use destination::Destination;
pub use lookup_tables::LookupTables;
pub use mint::Mint;
pub use multisig::Multisig;
pub use multisig_program::MultisigProgram;
pub use simulation::Simulation;
pub use smart_wallet::SmartWallet;
pub use source::{Source, TakenFor};
pub use transaction_version::TransactionVersion;

/// A question about a payment on Solana that no offline check can answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Question {
    /// [`TransactionVersion`](struct@TransactionVersion).
    TransactionVersion(TransactionVersion),
    /// [`LookupTables`](struct@LookupTables).
    LookupTables(LookupTables),
    /// [`SmartWallet`](struct@SmartWallet).
    SmartWallet(SmartWallet),
    /// [`Multisig`](struct@Multisig).
    Multisig(Multisig),
    /// [`MultisigProgram`](struct@MultisigProgram).
    MultisigProgram(MultisigProgram),
    /// [`Blockhash`](struct@Blockhash).
    Blockhash(Blockhash),
    /// [`Mint`](struct@Mint).
    Mint(Mint),
    /// [`Source`](struct@Source).
    Source(Source),
    /// [`Destination`](struct@Destination).
    Destination(Destination),
    /// [`Simulation`](struct@Simulation).
    Simulation(Simulation),
}

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
