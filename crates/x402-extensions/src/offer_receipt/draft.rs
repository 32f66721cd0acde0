//! Drafts of the data that a server signs. They do not need the server's key.

use alloc::string::String;

use super::{Jws, OfferPayload, ReceiptPayload, Signed, jws::signing_input};
use x402_types::{Members, NotCanonical, RawJson, SettleOutcome, SettleResponse, Wire, declare::sentences, v1, v2};

impl OfferPayload {
    /// Returns an offer with the terms of a V2 entry of `accepts`. `valid_until` is the last second at which the offer
    /// holds, since 1970-01-01 UTC. With `None` the offer does not expire.
    #[must_use]
    pub fn of(terms: &v2::PaymentRequirements, resource_url: impl Into<String>, valid_until: Option<u64>) -> Self {
        Self {
            resource_url: resource_url.into(),
            scheme: terms.scheme.clone(),
            network: terms.network.clone(),
            asset: terms.asset.clone(),
            pay_to: terms.pay_to.clone(),
            amount: terms.amount.clone(),
            valid_until,
            other: Members::new(),
        }
    }

    /// Returns an offer with the terms of a V1 entry of `accepts`, which itself names the resource. The payload has the
    /// CAIP-2 identifier of the network.
    ///
    /// # Errors
    /// [`PayloadError::Network`] if the V1 name is not that of a known network.
    pub fn of_v1(terms: &v1::PaymentRequirements, valid_until: Option<u64>) -> Result<Self, PayloadError> {
        Ok(Self {
            resource_url: terms.resource.clone(),
            scheme: terms.scheme.clone(),
            network: terms.network.network().ok_or(PayloadError::Network)?,
            asset: terms.asset.clone(),
            pay_to: terms.pay_to.clone(),
            amount: terms.max_amount_required.into(),
            valid_until,
            other: Members::new(),
        })
    }
}

impl ReceiptPayload {
    /// Returns a receipt for a settlement, issued at `issued_at`, in seconds since 1970-01-01 UTC. The receipt does not
    /// name the transaction, because receipts should contain as little as possible (§5.2). Set `transaction` if
    /// verifiability matters more.
    ///
    /// # Errors
    /// The settlement failed, or does not name the payer or a known network.
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
            payer: settlement.payer.clone().filter(|payer| !payer.is_empty()).ok_or(PayloadError::Payer)?,
            issued_at,
            transaction: None,
            other: Members::new(),
        })
    }
}

sentences! {
    /// The reason why an offer or a receipt cannot be drafted.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum PayloadError {
        /// The network is missing, or its V1 name is not that of a known network.
        Network = "the network is missing, or is not the name of a known network",
        /// The settlement failed. Only a successful settlement has a receipt.
        NotSettled = "the settlement failed, so it has no receipt",
        /// The settlement does not name the payer.
        Payer = "the settlement does not name the payer",
    }
}

impl core::error::Error for PayloadError {}

/// A compact JWS without its signature.
///
/// ```
/// use x402_extensions::offer_receipt::{JwsDraft, JwsHeader, ReceiptPayload};
/// # use x402_types::{Network, SettleResponse, Wire};
/// # let mut settlement = SettleResponse::success("0x12", Network::eip155(8453));
/// # settlement.payer = Some("0x857b06519E91e3A54538791bDbb0E22373e36b66".into());
/// # let sign = |_: &[u8]| [0; 64];
/// let receipt = ReceiptPayload::of(&settlement, "https://api.example.com/premium-data", 1_703_123_456)?;
/// let header = JwsHeader { alg: "ES256", kid: "did:web:api.example.com#key-1" };
/// let draft = JwsDraft::of(&receipt, header)?;
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

/// The fields of a JWS header (§10). The struct gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JwsHeader<'a> {
    /// The algorithm, such as `ES256`.
    pub alg: &'a str,
    /// The identifier of the key: a DID URL.
    pub kid: &'a str,
}

impl JwsDraft {
    /// Drafts a JWS with an [`OfferPayload`] or a [`ReceiptPayload`] in the canonical form of RFC 8785 (§10). `alg` and
    /// `kid` go into the header.
    ///
    /// # Errors
    /// The payload contains a number that the canonical form would round, such as one above 2^53−1.
    pub fn of(payload: &impl Wire, header: JwsHeader<'_>) -> Result<Self, NotCanonical> {
        let JwsHeader { alg, kid } = header;
        let header: Members = [("alg", RawJson::string(alg)), ("kid", RawJson::string(kid))].into_iter().collect();
        let payload = payload.to_raw().canonical()?;
        Ok(Self { header: RawJson::from(header).as_str().into(), payload })
    }

    /// The ASCII text that the key signs (RFC 7515 §5.1).
    pub fn signing_input(&self) -> String {
        signing_input(&self.header, &self.payload)
    }

    /// Adds the bytes of the signature. The result goes into the envelope. This does not verify the signature:
    /// `verify_offer` and `verify_receipt` do.
    pub fn with_signature(&self, signature: &[u8]) -> Signed {
        Signed::Jws(Jws::signed(&self.header, &self.payload, signature))
    }
}
