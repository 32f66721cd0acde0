//! Addresses, amounts, transactions and payloads of the XRP Ledger (`scheme_exact_xrpl.md`).

mod address;
pub mod assets;
mod content;
mod currency;
#[cfg(feature = "xrpl")]
mod draft;
#[cfg(feature = "xrpl")]
mod encode;
mod fields;
mod hash;
mod payload;
mod reader;
mod seed;
mod signature;
mod transaction;
mod value;

use alloc::string::{String, ToString};
use core::fmt::Write;

use x402_types::Network;

pub use address::{Address, ParseAddressError};
pub use content::FieldContentError;
pub use currency::{Asset, Currency, ParseAssetError, ParseCurrencyError};
#[cfg(feature = "xrpl")]
pub use draft::{Draft, DraftError, DraftInit, Slot};
#[cfg(feature = "xrpl")]
pub use encode::{TransactionFields, drops_to_bytes};
pub use fields::field_name;
pub use hash::{invoice_hash, sha512_half};
pub use payload::Payload;
pub use reader::{ReadError, ReadErrorKind};
pub use seed::{ParseSeedError, Seed};
pub use signature::{DerSignature, KeyType, SignatureFormatError};
pub use transaction::{MAX_TRANSACTION_BYTES, OtherField, OtherFieldKind, Transaction};
pub use value::{IssuedAmount, LedgerAmount, MAX_DROPS, Value};

/// The main network.
pub const MAINNET: Network = Network::XRPL;
/// The test network.
pub const TESTNET: Network = Network::XRPL_TESTNET;
/// The development network.
pub const DEVNET: Network = Network::XRPL_DEVNET;

/// The largest number of a network whose transactions do not name it (R-36).
pub const LAST_UNNAMED_NETWORK: u32 = 1024;

/// Returns the bytes as hexadecimal digits in upper case, as the ledger's software writes hashes and transactions.
///
/// ```
/// assert_eq!(x402_schemes::xrpl::upper_hex(&[0xe5, 0x0d]), "E50D");
/// ```
#[must_use]
pub fn upper_hex(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(bytes.len().saturating_mul(2));
    // Nothing that is written to a string fails.
    let _ = bytes.iter().try_for_each(|byte| write!(digits, "{byte:02X}"));
    digits
}

/// Returns `true` if the network is in the namespace `xrpl`, whether or not its reference is a number (R-1).
#[must_use]
pub fn is_on(network: &Network) -> bool {
    network.namespace() == "xrpl"
}

/// Returns the number of the network: the N of `xrpl:N`. `None` for other chain families, and if the reference is not a
/// decimal number without leading zeros, at most 2^32−1 (R-1).
///
/// ```
/// use x402_schemes::xrpl::{MAINNET, network_id};
/// assert_eq!(network_id(&MAINNET), Some(0));
/// assert_eq!(network_id(&"xrpl:00".parse()?), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn network_id(network: &Network) -> Option<u32> {
    if !is_on(network) {
        return None;
    }
    let identifier = network.to_string();
    let reference = identifier.strip_prefix("xrpl:")?;
    // `parse` accepts `+0`, which no network has as its reference, and leading zeros.
    let is_canonical = reference == "0" || !reference.starts_with('0');
    reference.parse().ok().filter(|_| is_canonical)
}

/// The network that a name means, where a number belongs.
pub(crate) fn meant_network(network: &Network) -> Option<Network> {
    if !is_on(network) {
        return None;
    }
    match network.to_string().strip_prefix("xrpl:")? {
        "main" | "mainnet" => Some(MAINNET),
        "testnet" => Some(TESTNET),
        "devnet" => Some(DEVNET),
        _ => None,
    }
}
