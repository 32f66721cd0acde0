//! Which asset transfer method a payment uses (B-4).

use alloc::string::{String, ToString};
use core::fmt;

use x402_types::{Scheme, v2::PaymentRequirements};

use crate::Terms;

/// The value of `extra.assetTransferMethod` (`scheme_exact_evm.md`, Summary): an open set, so text with constants.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct AssetTransferMethod(Repr);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    Eip3009,
    Permit2,
    Erc7710,
    Other(String),
}

impl AssetTransferMethod {
    /// `transferWithAuthorization` of the token itself.
    pub const EIP3009: Self = Self(Repr::Eip3009);
    /// Permit2 through the scheme's proxy.
    pub const PERMIT2: Self = Self(Repr::Permit2);
    /// A delegation of a smart account.
    pub const ERC7710: Self = Self(Repr::Erc7710);

    /// The method by its name.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self(match name {
            "eip3009" => Repr::Eip3009,
            "permit2" => Repr::Permit2,
            "erc7710" => Repr::Erc7710,
            other => Repr::Other(other.to_string()),
        })
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Repr::Eip3009 => "eip3009",
            Repr::Permit2 => "permit2",
            Repr::Erc7710 => "erc7710",
            Repr::Other(name) => name,
        }
    }

    /// The method of a payment: the offer's tag; where it has none, the tag of what the client accepted (V2); else the
    /// scheme's default, EIP-3009 in `exact` and Permit2 in `upto` (B-4).
    ///
    /// # Errors
    /// The tag that counts is no string, or one that the scheme does not have.
    pub fn of<'a>(offer: impl Into<Terms<'a>>, accepted: Option<&PaymentRequirements>) -> Result<Self, MethodError> {
        const TAG: &str = "assetTransferMethod";
        let offer = offer.into();
        let accepted = || accepted?.extra_member(TAG).filter(|tag| !tag.is_null());
        let is_upto = *offer.scheme == Scheme::UPTO;
        let method = match offer.extra_member(TAG).or_else(accepted) {
            Some(tag) => tag.string().map(|name| Self::new(&name)).map_err(|_| MethodError::NotText)?,
            None if is_upto => Self::PERMIT2,
            None => Self::EIP3009,
        };
        if is_upto && method != Self::PERMIT2 { Err(MethodError::NotOfUpto) } else { Ok(method) }
    }
}

impl fmt::Display for AssetTransferMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for AssetTransferMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// Why a payment has no transfer method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MethodError {
    /// `extra.assetTransferMethod` is no string.
    NotText,
    /// `upto` has Permit2 and no other method (`scheme_upto_evm.md`).
    NotOfUpto,
}

impl fmt::Display for MethodError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotText => "extra.assetTransferMethod must be a string",
            Self::NotOfUpto => "the scheme upto has the asset transfer method permit2 and no other",
        })
    }
}

impl core::error::Error for MethodError {}
