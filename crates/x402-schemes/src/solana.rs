//! Solana.

mod address;
pub mod assets;
#[cfg(feature = "solana")]
pub mod derived;
#[cfg(feature = "solana")]
mod draft;
mod instruction;
mod keys;
mod message;
mod payload;
pub mod programs;
mod sanitize;
mod transaction;
mod wire;

use sha2::{Digest, Sha256};

pub use address::{Address, ParseAddressError};
#[cfg(feature = "solana")]
pub use draft::{Budget, Draft, DraftError, Token};
pub use instruction::{Instruction, MemoVersion, TokenProgram, TransferChecked};
pub use keys::{Key, Keys, LoadError, MAX_LOADED_KEYS};
pub use message::{CompiledInstruction, Header, Lookup, Message, MessageVersion};
pub use payload::Payload;
pub use sanitize::SanitizeError;
pub use transaction::{MAX_TRANSACTION_BYTES, MAX_VERSION_1_BYTES, Transaction};
pub use wire::{ParseError, ParseErrorKind};

/// SHA-256, of a message for one.
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}
