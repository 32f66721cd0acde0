//! Rules for offers with the name of the Gateway (U-13). No rule changes a field of their `extra` (U-14).

use alloc::{collections::BTreeSet, format, string::String};
use core::ops::Bound;

use x402_schemes::{
    Terms,
    evm::gateway::{self, NearMiss, SIGNED_VALIDITY, chain},
};
use x402_types::{JsonRef, Version, v2::ResourceInfo};

use crate::{Level, Lint, Rule, accepts::offers, position::at};

/// Lints an offer, if it has the name of the Gateway.
pub(crate) fn lint_gateway(offer: &str, terms: &Terms<'_>, lint: &mut Lint) {
    let Some(offered) = gateway::offered(terms) else { return };
    if let Err(miss) = offered {
        lint_near_miss(offer, terms, miss, lint);
    }
    if terms.version != Version::V2 {
        return;
    }
    if terms.max_timeout_seconds < SIGNED_VALIDITY {
        let pointer = at(offer, "maxTimeoutSeconds");
        let what = format!(
            "maxTimeoutSeconds is {}: the Gateway's operator rejects a buyer that signs for only this time",
            terms.max_timeout_seconds
        );
        lint.find(Rule::GATEWAY_TIMEOUT, pointer.clone(), &what).set(pointer, SIGNED_VALIDITY);
    }
    lint.found(Rule::GATEWAY, at(offer, "extra"));
}

fn lint_near_miss(offer: &str, terms: &Terms<'_>, miss: NearMiss, lint: &mut Lint) {
    let has_no_contract = matches!(miss, NearMiss::NoContract | NearMiss::NotAddress);
    let known = terms.network.eip155_chain_id().and_then(chain).map_or_else(
        || format!("; no Gateway is known on {}", terms.network),
        |chain| format!("; on {} the known wallet is {}, and its USDC is {}", chain.name, chain.wallet, chain.usdc),
    );
    let what = format!("the offer has the name of the Gateway, but {miss}{known}");
    let finding = lint.find(Rule::GATEWAY_CONTRACT, at(&at(offer, "extra"), "verifyingContract"), &what);
    // Some clients refuse such an offer, and others sign for the token. A different contract is unknown, and not wrong.
    finding.level = if has_no_contract { Level::Error } else { Level::Warning };
}

/// Lints the resource of a `PaymentRequired` with an offer of the Gateway, whose service requires a description and a
/// type.
pub(crate) fn lint_described(payment_required: JsonRef<'_>, resource: Option<&ResourceInfo>, lint: &mut Lint) {
    let Some(resource) = resource.filter(|_| offers(payment_required).any(is_named)) else { return };
    for (member, value) in [("description", &resource.description), ("mimeType", &resource.mime_type)] {
        if value.is_none() {
            let what = format!("the resource has no {member}, so the Gateway's service rejects the payments");
            lint.find(Rule::GATEWAY_RESOURCE, at("/resource", member), &what);
        }
    }
}

/// Drops the edits of all rules inside `extra` of each offer with the name of the Gateway. The input may be one offer.
pub(crate) fn keep_extra(payment_required: JsonRef<'_>, lint: &mut Lint) {
    let listed = offers(payment_required).enumerate().map(|(index, offer)| (format!("/accepts/{index}"), offer));
    let named = listed.chain([(String::new(), payment_required)]).filter(|(_, offer)| is_named(*offer));
    let kept: BTreeSet<_> = named.map(|(location, _)| format!("{location}/extra/")).collect();
    for finding in &mut lint.findings {
        finding.fix.retain(|edit| {
            let mut before = kept.range::<str, _>((Bound::Unbounded, Bound::Included(&*edit.pointer)));
            !before.next_back().is_some_and(|extra| edit.pointer.starts_with(extra))
        });
    }
}

fn is_named(offer: JsonRef<'_>) -> bool {
    let name = offer.get("extra").and_then(|extra| extra.get("name")?.string().ok());
    name.is_some_and(|name| name == gateway::NAME)
}
