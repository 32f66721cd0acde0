//! Questions that only a Solana chain can answer (S-8, S-9).

use alloc::vec::Vec;
use core::fmt;

use x402_schemes::solana::{Address, Keys, TokenProgram};

use super::Multisig;

/// A question about a payment on Solana that no offline check can answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Question {
    /// Need: does the server take transactions of version 1 (SIMD-0385)? Its offer does not list versions (U-21).
    TransactionVersion,
    /// Need: which addresses do these lookup tables hold? Answered for each table by
    /// [`Fact::LookupTable`](super::Fact::LookupTable).
    LookupTables {
        /// The addresses of the tables.
        tables: Vec<Address>,
        /// The number of entries that each table needs for the indices of the message, in the order of the tables. A
        /// node that shows fewer entries may not have seen the last ones yet.
        at_least: Vec<usize>,
    },
    /// Need: what does the smart wallet transfer, and does the fee payer lose no more than the fee? Only a simulation
    /// with inner instructions can tell. Answered by [`Fact::Simulation`](super::Fact::Simulation).
    SmartWallet {
        /// The program of the wallet.
        program: Address,
        /// The bytes of the transaction.
        transaction: Vec<u8>,
        /// The SHA-256 of the message of the transaction, by which the fact is stored.
        message: [u8; 32],
        /// The account keys of the message, to which the indices in an answer refer.
        keys: Keys,
    },
    /// Need: is the authority a multisig account, and do enough of its members sign?
    /// Answered by [`Fact::Multisig`](super::Fact::Multisig).
    Multisig {
        /// The authority of the transfer.
        authority: Address,
    },
    /// Need: does the deployed version of Token-2022 ask the members of a multisig account of Token to sign? Version 11
    /// asks the members, and version 10 asks the authority itself. In this transaction only one of the two has signed,
    /// so only a simulation can tell. Answered by [`Fact::Simulation`](super::Fact::Simulation).
    MultisigProgram {
        /// The authority of the transfer.
        authority: Address,
        /// The bytes of the transaction.
        transaction: Vec<u8>,
        /// The SHA-256 of the message of the transaction, by which the fact is stored.
        message: [u8; 32],
        /// The account keys of the message, to which the indices in an answer refer.
        keys: Keys,
    },
    /// Outstanding: does the network still remember the blockhash? A message names no network, so a blockhash of
    /// another network shows up only here.
    Blockhash {
        /// The blockhash.
        blockhash: Address,
    },
    /// Outstanding: does the mint belong to this program, does it have these decimals, and has it no extension that
    /// keeps back a part of a transfer or prevents one?
    Mint {
        /// The mint of the token.
        mint: Address,
        /// The token program of the transfer.
        program: TokenProgram,
        /// The decimals that the transfer names. `None` if a simulation has compared them already.
        decimals: Option<u8>,
    },
    /// Outstanding: may the authority take this amount from the source, is the source not frozen, and is the account of
    /// the authority what the verdict assumes?
    Source {
        /// The token account that pays.
        account: Address,
        /// The token program of the transfer.
        program: TokenProgram,
        /// The mint of the token.
        mint: Address,
        /// The authority of the transfer: the owner of the source or its delegate.
        authority: Address,
        /// The amount that is needed, in atomic units.
        at_least: u64,
        /// What the verdict assumes about the authority.
        taken_for: TakenFor,
    },
    /// Outstanding: does the destination exist, does `payTo` own it, is it not frozen, and does it require no memo
    /// before a transfer?
    Destination {
        /// The token account that is paid.
        account: Address,
        /// The offer's `payTo`. An account of Token keeps its address if its owner gives it away, and then pays
        /// somebody else.
        owner: Address,
        /// The token program of the transfer.
        program: TokenProgram,
        /// The mint of the token.
        mint: Address,
    },
    /// Outstanding: does the transaction succeed within its compute units?
    Simulation {
        /// The bytes of the transaction.
        transaction: Vec<u8>,
    },
}

/// What the verdict assumes about the authority of a transfer. If the authority is a multisig account, the token
/// programs ask its members to sign, even if the key of the account itself has signed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TakenFor {
    /// The authority itself signs. There must not be a multisig account at its address.
    Signer,
    /// The authority is this multisig account.
    Multisig(Multisig),
    /// Nothing: a simulation has shown that the signatures are enough. The account of the authority is not asked for.
    Simulated,
}

impl Question {
    /// Whether an answer may show that a faulty approval is unnecessary.
    pub(crate) const fn may_excuse_a_fault(&self) -> bool {
        false
    }

    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::TransactionVersion => "transaction-version",
            Self::LookupTables { .. } => "lookup-tables",
            Self::SmartWallet { .. } => "smart-wallet",
            Self::Multisig { .. } => "multisig",
            Self::MultisigProgram { .. } => "multisig-program",
            Self::Blockhash { .. } => "blockhash",
            Self::Mint { .. } => "mint",
            Self::Source { .. } => "source",
            Self::Destination { .. } => "destination",
            Self::Simulation { .. } => "simulation",
        }
    }

    /// Whether an answer can change the verdict, even where the question is outstanding.
    pub(crate) const fn changes_verdict(&self) -> bool {
        match self {
            Self::TransactionVersion
            | Self::LookupTables { .. }
            | Self::SmartWallet { .. }
            | Self::Multisig { .. }
            | Self::MultisigProgram { .. } => true,
            Self::Blockhash { .. }
            | Self::Mint { .. }
            | Self::Source { .. }
            | Self::Destination { .. }
            | Self::Simulation { .. } => false,
        }
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TransactionVersion => f.write_str(
                "ask the server to list 1 in extra.transactionVersions: its offer does not say whether a transaction of version 1 may pay",
            ),
            Self::LookupTables { tables, .. } => {
                f.write_str("ask for the addresses in the lookup tables ")?;
                tables
                    .iter()
                    .enumerate()
                    .try_for_each(|(index, table)| write!(f, "{}{table}", if index == 0 { "" } else { ", " }))
            }
            Self::SmartWallet { program, .. } => write!(
                f,
                "simulate the transaction with inner instructions: exactly one TransferChecked has to be the payment, made \
                 by the smart wallet {program}, and the fee payer must lose no more than the fee"
            ),
            Self::Multisig { authority } => write!(
                f,
                "ask whether {authority} is a multisig account of a token program, and whether enough of its members sign"
            ),
            Self::MultisigProgram { authority, .. } => write!(
                f,
                "simulate the transaction: {authority} is a multisig account of Token, and whose signature Token-2022 asks \
                 for there depends on its version"
            ),
            Self::Blockhash { blockhash } => write!(f, "ask whether the blockhash {blockhash} is still remembered"),
            Self::Mint { mint, program, decimals } => {
                write!(f, "ask whether the mint {mint} is of {}, ", name(*program))?;
                match decimals {
                    Some(decimals) => write!(f, "has {decimals} decimals, and no extension")?,
                    None => f.write_str("and has no extension")?,
                }
                f.write_str(" that takes a fee or stops transfers")
            }
            Self::Source { account, authority, at_least, taken_for, .. } => {
                write!(f, "ask whether {authority} may take {at_least} atomic units from {account}, ")?;
                match taken_for {
                    TakenFor::Simulated => f.write_str("and whether it is not frozen"),
                    TakenFor::Signer => {
                        write!(f, "whether it is not frozen, and whether {authority} is no multisig account")
                    }
                    TakenFor::Multisig(_) => {
                        write!(
                            f,
                            "whether it is not frozen, and whether {authority} is the multisig account that is known"
                        )
                    }
                }
            }
            Self::Destination { account, owner, .. } => write!(
                f,
                "ask whether {account} is there, belongs to {owner}, is not frozen, and wants no memo before each transfer"
            ),
            Self::Simulation { .. } => {
                f.write_str("simulate the transaction: it may need more compute units than its limit")
            }
        }
    }
}

const fn name(program: TokenProgram) -> &'static str {
    match program {
        TokenProgram::Token => "Token",
        TokenProgram::Token2022 => "Token-2022",
    }
}

/// The accounts of a transfer, as far as they are known, for the questions that are worth asking before the settlement.
#[cfg(feature = "solana")]
pub(crate) struct Settling {
    pub(crate) program: TokenProgram,
    pub(crate) mint: Option<Address>,
    /// `None` if the transfer was simulated.
    pub(crate) decimals: Option<u8>,
    pub(crate) source: Option<Address>,
    pub(crate) destination: Option<Address>,
    pub(crate) pay_to: Option<Address>,
    pub(crate) authority: Option<Address>,
    pub(crate) taken_for: TakenFor,
    pub(crate) amount: u64,
}

#[cfg(feature = "solana")]
impl Settling {
    pub(crate) fn questions(&self) -> Vec<Question> {
        let Self { program, decimals, amount: at_least, .. } = *self;
        let mut questions = Vec::new();
        let Some(mint) = self.mint else { return questions };
        questions.push(Question::Mint { mint, program, decimals });
        if let (Some(account), Some(authority)) = (self.source, self.authority) {
            let taken_for = self.taken_for.clone();
            questions.push(Question::Source { account, program, mint, authority, at_least, taken_for });
        }
        if let (Some(account), Some(owner)) = (self.destination, self.pay_to) {
            questions.push(Question::Destination { account, owner, program, mint });
        }
        questions
    }
}
