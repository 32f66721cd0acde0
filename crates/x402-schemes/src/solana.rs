//! Addresses, transactions and payloads of Solana.

mod address;
pub mod assets;
#[cfg(feature = "solana")]
pub mod derived;
#[cfg(feature = "solana")]
mod draft;
mod guard;
mod instruction;
mod keys;
mod layouts;
mod message;
mod offered_memo;
mod offered_versions;
mod payload;
pub mod programs;
mod sanitize;
mod transaction;
mod version_1;
mod wire;

use alloc::{string::ToString, vec, vec::Vec};

use sha2::{Digest, Sha256};
use x402_types::Network;

pub use address::{Address, ParseAddressError};
#[cfg(feature = "solana")]
pub use draft::{ComputeBudget, Draft, DraftError, DraftInit, KeyOrder, Token};
pub use instruction::{Instruction, MemoVersion, TokenProgram, TransferChecked};
pub use keys::{Key, Keys, LoadError};
pub use message::{CompiledInstruction, Config, Header, Lookup, MAX_LOADED_KEYS, Message, MessageVersion};
pub use offered_memo::{UnusableMemo, offered_memo};
pub use offered_versions::{TransactionVersions, UnusableVersions};
pub use payload::Payload;
pub use sanitize::SanitizeError;
pub use transaction::{MAX_TRANSACTION_BYTES, MAX_VERSION_1_BYTES, Transaction};
pub use wire::{ParseError, ParseErrorKind};

/// Returns the SHA-256 hash of the bytes (FIPS 180-4). The hash of a message identifies a payment (S-9).
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Decodes base58 text of any length, for example of a signature or of an instruction's data. Returns `None` if the
/// text is not base58, or has more than 1,700 characters.
#[must_use]
pub fn from_base58(text: &str) -> Option<Vec<u8>> {
    // Decoding takes quadratic time, so long texts are rejected. The 1,232 bytes of a packet have at most 1,683
    // characters.
    let mut bytes = if text.len() <= 1_700 { vec![0; text.len()] } else { return None };
    let length = bs58::decode(text).onto(bytes.as_mut_slice()).ok()?;
    bytes.truncate(length);
    Some(bytes)
}

/// Returns `true` if the network is in the namespace `solana`, even if its reference is not that of a cluster.
#[must_use]
pub fn is_on(network: &Network) -> bool {
    network.namespace() == "solana"
}

/// The cluster that an identifier with a name means, such as `solana:mainnet`, instead of the hash of its genesis
/// block.
pub(crate) fn meant_network(network: &Network) -> Option<Network> {
    if !is_on(network) {
        return None;
    }
    match network.to_string().strip_prefix("solana:")? {
        "mainnet" | "mainnet-beta" => Some(Network::SOLANA),
        "devnet" => Some(Network::SOLANA_DEVNET),
        "testnet" => Some(Network::SOLANA_TESTNET),
        _ => None,
    }
}
