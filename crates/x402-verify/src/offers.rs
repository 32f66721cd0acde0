//! A server's own offers, plain or prepared for many payments.
//!
//! Every argument that a caller can pass to [`verify`](crate::verify) converts to [`Offers`], which borrows.
//! [`PreparedOffers`] owns a copy of the offers and, for each, the values that depend on that offer alone, by chain
//! family. The case that a mechanism receives has the prepared values of its offer, if there are any. The mechanism
//! uses such a value, or else computes it in the same way (`offered.rs` of the chain). So the report does not depend on
//! the preparation.

use alloc::vec::Vec;

use x402_schemes::{Contradiction, Terms};
use x402_types::{v1, v2};

use crate::{evm, solana, stellar, xrpl};

/// The server's own offers, borrowed. All of them are of one protocol version. Adding a third version would be a
/// breaking change.
///
/// ```
/// use x402_types::{DecodeOptions, Wire, v2::PaymentPayload};
/// use x402_verify::{Context, Offers, Payment, Verdict, verify};
///
/// let line = std::fs::read_to_string("../../docs/examples/payment.txt")?;
/// let header = line.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").ok_or("another header")?;
/// let payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT)?.value;
/// let offers = [payment.accepted.clone()];
/// // A function for payments of either version takes both as these types.
/// fn verdict_of(payment: Payment<'_>, offers: Offers<'_>) -> Verdict {
///     verify(payment, offers, &Context::at(1_740_672_100)).verdict()
/// }
/// assert_eq!(verdict_of((&payment).into(), (&offers).into()), Verdict::Valid);
/// // No offer of version 1 accepts a payment of version 2.
/// assert_eq!(verdict_of((&payment).into(), Offers::V1(&[])), Verdict::Invalid);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub enum Offers<'a> {
    /// Offers of version 1.
    V1(&'a [v1::PaymentRequirements]),
    /// Offers of version 2.
    V2(&'a [v2::PaymentRequirements]),
    /// Prepared offers of either version, with the values that depend on the offers alone.
    Prepared(&'a PreparedOffers),
}

impl<'a> From<&'a [v1::PaymentRequirements]> for Offers<'a> {
    fn from(offers: &'a [v1::PaymentRequirements]) -> Self {
        Self::V1(offers)
    }
}

impl<'a> From<&'a Vec<v1::PaymentRequirements>> for Offers<'a> {
    fn from(offers: &'a Vec<v1::PaymentRequirements>) -> Self {
        Self::V1(offers)
    }
}

impl<'a, const N: usize> From<&'a [v1::PaymentRequirements; N]> for Offers<'a> {
    fn from(offers: &'a [v1::PaymentRequirements; N]) -> Self {
        Self::V1(offers)
    }
}

impl<'a> From<&'a [v2::PaymentRequirements]> for Offers<'a> {
    fn from(offers: &'a [v2::PaymentRequirements]) -> Self {
        Self::V2(offers)
    }
}

impl<'a> From<&'a Vec<v2::PaymentRequirements>> for Offers<'a> {
    fn from(offers: &'a Vec<v2::PaymentRequirements>) -> Self {
        Self::V2(offers)
    }
}

impl<'a, const N: usize> From<&'a [v2::PaymentRequirements; N]> for Offers<'a> {
    fn from(offers: &'a [v2::PaymentRequirements; N]) -> Self {
        Self::V2(offers)
    }
}

/// A server's own offers, prepared for many payments. On EVM chains, the addresses are parsed, their checksums
/// compared, and the separators of EIP-712 domains hashed. On Solana, the token accounts of `payTo` and of the fee
/// payer are derived, which takes about 20 µs per offer. Prepare the offers once, and keep the result as long as they
/// are valid.
///
/// [`verify`](crate::verify) returns the same report for prepared offers as for the offers themselves.
///
/// ```
/// use x402_types::{DecodeOptions, Wire, v2::PaymentPayload};
/// use x402_verify::{Context, PreparedOffers, verify};
///
/// let line = std::fs::read_to_string("../../docs/examples/payment.txt")?;
/// let header = line.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").ok_or("another header")?;
/// let payment = PaymentPayload::decode_header(header, &DecodeOptions::STRICT)?.value;
/// let offers = [payment.accepted.clone()];
/// let context = Context::at(1_740_672_100);
///
/// let prepared = PreparedOffers::new(&offers);
/// assert_eq!(verify(&payment, &prepared, &context), verify(&payment, &offers, &context));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct PreparedOffers {
    offers: Owned,
    prepared: Vec<Prepared>,
}

#[derive(Clone, Debug)]
enum Owned {
    V1(Vec<v1::PaymentRequirements>),
    V2(Vec<v2::PaymentRequirements>),
}

/// The values computed from one offer, by chain family.
#[derive(Clone, Debug, Default)]
pub(crate) struct Prepared {
    pub(crate) contradictions: Vec<Contradiction>,
    #[cfg(feature = "evm")]
    pub(crate) evm: Option<evm::offered::Offered>,
    #[cfg(feature = "solana")]
    pub(crate) solana: Option<solana::offered::Offered>,
    #[cfg(feature = "stellar")]
    pub(crate) stellar: Option<stellar::offered::Offered>,
    #[cfg(feature = "xrpl")]
    pub(crate) xrpl: Option<xrpl::offered::Offered>,
}

impl Prepared {
    fn of(terms: &Terms<'_>) -> Self {
        Self {
            contradictions: Contradiction::in_offer(terms),
            #[cfg(feature = "evm")]
            evm: evm::offered::Offered::of(terms),
            #[cfg(feature = "solana")]
            solana: solana::offered::Offered::of(terms),
            #[cfg(feature = "stellar")]
            stellar: stellar::offered::Offered::of(terms),
            #[cfg(feature = "xrpl")]
            xrpl: xrpl::offered::Offered::of(terms),
        }
    }
}

impl PreparedOffers {
    /// Prepares a copy of the offers.
    #[must_use]
    pub fn new<'a>(offers: impl Into<Offers<'a>>) -> Self {
        let of_v1 = |offer| Terms::of_v1(offer).map_or_else(Prepared::default, |terms| Prepared::of(&terms));
        let of_v2 = |offer: &v2::PaymentRequirements| Prepared::of(&offer.into());
        match offers.into() {
            Offers::V1(offers) => {
                Self { offers: Owned::V1(offers.to_vec()), prepared: offers.iter().map(of_v1).collect() }
            }
            Offers::V2(offers) => {
                Self { offers: Owned::V2(offers.to_vec()), prepared: offers.iter().map(of_v2).collect() }
            }
            Offers::Prepared(prepared) => prepared.clone(),
        }
    }

    /// Returns the offers.
    pub fn offers(&self) -> Offers<'_> {
        match &self.offers {
            Owned::V1(offers) => Offers::V1(offers),
            Owned::V2(offers) => Offers::V2(offers),
        }
    }
}

impl<'a> From<&'a PreparedOffers> for Offers<'a> {
    fn from(offers: &'a PreparedOffers) -> Self {
        Self::Prepared(offers)
    }
}

impl<'a> Offers<'a> {
    /// The offers, and the values computed from each if they are prepared.
    pub(crate) fn plain(self) -> (Self, &'a [Prepared]) {
        match self {
            Self::Prepared(prepared) => (prepared.offers(), &prepared.prepared),
            Self::V1(_) | Self::V2(_) => (self, &[]),
        }
    }
}
