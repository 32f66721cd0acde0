//! The context in which a sign-in is verified.

use x402_types::{Flag, Flags, Network};
use x402_verify::Facts;

use super::uri::Origin;

/// The facts that the caller knows and the choices that it makes when it verifies a sign-in.
///
/// ```
/// use x402_types::{Flag, Network};
/// use x402_extensions::sign_in_with_x::{Origin, SignInContext};
/// let origin: Origin = "https://api.example.com".parse()?;
/// let chains = [Network::eip155(8453), Network::SOLANA];
/// let context = SignInContext::new(&origin, 1_705_314_630).with_chains(&chains).with_nonce("a1b2c3d4e5f67890");
/// assert!(context.refused.contains(Flag::HighS));
/// # Ok::<(), x402_extensions::sign_in_with_x::ParseOriginError>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct SignInContext<'a> {
    /// The public origin of the server, as its clients see it.
    pub origin: &'a Origin,
    /// The time, in seconds since 1970-01-01 UTC.
    pub now: u64,
    /// The chains that the server offers, or for which a client signs. `None` allows any chain.
    pub chains: Option<&'a [Network]>,
    /// The nonce that the server issued. `None` if the server looks up the nonce itself.
    pub nonce: Option<&'a str>,
    /// Facts about accounts on EVM chains.
    pub facts: &'a Facts,
    /// The flags that make a sign-in invalid.
    pub refused: Flags,
}

impl<'a> SignInContext<'a> {
    /// The flags that are refused by default: an s in the upper half, which no wallet produces (X-17).
    pub const REFUSED: Flags = Flags::NONE.with(Flag::HighS);

    /// Returns the context for a server with this origin at this time, in seconds since 1970-01-01 UTC.
    #[must_use]
    pub const fn new(origin: &'a Origin, now: u64) -> Self {
        const NOTHING: &Facts = &Facts::new();
        Self { origin, now, chains: None, nonce: None, facts: NOTHING, refused: Self::REFUSED }
    }

    /// Allows only these chains.
    #[must_use]
    pub const fn with_chains(self, chains: &'a [Network]) -> Self {
        Self { chains: Some(chains), ..self }
    }

    /// Sets the issued nonce.
    #[must_use]
    pub const fn with_nonce(self, nonce: &'a str) -> Self {
        Self { nonce: Some(nonce), ..self }
    }

    /// Sets the facts.
    #[must_use]
    pub const fn with_facts(self, facts: &'a Facts) -> Self {
        Self { facts, ..self }
    }

    /// Replaces the flags that make a sign-in invalid.
    #[must_use]
    pub const fn with_refused(self, refused: Flags) -> Self {
        Self { refused, ..self }
    }
}
