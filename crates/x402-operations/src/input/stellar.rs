//! The facts about Stellar, and the choices for payments there.

#![cfg(feature = "stellar")]

mod digest;

use alloc::{borrow::ToOwned, format, string::String, vec::Vec};

use serde_json::value::RawValue;
use x402_schemes::stellar::{AccountSigners, Address, Signer};
use x402_types::Amount;
use x402_verify::{
    Fact as AnyFact, Policy,
    stellar::{AcceptedCredentials, Fact, OtherEvent, SimulatedTransfer, Simulation},
};

use super::{
    super::{Fields, stop::Outcome},
    by_subject::{about, address, digest, digits, malformed, object_unless_null},
    chain::Chain,
    values::DistinctValues,
};

pub(super) const CHAIN: Chain = Chain {
    facts: read_facts,
    records: |_, records| Ok(records),
    policy: read_policy,
    // The amount is always equal (T-5).
    amount_rule: |_, _| {},
    digest: |payload, terms, _| digest::digest(payload, terms),
};

fn read_policy(fields: &mut Fields<'_>, policy: &mut Policy) -> Outcome<()> {
    let stellar = &mut policy.stellar;
    fields.set_limit("maxFeeStroops", &mut stellar.max_fee_stroops)?;
    match fields.parse::<String>("credentials")?.as_deref() {
        None => {}
        Some("both") => stellar.credentials = AcceptedCredentials::Both,
        Some("v1") => stellar.credentials = AcceptedCredentials::V1,
        Some(_) => return Err(malformed("input.policy.credentials", "must be \"both\" or \"v1\"")),
    }
    Ok(())
}

/// Reads `stellarAccounts` by address and `stellarSimulations` by the digest of the payer's entry. Null means
/// that the account does not exist, or that the simulation fails.
fn read_facts(fields: &mut Fields<'_>, facts: &mut DistinctValues<AnyFact>) -> Outcome<()> {
    let kind = "stellarAccounts";
    for (account, raw, path) in about(fields, kind)? {
        let signers = object_unless_null(raw, &path)?.map(|shown| read_signers(shown, &path)).transpose()?;
        let subject = account.as_bytes().to_vec();
        let account = address(&account, &path)?;
        facts.add(kind, subject, Fact::Account { account, signers }.into(), &path)?;
    }
    let kind = "stellarSimulations";
    for (entry, raw, path) in about(fields, kind)? {
        let digest = digest(&entry, &path)?;
        let effects = object_unless_null(raw, &path)?.map(|shown| read_simulation(shown, &path)).transpose()?;
        facts.add(kind, digest.to_vec(), Fact::Simulation { digest, effects }.into(), &path)?;
    }
    Ok(())
}

fn read_signers(shown: Fields<'_>, path: &str) -> Outcome<AccountSigners> {
    let mut shown = shown.only(&["signers", "threshold"])?;
    let signers: Vec<&RawValue> = shown.require_as("signers")?;
    let path_of = |index| format!("{path}.signers[{index}]");
    let signers = signers.into_iter().enumerate().map(|(index, raw)| read_signer(raw, &path_of(index)));
    let signers: Vec<Signer> = signers.collect::<Outcome<_>>()?;
    // An account has a signer only once, so one of two weights is wrong, and it is unknown which.
    let twice =
        signers.iter().enumerate().find(|(index, signer)| signers.iter().take(*index).any(|one| one.key == signer.key));
    if let Some((index, _)) = twice {
        return Err(malformed(&path_of(index), "names a signer that was named before"));
    }
    Ok(AccountSigners { signers, threshold: in_a_byte(shown.require_as("threshold")?, &format!("{path}.threshold"))? })
}

/// Weights and thresholds have one byte in the ledger.
fn in_a_byte(value: u32, path: &str) -> Outcome<u32> {
    if value <= u8::MAX.into() { Ok(value) } else { Err(malformed(path, "must be from 0 to 255")) }
}

fn read_signer(raw: &RawValue, path: &str) -> Outcome<Signer> {
    let mut shown = Fields::read(raw, path.to_owned())?.only(&["key", "weight"])?;
    let Address::Account(key) = address(&shown.require_as::<String>("key")?, path)? else {
        return Err(malformed(path, "the key must be the address of an account, G…"));
    };
    Ok(Signer { key, weight: in_a_byte(shown.require_as("weight")?, path)? })
}

fn read_simulation(shown: Fields<'_>, path: &str) -> Outcome<Simulation> {
    let mut shown = shown.only(&["transfers", "otherEvents", "minResourceFee"])?;
    let transfers: Vec<&RawValue> = shown.require_as("transfers")?;
    let path_of = |member: &str, index| format!("{path}.{member}[{index}]");
    let transfers = transfers.into_iter().enumerate();
    let transfers = transfers.map(|(index, raw)| read_transfer(raw, &path_of("transfers", index)));
    let mut simulation = Simulation::new(transfers.collect::<Outcome<Vec<_>>>()?);
    for (index, raw) in shown.parse::<Vec<&RawValue>>("otherEvents")?.unwrap_or_default().into_iter().enumerate() {
        let path = path_of("otherEvents", index);
        let mut event = Fields::read(raw, path.clone())?.only(&["contract", "name"])?;
        let contract = address(&event.require_as::<String>("contract")?, &path)?;
        simulation.other_events.push(OtherEvent { contract, name: event.require_as("name")? });
    }
    let fee = shown.parse::<String>("minResourceFee")?;
    simulation.min_resource_fee = fee.map(|fee| digits(&fee, path)).transpose()?;
    Ok(simulation)
}

fn read_transfer(raw: &RawValue, path: &str) -> Outcome<SimulatedTransfer> {
    let mut shown = Fields::read(raw, path.to_owned())?.only(&["asset", "from", "to", "amount"])?;
    let amount = shown.require_as::<String>("amount")?;
    let amount: Amount = amount.parse().map_err(|error| malformed(path, &format!("{amount}: {error}")))?;
    let mut of = |name: &str| address(&shown.require_as::<String>(name)?, path);
    Ok(SimulatedTransfer { asset: of("asset")?, from: of("from")?, to: of("to")?, amount })
}
