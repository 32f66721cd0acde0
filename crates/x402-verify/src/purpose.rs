//! The purposes of payments.

use core::{fmt, str::FromStr};

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
/// assert_eq!(before.with_phase(&Phase::named("submit").ok_or("no phase")?).purposes(), Purposes::Any);
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
