//! The Gateway variant of `exact` on EVM chains (U-1 to U-19).
//!
//! Circle's Gateway nets payments off chain. The payer has a deposit in a wallet contract of the operator, and signs an
//! ordinary EIP-3009 authorization in the domain of this contract instead of the token's. The token is not called, and
//! only the operator settles. The payload and the message are those of [`eip3009`](super::eip3009), and its
//! [`Draft`](super::eip3009::Draft) signs in the wallet's domain if the offer is of the variant.

mod chains;
pub(super) mod offer;
#[cfg(feature = "schemars")]
mod schema;

use x402_types::Scheme;

use super::is_on;
#[cfg(feature = "schemars")]
use crate::schema::named::NamedSchema;
use crate::{
    AssetTransferMethod, Mechanism,
    mechanism::{Charge, Row},
};

pub use chains::{CHAINS, Chain, TESTNET_WALLET, WALLET, chain};
pub(crate) use offer::is_named_in;
pub use offer::{LEAST_VALIDITY, NAME, NearMiss, SIGNED_VALIDITY, VERSION, is_named, is_on_unknown_chain, offered};

impl Mechanism {
    /// `exact` on an EVM chain, settled in batches by the operator of the Gateway.
    pub const GATEWAY: Self = {
        static ROW: Row = Row {
            name: "gateway",
            scheme: Scheme::EXACT,
            is_on,
            method: Some(AssetTransferMethod::EIP3009),
            charge: Charge::Exact,
            least_life: Some(SIGNED_VALIDITY),
            announced: None,
            is_of: Some(|terms| matches!(offered(terms), Some(Ok(_)))),
            members: &["authorization"],
            #[cfg(feature = "schemars")]
            schema: NamedSchema::of::<schema::GatewayPayload>("exact-gateway-payload"),
        };
        Self::of_row(&ROW)
    };
}
