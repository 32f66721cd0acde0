//! What the caller asked Solana.

use alloc::{string::String, vec::Vec};

use x402_schemes::solana::{Address, TokenProgram};

/// A multisig account of a token program: so many of these have to sign (S-6).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Multisig {
    /// How many; none at all is no multisig.
    pub required: u8,
    /// Of whom. One who stands there twice counts twice.
    pub members: Vec<Address>,
    /// Which program owns the account. `None`: that of the transfer.
    pub program: Option<TokenProgram>,
}

impl Multisig {
    /// One of the transfer's own program.
    #[must_use]
    pub fn new(required: u8, members: impl Into<Vec<Address>>) -> Self {
        Self { required, members: members.into(), program: None }
    }

    /// Owned by this program.
    #[must_use]
    pub fn of(mut self, program: TokenProgram) -> Self {
        self.program = Some(program);
        self
    }
}

/// What a transaction did when it was simulated, the calls that programs made included (S-5).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Simulation {
    /// Every `TransferChecked` that a program made, in order. Those of the message itself are counted besides.
    pub transfers: Vec<SimulatedTransfer>,
    /// Every other instruction of a token program that a program made, but for those that make an account.
    pub other_calls: Vec<SimulatedTokenCall>,
    /// How many lamports the fee payer had less than before.
    pub fee_payer_lost: u64,
    /// The token accounts that had more than before, and by how much, in atomic units; none twice. `None`: the node
    /// does not say. Of a token that takes a fee less arrives than is transferred.
    pub received: Option<Vec<(Address, u64)>>,
}

impl Simulation {
    /// These transfers, so many lamports that the fee payer had less, and nothing about what arrived.
    #[must_use]
    pub fn new(transfers: impl Into<Vec<SimulatedTransfer>>, fee_payer_lost: u64) -> Self {
        Self { transfers: transfers.into(), other_calls: Vec::new(), fee_payer_lost, received: None }
    }
}

/// Another instruction of a token program than `TransferChecked` that was carried out in a simulation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SimulatedTokenCall {
    /// Of which program.
    pub program: TokenProgram,
    /// What nodes call it in parsed form: `transfer`, `approve`; of one that has no name here `unknown`.
    pub name: String,
    /// The accounts that it names.
    pub accounts: Vec<Address>,
}

impl SimulatedTokenCall {
    /// A call of this program, by the name that nodes give it, with the accounts in the order of the instruction.
    #[must_use]
    pub fn new(program: TokenProgram, name: impl Into<String>, accounts: impl Into<Vec<Address>>) -> Self {
        Self { program, name: name.into(), accounts: accounts.into() }
    }
}

/// A `TransferChecked` that was carried out in a simulation. It gets no further member: the instruction has just these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SimulatedTransfer {
    /// By which program.
    pub program: TokenProgram,
    /// The token account that paid.
    pub source: Address,
    /// The token.
    pub mint: Address,
    /// The token account that was paid.
    pub destination: Address,
    /// Who took it from the source.
    pub authority: Address,
    /// How much, in atomic units.
    pub amount: u64,
}

/// What is known of Solana; made by the methods of [`Facts`](crate::Facts).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    /// `None`: there is no such table.
    lookup_tables: Vec<(Address, Option<Vec<Address>>)>,
    /// `None`: the account is no multisig.
    multisigs: Vec<(Address, Option<Multisig>)>,
    /// By the SHA-256 of the message. `None`: it fails.
    simulations: Vec<([u8; 32], Option<Simulation>)>,
}

/// Of Solana.
impl crate::Facts {
    /// The addresses in a lookup table, in order (S-8). The last word on a table counts.
    #[must_use]
    pub fn with_lookup_table(mut self, table: Address, addresses: impl Into<Vec<Address>>) -> Self {
        self.solana.lookup_tables.push((table, Some(addresses.into())));
        self
    }

    /// There is no such lookup table, or it is deactivated for good: nothing can be loaded from it (S-8).
    #[must_use]
    pub fn without_lookup_table(mut self, table: Address) -> Self {
        self.solana.lookup_tables.push((table, None));
        self
    }

    /// The authority of a transfer is a multisig account of a token program; `None`, or one of which nobody has to
    /// sign: it is none (S-6). The last word on an account counts.
    #[must_use]
    pub fn with_multisig(mut self, authority: Address, multisig: Option<Multisig>) -> Self {
        self.solana.multisigs.push((authority, multisig.filter(|multisig| multisig.required > 0)));
        self
    }

    /// What the transaction with this message, by its SHA-256, does; `None`: it fails (S-5). Read only where a smart
    /// wallet makes the transfer, or where the version of Token-2022 decides whether a multisig may pay (S-6). The last
    /// word on a message counts.
    #[must_use]
    pub fn with_simulation(mut self, message: [u8; 32], simulation: Option<Simulation>) -> Self {
        self.solana.simulations.push((message, simulation));
        self
    }

    /// What stands in a lookup table, if that was said.
    #[must_use]
    pub fn lookup_table(&self, table: &Address) -> Option<&[Address]> {
        self.solana.lookup_table(table)
    }

    /// What the transaction with this message does. `None`: nobody says; `Some(None)`: it fails.
    #[must_use]
    pub fn simulation(&self, message: &[u8; 32]) -> Option<Option<&Simulation>> {
        self.solana.simulation(message)
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

    /// `None`: nobody says; `Some(None)`: it is none.
    pub(crate) fn multisig(&self, authority: &Address) -> Option<Option<&Multisig>> {
        last(&self.multisigs, authority).map(Option::as_ref)
    }
}

fn last<'f, K: PartialEq, V>(facts: &'f [(K, V)], about: &K) -> Option<&'f V> {
    facts.iter().rev().find(|(known, _)| known == about).map(|(_, value)| value)
}
