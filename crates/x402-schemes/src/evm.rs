//! Addresses, signatures, payloads and transactions of EVM chains.

mod address;
pub mod assets;
pub mod batch_settlement;
#[cfg(feature = "builder-code")]
pub mod builder_code;
pub mod eip191;
pub mod eip3009;
pub mod eip712;
pub mod erc6492;
pub mod erc7710;
pub mod gas_sponsoring;
pub mod gateway;
#[cfg(any(test, target_family = "wasm"))]
mod keccak;
mod known;
pub mod op_stack;
pub mod permit2;
mod signature;
pub mod transaction;
pub mod typed_data;

use x402_types::Network;

pub use address::{Address, ParseAddressError};
pub use signature::{ParseSignatureError, Signature, SignatureFormat};

/// Returns the Keccak-256 hash of the bytes.
#[must_use]
#[cfg(not(target_family = "wasm"))]
pub fn keccak256(bytes: &[u8]) -> [u8; 32] {
    use sha3::{Digest, Keccak256};

    Keccak256::digest(bytes).into()
}

/// Returns the Keccak-256 hash of the bytes.
#[must_use]
#[cfg(target_family = "wasm")]
pub fn keccak256(bytes: &[u8]) -> [u8; 32] {
    keccak::keccak256(bytes)
}

/// Returns `true` if the network is an EVM chain, so that an EIP-712 domain can name it.
#[must_use]
pub fn is_on(network: &Network) -> bool {
    network.eip155_chain_id().is_some()
}
