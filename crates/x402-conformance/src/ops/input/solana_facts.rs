//! What was asked of a Solana chain.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;
use x402_schemes::solana::{Address, TokenProgram};
use x402_verify::{Facts, Multisig, SimulatedTransfer, Simulation};

use super::super::{Fields, Outcome, Stop, fields::parse_hex};

/// As it is written. A member that is not known is a mistake, and a constraint that is ignored would change a verdict.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ShownMultisig {
    required: u8,
    members: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ShownSimulation {
    /// Lamports, in digits.
    fee_payer_lost: String,
    transfers: Vec<ShownTransfer>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ShownTransfer {
    program: String,
    source: String,
    mint: String,
    destination: String,
    authority: String,
    amount: String,
}

/// `lookupTables`, `multisigs` and `simulations`, each by what it is about; null says that there is none, or that it fails.
pub(super) fn read(fields: &mut Fields<'_>, mut facts: Facts) -> Outcome<Facts> {
    for (table, addresses, path) in about::<Vec<String>>(fields, "lookupTables")? {
        let table = address(&table, &path)?;
        facts = match addresses {
            Some(addresses) => facts.with_lookup_table(table, all(&addresses, &path)?),
            None => facts.without_lookup_table(table),
        };
    }
    for (authority, multisig, path) in about::<ShownMultisig>(fields, "multisigs")? {
        let multisig = match multisig {
            Some(shown) => Some(Multisig { required: shown.required, members: all(&shown.members, &path)? }),
            None => None,
        };
        facts = facts.with_multisig(address(&authority, &path)?, multisig);
    }
    for (message, simulation, path) in about::<ShownSimulation>(fields, "simulations")? {
        let message = parse_hex(&message)
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(|| malformed(&path, "the name must be 0x and 64 hexadecimal digits"))?;
        let simulation = simulation.map(|shown| shown.read(&path)).transpose()?;
        facts = facts.with_simulation(message, simulation);
    }
    Ok(facts)
}

/// The members of one kind of fact: what each is about, what it says if not null, and where it stands.
fn about<T: DeserializeOwned>(fields: &mut Fields<'_>, kind: &str) -> Outcome<Vec<(String, Option<T>, String)>> {
    let Some(found) = fields.object(kind)? else { return Ok(Vec::new()) };
    let read = |(name, raw): (std::borrow::Cow<'_, str>, &RawValue)| {
        let path = format!("{}.{kind}.{name}", fields.path());
        let said = serde_json::from_str(raw.get()).map_err(|error| malformed(&path, &error.to_string()))?;
        Ok((name.into_owned(), said, path))
    };
    found.into_members().map(read).collect()
}

impl ShownSimulation {
    fn read(&self, path: &str) -> Outcome<Simulation> {
        let transfers = self.transfers.iter().map(|transfer| transfer.read(path)).collect::<Outcome<_>>()?;
        Ok(Simulation { transfers, fee_payer_lost: digits(&self.fee_payer_lost, path)? })
    }
}

impl ShownTransfer {
    fn read(&self, path: &str) -> Outcome<SimulatedTransfer> {
        Ok(SimulatedTransfer {
            program: TokenProgram::at(&address(&self.program, path)?)
                .ok_or_else(|| malformed(path, "program must be that of Token or Token-2022"))?,
            source: address(&self.source, path)?,
            mint: address(&self.mint, path)?,
            destination: address(&self.destination, path)?,
            authority: address(&self.authority, path)?,
            amount: digits(&self.amount, path)?,
        })
    }
}

fn all(texts: &[String], path: &str) -> Outcome<Vec<Address>> {
    texts.iter().map(|text| address(text, path)).collect()
}

fn address(text: &str, path: &str) -> Outcome<Address> {
    text.parse().map_err(|error| malformed(path, &format!("{text}: {error}")))
}

/// Digits, and nothing else: `parse` takes a sign.
fn digits(text: &str, path: &str) -> Outcome<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| plain).ok_or_else(|| malformed(path, "must be digits, of 64 bits at most"))
}

fn malformed(path: &str, why: &str) -> Stop {
    Stop::Error(format!("{path}: {why}"))
}
