//! What only a Solana chain knows (S-8, S-9).

use alloc::vec::Vec;
use core::fmt;

use x402_schemes::solana::{Address, Keys, TokenProgram, programs};

use super::Multisig;

/// Something that no offline check of a payment on Solana can know.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Question {
    /// Need: what does a transaction of version 1 (SIMD-0385) do? Nothing here reads one.
    TransactionVersion,
    /// Need: which addresses stand in these lookup tables?
    /// Answered by [`Facts::with_lookup_table`](crate::Facts::with_lookup_table), or
    /// [`Facts::without_lookup_table`](crate::Facts::without_lookup_table), for each.
    LookupTables {
        /// The tables.
        tables: Vec<Address>,
    },
    /// Need: what does the smart wallet transfer, and does it cost the fee payer the fee alone? Only a simulation with
    /// inner instructions can tell. Answered by [`Facts::with_simulation`](crate::Facts::with_simulation).
    SmartWallet {
        /// The wallet's program.
        program: Address,
        /// The transaction.
        transaction: Vec<u8>,
        /// SHA-256 of its message, by which the fact is known.
        message: [u8; 32],
        /// The keys that an answer means by its indices.
        keys: Keys,
    },
    /// Need: is the authority a multisig account, and are those who sign enough of it?
    /// Answered by [`Facts::with_multisig`](crate::Facts::with_multisig).
    Multisig {
        /// The authority.
        authority: Address,
    },
    /// Need: does the Token-2022 that is deployed ask the members of a multisig account of Token? Version 11 does, version
    /// 10 asks the authority itself, and here just one of both has signed. Only a simulation can tell.
    /// Answered by [`Facts::with_simulation`](crate::Facts::with_simulation).
    MultisigProgram {
        /// The authority.
        authority: Address,
        /// The transaction.
        transaction: Vec<u8>,
        /// SHA-256 of its message, by which the fact is known.
        message: [u8; 32],
        /// The keys that an answer means by its indices.
        keys: Keys,
    },
    /// Outstanding: does the network still remember the blockhash? The message names no network: another's is dead here.
    Blockhash {
        /// The blockhash.
        blockhash: Address,
    },
    /// Outstanding: is the mint of this program, with these decimals, and without an extension that keeps back a part
    /// or stops the transfer?
    Mint {
        /// The mint.
        mint: Address,
        /// The program of the transfer.
        program: TokenProgram,
        /// What the transfer says. `None`: a simulation has compared them.
        decimals: Option<u8>,
    },
    /// Outstanding: may the authority take so much from the source, is it not frozen, and is the authority's own account
    /// what it was taken for?
    Source {
        /// The token account.
        account: Address,
        /// The program of the transfer.
        program: TokenProgram,
        /// The mint.
        mint: Address,
        /// Its owner or delegate.
        authority: Address,
        /// How much it takes.
        at_least: u64,
        /// Who has to sign for the authority, by the verdict.
        taken_for: TakenFor,
    },
    /// Outstanding: is the destination there, not frozen, and without the wish for a memo before each transfer?
    Destination {
        /// The token account.
        account: Address,
        /// The program of the transfer.
        program: TokenProgram,
        /// The mint.
        mint: Address,
    },
    /// Outstanding: does the transaction go through, within its compute units?
    Simulation {
        /// The transaction.
        transaction: Vec<u8>,
    },
}

/// The exact question for a node of Solana.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rpc {
    /// `getAccountInfo`, as [`COMMITMENT`](Self::COMMITMENT) has it.
    AccountInfo {
        /// Of whom.
        address: Address,
    },
    /// `getMultipleAccounts`, as [`COMMITMENT`](Self::COMMITMENT) has it.
    MultipleAccounts {
        /// Of whom.
        addresses: Vec<Address>,
    },
    /// `isBlockhashValid`, as [`COMMITMENT`](Self::COMMITMENT) has it.
    BlockhashValid {
        /// The blockhash, which prints as an address does.
        blockhash: Address,
    },
    /// `simulateTransaction`, as [`COMMITMENT`](Self::COMMITMENT) has it, without verifying signatures: the fee payer's is
    /// not there yet.
    SimulateTransaction {
        /// Its bytes.
        transaction: Vec<u8>,
        /// Whether the calls that programs make are wanted, too.
        inner_instructions: bool,
        /// Whether the node puts its own latest blockhash in (`replaceRecentBlockhash`), so that the answer does not depend
        /// on whether it has seen the transaction's.
        replace_blockhash: bool,
    },
}

impl Rpc {
    /// The commitment that every call to a node of Solana names. Without one a node answers as `finalized`, some 30 slots
    /// behind: a blockhash or a lookup table that was made since would be missing.
    pub const COMMITMENT: &'static str = "confirmed";
}

/// What the verdict takes the authority of a transfer for. The token programs ask the members of a multisig account even if
/// the account's own key has signed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TakenFor {
    /// Somebody who signs: there has to be no multisig account at this address.
    Signer,
    /// This multisig account.
    Multisig(Multisig),
    /// What a simulation has shown to be enough; the account is not asked for.
    Simulated,
}

impl Question {
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

    pub(crate) fn rpc(&self) -> Option<Rpc> {
        let account = |address: &Address| Some(Rpc::AccountInfo { address: *address });
        let both =
            |one: &Address, other: &Address| Some(Rpc::MultipleAccounts { addresses: Vec::from([*one, *other]) });
        match self {
            Self::TransactionVersion => None,
            Self::LookupTables { tables } => Some(Rpc::MultipleAccounts { addresses: tables.clone() }),
            Self::SmartWallet { transaction, .. } | Self::MultisigProgram { transaction, .. } => {
                Some(simulate(transaction, true))
            }
            Self::Multisig { authority } => account(authority),
            Self::Blockhash { blockhash } => Some(Rpc::BlockhashValid { blockhash: *blockhash }),
            // Which fee is in force, the epoch says.
            Self::Mint { mint, program: TokenProgram::Token2022, .. } => both(mint, &programs::CLOCK),
            Self::Mint { mint, .. } => account(mint),
            Self::Source { account: source, taken_for: TakenFor::Simulated, .. } => account(source),
            Self::Source { account: source, authority, .. } => both(source, authority),
            Self::Destination { account: destination, .. } => account(destination),
            Self::Simulation { transaction } => Some(simulate(transaction, false)),
        }
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TransactionVersion => f.write_str(
                "a transaction of version 1 (SIMD-0385) is not read here: ask a verifier that can, or simulate it",
            ),
            Self::LookupTables { tables } => {
                f.write_str("ask for the addresses in the lookup tables ")?;
                tables
                    .iter()
                    .enumerate()
                    .try_for_each(|(index, table)| write!(f, "{}{table}", if index == 0 { "" } else { ", " }))
            }
            Self::SmartWallet { program, .. } => write!(
                f,
                "simulate the transaction with inner instructions: just one TransferChecked has to be the payment, made \
                 by the smart wallet {program}, and the fee payer must lose no more than the fee"
            ),
            Self::Multisig { authority } => write!(
                f,
                "ask whether {authority} is a multisig account of a token program, of which enough members sign"
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
            Self::Destination { account, .. } => {
                write!(f, "ask whether {account} is there, not frozen, and wants no memo before each transfer")
            }
            Self::Simulation { .. } => {
                f.write_str("simulate the transaction: it may need more compute units than its limit")
            }
        }
    }
}

/// What a smart wallet does decides the verdict, whatever the node has seen of the blockhash, which is asked apart.
fn simulate(transaction: &[u8], of_wallet: bool) -> Rpc {
    Rpc::SimulateTransaction {
        transaction: transaction.to_vec(),
        inner_instructions: of_wallet,
        replace_blockhash: of_wallet,
    }
}

const fn name(program: TokenProgram) -> &'static str {
    match program {
        TokenProgram::Token => "Token",
        TokenProgram::Token2022 => "Token-2022",
    }
}

/// What is worth asking of the chain before a transfer is settled, for as many of its accounts as are known.
#[cfg(feature = "solana")]
pub(crate) struct Settling {
    pub(crate) program: TokenProgram,
    pub(crate) mint: Option<Address>,
    /// `None`: the transfer was simulated.
    pub(crate) decimals: Option<u8>,
    pub(crate) source: Option<Address>,
    pub(crate) destination: Option<Address>,
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
        if let Some(account) = self.destination {
            questions.push(Question::Destination { account, program, mint });
        }
        questions
    }
}
