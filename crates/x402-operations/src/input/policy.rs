//! Reads the server's policy.

use serde::Deserialize;
use x402_schemes::evm::Address;
use x402_types::Flag;
use x402_verify::{AmountRule, Policy};

use super::{
    super::{
        Fields,
        stop::{Outcome, Stop},
    },
    values::{parse_address, read_match_rule},
};

/// Reads the policy, and the factories that may deploy a payer's wallet if the question limits them.
pub(super) fn read(fields: Option<Fields<'_>>) -> Outcome<(Policy, Option<Vec<Address>>)> {
    let Some(mut fields) = fields else { return Ok((Policy::DEFAULT, None)) };
    let preset = fields.parse::<String>("preset")?;
    let preset = preset.as_deref().unwrap_or("default");
    let mut policy =
        Policy::preset(preset).ok_or_else(|| Stop::Skipped(format!("input.policy.preset {preset} is unknown")))?;
    read_rules(&mut fields, &mut policy)?;
    read_plain(&mut fields, &mut policy)?;
    if let Some(names) = fields.parse::<Vec<String>>("refuse")? {
        let flag = |name: String| {
            name.parse::<Flag>().map_err(|_| Stop::Skipped(format!("input.policy.refuse: {name} is unknown")))
        };
        // Flags that the preset refuses stay refused.
        policy.refused = policy.refused.union(names.into_iter().map(flag).collect::<Outcome<_>>()?);
    }
    let factories = fields.parse::<Vec<String>>("allowedFactories")?.map(|factories| {
        factories.iter().map(|factory| parse_address(factory, "input.policy.allowedFactories")).collect()
    });
    fields.finish()?;
    Ok((policy, factories.transpose()?))
}

/// Reads members that name one of several rules, or an amount.
fn read_rules(fields: &mut Fields<'_>, policy: &mut Policy) -> Outcome<()> {
    if let Some(rule) = fields.parse::<String>("matchRule")? {
        policy.match_rule = read_match_rule(&rule, "input.policy.matchRule")?;
    }
    let amount_rule = match fields.parse::<String>("amountRule")?.as_deref() {
        None => None,
        Some("equal") => Some(AmountRule::Equal),
        Some("at-least") => Some(AmountRule::AtLeast),
        Some(_) => return Err(Stop::Error("input.policy.amountRule must be \"equal\" or \"at-least\"".into())),
    };
    if let Some(rule) = amount_rule {
        policy.evm.amount_rule = rule;
        policy.evm.upto_amount_rule = rule;
        policy.solana.amount_rule = rule;
    }
    if let Some(wei) = fields.parse::<String>("maxSponsorWei")? {
        let wei = wei.parse().map_err(|error| Stop::Error(format!("input.policy.maxSponsorWei: {error}")))?;
        policy.evm.max_sponsor_wei = Some(wei);
    }
    Ok(())
}

/// Reads members whose value is the setting. An absent member keeps the setting of the preset.
fn read_plain(fields: &mut Fields<'_>, policy: &mut Policy) -> Outcome<()> {
    set(fields, "requireEcho", &mut policy.require_echo)?;
    let evm = &mut policy.evm;
    set(fields, "expiryMargin", &mut evm.expiry_margin)?;
    set(fields, "gatewayVariant", &mut evm.gateway_variant)?;
    set(fields, "gatewayMargin", &mut evm.gateway_margin)?;
    set_limit(fields, "horizon", &mut evm.horizon)?;
    set(fields, "assumePlainAccounts", &mut evm.assume_plain_accounts)?;
    set(fields, "compactSignatures", &mut evm.compact_signatures)?;
    set(fields, "canonicalSignatures", &mut evm.canonical_signatures)?;
    set(fields, "strictAddresses", &mut evm.strict_addresses)?;
    set(fields, "emptyDomainNames", &mut evm.empty_domain_names)?;
    set(fields, "approvalTransactions", &mut evm.approval_transactions)?;
    set_limit(fields, "maxApprovalGas", &mut evm.max_approval_gas)?;
    let solana = &mut policy.solana;
    set(fields, "maxUnitPrice", &mut solana.max_unit_price)?;
    set_limit(fields, "maxComputeUnits", &mut solana.max_compute_units)?;
    set_limit(fields, "maxSponsorLamports", &mut solana.max_sponsor_lamports)?;
    set(fields, "extraSigners", &mut solana.extra_signers)?;
    set_limit(fields, "maxInstructions", &mut solana.max_instructions)?;
    set(fields, "maxLighthouse", &mut solana.max_lighthouse)?;
    set(fields, "accountCreation", &mut solana.account_creation)?;
    set(fields, "smartWallets", &mut solana.smart_wallets)
}

fn set<'a, T: Deserialize<'a>>(fields: &mut Fields<'a>, name: &str, setting: &mut T) -> Outcome<()> {
    if let Some(value) = fields.parse(name)? {
        *setting = value;
    }
    Ok(())
}

/// Sets a limit that a preset may leave out. Null is refused, because a question cannot remove a limit.
fn set_limit<'a, T: Deserialize<'a>>(fields: &mut Fields<'a>, name: &str, limit: &mut Option<T>) -> Outcome<()> {
    if let Some(value) = fields.parse(name)? {
        *limit = Some(value);
    }
    Ok(())
}
