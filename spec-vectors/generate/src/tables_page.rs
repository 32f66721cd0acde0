//! `docs/reference/tables.md`: the tables that an implementation needs beside the rulings, from the code and the vectors' tables.

use std::fmt::{Display, Write};

use serde_json::{Map, Value};
use x402_operations::hosted_presets;
use x402_types::matching::MatchRule;
use x402_verify::{AmountRule, Policy};

use crate::{members, networks};

const HEAD: &str = "\
# Tables

Written by `cargo run -p x402-vectors-generate`. [The operations](operations/README.md) and [the rulings](rulings/README.md) refer to these
tables.

## V1 names of networks

V2 uses the identifier (C-9).

| V1 name | identifier |
|---|---|
";

const READ: &str = "
These names are read and never written, because no table of a published package has them (U-44).

| V1 name | identifier |
|---|---|
";

const MEMBERS: &str = "
## Members of the objects

The group `members` of the vectors tries each of these members: absent, null, of every other type, twice, and with values
that count as false. [schemas](../../schemas/README.md) contains the objects as JSON Schemas. Unknown members are kept (C-13).
C-8 has the exceptions from the documents' tables. A *decimal* is a string (C-6).

| object | member | type | if it is absent, or null |
|---|---|---|---|
";

const PRESETS: &str = "
## Presets of the policy

The choices of two published facilitators, as far as the bytes of a payment show them. `–` is no limit, and in `refuse` no flag.
[sources.md](sources.md) has the evidence.

| member of `policy` | `default` | `ts` | `x402-rs` |
|---|---|---|---|
";

const HOSTED: &str = "
## Presets of hosted facilitators

What was published about a hosted facilitator, or seen, on the day of the table (U-50 to U-53). A service changes without notice,
so a preset says what was true then. It is no promise of the service, and never a default. The limits of a preset are members
of `policy`, beside the defaults. A payment of a kind that is not listed is undecided. What no member of `policy` says is in the
last column. [sources.md](sources.md#hosted-facilitators) has the evidence.

| preset | service | last confirmed | by | members of `policy` | kinds | not judged |
|---|---|---|---|---|---|---|
";

/// A member of the policy, and its value in a preset.
type Setting = (&'static str, fn(&Policy) -> String);

const SETTINGS: [Setting; 23] = [
    ("matchRule", |policy| {
        let names = [(MatchRule::Exact, "exact"), (MatchRule::Core, "core")];
        quoted(names.iter().find(|(rule, _)| policy.match_rule == *rule).map_or("sdk", |(_, name)| *name))
    }),
    ("amountRule`, on EVM chains", |policy| amount_rule(policy.evm.amount_rule)),
    ("amountRule`, on Solana", |policy| amount_rule(policy.solana.amount_rule)),
    ("expiryMargin", |policy| policy.evm.expiry_margin.to_string()),
    ("permitMargin", |policy| policy.evm.permit_margin.to_string()),
    ("gatewayVariant", |policy| policy.evm.gateway_variant.to_string()),
    ("horizon", |policy| limit(policy.evm.horizon)),
    ("assumePlainAccounts", |policy| policy.evm.assume_plain_accounts.to_string()),
    ("requireEcho", |policy| policy.require_echo.to_string()),
    ("compactSignatures", |policy| policy.evm.compact_signatures.to_string()),
    ("canonicalSignatures", |policy| policy.evm.canonical_signatures.to_string()),
    ("refuse", |policy| {
        let flags: Vec<String> = policy.refused.iter().map(|flag| quoted(flag.as_str())).collect();
        if flags.is_empty() { "–".into() } else { flags.join(", ") }
    }),
    ("strictAddresses", |policy| policy.evm.strict_addresses.to_string()),
    ("optionalWithdrawDelay", |policy| policy.evm.batch_settlement.optional_withdraw_delay.to_string()),
    ("strictChannelIds", |policy| policy.evm.batch_settlement.strict_channel_ids.to_string()),
    ("approvalTransactions", |policy| policy.evm.approval_transactions.to_string()),
    ("maxApprovalGas", |policy| limit(policy.evm.max_approval_gas)),
    ("maxUnitPrice", |policy| policy.solana.max_unit_price.to_string()),
    ("maxComputeUnits", |policy| limit(policy.solana.max_compute_units)),
    ("extraSigners", |policy| match policy.solana.extra_signers {
        u8::MAX => "–".into(),
        count => count.to_string(),
    }),
    ("maxInstructions", |policy| policy.solana.max_instructions.to_string()),
    ("maxLighthouse", |policy| policy.solana.max_lighthouse.to_string()),
    ("smartWallets", |policy| policy.solana.smart_wallets.to_string()),
];

fn amount_rule(rule: AmountRule) -> String {
    quoted(if rule == AmountRule::Equal { "equal" } else { "at-least" })
}

fn limit(limit: Option<impl Display>) -> String {
    limit.map_or_else(|| "–".into(), |limit| limit.to_string())
}

fn quoted(name: &str) -> String {
    format!("`{name}`")
}

pub(crate) fn page() -> String {
    let mut page = String::from(HEAD);
    // Writing to a `String` cannot fail.
    for (name, caip2) in networks::table() {
        let _ = writeln!(page, "| `{name}` | `{caip2}` |");
    }
    page.push_str(READ);
    for (name, caip2) in networks::read_only() {
        let _ = writeln!(page, "| `{name}` | `{caip2}` |");
    }
    page.push_str(MEMBERS);
    for [object, member, kind, absent] in members::rows() {
        let _ = writeln!(page, "| {object} | `{member}` | {kind} | {absent} |");
    }
    page.push_str(PRESETS);
    for (name, value) in SETTINGS {
        let name = if name.contains('`') { format!("`{name}") } else { quoted(name) };
        let values: Vec<String> = Policy::PRESETS.iter().map(|(_, policy)| value(policy)).collect();
        let _ = writeln!(page, "| {name} | {} |", values.join(" | "));
    }
    page.push_str(HOSTED);
    for preset in hosted_presets() {
        let policy: Map<String, Value> = serde_json::from_str(preset.policy).expect("an object of ours");
        let members = policy.iter().filter(|(name, _)| *name != "kinds");
        let members: Vec<String> = members.map(|(name, value)| format!("`{name}` {}", plain(value))).collect();
        let _ = writeln!(
            page,
            "| `{}` | {} | {} | {} | {} | {} | {} |",
            preset.name,
            preset.service,
            preset.confirmed,
            preset.sources.join("; "),
            if members.is_empty() { "–".into() } else { members.join(", ") },
            kinds(&policy["kinds"]),
            preset.beyond.join("; ")
        );
    }
    page
}

/// The kinds, those of one scheme in one entry.
fn kinds(kinds: &Value) -> String {
    let mut schemes: Vec<(String, Vec<&str>)> = Vec::new();
    for kind in kinds.as_array().expect("a list of ours") {
        let version = kind.get("x402Version").map_or_else(String::new, |version| format!(" of V{version}"));
        let extra = kind.get("extra").map_or_else(String::new, |extra| format!(", `extra` with `{extra}`"));
        let scheme = format!("`{}`{version}{extra}", kind["scheme"].as_str().expect("a text of ours"));
        let network = kind["network"].as_str();
        match schemes.last_mut().filter(|(last, _)| *last == scheme) {
            Some((_, networks)) => networks.extend(network),
            None => schemes.push((scheme, network.into_iter().collect())),
        }
    }
    let shown = schemes.iter().map(|(scheme, networks)| {
        let networks: Vec<String> = networks.iter().map(|network| quoted(network)).collect();
        if networks.is_empty() { scheme.clone() } else { format!("{scheme} on {}", networks.join(", ")) }
    });
    shown.collect::<Vec<_>>().join("; ")
}

/// A value of the table.
fn plain(value: &Value) -> String {
    match value.as_array() {
        Some(names) => {
            names.iter().map(|name| quoted(name.as_str().unwrap_or_default())).collect::<Vec<_>>().join(", ")
        }
        None => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_are_the_presets() {
        let names: Vec<String> = Policy::PRESETS.iter().map(|(name, _)| quoted(name)).collect();
        assert!(PRESETS.contains(&format!("| member of `policy` | {} |", names.join(" | "))));
    }
}
