//! Finds the server's own offer that a payment matches (B-1, B-2).
//!
//! The client writes `accepted`, so nothing in it counts until it matches an offer that the server made. From then on
//! the offer counts, and of `accepted` only an `assetTransferMethod` that the offer does not name (B-4).
//!
//! [`compare`] compares one offer with `accepted`, under a [`MatchRule`], and lists the paths that differ, so that a
//! refusal can name the nearest offer. `extra` is compared field by field and by value. The client may add fields to
//! it, and the fields that a server generates anew for each offer are left out. Most clients copy `extra`, so a copy is
//! recognised by its text first. [`find_offers`] returns every offer that matches, or only the one that equals
//! `accepted` in every field, because the client named it. `x402-verify` verifies the payment against each returned
//! offer, and reports on the one that fits best. A payment of V1 has no `accepted`, so it is verified against each
//! offer with its scheme and network. [`compare_extensions`] compares the echo of the server's extensions in the same
//! way.

use alloc::{
    borrow::{Cow, ToOwned},
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

pub use self::extensions::compare_extensions;
pub use crate::extensions::echo::EchoComparison;
use crate::{
    Flag, Flags, JsonRef, Network, PaymentFlow, RawJson, Scheme, Uint256, json::SortedMembers, uint256::MAX_DIGITS,
    v2::PaymentRequirements,
};

mod extensions;

/// The rule that decides which fields must be equal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MatchRule {
    /// The rule of the official TypeScript and Python servers. They compare scheme, network, amount, asset, payTo,
    /// maxTimeoutSeconds, and every field of the offer's `extra`. The client may add fields. Fields that a server
    /// generates anew for each offer are left out ([`regenerated_extra`]). [`official_misses`] returns the differences
    /// that this rule ignores, but those servers do not.
    #[default]
    Sdk,
    /// The rule of x402-rs: like [`Sdk`](Self::Sdk), but both `extra` must have equal values, without exceptions.
    Exact,
    /// The rule of the Go server: scheme, network, amount, asset and payTo.
    Core,
}

/// Returns the fields of an offer's `extra` that servers on this network generate anew for each offer of this scheme,
/// so that an honest echo of the last offer differs.
///
/// ```
/// use x402_types::{Network, Scheme, matching::regenerated_extra};
/// let members = regenerated_extra(&Scheme::EXACT, &Network::SOLANA);
/// assert_eq!(members, ["recentBlockhash", "lastValidBlockHeight", "recentSlot"]);
/// assert_eq!(regenerated_extra(&Scheme::UPTO, &Network::SOLANA), members);
/// assert!(regenerated_extra(&Scheme::EXACT, &Network::eip155(8453)).is_empty());
/// ```
#[must_use]
pub fn regenerated_extra(scheme: &Scheme, network: &Network) -> &'static [&'static str] {
    network.chain().regenerated_extra(scheme)
}

/// The result of comparing an offer with `accepted`, the offer that the client claims to have accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Comparison {
    /// The paths of the differing fields in the order of the specification, such as `amount` or `extra.version`. Empty
    /// if the offer matches.
    pub differs: Vec<String>,
    /// The raised flags: [`Flag::AddressCase`], [`Flag::NetworkSpelling`], [`Flag::NullSkip`], [`Flag::ClientFlow`],
    /// and under [`MatchRule::Sdk`] also [`Flag::UnmatchedField`].
    pub flags: Flags,
}

impl Comparison {
    /// Returns `true` if the offer matches.
    pub fn matches(&self) -> bool {
        self.differs.is_empty()
    }
}

/// An offer that a payment matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Match {
    /// The index of the offer.
    pub index: usize,
    /// The flags of the comparison.
    pub flags: Flags,
}

/// The error if no offer matches the one that the client claims to have accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct NoMatch {
    /// The comparison of each offer, in the order of the offers.
    pub misses: Vec<Comparison>,
}

impl fmt::Display for NoMatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("none of the offers is the accepted one")?;
        for (index, miss) in self.misses.iter().enumerate() {
            let separator = if index == 0 { ":" } else { ";" };
            write!(f, "{separator} offer {index} differs in {}", miss.differs.join(", "))?;
        }
        Ok(())
    }
}

impl core::error::Error for NoMatch {}

/// The two sides that [`compare`] compares. They have different roles: `accepted` may add fields to `extra`, and the
/// offer may not. The struct gets no further field.
#[derive(Clone, Copy, Debug)]
pub struct Sides<'a> {
    /// The offer that the client claims to have accepted.
    pub accepted: &'a PaymentRequirements,
    /// One of the server's own offers.
    pub offer: &'a PaymentRequirements,
}

/// Compares the offer that a client claims to have accepted with one of the server's offers.
///
/// EVM addresses compare as bytes, the two encodings of Algorand's networks as equal (G-2), all other texts as strings,
/// and fields of `extra` by JSON value (C-16).
///
/// ```
/// use x402_types::{Network, Scheme, matching::{MatchRule, Sides, compare}, v2::{PaymentRequirements, PaymentRequirementsInit}};
/// let offer = PaymentRequirements::new(PaymentRequirementsInit {
///     scheme: Scheme::EXACT,
///     network: Network::eip155(8453),
///     amount: 10_000.into(),
///     asset: "0x83".into(),
///     pay_to: "0x20".into(),
///     max_timeout_seconds: 60,
/// });
/// let mut accepted = offer.clone();
/// accepted.amount = 1.into();
/// assert_eq!(compare(Sides { accepted: &accepted, offer: &offer }, MatchRule::Sdk).differs, ["amount"]);
/// ```
#[must_use]
pub fn compare(sides: Sides<'_>, rule: MatchRule) -> Comparison {
    let Sides { accepted, offer } = sides;
    let mut result = Comparison::default();
    let mut differs = |equal: bool, member: &str| {
        if !equal {
            result.differs.push(member.to_string());
        }
    };
    differs(accepted.scheme == offer.scheme, "scheme");
    differs(accepted.network == offer.network, "network");
    // The official servers compare the texts of amounts, so "010" is not "10" (B-2).
    differs(accepted.amount.is_written_as(&offer.amount), "amount");
    for (member, ours, theirs) in [("asset", &offer.asset, &accepted.asset), ("payTo", &offer.pay_to, &accepted.pay_to)]
    {
        // The network of the offer decides how addresses compare, because `accepted` is only the claim of the client.
        let equal = offer.network.chain().is_same_address(ours, theirs);
        if equal && ours != theirs {
            result.flags.insert(Flag::AddressCase);
        }
        differs(equal, member);
    }
    if accepted.network == offer.network && !accepted.network.is_written_as(&offer.network) {
        result.flags.insert(Flag::NetworkSpelling);
    }
    differs(rule == MatchRule::Core || accepted.max_timeout_seconds == offer.max_timeout_seconds, "maxTimeoutSeconds");
    compare_extra(sides, rule, &mut result);
    if rule == MatchRule::Sdk && undecisive(sides).next().is_some() {
        result.flags.insert(Flag::UnmatchedField);
    }
    result
}

/// Returns the paths that [`MatchRule::Sdk`] considers equal and an official server does not, so that it finds no offer
/// (B-2). The sides must match under that rule, because other differences in the asset or the recipient are also
/// returned. The list is empty for most payments. [`OfficialMiss`] names the servers and their versions.
///
/// ```
/// use x402_types::{Network, RawJson, Scheme, matching::{Sides, official_misses}, v2::{PaymentRequirements, PaymentRequirementsInit}};
/// let offer = PaymentRequirements::new(PaymentRequirementsInit {
///     scheme: Scheme::EXACT,
///     network: Network::eip155(8453),
///     amount: 10_000.into(),
///     asset: "0x83".into(),
///     pay_to: "0x20".into(),
///     max_timeout_seconds: 60,
/// });
/// let mut accepted = offer.clone();
/// assert!(official_misses(Sides { accepted: &accepted, offer: &offer }).is_empty());
/// accepted.other.insert("maxAmountRequired", RawJson::string("10000"));
/// let misses = official_misses(Sides { accepted: &accepted, offer: &offer });
/// assert_eq!((&*misses[0].path, misses[0].python), ("maxAmountRequired", false));
/// ```
#[must_use]
pub fn official_misses(sides: Sides<'_>) -> Vec<OfficialMiss> {
    let Sides { accepted, offer } = sides;
    let texts = [
        ("network", accepted.network == offer.network && !accepted.network.is_written_as(&offer.network)),
        ("asset", accepted.asset != offer.asset),
        ("payTo", accepted.pay_to != offer.pay_to),
    ];
    let texts = texts.into_iter().filter(|(_, differs)| *differs);
    let texts = texts.map(|(path, _)| OfficialMiss { path: path.into(), python: true });
    texts.chain(nulls(sides)).chain(undecisive(sides)).collect()
}

/// A path where an official server finds a difference between the offer and the payment's copy, although the difference
/// decides nothing about money. The servers are `x402ResourceServer` of npm `@x402/core` 2.27.0 with `ExactSvmScheme`
/// of `@x402/svm` 2.27.0, and that of PyPI `x402` 2.25.0.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OfficialMiss {
    /// The path, such as `payTo` or `maxAmountRequired`, for [`value_at`].
    pub path: String,
    /// `true` if the Python server also finds a difference. The TypeScript server does in every case.
    pub python: bool,
}

/// The fields of the offer's `extra` with a `null` that is absent in the copy.
fn nulls(Sides { accepted, offer }: Sides<'_>) -> impl Iterator<Item = OfficialMiss> {
    let theirs = accepted.extra.as_ref().map(RawJson::as_json);
    let ours = offer.extra.as_ref().into_iter().flat_map(|extra| extra.as_json().members().into_iter().flatten());
    let skips = move |(name, wanted): &(Cow<'_, str>, JsonRef<'_>)| {
        let mut null_skipped = false;
        match theirs.and_then(|theirs| theirs.get(name)) {
            Some(found) => found.contains_all_but_nulls(wanted, &mut null_skipped) && null_skipped,
            None => wanted.is_null(),
        }
    };
    ours.filter(skips).map(|(name, _)| OfficialMiss { path: ["extra.", &name].concat(), python: false })
}

/// The differences that decide nothing: in fields that the specification does not define, in an `extra` that is absent,
/// and in `recentSlot` of an offer in `exact` on Solana, which differs in each offer and which both servers compare.
fn undecisive(sides: Sides<'_>) -> impl Iterator<Item = OfficialMiss> {
    let Sides { accepted, offer } = sides;
    let is_unknown = |(name, _): &(&str, &RawJson)| *name != EXTRA;
    let of_accepted = accepted.other.iter().filter(is_unknown).filter(|(name, value)| {
        !offer.other.get(name).is_some_and(|other| other.as_json().same_value(&value.as_json()))
    });
    let of_offer = offer.other.iter().filter(is_unknown).filter(|(name, _)| accepted.other.get(name).is_none());
    let unknown = of_accepted.chain(of_offer).map(|(name, _)| OfficialMiss { path: name.into(), python: false });
    let no_extra = is_extra_unmatched(sides).then(|| OfficialMiss { path: EXTRA.into(), python: false });
    let slot = is_slot_unmatched(sides).then(|| OfficialMiss { path: [EXTRA, ".", SLOT].concat(), python: true });
    unknown.chain(no_extra).chain(slot)
}

/// The name of the field that every scheme may fill.
const EXTRA: &str = "extra";

/// The field of `extra` with the newest slot, as facilitators on Solana name it.
const SLOT: &str = "recentSlot";

/// `true` if the offer has an `extra` that requires nothing, `null` or empty, and the copy has none of the same kind.
fn is_extra_unmatched(Sides { accepted, offer }: Sides<'_>) -> bool {
    match &offer.extra {
        Some(extra) => accepted.extra.is_none() && extra.as_json().members().into_iter().flatten().next().is_none(),
        None => offer.other.get(EXTRA).is_some() && accepted.other.get(EXTRA).is_none(),
    }
}

fn is_slot_unmatched(Sides { accepted, offer }: Sides<'_>) -> bool {
    if offer.scheme != Scheme::EXACT || !regenerated_extra(&offer.scheme, &offer.network).contains(&SLOT) {
        return false;
    }
    let [wanted, found] = [offer, accepted].map(|side| side.extra.as_ref()?.as_json().get(SLOT));
    wanted.is_some_and(|wanted| !found.is_some_and(|found| found.same_value(&wanted)))
}

/// Returns the JSON of the value at one of the paths of a [`Comparison`] or of an [`OfficialMiss`], or `None` if the
/// offer does not have the field.
///
/// ```
/// use x402_types::{Network, RawJson, Scheme, matching::value_at, v2::{PaymentRequirements, PaymentRequirementsInit}};
/// let mut offer = PaymentRequirements::new(PaymentRequirementsInit {
///     scheme: Scheme::EXACT,
///     network: Network::eip155(8453),
///     amount: 10_000.into(),
///     asset: "0x83".into(),
///     pay_to: "0x20".into(),
///     max_timeout_seconds: 60,
/// });
/// assert_eq!(value_at(&offer, "network").as_deref(), Some(r#""eip155:8453""#));
/// assert_eq!(value_at(&offer, "maxTimeoutSeconds").as_deref(), Some("60"));
/// assert_eq!(value_at(&offer, "extra.name"), None);
/// // A string has no escapes that it does not need, so equal strings are equal texts.
/// offer.extra = Some(RawJson::parse(r#"{"name":"\u0055SDC","symbol":"\"\n"}"#)?);
/// assert_eq!(value_at(&offer, "extra.name").as_deref(), Some(r#""USDC""#));
/// assert_eq!(value_at(&offer, "extra.symbol").as_deref(), Some(r#""\"\n""#));
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[must_use]
pub fn value_at(offer: &PaymentRequirements, path: &str) -> Option<String> {
    let extra = offer.extra.as_ref().map(RawJson::as_json);
    let digits = |number: Uint256| number.digits(&mut [0; MAX_DIGITS]).to_owned();
    let quoted = |text: &str| RawJson::string(text).as_str().to_owned();
    // Equal strings are printed equally, whatever their escapes are.
    let plain = |value: JsonRef<'_>| value.string().map_or_else(|_| value.text().to_owned(), |text| quoted(&text));
    Some(match path {
        "scheme" => quoted(offer.scheme.as_str()),
        "network" => quoted(&offer.network.text()),
        "amount" => offer.amount.with_text(quoted),
        "asset" => quoted(&offer.asset),
        "payTo" => quoted(&offer.pay_to),
        "maxTimeoutSeconds" => digits(offer.max_timeout_seconds.into()),
        EXTRA => extra.or_else(|| offer.other.get(EXTRA).map(RawJson::as_json))?.text().to_owned(),
        _ => match path.strip_prefix("extra.") {
            Some(name) => plain(extra?.get(name)?),
            None => plain(offer.other.get(path)?.as_json()),
        },
    })
}

/// Finds the offer that a payment matches. If several offers match, returns the one that equals `accepted` in every
/// field, or else the first.
///
/// # Errors
/// [`NoMatch`] if no offer matches. It contains the differences of each.
pub fn find_offer(
    accepted: &PaymentRequirements,
    offers: &[PaymentRequirements],
    rule: MatchRule,
) -> Result<Match, NoMatch> {
    let candidates = find_offers(accepted, offers, rule)?;
    candidates.first().copied().ok_or_else(NoMatch::default)
}

/// Finds all offers that a payment may match, in order. If an offer equals `accepted` in every field, only that offer
/// is returned (the first, if there are several), because the client named it. The list is never empty.
///
/// # Errors
/// The error of [`find_offer`].
pub fn find_offers(
    accepted: &PaymentRequirements,
    offers: &[PaymentRequirements],
    rule: MatchRule,
) -> Result<Vec<Match>, NoMatch> {
    let mut candidates = Vec::new();
    let mut misses = Vec::new();
    for (index, offer) in offers.iter().enumerate() {
        let comparison = compare(Sides { accepted, offer }, rule);
        if comparison.matches() {
            candidates.push(Match { index, flags: comparison.flags });
        } else if candidates.is_empty() {
            misses.push(comparison);
        }
    }
    if candidates.is_empty() {
        return Err(NoMatch { misses });
    }
    // Only a choice needs the second comparison, and most payments match one offer.
    if candidates.len() > 1 {
        let is_the_same = |index: usize| offers.get(index).is_some_and(|offer| is_the_same(Sides { accepted, offer }));
        if let Some(same) = candidates.iter().copied().find(|found| is_the_same(found.index)) {
            return Ok([same].into());
        }
    }
    Ok(candidates)
}

/// `true` if both sides are equal in every field, including unknown ones, of which null counts as absent. Addresses are
/// compared as bytes.
fn is_the_same(sides: Sides<'_>) -> bool {
    let Sides { accepted, offer } = sides;
    let has = |other: &PaymentRequirements, (name, value): (&str, &RawJson)| {
        value.as_json().is_null()
            || other.other.get(name).is_some_and(|found| found.as_json().same_value(&value.as_json()))
    };
    compare(sides, MatchRule::Exact).matches()
        && accepted.other.iter().all(|member| has(offer, member))
        && offer.other.iter().all(|member| has(accepted, member))
}

fn names_flow(extra: JsonRef<'_>) -> bool {
    extra.get(PaymentFlow::MEMBER).is_some_and(|flow| !flow.is_null())
}

/// `true` if both objects have the same fields in the same order, each value with the same text. This holds for most
/// payments, because clients copy the offer.
fn is_copy(theirs: JsonRef<'_>, ours: JsonRef<'_>) -> bool {
    let (Ok(theirs), Ok(ours)) = (theirs.members(), ours.members()) else { return false };
    theirs.map(|(name, value)| (name, value.text())).eq(ours.map(|(name, value)| (name, value.text())))
}

fn compare_extra(Sides { accepted, offer }: Sides<'_>, rule: MatchRule, result: &mut Comparison) {
    let theirs = accepted.extra.as_ref().map(|extra| extra.as_json());
    let ours = offer.extra.as_ref().map(|extra| extra.as_json());
    // Equal texts are equal under every rule, and no flag can be raised.
    if theirs.zip(ours).is_some_and(|(theirs, ours)| is_copy(theirs, ours)) {
        return;
    }
    if theirs.is_some_and(names_flow) && !ours.is_some_and(names_flow) {
        result.flags.insert(Flag::ClientFlow);
    }
    if rule == MatchRule::Core {
        return;
    }
    let Some(ours) = ours else {
        if rule == MatchRule::Exact && theirs.is_some() {
            result.differs.push("extra".into());
        }
        return;
    };
    if rule == MatchRule::Exact {
        if !theirs.is_some_and(|theirs| theirs.same_value(&ours)) {
            result.differs.push("extra".into());
        }
        return;
    }
    // The client chooses how many fields it sends, so a search through all of them for each of ours could take long.
    let theirs = theirs.map(SortedMembers::of);
    let regenerated = regenerated_extra(&offer.scheme, &offer.network);
    for (name, wanted) in ours.members().into_iter().flatten() {
        if regenerated.contains(&&*name) {
            continue;
        }
        let mut null_skipped = false;
        let equal = match theirs.as_ref().and_then(|theirs| theirs.get(&name)) {
            Some(found) => found.contains_all_but_nulls(&wanted, &mut null_skipped),
            None => {
                null_skipped = wanted.is_null();
                null_skipped
            }
        };
        if null_skipped {
            result.flags.insert(Flag::NullSkip);
        }
        if !equal {
            result.differs.push(["extra.", &name].concat());
        }
    }
}
