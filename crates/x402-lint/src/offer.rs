//! Rules for an entry of `accepts`.

use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
    vec::Vec,
};

use x402_schemes::{Contradiction, Mechanism, Terms, meant_network};
use x402_types::{
    DecodeError, DecodeOptions, Flag, Flags, JsonRef, Members, Network, RawJson, Segment, Version, Wire, v1, v2,
};
use x402_verify::client::{DEFAULT_HORIZON, OfferIssue, SpendingLimits, review_offer};

use crate::{
    Level, Lint, Rule, chain_names, chains, decimal,
    description::{Description, is_empty},
    network,
    position::at,
    recipient::lint_recipient,
    resource::{LONGEST_DESCRIPTION, lint_url},
    reviewed::{RawOffer, Reviewed, amount_member},
    scheme::is_known,
    shape::error_pointer,
    token,
};

/// Fields of an offer that only V1 has.
const ONLY_IN_V1: [&str; 5] = ["maxAmountRequired", "resource", "description", "mimeType", "outputSchema"];

/// Lints an offer. `pointer` is its position: an entry of `accepts`, or nothing. `described` is the description of the
/// resource in the 402 response.
pub(crate) fn lint_offer(
    version: Version,
    pointer: &str,
    raw: JsonRef<'_>,
    described: &Description<'_>,
    lint: &mut Lint,
) {
    lint.prices.push(None);
    let offer = RawOffer { pointer, raw };
    if version == Version::V1 {
        if raw.get("amount").is_some() {
            let finding = lint.found(Rule::V2_MEMBER, at(pointer, "amount"));
            moved(&offer, "amount", "maxAmountRequired", finding);
        }
        let Some(read) = read::<v1::PaymentRequirements>(&offer, version, lint) else { return };
        lint_described(&offer, &read.offer, lint);
        match Terms::of_v1(&read.offer) {
            Some(terms) => lint_readable(&offer, &terms, &read.unread, lint),
            None if read.has_read(pointer, "network") => unknown_name(pointer, read.offer.network.as_str(), lint),
            None => {}
        }
    } else {
        let is_certain = lint.version.is_some();
        for name in ONLY_IN_V1.into_iter().filter(|name| raw.get(name).is_some()) {
            let finding = lint.found(Rule::V1_MEMBER, at(pointer, name));
            match name {
                _ if !is_certain => {}
                "maxAmountRequired" => moved(&offer, name, "amount", finding),
                _ => described.take(name, raw, finding),
            }
        }
        if let Some(read) = read::<v2::PaymentRequirements>(&offer, version, lint) {
            // Without a mechanism no rule checks an amount that is not in atomic units.
            lint_readable(&offer, &Terms::from(&read.offer), &read.unread, lint);
        }
    }
}

/// Reports a name of version 1 that no table lists, or for which no payment of version 1 is possible.
fn unknown_name(pointer: &str, name: &str, lint: &mut Lint) {
    let pointer = at(pointer, "network");
    if chains::is_without_v1(name) {
        let what = format!("{name} has no payments of version 1: offer version 2, with the CAIP-2 identifier");
        lint.find(Rule::UNKNOWN_NETWORK, pointer, &what).level = Level::Error;
    } else if let Some(chain) = chain_names::by_name(name) {
        let network = Network::eip155(chain.id);
        let what = format!("no table of version 1 names contains {name}; the chain is {network}, {}", chain.name);
        let finding = lint.find(Rule::UNKNOWN_NETWORK, pointer, &what);
        finding.remedy = Some("offer version 2, with the CAIP-2 identifier: few clients of version 1 know the name");
    } else {
        lint.found(Rule::UNKNOWN_NETWORK, pointer);
    }
}

/// Adds edits that rename a field of the other version, or remove it if the right field has a price. If the right field
/// has any other value, the field is the only price, and it is unknown which of the two is meant.
fn moved(offer: &RawOffer<'_>, from: &str, to: &str, finding: &mut crate::Finding) {
    match offer.raw.get(to) {
        Some(value) if token::is_price(value) => finding.leave_out(),
        Some(value) if !is_empty(value) => {}
        Some(_) | None => {
            finding.leave_out();
            if let Some(value) = offer.raw.get(from) {
                finding.set(at(offer.pointer, to), value);
            }
        }
    }
}

/// The readable part of an offer. A missing or malformed field has a neutral placeholder.
struct Readable<T> {
    offer: T,
    /// The pointers to the fields with a placeholder.
    unread: Vec<String>,
}

impl<T> Readable<T> {
    fn has_read(&self, pointer: &str, member: &str) -> bool {
        !self.unread.contains(&at(pointer, member))
    }
}

/// Reads the offer, and reports every field that is missing or malformed. If it is certain what the server means, this
/// value is used instead. `None` if the value is not an offer at all.
fn read<T: Wire>(offer: &RawOffer<'_>, version: Version, lint: &mut Lint) -> Option<Readable<T>> {
    let (mut text, mut unread) = (RawJson::from(offer.raw), Vec::new());
    for _ in 0..=STAND_INS.len() {
        let error = match T::decode(text.as_str(), &DecodeOptions::STRICT) {
            Ok(decoded) => {
                lint_flags(offer, decoded.flags, &unread, lint);
                return Some(Readable { offer: decoded.value, unread });
            }
            Err(error) => error,
        };
        let meant = report::<T>(offer, version, &error, lint);
        let member = member_of(&error)?;
        let stand_in = STAND_INS.iter().find(|stand_in| stand_in.member == member)?;
        if meant.is_none() {
            unread.push(at(offer.pointer, member));
        }
        let silent = match member {
            "asset" if is_on_evm(offer.raw) => Some(NO_TOKEN),
            _ => stand_in.silent(version),
        };
        let value = meant.or_else(|| RawJson::parse(silent?).ok());
        text = network::with_or_without(text.as_json(), member, value)?;
    }
    None
}

/// Reports deviations that a strict reader tolerates in an offer. If the offer can be read, the whole 402 response has
/// the flags, and they are reported.
fn lint_flags(offer: &RawOffer<'_>, flags: Flags, unread: &[String], lint: &mut Lint) {
    for (flag, member) in
        [(Flag::NoMimeType, "mimeType"), (Flag::NullOptional, "mimeType"), (Flag::NullOptional, "extra")]
    {
        let pointer = at(offer.pointer, member);
        let value = offer.raw.get(member);
        let is_it = value.map_or(flag == Flag::NoMimeType, |value| flag == Flag::NullOptional && value.is_null());
        // The findings about this offer are the last ones.
        let mut of_offer = lint.findings.iter().rev().take_while(|finding| finding.pointer.starts_with(offer.pointer));
        let is_reported = of_offer.any(|finding| finding.pointer == pointer && finding.rule == flag.as_str());
        if !flags.contains(flag) || !is_it || is_reported || unread.contains(&pointer) {
            continue;
        }
        let finding = lint.flag(flag, pointer.clone());
        if flag == Flag::NoMimeType {
            finding.set(pointer, RawJson::string(""));
        } else {
            finding.leave_out();
        }
    }
}

/// The field of the offer that the error is about. `None` for the offer itself.
fn member_of(error: &DecodeError) -> Option<&'static str> {
    match error.path().segments().next() {
        Some(Segment::Member(member)) => Some(member),
        _ => None,
    }
}

/// A field of an offer, with its placeholders.
struct StandIn {
    member: &'static str,
    /// The values that every reader of version 1 and of version 2 accepts.
    right: [&'static str; 2],
    /// The neutral placeholder for a value that cannot be read, if it is not the one above. An optional field is left
    /// out.
    silent: Option<Option<&'static str>>,
}

const fn stand_in(member: &'static str, right: &'static str) -> StandIn {
    StandIn { member, right: [right; 2], silent: None }
}

impl StandIn {
    fn right(&self, version: Version) -> &'static str {
        let [first, second] = self.right;
        if version == Version::V1 { first } else { second }
    }

    fn silent(&self, version: Version) -> Option<&'static str> {
        self.silent.unwrap_or_else(|| Some(self.right(version)))
    }
}

/// An address that is not that of a token. Payers of any token on an EVM chain need its domain.
const NO_TOKEN: &str = r#""0x000000000000000000000000000000000000dead""#;

/// Returns `true` if the offer is on an EVM chain, for a token there. The Gateway pays only in its own token.
fn is_on_evm(offer: JsonRef<'_>) -> bool {
    let name = offer.get("extra").and_then(|extra| extra.get("name")?.string().ok());
    network::meant(offer).is_some_and(|network| network.eip155_chain_id().is_some())
        && name.is_none_or(|name| name != x402_schemes::evm::gateway::NAME)
}

const STAND_INS: [StandIn; 12] = [
    StandIn { silent: Some(Some(r#""?""#)), ..stand_in("scheme", r#""exact""#) },
    StandIn { right: [r#""base""#, r#""eip155:8453""#], ..stand_in("network", "") },
    stand_in("amount", r#""1""#),
    stand_in("maxAmountRequired", r#""1""#),
    stand_in("asset", r#""""#),
    stand_in("payTo", r#""?""#),
    stand_in("resource", r#""https://x402.invalid/""#),
    stand_in("description", r#""""#),
    StandIn { silent: Some(None), ..stand_in("mimeType", r#""""#) },
    stand_in("maxTimeoutSeconds", "60"),
    StandIn { silent: Some(None), ..stand_in("outputSchema", "{}") },
    StandIn { silent: Some(None), ..stand_in("extra", "{}") },
];

/// Reports why a field cannot be read. Returns the value that the server certainly means, which the finding's edit then
/// writes.
fn report<T: Wire>(offer: &RawOffer<'_>, version: Version, error: &DecodeError, lint: &mut Lint) -> Option<RawJson> {
    let pointer = error_pointer(offer.pointer, error);
    let member = member_of(error).unwrap_or_default();
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
    let is_of_ledger = member == "amount" && decimal::is_on_xrp_ledger(offer.raw);
    let is_certain = lint.version.is_some();
    let finding = lint.find(if is_of_ledger { Rule::BAD_AMOUNT } else { Rule::UNREADABLE_OFFER }, pointer, &what);
    let meant = match (member, offer.raw.get(member)) {
        ("network", _) => named.map(|named| RawJson::string(&named.name)),
        // Official servers of version 1 write an empty text, too.
        ("description", None) => Some(RawJson::string("")),
        // The price in the field of the other version, which a different finding moves.
        ("amount", None) if is_certain => {
            leniently::<T>(version, member, offer.raw, offer.raw.get("maxAmountRequired")?)
        }
        ("maxAmountRequired", None) => leniently::<T>(version, member, offer.raw, offer.raw.get("amount")?),
        (_, Some(value)) => leniently::<T>(version, member, offer.raw, value),
        _ => None,
    };
    finding.set(at(offer.pointer, member), meant.clone()?);
    meant
}

/// The value as the lenient profile reads it, in an offer without any other fault. On the XRP Ledger, network and asset
/// decide the unit of an amount.
fn leniently<T: Wire>(version: Version, member: &str, offer: JsonRef<'_>, value: JsonRef<'_>) -> Option<RawJson> {
    let mut right = Members::new();
    for stand_in in &STAND_INS {
        right.insert(stand_in.member, RawJson::parse(stand_in.right(version)).ok()?);
    }
    right.insert(member, value.into());
    if member == "amount" && decimal::is_on_xrp_ledger(offer) {
        right.insert("network", offer.get("network")?.into());
        right.insert("asset", offer.get("asset")?.into());
        if let Some(amount) = decimal::meant(offer) {
            right.insert(member, amount);
        }
    }
    let read = T::decode(RawJson::from(right).as_str(), &DecodeOptions::LENIENT).ok()?.value;
    RawJson::parse(&read.to_json()).ok()?.as_json().get(member).map(RawJson::from)
}

/// Lints the readable part of an offer. Fields with a placeholder have no findings.
fn lint_readable(offer: &RawOffer<'_>, terms: &Terms<'_>, unread: &[String], lint: &mut Lint) {
    // Without a network the meaning of the other fields is unknown.
    if unread.contains(&at(offer.pointer, "network")) {
        return;
    }
    let before = lint.findings.len();
    lint_terms(offer, terms, lint);
    let found = lint.findings.split_off(before);
    lint.findings.extend(found.into_iter().filter(|finding| !unread.contains(&finding.pointer)));
    if unread.contains(&at(offer.pointer, amount_member(terms)))
        && let Some(price) = lint.prices.last_mut()
    {
        *price = None;
    }
    // An unreadable value may contain information that a new object would drop.
    let extra = at(offer.pointer, "extra");
    if unread.contains(&extra) {
        for finding in lint.findings.iter_mut().skip(before) {
            finding.fix.retain(|edit| edit.pointer != extra);
        }
    }
}

/// Rules for the fields with which a V1 offer describes the resource.
fn lint_described(raw: &RawOffer<'_>, offer: &v1::PaymentRequirements, lint: &mut Lint) {
    lint_url(&offer.resource, &at(raw.pointer, "resource"), lint);
    if offer.description.as_deref().is_some_and(|text| text.chars().count() > LONGEST_DESCRIPTION) {
        lint.found(Rule::LONG_DESCRIPTION, at(raw.pointer, "description"));
    }
}

fn lint_terms(offer: &RawOffer<'_>, terms: &Terms<'_>, lint: &mut Lint) {
    let mut terms = Cow::Borrowed(terms);
    if let Some(meant) = meant_network(&terms.network) {
        let pointer = at(offer.pointer, "network");
        let what = format!("{} is not the identifier of the network, which is {meant}", terms.network);
        let finding = lint.find(Rule::NETWORK_ALIAS, pointer.clone(), &what);
        finding.set(pointer, RawJson::string(&meant.to_string()));
        terms.to_mut().network = Cow::Owned(meant);
    }
    let short = terms.network.to_caip2();
    if short.to_string() != terms.network.to_string() {
        let pointer = at(offer.pointer, "network");
        let what = format!(
            "{} is the whole genesis hash, and its first 32 characters are the identifier: {short}",
            terms.network
        );
        lint.find(Rule::NETWORK_SPELLING, pointer.clone(), &what).set(pointer, RawJson::string(&short.to_string()));
        terms.to_mut().network = Cow::Owned(short);
    }
    let terms = &*terms;
    let before = lint.findings.len();
    let is_known_scheme = is_known(terms.scheme, &terms.network);
    if !is_known_scheme {
        let is_elsewhere = Mechanism::all().any(|mechanism| mechanism.scheme() == terms.scheme);
        let how = if is_elsewhere { "not known on this chain family" } else { "unknown" };
        let what = format!("the scheme {} is {how}", terms.scheme);
        lint.find(Rule::UNKNOWN_SCHEME, at(offer.pointer, "scheme"), &what);
    }
    // A V1 offer has one of the known names.
    if terms.version != Version::V1 && !chains::is_known_network(terms) {
        let what = format!("{} is not in any published table", terms.network);
        lint.find(Rule::UNKNOWN_NETWORK, at(offer.pointer, "network"), &what);
    }
    let reviewed = Reviewed { offer, terms, is_known_scheme };
    chains::lint_terms(&reviewed, lint);
    for issue in review_offer(terms.clone(), None, &SpendingLimits::DEFAULT) {
        lint_issue(&reviewed, &issue, lint);
    }
    lint_long_timeout(offer, terms, lint);
    token::lint_price(offer.pointer, terms, lint);
    if is_known_scheme {
        lint_recipient(offer.pointer, terms, lint);
    }
    chains::lint_extra(&reviewed, lint);
    if !is_known_scheme {
        // The right value of a field in such an offer is unknown.
        lint.findings.iter_mut().skip(before).for_each(|finding| finding.fix.clear());
    }
}

/// Finds a timeout in milliseconds, or one that is longer than a buyer signs for.
fn lint_long_timeout(offer: &RawOffer<'_>, terms: &Terms<'_>, lint: &mut Lint) {
    let seconds = terms.max_timeout_seconds;
    // Whole thousands are rarely meant as seconds, unless they are whole hours.
    let is_in_milliseconds = seconds >= 10_000 && seconds.is_multiple_of(1_000) && !seconds.is_multiple_of(3_600);
    let chain_rule = chains::least_timeout(terms);
    let longest = chain_rule
        .map_or_else(|| terms.longest_timeout(DEFAULT_HORIZON), |(least, _)| DEFAULT_HORIZON.saturating_add(least));
    let why = if is_in_milliseconds && chain_rule.is_none() {
        "which looks like milliseconds"
    } else if seconds > longest {
        "which is longer than a buyer signs for by default"
    } else {
        return;
    };
    let what = format!("maxTimeoutSeconds is {seconds}, {why}");
    let finding = lint.find(Rule::LONG_TIMEOUT, at(offer.pointer, "maxTimeoutSeconds"), &what);
    if let Some((_, rule)) = chain_rule {
        finding.remedy = Some(rule.remedy());
    }
}

#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "budgets and payers belong to buyers, networks are already linted, and chain families have separate rules"
)]
fn lint_issue(reviewed: &Reviewed<'_>, issue: &OfferIssue, lint: &mut Lint) {
    let terms = reviewed.terms;
    let (rule, member) = match issue {
        OfferIssue::Flow(None) => (Rule::UNKNOWN_FLOW, "extra.paymentFlow"),
        OfferIssue::Flow(Some(_)) => (Rule::PRE_HANDLER_FLOW, "extra.paymentFlow"),
        OfferIssue::PayToAsset => (Rule::PAY_TO_ASSET, "payTo"),
        OfferIssue::Contradicted(what) => return contradicted(reviewed, what, lint),
        OfferIssue::UnknownAsset => (Rule::UNKNOWN_ASSET, "asset"),
        OfferIssue::Free => (Rule::FREE, amount_member(terms)),
        OfferIssue::ShortTimeout { .. } => return short_timeout(reviewed, issue, lint),
        OfferIssue::Method(_) if reviewed.is_known_scheme => (Rule::TRANSFER_METHOD, "extra.assetTransferMethod"),
        other => return chains::lint_issue(reviewed, other, lint),
    };
    lint.find(rule, reviewed.pointer_to(member), &issue.to_string());
}

/// Reports a contradiction to a published table, with the rule that has the name of the flag (B-10).
fn contradicted(reviewed: &Reviewed<'_>, what: &Contradiction, lint: &mut Lint) {
    // An alias was already reported, and the later rules used the network that is meant.
    if matches!(what, Contradiction::NetworkAlias { .. }) {
        return;
    }
    if matches!(what, Contradiction::OtherDomain { .. }) {
        return chains::other_domain(reviewed, what, lint);
    }
    let Some(rule) = Rule::all().find(|rule| rule.as_str() == what.flag().as_str()) else { return };
    let pointer = reviewed.pointer_to(what.member());
    let finding = lint.find(rule, pointer.clone(), &what.to_string());
    if let Contradiction::AssetMethod { known } = what
        && reviewed.terms.extra.is_some()
    {
        finding.set(pointer, RawJson::string(known.method.as_str()));
    } else if let Contradiction::Decimals { known } = what {
        finding.set(pointer, u64::from(known.decimals().unwrap_or_default()));
    }
}

fn short_timeout(reviewed: &Reviewed<'_>, issue: &OfferIssue, lint: &mut Lint) {
    if chains::least_timeout(reviewed.terms).is_none() {
        let pointer = reviewed.pointer_to("maxTimeoutSeconds");
        lint.find(Rule::SHORT_TIMEOUT, pointer.clone(), &issue.to_string()).set(pointer, 60);
    }
}
