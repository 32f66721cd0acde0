//! The transactions that were executed before: `spec-vectors/generate/data/solana-runtime.json`, and the accounts that
//! were there: `solana-accounts.json`.

use std::{collections::BTreeMap, fs, path::Path};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, de::DeserializeOwned};
use solana_account::Account;
use solana_address::Address;
use solana_hash::Hash;

use crate::{question::address, run::Run, state::State};

pub(crate) struct Recorded {
    runtime: Runtime,
    accounts: Accounts,
}

#[derive(Deserialize)]
struct Runtime {
    runtime: String,
    transactions: Vec<Row>,
}

/// What became of one.
#[derive(Deserialize)]
struct Row {
    world: String,
    /// What a validator says to the packet, if not "ok".
    leader: Option<String>,
    error: Option<String>,
    /// What it cost the fee payer, as the change of its lamports.
    fee: String,
    received: String,
    /// How often it was sent.
    times: Option<u8>,
}

#[derive(Deserialize)]
struct Accounts {
    /// The one that was taken.
    blockhash: String,
    /// Whose lamports were counted.
    sponsor: String,
    worlds: BTreeMap<String, BTreeMap<String, Bytes>>,
    /// What was otherwise for a transaction, by its number.
    transactions: BTreeMap<String, BTreeMap<String, Option<Bytes>>>,
}

#[derive(Deserialize)]
struct Bytes {
    lamports: u64,
    owner: String,
    data: String,
}

/// One of them.
pub(crate) struct Record<'a> {
    row: &'a Row,
    sponsor: Address,
    pub(crate) state: State,
    pub(crate) blockhash: Hash,
}

impl Recorded {
    pub(crate) fn read(directory: &Path) -> Result<Self, String> {
        Ok(Self {
            runtime: read(&directory.join("solana-runtime.json"))?,
            accounts: read(&directory.join("solana-accounts.json"))?,
        })
    }

    /// What a vector of the group `chain-solana` is made of; vectors of other groups have nothing here.
    pub(crate) fn record(&self, id: &str) -> Result<Option<Record<'_>>, String> {
        let Some(number) = id.strip_prefix("chain-solana-") else { return Ok(None) };
        let number: usize = number.parse().map_err(|_| format!("{number} is no number of a transaction"))?;
        let row =
            number.checked_sub(1).and_then(|at| self.runtime.transactions.get(at)).ok_or("it was not recorded")?;
        let world = self.accounts.worlds.get(&row.world).ok_or("no such world")?;
        let mut state = State {
            name: format!("as recorded under this name; {}", self.runtime.runtime),
            sent_before: row.times.is_some_and(|times| times > 1),
            ..State::default()
        };
        for (key, account) in world {
            state.accounts.insert(address(key)?, account.account()?);
        }
        for (key, account) in self.accounts.transactions.get(&number.to_string()).into_iter().flatten() {
            match account {
                Some(account) => drop(state.accounts.insert(address(key)?, account.account()?)),
                None => drop(state.accounts.remove(&address(key)?)),
            }
        }
        let sponsor = address(&self.accounts.sponsor)?;
        let blockhash = self.accounts.blockhash.parse().map_err(|error| format!("{error}"))?;
        Ok(Some(Record { row, sponsor, state, blockhash }))
    }
}

impl Record<'_> {
    /// Whether it goes as it went.
    pub(crate) fn compare(&self, run: &Run) -> Result<(), String> {
        let Row { leader, error, fee, received, .. } = self.row;
        if let Some(leader) = leader {
            // What an RPC node would have made of it was recorded, too.
            return match run.refused.as_ref() == Some(leader) {
                true => Ok(()),
                false => Err(format!("recorded is that a validator says {leader}, now {:?}", run.refused)),
            };
        }
        // Recorded is what the sponsor lost, whoever pays the fee.
        let lost = if run.fee_payer == Some(self.sponsor) { run.effects.lost } else { 0 };
        let then = (error.clone(), fee.clone(), received.clone());
        let now = (run.refused.clone(), (-lost).to_string(), run.effects.received.to_string());
        match then == now {
            true => Ok(()),
            false => Err(format!("recorded is {then:?}, now it is {now:?}")),
        }
    }
}

impl Bytes {
    fn account(&self) -> Result<Account, String> {
        Ok(Account {
            lamports: self.lamports,
            data: STANDARD.decode(&self.data).map_err(|error| error.to_string())?,
            owner: address(&self.owner)?,
            executable: false,
            rent_epoch: u64::MAX,
        })
    }
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T, String> {
    let say = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let text = fs::read_to_string(path).map_err(|error| say(&error))?;
    serde_json::from_str(&text).map_err(|error| say(&error))
}
