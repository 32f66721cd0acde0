use serde::Serialize;
use x402_schemes::{DEFAULT_HORIZON, SpendingLimits, choose_from};
use x402_types::{DecodeOptions, PaymentFlow, PaymentRequired, Wire};

use super::{
    Fields,
    stop::{Outcome, Stop},
};

/// The answer of `choose`.
#[derive(Debug, Serialize)]
pub(super) struct ChooseResult {
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<usize>,
}

pub(super) fn run(mut fields: Fields<'_>) -> Outcome<ChooseResult> {
    let demand = fields.require("demand")?;
    let flows: Option<Vec<String>> = fields.parse("flows")?;
    let horizon: Option<u64> = fields.parse("horizon")?;
    let gateway_balance: Option<bool> = fields.parse("gatewayBalance")?;
    fields.finish()?;
    let demand = PaymentRequired::decode(demand.get(), &DecodeOptions::STRICT);
    let flows = match flows {
        None => vec![PaymentFlow::Authorization],
        Some(names) => names.iter().map(|name| flow(name)).collect::<Outcome<_>>()?,
    };
    // A demand that cannot be read has no offer to choose.
    let limits = SpendingLimits::DEFAULT.with_flows(&flows).with_horizon(horizon.unwrap_or(DEFAULT_HORIZON));
    let limits = if gateway_balance == Some(true) { limits.with_gateway_balance() } else { limits };
    Ok(ChooseResult { index: demand.ok().and_then(|demand| choose_from(&demand.value, &limits).offer) })
}

fn flow(name: &str) -> Outcome<PaymentFlow> {
    PaymentFlow::from_name(name).ok_or_else(|| Stop::Skipped(format!("input.flows: the flow {name} is unknown")))
}
