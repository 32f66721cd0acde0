//! Drafts a permit that replaces the missing approval for a drafted payment, and writes it into the extension. The
//! caller reads the nonce from the token, and the holder of the key signs.

use alloc::string::String;

use x402_types::{Members, RawJson, Uint256, Version, declare::sentences, extensions::WriteExtension};

use super::{Info, Permit};
use crate::{
    Hex, Terms,
    evm::{
        Signature,
        eip712::{DomainError, DomainNames, TokenDomain},
        permit2::{self, PERMIT2},
        typed_data::{token_domain, typed_data},
    },
    json::{object, text},
};

/// An unsigned permit that accompanies a payment with Permit2. It allows exactly the amount of the payment, as the
/// proxies require, until the payment's deadline.
///
/// ```
/// use x402_schemes::evm::{gas_sponsoring::eip2612, permit2::{Draft, Nonce, Window}};
/// use x402_types::{Amount, Network, RawJson, Scheme, Uint256, extensions::WriteExtension, v2::{PaymentPayload, PaymentRequirements, PaymentRequirementsInit}};
/// # let mut offer = PaymentRequirements::new(PaymentRequirementsInit {
/// #     scheme: Scheme::EXACT,
/// #     network: Network::eip155(84_532),
/// #     amount: Amount::from(10_000),
/// #     asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e".into(),
/// #     pay_to: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C".into(),
/// #     max_timeout_seconds: 60,
/// # });
/// # offer.extra = Some(RawJson::parse(r#"{"assetTransferMethod":"permit2","name":"USDC","version":"2"}"#)?);
/// # let (now, random, signature) = (1_740_672_100, [7; 32], || x402_schemes::evm::Signature::new(vec![1; 65]));
/// # let (declared, nonces_of_the_payer) = (RawJson::parse("{}")?, Uint256::from(0));
/// let payer = "0x857b06519E91e3A54538791bDbb0E22373e36b66".parse()?;
/// let draft = Draft::for_offer(&offer, payer, Nonce::new(Uint256::from_be_bytes(random)), Window::from_now(now, &offer))?;
/// let permit = eip2612::Draft::for_payment(&draft, &offer, nonces_of_the_payer)?;
/// let (typed_data, digest) = (permit.typed_data(), permit.digest()); // for a wallet, or for a key
/// let mut payment = PaymentPayload::new(offer.clone(), draft.with_signature(signature()).to_json());
/// payment.extensions = Some(permit.with_signature(signature()).to_extensions(Some(&declared)));
/// # let _ = (typed_data, digest);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft<'a> {
    domain: TokenDomain<'a>,
    permit: Permit,
}

impl<'a> Draft<'a> {
    /// Drafts a permit for a payment for this offer, in the domain that the offer names. `nonce` is the result of the
    /// token's `nonces(payer)`.
    ///
    /// # Errors
    /// No verifier would accept a permit for the offer, or the payment is for a different token or chain.
    pub fn for_payment(
        payment: &permit2::Draft,
        offer: impl Into<Terms<'a>>,
        nonce: Uint256,
    ) -> Result<Self, DraftError> {
        Self::with_names(payment, offer, nonce, None)
    }

    /// Drafts a permit with a known name and version of the domain, for an offer that does not contain them.
    ///
    /// # Errors
    /// The errors of [`for_payment`](Self::for_payment).
    pub fn with_names(
        payment: &permit2::Draft,
        offer: impl Into<Terms<'a>>,
        nonce: Uint256,
        known: Option<DomainNames<'a>>,
    ) -> Result<Self, DraftError> {
        let offer = offer.into();
        if offer.version == Version::V1 {
            return Err(DraftError::Version1);
        }
        let domain = TokenDomain::with_names(offer, known).map_err(DraftError::Domain)?;
        let permit2::Authorization { from, permitted, deadline, .. } = *payment.authorization();
        if (domain.chain_id, domain.verifying_contract) != (payment.chain_id(), permitted.token) {
            return Err(DraftError::OtherOffer);
        }
        let permit = Permit { owner: from, spender: PERMIT2, value: permitted.amount, nonce, deadline };
        Ok(Self { domain, permit })
    }

    /// The message to sign.
    pub const fn permit(&self) -> &Permit {
        &self.permit
    }

    /// The EIP-712 domain in which the message is signed.
    pub const fn domain(&self) -> &TokenDomain<'a> {
        &self.domain
    }

    /// The 32-byte EIP-712 digest that a key signs.
    pub fn digest(&self) -> [u8; 32] {
        self.permit.digest(&self.domain.separator())
    }

    /// The JSON that a wallet signs: the second parameter of `eth_signTypedData_v4`.
    pub fn typed_data(&self) -> String {
        let Permit { owner, spender, value, nonce, deadline } = &self.permit;
        typed_data(
            &token_domain(&self.domain),
            &[(
                "Permit",
                &[
                    ("owner", "address"),
                    ("spender", "address"),
                    ("value", "uint256"),
                    ("nonce", "uint256"),
                    ("deadline", "uint256"),
                ],
            )],
            &object([
                ("owner", text(owner)),
                ("spender", text(spender)),
                ("value", text(value)),
                ("nonce", text(nonce)),
                ("deadline", text(deadline)),
            ]),
        )
    }

    /// Returns the `info` for the payment. `x402_verify::client` checks whether the signature is the payer's.
    pub fn with_signature(&self, signature: Signature) -> Info {
        Info::new(self.domain.verifying_contract, self.permit, signature)
    }
}

impl WriteExtension for Info {
    fn to_value(&self, declared: Option<&RawJson>) -> RawJson {
        let mut extension = Members::from_object(declared);
        let mut info = Members::from_object(extension.get("info"));
        let Self { asset, permit, signature, version } = self;
        let Permit { owner, spender, value, nonce, deadline } = permit;
        for (name, value) in [
            ("from", text(owner)),
            ("asset", text(asset)),
            ("spender", text(spender)),
            ("amount", text(value)),
            ("nonce", text(nonce)),
            ("deadline", text(deadline)),
            ("signature", text(&Hex(signature.as_bytes()))),
        ] {
            info.insert(name, value);
        }
        // Fields that the server declared are not changed (B-6).
        if info.get("version").is_none() {
            info.insert("version", RawJson::string(version));
        }
        extension.insert("info", info.into());
        extension.into()
    }
}

sentences! {
    /// The reasons why no permit can be drafted.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum DraftError {
        /// The offer is of version 1, which has no extensions.
        Version1 = "the payment requirements are of version 1, which has no extensions",
        /// The offer does not name the token's domain.
        Domain(error: DomainError) = "in the payment requirements, {error}",
        /// The payment is for a different token or chain.
        OtherOffer = "the payment and the payment requirements have different tokens or chains",
    }
}

impl core::error::Error for DraftError {}
