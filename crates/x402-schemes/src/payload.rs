//! From a scheme's name to its payload type.

use x402_types::{DecodeError, Network, RawJson, Scheme, read::Reader};

use crate::AssetTransferMethod;
use crate::{evm::eip3009, solana};

/// The `payload` of a payment, read in the one shape that scheme, network and method say. Never a guess.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemePayload {
    /// `exact` on an EVM chain by EIP-3009.
    Eip3009(eip3009::Payload),
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
        if *scheme == Scheme::EXACT && network.eip155_chain_id().is_some() && *method == AssetTransferMethod::EIP3009 {
            return eip3009::Payload::read(payload.as_json(), reader).map(Self::Eip3009);
        }
        // Transfer methods are the EVM's.
        if *scheme == Scheme::EXACT && network.namespace() == "solana" {
            return solana::Payload::read(payload.as_json(), reader).map(Self::Solana);
        }
        Ok(Self::Opaque)
    }
}
