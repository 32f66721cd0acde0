//! The recorded transactions: `spec-vectors/generate/data/solana-runtime.json`, and the accounts:
//! `solana-accounts.json`.

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

/// The outcome of a transaction. Token, fee and what was received are stated where they are not the usual ones.
#[derive(Deserialize)]
struct Row {
    #[serde(default = "token")]
    world: String,
    /// The answer of a validator to the packet, if it is not "ok".
    leader: Option<String>,
    error: Option<String>,
    /// The cost for the fee payer, as the change of its lamports.
    #[serde(default = "fee")]
    fee: String,
    #[serde(default = "price")]
    received: String,
    /// How many times it was sent.
    times: Option<u8>,
}

#[derive(Deserialize)]
struct Accounts {
    /// The blockhash that was used.
    blockhash: String,
    /// The account whose lamports were counted.
    sponsor: String,
    /// The accounts of each token, as `LAMPORTS OWNER DATA`.
    worlds: BTreeMap<String, BTreeMap<String, String>>,
    /// The accounts that differed for a transaction, by its number.
    transactions: BTreeMap<String, BTreeMap<String, Option<String>>>,
}

fn token() -> String {
    "token".into()
}

fn fee() -> String {
    "-10001".into()
}

fn price() -> String {
    "10000".into()
}

/// A recorded transaction.
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

    /// The record from which a vector of the group `chain-solana` is made. Vectors of other groups have none.
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
            state.accounts.insert(address(key)?, read_account(account)?);
        }
        for (key, account) in self.accounts.transactions.get(&number.to_string()).into_iter().flatten() {
            match account {
                Some(account) => drop(state.accounts.insert(address(key)?, read_account(account)?)),
                None => drop(state.accounts.remove(&address(key)?)),
            }
        }
        let sponsor = address(&self.accounts.sponsor)?;
        let blockhash = self.accounts.blockhash.parse().map_err(|error| format!("{error}"))?;
        Ok(Some(Record { row, sponsor, state, blockhash }))
    }
}

impl Record<'_> {
    /// Checks that the outcome is the recorded one.
    pub(crate) fn compare(&self, run: &Run) -> Result<(), String> {
        let Row { leader, error, fee, received, .. } = self.row;
        if let Some(leader) = leader {
            // The answer of an RPC node was recorded, too.
            return match run.refused.as_ref() == Some(leader) {
                true => Ok(()),
                false => Err(format!("recorded is that a validator says {leader}, now {:?}", run.refused)),
            };
        }
        // The recorded value is the loss of the sponsor, whoever pays the fee.
        let lost = if run.fee_payer == Some(self.sponsor) { run.effects.lost } else { 0 };
        let then = (error.clone(), fee.clone(), received.clone());
        let now = (run.refused.clone(), (-lost).to_string(), run.effects.received.to_string());
        match then == now {
            true => Ok(()),
            false => Err(format!("recorded is {then:?}, now it is {now:?}")),
        }
    }
}

/// `LAMPORTS OWNER DATA`
fn read_account(text: &str) -> Result<Account, String> {
    let [lamports, owner, data] =
        text.split(' ').collect::<Vec<_>>().try_into().map_err(|_| format!("{text} is no account"))?;
    Ok(Account {
        lamports: lamports.parse().map_err(|error| format!("{error}"))?,
        data: STANDARD.decode(data).map_err(|error| error.to_string())?,
        owner: address(owner)?,
        executable: false,
        rent_epoch: u64::MAX,
    })
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T, String> {
    let say = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let text = fs::read_to_string(path).map_err(|error| say(&error))?;
    serde_json::from_str(&text).map_err(|error| say(&error))
}
