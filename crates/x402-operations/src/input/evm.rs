//! The facts about an EVM chain, and the choices for payments on one.

#[cfg(feature = "batch-settlement")]
mod batch_settlement;

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use x402_schemes::{SchemePayload, Terms, evm::Address};
use x402_types::{Amount, RawJson};
use x402_verify::{
    AmountRule, Facts, Policy, Records,
    evm::{AccountCode, Fact},
};

use super::{
    super::{
        Fields,
        fields::parse_hex,
        stop::{Outcome, Stop},
    },
    chains::{Chain, DigestOf},
    policy::{set, set_limit},
    values::{Said, parse_address},
};

/// What the input of a mechanism with members of its own consists of, and its answer to `digest`.
struct Room {
    facts: fn(&mut Fields<'_>, Facts) -> Outcome<Facts>,
    records: fn(&mut Fields<'_>, Records) -> Outcome<Records>,
    policy: fn(&mut Fields<'_>, &mut Policy) -> Outcome<()>,
    digest: DigestOf,
}

const ROOMS: &[Room] = &[
    #[cfg(feature = "batch-settlement")]
    batch_settlement::ROOM,
];

pub(super) const CHAIN: Chain = Chain {
    facts: read_facts,
    records: read_records,
    policy: read_policy,
    amount_rule: set_amount_rule,
    digest: digest_of_room,
};

fn digest_of_room(
    payload: &SchemePayload,
    terms: &Terms<'_>,
    extensions: Option<&RawJson>,
) -> Option<Outcome<Box<RawValue>>> {
    ROOMS.iter().find_map(|room| (room.digest)(payload, terms, extensions))
}

fn read_records(fields: &mut Fields<'_>, records: Records) -> Outcome<Records> {
    ROOMS.iter().try_fold(records, |records, room| (room.records)(fields, records))
}

fn set_amount_rule(policy: &mut Policy, rule: AmountRule) {
    policy.evm.amount_rule = rule;
    policy.evm.upto_amount_rule = rule;
}

fn read_policy(fields: &mut Fields<'_>, policy: &mut Policy) -> Outcome<()> {
    ROOMS.iter().try_for_each(|room| (room.policy)(fields, policy))?;
    if let Some(wei) = fields.parse::<String>("maxSponsorWei")? {
        let wei = wei.parse().map_err(|error| Stop::Error(format!("input.policy.maxSponsorWei: {error}")))?;
        policy.evm.max_sponsor_wei = Some(wei);
    }
    let evm = &mut policy.evm;
    set(fields, "expiryMargin", &mut evm.expiry_margin)?;
    set(fields, "permitMargin", &mut evm.permit_margin)?;
    set(fields, "gatewayVariant", &mut evm.gateway_variant)?;
    set(fields, "gatewayMargin", &mut evm.gateway_margin)?;
    set_limit(fields, "horizon", &mut evm.horizon)?;
    set(fields, "assumePlainAccounts", &mut evm.assume_plain_accounts)?;
    set(fields, "compactSignatures", &mut evm.compact_signatures)?;
    set(fields, "canonicalSignatures", &mut evm.canonical_signatures)?;
    set(fields, "strictAddresses", &mut evm.strict_addresses)?;
    set(fields, "emptyDomainNames", &mut evm.empty_domain_names)?;
    set(fields, "approvalTransactions", &mut evm.approval_transactions)?;
    set_limit(fields, "maxApprovalGas", &mut evm.max_approval_gas)
}

/// Reads the facts. Each kind is a member: `accounts`, `contractSignatures` and so on.
fn read_facts(fields: &mut Fields<'_>, mut facts: Facts) -> Outcome<Facts> {
    facts = read_accounts(fields, facts)?;
    facts = read_contract_signatures(fields, facts)?;
    facts = read_token_permits(fields, facts)?;
    facts = read_token_domains(fields, facts)?;
    facts = read_domain_separators(fields, facts)?;
    facts = read_allowances(fields, facts)?;
    facts = read_data_fees(fields, facts)?;
    ROOMS.iter().try_fold(facts, |facts, room| (room.facts)(fields, facts))
}

/// The facts of a kind whose value is a list. Each fact may have only these members.
fn list<'a>(fields: &mut Fields<'a>, kind: &str, known: &[&str]) -> Outcome<Vec<Fields<'a>>> {
    let path = format!("input.facts.{kind}[]");
    let found = fields.parse::<Vec<&RawValue>>(kind)?.unwrap_or_default();
    found.into_iter().map(|raw| Fields::read(raw, path.clone())?.only(known)).collect()
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

fn read_accounts(fields: &mut Fields<'_>, mut facts: Facts) -> Outcome<Facts> {
    let Some(accounts) = fields.object("accounts")? else { return Ok(facts) };
    let mut said = Said::new();
    for (account, raw) in accounts.into_members() {
        let path = format!("input.facts.accounts.{account}");
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
            facts = facts.with(Fact::AnyAccount(code));
            continue;
        }
        let address = parse_address(&account, "input.facts")?;
        said.add(address, code, &path)?;
        facts = facts.with(Fact::Account { account: address, code });
    }
    Ok(facts)
}

fn read_contract_signatures(fields: &mut Fields<'_>, mut facts: Facts) -> Outcome<Facts> {
    let mut said = Said::new();
    for mut fact in list(fields, "contractSignatures", &["account", "caller", "digest", "signature", "valid"])? {
        let (digest, signature) = (digest(&mut fact)?, bytes(&mut fact, "signature")?);
        let account = address(&mut fact, "account")?;
        let caller: Option<String> = fact.parse("caller")?;
        let caller = caller.map(|caller| parse_address(&caller, fact.path())).transpose()?;
        let valid: bool = fact.require_as("valid")?;
        said.add((account, caller, digest, signature.clone()), valid, fact.path())?;
        let answer = valid.into();
        facts = facts.with(Fact::ContractSignature { account, caller, digest, signature, answer });
    }
    Ok(facts)
}

fn read_token_permits(fields: &mut Fields<'_>, mut facts: Facts) -> Outcome<Facts> {
    let mut said = Said::new();
    for mut fact in list(fields, "tokenPermits", &["token", "digest", "signature", "taken"])? {
        let (digest, signature) = (digest(&mut fact)?, bytes(&mut fact, "signature")?);
        let token = address(&mut fact, "token")?;
        let taken: bool = fact.require_as("taken")?;
        said.add((token, digest, signature.clone()), taken, fact.path())?;
        facts = facts.with(Fact::TokenPermit { token, digest, signature, answer: taken.into() });
    }
    Ok(facts)
}

fn read_token_domains(fields: &mut Fields<'_>, mut facts: Facts) -> Outcome<Facts> {
    let Some(domains) = fields.object("tokenDomains")? else { return Ok(facts) };
    let mut said = Said::new();
    for (token, raw) in domains.into_members() {
        let path = format!("input.facts.tokenDomains.{token}");
        let mut fact = Fields::read(raw, path.clone())?.only(&["name", "version"])?;
        let (name, version): (String, String) = (fact.require_as("name")?, fact.require_as("version")?);
        let token = parse_address(&token, "input.facts")?;
        said.add(token, (name.clone(), version.clone()), &path)?;
        facts = facts.with(Fact::DomainNames { token, name, version });
    }
    Ok(facts)
}

fn read_domain_separators(fields: &mut Fields<'_>, mut facts: Facts) -> Outcome<Facts> {
    let Some(separators) = fields.object("domainSeparators")? else { return Ok(facts) };
    let mut said = Said::new();
    for (token, raw) in separators.into_members() {
        let path = format!("input.facts.domainSeparators.{token}");
        let text: Option<String> = serde_json::from_str(raw.get()).ok();
        let separator: Option<[u8; 32]> = text.and_then(|text| parse_hex(&text)?.try_into().ok());
        let separator = separator.ok_or_else(|| Stop::Error(format!("{path} must be 0x and 64 hexadecimal digits")))?;
        let token = parse_address(&token, "input.facts")?;
        said.add(token, separator, &path)?;
        facts = facts.with(Fact::DomainSeparator { token, separator });
    }
    Ok(facts)
}

fn read_allowances(fields: &mut Fields<'_>, mut facts: Facts) -> Outcome<Facts> {
    let mut said = Said::new();
    for mut fact in list(fields, "allowances", &["token", "owner", "amount"])? {
        let (token, owner) = (address(&mut fact, "token")?, address(&mut fact, "owner")?);
        let amount: String = fact.require_as("amount")?;
        let amount: Amount = amount.parse().map_err(|error| Stop::Error(format!("{}.amount: {error}", fact.path())))?;
        said.add((token, owner), amount, fact.path())?;
        facts = facts.with(Fact::Allowance { token, owner, amount });
    }
    Ok(facts)
}

fn read_data_fees(fields: &mut Fields<'_>, mut facts: Facts) -> Outcome<Facts> {
    let mut said = Said::new();
    for (hash, wei) in fields.parse::<BTreeMap<String, String>>("dataFees")?.unwrap_or_default() {
        let path = format!("input.facts.dataFees.{hash}");
        let wrong = |why: &str| Stop::Error(format!("{path}: {why}"));
        let bytes = parse_hex(&hash).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        let bytes = bytes.ok_or_else(|| wrong("not the hash of a transaction"))?;
        let wei: Amount = wei.parse().map_err(|error| wrong(&format!("{error}")))?;
        said.add(bytes, wei, &path)?;
        facts = facts.with(Fact::DataFee { hash: bytes, wei: wei.get() });
    }
    Ok(facts)
}
