use core::fmt::Display;

use serde::Serialize;
use serde_json::value::RawValue;
use x402_schemes::{Budget, Choice, DEFAULT_HORIZON, Deposited, SpendingLimits, choose_from, xrpl::ParseAddressError};
use x402_types::{
    Amount, AnyAmount, DecodeOptions, Flag, Network, PaymentFlow, PaymentRequired, RawJson, Wire, read::Reader,
};

use super::{
    Fields,
    input::read_offer,
    stop::{Outcome, Stop},
};

/// The answer of `choose`.
#[derive(Debug, Default, Serialize)]
pub(super) struct ChooseResult {
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deposit: Option<String>,
}

impl From<Choice> for ChooseResult {
    fn from(choice: Choice) -> Self {
        Self { index: choice.offer, deposit: choice.deposit.map(|deposit| deposit.to_string()) }
    }
}

pub(super) fn run(mut fields: Fields<'_>) -> Outcome<ChooseResult> {
    let payment_required = fields.require("demand")?;
    let flows: Option<Vec<String>> = fields.parse("flows")?;
    let horizon: Option<u64> = fields.parse("horizon")?;
    let gateway_balance: Option<bool> = fields.parse("gatewayBalance")?;
    let tolerate: Option<Vec<String>> = fields.parse("tolerate")?;
    let deposits = list(&mut fields, "deposits", deposited)?;
    let budgets = list(&mut fields, "budgets", budget)?;
    fields.finish()?;
    let payment_required = PaymentRequired::decode(payment_required.get(), &DecodeOptions::STRICT);
    let flows = match flows {
        None => vec![PaymentFlow::Authorization],
        Some(names) => names.iter().map(|name| flow(name)).collect::<Outcome<_>>()?,
    };
    let mut limits = SpendingLimits::DEFAULT.with_flows(&flows).with_horizon(horizon.unwrap_or(DEFAULT_HORIZON));
    if gateway_balance == Some(true) {
        limits = limits.with_gateway_balance();
    }
    let tolerated = tolerate.iter().flatten().map(|name| tolerated(name)).collect::<Outcome<_>>()?;
    limits = limits.with_tolerated(tolerated);
    (limits.deposits, limits.budgets) = (deposits.as_deref(), budgets.as_deref());
    // A `PaymentRequired` that cannot be read has no offer to choose.
    Ok(payment_required.map_or_else(
        |_| ChooseResult::default(),
        |payment_required| choose_from(&payment_required.value, &limits).into(),
    ))
}

fn flow(name: &str) -> Outcome<PaymentFlow> {
    PaymentFlow::from_name(name).ok_or_else(|| Stop::Skipped(format!("input.flows: the flow {name} is unknown")))
}

fn tolerated(name: &str) -> Outcome<Flag> {
    name.parse().map_err(|_| Stop::Skipped(format!("input.tolerate: the flag {name} is unknown")))
}

/// Reads a list of objects, if it is there.
fn list<T>(fields: &mut Fields<'_>, name: &str, read: fn(Fields<'_>) -> Outcome<T>) -> Outcome<Option<Vec<T>>> {
    let Some(entries) = fields.parse::<Vec<&RawValue>>(name)? else { return Ok(None) };
    let read = |(index, raw)| read(Fields::read(raw, format!("{}.{name}[{index}]", fields.path()))?);
    entries.into_iter().enumerate().map(read).collect::<Outcome<_>>().map(Some)
}

fn deposited(mut fields: Fields<'_>) -> Outcome<Deposited> {
    let mut deposited = Deposited::none(read_offer(fields.require("offer")?, &format!("{}.offer", fields.path()))?);
    deposited.charged = amount(&mut fields, "charged")?;
    deposited.balance = amount(&mut fields, "balance")?;
    fields.finish()?;
    Ok(deposited)
}

fn budget(mut fields: Fields<'_>) -> Outcome<Budget> {
    let scheme = RawJson::parse(fields.require("scheme")?.get())
        .and_then(|scheme| Reader::new(&DecodeOptions::STRICT).scheme(scheme.as_json()))
        .map_err(|error| Stop::Error(format!("{}.scheme: {error}", fields.path())))?;
    let network: String = fields.require_as("network")?;
    let network: Network =
        network.parse().map_err(|error| Stop::Error(format!("{}.network: {error}", fields.path())))?;
    let asset: String = fields.require_as("asset")?;
    let issuer: Option<String> = fields.parse("issuer")?;
    let at_most: String = fields.require_as("atMost")?;
    let stop = |name: &str, why: &dyn Display| Stop::Error(format!("{}.{name}: {why}", fields.path()));
    let at_most = AnyAmount::parse(&at_most, &network, &asset).map_err(|error| stop("atMost", &error.kind()))?;
    let issuer = match (&at_most, issuer) {
        (AnyAmount::Units(_), None) => None,
        (AnyAmount::Units(_), Some(_)) => {
            return Err(stop("issuer", &"only an issued currency on the XRP Ledger has an issuer"));
        }
        (AnyAmount::Decimal(_), None) => return Err(stop("issuer", &"name the account that issued the currency")),
        (AnyAmount::Decimal(_), Some(issuer)) => {
            Some(issuer.parse().map_err(|error: ParseAddressError| stop("issuer", &error))?)
        }
    };
    fields.finish()?;
    let mut budget = Budget::new(scheme, network, asset, at_most);
    budget.issuer = issuer;
    Ok(budget)
}

fn amount(fields: &mut Fields<'_>, name: &str) -> Outcome<Amount> {
    let text: String = fields.require_as(name)?;
    text.parse().map_err(|error| Stop::Error(format!("{}.{name}: {error}", fields.path())))
}
