//! The facts about Solana that the caller supplies.

use alloc::{string::String, vec::Vec};

use x402_schemes::solana::{Address, TokenProgram};

/// A multisig account of a token program: a required number of its members must sign (S-6).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Multisig {
    /// The number of members that must sign. An account that requires none is not a multisig account.
    pub required: u8,
    /// The members. A member that is listed twice counts twice.
    pub members: Vec<Address>,
    /// The token program that owns the account. `None` for the program of the transfer.
    pub program: Option<TokenProgram>,
}

impl Multisig {
    /// Returns a multisig account that the program of the transfer owns.
    #[must_use]
    pub fn new(required: u8, members: impl Into<Vec<Address>>) -> Self {
        Self { required, members: members.into(), program: None }
    }

    /// Returns the same account, owned by this program.
    #[must_use]
    pub fn of(mut self, program: TokenProgram) -> Self {
        self.program = Some(program);
        self
    }

    /// The same account with its members in one order.
    pub(super) fn sorted(mut self) -> Self {
        self.members.sort_unstable();
        self
    }
}

/// The effects of a simulated transaction, including the instructions that programs made (S-5).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Simulation {
    /// All `TransferChecked` instructions that programs made, in order. The instructions of the message itself are not
    /// listed here.
    pub transfers: Vec<SimulatedTransfer>,
    /// All other instructions of a token program that programs made, except those that create an account.
    pub other_calls: Vec<SimulatedTokenCall>,
    /// The number of lamports that the fee payer lost.
    pub fee_payer_lost: u64,
    /// The token accounts that the fee payer owns before or after the transaction, as far as the node returns owners.
    /// Its associated accounts are found without them.
    pub fee_payer_accounts: Vec<Address>,
    /// The token accounts that received tokens, and the amounts. No account is listed twice. `None` if the node does
    /// not return balances. If the token takes a fee, less is received than was transferred.
    pub received: Option<Vec<Received>>,
}

impl Simulation {
    /// Returns a simulation with these transfers, and with this loss of the fee payer in lamports. It has no other
    /// calls, and contains neither received amounts nor token accounts of the fee payer.
    #[must_use]
    pub fn new(transfers: impl Into<Vec<SimulatedTransfer>>, fee_payer_lost: u64) -> Self {
        Self {
            transfers: transfers.into(),
            other_calls: Vec::new(),
            fee_payer_lost,
            fee_payer_accounts: Vec::new(),
            received: None,
        }
    }
}

/// The amount that a token account received in a simulation. The struct gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Received {
    /// The token account.
    pub account: Address,
    /// The amount, in atomic units.
    pub amount: u64,
}

/// An instruction of a token program other than `TransferChecked` that a program made in a simulation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SimulatedTokenCall {
    /// The token program that was called.
    pub program: TokenProgram,
    /// The name of the instruction in the parsed format of nodes, such as `transfer` or `approve`. `unknown` if this
    /// crate has no name for it.
    pub name: String,
    /// The accounts of the instruction, in order.
    pub accounts: Vec<Address>,
}

impl SimulatedTokenCall {
    /// Returns a call of this program, with the name that nodes give it, and the accounts in the order of the
    /// instruction.
    #[must_use]
    pub fn new(program: TokenProgram, name: impl Into<String>, accounts: impl Into<Vec<Address>>) -> Self {
        Self { program, name: name.into(), accounts: accounts.into() }
    }
}

/// A `TransferChecked` that a program made in a simulation. The fields are those of the instruction. The struct gets no
/// further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SimulatedTransfer {
    /// The token program that was called.
    pub program: TokenProgram,
    /// The token account that paid.
    pub source: Address,
    /// The mint of the token.
    pub mint: Address,
    /// The token account that was paid.
    pub destination: Address,
    /// The account that authorized the transfer.
    pub authority: Address,
    /// The amount, in atomic units.
    pub amount: u64,
}

/// A fact about Solana. [`Facts::with`](crate::Facts::with) adds it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fact {
    /// The addresses in a lookup table (S-8).
    LookupTable {
        /// The table.
        table: Address,
        /// The addresses, in order. `None` if no address can be loaded from the table, because it does not exist or is
        /// deactivated for good.
        addresses: Option<Vec<Address>>,
    },
    /// States whether the authority of a transfer is a multisig account of a token program (S-6).
    Multisig {
        /// The authority.
        authority: Address,
        /// The multisig account. `None` if the authority is not one. A multisig account that requires no signature
        /// counts as none.
        multisig: Option<Multisig>,
    },
    /// The result of a simulation of the transaction (S-9). If a smart wallet makes the transfer, the effects must show
    /// it (S-5). For any other transaction, only the fee payer's loss, its token accounts and the received amount
    /// count.
    Simulation {
        /// The SHA-256 of the transaction's message.
        message: [u8; 32],
        /// The effects of the transaction. `None` if it fails.
        effects: Option<Simulation>,
    },
}
