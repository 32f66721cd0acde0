//! The input of the operation `verify`.

mod by_subject;
mod chain;
mod chains;
mod evm;
mod ledgers;
mod policy;
mod presets;
mod solana;
mod stellar;
pub(crate) mod values;
mod xrpl;

use alloc::{boxed::Box, format, string::String, vec::Vec};

use serde_json::value::RawValue;
use x402_schemes::{AccountId, SchemePayload, Terms};
use x402_types::{DecodeError, DecodeOptions, RawJson, Wire};
use x402_verify::{Facts, PaymentKind, Phase, Policy, Purposes, Records};

pub use self::presets::{HostedPreset, hosted_presets, preset_names};
use self::{
    chains::CHAINS,
    policy::Settings,
    values::{DistinctValues, parse_address},
};
use super::{
    Fields, ServerOffers, Source,
    source::take_payment,
    stop::{Outcome, Stop},
};

/// The input of the operation `verify`.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct VerifyInput {
    /// The payment.
    pub payment: Source,
    /// The server's own offers, in the version of the payment.
    pub offers: ServerOffers,
    /// The time of the verification, in seconds since 1970-01-01 UTC.
    pub now: u64,
    /// The phase of the verification: before the service or after it.
    pub phase: Phase,
    /// The purposes that the caller accepts. `None` for those of the phase.
    pub purposes: Option<Purposes>,
    /// The strictness of decoding the payment.
    pub options: DecodeOptions,
    /// The server's own rules.
    pub policy: Policy,
    /// The factories that may deploy a payer's wallet. `None` allows any factory.
    pub allowed_factories: Option<Vec<AccountId>>,
    /// The kinds of payment that the facilitator is known to accept. `None` for every kind.
    pub kinds: Option<Vec<PaymentKind>>,
    /// The preset of the hosted facilitator, if the policy comes from one.
    pub preset: Option<&'static HostedPreset>,
    /// The facts that the caller knows about the chain.
    pub facts: Facts,
    /// The values that the server itself has counted.
    pub records: Records,
    /// The extensions that the server declared.
    pub declared: Option<RawJson>,
    /// The addresses from which the caller settles, if they are known.
    pub facilitators: Option<Vec<AccountId>>,
}

impl VerifyInput {
    /// Returns the input for a payment before the service, which is decoded strictly and verified with the default
    /// policy. Nothing else is known.
    #[must_use]
    pub const fn new(payment: Source, offers: ServerOffers, now: u64) -> Self {
        Self {
            payment,
            offers,
            now,
            phase: Phase::Verify,
            purposes: None,
            options: DecodeOptions::STRICT,
            policy: Policy::DEFAULT,
            allowed_factories: None,
            kinds: None,
            preset: None,
            facts: Facts::new(),
            records: Records::new(),
            declared: None,
            facilitators: None,
        }
    }

    /// Reads the input of the operation `verify`.
    ///
    /// # Errors
    /// A field is missing, unknown or malformed, or is not supported.
    pub fn read(fields: Fields<'_>) -> Result<Self, Stop> {
        Self::read_with(fields, ServerOffers::parse)
    }

    /// Reads the input, and the offers with this function.
    pub(crate) fn read_with(
        mut fields: Fields<'_>,
        offers: impl FnOnce(&RawValue) -> Outcome<ServerOffers>,
    ) -> Result<Self, Stop> {
        let payment = take_payment(&mut fields)?;
        let offers = offers(fields.require("offers")?)?;
        let now = fields.now()?;
        let options = take_profile(&mut fields)?;
        let phase = take_phase(&mut fields, &offers)?;
        let purposes = take_purposes(&mut fields)?;
        let facilitators = take_facilitators(&mut fields)?;
        let settings = policy::read(fields.object("policy")?)?;
        let facts = read_facts(fields.object("facts")?)?;
        let records = read_records(fields.object("records")?)?;
        let declared = take_declared(&mut fields)?;
        fields.finish()?;
        let input = Self {
            payment,
            offers,
            now,
            phase,
            purposes,
            options,
            policy: Policy::DEFAULT,
            allowed_factories: None,
            kinds: None,
            preset: None,
            facts,
            records,
            declared,
            facilitators,
        };
        Ok(input.with(settings))
    }

    /// Returns the input with the policy of the preset with this name.
    ///
    /// # Errors
    /// There is no such preset.
    pub fn with_preset(self, name: &str) -> Result<Self, Stop> {
        let unknown = || Stop::Error(format!("the preset {name} is unknown"));
        Settings::of_preset(name).ok_or_else(unknown)?.map(|settings| self.with(settings))
    }

    fn with(self, settings: Settings) -> Self {
        let Settings { policy, factories, kinds, hosted } = settings;
        Self { policy, allowed_factories: factories, kinds, preset: hosted, ..self }
    }
}

fn take_phase(fields: &mut Fields<'_>, offers: &ServerOffers) -> Outcome<Phase> {
    let malformed = || {
        Stop::Error("input.phase must be \"verify\", {\"settle\": {\"amount\": \"…\"}}, or the name of a phase of the scheme, as \"submit\"".into())
    };
    let Some(raw) = fields.take("phase") else { return Ok(Phase::Verify) };
    if let Ok(name) = serde_json::from_str::<String>(raw.get()) {
        return if name == "verify" { Ok(Phase::Verify) } else { Phase::named(&name).ok_or_else(malformed) };
    }
    let mut phase = Fields::read(raw, "input.phase")?.only(&["settle"])?;
    let mut settle = phase.object("settle")?.ok_or_else(malformed)?.only(&["amount"])?;
    let amount: String = settle.parse("amount")?.ok_or_else(malformed)?;
    let amount = offers.parse_charge(&amount);
    let amount = amount.map_err(|error| Stop::Error(format!("input.phase.settle.amount: {}", error.kind())))?;
    Ok(Phase::Settle { amount })
}

fn take_purposes(fields: &mut Fields<'_>) -> Outcome<Option<Purposes>> {
    let malformed = |_| Stop::Error("input.purpose must be \"service\", \"operation\" or \"any\"".into());
    fields.parse::<String>("purpose")?.map(|name| name.parse().map_err(malformed)).transpose()
}

/// Takes addresses on any chain family.
fn take_facilitators(fields: &mut Fields<'_>) -> Outcome<Option<Vec<AccountId>>> {
    let Some(addresses) = fields.parse::<Vec<String>>("facilitators")? else { return Ok(None) };
    addresses.iter().map(|text| parse_address(text, "input.facilitators")).collect::<Outcome<_>>().map(Some)
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

/// Reads one offer. An offer that cannot be read makes the question malformed.
pub(super) fn read_offer<T: Wire>(raw: &RawValue, path: &str) -> Outcome<T> {
    T::decode(raw.get(), &DecodeOptions::STRICT)
        .map(|decoded| decoded.value)
        .map_err(|error| Stop::Error(format!("{path}: {error}")))
}

/// The answer of `digest` for a payload of a mechanism with its own messages.
pub(super) fn digest_of_mechanism(
    payload: &SchemePayload,
    terms: &Terms<'_>,
    extensions: Option<&RawJson>,
) -> Option<Outcome<Box<RawValue>>> {
    CHAINS.iter().find_map(|chain| (chain.digest)(payload, terms, extensions))
}

/// Reads the field `facts` from a separate text.
///
/// # Errors
/// The value is not a valid object of facts.
pub fn parse_facts(raw: &RawValue) -> Outcome<Facts> {
    read_facts(Some(Fields::read(raw, "facts")?))
}

pub(super) fn read_facts(fields: Option<Fields<'_>>) -> Outcome<Facts> {
    let Some(mut fields) = fields else { return Ok(Facts::new()) };
    let mut facts = DistinctValues::new();
    CHAINS.iter().try_for_each(|chain| (chain.facts)(&mut fields, &mut facts))?;
    fields.finish()?;
    Ok(facts.into_values().fold(Facts::new(), Facts::with))
}

/// Reads the field `records` from a separate text.
///
/// # Errors
/// The value is not a valid object of records.
pub fn parse_records(raw: &RawValue) -> Outcome<Records> {
    read_records(Some(Fields::read(raw, "records")?))
}

fn read_records(fields: Option<Fields<'_>>) -> Outcome<Records> {
    let mut records = Records::new();
    let Some(mut fields) = fields else { return Ok(records) };
    for chain in CHAINS {
        records = (chain.records)(&mut fields, records)?;
    }
    fields.finish()?;
    Ok(records)
}
