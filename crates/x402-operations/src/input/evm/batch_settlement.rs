//! The facts about the contract of `batch-settlement`, the server's records, and the server's choices.

mod digest;

use alloc::{borrow::ToOwned, format, string::String};

use serde_json::value::RawValue;
use x402_schemes::evm::batch_settlement::{Amount128, ChannelId};
use x402_types::Uint256;
use x402_verify::{
    Fact as AnyFact, Policy, Records,
    evm::batch_settlement::{ChannelState, Fact, Withdrawal},
};

pub(super) use self::digest::digest;
use crate::{
    Fields,
    fields::parse_hex,
    input::values::DistinctValues,
    stop::{Outcome, Stop},
};

pub(super) fn read_policy(fields: &mut Fields<'_>, policy: &mut Policy) -> Outcome<()> {
    // If the caller sets it, it applies to this scheme, too. The setting of a preset does not.
    if let Some(is_canonical) = fields.parse("canonicalSignatures")? {
        policy.evm.canonical_signatures = is_canonical;
        policy.evm.batch_settlement.canonical_signatures = is_canonical;
    }
    let policy = &mut policy.evm.batch_settlement;
    fields.set("enforceMinDeposit", &mut policy.enforce_min_deposit)?;
    fields.set("optionalWithdrawDelay", &mut policy.optional_withdraw_delay)?;
    fields.set("strictChannelIds", &mut policy.strict_channel_ids)
}

/// The fields of an object by channel, in any letter case.
fn by_channel<'a>(
    fields: &mut Fields<'a>,
    member: &str,
    mut read: impl FnMut(ChannelId, &'a RawValue, &str) -> Outcome<()>,
) -> Outcome<()> {
    let Some(channels) = fields.object(member)? else { return Ok(()) };
    let path = channels.path().to_owned();
    for (id, raw) in channels.into_members() {
        let path = format!("{path}.{id}");
        let bytes = parse_hex(&id).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        let id = bytes.ok_or_else(|| Stop::Error(format!("{path}: not 0x and 64 hexadecimal digits")))?;
        read(ChannelId::new(id), raw, &path)?;
    }
    Ok(())
}

pub(super) fn read_facts(fields: &mut Fields<'_>, facts: &mut DistinctValues<AnyFact>) -> Outcome<()> {
    const MEMBERS: &[&str] = &["balance", "totalClaimed", "refundNonce", "withdrawRequestedAt", "withdrawAmount"];
    let kind = "channels";
    by_channel(fields, kind, |channel, raw, path| {
        let mut fact = Fields::read(raw, path.to_owned())?.only(MEMBERS)?;
        let mut state = ChannelState::of_balance(number(&fact.require_as::<String>("balance")?, path)?);
        state.total_claimed = number(&fact.require_as::<String>("totalClaimed")?, path)?;
        if state.total_claimed > state.balance {
            return Err(Stop::Error(format!("{path}: totalClaimed is above balance, which no chain reports")));
        }
        state.refund_nonce =
            fact.parse::<String>("refundNonce")?.map(|text| number::<Uint256>(&text, path)).transpose()?;
        let requested_at = fact.parse::<u64>("withdrawRequestedAt")?.filter(|at| *at != 0);
        let amount = fact.parse::<String>("withdrawAmount")?.map(|text| number(&text, path)).transpose()?;
        state.withdrawal = requested_at.map(|requested_at| Withdrawal { requested_at, amount });
        facts.add(kind, channel.as_ref().to_vec(), Fact::Channel { channel, state }.into(), path)
    })
}

pub(super) fn read_records(fields: &mut Fields<'_>, records: Records) -> Outcome<Records> {
    let kind = "charged";
    let mut facts = DistinctValues::new();
    by_channel(fields, kind, |id, raw, path| {
        let text: Option<String> = serde_json::from_str(raw.get())
            .map_err(|_| Stop::Error(format!("{path} must be a decimal text or null")))?;
        let charged: Option<Amount128> = text.map(|text| number(&text, path)).transpose()?;
        facts.add(kind, id.as_ref().to_vec(), (id, charged), path)
    })?;
    Ok(facts.into_values().fold(records, |records, (id, charged)| records.with_charged(id, charged)))
}

fn number<T: core::str::FromStr<Err: core::fmt::Display>>(text: &str, path: &str) -> Outcome<T> {
    text.parse().map_err(|error| Stop::Error(format!("{path}: {error}")))
}
