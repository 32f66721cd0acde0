//! Why a check of a payment on Solana failed.

use core::fmt;

use x402_schemes::solana::{Address, LoadError, ParseError, SanitizeError, programs};

/// Why a check of a payment on Solana failed. Instructions are numbered from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Detail {
    /// The bytes are no transaction.
    Parse(ParseError),
    /// The runtime refuses the message unseen.
    Sanitize(SanitizeError),
    /// The runtime does not load the keys of the message.
    Load(LoadError),
    /// There is no such lookup table, or none that anything can be loaded from.
    NoTable(Address),
    /// A member of the offer is no address.
    NotAddress(&'static str),
    /// The offer names no `extra.feePayer`.
    NoFeePayer,
    /// The offer's memo is no text of at most 256 bytes.
    MemoOffer,
    /// The offer's fee payer is none of the caller's own addresses.
    NotManaged(Address),
    /// Another account than the offer's fee payer pays the fee.
    FeePayer {
        /// Who would pay.
        pays: Address,
        /// Whom the offer names.
        offered: Address,
    },
    /// The fee payer stands among the accounts of an instruction.
    FeePayerNamed {
        /// Which instruction.
        instruction: usize,
    },
    /// Somebody besides fee payer and payer has to sign.
    ExtraSigner(Address),
    /// The limit of compute units is not set where it should be.
    NoComputeLimit,
    /// No compute units at all.
    ComputeLimitZero,
    /// More compute units than the policy takes.
    ComputeLimitAbove {
        /// The limit.
        units: u32,
        /// The most that it may be.
        max: u32,
    },
    /// The price of a compute unit is not set where it should be.
    NoComputePrice,
    /// A higher price of a compute unit than the policy takes.
    ComputePriceAbove {
        /// In millionths of a lamport.
        price: u64,
        /// The most that it may be.
        max: u64,
    },
    /// The compute budget around a smart wallet's instruction has anything but one limit and one price.
    ComputeBudget {
        /// Which instruction.
        instruction: usize,
    },
    /// The fee payer may lose more than the policy takes.
    SponsorCost {
        /// The most lamports that it can be.
        most: u64,
        /// The most that it may be.
        max: u64,
    },
    /// More instructions than the layout has.
    InstructionCount {
        /// How many there are.
        count: usize,
        /// How many there may be.
        max: usize,
    },
    /// More assertions of the wallet than the layout has.
    LighthouseCount {
        /// How many there are.
        count: usize,
        /// How many there may be.
        max: usize,
    },
    /// The instruction that makes a token account, but another than the one that is paid, or not as its program has it.
    AccountCreation {
        /// Which instruction.
        instruction: usize,
    },
    /// The transaction fails when it is simulated.
    SimulationFails,
    /// The smart wallet makes no transfer of the asset to the associated account of `payTo`, or more than one.
    SimulatedTransfers(usize),
    /// Simulated, less of the transfer arrives than the offer asks: the token keeps a part.
    Arrives {
        /// In atomic units.
        arriving: u64,
        /// What is transferred.
        transferred: u64,
    },
    /// Simulated, the fee payer loses more than the fee.
    FeePayerLoses {
        /// So many lamports.
        lost: u64,
        /// The most that the fee can be.
        fee: u64,
    },
    /// Simulated, the fee payer takes from a token account, or another instruction of a token program names the fee payer.
    FeePayerTransfers,
    /// Simulated, a program makes a plain `Transfer`, or a batch: neither says which mint it is about.
    SimulatedPlainTransfer,
    /// An instruction that has no place in the layout.
    Program {
        /// Which instruction.
        instruction: usize,
        /// Of which program.
        program: Address,
        /// What it is called.
        name: Option<&'static str>,
    },
    /// No instruction of a token program.
    NoTransfer,
    /// Another instruction of a token program than `TransferChecked`, or a malformed one.
    NotTransferChecked {
        /// Which instruction.
        instruction: usize,
        /// What it is called.
        name: Option<&'static str>,
    },
    /// Bytes behind the decimals, which Token-2022 refuses.
    TransferTrailing(usize),
    /// Another token is transferred.
    Mint {
        /// Which.
        transferred: Address,
        /// Which the offer names.
        offered: Address,
    },
    /// Another account is paid than that of `payTo`.
    Destination {
        /// Which.
        paid: Address,
        /// The associated account of `payTo`.
        expected: Address,
    },
    /// An account of the transfer cannot be written to.
    ReadOnly(&'static str),
    /// The transfer pays the account that it takes from.
    SourceIsDestination,
    /// The transfer takes from the mint, a program, or a sysvar.
    SourceIsNoTokenAccount(Address),
    /// The transfer takes from the fee payer's own account.
    SourceOfFeePayer,
    /// The authority of the transfer does not have to sign.
    Authority(Address),
    /// Too few members of the multisig authority sign.
    MultisigShort {
        /// The authority.
        authority: Address,
        /// How many sign.
        signed: usize,
        /// How many have to.
        required: u8,
    },
    /// A member of the multisig authority is named, and does not sign, which the program refuses.
    MultisigMember(Address),
    /// The offer asks for a memo, and there is none, or more than one.
    MemoCount(usize),
    /// The memo is not the one that the offer asks for.
    MemoText,
    /// A memo is not UTF-8.
    MemoUtf8 {
        /// Which instruction.
        instruction: usize,
    },
    /// An account of a memo does not have to sign.
    MemoSigner {
        /// Which instruction.
        instruction: usize,
    },
    /// A required signature is still empty.
    NotSigned(Address),
    /// A signature is not that of its account over this message.
    Signature(Address),
}

impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parse(error) => write!(f, "no transaction: {error}"),
            Self::Sanitize(error) => error.fmt(f),
            Self::Load(error) => error.fmt(f),
            Self::NoTable(table) => write!(f, "there is no lookup table {table}, or it is deactivated"),
            Self::NotAddress(member) => write!(f, "the offer's {member} is not base58 of 32 bytes"),
            Self::NoFeePayer => f.write_str("the offer names no extra.feePayer"),
            Self::MemoOffer => f.write_str("the offer's extra.memo is not a text of at most 256 bytes"),
            Self::NotManaged(address) => write!(f, "the offer's fee payer {address} is none of your own addresses"),
            Self::FeePayer { pays, offered } => write!(f, "{pays} would pay the fee, but the offer names {offered}"),
            Self::FeePayerNamed { instruction } => write!(
                f,
                "instruction {instruction} names the fee payer among its accounts, and could move what is the sponsor's"
            ),
            Self::ExtraSigner(address) => write!(f, "{address} has to sign, who is neither fee payer nor payer"),
            Self::NoComputeLimit => f.write_str("the first instruction does not set the limit of compute units"),
            Self::ComputeLimitZero => f.write_str("with a limit of 0 compute units nothing is executed"),
            Self::ComputeLimitAbove { units, max } => {
                write!(f, "the limit is {units} compute units; the policy takes {max}")
            }
            Self::NoComputePrice => f.write_str("the second instruction does not set the price of a compute unit"),
            Self::ComputePriceAbove { price, max } => {
                write!(f, "a compute unit is paid with {price} millionths of a lamport; the policy takes {max}")
            }
            Self::ComputeBudget { instruction } => write!(
                f,
                "instruction {instruction} is of the compute budget, and neither the one limit nor the one price"
            ),
            Self::SponsorCost { most, max } => {
                write!(f, "the fee payer may lose {most} lamports; the policy takes {max}")
            }
            Self::InstructionCount { count, max } => write!(f, "{count} instructions; the layout has {max} at most"),
            Self::LighthouseCount { count, max } => {
                write!(f, "{count} instructions of Lighthouse; the layout has {max} at most")
            }
            Self::Program { instruction, program, name } => {
                write!(f, "instruction {instruction} is ")?;
                if let Some(name) = name {
                    write!(f, "{name} ")?;
                }
                match programs::name(program) {
                    Some(program) => write!(f, "of {program}")?,
                    None => write!(f, "of {program}, which is not known")?,
                }
                f.write_str(": beside limit, price and transfer only Memo and Lighthouse have a place, behind them")
            }
            Self::AccountCreation { instruction } => write!(
                f,
                "instruction {instruction} makes another token account than the one that is paid, or at nobody's cost"
            ),
            Self::SimulationFails => f.write_str("the transaction fails when it is simulated"),
            Self::SimulatedTransfers(count) => write!(
                f,
                "simulated, {count} transfers of the offer's asset reach the associated account of payTo; it has to be one"
            ),
            Self::Arrives { arriving, transferred } => write!(
                f,
                "simulated, {arriving} atomic units arrive of the {transferred} that are transferred, which is less than \
                 the offer asks"
            ),
            Self::FeePayerLoses { lost, fee } => {
                write!(f, "simulated, the fee payer loses {lost} lamports, and the fee is {fee} at most")
            }
            Self::FeePayerTransfers => {
                f.write_str("simulated, tokens are taken in the fee payer's name, or from its account")
            }
            Self::SimulatedPlainTransfer => f.write_str(
                "simulated, a program makes a plain Transfer or a batch, of which nobody can tell whose tokens it takes",
            ),
            Self::NoTransfer => f.write_str("no instruction transfers a token"),
            Self::NotTransferChecked { instruction, name: Some(name) } => {
                write!(f, "instruction {instruction} is {name}, not TransferChecked")
            }
            Self::NotTransferChecked { instruction, name: None } => {
                write!(f, "instruction {instruction} is of a token program, but not TransferChecked")
            }
            Self::TransferTrailing(count) => {
                write!(f, "{count} bytes follow the decimals of the transfer; Token-2022 refuses that")
            }
            Self::Mint { transferred, offered } => {
                write!(f, "{transferred} is transferred, but the offer asks {offered}")
            }
            Self::Destination { paid, expected } => {
                write!(f, "pays {paid}, but the associated account of the offer's payTo is {expected}")
            }
            Self::ReadOnly(account) => write!(f, "the {account} of the transfer is read-only in this transaction"),
            Self::SourceIsDestination => f.write_str("source and destination are one account: nothing moves"),
            Self::SourceIsNoTokenAccount(source) => {
                write!(f, "the source {source} is the mint, a program or a sysvar, and never a token account")
            }
            Self::SourceOfFeePayer => f.write_str("the transfer takes from the fee payer's own account"),
            Self::Authority(address) => write!(f, "the authority {address} of the transfer does not sign"),
            Self::MultisigShort { authority, signed, required } => {
                write!(f, "{signed} members of the multisig authority {authority} sign, and {required} have to")
            }
            Self::MultisigMember(member) => {
                write!(f, "{member} is a member of the multisig authority, is named, and does not sign")
            }
            Self::MemoCount(count) => write!(f, "{count} memos; the offer asks for just one"),
            Self::MemoText => f.write_str("the memo is not the one that the offer asks for"),
            Self::MemoUtf8 { instruction } => {
                write!(f, "the memo in instruction {instruction} is not UTF-8, which the program refuses")
            }
            Self::MemoSigner { instruction } => write!(
                f,
                "the memo in instruction {instruction} names an account that does not sign, which the program refuses"
            ),
            Self::NotSigned(address) => write!(f, "{address} has not signed"),
            Self::Signature(address) => write!(f, "not a signature of {address} over this message"),
        }
    }
}
