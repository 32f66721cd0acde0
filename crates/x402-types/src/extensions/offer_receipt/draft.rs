//! What a server signs, without its key.

use alloc::string::String;
use core::fmt;

use super::{Jws, OfferPayload, ReceiptPayload, Signed, jws::signing_input};
use crate::{Members, NotCanonical, RawJson, SettleOutcome, SettleResponse, Wire, v1, v2, wire::to_raw};

impl OfferPayload {
    /// An offer of the terms of an entry of `accepts`. `valid_until` is the last second at which it holds.
    #[must_use]
    pub fn of(terms: &v2::PaymentRequirements, resource_url: impl Into<String>, valid_until: Option<u64>) -> Self {
        Self {
            resource_url: resource_url.into(),
            scheme: terms.scheme.clone(),
            network: terms.network.clone(),
            asset: terms.asset.clone(),
            pay_to: terms.pay_to.clone(),
            amount: terms.amount,
            valid_until,
            other: Members::new(),
        }
    }

    /// The same of V1, whose entry names the resource. The network becomes a CAIP-2 identifier.
    ///
    /// # Errors
    /// [`PayloadError::Network`]: the name stands for no network that is known.
    pub fn of_v1(terms: &v1::PaymentRequirements, valid_until: Option<u64>) -> Result<Self, PayloadError> {
        Ok(Self {
            resource_url: terms.resource.clone(),
            scheme: terms.scheme.clone(),
            network: terms.network.network().ok_or(PayloadError::Network)?,
            asset: terms.asset.clone(),
            pay_to: terms.pay_to.clone(),
            amount: terms.max_amount_required,
            valid_until,
            other: Members::new(),
        })
    }
}

impl ReceiptPayload {
    /// A receipt for a settlement, without its transaction: a receipt says no more than it has to (§5.2). Set
    /// `transaction` where being verifiable counts for more.
    ///
    /// # Errors
    /// The settlement failed, or does not say who paid and on which network.
    pub fn of(
        settlement: &SettleResponse,
        resource_url: impl Into<String>,
        issued_at: u64,
    ) -> Result<Self, PayloadError> {
        if settlement.outcome != SettleOutcome::Success {
            return Err(PayloadError::NotSettled);
        }
        Ok(Self {
            network: settlement.network.as_ref().and_then(|network| network.network()).ok_or(PayloadError::Network)?,
            resource_url: resource_url.into(),
            payer: settlement.payer.clone().ok_or(PayloadError::Payer)?,
            issued_at,
            transaction: None,
            other: Members::new(),
        })
    }
}

/// Why there is nothing to sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PayloadError {
    /// The network is missing, or a name of V1 that is not known.
    Network,
    /// The settlement failed, and only one that succeeded has a receipt.
    NotSettled,
    /// The settlement does not say who paid.
    Payer,
}

impl fmt::Display for PayloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Network => "the network is missing, or a name that stands for no known network",
            Self::NotSettled => "the settlement failed, and has no receipt",
            Self::Payer => "the settlement does not say who paid",
        })
    }
}

impl core::error::Error for PayloadError {}

/// A JWS before its signature.
///
/// ```
/// use x402_types::extensions::offer_receipt::{JwsDraft, ReceiptPayload};
/// # use x402_types::{Network, SettleResponse, Wire};
/// # let mut settlement = SettleResponse::success("0x12", Network::eip155(8453));
/// # settlement.payer = Some("0x857b06519E91e3A54538791bDbb0E22373e36b66".into());
/// # let sign = |_: &[u8]| [0; 64];
/// let receipt = ReceiptPayload::of(&settlement, "https://api.example.com/premium-data", 1_703_123_456)?;
/// let draft = JwsDraft::new(&receipt, "ES256", "did:web:api.example.com#key-1")?;
/// let signature = sign(draft.signing_input().as_bytes()); // with the key that the kid names
/// let signed = draft.with_signature(&signature);
/// assert_eq!(signed.receipt()?.value, receipt);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JwsDraft {
    header: String,
    payload: String,
}

impl JwsDraft {
    /// A draft with an [`OfferPayload`] or a [`ReceiptPayload`] in the canonical form of RFC 8785 (§10).
    ///
    /// # Errors
    /// A number beyond 2^53−1, which that form would round.
    pub fn new(payload: &impl Wire, alg: &str, kid: &str) -> Result<Self, NotCanonical> {
        let header: Members = [("alg", RawJson::string(alg)), ("kid", RawJson::string(kid))].into_iter().collect();
        let payload = to_raw(payload).canonical()?;
        Ok(Self { header: RawJson::from(header).as_str().into(), payload })
    }

    /// The ASCII text that is signed.
    #[must_use]
    pub fn signing_input(&self) -> String {
        signing_input(&self.header, &self.payload)
    }

    /// What goes into the envelope. Whether the signature is right, `x402_verify::offer_receipt` checks.
    #[must_use]
    pub fn with_signature(&self, signature: &[u8]) -> Signed {
        Signed::Jws(Jws::signed(&self.header, &self.payload, signature))
    }
}
