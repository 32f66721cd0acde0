//! `docs/tables.md`: the tables that an implementation needs beside the rulings, from the code and the vectors' tables.

use std::fmt::{Display, Write};

use x402_types::matching::MatchRule;
use x402_verify::{AmountRule, Policy};

use crate::{members, networks};

const HEAD: &str = "\
# Tables

Written by `cargo run -p x402-vectors-generate`. [operations.md](operations.md) and [rulings.md](rulings.md) refer to these
tables.

## V1 names of networks

V2 uses the identifier (C-9).

| V1 name | identifier |
|---|---|
";

const READ: &str = "
These names are read and never written, because a single source has each (U-44).

| V1 name | identifier |
|---|---|
";

const MEMBERS: &str = "
## Members of the objects

The group `members` of the vectors tries each of these members: absent, null, of every other type, twice, and with values
that count as false. [schemas](../schemas/README.md) has the objects as JSON Schemas. Unknown members are kept (C-13).
C-8 has the exceptions from the documents' tables. A *decimal* is a string (C-6).

| object | member | type | if it is absent, or null |
|---|---|---|---|
";

const PRESETS: &str = "
## Presets of the policy

The choices of two published facilitators, as far as the bytes of a payment show them. `–` is no limit.
[sources.md](sources.md) has the evidence.

| member of `policy` | `default` | `ts` | `x402-rs` |
|---|---|---|---|
";

/// A member of the policy, and its value in a preset.
type Setting = (&'static str, fn(&Policy) -> String);

const SETTINGS: [Setting; 18] = [
    ("matchRule", |policy| {
        let names = [(MatchRule::Exact, "exact"), (MatchRule::Core, "core")];
        quoted(names.iter().find(|(rule, _)| policy.match_rule == *rule).map_or("sdk", |(_, name)| *name))
    }),
    ("amountRule`, on EVM chains", |policy| amount_rule(policy.evm.amount_rule)),
    ("amountRule`, on Solana", |policy| amount_rule(policy.solana.amount_rule)),
    ("expiryMargin", |policy| policy.evm.expiry_margin.to_string()),
    ("horizon", |policy| limit(policy.evm.horizon)),
    ("assumePlainAccounts", |policy| policy.evm.assume_plain_accounts.to_string()),
    ("requireEcho", |policy| policy.require_echo.to_string()),
    ("compactSignatures", |policy| policy.evm.compact_signatures.to_string()),
    ("canonicalSignatures", |policy| policy.evm.canonical_signatures.to_string()),
    ("refuse", |policy| {
        let flags: Vec<String> = policy.refused.iter().map(|flag| quoted(flag.as_str())).collect();
        if flags.is_empty() { "–".into() } else { flags.join(", ") }
    }),
    ("approvalTransactions", |policy| policy.evm.approval_transactions.to_string()),
    ("maxApprovalGas", |policy| limit(policy.evm.max_approval_gas)),
    ("maxUnitPrice", |policy| policy.solana.max_unit_price.to_string()),
    ("maxComputeUnits", |policy| limit(policy.solana.max_compute_units)),
    ("extraSigners", |policy| match policy.solana.extra_signers {
        u8::MAX => "–".into(),
        count => count.to_string(),
    }),
    ("maxInstructions", |policy| {
        policy.solana.max_instructions.map_or_else(|| "7, in V1 6".into(), |most| most.to_string())
    }),
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
    page
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
