//! What `verify` is asked.

mod solana_facts;

use std::collections::{BTreeMap, btree_map::Entry};

use serde_json::value::RawValue;
use x402_schemes::{AccountId, evm::Address};
use x402_types::{Amount, DecodeError, DecodeOptions, Flag, RawJson, Wire, matching::MatchRule, v1, v2};
use x402_verify::{AmountRule, Facts, Phase, Policy, evm::AccountCode};

use super::{Fields, Outcome, Source, Stop, fields::parse_hex, source::take_payment};

/// What `verify` is asked.
#[derive(Debug)]
pub struct VerifyInput {
    /// The payment.
    pub payment: Source,
    /// The server's own offers, of the payment's version.
    pub offers: Vec<RawJson>,
    /// Seconds since 1970-01-01 UTC.
    pub now: u64,
    /// Before the service, or after it.
    pub phase: Phase,
    /// How strictly the payment is read.
    pub options: DecodeOptions,
    /// What the server decides for itself.
    pub policy: Policy,
    /// The factories that may deploy a payer's wallet; `None`: any.
    pub allowed_factories: Option<Vec<Address>>,
    /// What was asked of the chain.
    pub facts: Facts,
    /// The extensions that the server declared.
    pub declared: Option<RawJson>,
    /// The caller's own addresses, from which it settles, if they are known.
    pub facilitators: Option<Vec<AccountId>>,
}

impl VerifyInput {
    /// Reads the input of `verify`.
    ///
    /// # Errors
    /// A member is missing, unknown or malformed, or asks for what is not done here.
    pub fn read(mut fields: Fields<'_>) -> Result<Self, Stop> {
        let payment = take_payment(&mut fields)?;
        let offers = take_raw_offers(&mut fields)?;
        let now = fields.parse("now")?.ok_or_else(|| Stop::Error("input.now is missing".into()))?;
        let options = take_profile(&mut fields)?;
        let phase = take_phase(&mut fields)?;
        let facilitators = take_facilitators(&mut fields)?;
        let (policy, allowed_factories) = read_policy(fields.object("policy")?)?;
        let facts = read_facts(fields.object("facts")?)?;
        let declared = take_declared(&mut fields)?;
        fields.finish()?;
        Ok(Self { payment, offers, now, phase, options, policy, allowed_factories, facts, declared, facilitators })
    }
}

fn take_phase(fields: &mut Fields<'_>) -> Outcome<Phase> {
    let malformed = || Stop::Error("input.phase must be \"verify\" or {\"settle\": {\"amount\": \"…\"}}".into());
    let Some(raw) = fields.take("phase") else { return Ok(Phase::Verify) };
    if let Ok(name) = serde_json::from_str::<String>(raw.get()) {
        return if name == "verify" { Ok(Phase::Verify) } else { Err(malformed()) };
    }
    let mut phase = Fields::read(raw, "input.phase")?.only(&["settle"])?;
    let mut settle = phase.object("settle")?.ok_or_else(malformed)?.only(&["amount"])?;
    let amount: String = settle.parse("amount")?.ok_or_else(malformed)?;
    let amount: Amount = amount.parse().map_err(|error| Stop::Error(format!("input.phase.settle.amount: {error}")))?;
    Ok(Phase::Settle { amount })
}

/// Addresses of either family, told apart by their form.
fn take_facilitators(fields: &mut Fields<'_>) -> Outcome<Option<Vec<AccountId>>> {
    let Some(addresses) = fields.parse::<Vec<String>>("facilitators")? else { return Ok(None) };
    let read = |text: &String| match text.parse() {
        Ok(address) => Ok(AccountId::Solana(address)),
        Err(_) => parse_address(text, "input.facilitators").map(AccountId::Evm),
    };
    addresses.iter().map(read).collect::<Outcome<_>>().map(Some)
}

fn take_declared(fields: &mut Fields<'_>) -> Outcome<Option<RawJson>> {
    let Some(raw) = fields.take("declaredExtensions") else { return Ok(None) };
    let malformed = |error: DecodeError| Stop::Error(format!("input.declaredExtensions: {error}"));
    let declared = RawJson::parse(raw.get()).map_err(malformed)?;
    declared.as_json().members().map_err(malformed)?;
    Ok(Some(declared))
}

pub(super) fn take_profile(fields: &mut Fields<'_>) -> Outcome<DecodeOptions> {
    match fields.parse::<String>("profile")?.as_deref() {
        None | Some("strict") => Ok(DecodeOptions::STRICT),
        Some("lenient") => Ok(DecodeOptions::LENIENT),
        Some(_) => Err(Stop::Error("input.profile must be \"strict\" or \"lenient\"".into())),
    }
}

/// Offers are the server's own, so they have to be right.
///
/// # Errors
/// Which one is not, and why.
pub(super) fn read_offers<T: Wire>(offers: &[RawJson]) -> Result<Vec<T>, (usize, DecodeError)> {
    let read = |(index, offer): (usize, &RawJson)| {
        T::decode(offer.as_str(), &DecodeOptions::STRICT).map(|decoded| decoded.value).map_err(|error| (index, error))
    };
    offers.iter().enumerate().map(read).collect()
}

/// Offers beside a payment that cannot be decoded: nobody says of which version they have to be, and they have to be of
/// one all the same.
pub(super) fn check_offers(offers: &[RawJson], path: &str) -> Outcome<()> {
    let Err((_, v2)) = read_offers::<v2::PaymentRequirements>(offers) else { return Ok(()) };
    let Err((_, v1)) = read_offers::<v1::PaymentRequirements>(offers) else { return Ok(()) };
    Err(Stop::Error(format!("{path}: no requirements of version 2 ({v2}), nor of version 1 ({v1})")))
}

/// One requirement: else the question is malformed.
pub(super) fn read_offer<T: Wire>(raw: &RawValue, path: &str) -> Outcome<T> {
    T::decode(raw.get(), &DecodeOptions::STRICT)
        .map(|decoded| decoded.value)
        .map_err(|error| Stop::Error(format!("{path}: {error}")))
}

pub(super) fn take_raw_offers(fields: &mut Fields<'_>) -> Outcome<Vec<RawJson>> {
    let offers = fields.require("offers")?;
    let offers: Vec<&RawValue> = fields.parse_raw("offers", offers)?;
    let read = |(index, offer): (usize, &RawValue)| {
        RawJson::parse(offer.get()).map_err(|error| Stop::Error(format!("input.offers[{index}]: {error}")))
    };
    offers.into_iter().enumerate().map(read).collect()
}

pub(super) fn read_match_rule(name: &str, path: &str) -> Outcome<MatchRule> {
    match name {
        "sdk" => Ok(MatchRule::Sdk),
        "exact" => Ok(MatchRule::Exact),
        "core" => Ok(MatchRule::Core),
        _ => Err(Stop::Error(format!("{path} must be \"sdk\", \"exact\" or \"core\""))),
    }
}

fn read_policy(fields: Option<Fields<'_>>) -> Outcome<(Policy, Option<Vec<Address>>)> {
    let Some(mut fields) = fields else { return Ok((Policy::DEFAULT, None)) };
    let preset = fields.parse::<String>("preset")?;
    let preset = preset.as_deref().unwrap_or("default");
    let mut policy = Policy::preset(preset)
        .ok_or_else(|| Stop::Skipped(format!("input.policy.preset {preset} is not known here")))?;
    if let Some(rule) = fields.parse::<String>("matchRule")? {
        policy.match_rule = read_match_rule(&rule, "input.policy.matchRule")?;
    }
    let amount_rule = match fields.parse::<String>("amountRule")?.as_deref() {
        None => None,
        Some("equal") => Some(AmountRule::Equal),
        Some("at-least") => Some(AmountRule::AtLeast),
        Some(_) => return Err(Stop::Error("input.policy.amountRule must be \"equal\" or \"at-least\"".into())),
    };
    policy.evm.amount_rule = amount_rule.unwrap_or(policy.evm.amount_rule);
    policy.solana.amount_rule = amount_rule.unwrap_or(policy.solana.amount_rule);
    policy.evm.expiry_margin = fields.parse("expiryMargin")?.unwrap_or(policy.evm.expiry_margin);
    policy.evm.assume_plain_accounts = fields.parse("assumePlainAccounts")?.unwrap_or(policy.evm.assume_plain_accounts);
    policy.require_echo = fields.parse("requireEcho")?.unwrap_or(policy.require_echo);
    policy.evm.compact_signatures = fields.parse("compactSignatures")?.unwrap_or(policy.evm.compact_signatures);
    policy.evm.canonical_signatures = fields.parse("canonicalSignatures")?.unwrap_or(policy.evm.canonical_signatures);
    policy.evm.horizon = fields.parse("horizon")?.or(policy.evm.horizon);
    read_sponsor_policy(&mut fields, &mut policy)?;
    read_solana_policy(&mut fields, &mut policy)?;
    if let Some(names) = fields.parse::<Vec<String>>("refuse")? {
        let flag = |name: String| {
            Flag::from_name(&name)
                .ok_or_else(|| Stop::Skipped(format!("input.policy.refuse: {name} is not known here")))
        };
        // What a preset refuses stays refused.
        policy.refused = policy.refused.union(names.into_iter().map(flag).collect::<Outcome<_>>()?);
    }
    let factories = fields.parse::<Vec<String>>("allowedFactories")?.map(|factories| {
        factories.iter().map(|factory| parse_address(factory, "input.policy.allowedFactories")).collect()
    });
    fields.finish()?;
    Ok((policy, factories.transpose()?))
}

fn read_sponsor_policy(fields: &mut Fields<'_>, policy: &mut Policy) -> Outcome<()> {
    policy.evm.approval_transactions =
        fields.parse("approvalTransactions")?.unwrap_or(policy.evm.approval_transactions);
    policy.evm.max_approval_gas = fields.parse("maxApprovalGas")?.or(policy.evm.max_approval_gas);
    if let Some(wei) = fields.parse::<String>("maxSponsorWei")? {
        let wei = wei.parse().map_err(|error| Stop::Error(format!("input.policy.maxSponsorWei: {error}")))?;
        policy.evm.max_sponsor_wei = Some(wei);
    }
    Ok(())
}

fn read_solana_policy(fields: &mut Fields<'_>, policy: &mut Policy) -> Outcome<()> {
    policy.solana.max_unit_price = fields.parse("maxUnitPrice")?.unwrap_or(policy.solana.max_unit_price);
    policy.solana.max_compute_units = fields.parse("maxComputeUnits")?.or(policy.solana.max_compute_units);
    policy.solana.max_sponsor_lamports = fields.parse("maxSponsorLamports")?.or(policy.solana.max_sponsor_lamports);
    policy.solana.extra_signers = fields.parse("extraSigners")?.unwrap_or(policy.solana.extra_signers);
    policy.solana.max_instructions = fields.parse("maxInstructions")?.or(policy.solana.max_instructions);
    policy.solana.max_lighthouse = fields.parse("maxLighthouse")?.unwrap_or(policy.solana.max_lighthouse);
    policy.solana.account_creation = fields.parse("accountCreation")?.unwrap_or(policy.solana.account_creation);
    policy.solana.smart_wallets = fields.parse("smartWallets")?.unwrap_or(policy.solana.smart_wallets);
    Ok(())
}

/// The member `facts`, as a text of its own.
///
/// # Errors
/// It is no such object.
pub fn parse_facts(raw: &RawValue) -> Outcome<Facts> {
    read_facts(Some(Fields::read(raw, "facts")?))
}

fn read_facts(fields: Option<Fields<'_>>) -> Outcome<Facts> {
    let mut facts = Facts::new();
    let Some(mut fields) = fields else { return Ok(facts) };
    facts = read_accounts(&mut fields, facts)?;
    facts = read_contract_signatures(&mut fields, facts)?;
    facts = read_token_permits(&mut fields, facts)?;
    facts = read_token_domains(&mut fields, facts)?;
    facts = read_domain_separators(&mut fields, facts)?;
    facts = read_allowances(&mut fields, facts)?;
    facts = read_data_fees(&mut fields, facts)?;
    facts = solana_facts::read(&mut fields, facts)?;
    fields.finish()?;
    Ok(facts)
}

/// What was said of each subject, so that nothing is said of it twice and differently. One has several spellings.
struct Said<K, V>(BTreeMap<K, V>);

impl<K: Ord, V: PartialEq> Said<K, V> {
    const fn new() -> Self {
        Self(BTreeMap::new())
    }

    fn add(&mut self, subject: K, answer: V, path: &str) -> Outcome<()> {
        match self.0.entry(subject) {
            Entry::Occupied(said) if *said.get() != answer => {
                Err(Stop::Error(format!("{path} stands twice, and says another thing")))
            }
            Entry::Occupied(_) => Ok(()),
            Entry::Vacant(free) => {
                free.insert(answer);
                Ok(())
            }
        }
    }
}

fn read_accounts(fields: &mut Fields<'_>, mut facts: Facts) -> Outcome<Facts> {
    let Some(accounts) = fields.object("accounts")? else { return Ok(facts) };
    let mut said = Said::new();
    for (account, raw) in accounts.into_members() {
        let path = format!("input.facts.accounts.{account}");
        let code: String = Fields::read(raw, path.clone())?.only(&["code"])?.require_as("code")?;
        let code = match code.as_str() {
            "none" => AccountCode::None,
            "some" => AccountCode::Some,
            code => AccountCode::from_code(
                &parse_hex(code)
                    .ok_or_else(|| Stop::Error(format!("{path}.code must be \"none\", \"some\" or 0x…")))?,
            ),
        };
        if account == "*" {
            facts = facts.with_any_account(code);
            continue;
        }
        let address = parse_address(&account, "input.facts")?;
        said.add(address, code, &path)?;
        facts = facts.with_account(address, code);
    }
    Ok(facts)
}

fn read_contract_signatures(fields: &mut Fields<'_>, mut facts: Facts) -> Outcome<Facts> {
    const PATH: &str = "input.facts.contractSignatures[]";
    let mut said = Said::new();
    for raw in fields.parse::<Vec<&RawValue>>("contractSignatures")?.unwrap_or_default() {
        let mut fact = Fields::read(raw, PATH)?.only(&["account", "caller", "digest", "signature", "valid"])?;
        let mut bytes = |name: &str| -> Outcome<Vec<u8>> {
            parse_hex(&fact.require_as::<String>(name)?)
                .ok_or_else(|| Stop::Error(format!("{PATH}.{name} must be 0x and hexadecimal digits")))
        };
        let (digest, signature) = (bytes("digest")?, bytes("signature")?);
        let account = parse_address(&fact.require_as::<String>("account")?, "input.facts")?;
        let caller: Option<String> = fact.parse("caller")?;
        let caller = caller.map(|caller| parse_address(&caller, "input.facts")).transpose()?;
        let digest: [u8; 32] =
            digest.try_into().map_err(|_| Stop::Error(format!("{PATH}.digest must have 32 bytes")))?;
        let valid: bool = fact.require_as("valid")?;
        said.add((account, caller, digest, signature.clone()), valid, PATH)?;
        facts = match caller {
            Some(caller) => facts.with_contract_signature_for(account, caller, digest, signature, valid),
            None => facts.with_contract_signature(account, digest, signature, valid),
        };
    }
    Ok(facts)
}

fn read_token_permits(fields: &mut Fields<'_>, mut facts: Facts) -> Outcome<Facts> {
    const PATH: &str = "input.facts.tokenPermits[]";
    let mut said = Said::new();
    for raw in fields.parse::<Vec<&RawValue>>("tokenPermits")?.unwrap_or_default() {
        let mut fact = Fields::read(raw, PATH)?.only(&["token", "digest", "signature", "taken"])?;
        let mut bytes = |name: &str| -> Outcome<Vec<u8>> {
            parse_hex(&fact.require_as::<String>(name)?)
                .ok_or_else(|| Stop::Error(format!("{PATH}.{name} must be 0x and hexadecimal digits")))
        };
        let (digest, signature) = (bytes("digest")?, bytes("signature")?);
        let digest: [u8; 32] =
            digest.try_into().map_err(|_| Stop::Error(format!("{PATH}.digest must have 32 bytes")))?;
        let token = parse_address(&fact.require_as::<String>("token")?, "input.facts")?;
        let taken: bool = fact.require_as("taken")?;
        said.add((token, digest, signature.clone()), taken, PATH)?;
        facts = facts.with_token_permit(token, digest, signature, taken);
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
        facts = facts.with_token_domain(token, name, version);
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
        facts = facts.with_domain_separator(token, separator);
    }
    Ok(facts)
}

fn read_allowances(fields: &mut Fields<'_>, mut facts: Facts) -> Outcome<Facts> {
    const PATH: &str = "input.facts.allowances[]";
    let mut said = Said::new();
    for raw in fields.parse::<Vec<&RawValue>>("allowances")?.unwrap_or_default() {
        let mut fact = Fields::read(raw, PATH)?.only(&["token", "owner", "amount"])?;
        let mut address = |name: &str| parse_address(&fact.require_as::<String>(name)?, PATH);
        let (token, owner) = (address("token")?, address("owner")?);
        let amount: String = fact.require_as("amount")?;
        let amount: Amount = amount.parse().map_err(|error| Stop::Error(format!("{PATH}.amount: {error}")))?;
        said.add((token, owner), amount, PATH)?;
        facts = facts.with_allowance(token, owner, amount);
    }
    Ok(facts)
}

fn read_data_fees(fields: &mut Fields<'_>, mut facts: Facts) -> Outcome<Facts> {
    let mut said = Said::new();
    for (hash, wei) in fields.parse::<BTreeMap<String, String>>("dataFees")?.unwrap_or_default() {
        let path = format!("input.facts.dataFees.{hash}");
        let wrong = |why: &str| Stop::Error(format!("{path}: {why}"));
        let bytes = parse_hex(&hash).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        let bytes = bytes.ok_or_else(|| wrong("no hash of a transaction"))?;
        let wei: Amount = wei.parse().map_err(|error| wrong(&format!("{error}")))?;
        said.add(bytes, wei, &path)?;
        facts = facts.with_data_fee(bytes, wei.get());
    }
    Ok(facts)
}

fn parse_address(text: &str, path: &str) -> Outcome<Address> {
    // Taken in any letter case, 0X included.
    text.replacen("0X", "0x", 1).parse().map_err(|error| Stop::Error(format!("{path}: {text}: {error}")))
}
