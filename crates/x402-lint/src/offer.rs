//! Rules for an entry of `accepts`.

use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
};

use x402_schemes::{
    AssetTransferMethod, Mechanism, Terms,
    evm::{assets, eip712::DomainError, gateway},
};
use x402_types::{DecodeOptions, JsonRef, Members, Network, RawJson, Version, Wire, v1, v2};
use x402_verify::client::{DEFAULT_HORIZON, OfferIssue, review_offer};

use crate::{
    Lint, Rule,
    decimal::lint_decimal,
    gateway::lint_gateway,
    misread::{lint_name, repaired},
    network,
    position::at,
    resource::{LONGEST_DESCRIPTION, lint_url},
    shape::place,
    token,
    transaction_versions::lint_versions,
};

/// Members of an offer that only V1 has.
const ONLY_IN_V1: [&str; 5] = ["maxAmountRequired", "resource", "description", "mimeType", "outputSchema"];

/// An offer and its place in the demand.
struct Place<'a> {
    pointer: &'a str,
    raw: JsonRef<'a>,
    /// Whether `raw` has another amount than the demand, so that it must not be written.
    has_other_amount: bool,
}

/// Judges an offer. `pointer` is its place: an entry of `accepts`, or nothing.
pub(crate) fn lint_offer(version: Version, pointer: &str, raw: JsonRef<'_>, lint: &mut Lint) {
    lint.prices.push(None);
    let offer = Place { pointer, raw, has_other_amount: false };
    if version == Version::V1 {
        if raw.get("amount").is_some() {
            let finding = lint.found(Rule::V2_MEMBER, at(pointer, "amount"));
            finding.leave_out();
            moved(&offer, "amount", "maxAmountRequired", finding);
        }
        let Some(read) = read::<v1::PaymentRequirements>(&offer, version, lint) else { return };
        lint_described(&offer, &read, lint);
        match Terms::of_v1(&read) {
            Some(terms) => lint_terms(&offer, &terms, lint),
            None => {
                lint.found(Rule::UNKNOWN_NETWORK, at(pointer, "network"));
            }
        }
    } else {
        let substitute = lint_decimal(pointer, raw, lint);
        let offer = Place {
            pointer,
            raw: substitute.as_ref().map_or(raw, RawJson::as_json),
            has_other_amount: substitute.is_some(),
        };
        for name in ONLY_IN_V1.into_iter().filter(|name| raw.get(name).is_some()) {
            let finding = lint.found(Rule::V1_MEMBER, at(pointer, name));
            finding.leave_out();
            if name == "maxAmountRequired" {
                moved(&offer, name, "amount", finding);
            }
        }
        if let Some(read) = read::<v2::PaymentRequirements>(&offer, version, lint) {
            lint_terms(&offer, &Terms::from(&read), lint);
        }
    }
}

/// Adds edits that rename a member of the other version.
fn moved(offer: &Place<'_>, from: &str, to: &str, finding: &mut crate::Finding) {
    if let (Some(value), None) = (offer.raw.get(from), offer.raw.get(to)) {
        finding.set(at(offer.pointer, to), value);
    }
}

/// Reads the offer, or reports why it cannot be read. If it is certain what the server means, that is read instead.
fn read<T: Wire>(offer: &Place<'_>, version: Version, lint: &mut Lint) -> Option<T> {
    let error = match T::decode(offer.raw.text(), &DecodeOptions::STRICT) {
        Ok(decoded) => return Some(decoded.value),
        Err(error) => error,
    };
    let pointer = place(offer.pointer, &error);
    let member = pointer.rsplit('/').next().unwrap_or_default();
    let named = network::in_version(version, offer.raw);
    let mut what = error.kind().to_string();
    let price = || {
        let network = network::meant(offer.raw)?;
        token::in_atomic_units(&network, offer.raw, offer.raw.get(member)?)
    };
    let more = match (member, &named) {
        ("network", Some(named)) => Some(named.what.clone()),
        ("amount" | "maxAmountRequired", _) => price(),
        _ => None,
    };
    if let Some(more) = more {
        what = format!("{what}: {more}");
    }
    let finding = lint.find(Rule::UNREADABLE_OFFER, pointer, &what);
    let renamed = named.and_then(|named| network::renamed(offer.raw, &named));
    let text = renamed.as_ref().map_or(offer.raw.text(), RawJson::as_str);
    let meant = T::decode(text, &DecodeOptions::LENIENT).ok()?.value;
    if !offer.has_other_amount {
        finding.set(offer.pointer, RawJson::parse(&meant.to_json()).ok()?);
    }
    Some(meant)
}

/// Rules for the members by which a V1 offer describes the resource.
fn lint_described(place: &Place<'_>, offer: &v1::PaymentRequirements, lint: &mut Lint) {
    lint_url(&offer.resource, &at(place.pointer, "resource"), lint);
    if offer.description.as_deref().is_some_and(|text| text.chars().count() > LONGEST_DESCRIPTION) {
        lint.found(Rule::LONG_DESCRIPTION, at(place.pointer, "description"));
    }
}

fn lint_terms(offer: &Place<'_>, terms: &Terms<'_>, lint: &mut Lint) {
    let mut terms = Cow::Borrowed(terms);
    if let Some(meant) = network::alias(&terms.network) {
        let pointer = at(offer.pointer, "network");
        let what = format!("{} is not the identifier of the network, which is {meant}", terms.network);
        let finding = lint.find(Rule::NETWORK_ALIAS, pointer.clone(), &what);
        finding.set(pointer, RawJson::string(&meant.to_string()));
        terms.to_mut().network = Cow::Owned(meant);
    }
    let terms = &*terms;
    let is_known_scheme = Mechanism::all().any(|mechanism| mechanism.scheme() == terms.scheme);
    if !is_known_scheme {
        lint.find(
            Rule::UNKNOWN_SCHEME,
            at(offer.pointer, "scheme"),
            &format!("the scheme {} is unknown", terms.scheme),
        );
    }
    let is_of_gateway = matches!(gateway::offered(terms), Some(Ok(_)));
    // A V1 offer has one of the known names.
    if !is_of_gateway && terms.version != Version::V1 && !is_known_network(&terms.network) {
        let what = format!("{} is not in any published table", terms.network);
        lint.find(Rule::UNKNOWN_NETWORK, at(offer.pointer, "network"), &what);
    }
    if is_known_scheme {
        lint_method(offer, terms, lint);
    }
    for issue in review_offer(terms.clone(), None, None) {
        lint_issue(offer, terms, is_known_scheme, &issue, lint);
    }
    lint_long_timeout(offer, terms, lint);
    if let Some(name) = terms.extra_member("name").and_then(|name| name.string().ok()) {
        lint_name(offer.pointer, &name, table_domain(terms).map(|(known, _)| known), lint);
    }
    token::lint_token(offer.pointer, terms, lint);
    lint_gateway(offer.pointer, terms, lint);
    lint_versions(offer.pointer, terms, lint);
}

/// Finds a timeout in milliseconds, or one that is longer than a buyer signs for.
fn lint_long_timeout(offer: &Place<'_>, terms: &Terms<'_>, lint: &mut Lint) {
    let seconds = terms.max_timeout_seconds;
    // Whole thousands are rarely meant as seconds, unless they are whole hours.
    let is_in_milliseconds = seconds >= 10_000 && seconds.is_multiple_of(1_000) && !seconds.is_multiple_of(3_600);
    let why = if is_in_milliseconds {
        "which looks like milliseconds"
    } else if seconds > terms.longest_timeout(DEFAULT_HORIZON) {
        "which is longer than a buyer signs for by default"
    } else {
        return;
    };
    let what = format!("maxTimeoutSeconds is {seconds}, {why}");
    lint.find(Rule::LONG_TIMEOUT, at(offer.pointer, "maxTimeoutSeconds"), &what);
}

/// Finds a transfer method that no mechanism of the scheme has on this network. A buyer cannot know what to sign.
fn lint_method(offer: &Place<'_>, terms: &Terms<'_>, lint: &mut Lint) {
    let Ok(method) = AssetTransferMethod::of(terms.clone(), None) else { return };
    let is_evm = terms.network.eip155_chain_id().is_some();
    if is_evm && Mechanism::find(terms.scheme, &terms.network, Some(&method)).is_none() {
        lint.found(Rule::TRANSFER_METHOD, at(&at(offer.pointer, "extra"), "assetTransferMethod"));
    }
}

fn is_known_network(network: &Network) -> bool {
    let has_token = |chain_id| assets::KNOWN.iter().any(|known| known.chain_id == chain_id);
    network.v1_name().is_some() || network.eip155_chain_id().is_some_and(has_token)
}

#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "budgets and payers belong to buyers, networks are already judged, and a domain without an address is no domain"
)]
fn lint_issue(offer: &Place<'_>, terms: &Terms<'_>, is_known_scheme: bool, issue: &OfferIssue, lint: &mut Lint) {
    let of = |member: &str| format!("{}/{}", offer.pointer, member.replace('.', "/"));
    let what = issue.to_string();
    let (rule, member) = match issue {
        OfferIssue::Flow(None) => (Rule::UNKNOWN_FLOW, "extra.paymentFlow"),
        OfferIssue::Flow(Some(_)) => (Rule::PRE_HANDLER_FLOW, "extra.paymentFlow"),
        OfferIssue::NotSolanaAddress("extra.feePayer") if terms.extra_member("feePayer").is_none() => {
            if is_known_scheme {
                lint.found(Rule::NO_FEE_PAYER, of("extra.feePayer"));
            }
            return;
        }
        OfferIssue::NotAddress(member) | OfferIssue::NotSolanaAddress(member) if is_key(terms, member) => {
            lint.found(Rule::KEY_AS_ADDRESS, of(member));
            return;
        }
        OfferIssue::NotAddress(member) | OfferIssue::NotSolanaAddress(member) => (Rule::NOT_ADDRESS, *member),
        OfferIssue::ZeroAddress(member) => (Rule::ZERO_ADDRESS, *member),
        OfferIssue::Checksum(member) => (Rule::EIP55, *member),
        OfferIssue::PayToAsset => (Rule::PAY_TO_ASSET, "payTo"),
        // The network or the asset is wrong, and another rule says so.
        OfferIssue::UnknownAsset if token::other_network(terms).is_some() => return,
        OfferIssue::UnknownAsset => (Rule::UNKNOWN_ASSET, "asset"),
        OfferIssue::Free => (Rule::FREE, if terms.version == Version::V1 { "maxAmountRequired" } else { "amount" }),
        // The Gateway has a rule of its own.
        OfferIssue::ShortTimeout { .. } if terms.version == Version::V2 && gateway::is_named(terms) => return,
        OfferIssue::ShortTimeout { .. } => {
            let pointer = of("maxTimeoutSeconds");
            lint.find(Rule::SHORT_TIMEOUT, pointer.clone(), &what).set(pointer, 60);
            return;
        }
        // An unknown scheme may require anything of `extra`.
        OfferIssue::Method(_) | OfferIssue::NoFacilitator | OfferIssue::Domain(_) | OfferIssue::OtherDomain { .. }
            if !is_known_scheme =>
        {
            return;
        }
        OfferIssue::Method(_) => (Rule::TRANSFER_METHOD, "extra.assetTransferMethod"),
        OfferIssue::NoFacilitator => (Rule::NO_FACILITATOR, "extra.facilitatorAddress"),
        OfferIssue::Domain(DomainError::Missing(name) | DomainError::NotText(name)) => {
            let finding = lint.find(Rule::DOMAIN_NAMES, of(&format!("extra.{name}")), &what);
            set_domain(offer, terms, finding);
            return;
        }
        OfferIssue::OtherDomain { .. } => return other_domain(offer, terms, &what, lint),
        _ => return,
    };
    lint.find(rule, of(member), &what);
}

/// Whether the member has 64 hexadecimal digits, as a private key has.
fn is_key(terms: &Terms<'_>, member: &str) -> bool {
    let text = match member {
        "payTo" => terms.pay_to,
        "asset" => terms.asset,
        _ => return false,
    };
    let digits = text.strip_prefix("0x").unwrap_or(text);
    digits.len() == 64 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
}

/// Reports a domain that differs from the tables, and which token has it there: often the same token on another chain.
fn other_domain(offer: &Place<'_>, terms: &Terms<'_>, what: &str, lint: &mut Lint) {
    let text = |name| terms.extra_member(name).and_then(|member| member.string().ok());
    let (name, version) = (text("name").unwrap_or_default(), text("version").unwrap_or_default());
    // Another rule says that the name is the one of the tables, decoded in the wrong encoding.
    let repaired = repaired(&name);
    if repaired.is_some_and(|repaired| table_domain(terms) == Some((&*repaired, &*version))) {
        return;
    }
    let mut owners = assets::KNOWN.iter().filter(|known| known.domain_name == name && known.domain_version == version);
    let whose = owners.next().map_or_else(String::new, |known| {
        let network = Network::eip155(known.chain_id);
        format!(
            " (the domain of the offer is that of {} on {})",
            known.symbol,
            network.v1_name().map_or_else(|| network.to_string(), Into::into)
        )
    });
    let member = if table_domain(terms).is_some_and(|(known, _)| *known == *name) { "version" } else { "name" };
    let finding = lint.find(Rule::OTHER_DOMAIN, format!("{}/extra/{member}", offer.pointer), &format!("{what}{whose}"));
    set_domain(offer, terms, finding);
}

/// The name and version of the token's domain in the tables.
fn table_domain(terms: &Terms<'_>) -> Option<(&'static str, &'static str)> {
    let known = assets::known(terms.network.eip155_chain_id()?, terms.asset.parse().ok()?)?;
    Some((known.domain_name, known.domain_version))
}

fn set_domain(offer: &Place<'_>, terms: &Terms<'_>, finding: &mut crate::Finding) {
    let Some((name, version)) = table_domain(terms) else { return };
    let members = [("name", RawJson::string(name)), ("version", RawJson::string(version))];
    if terms.extra.is_some() {
        for (member, value) in members {
            finding.set(format!("{}/extra/{member}", offer.pointer), value);
        }
    } else {
        finding.set(format!("{}/extra", offer.pointer), Members::from_iter(members));
    }
}

/// The `resource` for a V2 demand that lacks one, from the members of a V1 offer.
pub(crate) fn resource_of(offer: JsonRef<'_>) -> Option<Members> {
    let url = offer.get("resource").filter(JsonRef::is_string)?;
    let named = ["description", "mimeType"].into_iter().filter_map(|name| Some((name, offer.get(name)?)));
    let texts =
        named.filter(|(_, value)| value.is_string() && value.string().is_ok_and(|text| text != Cow::Borrowed("")));
    Some([("url", url)].into_iter().chain(texts).map(|(name, value)| (name, RawJson::from(value))).collect())
}
