//! Rules for offers on EVM chains.

mod batch_settlement;
mod gateway;
mod misread;

use alloc::{format, string::ToString};

use x402_schemes::{
    AssetTransferMethod, Contradiction, Mechanism, Terms,
    evm::{assets, eip712::DomainError, gateway as gateways},
};
use x402_types::{JsonRef, Members, RawJson, Version, v2::ResourceInfo};
use x402_verify::evm::OfferIssue;

pub(crate) use self::gateway::keep_extra;
use self::{
    gateway::{lint_described, lint_gateway},
    misread::{lint_name, repaired},
};
use crate::{
    Lint, Rule, chain_names,
    chain_rules::ChainRules,
    position::at,
    reviewed::{Reviewed, not_address},
};

/// The rules of EVM chains.
pub(crate) struct Evm;

impl ChainRules for Evm {
    fn rules(&self) -> &'static [(&'static str, &'static [Rule])] {
        batch_settlement::RULES
    }

    fn is_on(&self, terms: &Terms<'_>) -> bool {
        x402_schemes::evm::is_on(&terms.network)
    }

    /// Lints a `PaymentRequired` of version 2 as a whole, and its resource.
    fn lint_payment_required(&self, payment_required: JsonRef<'_>, resource: Option<&ResourceInfo>, lint: &mut Lint) {
        lint_described(payment_required, resource, lint);
        batch_settlement::lint_states(payment_required, lint);
    }

    /// Finds a transfer method that no mechanism of the scheme has on this network. A buyer cannot know what to sign.
    fn lint_terms(&self, Reviewed { offer, terms, is_known_scheme }: &Reviewed<'_>, lint: &mut Lint) {
        let Ok(method) = AssetTransferMethod::of((*terms).clone(), None) else { return };
        if *is_known_scheme && Mechanism::find(terms.scheme, &terms.network, Some(&method)).is_none() {
            lint.found(Rule::TRANSFER_METHOD, at(&at(offer.pointer, "extra"), "assetTransferMethod"));
        }
    }

    /// Lints the other fields of `extra`.
    fn lint_extra(&self, reviewed: &Reviewed<'_>, lint: &mut Lint) {
        let Reviewed { offer, terms, .. } = reviewed;
        if let Some(name) = terms.extra_member("name").and_then(|name| name.string().ok()) {
            lint_name(offer.pointer, &name, table_domain(terms).map(|(known, _)| known), lint);
        }
        lint_gateway(offer.pointer, terms, lint);
        batch_settlement::lint_extra(reviewed, lint);
    }

    /// Returns `true` if the tables of tokens or of chains list the network, or the Gateway supports it.
    fn is_known_network(&self, terms: &Terms<'_>) -> bool {
        let has_token = |chain_id| assets::KNOWN.iter().any(|known| known.chain_id == chain_id);
        let is_named = |chain_id| has_token(chain_id) || chain_names::by_id(chain_id).is_some();
        matches!(gateways::offered(terms), Some(Ok(_))) || terms.network.eip155_chain_id().is_some_and(is_named)
    }

    /// The Gateway has its own rule, also for offers that only have its name.
    fn least_timeout(&self, terms: &Terms<'_>) -> Option<(u64, Rule)> {
        let is_gateway = terms.version == Version::V2 && gateways::is_named(terms);
        is_gateway.then_some((gateways::SIGNED_VALIDITY, Rule::GATEWAY_TIMEOUT))
    }
}

/// Lints the results of the buyer's review on EVM chains. A domain without an address is not a domain, and the Gateway
/// has its own rules.
#[allow(clippy::wildcard_enum_match_arm, reason = "the other issues have no rule")]
pub(crate) fn lint_issue(reviewed: &Reviewed<'_>, issue: &OfferIssue, lint: &mut Lint) {
    let what = issue.to_string();
    let (rule, member) = match issue {
        OfferIssue::NotAddress(member) => {
            not_address(reviewed, member, issue, lint);
            return;
        }
        OfferIssue::ZeroAddress(member) => (Rule::ZERO_ADDRESS, *member),
        OfferIssue::Checksum(member) => (Rule::EIP55, *member),
        _ if !reviewed.is_known_scheme => return,
        OfferIssue::NoFacilitator => (Rule::NO_FACILITATOR, "extra.facilitatorAddress"),
        OfferIssue::Domain(DomainError::Missing(name) | DomainError::NotText(name)) => {
            let finding = lint.find(Rule::DOMAIN_NAMES, reviewed.pointer_to(&format!("extra.{name}")), &what);
            return set_domain(reviewed, finding);
        }
        OfferIssue::BatchSettlement(issue) => return batch_settlement::lint_issue(reviewed, *issue, lint),
        _ => return,
    };
    lint.find(rule, reviewed.pointer_to(member), &what);
}

/// Reports a domain that differs from the tables.
pub(crate) fn other_domain(reviewed: &Reviewed<'_>, what: &Contradiction, lint: &mut Lint) {
    let terms = reviewed.terms;
    let text = |name| terms.extra_member(name).and_then(|member| member.string().ok()).unwrap_or_default();
    // A different rule reports that the name is the one of the tables, decoded with the wrong encoding (U-46).
    let repaired = repaired(&text("name"));
    if repaired.is_some_and(|repaired| table_domain(terms) == Some((&*repaired, &*text("version")))) {
        return;
    }
    let finding = lint.find(Rule::OTHER_DOMAIN, reviewed.pointer_to(what.member()), &what.to_string());
    set_domain(reviewed, finding);
}

/// The name and version of the token's domain in the tables.
fn table_domain(terms: &Terms<'_>) -> Option<(&'static str, &'static str)> {
    let known = assets::known(terms.network.eip155_chain_id()?, terms.asset.parse().ok()?)?;
    Some((known.domain_name, known.domain_version))
}

fn set_domain(reviewed: &Reviewed<'_>, finding: &mut crate::Finding) {
    let terms = reviewed.terms;
    let Some((name, version)) = table_domain(terms) else { return };
    let members = [("name", RawJson::string(name)), ("version", RawJson::string(version))];
    if terms.extra.is_some() {
        for (member, value) in members {
            finding.set(format!("{}/extra/{member}", reviewed.offer.pointer), value);
        }
    } else {
        finding.set(format!("{}/extra", reviewed.offer.pointer), Members::from_iter(members));
    }
}
