//! Reads the server's policy.

use alloc::{borrow::ToOwned, format, string::String, vec::Vec};

use serde_json::value::RawValue;
use x402_schemes::AccountId;
use x402_types::{DecodeError, Flag, RawJson, Scheme};
use x402_verify::{AmountRule, PaymentKind, Policy};

use super::{
    super::{
        Fields,
        stop::{Outcome, Stop},
    },
    chains::CHAINS,
    presets::{HostedPreset, hosted_presets},
    values::{parse_address, read_match_rule},
};

/// The settings that a question chooses.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) policy: Policy,
    /// The factories that may deploy a payer's wallet. `None` allows any factory.
    pub(crate) factories: Option<Vec<AccountId>>,
    /// The kinds of payment that the facilitator is known to accept. `None` for every kind.
    pub(crate) kinds: Option<Vec<PaymentKind>>,
    /// The preset of a hosted facilitator.
    pub(crate) hosted: Option<&'static HostedPreset>,
}

impl Settings {
    /// The settings of a preset. `None` if there is no such preset.
    pub(crate) fn of_preset(name: &str) -> Option<Outcome<Self>> {
        let plain = |policy| Self { policy, factories: None, kinds: None, hosted: None };
        if let Some(policy) = Policy::preset(name) {
            return Some(Ok(plain(policy)));
        }
        let hosted = hosted_presets().iter().find(|preset| preset.name == name)?;
        let mut settings = Self { hosted: Some(hosted), ..plain(Policy::DEFAULT) };
        let read = Fields::parse_text(hosted.policy, name.to_owned()).and_then(|fields| settings.read_members(fields));
        Some(read.map(|()| settings))
    }

    /// Reads the fields next to `preset`.
    fn read_members(&mut self, mut fields: Fields<'_>) -> Outcome<()> {
        read_rules(&mut fields, &mut self.policy)?;
        read_plain(&mut fields, &mut self.policy)?;
        if let Some(names) = fields.parse::<Vec<String>>("refuse")? {
            let flag = |name: String| {
                name.parse::<Flag>().map_err(|_| Stop::Skipped(format!("input.policy.refuse: {name} is unknown")))
            };
            // Flags that the preset refuses stay refused.
            let refused = names.into_iter().map(flag).collect::<Outcome<_>>()?;
            self.policy.refused = self.policy.refused.union(refused);
        }
        if let Some(factories) = fields.parse::<Vec<String>>("allowedFactories")? {
            let address = |text: &String| parse_address(text, "input.policy.allowedFactories");
            self.factories = Some(factories.iter().map(address).collect::<Outcome<_>>()?);
        }
        if let Some(kinds) = fields.parse::<Vec<&RawValue>>("kinds")? {
            let read = |(index, raw)| read_kind(raw, &format!("input.policy.kinds[{index}]"));
            self.kinds = Some(kinds.into_iter().enumerate().map(read).collect::<Outcome<_>>()?);
        }
        fields.finish()
    }
}

pub(super) fn read(fields: Option<Fields<'_>>) -> Outcome<Settings> {
    let preset = |name: &str| {
        let unknown = || Stop::Skipped(format!("input.policy.preset {name} is unknown"));
        Settings::of_preset(name).ok_or_else(unknown)?
    };
    let Some(mut fields) = fields else { return preset("default") };
    let mut settings = preset(fields.parse::<String>("preset")?.as_deref().unwrap_or("default"))?;
    settings.read_members(fields)?;
    Ok(settings)
}

/// Reads an entry of `kinds`: as in a facilitator's `/supported`, except that all fields other than the scheme may be
/// absent.
fn read_kind(raw: &RawValue, path: &str) -> Outcome<PaymentKind> {
    let mut fields = Fields::read(raw, path.to_owned())?;
    let scheme = Scheme::try_from(fields.require_as::<String>("scheme")?);
    let mut kind = PaymentKind::of(scheme.map_err(|_| Stop::Error(format!("{path}.scheme is empty")))?);
    if let Some(network) = fields.parse::<String>("network")? {
        let network = network.parse().map_err(|error| Stop::Error(format!("{path}.network: {error}")))?;
        kind.network = Some(network);
    }
    kind.version = fields.parse("x402Version")?;
    if let Some(extra) = fields.take("extra") {
        let malformed = |error: DecodeError| Stop::Error(format!("{path}.extra: {error}"));
        let extra = RawJson::parse(extra.get()).map_err(malformed)?;
        extra.as_json().members().map_err(malformed)?;
        kind.extra = Some(extra);
    }
    fields.finish()?;
    Ok(kind)
}

/// Reads fields that name one of several rules, or an amount.
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
        CHAINS.iter().for_each(|chain| (chain.amount_rule)(policy, rule));
    }
    Ok(())
}

/// Reads fields whose value is the setting. If a field is absent, the setting of the preset stays.
fn read_plain(fields: &mut Fields<'_>, policy: &mut Policy) -> Outcome<()> {
    fields.set("requireEcho", &mut policy.require_echo)?;
    CHAINS.iter().try_for_each(|chain| (chain.policy)(fields, policy))
}
