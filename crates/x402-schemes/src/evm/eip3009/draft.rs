//! Drafts of payments with EIP-3009: from an offer to the message that the payer signs, and to the payload. The caller
//! supplies the nonce and the time, and the holder of the key signs.

use alloc::string::String;

use x402_types::{RawJson, Scheme, UnixSeconds, declare::sentences};

use super::{Authorization, Nonce, Payload};
use crate::{
    AssetTransferMethod, Hex, MethodError, Terms,
    evm::{
        Address, Signature,
        eip712::{DomainError, DomainNames, TokenDomain},
        gateway::offer::{NearMiss, SIGNED_BEFORE, SIGNED_VALIDITY, offered},
        typed_data::{token_domain, typed_data},
    },
    json::{object, text},
};

/// The time in which an authorization is valid: strictly after `valid_after` and strictly before `valid_before`. The
/// struct gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The token accepts the authorization only in a block later than this.
    pub valid_after: UnixSeconds,
    /// The token accepts the authorization only in a block earlier than this.
    pub valid_before: UnixSeconds,
}

impl Window {
    /// Returns the window that the official V2 clients sign, where `now` is the Unix time in seconds. The authorization
    /// is valid at once and expires after the offer's `maxTimeoutSeconds`. For an offer of the Gateway, it is the
    /// window that the operator's client signs: from ten minutes ago until the offer's `maxTimeoutSeconds` are over,
    /// and at least for 604,900 seconds from now (U-15).
    #[must_use]
    pub fn from_now<'a>(now: u64, offer: impl Into<Terms<'a>>) -> Self {
        let offer = offer.into();
        let seconds = offer.max_timeout_seconds;
        let (start, seconds) = match offered(&offer) {
            Some(Ok(_)) => (now.saturating_sub(SIGNED_BEFORE), seconds.max(SIGNED_VALIDITY)),
            Some(Err(_)) | None => (0, seconds),
        };
        Self { valid_after: start.into(), valid_before: now.saturating_add(seconds).into() }
    }
}

/// An unsigned payment with EIP-3009.
///
/// ```
/// use x402_schemes::evm::eip3009::{Draft, Nonce, Window};
/// use x402_types::{Amount, Network, RawJson, Scheme, v2::{PaymentPayload, PaymentRequirements, PaymentRequirementsInit}};
/// # let mut offer = PaymentRequirements::new(PaymentRequirementsInit {
/// #     scheme: Scheme::EXACT,
/// #     network: Network::eip155(84_532),
/// #     amount: Amount::from(10_000),
/// #     asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e".into(),
/// #     pay_to: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C".into(),
/// #     max_timeout_seconds: 60,
/// # });
/// # offer.extra = Some(RawJson::parse(r#"{"name":"USDC","version":"2"}"#)?);
/// # let (now, random, signature) = (1_740_672_100, [7; 32], x402_schemes::evm::Signature::new(vec![1; 65]));
/// let payer = "0x857b06519E91e3A54538791bDbb0E22373e36b66".parse()?;
/// let draft = Draft::for_offer(&offer, payer, Nonce::new(random), Window::from_now(now, &offer))?;
/// let (typed_data, digest) = (draft.typed_data(), draft.digest()); // for a wallet, or for a key
/// let payload = draft.with_signature(signature);
/// let header = PaymentPayload::new(offer.clone(), payload.to_json()).to_header();
/// # use x402_types::Wire;
/// # let _ = (typed_data, digest, header);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft<'a> {
    domain: TokenDomain<'a>,
    authorization: Authorization,
}

impl<'a> Draft<'a> {
    /// Drafts a payment of exactly the price to the offer's recipient, in the domain that the offer names. For an offer
    /// of the Gateway, this is the domain of the wallet (U-15).
    ///
    /// # Errors
    /// No verifier would accept a payment for this offer in this window.
    #[doc(alias("EIP-3009", "gasless"))]
    pub fn for_offer(
        offer: impl Into<Terms<'a>>,
        payer: Address,
        nonce: Nonce,
        window: Window,
    ) -> Result<Self, DraftError> {
        Self::with_names(offer, payer, nonce, window, None)
    }

    /// Drafts a payment with a known name and version of the domain, for a V1 offer that does not contain them (E-1).
    ///
    /// # Errors
    /// The errors of [`for_offer`](Self::for_offer).
    pub fn with_names(
        offer: impl Into<Terms<'a>>,
        payer: Address,
        nonce: Nonce,
        window: Window,
        known: Option<DomainNames<'a>>,
    ) -> Result<Self, DraftError> {
        let offer = offer.into();
        let method = AssetTransferMethod::of(offer.clone(), None).map_err(DraftError::Method)?;
        if *offer.scheme != Scheme::EXACT || method != AssetTransferMethod::EIP3009 {
            return Err(DraftError::NotEip3009);
        }
        let domain = match offered(&offer) {
            None => TokenDomain::with_names(offer.clone(), known).map_err(DraftError::Domain)?,
            Some(Ok(chain)) => chain.domain(),
            Some(Err(miss)) => return Err(DraftError::NearGateway(miss)),
        };
        let pay_to: Address = offer.pay_to.parse().map_err(|_| DraftError::NotAddress("payTo"))?;
        for (member, address) in [("asset", domain.verifying_contract), ("payTo", pay_to), ("payer", payer)] {
            if address.is_zero() {
                return Err(DraftError::ZeroAddress(member));
            }
        }
        // The token needs at least one second strictly between the two times.
        let Window { valid_after, valid_before } = window;
        if valid_after.get().checked_add(2).is_none_or(|end| valid_before.get() < end) {
            return Err(DraftError::EmptyWindow);
        }
        let authorization =
            Authorization { from: payer, to: pay_to, value: offer.units(), valid_after, valid_before, nonce };
        Ok(Self { domain, authorization })
    }

    /// The message to sign.
    pub const fn authorization(&self) -> &Authorization {
        &self.authorization
    }

    /// The EIP-712 domain in which the message is signed.
    pub const fn domain(&self) -> &TokenDomain<'a> {
        &self.domain
    }

    /// The 32-byte EIP-712 digest that a key signs.
    pub fn digest(&self) -> [u8; 32] {
        self.authorization.digest(&self.domain.separator())
    }

    /// The JSON that a wallet signs: the second parameter of `eth_signTypedData_v4`.
    pub fn typed_data(&self) -> String {
        typed_data(
            &token_domain(&self.domain),
            &[(
                "TransferWithAuthorization",
                &[
                    ("from", "address"),
                    ("to", "address"),
                    ("value", "uint256"),
                    ("validAfter", "uint256"),
                    ("validBefore", "uint256"),
                    ("nonce", "bytes32"),
                ],
            )],
            &self.authorization.to_json(),
        )
    }

    /// Returns the payload with this signature. `x402_verify::client` checks whether the signature is the payer's.
    pub const fn with_signature(&self, signature: Signature) -> Payload {
        Payload::new(signature, self.authorization)
    }
}

impl Payload {
    /// The value of `payload` on the wire.
    pub fn to_json(&self) -> RawJson {
        let signature = text(&Hex(self.signature.as_bytes()));
        object([("signature", signature), ("authorization", self.authorization.to_json())])
    }
}

impl Authorization {
    /// The value of `authorization` on the wire.
    pub fn to_json(&self) -> RawJson {
        let Self { from, to, value, valid_after, valid_before, nonce } = self;
        object([
            ("from", text(from)),
            ("to", text(to)),
            ("value", text(value)),
            ("validAfter", text(valid_after)),
            ("validBefore", text(valid_before)),
            ("nonce", text(nonce)),
        ])
    }
}

sentences! {
    /// The reasons why no payment can be drafted.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum DraftError {
        /// The offer's transfer method cannot be read.
        Method(error: MethodError) = |f| error.fmt(f),
        /// The offer is not of scheme `exact` with EIP-3009.
        NotEip3009 = "the payment requirements are not of scheme exact with EIP-3009",
        /// The offer does not name the token's domain.
        Domain(error: DomainError) = "in the payment requirements, {error}",
        /// The offer has the name of the Gateway but is not of the variant. Some clients would sign for the token,
        /// others in the domain of the named contract (U-15).
        NearGateway(miss: NearMiss) = "the payment requirements have the name of the Gateway, but {miss}",
        /// This field of the offer is not an address.
        NotAddress(member: &'static str) = "{member} in the payment requirements is not an address (0x and 40 hexadecimal digits)",
        /// This address, a field of the offer or `payer`, is the zero address.
        ZeroAddress(member: &'static str) = "{member} is the zero address",
        /// The authorization would never be valid.
        EmptyWindow = "validBefore must be at least two seconds after validAfter",
    }
}

impl core::error::Error for DraftError {}
