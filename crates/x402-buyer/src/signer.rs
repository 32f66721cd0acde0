//! The signers of payments.

#[cfg(feature = "ed25519-dalek")]
mod ed25519;
#[cfg(feature = "k256")]
mod secp256k1;
#[cfg(all(feature = "ed25519-dalek", feature = "stellar"))]
mod stellar;
#[cfg(all(any(feature = "ed25519-dalek", feature = "k256"), feature = "xrpl"))]
mod xrpl;

use alloc::{boxed::Box, string::String, vec::Vec};
use core::fmt;

use x402_schemes::AccountId;
use x402_types::printable::write_sentence;

#[cfg(feature = "ed25519-dalek")]
pub use ed25519::SolanaKey;
#[cfg(feature = "k256")]
pub use secp256k1::EvmKey;
#[cfg(all(feature = "ed25519-dalek", feature = "stellar"))]
pub use stellar::StellarKey;
#[cfg(all(any(feature = "ed25519-dalek", feature = "k256"), feature = "xrpl"))]
pub use xrpl::XrplKey;

/// The message that a payer signs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ToSign {
    /// For a payer on an EVM chain. The signature is r‖s‖v with 65 bytes, or whatever a contract accepts.
    TypedData {
        /// The EIP-712 digest, for a key.
        digest: [u8; 32],
        /// The same message as JSON, for a wallet: the second parameter of `eth_signTypedData_v4`.
        json: String,
    },
    /// For a payer on Solana: a message, whose Ed25519 signature has 64 bytes.
    Message(Vec<u8>),
    /// For a payer on Stellar: an authorization entry, whose Ed25519 signature has 64 bytes.
    #[cfg(feature = "stellar")]
    Authorization {
        /// The SHA-256 of the preimage, which a key signs.
        digest: [u8; 32],
        /// `HashIDPreimage` as XDR, for a wallet: the argument of `signAuthEntry` in SEP-43.
        preimage: Vec<u8>,
    },
    /// For a payer on the XRP Ledger: a transaction. The signature of a secp256k1 key is in DER, with s in the lower half
    /// and that of an Ed25519 key has 64 bytes.
    #[cfg(feature = "xrpl")]
    Transaction {
        /// The first half of the SHA-512 of the preimage, which a secp256k1 key signs. `None` if the payer's key is of
        /// Ed25519.
        digest: Option<[u8; 32]>,
        /// The bytes that an Ed25519 key signs. Without the first four bytes they are the unsigned transaction, for a
        /// wallet: `decode` of `ripple-binary-codec` turns them into JSON, and the signature is `TxnSignature` of the
        /// transaction that the wallet returns.
        preimage: Vec<u8>,
    },
}

/// Signs for an account with a key. For an account whose code decides (a smart account), use
/// [`Draft::signed_knowing`](crate::Draft::signed_knowing) instead.
pub trait Signer {
    /// Returns the account that pays.
    fn account(&self) -> AccountId;

    /// Returns the public key of an account on the XRP Ledger, whose transactions contain it: compressed secp256k1, or
    /// `ED` and a key of Ed25519. Other accounts have `None`.
    #[cfg(feature = "xrpl")]
    fn public_key(&self) -> Option<[u8; 33]> {
        None
    }

    /// Signs the message.
    ///
    /// # Errors
    /// The signer refuses, or cannot be reached.
    fn sign(&self, message: &ToSign) -> Result<Vec<u8>, SignError>;
}

/// The signature of a key on an EVM chain, with 27 or 28 for v. Some wallets return 0 or 1, which tokens refuse (E-6).
pub(crate) fn with_v(mut signature: Vec<u8>) -> Vec<u8> {
    if signature.len() == 65
        && let Some(v @ (0 | 1)) = signature.last_mut()
    {
        *v = v.saturating_add(27);
    }
    signature
}

/// The reason why a signer did not sign.
#[derive(Debug)]
pub struct SignError(Box<dyn core::error::Error + Send + Sync>);

impl SignError {
    /// Creates an error with this cause, which may be a text.
    #[must_use]
    pub fn new(cause: impl Into<Box<dyn core::error::Error + Send + Sync>>) -> Self {
        Self(cause.into())
    }

    #[cfg(any(feature = "k256", feature = "ed25519-dalek"))]
    fn of_other_chain() -> Self {
        Self::new("this key signs on a different chain family")
    }
}

impl fmt::Display for SignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_sentence(f, format_args!("not signed: {}", self.0))
    }
}

impl core::error::Error for SignError {}
