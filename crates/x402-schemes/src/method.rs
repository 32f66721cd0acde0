//! The asset transfer method of a payment (B-4).

use alloc::{
    borrow::Cow,
    string::{String, ToString},
};
use core::{convert::Infallible, fmt, str::FromStr};

use x402_types::{Flag, RawJson, Scheme, declare::sentences, read::Reader, v2::PaymentRequirements};

use crate::Terms;

/// The value of `extra.assetTransferMethod` (`scheme_exact_evm.md`, Summary). The set of methods is open, so the type
/// contains the text. The constants for known methods are next to the payloads of their mechanisms.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct AssetTransferMethod(Cow<'static, str>);

impl AssetTransferMethod {
    /// The name of the field in `extra` that names the method.
    pub const MEMBER: &'static str = "assetTransferMethod";

    pub(crate) const fn known(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// Creates the method with this name.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self(Cow::Owned(name.to_string()))
    }

    /// The name of the method.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the method of a payment (B-4). The tag of the offer, `extra.assetTransferMethod`, counts first, then the
    /// tag of the offer that the client accepted (V2). Without a tag, the default counts: Permit2 in `upto`,
    /// `sequence` on the XRP Ledger, and EIP-3009 otherwise.
    ///
    /// # Errors
    /// The tag that counts is not a string, or the scheme is `upto` and the tag is not `permit2`.
    pub fn of<'a>(offer: impl Into<Terms<'a>>, accepted: Option<&PaymentRequirements>) -> Result<Self, MethodError> {
        let offer = offer.into();
        let default = if *offer.scheme == Scheme::UPTO {
            Self::PERMIT2
        } else if offer.network.is_xrp_ledger() {
            Self::SEQUENCE
        } else {
            Self::EIP3009
        };
        Ok(Self::tagged(&offer, accepted)?.unwrap_or(default))
    }

    /// Returns the method of a payment with this payload. In `exact` on an EVM chain without a tag, a Permit2 payload
    /// counts as Permit2, as in the SDKs, with a flag (B-4).
    ///
    /// # Errors
    /// The errors of [`of`](Self::of).
    pub fn of_payment<'a>(
        offer: impl Into<Terms<'a>>,
        accepted: Option<&PaymentRequirements>,
        payload: &RawJson,
        reader: &mut Reader<'_>,
    ) -> Result<Self, MethodError> {
        let offer = offer.into();
        let has = |member| payload.as_json().non_null(member).is_some();
        if *offer.scheme == Scheme::EXACT
            && offer.network.eip155_chain_id().is_some()
            && has("permit2Authorization")
            && !has("authorization")
            && Self::tagged(&offer, accepted)?.is_none()
        {
            reader.flag(Flag::UntaggedMethod);
            return Ok(Self::PERMIT2);
        }
        Self::of(offer, accepted)
    }

    /// The tag of the offer, or else of the client. `None` if there is no tag.
    fn tagged(offer: &Terms<'_>, accepted: Option<&PaymentRequirements>) -> Result<Option<Self>, MethodError> {
        let accepted = || accepted?.extra.as_ref()?.as_json().non_null(Self::MEMBER);
        let Some(tag) = offer.extra_member(Self::MEMBER).or_else(accepted) else { return Ok(None) };
        let method = tag.string().map(|name| Self::new(&name)).map_err(|_| MethodError::NotText)?;
        if *offer.scheme == Scheme::UPTO && method != Self::PERMIT2 {
            return Err(MethodError::NotOfUpto);
        }
        Ok(Some(method))
    }
}

impl FromStr for AssetTransferMethod {
    type Err = Infallible;

    fn from_str(name: &str) -> Result<Self, Infallible> {
        Ok(Self::new(name))
    }
}

impl From<&str> for AssetTransferMethod {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

impl From<String> for AssetTransferMethod {
    fn from(name: String) -> Self {
        Self::new(&name)
    }
}

impl fmt::Debug for AssetTransferMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

sentences! {
    /// The reasons why a payment has no transfer method.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum MethodError {
        /// `extra.assetTransferMethod` is not a string.
        NotText = "extra.assetTransferMethod must be a string",
        /// `upto` has only the method Permit2 (`scheme_upto_evm.md`).
        NotOfUpto = "the scheme upto has only the asset transfer method permit2",
    }
}

impl core::error::Error for MethodError {}
