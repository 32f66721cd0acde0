//! The mechanism of a payment: a scheme on a chain family with one transfer method.

use core::{fmt, str::FromStr};

use x402_types::{Network, RawJson, Scheme, read::Reader, v2::PaymentRequirements};

use crate::{AssetTransferMethod, MethodError, Terms};

/// All mechanisms. This is the only list of them. Each is defined in its own module.
const ALL: &[Mechanism] = &[
    Mechanism::EIP3009,
    Mechanism::GATEWAY,
    Mechanism::PERMIT2,
    Mechanism::ERC7710,
    Mechanism::UPTO,
    #[cfg(feature = "batch-settlement")]
    Mechanism::BATCH_SETTLEMENT,
    Mechanism::SOLANA,
    Mechanism::STELLAR,
    Mechanism::XRPL,
];

/// The facts about one mechanism.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) scheme: Scheme,
    /// Returns `true` if the mechanism exists on this network.
    pub(crate) is_on: fn(&Network) -> bool,
    /// The transfer method. `None` if the mechanism depends on none: `batch-settlement`, and all on Solana, Stellar and
    /// the XRP Ledger.
    pub(crate) method: Option<AssetTransferMethod>,
    pub(crate) charge: Charge,
    /// The number of seconds for which every payment must be valid. `None` if a payment may expire at any time.
    pub(crate) least_life: Option<u64>,
    /// The field of an offer's `extra` that repeats a value from the facilitator. `None` if offers repeat nothing.
    pub(crate) announced: Option<Announced>,
    /// Returns `true` if an offer of this scheme, network and method uses this mechanism. `None` for the mechanism of
    /// all offers that use no other one.
    pub(crate) is_of: Option<fn(&Terms<'_>) -> bool>,
    /// The fields by which a payload is recognised (B-4).
    pub(crate) members: &'static [&'static str],
    #[cfg(feature = "schemars")]
    pub(crate) schema: crate::schema::named::NamedSchema,
}

/// The amount that the server takes.
#[derive(Clone, Copy)]
pub(crate) enum Charge {
    /// Exactly the signed amount.
    Exact,
    /// At most the signed amount.
    UpTo,
    /// At most the signed amount, from a channel, so the amount that moves on the chain depends on the payload (N-32).
    #[cfg_attr(not(feature = "batch-settlement"), allow(dead_code, reason = "no other mechanism has channels"))]
    FromChannel,
}

/// The value that offers of a mechanism repeat from the facilitator's answer to `GET /supported`.
#[derive(Clone, Copy)]
pub(crate) struct Announced {
    /// The field of `extra`, in the kind and in the offer.
    pub(crate) member: &'static str,
    pub(crate) whose: Whose,
}

/// The owner of the announced value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose {
    /// An account of the facilitator. No other account is valid.
    Facilitator,
    /// An account of the facilitator, or of the seller.
    Either,
    /// No account, but a setting of the facilitator.
    Setting,
}

/// The fields by which payloads of channels are recognised (B-4). They are not in the mechanism's row, because a
/// payment means the same in a build without that mechanism.
pub(crate) const OF_CHANNELS: &[&str] = &["channelConfig", "voucher"];

/// Returns `true` if payloads of a mechanism are recognised by this field (B-4).
#[inline(never)]
pub(crate) fn is_of_a_method(member: &str) -> bool {
    OF_CHANNELS.contains(&member) || ALL.iter().any(|mechanism| mechanism.0.members.contains(&member))
}

/// Makes a payload type readable from the `payload` of a payment, with the profile Strict. A trait cannot do this,
/// because `TryFrom` is foreign.
macro_rules! from_json {
    ($payload:ty, $read:expr) => {
        impl TryFrom<&x402_types::RawJson> for $payload {
            type Error = x402_types::DecodeError;

            /// Reads the payload with the profile Strict. Error paths begin below `payload`.
            fn try_from(payload: &x402_types::RawJson) -> Result<Self, x402_types::DecodeError> {
                $read(payload.as_json(), &mut x402_types::read::Reader::new(&x402_types::DecodeOptions::STRICT))
            }
        }
    };
}
pub(crate) use from_json;

/// A payment scheme on one chain family with one transfer method. The official SDKs register each under one name.
///
/// ```
/// use x402_schemes::{AssetTransferMethod, Mechanism};
/// use x402_types::Scheme;
/// let base = "eip155:8453".parse()?;
/// let mechanism = Mechanism::find(&Scheme::UPTO, &base, Some(&AssetTransferMethod::PERMIT2));
/// assert_eq!(mechanism, Some(Mechanism::UPTO));
/// assert_eq!("upto".parse(), Ok(Mechanism::UPTO));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Mechanism(&'static Row);

impl Mechanism {
    pub(crate) const fn of_row(row: &'static Row) -> Self {
        Self(row)
    }

    /// Returns all mechanisms of this build, including those without a verifier.
    pub fn all() -> impl Iterator<Item = Self> {
        ALL.iter().copied()
    }

    /// The permanent name, such as `eip3009`, `permit2`, `upto`, `batch-settlement`, `solana`, `stellar` or `xrpl`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0.name
    }

    /// The fields by which a payload is recognised (B-4).
    #[cfg(feature = "schemars")]
    pub(crate) const fn members(self) -> &'static [&'static str] {
        self.0.members
    }

    /// The scheme of the mechanism.
    #[must_use]
    pub const fn scheme(self) -> &'static Scheme {
        &self.0.scheme
    }

    /// The JSON Schema of the mechanism's payload.
    #[cfg(feature = "schemars")]
    #[must_use]
    pub const fn schema(self) -> crate::schema::named::NamedSchema {
        self.0.schema
    }

    /// Returns `true` if the mechanism exists on this network.
    #[must_use]
    pub fn is_on(self, network: &Network) -> bool {
        (self.0.is_on)(network)
    }

    /// The transfer method. `None` if the mechanism depends on none: `batch-settlement`, and all on Solana, Stellar and
    /// the XRP Ledger.
    #[must_use]
    pub const fn method(self) -> Option<&'static AssetTransferMethod> {
        self.0.method.as_ref()
    }

    /// Returns `true` if the server may take less than the payer signed, as in `upto`. Otherwise it takes exactly that
    /// amount, as in `exact`.
    #[must_use]
    pub const fn is_up_to(self) -> bool {
        matches!(self.0.charge, Charge::UpTo | Charge::FromChannel)
    }

    /// Returns `true` if a payment comes from a channel, as in `batch-settlement`, so the amount that moves on the
    /// chain depends on the payload (N-32).
    #[must_use]
    pub const fn is_from_channel(self) -> bool {
        matches!(self.0.charge, Charge::FromChannel)
    }

    /// The number of seconds for which every payment of this mechanism must be valid, even if the offer's timeout is
    /// shorter. `None` if a payment may expire at any time.
    #[must_use]
    pub const fn least_life(self) -> Option<u64> {
        self.0.least_life
    }

    /// The field of an offer's `extra` that repeats a value from the facilitator's answer to `GET /supported`, such as
    /// `feePayer` on Solana. No payment fits an offer without this field. `None` if offers repeat nothing.
    /// [`complete`](crate::complete) fills the field in.
    #[must_use]
    pub const fn announced(self) -> Option<&'static str> {
        match self.0.announced {
            Some(Announced { member, .. }) => Some(member),
            None => None,
        }
    }

    pub(crate) const fn announcement(self) -> Option<Announced> {
        self.0.announced
    }

    /// Finds the mechanism that an offer requires (B-4). Returns `None` if the mechanism is unknown, or if the offer's
    /// transfer method cannot be read.
    #[must_use]
    pub fn of_offer(terms: &Terms<'_>) -> Option<Self> {
        Self::variant(terms).or_else(|| Self::find(terms.scheme, &terms.network, None)).or_else(|| {
            let method = AssetTransferMethod::of(terms.clone(), None).ok()?;
            Self::find(terms.scheme, &terms.network, Some(&method))
        })
    }

    /// Finds the mechanism of a scheme, a network and a method. `method` is ignored if the mechanism depends on none.
    /// Returns `None` if no mechanism is known for them. Variants are not found: see [`of_payment`](Self::of_payment).
    #[must_use]
    pub fn find(scheme: &Scheme, network: &Network, method: Option<&AssetTransferMethod>) -> Option<Self> {
        let mut plain = Self::of_scheme(scheme, network).filter(|known| known.0.is_of.is_none());
        plain.find(|known| known.method().is_none_or(|known| Some(known) == method))
    }

    /// Finds the mechanism of a payment for this offer (B-4). If the offer is of a variant of the scheme, such as the
    /// Gateway's (U-1), the mechanism is that of the variant, regardless of the payment. Otherwise the method is that
    /// of [`AssetTransferMethod::of_payment`], which is not called if the mechanism depends on no method. Returns
    /// `Ok(None)` if the mechanism is unknown.
    ///
    /// # Errors
    /// The `assetTransferMethod` that counts is not a string, or the scheme is `upto` and it is not `permit2`.
    pub fn of_payment(
        terms: &Terms<'_>,
        accepted: Option<&PaymentRequirements>,
        payload: &RawJson,
        reader: &mut Reader<'_>,
    ) -> Result<Option<Self>, MethodError> {
        match Self::variant(terms) {
            Some(variant) => Ok(Some(variant)),
            None => Self::of_plain_payment(terms, accepted, payload, reader),
        }
    }

    /// Does the same as [`of_payment`](Self::of_payment), but takes an offer of a variant for one of the plain scheme.
    /// Verifiers that know no variants do so, and policies of `x402-verify` can be like them.
    ///
    /// # Errors
    /// The errors of [`of_payment`](Self::of_payment).
    pub fn of_plain_payment(
        terms: &Terms<'_>,
        accepted: Option<&PaymentRequirements>,
        payload: &RawJson,
        reader: &mut Reader<'_>,
    ) -> Result<Option<Self>, MethodError> {
        if let Some(only) = Self::find(terms.scheme, &terms.network, None) {
            return Ok(Some(only));
        }
        let method = AssetTransferMethod::of_payment(terms.clone(), accepted, payload, reader)?;
        Ok(Self::find(terms.scheme, &terms.network, Some(&method)))
    }

    /// Returns the mechanism of the offers that meet a condition, if this offer does.
    fn variant(terms: &Terms<'_>) -> Option<Self> {
        Self::of_scheme(terms.scheme, &terms.network).find(|known| known.0.is_of.is_some_and(|is_of| is_of(terms)))
    }

    fn of_scheme(scheme: &Scheme, network: &Network) -> impl Iterator<Item = Self> {
        Self::all().filter(|known| known.0.scheme == *scheme && known.is_on(network))
    }
}

impl Terms<'_> {
    /// Returns the largest `maxTimeoutSeconds` that a buyer with this horizon signs for, in seconds: the horizon plus
    /// the [least life](Mechanism::least_life) of the mechanism's payments (F-2).
    pub fn longest_timeout(&self, horizon: u64) -> u64 {
        let least = Mechanism::of_offer(self).and_then(Mechanism::least_life);
        horizon.saturating_add(least.unwrap_or_default())
    }
}

impl PartialEq for Mechanism {
    fn eq(&self, other: &Self) -> bool {
        core::ptr::eq(self.0, other.0)
    }
}

impl Eq for Mechanism {}

impl core::hash::Hash for Mechanism {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.0.name.hash(state);
    }
}

impl fmt::Debug for Mechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

impl fmt::Display for Mechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0.name)
    }
}

/// The error for a name that no mechanism has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownMechanism;

impl fmt::Display for UnknownMechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no mechanism has this name; the known names are ")?;
        for (index, mechanism) in Mechanism::all().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            write!(f, "{separator}{mechanism}")?;
        }
        Ok(())
    }
}

impl core::error::Error for UnknownMechanism {}

impl FromStr for Mechanism {
    type Err = UnknownMechanism;

    fn from_str(name: &str) -> Result<Self, UnknownMechanism> {
        Self::all().find(|mechanism| mechanism.as_str() == name).ok_or(UnknownMechanism)
    }
}
