//! Reads the instructions that payments contain, and those that clients send by mistake.

use super::{Address, guard, programs};

/// A decoded instruction. Accounts are indices into the keys of the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Instruction<'a> {
    /// Compute Budget: sets the limit of compute units.
    SetComputeUnitLimit {
        /// The number of units.
        units: u32,
        /// The number of bytes that follow, which the runtime ignores.
        trailing: usize,
    },
    /// Compute Budget: sets the price of a compute unit.
    SetComputeUnitPrice {
        /// The price, in millionths of a lamport.
        price: u64,
        /// The number of bytes that follow, which the runtime ignores.
        trailing: usize,
    },
    /// Compute Budget: any other instruction, or one of the two above that is too short.
    ComputeBudget {
        /// The first byte of the data.
        tag: Option<u8>,
    },
    /// Token or Token-2022: the transfer that pays.
    TransferChecked(TransferChecked<'a>),
    /// Token or Token-2022: any other instruction.
    Token {
        /// The token program.
        program: TokenProgram,
        /// The first byte of the data.
        tag: Option<u8>,
    },
    /// Memo: a text for people.
    Memo {
        /// The memo program.
        version: MemoVersion,
        /// The bytes of the text.
        text: &'a [u8],
    },
    /// Lighthouse: a guard that a wallet adds.
    Lighthouse {
        /// The first byte of the data.
        tag: Option<u8>,
        /// `true` if the program can read the data. If it cannot, the transaction fails (V-57).
        is_readable: bool,
    },
    /// Associated Token Account: creates the token account of a wallet.
    CreateAssociatedAccount {
        /// `true` if the instruction succeeds even if the account exists already.
        idempotent: bool,
    },
    /// System: moves lamports.
    SystemTransfer {
        /// The number of lamports.
        lamports: u64,
    },
    /// System: advances a durable nonce, which replaces the blockhash.
    AdvanceNonce,
    /// A precompile. It costs 5,000 lamports for each signature that it claims, even if the signature is absent.
    Precompile {
        /// The number of claimed signatures.
        signatures: u8,
    },
    /// An instruction of any other program, or any other instruction of these programs.
    Other,
}

/// `TransferChecked`, with its first four accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TransferChecked<'a> {
    /// The token program of the instruction.
    pub program: TokenProgram,
    /// The index of the paying token account.
    pub source: u8,
    /// The index of the token's mint.
    pub mint: u8,
    /// The index of the paid token account.
    pub destination: u8,
    /// The index of the authority over the source: its owner, a delegate, or a multisig account.
    pub authority: u8,
    /// The indices of further accounts. For a multisig authority, they are its signers.
    pub more: &'a [u8],
    /// The amount in atomic units.
    pub amount: u64,
    /// The number of decimal places that the token must have.
    pub decimals: u8,
    /// The number of bytes that follow. Token ignores them, and Token-2022 rejects them.
    pub trailing: usize,
}

/// One of the two token programs. The enum is exhaustive, and a third program would be a breaking change, because every
/// verifier must know its rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenProgram {
    /// The program SPL Token.
    Token,
    /// The program Token-2022.
    Token2022,
}

impl TokenProgram {
    /// The address of the program.
    #[must_use]
    pub const fn address(self) -> Address {
        match self {
            Self::Token => programs::TOKEN,
            Self::Token2022 => programs::TOKEN_2022,
        }
    }

    /// Returns the token program at an address, if it is one of the two.
    #[must_use]
    pub fn at(address: &Address) -> Option<Self> {
        [Self::Token, Self::Token2022].into_iter().find(|program| program.address() == *address)
    }
}

/// One of the memo programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MemoVersion {
    /// `Memo1Uhk…`, the first memo program.
    V1,
    /// `MemoSq4g…`, which payments use.
    V2,
    /// `Memo4c2p…`, the newest memo program.
    V4,
}

impl MemoVersion {
    fn at(address: &Address) -> Option<Self> {
        let programs = [(programs::MEMO_V1, Self::V1), (programs::MEMO, Self::V2), (programs::MEMO_V4, Self::V4)];
        programs.into_iter().find(|(program, _)| program == address).map(|(_, version)| version)
    }
}

/// The first bytes of the token programs' instructions.
mod tag {
    pub(super) const TRANSFER_CHECKED: u8 = 12;
}

impl<'a> Instruction<'a> {
    /// Decodes an instruction of a program from the indices of its accounts and its data.
    #[must_use]
    pub fn decode(program: &Address, accounts: &'a [u8], data: &'a [u8]) -> Self {
        let first = data.first().copied();
        if *program == programs::COMPUTE_BUDGET {
            return compute_budget(data).unwrap_or(Self::ComputeBudget { tag: first });
        }
        if let Some(program) = TokenProgram::at(program) {
            let transfer = TransferChecked::read(program, accounts, data);
            return transfer.map_or(Self::Token { program, tag: first }, Self::TransferChecked);
        }
        if let Some(version) = MemoVersion::at(program) {
            return Self::Memo { version, text: data };
        }
        // Not by `match`, which would compare the addresses byte by byte, in thousands of instructions.
        let is = |other| *program == other;
        if is(programs::LIGHTHOUSE) {
            Self::Lighthouse { tag: first, is_readable: guard::is_readable(data) }
        } else if is(programs::ASSOCIATED_TOKEN) {
            match data {
                [] | [0] => Self::CreateAssociatedAccount { idempotent: false },
                [1] => Self::CreateAssociatedAccount { idempotent: true },
                _ => Self::Other,
            }
        } else if is(programs::SYSTEM) {
            system(data).unwrap_or(Self::Other)
        } else if is(programs::ED25519) || is(programs::SECP256K1) || is(programs::SECP256R1) {
            Self::Precompile { signatures: first.unwrap_or(0) }
        } else {
            Self::Other
        }
    }

    /// Returns the name of the instruction. `None` if this crate has no name for it.
    pub const fn name(&self) -> Option<&'static str> {
        Some(match self {
            Self::SetComputeUnitLimit { .. } => "SetComputeUnitLimit",
            Self::SetComputeUnitPrice { .. } => "SetComputeUnitPrice",
            Self::ComputeBudget { tag: Some(1) } => "RequestHeapFrame",
            Self::ComputeBudget { tag: Some(2) } => "SetComputeUnitLimit, too short",
            Self::ComputeBudget { tag: Some(3) } => "SetComputeUnitPrice, too short",
            Self::ComputeBudget { tag: Some(4) } => "SetLoadedAccountsDataSizeLimit",
            Self::TransferChecked(_) => "TransferChecked",
            Self::Token { tag: Some(tag), .. } => match *tag {
                3 => "Transfer",
                4 => "Approve",
                6 => "SetAuthority",
                7 => "MintTo",
                8 => "Burn",
                9 => "CloseAccount",
                tag::TRANSFER_CHECKED => "TransferChecked, malformed",
                13 => "ApproveChecked",
                14 => "MintToChecked",
                15 => "BurnChecked",
                26 => "TransferCheckedWithFee",
                255 => "Batch",
                _ => return None,
            },
            Self::Memo { .. } => "Memo",
            Self::Lighthouse { tag: Some(tag), .. } => match *tag {
                0 => "MemoryWrite",
                1 => "MemoryClose",
                2..=17 => "assertion",
                _ => return None,
            },
            Self::CreateAssociatedAccount { idempotent: false } => "Create",
            Self::CreateAssociatedAccount { idempotent: true } => "CreateIdempotent",
            Self::SystemTransfer { .. } => "Transfer",
            Self::AdvanceNonce => "AdvanceNonceAccount",
            Self::Precompile { .. } => "signatures",
            Self::ComputeBudget { .. } | Self::Token { .. } | Self::Lighthouse { tag: None, .. } | Self::Other => {
                return None;
            }
        })
    }

    /// Returns `true` if this is a guard, regardless of its effect.
    #[must_use]
    pub const fn is_guard(&self) -> bool {
        matches!(self, Self::Lighthouse { .. })
    }

    /// Returns `true` if this is a guard that Lighthouse cannot read, so that the transaction fails (V-57).
    #[must_use]
    pub const fn is_unreadable_guard(&self) -> bool {
        matches!(self, Self::Lighthouse { is_readable: false, .. })
    }

    /// Returns `true` if this is a guard that only compares (V-52). The guards 0 and 1 write memory and move lamports,
    /// and there are none from 18 on.
    #[must_use]
    pub const fn is_assertion(&self) -> bool {
        matches!(self, Self::Lighthouse { tag: Some(2..=17), .. })
    }
}

fn compute_budget(data: &[u8]) -> Option<Instruction<'_>> {
    match data.split_first()? {
        (2, rest) => {
            let (units, rest) = rest.split_first_chunk()?;
            Some(Instruction::SetComputeUnitLimit { units: u32::from_le_bytes(*units), trailing: rest.len() })
        }
        (3, rest) => {
            let (price, rest) = rest.split_first_chunk()?;
            Some(Instruction::SetComputeUnitPrice { price: u64::from_le_bytes(*price), trailing: rest.len() })
        }
        _ => None,
    }
}

fn system(data: &[u8]) -> Option<Instruction<'_>> {
    let (tag, rest) = data.split_first_chunk()?;
    match u32::from_le_bytes(*tag) {
        2 => Some(Instruction::SystemTransfer { lamports: u64::from_le_bytes(*rest.first_chunk()?) }),
        4 => Some(Instruction::AdvanceNonce),
        _ => None,
    }
}

impl<'a> TransferChecked<'a> {
    fn read(program: TokenProgram, accounts: &'a [u8], data: &[u8]) -> Option<Self> {
        let (&[source, mint, destination, authority], more) = accounts.split_first_chunk()?;
        let (tag, rest) = data.split_first()?;
        let (amount, rest) = rest.split_first_chunk()?;
        let (decimals, rest) = rest.split_first()?;
        (*tag == tag::TRANSFER_CHECKED).then(|| Self {
            program,
            source,
            mint,
            destination,
            authority,
            more,
            amount: u64::from_le_bytes(*amount),
            decimals: *decimals,
            trailing: rest.len(),
        })
    }
}
