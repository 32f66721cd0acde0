//! The kinds of payment that a facilitator takes.

use x402_schemes::Terms;
use x402_types::{Network, RawJson, Scheme};

/// A kind of payment that a facilitator takes, as in the `kinds` of its `/supported` (U-50).
///
/// ```
/// use x402_types::{Network, Scheme};
/// use x402_verify::Kind;
/// let kind = Kind { version: Some(2), ..Kind::of(Scheme::EXACT).on(Network::eip155(8453)) };
/// assert_eq!(kind.network, Some(Network::eip155(8453)));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Kind {
    /// The scheme of the offer.
    pub scheme: Scheme,
    /// The network of the offer. A V1 name counts as its identifier. `None` for any network.
    pub network: Option<Network>,
    /// The `x402Version` of the offer. `None` for both versions.
    pub version: Option<u64>,
    /// An object whose members the offer's `extra` has, each with an equal value (C-16).
    pub extra: Option<RawJson>,
}

impl Kind {
    /// The kind of every offer with this scheme.
    #[must_use]
    pub const fn of(scheme: Scheme) -> Self {
        Self { scheme, network: None, version: None, extra: None }
    }

    /// The same kind on one network.
    #[must_use]
    pub fn on(self, network: Network) -> Self {
        Self { network: Some(network), ..self }
    }

    pub(crate) fn has(&self, terms: &Terms<'_>) -> bool {
        let extra = self.extra.as_ref().and_then(|extra| extra.as_json().members().ok());
        let mut members = extra.into_iter().flatten();
        self.scheme == *terms.scheme
            && self.network.as_ref().is_none_or(|network| *network == *terms.network)
            && self.version.is_none_or(|version| version == terms.version)
            && members.all(|(name, wanted)| terms.extra_member(&name).is_some_and(|found| found.same_value(&wanted)))
    }
}
