//! The accounts that a payment needs on the chain: mints, token accounts, wallets, lookup tables.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use solana_account::Account;
use solana_address::Address;

use crate::{
    packet::{Call, Packet},
    programs::{ASSOCIATED, LOOKUP_TABLES, SYSTEM, TOKEN, TOKEN_2022},
    question::{Multisig, Price, Question, associated},
};

/// More tokens than any of these payments moves.
const TOKENS: u64 = 1_000_000_000_000;
/// More lamports than any of them costs.
const LAMPORTS: u64 = 1_000_000_000_000;
const DECIMALS: u8 = 6;
/// The owner of accounts that nobody in the transaction owns.
const SOMEBODY: Address = Address::new_from_array([0x5e; 32]);

/// The accounts, with further facts about the state.
#[derive(Clone, Default)]
pub(crate) struct State {
    pub(crate) name: String,
    pub(crate) accounts: BTreeMap<Address, Account>,
    /// Whether the transaction was sent once before.
    pub(crate) sent_before: bool,
    /// Whether a lookup table that the transaction names is missing.
    pub(crate) lacks_table: bool,
    /// Whether Token-2022 has version 10.
    pub(crate) has_token_2022_10: bool,
}

/// How the states of one vector differ.
#[derive(Clone, Copy, PartialEq)]
enum Variant {
    /// Everything that is needed exists.
    Complete,
    /// A lookup table without facts is missing.
    NoTable,
    /// The authority is an account with members, of whom one has to sign.
    Multisig,
    /// One more member has to sign than has signed.
    OpenMultisig,
    /// Everything exists, and Token-2022 has version 10.
    Version10,
}

/// The token instruction, as far as it is one, in addresses.
struct Transfer {
    program: Address,
    source: Option<Address>,
    mint: Option<Address>,
    destination: Option<Address>,
    authority: Option<Address>,
    members: Vec<Address>,
    decimals: u8,
}

impl State {
    /// Every state in which a vector is tried. The first one has everything that the payment needs.
    pub(crate) fn of(question: &Question, packet: &Packet) -> Result<Vec<Self>, String> {
        let unknown_table = packet.tables.iter().any(|lookup| !question.tables.contains_key(&lookup.table));
        let transfer = Builder::new(question, packet)?.transfer;
        // The version of Token-2022 decides which signatures it asks for a multisig account of Token.
        let is_by_version = transfer.as_ref().is_some_and(|transfer| {
            let multisig = transfer.authority.and_then(|authority| question.multisigs.get(&authority)?.as_ref());
            transfer.program == TOKEN_2022 && multisig.is_some_and(|multisig| multisig.program == Some(TOKEN))
        });
        let open_authority = transfer.is_some_and(|transfer| {
            let signs = transfer.authority.is_some_and(|authority| packet.signers().contains(&authority));
            let is_known = transfer.authority.is_some_and(|authority| question.multisigs.contains_key(&authority));
            !signs && !is_known && !transfer.members.is_empty()
        });
        let variants = match (unknown_table, open_authority) {
            (true, _) => vec![Variant::Complete, Variant::NoTable],
            (_, true) => vec![Variant::Multisig, Variant::OpenMultisig],
            _ if is_by_version => match question.simulated {
                None => vec![Variant::Complete, Variant::Version10],
                Some(true) => vec![Variant::Complete],
                Some(false) => vec![Variant::Version10],
            },
            _ => vec![Variant::Complete],
        };
        variants.into_iter().map(|variant| Ok(Builder::new(question, packet)?.build(variant))).collect()
    }

    /// The same state, with the fewest units for Token-2022: version 10, and token accounts without extensions.
    pub(crate) fn cheapest(&self) -> Self {
        let mut state = self.clone();
        state.name = format!("{}; Token-2022 is of version 10, and the accounts have no extensions", state.name);
        state.has_token_2022_10 = true;
        for account in state.accounts.values_mut().filter(|account| account.owner == TOKEN_2022) {
            // After the length of a token account follow the kind of account and its extensions.
            if account.data.get(165) == Some(&2) {
                account.data.truncate(165);
            }
        }
        state
    }
}

struct Builder<'a> {
    packet: &'a Packet,
    price: Option<Price>,
    /// The contents of lookup tables: by the facts, or else what the payment needs.
    tables: BTreeMap<Address, Option<Vec<Address>>>,
    multisigs: BTreeMap<Address, Option<Multisig>>,
    has_unknown_table: bool,
    transfer: Option<Transfer>,
    fee_payer: Address,
    payer: Address,
    accounts: BTreeMap<Address, Account>,
}

impl<'a> Builder<'a> {
    fn new(question: &Question, packet: &'a Packet) -> Result<Self, String> {
        let fee_payer = packet.fee_payer()?;
        let payer = packet.signers().get(1).copied().unwrap_or(fee_payer);
        let mut builder = Self {
            packet,
            price: question.price,
            tables: question.tables.clone(),
            multisigs: question.multisigs.clone(),
            has_unknown_table: false,
            transfer: None,
            fee_payer,
            payer,
            accounts: BTreeMap::new(),
        };
        builder.fill_tables();
        builder.transfer = builder.token_call().map(|(program, call)| builder.transfer(program, call));
        Ok(builder)
    }

    fn token_call(&self) -> Option<(Address, &'a Call)> {
        self.packet.calls.iter().find_map(|call| {
            let program = self.packet.program(call).filter(|program| [TOKEN, TOKEN_2022].contains(program))?;
            Some((program, call))
        })
    }

    /// A table without facts holds what the payment needs, and addresses that nothing else uses.
    fn fill_tables(&mut self) {
        let unknown: Vec<_> =
            self.packet.tables.iter().filter(|lookup| !self.tables.contains_key(&lookup.table)).collect();
        self.has_unknown_table = !unknown.is_empty();
        for lookup in &unknown {
            let length = lookup.writable.iter().chain(&lookup.readonly).max().map_or(0, |last| usize::from(*last) + 1);
            let filler = |index| Address::from(<[u8; 32]>::from(Sha256::digest(format!("{} {index}", lookup.table))));
            self.tables.insert(lookup.table, Some((0..length).map(filler).collect()));
        }
        let (Some((program, call)), Some(price)) = (self.token_call(), self.price) else { return };
        // Who signs is in no table. The authority may be a multisig account, if the facts know one.
        let multisig = self.multisigs.iter().find_map(|(address, multisig)| multisig.is_some().then_some(*address));
        let needed = [associated(&self.payer, &price.mint, &program), price.mint, price.account(&program)];
        let of_transfer = call.accounts.iter().zip(needed.into_iter().chain(multisig));
        // Whose account is made, if one is.
        let makes = |call: &&Call| self.packet.program(call) == Some(ASSOCIATED);
        let wallets =
            self.packet.calls.iter().filter(makes).filter_map(|call| Some((call.accounts.get(2)?, price.pay_to)));
        for (index, needed) in of_transfer.chain(wallets) {
            let Some((table, at)) = self.loaded_from(usize::from(*index)) else { continue };
            let is_unknown = unknown.iter().any(|lookup| lookup.table == table);
            if let Some(entry) =
                self.tables.get_mut(&table).and_then(|entries| entries.as_mut()?.get_mut(at)).filter(|_| is_unknown)
            {
                *entry = needed;
            }
        }
    }

    /// The table, and the index in it, of a key that is not in the message itself.
    fn loaded_from(&self, index: usize) -> Option<(Address, usize)> {
        let writable = self.packet.tables.iter().map(|lookup| (lookup.table, &lookup.writable));
        let readonly = self.packet.tables.iter().map(|lookup| (lookup.table, &lookup.readonly));
        let mut loaded =
            writable.chain(readonly).flat_map(|(table, indices)| indices.iter().map(move |at| (table, at)));
        loaded.nth(index.checked_sub(self.packet.keys.len())?).map(|(table, at)| (table, usize::from(*at)))
    }

    fn key(&self, index: u8) -> Option<Address> {
        let index = usize::from(index);
        self.packet.keys.get(index).copied().or_else(|| {
            let (table, at) = self.loaded_from(index)?;
            self.tables.get(&table)?.as_ref()?.get(at).copied()
        })
    }

    fn transfer(&self, program: Address, call: &Call) -> Transfer {
        let account = |at: usize| call.accounts.get(at).and_then(|index| self.key(*index));
        // Transfer names no mint.
        let is_short = call.data.first() == Some(&3);
        let [mint, destination, authority] = if is_short { [None, Some(1), Some(2)] } else { [1, 2, 3].map(Some) };
        let behind = authority.map_or(0, |at| at + 1);
        // TransferChecked ends with the decimals. TransferCheckedWithFee has a second tag before, and the fee after
        // them.
        let decimals = match call.data.as_slice() {
            [12, rest @ ..] => rest.get(8),
            [26, rest @ ..] => rest.get(9),
            _ => None,
        };
        Transfer {
            program,
            source: account(0),
            mint: mint.and_then(account),
            destination: destination.and_then(account),
            authority: authority.and_then(account),
            members: (behind..call.accounts.len()).filter_map(account).collect(),
            decimals: decimals.copied().unwrap_or(DECIMALS),
        }
    }

    fn build(mut self, variant: Variant) -> State {
        for wallet in self.wallets() {
            self.accounts.insert(wallet, account(SYSTEM, LAMPORTS, Vec::new()));
        }
        let mut notes = Vec::new();
        if let Some(transfer) = self.transfer.take() {
            notes = self.tokens(&transfer, variant);
        }
        if variant == Variant::NoTable {
            notes.push("the lookup table is not there");
        } else {
            if self.has_unknown_table {
                notes.push("the lookup table holds what is needed");
            }
            for (table, keys) in &self.tables {
                if let Some(keys) = keys {
                    self.accounts.insert(*table, lookup_table(keys));
                }
            }
        }
        if variant == Variant::Version10 {
            notes.push("Token-2022 is of version 10");
        }
        if notes.is_empty() {
            notes.push("the accounts are there, and the payer's has enough");
        }
        State {
            name: notes.join("; "),
            accounts: self.accounts,
            sent_before: false,
            lacks_table: variant == Variant::NoTable,
            has_token_2022_10: variant == Variant::Version10,
        }
    }

    /// The accounts that sign, and the recipient.
    fn wallets(&self) -> Vec<Address> {
        let pay_to = self.price.map(|price| price.pay_to);
        self.packet.signers().iter().copied().chain([self.fee_payer]).chain(pay_to).collect()
    }

    fn tokens(&mut self, transfer: &Transfer, variant: Variant) -> Vec<&'static str> {
        let mut notes = Vec::new();
        let asset = self.price.map(|price| price.mint);
        for mint in asset.into_iter().chain(transfer.mint) {
            self.accounts.insert(mint, account(transfer.program, LAMPORTS, mint_data(transfer.decimals)));
        }
        let authority = transfer.authority.unwrap_or(self.payer);
        let mint = transfer.mint.or(asset).unwrap_or(SYSTEM);
        for (side, address) in [("source", transfer.source), ("destination", transfer.destination)] {
            // Programs and sysvars exist already, and stay as they are.
            let is_free = |address: &Address| {
                let exists_already = *address == SYSTEM || address.to_string().starts_with("Sysvar");
                !self.accounts.contains_key(address) && !exists_already && !self.packet.calls_program(address)
            };
            let Some(address) = address.filter(is_free) else { continue };
            let found = self.holding(transfer, address, authority, mint);
            let Holding::Of { owner, mint } = found else {
                notes.push("the destination could not be one of the token program's accounts");
                continue;
            };
            if side == "destination" && self.packet.calls_program(&ASSOCIATED) {
                notes.push("the destination is not there yet");
                continue;
            }
            let delegate = (side == "source" && owner != authority).then_some(authority);
            if delegate.is_some() {
                notes.push("the authority is the delegate of the source");
            }
            let is_associated = address == associated(&owner, &mint, &transfer.program);
            let data = token_data(mint, owner, delegate, transfer.program == TOKEN_2022 && is_associated);
            self.accounts.insert(address, account(transfer.program, LAMPORTS, data));
        }
        for (address, multisig) in &self.multisigs {
            if let Some(Multisig { required, members, program }) = multisig {
                let data = multisig_data(*required, members);
                self.accounts.insert(*address, account(program.unwrap_or(transfer.program), LAMPORTS, data));
            }
        }
        let signing = transfer.members.iter().filter(|member| self.packet.signers().contains(member)).count();
        let needed = match variant {
            Variant::Multisig => 1,
            Variant::OpenMultisig => signing + 1,
            Variant::Complete | Variant::NoTable | Variant::Version10 => return notes,
        };
        notes.push(if needed == 1 {
            "the authority is a multisig, and one of its members has to sign"
        } else {
            "the authority is a multisig, and one more of its members has to sign than do"
        });
        let data = multisig_data(needed, &transfer.members);
        self.accounts.insert(authority, account(transfer.program, LAMPORTS, data));
        notes
    }

    /// The owner of the token account at an address. An associated account can have no other content.
    fn holding(&self, transfer: &Transfer, address: Address, authority: Address, mint: Address) -> Holding {
        let owners = self.wallets().into_iter().chain([authority]);
        let mints = self.price.map(|price| price.mint).into_iter().chain([mint]);
        let pairs = owners.flat_map(|owner| mints.clone().map(move |mint| (owner, mint)));
        for (owner, mint) in pairs {
            for program in [TOKEN, TOKEN_2022] {
                if associated(&owner, &mint, &program) == address {
                    return if program == transfer.program { Holding::Of { owner, mint } } else { Holding::Impossible };
                }
            }
        }
        Holding::Of { owner: SOMEBODY, mint }
    }
}

enum Holding {
    Of {
        owner: Address,
        mint: Address,
    },
    /// An associated account under the other token program.
    Impossible,
}

fn account(owner: Address, lamports: u64, data: Vec<u8>) -> Account {
    Account { lamports, data, owner, executable: false, rent_epoch: u64::MAX }
}

/// The 82 bytes of a mint: no authorities, a supply, the decimals, initialized.
fn mint_data(decimals: u8) -> Vec<u8> {
    [&[0; 36], u64::MAX.to_le_bytes().as_slice(), &[decimals, 1], &[0; 36]].concat()
}

/// The 165 bytes of a token account: mint, owner, amount, delegate, initialized, not native, the delegated amount, no
/// close authority. Token-2022 appends to an associated account the type, 2, and that its owner does not change, 7.
fn token_data(mint: Address, owner: Address, delegate: Option<Address>, extended: bool) -> Vec<u8> {
    let (some, address, delegated) = delegate.map_or((0u32, SYSTEM, 0), |delegate| (1, delegate, TOKENS));
    [
        mint.as_ref(),
        owner.as_ref(),
        &TOKENS.to_le_bytes(),
        &some.to_le_bytes(),
        address.as_ref(),
        &[1],
        &[0; 12],
        &delegated.to_le_bytes(),
        &[0; 36],
        if extended { &[2, 7, 0, 0, 0] } else { &[] },
    ]
    .concat()
}

/// The 355 bytes of a multisig: how many have to sign, of how many, initialized, and at most eleven members.
fn multisig_data(needed: usize, members: &[Address]) -> Vec<u8> {
    let strangers = std::iter::repeat_n(SOMEBODY, needed.saturating_sub(members.len()));
    let members: Vec<_> = members.iter().copied().chain(strangers).take(11).collect();
    let number = |count: usize| u8::try_from(count).unwrap_or(u8::MAX);
    let mut data = vec![number(needed), number(members.len()), 1];
    data.extend(members.iter().flat_map(|member| member.to_bytes()));
    data.resize(355, 0);
    data
}

/// The 56 bytes of a lookup table: initialized, in use, extended long ago, and with no authority to change it. The
/// addresses follow.
fn lookup_table(keys: &[Address]) -> Account {
    let mut data = [1u32.to_le_bytes().as_slice(), &u64::MAX.to_le_bytes(), &1u64.to_le_bytes()].concat();
    data.resize(56, 0);
    data.extend(keys.iter().flat_map(|key| key.to_bytes()));
    account(LOOKUP_TABLES, LAMPORTS, data)
}
