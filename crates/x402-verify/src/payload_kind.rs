//! The payload kinds of mechanisms.

use core::{fmt, panic::RefUnwindSafe};

use x402_schemes::Mechanism;

use crate::{CheckId, Purpose, check_order::ListedCheck};

/// The properties of a payload kind. Most mechanisms have one kind.
pub(crate) trait KindProperties: Sync + RefUnwindSafe {
    /// The name of the kind. `None` if the mechanism has no other.
    fn name(&self) -> Option<&'static str> {
        None
    }

    /// The name of the phase in which payloads of this kind are verified. `None` for payments before the service and
    /// after it.
    fn phase(&self) -> Option<&'static str> {
        None
    }

    /// The purpose of a valid payload of this kind.
    fn purpose(&self) -> Purpose {
        Purpose::Service
    }

    /// `true` if a sponsor may pay the payer's fee, so that some checks concern the sponsor alone.
    fn has_sponsor(&self) -> bool {
        true
    }

    /// The normative order of its reports (B-8).
    fn order(&self) -> &'static [ListedCheck];
}

/// A payload kind of a mechanism. It determines the order of checks, the error codes and the purpose. If a mechanism
/// has only one kind, that kind has no name.
///
/// ```
/// use x402_types::Version;
/// use x402_verify::{CheckId, Mechanism, Purpose, kinds_of};
/// let kind = kinds_of(Mechanism::UPTO).next().ok_or("this build does not verify upto")?;
/// assert_eq!((kind.name(), kind.purpose()), (None, Purpose::Service));
/// assert_eq!(kind.checks().next(), Some(CheckId::OFFER));
/// assert_eq!(kind.reason(CheckId::AMOUNT, Version::V2), "permit2_amount_mismatch");
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy)]
pub struct PayloadKind {
    mechanism: Mechanism,
    kind: &'static dyn KindProperties,
}

impl PayloadKind {
    pub(crate) const fn new(mechanism: Mechanism, kind: &'static dyn KindProperties) -> Self {
        Self { mechanism, kind }
    }

    /// Returns the mechanism.
    #[must_use]
    pub const fn mechanism(self) -> Mechanism {
        self.mechanism
    }

    /// Returns the permanent name of the kind. `None` if the mechanism has no other kind.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        self.kind.name()
    }

    /// Returns the name of the [phase](crate::Phase::named) in which payloads of this kind are verified. `None` if they
    /// are verified before the service and after it.
    #[must_use]
    pub fn phase(self) -> Option<&'static str> {
        self.kind.phase()
    }

    /// Returns the purpose of a valid payment of this kind.
    #[must_use]
    pub fn purpose(self) -> Purpose {
        self.kind.purpose()
    }

    /// `true` if a sponsor may pay the payer's fee.
    pub(crate) fn has_sponsor(self) -> bool {
        self.kind.has_sponsor()
    }

    /// Returns the checks in the normative order of the reports (B-8). The reason of a report is that of the first
    /// failed check, or else of the first that needs the chain.
    pub fn checks(self) -> impl Iterator<Item = CheckId> {
        self.kind.order().iter().map(|entry| entry.check)
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
