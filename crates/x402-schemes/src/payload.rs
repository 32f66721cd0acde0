//! From a scheme's name to its payload type.

use x402_types::{DecodeError, Network, RawJson, Scheme, read::Reader};

use crate::AssetTransferMethod;
use crate::{
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
        let json = payload.as_json();
        // Transfer methods are the EVM's.
        if *scheme == Scheme::EXACT && network.namespace() == "solana" {
            return solana::Payload::read(json, reader).map(Self::Solana);
        }
        if network.eip155_chain_id().is_none() {
            return Ok(Self::Opaque);
        }
        if *scheme == Scheme::EXACT && *method == AssetTransferMethod::EIP3009 {
            eip3009::Payload::read(json, reader).map(Self::Eip3009)
        } else if *scheme == Scheme::EXACT && *method == AssetTransferMethod::PERMIT2 {
            permit2::Payload::read(json, permit2::Proxy::Exact, reader).map(Self::Permit2)
        } else if *scheme == Scheme::EXACT && *method == AssetTransferMethod::ERC7710 {
            erc7710::Payload::read(json, reader).map(Self::Erc7710)
        } else if *scheme == Scheme::UPTO && *method == AssetTransferMethod::PERMIT2 {
            permit2::Payload::read(json, permit2::Proxy::Upto, reader).map(Self::Upto)
        } else {
            Ok(Self::Opaque)
        }
    }
}
