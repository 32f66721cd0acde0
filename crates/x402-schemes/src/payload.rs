//! From a scheme's name to its payload type.

use x402_types::{DecodeError, Network, RawJson, Scheme, read::Reader};

use crate::{
    AssetTransferMethod, Mechanism,
    evm::{eip3009, erc7710, permit2},
    solana,
};

/// The `payload` of a payment, read in the one shape that scheme, network and method say. Never a guess.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemePayload {
    /// `exact` on an EVM chain by EIP-3009.
    Eip3009(eip3009::Payload),
    /// `exact` on an EVM chain by Permit2; its witness has no facilitator.
    Permit2(permit2::Payload),
    /// `upto` on an EVM chain; its witness has a facilitator.
    Upto(permit2::Payload),
    /// `exact` on an EVM chain by a delegation (P-7).
    Erc7710(erc7710::Payload),
    /// `exact` on Solana.
    Solana(solana::Payload),
    /// A combination that this crate does not read. Its payload stays raw.
    Opaque,
}

impl SchemePayload {
    /// Reads a payload. Error paths begin below `payload`.
    ///
    /// # Errors
    /// The payload is not of its shape, or of two shapes.
    pub fn read(
        payload: &RawJson,
        scheme: &Scheme,
        network: &Network,
        method: &AssetTransferMethod,
        reader: &mut Reader<'_>,
    ) -> Result<Self, DecodeError> {
        match Mechanism::find(scheme, network, Some(method)) {
            Some(mechanism) => mechanism.read(payload, reader),
            None => Ok(Self::Opaque),
        }
    }
}
