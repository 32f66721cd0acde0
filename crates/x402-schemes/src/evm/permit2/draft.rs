//! Drafts of payments with Permit2: from an offer to the message that the payer signs, and to the payload. The caller
//! supplies the nonce and the time, and the holder of the key signs.

use alloc::string::String;

use x402_types::{RawJson, Scheme, UnixSeconds, declare::sentences};

use super::{Authorization, Nonce, PERMIT2, Payload, Proxy, TokenPermissions, Witness, domain_separator};
use crate::{
    AssetTransferMethod, Hex, MethodError, Terms,
    evm::{
        Address, Signature,
        typed_data::{Member, domain_without_version, typed_data},
    },
    json::{object, text},
};

/// The time in which a permit is valid: from `valid_after` to `deadline`, both included. The struct gets no further
/// fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first second at which the proxy settles.
    pub valid_after: UnixSeconds,
    /// The last second at which Permit2 accepts the permit.
    pub deadline: UnixSeconds,
}

impl Window {
    /// Returns the window that the official clients sign, where `now` is the Unix time in seconds. The permit is valid
    /// at once and expires after the offer's `maxTimeoutSeconds`.
    #[must_use]
    pub fn from_now<'a>(now: u64, offer: impl Into<Terms<'a>>) -> Self {
        let end = now.saturating_add(offer.into().max_timeout_seconds);
        Self { valid_after: 0.into(), deadline: end.into() }
    }
}

/// An unsigned payment with Permit2, of `exact` or `upto`.
///
/// ```
/// use x402_schemes::evm::permit2::{Draft, Nonce, Window};
/// use x402_types::{Amount, Network, RawJson, Scheme, Uint256, v2::{PaymentPayload, PaymentRequirements, PaymentRequirementsInit}};
/// # let mut offer = PaymentRequirements::new(PaymentRequirementsInit {
/// #     scheme: Scheme::UPTO,
/// #     network: Network::eip155(84_532),
/// #     amount: Amount::from(10_000),
/// #     asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e".into(),
/// #     pay_to: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C".into(),
/// #     max_timeout_seconds: 60,
/// # });
/// # offer.extra = Some(RawJson::parse(r#"{"facilitatorAddress":"0x90F79bf6EB2c4f870365E785982E1f101E93b906"}"#)?);
/// # let (now, random, signature) = (1_740_672_100, [7; 32], x402_schemes::evm::Signature::new(vec![1; 65]));
/// let payer = "0x857b06519E91e3A54538791bDbb0E22373e36b66".parse()?;
/// let nonce = Nonce::new(Uint256::from_be_bytes(random));
/// let draft = Draft::for_offer(&offer, payer, nonce, Window::from_now(now, &offer))?;
/// let (typed_data, digest) = (draft.typed_data(), draft.digest()); // for a wallet, or for a key
/// let payload = draft.with_signature(signature);
/// let header = PaymentPayload::new(offer.clone(), payload.to_json()).to_header();
/// # use x402_types::Wire;
/// # let _ = (typed_data, digest, header);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draft {
    chain_id: u64,
    authorization: Authorization,
}

impl Draft {
    /// Drafts a payment of the price, or in `upto` of at most the price, to the offer's recipient. In `upto`, only the
    /// facilitator that the offer names can settle the payment.
    ///
    /// # Errors
    /// No verifier would accept a payment for this offer in this window.
    pub fn for_offer<'a>(
        offer: impl Into<Terms<'a>>,
        payer: Address,
        nonce: Nonce,
        window: Window,
    ) -> Result<Self, DraftError> {
        let offer = offer.into();
        let method = AssetTransferMethod::of(offer.clone(), None).map_err(DraftError::Method)?;
        let chain_id = offer.network.eip155_chain_id().ok_or(DraftError::NotPermit2)?;
        let proxy = match (*offer.scheme == Scheme::EXACT, *offer.scheme == Scheme::UPTO) {
            (true, _) if method == AssetTransferMethod::PERMIT2 => Proxy::Exact,
            (_, true) => Proxy::Upto,
            _ => return Err(DraftError::NotPermit2),
        };
        let facilitator = || offer.extra_member("facilitatorAddress")?.string().ok();
        let address = |member, text: &str| {
            let address: Address = text.parse().map_err(|_| DraftError::NotAddress(member))?;
            if address.is_zero() { Err(DraftError::ZeroAddress(member)) } else { Ok(address) }
        };
        let (token, to) = (address("asset", offer.asset)?, address("payTo", offer.pay_to)?);
        if payer.is_zero() {
            return Err(DraftError::ZeroAddress("payer"));
        }
        if offer.units().get().is_zero() {
            return Err(DraftError::ZeroAmount);
        }
        let Window { valid_after, deadline } = window;
        if deadline.get() < valid_after.get() {
            return Err(DraftError::EmptyWindow);
        }
        let facilitator = match proxy {
            Proxy::Exact => None,
            Proxy::Upto => {
                let facilitator = facilitator().ok_or(DraftError::NoFacilitator)?;
                Some(address("extra.facilitatorAddress", &facilitator)?)
            }
        };
        let authorization = Authorization {
            from: payer,
            permitted: TokenPermissions { token, amount: offer.units() },
            spender: proxy.address(),
            nonce,
            deadline,
            witness: Witness { to, facilitator, valid_after },
        };
        Ok(Self { chain_id, authorization })
    }

    /// The message to sign.
    pub const fn authorization(&self) -> &Authorization {
        &self.authorization
    }

    pub(crate) const fn chain_id(&self) -> u64 {
        self.chain_id
    }

    /// The 32-byte EIP-712 digest that a key signs.
    pub fn digest(&self) -> [u8; 32] {
        self.authorization.digest(&domain_separator(self.chain_id))
    }

    /// The JSON that a wallet signs: the second parameter of `eth_signTypedData_v4`.
    pub fn typed_data(&self) -> String {
        let Authorization { permitted, spender, nonce, deadline, witness, .. } = &self.authorization;
        let message = object([
            ("permitted", permitted.to_json()),
            ("spender", text(spender)),
            ("nonce", text(nonce)),
            ("deadline", text(deadline)),
            ("witness", witness.to_json()),
        ]);
        let witness: &[Member] = match witness.facilitator {
            Some(_) => &[("to", "address"), ("facilitator", "address"), ("validAfter", "uint256")],
            None => &[("to", "address"), ("validAfter", "uint256")],
        };
        typed_data(
            &domain_without_version("Permit2", self.chain_id, PERMIT2),
            &[
                (
                    "PermitWitnessTransferFrom",
                    &[
                        ("permitted", "TokenPermissions"),
                        ("spender", "address"),
                        ("nonce", "uint256"),
                        ("deadline", "uint256"),
                        ("witness", "Witness"),
                    ],
                ),
                ("TokenPermissions", &[("token", "address"), ("amount", "uint256")]),
                ("Witness", witness),
            ],
            &message,
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
        object([("signature", signature), ("permit2Authorization", self.authorization.to_json())])
    }
}

impl Authorization {
    /// The value of `permit2Authorization` on the wire.
    pub fn to_json(&self) -> RawJson {
        let Self { from, permitted, spender, nonce, deadline, witness } = self;
        object([
            ("permitted", permitted.to_json()),
            ("from", text(from)),
            ("spender", text(spender)),
            ("nonce", text(nonce)),
            ("deadline", text(deadline)),
            ("witness", witness.to_json()),
        ])
    }
}

impl TokenPermissions {
    fn to_json(self) -> RawJson {
        object([("token", text(&self.token)), ("amount", text(&self.amount))])
    }
}

impl Witness {
    fn to_json(self) -> RawJson {
        let (to, valid_after) = (("to", text(&self.to)), ("validAfter", text(&self.valid_after)));
        match &self.facilitator {
            Some(facilitator) => object([to, ("facilitator", text(facilitator)), valid_after]),
            None => object([to, valid_after]),
        }
    }
}

sentences! {
    /// The reasons why no payment can be drafted.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum DraftError {
        /// The offer's transfer method cannot be read.
        Method(error: MethodError) = |f| error.fmt(f),
        /// The offer is not for Permit2 on an EVM chain.
        NotPermit2 = "the payment requirements are not for Permit2 on an EVM chain",
        /// This field of the offer is not an address.
        NotAddress(member: &'static str) = "{member} in the payment requirements is not an address (0x and 40 hexadecimal digits)",
        /// This address, a field of the offer or `payer`, is the zero address.
        ZeroAddress(member: &'static str) = "{member} is the zero address",
        /// The offer of `upto` does not name the facilitator that settles.
        NoFacilitator = "extra.facilitatorAddress in the payment requirements is missing, but only that account may settle upto",
        /// The price is zero, and the proxies reject an amount of zero.
        ZeroAmount = "the price is zero, and the proxies refuse to move an amount of zero",
        /// The permit would never be valid.
        EmptyWindow = "the deadline must not be before validAfter",
    }
}

impl core::error::Error for DraftError {}
