//! Reading the questions.
//!
//! The outer layers are read as raw text, so that a payment inside stays exactly what was sent: a duplicate member or
//! a number that nobody can hold is for the decoder under test to find, not for us.

use std::{borrow::Cow, collections::HashSet, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error as _, MapAccess, Visitor},
};
use serde_json::value::RawValue;
use x402_schemes::evm::Address;
use x402_types::{
    DecodeError, DecodeOptions, Decoded, Wire, decode_payment_header, decode_payment_headers,
    matching::MatchRule,
    v2::{PaymentPayload, PaymentRequirements},
};
use x402_verify::{AccountCode, AmountRule, Facts, Policy};

use super::{Outcome, Stop};

/// The members of one object of a question, as raw text. What is left over at the end was not understood.
#[derive(Debug)]
pub struct Fields<'a> {
    path: Cow<'static, str>,
    members: Vec<(Cow<'a, str>, &'a RawValue)>,
}

impl<'a> Fields<'a> {
    /// Reads an object.
    ///
    /// # Errors
    /// It is none, or has a member twice.
    pub fn read(raw: &'a RawValue, path: impl Into<Cow<'static, str>>) -> Outcome<Self> {
        let path = path.into();
        let object: Object<'a> =
            serde_json::from_str(raw.get()).map_err(|error| Stop::Error(format!("{path}: {error}")))?;
        Ok(Self { path, members: object.0 })
    }

    /// Takes a member out.
    pub fn take(&mut self, name: &str) -> Option<&'a RawValue> {
        let at = self.members.iter().position(|(found, _)| found == name)?;
        Some(self.members.remove(at).1)
    }

    /// Takes a member out that has to be there.
    ///
    /// # Errors
    /// It is not.
    pub fn require(&mut self, name: &str) -> Outcome<&'a RawValue> {
        self.take(name).ok_or_else(|| Stop::Error(format!("{}.{name} is missing", self.path)))
    }

    /// Takes a member out and reads it as `T`.
    ///
    /// # Errors
    /// It is of another type.
    pub fn parse<T: Deserialize<'a>>(&mut self, name: &str) -> Outcome<Option<T>> {
        self.take(name).map(|raw| self.parse_raw(name, raw)).transpose()
    }

    fn parse_raw<T: Deserialize<'a>>(&self, name: &str, raw: &'a RawValue) -> Outcome<T> {
        serde_json::from_str(raw.get()).map_err(|error| Stop::Error(format!("{}.{name}: {error}", self.path)))
    }

    fn object(&mut self, name: &str) -> Outcome<Option<Self>> {
        let path = format!("{}.{name}", self.path);
        self.take(name).map(|raw| Fields::read(raw, path)).transpose()
    }

    /// Everything has been understood.
    ///
    /// # Errors
    /// Skipped, naming what was not: a constraint that is ignored would change the verdict.
    pub fn finish(self) -> Outcome<()> {
        if self.members.is_empty() { Ok(()) } else { Err(self.not_known()) }
    }

    fn not_known(&self) -> Stop {
        let name = self.members.first().map_or("", |(name, _)| name);
        Stop::Skipped(format!("{}.{name} is not known here", self.path))
    }
}

/// An object as raw members, duplicates refused.
struct Object<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ObjectVisitor;

        impl<'de> Visitor<'de> for ObjectVisitor {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
                let mut members: Vec<(Cow<'de, str>, &'de RawValue)> = Vec::new();
                let mut names = HashSet::new();
                while let Some(name) = map.next_key::<String>()? {
                    if !names.insert(name.clone()) {
                        return Err(A::Error::custom(format_args!("member {name} stands twice")));
                    }
                    members.push((name.into(), map.next_value()?));
                }
                Ok(Object(members))
            }
        }

        deserializer.deserialize_map(ObjectVisitor)
    }
}

/// Where a payment is read from.
#[derive(Clone, Debug)]
pub enum Payment {
    /// One header: name and value.
    Header(String, String),
    /// All headers of a request.
    Headers(Vec<(String, String)>),
    /// JSON text.
    Text(String),
    /// Bytes that should be JSON text.
    Bytes(Vec<u8>),
}

impl Payment {
    /// Takes the one source that a question has.
    pub(super) fn take(fields: &mut Fields<'_>, allow_json: bool) -> Outcome<Self> {
        let mut sources = Vec::new();
        if let Some(mut header) = fields.object("header")? {
            let name = header.parse("name")?;
            let value = header.parse("value")?;
            header.finish()?;
            let (Some(name), Some(value)) = (name, value) else {
                return Err(Stop::Error(format!("{}.header needs name and value", fields.path)));
            };
            sources.push(Self::Header(name, value));
        }
        if let Some(headers) = fields.parse("headers")? {
            sources.push(Self::Headers(headers));
        }
        if let Some(text) = fields.parse("text")? {
            sources.push(Self::Text(text));
        }
        if let Some(bytes) = fields.parse::<String>("bytes")? {
            let bytes = parse_hex(&bytes)
                .ok_or_else(|| Stop::Error(format!("{}.bytes must be 0x and hexadecimal digits", fields.path)))?;
            sources.push(Self::Bytes(bytes));
        }
        if allow_json && let Some(json) = fields.take("json") {
            sources.push(Self::Text(json.get().to_owned()));
        }
        let expected = if allow_json { "header, headers, text, bytes, json" } else { "header, headers, text, bytes" };
        match (sources.pop(), sources.is_empty()) {
            (Some(source), true) => Ok(source),
            // A source of a kind that is not known here?
            (None, _) if !fields.members.is_empty() => Err(fields.not_known()),
            _ => Err(Stop::Error(format!("{} needs exactly one of {expected}", fields.path))),
        }
    }

    /// Decodes the payment.
    ///
    /// # Errors
    /// What the decoder says.
    pub fn decode(self, options: &DecodeOptions) -> Result<Decoded<PaymentPayload>, DecodeError> {
        match self {
            Self::Header(name, value) => decode_payment_header(&name, value, options),
            Self::Headers(headers) => {
                decode_payment_headers(headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())), options)
            }
            Self::Text(text) => PaymentPayload::decode(text, options),
            Self::Bytes(bytes) => PaymentPayload::decode_bytes(bytes, options),
        }
    }
}

/// What `verify` is asked.
#[derive(Debug)]
pub struct VerifyInput {
    /// The payment.
    pub payment: Payment,
    /// The server's own offers.
    pub offers: Vec<PaymentRequirements>,
    /// Seconds since 1970-01-01 UTC.
    pub now: u64,
    /// How strictly the payment is read.
    pub options: DecodeOptions,
    /// What the server decides for itself.
    pub policy: Policy,
    /// What was asked of the chain.
    pub facts: Facts,
}

impl VerifyInput {
    /// Reads the input of `verify`.
    pub(super) fn read(mut fields: Fields<'_>) -> Outcome<Self> {
        let payment = take_payment(&mut fields)?;
        let offers = fields.require("offers")?;
        let offers = read_offers(fields.parse_raw("offers", offers)?)?;
        let now = fields.parse("now")?.ok_or_else(|| Stop::Error("input.now is missing".into()))?;
        let options = take_profile(&mut fields)?;
        if let Some(phase) = fields.take("phase")
            && phase.get() != "\"verify\""
        {
            return Err(Stop::Skipped("input.phase other than \"verify\" is not known here".into()));
        }
        let policy = read_policy(fields.object("policy")?)?;
        let facts = read_facts(fields.object("facts")?)?;
        fields.finish()?;
        Ok(Self { payment, offers, now, options, policy, facts })
    }
}

pub(super) fn take_payment(fields: &mut Fields<'_>) -> Outcome<Payment> {
    let mut source = fields.object("payment")?.ok_or_else(|| Stop::Error("input.payment is missing".into()))?;
    let payment = Payment::take(&mut source, true)?;
    source.finish()?;
    Ok(payment)
}

pub(super) fn take_profile(fields: &mut Fields<'_>) -> Outcome<DecodeOptions> {
    match fields.parse::<String>("profile")?.as_deref() {
        None | Some("strict") => Ok(DecodeOptions::STRICT),
        Some("lenient") => Ok(DecodeOptions::LENIENT),
        Some(_) => Err(Stop::Error("input.profile must be \"strict\" or \"lenient\"".into())),
    }
}

/// An offer is the server's own, so it has to be right: else the question is malformed.
pub(super) fn read_offer(raw: &RawValue, path: &str) -> Outcome<PaymentRequirements> {
    PaymentRequirements::decode(raw.get(), &DecodeOptions::STRICT)
        .map(|decoded| decoded.value)
        .map_err(|error| Stop::Error(format!("{path}: {error}")))
}

pub(super) fn read_offers(raws: Vec<&RawValue>) -> Outcome<Vec<PaymentRequirements>> {
    raws.into_iter().enumerate().map(|(index, raw)| read_offer(raw, &format!("input.offers[{index}]"))).collect()
}

pub(super) fn read_match_rule(name: &str, path: &str) -> Outcome<MatchRule> {
    match name {
        "sdk" => Ok(MatchRule::Sdk),
        "exact" => Ok(MatchRule::Exact),
        "core" => Ok(MatchRule::Core),
        _ => Err(Stop::Error(format!("{path} must be \"sdk\", \"exact\" or \"core\""))),
    }
}

fn read_policy(fields: Option<Fields<'_>>) -> Outcome<Policy> {
    let mut policy = Policy::DEFAULT;
    let Some(mut fields) = fields else { return Ok(policy) };
    match fields.parse::<String>("preset")?.as_deref() {
        None | Some("default") => {}
        Some(other) => return Err(Stop::Skipped(format!("input.policy.preset {other} is not known here"))),
    }
    if let Some(rule) = fields.parse::<String>("matchRule")? {
        policy.match_rule = read_match_rule(&rule, "input.policy.matchRule")?;
    }
    policy.amount_rule = match fields.parse::<String>("amountRule")?.as_deref() {
        None | Some("equal") => AmountRule::Equal,
        Some("at-least") => AmountRule::AtLeast,
        Some(_) => return Err(Stop::Error("input.policy.amountRule must be \"equal\" or \"at-least\"".into())),
    };
    policy.expiry_margin = fields.parse("expiryMargin")?.unwrap_or(policy.expiry_margin);
    policy.assume_plain_accounts = fields.parse("assumePlainAccounts")?.unwrap_or(policy.assume_plain_accounts);
    policy.compact_signatures = fields.parse("compactSignatures")?.unwrap_or(policy.compact_signatures);
    fields.finish()?;
    Ok(policy)
}

fn read_facts(fields: Option<Fields<'_>>) -> Outcome<Facts> {
    let mut facts = Facts::new();
    let Some(mut fields) = fields else { return Ok(facts) };
    if let Some(accounts) = fields.object("accounts")? {
        for (account, raw) in accounts.members {
            let mut fact = Fields::read(raw, format!("input.facts.accounts.{account}"))?;
            let code: Option<String> = fact.parse("code")?;
            fact.finish()?;
            let code = match code.as_deref() {
                Some("none") => AccountCode::None,
                Some("some") => AccountCode::Some,
                Some(code) => AccountCode::from_code(&parse_hex(code).ok_or_else(|| {
                    Stop::Error(format!("input.facts.accounts.{account}.code must be \"none\", \"some\" or 0x…"))
                })?),
                None => return Err(Stop::Error(format!("input.facts.accounts.{account}.code is missing"))),
            };
            facts = if account == "*" {
                facts.with_any_account(code)
            } else {
                facts.with_account(parse_address(&account)?, code)
            };
        }
    }
    for raw in fields.parse::<Vec<&RawValue>>("contractSignatures")?.unwrap_or_default() {
        let mut fact = Fields::read(raw, "input.facts.contractSignatures[]")?;
        let mut bytes = |name: &str| -> Outcome<Vec<u8>> {
            let text: Option<String> = fact.parse(name)?;
            text.as_deref().and_then(parse_hex).ok_or_else(|| {
                Stop::Error(format!("input.facts.contractSignatures[].{name} must be 0x and hexadecimal digits"))
            })
        };
        let (digest, signature) = (bytes("digest")?, bytes("signature")?);
        let account: Option<String> = fact.parse("account")?;
        let account = parse_address(account.as_deref().unwrap_or_default())?;
        let digest = digest
            .try_into()
            .map_err(|_| Stop::Error("input.facts.contractSignatures[].digest must have 32 bytes".into()))?;
        let valid: Option<bool> = fact.parse("valid")?;
        let valid = valid.ok_or_else(|| Stop::Error("input.facts.contractSignatures[].valid is missing".into()))?;
        fact.finish()?;
        facts = facts.with_contract_signature(account, digest, signature, valid);
    }
    fields.finish()?;
    Ok(facts)
}

fn parse_address(text: &str) -> Outcome<Address> {
    // Keys are taken in any letter case, 0X included.
    text.replacen("0X", "0x", 1).parse().map_err(|error| Stop::Error(format!("input.facts: {text}: {error}")))
}

/// `0x` and an even number of hexadecimal digits.
pub(super) fn parse_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.strip_prefix("0x").filter(|digits| digits.is_ascii() && digits.len().is_multiple_of(2))?;
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    digits.as_bytes().chunks_exact(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}
