//! Permit2 through the x402 proxies: `exact` (`scheme_exact_evm.md` §2) and `upto` (`scheme_upto_evm.md`).
//!
//! The payer signs a `PermitWitnessTransferFrom` of Permit2. Its witness binds the recipient and, in `upto`, the only
//! facilitator that may settle. Both schemes share one space of nonces.

pub mod contracts;
mod draft;
mod message;
mod payload;
mod proxy;
#[cfg(feature = "schemars")]
mod schema;

pub use contracts::PERMIT2;
pub use draft::{Draft, DraftError, Window};
pub use message::{
    TOKEN_PERMISSIONS_TYPEHASH, TRANSFER_TYPEHASH, TRANSFER_UPTO_TYPEHASH, WITNESS_TYPEHASH, WITNESS_UPTO_TYPEHASH,
    domain_separator,
};
pub use payload::{Authorization, Nonce, Payload, TokenPermissions, Witness};
pub use proxy::Proxy;

use x402_types::Scheme;

use super::is_on;
#[cfg(feature = "schemars")]
use crate::schema::named::NamedSchema;
use crate::{
    AssetTransferMethod, Mechanism,
    mechanism::{Announced, Charge, Row, Whose},
};

impl AssetTransferMethod {
    /// The transfer method `permit2`: Permit2, called through the scheme's proxy.
    pub const PERMIT2: Self = Self::known("permit2");
}

impl Mechanism {
    /// `exact` on an EVM chain by Permit2.
    pub const PERMIT2: Self = {
        static ROW: Row = Row {
            name: "permit2",
            scheme: Scheme::EXACT,
            is_on,
            method: Some(AssetTransferMethod::PERMIT2),
            charge: Charge::Exact,
            least_life: None,
            announced: None,
            is_of: None,
            members: &["permit2Authorization"],
            #[cfg(feature = "schemars")]
            schema: NamedSchema::of::<schema::ExactPayload>("exact-permit2-payload"),
        };
        Self::of_row(&ROW)
    };

    /// `upto` on an EVM chain, by Permit2.
    pub const UPTO: Self = {
        static ROW: Row = Row {
            name: "upto",
            scheme: Scheme::UPTO,
            is_on,
            method: Some(AssetTransferMethod::PERMIT2),
            charge: Charge::UpTo,
            least_life: None,
            announced: Some(Announced { member: "facilitatorAddress", whose: Whose::Facilitator }),
            is_of: None,
            members: &["permit2Authorization"],
            #[cfg(feature = "schemars")]
            schema: NamedSchema::of::<schema::UptoPayload>("upto-permit2-payload"),
        };
        Self::of_row(&ROW)
    };
}
