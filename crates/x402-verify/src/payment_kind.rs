//! The kinds of payment that a facilitator accepts.

use core::fmt;

use x402_schemes::Terms;
use x402_types::{Network, RawJson, Scheme, Version};

/// A kind of payment that a facilitator accepts, as in the `kinds` of its `/supported` response (U-52).
///
/// ```
/// use x402_types::{DecodeOptions, Network, Scheme, Version, Wire, v2::PaymentPayload};
/// use x402_verify::{CheckId, Context, PaymentKind, Verdict, verify};
///
/// // The payment that the specification prints, on Base Sepolia.
/// let line = std::fs::read_to_string("../../docs/examples/payment.txt")?;
/// let header = line.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").ok_or("another header")?;
/// let payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT)?.value;
/// let offers = [payment.accepted.clone()];
/// let context = Context::at(1_740_672_100);
///
/// let of_both = [PaymentKind::of(Scheme::EXACT).on(Network::eip155(84532)), PaymentKind::of(Scheme::UPTO)];
/// assert_eq!(verify(&payment, &offers, &context.with_kinds(&of_both)).verdict(), Verdict::Valid);
///
/// // This facilitator is only known to accept payments of version 1.
/// let mut of_v1 = PaymentKind::of(Scheme::EXACT);
/// of_v1.version = Some(Version::V1);
/// let report = verify(&payment, &offers, &context.with_kinds(std::slice::from_ref(&of_v1)));
/// assert_eq!(report.verdict(), Verdict::Undecided);
/// assert_eq!(report.deciding().map(|check| check.id), Some(CheckId::METHOD));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PaymentKind {
    /// The scheme of the offer.
    pub scheme: Scheme,
    /// The network of the offer. A V1 name counts as its identifier. `None` for any network.
    pub network: Option<Network>,
    /// The `x402Version` of the offer. `None` for both versions.
    pub version: Option<Version>,
    /// An object. The offer's `extra` must have each of its fields, with an equal value (C-16). `None` for any `extra`.
    pub extra: Option<RawJson>,
}

impl PaymentKind {
    /// Returns the kind of all offers with this scheme.
    #[must_use]
    pub const fn of(scheme: Scheme) -> Self {
        Self { scheme, network: None, version: None, extra: None }
    }

    /// Restricts the kind to one network.
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

/// Writes the kind as a phrase, such as `exact on eip155:8453 in version 2`.
impl fmt::Display for PaymentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { scheme, network, version, extra } = self;
        write!(f, "{scheme} on ")?;
        match network {
            Some(network) => write!(f, "{network}")?,
            None => f.write_str("any network")?,
        }
        version.iter().try_for_each(|version| write!(f, " in version {version}"))?;
        extra.iter().try_for_each(|extra| write!(f, " with extra {}", extra.as_str()))
    }
}
