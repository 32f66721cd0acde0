//! The facts about a Solana chain, and the choices for payments on one.

use alloc::{
    borrow::{Cow, ToOwned},
    format,
    string::String,
    vec::Vec,
};

use serde_json::value::RawValue;
use x402_schemes::solana::{Address, TokenProgram};
use x402_verify::{
    AmountRule, Fact as AnyFact, Policy,
    solana::{Fact, MaxInstructions, Multisig, Received, SimulatedTokenCall, SimulatedTransfer, Simulation},
};

use super::{
    super::{Fields, stop::Outcome, value::Value},
    by_subject::{about, address, digest, digits, malformed, object_unless_null, unless_null},
    chain::Chain,
    values::DistinctValues,
};

pub(super) const CHAIN: Chain = Chain {
    facts: read_facts,
    records: |_, records| Ok(records),
    policy: read_policy,
    amount_rule: set_amount_rule,
    digest: |_, _, _| None,
};

fn set_amount_rule(policy: &mut Policy, rule: AmountRule) {
    policy.solana.amount_rule = rule;
}

fn read_policy(fields: &mut Fields<'_>, policy: &mut Policy) -> Outcome<()> {
    let solana = &mut policy.solana;
    fields.set("maxUnitPrice", &mut solana.max_unit_price)?;
    fields.set_limit("maxComputeUnits", &mut solana.max_compute_units)?;
    fields.set_limit("maxSponsorLamports", &mut solana.max_sponsor_lamports)?;
    fields.set("extraSigners", &mut solana.extra_signers)?;
    if let Some(most) = fields.parse("maxInstructions")? {
        solana.max_instructions = MaxInstructions::Exactly(most);
    }
    fields.set("maxLighthouse", &mut solana.max_lighthouse)?;
    fields.set("accountCreation", &mut solana.account_creation)?;
    fields.set("smartWallets", &mut solana.smart_wallets)
}

/// Reads `lookupTables`, `multisigs` and `simulations`, each keyed by its subject. Null means that the account does not
/// exist, or that the simulation fails.
fn read_facts(fields: &mut Fields<'_>, facts: &mut DistinctValues<AnyFact>) -> Outcome<()> {
    let kind = "lookupTables";
    for (table, raw, path) in about(fields, kind)? {
        let table: Address = address(&table, &path)?;
        let addresses = unless_null::<Vec<String>>(raw, &path)?;
        let addresses = addresses.map(|addresses| all(&addresses, &path)).transpose()?;
        facts.add(kind, table.as_ref().to_vec(), Fact::LookupTable { table, addresses }.into(), &path)?;
    }
    let kind = "multisigs";
    for (authority, raw, path) in about(fields, kind)? {
        let multisig = object_unless_null(raw, &path)?.map(|shown| read_multisig(shown, &path)).transpose()?;
        let authority: Address = address(&authority, &path)?;
        facts.add(kind, authority.as_ref().to_vec(), Fact::Multisig { authority, multisig }.into(), &path)?;
    }
    let kind = "simulations";
    for (message, raw, path) in about(fields, kind)? {
        let message = digest(&message, &path)?;
        let effects = object_unless_null(raw, &path)?.map(|shown| read_simulation(shown, &path)).transpose()?;
        facts.add(kind, message.to_vec(), Fact::Simulation { message, effects }.into(), &path)?;
    }
    Ok(())
}

fn read_multisig(shown: Fields<'_>, path: &str) -> Outcome<Multisig> {
    let mut shown = shown.only(&["required", "members", "program"])?;
    let members: Vec<String> = shown.require_as("members")?;
    let multisig = Multisig::new(shown.require_as("required")?, all(&members, path)?);
    match shown.parse::<String>("program")? {
        None => Ok(multisig),
        Some(program) => Ok(multisig.of(token_program(&program, path)?)),
    }
}

fn read_simulation(shown: Fields<'_>, path: &str) -> Outcome<Simulation> {
    let mut shown = shown.only(&["feePayerLost", "feePayerAccounts", "transfers", "otherCalls", "received"])?;
    let transfers: Vec<&RawValue> = shown.require_as("transfers")?;
    let path_of = |index| format!("{path}.transfers[{index}]");
    let transfers = transfers.into_iter().enumerate().map(|(index, raw)| read_transfer(raw, &path_of(index)));
    let transfers = transfers.collect::<Outcome<Vec<_>>>()?;
    let mut simulation = Simulation::new(transfers, digits(&shown.require_as::<String>("feePayerLost")?, path)?);
    for (index, raw) in shown.parse::<Vec<&RawValue>>("otherCalls")?.unwrap_or_default().into_iter().enumerate() {
        simulation.other_calls.push(read_token_call(raw, &format!("{path}.otherCalls[{index}]"))?);
    }
    simulation.fee_payer_accounts = all(&shown.parse::<Vec<String>>("feePayerAccounts")?.unwrap_or_default(), path)?;
    simulation.received = shown.object("received")?.map(|shown| read_received(shown, path)).transpose()?;
    Ok(simulation)
}

fn read_received(shown: Fields<'_>, path: &str) -> Outcome<Vec<Received>> {
    let read = |(account, raw): (Cow<'_, str>, &RawValue)| {
        let path = format!("{path}.received.{account}");
        let amount = String::read(raw, &path)?;
        Ok(Received { account: address(&account, &path)?, amount: digits(&amount, &path)? })
    };
    shown.into_members().map(read).collect()
}

fn read_transfer(raw: &RawValue, path: &str) -> Outcome<SimulatedTransfer> {
    let mut shown = Fields::read(raw, path.to_owned())?.only(&[
        "program",
        "source",
        "mint",
        "destination",
        "authority",
        "amount",
    ])?;
    let amount = digits(&shown.require_as::<String>("amount")?, path)?;
    let program = token_program(&shown.require_as::<String>("program")?, path)?;
    let mut address = |name: &str| address(&shown.require_as::<String>(name)?, path);
    Ok(SimulatedTransfer {
        program,
        source: address("source")?,
        mint: address("mint")?,
        destination: address("destination")?,
        authority: address("authority")?,
        amount,
    })
}

fn read_token_call(raw: &RawValue, path: &str) -> Outcome<SimulatedTokenCall> {
    let mut shown = Fields::read(raw, path.to_owned())?.only(&["program", "name", "accounts"])?;
    let accounts: Vec<String> = shown.require_as("accounts")?;
    let program = token_program(&shown.require_as::<String>("program")?, path)?;
    Ok(SimulatedTokenCall::new(program, shown.require_as::<String>("name")?, all(&accounts, path)?))
}

fn token_program(text: &str, path: &str) -> Outcome<TokenProgram> {
    TokenProgram::at(&address(text, path)?)
        .ok_or_else(|| malformed(path, "program must be that of Token or Token-2022"))
}

fn all(texts: &[String], path: &str) -> Outcome<Vec<Address>> {
    texts.iter().map(|text| address(text, path)).collect()
}
