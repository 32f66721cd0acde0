//! The facts and choices that the chain families with a ledger for a clock have in common: Stellar and the XRP Ledger.

#![cfg(any(feature = "stellar", feature = "xrpl"))]

use alloc::{borrow::ToOwned, format};
use core::num::NonZeroU32;

use serde_json::value::RawValue;
use x402_types::Network;
use x402_verify::{Fact, Policy, stellar, xrpl};

use super::{
    super::{Fields, stop::Outcome},
    by_subject::{about, malformed},
    chain::Chain,
    values::DistinctValues,
};

pub(super) const CHAIN: Chain = Chain {
    facts: read_facts,
    records: |_, records| Ok(records),
    policy: read_policy,
    amount_rule: |_, _| {},
    digest: |_, _, _| None,
};

fn read_policy(fields: &mut Fields<'_>, policy: &mut Policy) -> Outcome<()> {
    if let Some(tolerance) = fields.parse("ledgerTolerance")? {
        (policy.stellar.ledger_tolerance, policy.xrpl.ledger_tolerance) = (tolerance, tolerance);
    }
    if let Some(margin) = fields.parse("ledgerMargin")? {
        (policy.stellar.ledger_margin, policy.xrpl.ledger_margin) = (margin, margin);
    }
    Ok(())
}

/// Reads `ledgers`, by network.
fn read_facts(fields: &mut Fields<'_>, facts: &mut DistinctValues<Fact>) -> Outcome<()> {
    let kind = "ledgers";
    for (network, raw, path) in about(fields, kind)? {
        let ledger = read_ledger(&network, raw, &path)?;
        facts.add(kind, network.as_bytes().to_vec(), ledger, &path)?;
    }
    Ok(())
}

fn read_ledger(network: &str, raw: &RawValue, path: &str) -> Outcome<Fact> {
    let mut shown = Fields::read(raw, path.to_owned())?.only(&["sequence", "secondsPerLedger"])?;
    let network: Network = network.parse().map_err(|error| malformed(path, &format!("{network}: {error}")))?;
    let sequence = shown.require_as("sequence")?;
    let seconds_per_ledger: Option<NonZeroU32> = shown.parse("secondsPerLedger")?;
    Ok(if x402_schemes::xrpl::is_on(&network) {
        xrpl::Fact::Ledger { network, sequence, seconds_per_ledger }.into()
    } else {
        stellar::Fact::Ledger { network, sequence, seconds_per_ledger }.into()
    })
}
