//! The facts about Solana that the caller knows.

use alloc::{string::String, vec::Vec};

use x402_schemes::solana::{Address, TokenProgram};

/// A multisig account of a token program: a number of its members have to sign (S-6).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Multisig {
    /// The number of members who have to sign. An account that requires none is not a multisig account.
    pub required: u8,
    /// The members. A member that is listed twice counts twice.
    pub members: Vec<Address>,
    /// The token program that owns the account. `None` for the program of the transfer.
    pub program: Option<TokenProgram>,
}

impl Multisig {
    /// A multisig account that the program of the transfer owns.
    #[must_use]
    pub fn new(required: u8, members: impl Into<Vec<Address>>) -> Self {
        Self { required, members: members.into(), program: None }
    }

    /// The same account, owned by this program.
    #[must_use]
    pub fn of(mut self, program: TokenProgram) -> Self {
        self.program = Some(program);
        self
    }
}

/// The effects of a simulated transaction, including the instructions that programs made (S-5).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Simulation {
    /// Every `TransferChecked` that a program made, in order. Those of the message itself are not listed here: the
    /// message has them.
    pub transfers: Vec<SimulatedTransfer>,
    /// Every other instruction of a token program that a program made, except those that create an account.
    pub other_calls: Vec<SimulatedTokenCall>,
    /// The number of lamports that the fee payer lost.
    pub fee_payer_lost: u64,
    /// The token accounts that the fee payer owns, before or after the transaction, as far as the node says. Its
    /// associated accounts are found without them.
    pub fee_payer_accounts: Vec<Address>,
    /// The token accounts that received tokens, with the amounts in atomic units. No account is listed twice. `None` if
    /// the node does not say. If the token takes a fee, less is received than was transferred.
    pub received: Option<Vec<(Address, u64)>>,
}

impl Simulation {
    /// A simulation with these transfers, and with this loss of the fee payer in lamports. It has no other calls, and
    /// says neither what was received nor which token accounts the fee payer owns.
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

/// The result of simulating a transaction. There is no third variant, so a `match` may name both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Simulated<'f> {
    /// The transaction fails.
    Fails,
    /// The transaction succeeds with these effects.
    Succeeds(&'f Simulation),
}

/// An instruction of a token program other than `TransferChecked` that a program made in a simulation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SimulatedTokenCall {
    /// The token program that was called.
    pub program: TokenProgram,
    /// The name that nodes give the instruction in parsed form, such as `transfer` or `approve`. `unknown` if it has no
    /// name here.
    pub name: String,
    /// The accounts of the instruction, in order.
    pub accounts: Vec<Address>,
}

impl SimulatedTokenCall {
    /// A call of this program, by the name that nodes give it, with the accounts in the order of the instruction.
    #[must_use]
    pub fn new(program: TokenProgram, name: impl Into<String>, accounts: impl Into<Vec<Address>>) -> Self {
        Self { program, name: name.into(), accounts: accounts.into() }
    }
}

/// A `TransferChecked` that a program made in a simulation. The struct has the members of the instruction and gets no
/// further ones.
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

/// The facts about Solana. The methods of [`Facts`](crate::Facts) add them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    /// The addresses by table. `None` if there is no such table.
    lookup_tables: Vec<(Address, Option<Vec<Address>>)>,
    /// The multisig accounts by address. `None` if the account is not a multisig account.
    multisigs: Vec<(Address, Option<Multisig>)>,
    /// By the SHA-256 of the message. `None` if the transaction fails.
    simulations: Vec<([u8; 32], Option<Simulation>)>,
}

/// Facts of Solana.
impl crate::Facts {
    /// The addresses in a lookup table, in order (S-8). The last fact about a table counts.
    #[must_use]
    pub fn with_lookup_table(mut self, table: Address, addresses: impl Into<Vec<Address>>) -> Self {
        self.solana.lookup_tables.push((table, Some(addresses.into())));
        self
    }

    /// No address can be loaded from this lookup table, because it does not exist or is deactivated for good (S-8).
    #[must_use]
    pub fn without_lookup_table(mut self, table: Address) -> Self {
        self.solana.lookup_tables.push((table, None));
        self
    }

    /// Whether the authority of a transfer is a multisig account of a token program (S-6). `None` if it is not. A
    /// multisig account that requires no signature counts as `None`. The last fact about an account counts.
    #[must_use]
    pub fn with_multisig(mut self, authority: Address, multisig: Option<Multisig>) -> Self {
        self.solana.multisigs.push((authority, multisig.filter(|multisig| multisig.required > 0)));
        self
    }

    /// The effects of the transaction whose message has this SHA-256, or `None` if the transaction fails (S-9). If a
    /// smart wallet makes the transfer, the effects have to show it (S-5). In any other transaction the loss of the fee
    /// payer and the received amount count, and nothing else. The last fact about a message counts.
    #[must_use]
    pub fn with_simulation(mut self, message: [u8; 32], simulation: Option<Simulation>) -> Self {
        self.solana.simulations.push((message, simulation));
        self
    }

    /// The addresses in a lookup table. `None` if there is no fact about the table, or if it does not exist.
    #[must_use]
    pub fn lookup_table(&self, table: &Address) -> Option<&[Address]> {
        self.solana.lookup_table(table)
    }

    /// The simulated effects of the transaction whose message has this SHA-256. `None` if there is no fact about it.
    #[must_use]
    pub fn simulation(&self, message: &[u8; 32]) -> Option<Simulated<'_>> {
        self.solana.simulation(message).map(|simulation| simulation.map_or(Simulated::Fails, Simulated::Succeeds))
    }
}

impl Facts {
    pub(crate) const fn new() -> Self {
        Self { lookup_tables: Vec::new(), multisigs: Vec::new(), simulations: Vec::new() }
    }

    pub(crate) fn lookup_table(&self, table: &Address) -> Option<&[Address]> {
        last(&self.lookup_tables, table)?.as_deref()
    }

    pub(crate) fn simulation(&self, message: &[u8; 32]) -> Option<Option<&Simulation>> {
        last(&self.simulations, message).map(Option::as_ref)
    }

    pub(crate) fn lacks_lookup_table(&self, table: &Address) -> bool {
        last(&self.lookup_tables, table) == Some(&None)
    }

    /// `None` if there is no fact about the account, and `Some(None)` if it is not a multisig account.
    pub(crate) fn multisig(&self, authority: &Address) -> Option<Option<&Multisig>> {
        last(&self.multisigs, authority).map(Option::as_ref)
    }
}

fn last<'f, K: PartialEq, V>(facts: &'f [(K, V)], about: &K) -> Option<&'f V> {
    facts.iter().rev().find(|(known, _)| known == about).map(|(_, value)| value)
}
