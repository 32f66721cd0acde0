//! The facts about an EVM chain, and the choices for payments on one.

#[cfg(feature = "batch-settlement")]
mod batch_settlement;

use alloc::{format, string::String, vec::Vec};

use serde_json::value::RawValue;
use x402_schemes::evm::Address;
use x402_types::Amount;
use x402_verify::{
    AmountRule, Fact as AnyFact, Policy,
    evm::{AccountCode, Fact},
};

use super::{
    super::{
        Fields,
        fields::parse_hex,
        stop::{Outcome, Stop},
        value::Value,
    },
    by_subject::{about, malformed},
    chain::Chain,
    values::{DistinctValues, parse_address},
};

pub(super) const CHAIN: Chain = Chain {
    facts: read_facts,
    #[cfg(feature = "batch-settlement")]
    records: batch_settlement::read_records,
    #[cfg(not(feature = "batch-settlement"))]
    records: |_, records| Ok(records),
    policy: read_policy,
    amount_rule: set_amount_rule,
    #[cfg(feature = "batch-settlement")]
    digest: batch_settlement::digest,
    #[cfg(not(feature = "batch-settlement"))]
    digest: |_, _, _| None,
};

fn set_amount_rule(policy: &mut Policy, rule: AmountRule) {
    policy.evm.amount_rule = rule;
    policy.evm.upto_amount_rule = rule;
}

fn read_policy(fields: &mut Fields<'_>, policy: &mut Policy) -> Outcome<()> {
    #[cfg(feature = "batch-settlement")]
    batch_settlement::read_policy(fields, policy)?;
    if let Some(wei) = fields.parse::<String>("maxSponsorWei")? {
        let wei = wei.parse().map_err(|error| Stop::Error(format!("input.policy.maxSponsorWei: {error}")))?;
        policy.evm.max_sponsor_wei = Some(wei);
    }
    let evm = &mut policy.evm;
    fields.set("expiryMargin", &mut evm.expiry_margin)?;
    fields.set("permitMargin", &mut evm.permit_margin)?;
    fields.set("gatewayVariant", &mut evm.gateway_variant)?;
    fields.set("gatewayMargin", &mut evm.gateway_margin)?;
    fields.set_limit("horizon", &mut evm.horizon)?;
    fields.set("assumePlainAccounts", &mut evm.assume_plain_accounts)?;
    fields.set("compactSignatures", &mut evm.compact_signatures)?;
    fields.set("canonicalSignatures", &mut evm.canonical_signatures)?;
    fields.set("strictAddresses", &mut evm.strict_addresses)?;
    fields.set("emptyDomainNames", &mut evm.empty_domain_names)?;
    fields.set("approvalTransactions", &mut evm.approval_transactions)?;
    fields.set_limit("maxApprovalGas", &mut evm.max_approval_gas)
}

/// Reads the facts. Each kind is a field: `accounts`, `contractSignatures` and so on.
fn read_facts(fields: &mut Fields<'_>, facts: &mut DistinctValues<AnyFact>) -> Outcome<()> {
    read_accounts(fields, facts)?;
    read_contract_signatures(fields, facts)?;
    read_token_permits(fields, facts)?;
    read_token_domains(fields, facts)?;
    read_domain_separators(fields, facts)?;
    read_allowances(fields, facts)?;
    read_data_fees(fields, facts)?;
    #[cfg(feature = "batch-settlement")]
    batch_settlement::read_facts(fields, facts)?;
    Ok(())
}

/// The facts of a kind whose value is a list. Each fact may have only these fields.
fn list<'a>(fields: &mut Fields<'a>, kind: &str, known: &[&str]) -> Outcome<Vec<Fields<'a>>> {
    let found = fields.parse::<Vec<&RawValue>>(kind)?.unwrap_or_default();
    let read = |(index, raw)| Fields::read(raw, format!("{}.{kind}[{index}]", fields.path()))?.only(known);
    found.into_iter().enumerate().map(read).collect()
}

fn address(fact: &mut Fields<'_>, name: &str) -> Outcome<Address> {
    parse_address(&fact.require_as::<String>(name)?, fact.path())
}

fn bytes(fact: &mut Fields<'_>, name: &str) -> Outcome<Vec<u8>> {
    let text: String = fact.require_as(name)?;
    parse_hex(&text).ok_or_else(|| Stop::Error(format!("{}.{name} must be 0x and hexadecimal digits", fact.path())))
}

fn digest(fact: &mut Fields<'_>) -> Outcome<[u8; 32]> {
    let bytes = bytes(fact, "digest")?;
    bytes.try_into().map_err(|_| Stop::Error(format!("{}.digest must have 32 bytes", fact.path())))
}

fn read_accounts(fields: &mut Fields<'_>, facts: &mut DistinctValues<AnyFact>) -> Outcome<()> {
    let kind = "accounts";
    for (account, raw, path) in about(fields, kind)? {
        let code: String = Fields::read(raw, path.clone())?.only(&["code"])?.require_as("code")?;
        let code = match code.as_str() {
            "none" => AccountCode::Absent,
            "some" => AccountCode::Present,
            code => AccountCode::from_code(
                &parse_hex(code)
                    .ok_or_else(|| Stop::Error(format!("{path}.code must be \"none\", \"some\" or 0x…")))?,
            ),
        };
        if account == "*" {
            facts.add(kind, Vec::new(), Fact::AnyAccount(code).into(), &path)?;
            continue;
        }
        let account: Address = parse_address(&account, "input.facts")?;
        facts.add(kind, account.as_ref().to_vec(), Fact::Account { account, code }.into(), &path)?;
    }
    Ok(())
}

fn read_contract_signatures(fields: &mut Fields<'_>, facts: &mut DistinctValues<AnyFact>) -> Outcome<()> {
    let kind = "contractSignatures";
    for mut fact in list(fields, kind, &["account", "caller", "digest", "signature", "valid"])? {
        let (digest, signature) = (digest(&mut fact)?, bytes(&mut fact, "signature")?);
        let account = address(&mut fact, "account")?;
        let caller: Option<String> = fact.parse("caller")?;
        let caller: Option<Address> = caller.map(|caller| parse_address(&caller, fact.path())).transpose()?;
        let answer = fact.require_as::<bool>("valid")?.into();
        // A signature has any length, so the bytes before it show whether there is a caller.
        let by = caller.as_ref().map_or(&[][..], AsRef::as_ref);
        let subject = [account.as_ref(), &digest, &[caller.is_some().into()], by, &signature].concat();
        let answered = Fact::ContractSignature { account, caller, digest, signature, answer };
        facts.add(kind, subject, answered.into(), fact.path())?;
    }
    Ok(())
}

fn read_token_permits(fields: &mut Fields<'_>, facts: &mut DistinctValues<AnyFact>) -> Outcome<()> {
    let kind = "tokenPermits";
    for mut fact in list(fields, kind, &["token", "digest", "signature", "taken"])? {
        let (digest, signature) = (digest(&mut fact)?, bytes(&mut fact, "signature")?);
        let token = address(&mut fact, "token")?;
        let answer = fact.require_as::<bool>("taken")?.into();
        let subject = [token.as_ref(), &digest[..], &signature].concat();
        facts.add(kind, subject, Fact::TokenPermit { token, digest, signature, answer }.into(), fact.path())?;
    }
    Ok(())
}

fn read_token_domains(fields: &mut Fields<'_>, facts: &mut DistinctValues<AnyFact>) -> Outcome<()> {
    let kind = "tokenDomains";
    for (token, raw, path) in about(fields, kind)? {
        let mut fact = Fields::read(raw, path.clone())?.only(&["name", "version"])?;
        let (name, version) = (fact.require_as("name")?, fact.require_as("version")?);
        let token: Address = parse_address(&token, "input.facts")?;
        facts.add(kind, token.as_ref().to_vec(), Fact::DomainNames { token, name, version }.into(), &path)?;
    }
    Ok(())
}

fn read_domain_separators(fields: &mut Fields<'_>, facts: &mut DistinctValues<AnyFact>) -> Outcome<()> {
    let kind = "domainSeparators";
    for (token, raw, path) in about(fields, kind)? {
        let text: Option<String> = serde_json::from_str(raw.get()).ok();
        let separator: Option<[u8; 32]> = text.and_then(|text| parse_hex(&text)?.try_into().ok());
        let separator = separator.ok_or_else(|| Stop::Error(format!("{path} must be 0x and 64 hexadecimal digits")))?;
        let token: Address = parse_address(&token, "input.facts")?;
        facts.add(kind, token.as_ref().to_vec(), Fact::DomainSeparator { token, separator }.into(), &path)?;
    }
    Ok(())
}

fn read_allowances(fields: &mut Fields<'_>, facts: &mut DistinctValues<AnyFact>) -> Outcome<()> {
    let kind = "allowances";
    for mut fact in list(fields, kind, &["token", "owner", "amount"])? {
        let (token, owner) = (address(&mut fact, "token")?, address(&mut fact, "owner")?);
        let amount: String = fact.require_as("amount")?;
        let amount: Amount = amount.parse().map_err(|error| Stop::Error(format!("{}.amount: {error}", fact.path())))?;
        let subject = [token.as_ref(), owner.as_ref()].concat();
        facts.add(kind, subject, Fact::Allowance { token, owner, amount }.into(), fact.path())?;
    }
    Ok(())
}

fn read_data_fees(fields: &mut Fields<'_>, facts: &mut DistinctValues<AnyFact>) -> Outcome<()> {
    let kind = "dataFees";
    for (hash, raw, path) in about(fields, kind)? {
        let wrong = |why: &str| malformed(&path, why);
        let wei = String::read(raw, &path)?;
        let hash = parse_hex(&hash).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        let hash = hash.ok_or_else(|| wrong("not the hash of a transaction"))?;
        let wei: Amount = wei.parse().map_err(|error| wrong(&format!("{error}")))?;
        facts.add(kind, hash.to_vec(), Fact::DataFee { hash, wei: wei.get() }.into(), &path)?;
    }
    Ok(())
}
