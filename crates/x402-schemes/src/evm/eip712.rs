//! EIP-712 domains and digests, without allocation.
//!
//! The hashing is written by hand, because the `SolStruct` interface of `alloy-sol-types` allocates in every step.
//! `tests/it/eip712.rs` compares it with the static and the dynamic typed data of that crate
//! (`docs/decisions/0002-eip712-by-hand.md`).

use alloc::borrow::Cow;

use x402_types::Uint256;

use super::{Address, assets, keccak256};
use crate::Terms;

pub use crate::hex::word;

/// `keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")`
pub const DOMAIN_TYPEHASH: [u8; 32] = [
    0x8b, 0x73, 0xc3, 0xc6, 0x9b, 0xb8, 0xfe, 0x3d, 0x51, 0x2e, 0xcc, 0x4c, 0xf7, 0x59, 0xcc, 0x79, 0x23, 0x9f, 0x7b,
    0x17, 0x9b, 0x0f, 0xfa, 0xca, 0xa9, 0xa7, 0x5d, 0x52, 0x2b, 0x39, 0x40, 0x0f,
];

/// `keccak256("EIP712Domain(string name,uint256 chainId,address verifyingContract)")`
pub const DOMAIN_WITHOUT_VERSION_TYPEHASH: [u8; 32] = [
    0x8c, 0xad, 0x95, 0x68, 0x7b, 0xa8, 0x2c, 0x2c, 0xe5, 0x0e, 0x74, 0xf7, 0xb7, 0x54, 0x64, 0x5e, 0x51, 0x17, 0xc3,
    0xa5, 0xbe, 0xc8, 0x15, 0x1c, 0x07, 0x26, 0xd5, 0x85, 0x79, 0x80, 0xa8, 0x66,
];

/// The EIP-712 domain of a token that has EIP-3009 or EIP-2612 (E-1). The struct has the fields of the hashed type and
/// gets no further ones.
///
/// ```
/// use x402_schemes::{Hex, evm::eip712::TokenDomain};
/// use x402_types::{DecodeOptions, Wire, v2::PaymentRequirements};
///
/// let offer = PaymentRequirements::decode(
///     r#"{"scheme":"exact","network":"eip155:8453","amount":"10000","maxTimeoutSeconds":60,
///         "asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
///         "extra":{"name":"USD Coin","version":"2"}}"#,
///     &DecodeOptions::STRICT,
/// )?.value;
/// let domain = TokenDomain::of(&offer).unwrap();
/// // The result of calling DOMAIN_SEPARATOR() of USDC on Base.
/// assert_eq!(
///     Hex(&domain.separator()).to_string(),
///     "0x02fa7265e7c5d81118673727957699e4d68f74cd74b7db77da710fe8a2c7834f"
/// );
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenDomain<'a> {
    /// The name in the domain. It may differ from the token's ERC-20 name, and need not be the symbol.
    pub name: Cow<'a, str>,
    /// The version in the domain.
    pub version: Cow<'a, str>,
    /// The id of the chain.
    pub chain_id: u64,
    /// The address of the token contract.
    pub verifying_contract: Address,
}

/// The name and the version in the domain of a token. The struct gets no further fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DomainNames<'a> {
    /// The name.
    pub name: &'a str,
    /// The version.
    pub version: &'a str,
}

impl<'a> TokenDomain<'a> {
    /// Reads the domain that an offer names: `extra.name`, `extra.version`, its network and its asset.
    ///
    /// # Errors
    /// One of these is missing or has the wrong type.
    pub fn of(offer: impl Into<Terms<'a>>) -> Result<Self, DomainError> {
        Self::with_names(offer, None)
    }

    /// Reads the domain that an offer names, with a known name and version for fields that the offer leaves out.
    ///
    /// # Errors
    /// A field has the wrong type in the offer, or is missing there and not known.
    pub fn with_names(offer: impl Into<Terms<'a>>, known: Option<DomainNames<'a>>) -> Result<Self, DomainError> {
        let offer = offer.into();
        let named = |member| match offer.extra_member(member).map(|text| text.string()) {
            Some(Err(_)) => Err(DomainError::NotText(member)),
            Some(Ok(text)) => Ok(Some(text)),
            None => Ok(None),
        };
        // Known names replace fields that the offer leaves out, never fields of the wrong type.
        let (name, version) = (named("name")?, named("version")?);
        Ok(Self {
            name: name.or(known.map(|known| known.name.into())).ok_or(DomainError::Missing("name"))?,
            version: version.or(known.map(|known| known.version.into())).ok_or(DomainError::Missing("version"))?,
            chain_id: offer.network.eip155_chain_id().ok_or(DomainError::Network)?,
            verifying_contract: offer.asset.parse().map_err(|_| DomainError::Asset)?,
        })
    }

    /// The 32-byte EIP-712 domain separator.
    pub fn separator(&self) -> [u8; 32] {
        // The separators of well-known tokens are in a table, so that most payments need three hashes less.
        assets::separator(self.chain_id, &self.name, &self.version, self.verifying_contract).unwrap_or_else(|| {
            hash_words([
                DOMAIN_TYPEHASH,
                keccak256(self.name.as_bytes()),
                keccak256(self.version.as_bytes()),
                Uint256::from(self.chain_id).to_be_bytes(),
                self.verifying_contract.to_word(),
            ])
        })
    }

    /// The separator of the domain without its version. Permit2's domain has no version. For a token, such a domain is
    /// a mistake.
    pub fn separator_without_version(&self) -> [u8; 32] {
        hash_words([
            DOMAIN_WITHOUT_VERSION_TYPEHASH,
            keccak256(self.name.as_bytes()),
            Uint256::from(self.chain_id).to_be_bytes(),
            self.verifying_contract.to_word(),
        ])
    }
}

/// The reasons why an offer does not name a token domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DomainError {
    /// This field of `extra` is missing.
    Missing(&'static str),
    /// This field of `extra` is not a string.
    NotText(&'static str),
    /// The network is not an EVM chain.
    Network,
    /// The asset is not an EVM address.
    Asset,
}

/// The text names the field of the offer.
impl core::fmt::Display for DomainError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Missing(name) => write!(f, "extra.{name}, a part of the token's EIP-712 domain, is missing"),
            Self::NotText(name) => write!(f, "extra.{name}, a part of the token's EIP-712 domain, must be a string"),
            Self::Network => f.write_str("network is not an EVM chain"),
            Self::Asset => f.write_str("asset is not an EVM address"),
        }
    }
}

impl core::error::Error for DomainError {}

/// Keccak-256 over 32-byte words.
pub(crate) fn hash_words<const N: usize>(words: [[u8; 32]; N]) -> [u8; 32] {
    keccak256(words.as_flattened())
}

/// The input of an EIP-712 signature. The struct gets no further fields.
#[derive(Clone, Copy, Debug)]
pub struct SigningInput<'a> {
    /// The separator of the domain.
    pub domain_separator: &'a [u8; 32],
    /// The hash of the message.
    pub struct_hash: &'a [u8; 32],
}

impl SigningInput<'_> {
    /// The EIP-712 digest: `keccak256(0x19 0x01 ‖ domain separator ‖ struct hash)`.
    pub fn digest(&self) -> [u8; 32] {
        let mut message = [0u8; 66];
        let (prefix, words) = message.split_at_mut(2);
        prefix.copy_from_slice(&[0x19, 0x01]);
        let (first, second) = words.split_at_mut(32);
        first.copy_from_slice(self.domain_separator);
        second.copy_from_slice(self.struct_hash);
        keccak256(&message)
    }
}
