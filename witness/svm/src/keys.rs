//! The keys of those who pay the fee in the vectors' transactions. Everybody can derive them.

use ed25519_dalek::{Signer, SigningKey};
use sha2::{Digest, Sha256};
use solana_address::Address;

const NAMES: [&str; 5] = ["payer", "sponsor", "merchant", "third", "other"];

/// The facilitator to whom the official SDKs sent their payments: `facilitatorSeed` in `witness/emissions/stage.json`.
const FACILITATOR: [u8; 32] = [2; 32];

/// The key of this address, if it is one of them.
pub(crate) fn key(address: &Address) -> Option<SigningKey> {
    let mut keys = NAMES.iter().map(|name| named(name)).chain([SigningKey::from_bytes(&FACILITATOR)]);
    keys.find(|key| key.verifying_key().as_bytes() == address.as_array())
}

pub(crate) fn named(name: &str) -> SigningKey {
    SigningKey::from_bytes(&Sha256::digest(format!("x402 svm outcomes {name}")).into())
}

pub(crate) fn sign(key: &SigningKey, message: &[u8]) -> [u8; 64] {
    key.sign(message).to_bytes()
}
