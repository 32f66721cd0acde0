use alloc::{format, string::String, vec::Vec};

use serde::Serialize;
use x402_types::{
    matching::find_offer,
    v2::{PaymentPayload, PaymentRequirements},
};

use super::{
    Fields,
    input::{read_offer, values::read_match_rule},
    server_offers::{parse_raw_offers, read_offers},
    stop::{Outcome, Stop},
};

/// The answer of `match`.
#[derive(Debug, Serialize)]
pub(super) struct MatchResult {
    offer: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    differs: Option<Vec<Difference>>,
}

#[derive(Debug, Serialize)]
struct Difference {
    offer: usize,
    members: Vec<String>,
}

pub(super) fn run(mut fields: Fields<'_>) -> Outcome<MatchResult> {
    let version: Option<u64> = fields.parse("version")?;
    match version {
        Some(number) if number == PaymentPayload::VERSION.number() => {}
        Some(other) => return Err(Stop::Skipped(format!("input.version {other} is unknown"))),
        None => return Err(Stop::Error("input.version is missing".into())),
    }
    let accepted = read_offer(fields.require("accepted")?, "input.accepted")?;
    let offers: Vec<PaymentRequirements> = read_offers(&parse_raw_offers(fields.require("offers")?)?)
        .map_err(|error| Stop::Error(format!("input.{error}")))?;
    let rule: Option<String> = fields.parse("rule")?;
    let rule = read_match_rule(rule.as_deref().unwrap_or("sdk"), "input.rule")?;
    fields.finish()?;
    Ok(match find_offer(&accepted, &offers, rule) {
        Ok(found) => MatchResult { offer: Some(found.index), differs: None },
        Err(no_match) => {
            let differs = no_match.misses.into_iter().enumerate();
            let differs = differs.map(|(offer, miss)| Difference { offer, members: miss.differs }).collect();
            MatchResult { offer: None, differs: Some(differs) }
        }
    })
}
