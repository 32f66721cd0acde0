//! Addresses, transactions and payloads of Stellar (`scheme_exact_stellar.md`).

mod address;
pub mod assets;
mod authorization;
mod call;
mod draft;
mod events;
mod ledger;
mod payload;
mod resources;
mod signatures;
mod transaction;
mod value;
mod xdr;

use alloc::string::ToString;

use sha2::{Digest, Sha256};
use x402_types::Network;

pub use address::{Address, ParseAddressError};
pub use authorization::{Authorization, CredentialsKind, Entry, preimage_of};
pub use call::Call;
pub use draft::{Draft, DraftError, DraftInit, Simulated, TransferCall, invocation_of};
pub use events::{Event, EventKind};
pub use ledger::{AccountEntry, AccountSigners, Signer, account_key, nonce_key};
pub use payload::Payload;
pub use signatures::{AccountSignature, SignatureFormatError, account_signatures};
pub use transaction::{Body, MAX_TRANSACTION_BYTES, Transaction};
pub use value::{ScAddress, Value, Values};
pub use xdr::{ReadError, ReadErrorKind};

/// The main network.
pub const PUBNET: Network = Network::STELLAR;
/// The test network.
pub const TESTNET: Network = Network::STELLAR_TESTNET;

/// The passphrases of [`PUBNET`] and of [`TESTNET`].
pub const PASSPHRASES: &[&str] =
    &["Public Global Stellar Network ; September 2015", "Test SDF Network ; September 2015"];

/// The maximum number of ledgers from the latest closed one to the end of an authorization: the setting `max_entry_ttl`
/// of both networks. The host rejects a later end (`soroban-env-host` 30.0.0, `verify_and_consume_nonce`).
pub const MAX_ENTRY_TTL: u32 = 3_110_400;

/// Returns `true` if the network is in the namespace `stellar`, whether or not its passphrase is known (T-1).
#[must_use]
pub fn is_on(network: &Network) -> bool {
    network.namespace() == "stellar"
}

/// Returns the SHA-256 hash of the bytes (FIPS 180-4).
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Returns the id that binds signatures to the network: the SHA-256 hash of the network's passphrase (T-1). `None` if
/// the passphrase is not known.
///
/// ```
/// use x402_schemes::stellar::{PUBNET, network_id};
/// assert_eq!(network_id(&PUBNET).unwrap()[..4], [0x7a, 0xc3, 0x39, 0x97]);
/// assert_eq!(network_id(&"stellar:futurenet".parse()?), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn network_id(network: &Network) -> Option<[u8; 32]> {
    let known = [PUBNET, TESTNET].iter().position(|known| known == network)?;
    PASSPHRASES.get(known).map(|passphrase| sha256(passphrase.as_bytes()))
}

/// The network that a name other than that of its passphrase means.
pub(crate) fn meant_network(network: &Network) -> Option<Network> {
    if !is_on(network) {
        return None;
    }
    matches!(network.to_string().strip_prefix("stellar:")?, "mainnet" | "public").then_some(PUBNET)
}
