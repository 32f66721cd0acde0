//! The implementations of all mechanisms. Each chain family lists its mechanisms.

use core::{fmt, str::FromStr};

use x402_schemes::Mechanism;
use x402_types::Version;

use crate::{
    CheckId,
    case::Case,
    evm::Evm,
    family::{Chain, Family},
    judge::{Codes, Diagnose, Judge},
    solana::Solana,
    stellar::Stellar,
};

/// The implementations of a mechanism, one for each payload kind.
pub(crate) type Judges = (Mechanism, &'static [&'static dyn Judge]);

/// The error codes of a mechanism, by the name of the payload kind. A kind whose checks all have the codes of their
/// rows is left out.
pub(crate) type CodesOfKinds = (Mechanism, &'static [(Option<&'static str>, Codes)]);

/// The implementations of a family's mechanisms. Empty without the family's feature.
const fn judges_on(family: Family) -> &'static [Judges] {
    match family {
        Family::Evm => Evm::JUDGES,
        Family::Solana => Solana::JUDGES,
        Family::Stellar => Stellar::JUDGES,
    }
}

// The codes and the diagnoses are not in one table with the implementations, so that a program that never uses them
// does not contain them.

/// The error codes of a family's mechanisms, as far as they differ from those of the checks.
const fn codes_on(family: Family) -> &'static [CodesOfKinds] {
    match family {
        Family::Evm => Evm::CODES,
        Family::Solana => Solana::CODES,
        Family::Stellar => Stellar::CODES,
    }
}

/// The functions that guess what a payer on this family signed instead.
const fn diagnoses_on(family: Family) -> &'static [(Mechanism, Diagnose)] {
    match family {
        Family::Evm => Evm::DIAGNOSES,
        Family::Solana => Solana::DIAGNOSES,
        Family::Stellar => Stellar::DIAGNOSES,
    }
}

/// The function that diagnoses payments with a mechanism, if there is one.
pub(crate) fn diagnose_of(mechanism: Mechanism) -> Option<Diagnose> {
    Family::ALL.into_iter().flat_map(diagnoses_on).find(|(known, _)| *known == mechanism).map(|(_, diagnose)| *diagnose)
}

/// The purpose of a valid payment. There are only these two purposes, so a `match` needs no wildcard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The payment pays for a service. The server may [serve](crate::Paid) the request.
    Service,
    /// The payment moves money and buys nothing, such as a refund. A server must not serve a client for such an
    /// [operation](crate::Operation).
    Operation,
}

impl Purpose {
    /// Returns the name of the purpose: `service` or `operation`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Operation => "operation",
        }
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Purpose {
    type Err = UnknownPurpose;

    fn from_str(name: &str) -> Result<Self, UnknownPurpose> {
        [Self::Service, Self::Operation].into_iter().find(|purpose| purpose.as_str() == name).ok_or(UnknownPurpose)
    }
}

/// The purposes that a caller requests. A payment with a different purpose is invalid (B-9), so a caller that requests
/// services and looks only at the verdict never serves a client for an operation. There are only these three values.
///
/// ```
/// use x402_verify::{Context, Phase, Purpose, Purposes};
/// let before = Context::at(1_795_000_000);
/// assert!(before.purposes().include(Purpose::Service) && !before.purposes().include(Purpose::Operation));
/// assert!(before.with_purposes(Purposes::Any).purposes().include(Purpose::Operation));
/// # #[cfg(feature = "batch-settlement")]
/// assert_eq!(before.with_phase(Phase::named("submit").ok_or("no phase")?).purposes(), Purposes::Any);
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purposes {
    /// Payments for a service.
    Service,
    /// Operations, such as a request for a refund.
    Operation,
    /// Both. Before it serves a client, the caller checks [`Report::purpose`](crate::Report::purpose) or requires a
    /// [`Paid`](crate::Paid).
    Any,
}

impl Purposes {
    /// Returns the name: `service`, `operation` or `any`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Operation => "operation",
            Self::Any => "any",
        }
    }

    /// Returns `true` if the caller requests this purpose.
    #[must_use]
    pub const fn include(self, purpose: Purpose) -> bool {
        matches!(
            (self, purpose),
            (Self::Any, _) | (Self::Service, Purpose::Service) | (Self::Operation, Purpose::Operation)
        )
    }
}

impl fmt::Display for Purposes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Purposes {
    type Err = UnknownPurpose;

    fn from_str(name: &str) -> Result<Self, UnknownPurpose> {
        let known = [Self::Service, Self::Operation, Self::Any];
        known.into_iter().find(|purposes| purposes.as_str() == name).ok_or(UnknownPurpose)
    }
}

/// The error for a text that is not the name of a purpose. The struct gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownPurpose;

impl fmt::Display for UnknownPurpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a purpose is service or operation; a caller may ask for any")
    }
}

impl core::error::Error for UnknownPurpose {}

/// A payload kind of a mechanism. It determines the order of checks, the error codes and the purpose. If a mechanism
/// has only one kind, that kind has no name.
///
/// ```
/// use x402_types::Version;
/// use x402_verify::{CheckId, Mechanism, Purpose, kinds_of};
/// let kind = kinds_of(Mechanism::UPTO).next().ok_or("this build does not judge upto")?;
/// assert_eq!((kind.name(), kind.purpose()), (None, Purpose::Service));
/// assert_eq!(kind.checks().next(), Some(CheckId::OFFER));
/// assert_eq!(kind.reason(CheckId::AMOUNT, Version::V2), "permit2_amount_mismatch");
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy)]
pub struct PayloadKind {
    mechanism: Mechanism,
    pub(crate) judge: &'static dyn Judge,
}

fn judges_of(mechanism: Mechanism) -> Option<&'static Judges> {
    Family::ALL.into_iter().flat_map(judges_on).find(|(known, _)| *known == mechanism)
}

/// Returns the payload kinds of a mechanism. Empty if this build does not verify the mechanism.
pub fn kinds_of(mechanism: Mechanism) -> impl Iterator<Item = PayloadKind> {
    judges_of(mechanism)
        .into_iter()
        .flat_map(|(_, judges)| *judges)
        .map(move |judge| PayloadKind { mechanism, judge: *judge })
}

impl PayloadKind {
    /// The kind of a payment with this mechanism. `None` if this build does not verify it.
    pub(crate) fn find(mechanism: Mechanism, case: &Case<'_>) -> Option<Self> {
        let phase = case.context.phase.own();
        let (_, judges) = judges_of(mechanism)?;
        let judge = judges.iter().find(|judge| judge.phase() == phase && judge.is_of(case))?;
        Some(Self { mechanism, judge: *judge })
    }

    /// Returns the mechanism.
    #[must_use]
    pub const fn mechanism(self) -> Mechanism {
        self.mechanism
    }

    /// Returns the permanent name of the kind. `None` if the mechanism has no other kind.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        self.judge.kind()
    }

    /// Returns the name of the [phase](crate::Phase::named) in which payloads of this kind are verified. `None` if they
    /// are verified before the service and after it.
    #[must_use]
    pub fn phase(self) -> Option<&'static str> {
        self.judge.phase()
    }

    /// Returns the purpose of a valid payment of this kind.
    #[must_use]
    pub fn purpose(self) -> Purpose {
        self.judge.purpose()
    }

    /// Returns the checks in the normative order of the reports (B-8). The reason of a report is that of the first
    /// failed check, or else of the first that needs the chain.
    pub fn checks(self) -> impl Iterator<Item = CheckId> {
        self.judge.order().iter().map(|place| place.check)
    }

    /// Returns the error code for a payment of this version. It comes from the version's specification (§9) if that has
    /// one for the check. For Solana, the scheme's specification has few codes, and the rest are those of the official
    /// TypeScript package.
    #[must_use]
    pub fn reason(self, check: CheckId, version: Version) -> &'static str {
        let mechanism = Family::ALL.into_iter().flat_map(codes_on).find(|(known, _)| *known == self.mechanism);
        let kind = mechanism.and_then(|(_, kinds)| kinds.iter().find(|(name, _)| *name == self.name()));
        let own = kind.and_then(|(_, codes)| codes.iter().find(|(checks, _)| checks.contains(&check)));
        own.map_or_else(|| check.reason(version), |(_, code)| code)
    }
}

impl PartialEq for PayloadKind {
    fn eq(&self, other: &Self) -> bool {
        (self.mechanism, self.name()) == (other.mechanism, other.name())
    }
}

impl Eq for PayloadKind {}

/// Writes the mechanism, and the name of the kind if it has one.
impl fmt::Display for PayloadKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.mechanism.fmt(f)?;
        self.name().map_or(Ok(()), |name| write!(f, " {name}"))
    }
}

impl fmt::Debug for PayloadKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
#[allow(clippy::panic, clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use alloc::{boxed::Box, string::ToString, vec::Vec};

    use x402_schemes::AccountId;
    use x402_types::Network;

    use super::*;
    use crate::{
        Authorized, Detail, Expires, Once, Outcome, Report, Verdict,
        findings::Findings,
        identity::{Nonce, SettledAs},
        place::{FIRST, Place},
    };

    struct Refund;

    impl Judge for Refund {
        fn kind(&self) -> Option<&'static str> {
            Some("refund")
        }

        fn purpose(&self) -> Purpose {
            Purpose::Operation
        }

        fn order(&self) -> &'static [Place] {
            FIRST
        }

        fn judge(&self, _case: &Case<'_>, _findings: &mut Findings<'_>) {}
    }

    const REFUND: PayloadKind = PayloadKind { mechanism: Mechanism::UPTO, judge: &Refund };

    fn channel() -> Nonce {
        Nonce::of_network("channel", &[b"0".as_slice()])
    }

    fn authorized(nonce: Nonce) -> Authorized {
        let account: AccountId = "0x857b06519E91e3A54538791bDbb0E22373e36b66".parse().unwrap();
        Authorized {
            network: Network::eip155(8453),
            asset: account,
            payer: account,
            recipient: account,
            amount: 1.into(),
            expires: Expires::Never,
            facilitator: None,
            nonce,
            transfer: None,
            settled_as: SettledAs::default(),
        }
    }

    #[test]
    fn an_operation_is_not_paid() {
        let mut report = Report::matched(Version::V2, 0);
        report.kind = Some(REFUND);
        report.authorized = Some(Box::new(authorized(channel())));
        assert_eq!(report.verdict(), Verdict::Valid);
        let refused = report.clone().into_paid().unwrap_err();
        assert_eq!((refused.report(), refused.to_string().as_str()), (&report, "valid, but not for this purpose"));
        let operation = report.clone().into_operation().unwrap();
        assert_eq!((operation.kind(), operation.authorized()), (REFUND, report.authorized()));
        report.add(CheckId::POLICY, Outcome::fail(Detail::NoOffers));
        assert!(report.into_operation().is_err());
    }

    #[test]
    fn a_kind_has_its_name_and_its_codes() {
        assert_eq!((REFUND.to_string().as_str(), REFUND.name()), ("upto refund", Some("refund")));
        // The codes of `upto` are those of its only kind.
        assert_eq!(REFUND.reason(CheckId::AMOUNT, Version::V2), CheckId::AMOUNT.reason(Version::V2));
        assert_eq!(REFUND.reason(CheckId::POLICY, Version::V2), "invalid_payload");
        assert!(kinds_of(Mechanism::UPTO).all(|kind| kind != REFUND));
        assert_eq!(REFUND.checks().collect::<Vec<_>>(), FIRST.iter().map(|place| place.check).collect::<Vec<_>>());
    }

    /// Codes under a name that no kind has would never be used.
    #[test]
    fn codes_are_those_of_a_kind() {
        for (mechanism, kinds) in Family::ALL.into_iter().flat_map(codes_on) {
            for (name, _) in *kinds {
                assert!(kinds_of(*mechanism).any(|kind| kind.name() == *name), "{mechanism}: {name:?}");
            }
        }
    }

    /// All payments of a channel have its key, and each has its own replay key.
    #[test]
    fn sums_of_a_channel_are_in_order() {
        let payment = |space| Nonce::of_network(space, &[b"7".as_slice()]);
        let [none, one, two] = [
            payment("one"),
            payment("one").reaching(1.into(), channel()),
            payment("two").reaching(2.into(), channel()),
        ]
        .map(authorized);
        let (Once::InOrder { channel: key, amount }, Once::InOrder { channel: same, amount: more }) =
            (one.once(), two.once())
        else {
            panic!("{one:?}")
        };
        assert!(key == same && amount < more && one.replay_key() != two.replay_key());
        assert_eq!((none.once(), authorized(channel()).once()), (Once::InSet(one.replay_key()), Once::InSet(key)));
    }
}
