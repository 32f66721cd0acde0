//! The context in which a signed offer or a receipt is verified.

use x402_schemes::evm::Address;
use x402_types::{Flag, Flags, RawJson};

/// The facts that the caller supplies: the time, and the expected key.
///
/// Without a key, an EIP-712 offer is valid if its recipient signed it. Everything else is undecided.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ArtifactContext<'a> {
    /// The time of the check, in seconds since 1970-01-01 UTC.
    pub now: u64,
    /// The EVM account that signs for the service, for the format `eip712`.
    pub signer: Option<Address>,
    /// The key that signs for the service, for the format `jws`: the text of a JWK.
    pub jwk: Option<&'a RawJson>,
    /// `true` to use the key inside `kid`, for the format `jws`: did:key and did:jwk contain one. Such a key proves
    /// that its holder signed, but not the holder's identity.
    pub resolve_kid: bool,
    /// The required `kid` in the header of a JWS.
    pub kid: Option<&'a str>,
    /// The required `alg` in the header of a JWS.
    pub alg: Option<&'a str>,
    /// The flags that make a signed artifact invalid: [`Flag::HighS`] by default.
    pub refused: Flags,
}

impl<'a> ArtifactContext<'a> {
    /// Returns a context for a time in seconds since 1970-01-01 UTC, without a key.
    #[must_use]
    pub const fn at(now: u64) -> Self {
        let refused = Flags::NONE.with(Flag::HighS);
        Self { now, signer: None, jwk: None, resolve_kid: false, kid: None, alg: None, refused }
    }

    /// Sets the account that signs for the service.
    #[must_use]
    pub const fn with_signer(self, signer: Address) -> Self {
        Self { signer: Some(signer), ..self }
    }

    /// Sets the key that signs for the service: a JWK.
    #[must_use]
    pub const fn with_jwk(self, jwk: &'a RawJson) -> Self {
        Self { jwk: Some(jwk), ..self }
    }

    /// Also uses the key inside `kid`.
    #[must_use]
    pub const fn resolving_kid(self) -> Self {
        Self { resolve_kid: true, ..self }
    }

    /// Sets the required `kid`.
    #[must_use]
    pub const fn with_kid(self, kid: &'a str) -> Self {
        Self { kid: Some(kid), ..self }
    }

    /// Sets the required `alg`.
    #[must_use]
    pub const fn with_alg(self, alg: &'a str) -> Self {
        Self { alg: Some(alg), ..self }
    }

    /// Replaces the flags that make the artifact invalid.
    #[must_use]
    pub const fn with_refused(self, refused: Flags) -> Self {
        Self { refused, ..self }
    }
}
