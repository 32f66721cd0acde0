//! Permit2 through the x402 proxies: `exact` (`scheme_exact_evm.md` §2) and `upto` (`scheme_upto_evm.md`).
//!
//! The payer signs a `PermitWitnessTransferFrom` of Permit2. Its witness binds the recipient and, in `upto`, the only
//! facilitator that may settle. Both schemes share one space of nonces.

pub mod contracts;
mod draft;
mod message;
mod payload;
#[cfg(feature = "schemars")]
mod schema;

pub use contracts::PERMIT2;
pub use draft::{Draft, DraftError, Window};
pub use message::{
    TOKEN_PERMISSIONS_TYPEHASH, TRANSFER_TYPEHASH, TRANSFER_UPTO_TYPEHASH, WITNESS_TYPEHASH, WITNESS_UPTO_TYPEHASH,
    domain_separator,
};
pub use payload::{Authorization, Nonce, Payload, TokenPermissions, Witness};

use super::{Address, is_on};
use crate::{AssetTransferMethod, mechanism::mechanism};

impl AssetTransferMethod {
    /// The transfer method `permit2`: Permit2, called through the scheme's proxy.
    pub const PERMIT2: Self = Self::known("permit2");
}

mechanism! { PERMIT2 "permit2" "`exact` on an EVM chain by Permit2.", EXACT, is_on, PERMIT2 =>
    "exact-permit2-payload": schema::ExactPayload; by "permit2Authorization"
}

mechanism! { UPTO "upto" "`upto` on an EVM chain, by Permit2.", UPTO up_to, is_on, PERMIT2 =>
    "upto-permit2-payload": schema::UptoPayload; by "permit2Authorization"; announced "facilitatorAddress" Facilitator
}

/// The proxy that settles a payment. It determines the fields of the witness. The enum is exhaustive, and a third proxy
/// would be a breaking change, because every verifier must know what its witness binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Proxy {
    /// The proxy of `exact`. It moves exactly the permitted amount, and every account may call it.
    Exact,
    /// The proxy of `upto`. It moves at most the permitted amount, and only the facilitator in the witness may call it.
    Upto,
}

impl Proxy {
    /// The address of the proxy, which is the same on every chain.
    #[must_use]
    pub const fn address(self) -> Address {
        match self {
            Self::Exact => contracts::EXACT_PROXY,
            Self::Upto => contracts::UPTO_PROXY,
        }
    }
}
