//! The authorization of a payment, and the keys by which a payment is recognised.

use alloc::string::ToString;
use core::{fmt, str::FromStr};

use sha2::{Digest, Sha256};
#[cfg(feature = "solana")]
use x402_schemes::solana::{self, TokenProgram};
use x402_schemes::{AccountId, evm};
use x402_types::{Amount, Network, UnixSeconds};

use crate::hash::read_hash;

/// The authorization of a payment. It is read from the signed members and the matched offer, and is a claim until the
/// verdict of the report is valid.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Authorized {
    /// The network of the offer.
    pub network: Network,
    /// The asset of the offer.
    pub asset: AccountId,
    /// The account that pays.
    pub payer: AccountId,
    /// The account that is paid.
    pub recipient: AccountId,
    /// The amount in atomic units of the asset. In `upto` it is the most that may be taken.
    pub amount: Amount,
    /// The first second at which the authorization has expired. `None` on Solana, where a transaction expires when the
    /// chain forgets its blockhash. A server that cannot ask the chain has to remember the replay key forever.
    pub valid_until: Option<UnixSeconds>,
    /// The only account that may settle, for any amount up to `amount`. `Some` in `upto` only.
    pub facilitator: Option<AccountId>,
    /// The data that make the authorization unique.
    pub(crate) nonce: Nonce,
    /// The key of the transfer. `None` on EVM chains, and if a smart wallet makes the transfer.
    #[cfg_attr(not(feature = "solana"), allow(dead_code, reason = "only the judge of Solana makes it"))]
    pub(crate) transfer: Option<TransferKey>,
}

/// The data that make an authorization unique. The room of each mechanism names its space of nonces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Nonce {
    /// A nonce of a payer, which a contract of the network accepts once (E-10).
    #[cfg_attr(not(feature = "evm"), allow(dead_code, reason = "only the judges of EVM chains make it"))]
    OfPayer { space: &'static str, contract: evm::Address, payer: evm::Address, nonce: [u8; 32] },
    /// The SHA-256 of a signed message, which one network accepts once (S-9).
    #[cfg_attr(not(feature = "solana"), allow(dead_code, reason = "only the judge of Solana makes it"))]
    OfMessage { space: &'static str, hash: [u8; 32] },
}

impl Authorized {
    /// The replay key. All encodings of one authorization have the same key, whatever their verdict is (E-10, S-9).
    #[must_use]
    pub fn replay_key(&self) -> ReplayKey {
        let mut hasher = Sha256::new();
        let mut field = |bytes: &[u8]| hash_field(&mut hasher, bytes);
        match &self.nonce {
            Nonce::OfPayer { space, contract, payer, nonce } => {
                field(space.as_bytes());
                field(self.network.to_string().as_bytes());
                field(contract.as_ref());
                field(payer.as_ref());
                field(nonce);
            }
            Nonce::OfMessage { space, hash } => {
                field(space.as_bytes());
                field(hash);
            }
        }
        ReplayKey(hasher.finalize().into())
    }

    /// The key by which the same transfer is recognised when it is signed again, for example over another blockhash
    /// (S-9). `None` on EVM chains, and if a smart wallet makes the transfer.
    #[must_use]
    pub const fn transfer_key(&self) -> Option<TransferKey> {
        self.transfer
    }
}

/// Hashes the length of a field and then the field. Fields are names of at most 41 bytes, addresses, words and parts of
/// a transaction.
fn hash_field(hasher: &mut Sha256, bytes: &[u8]) {
    hasher.update(u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
    hasher.update(bytes);
}

/// The key by which a payment is recognised. A server must not serve twice for payments with the same key. It prints as
/// `x402:1:` and 64 hexadecimal digits in lower case, and is read from just that text.
///
/// ```
/// use x402_verify::ReplayKey;
///
/// let key: ReplayKey = "x402:1:00000000000000000000000000000000000000000000000000000000000000ff".parse()?;
/// assert_eq!(key.to_bytes()[31], 255);
/// # Ok::<(), x402_verify::ParseKeyError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReplayKey([u8; 32]);

impl ReplayKey {
    /// The 32 bytes of the hash, without the prefix.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 32] {
        self.0
    }
}

impl fmt::Display for ReplayKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("x402:1:")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The key by which a transfer on Solana is recognised. It covers the accounts, the token, the amount and the memos,
/// and nothing else of the transaction.
///
/// The key is an observation and no identity. Two honest payments have the same key if the offer asks for the same memo
/// twice, and both payers are owed the service. It prints as `x402:transfer:1:` and 64 hexadecimal digits in lower
/// case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransferKey([u8; 32]);

impl TransferKey {
    /// `sides` are the source, the mint and the destination. The memos stand in their order.
    #[cfg(feature = "solana")]
    pub(crate) fn of_solana<'a>(
        program: TokenProgram,
        sides: [solana::Address; 3],
        amount: u64,
        memos: impl Iterator<Item = &'a [u8]>,
    ) -> Self {
        let mut hasher = Sha256::new();
        hash_field(&mut hasher, b"solana");
        hash_field(&mut hasher, program.address().as_ref());
        for side in sides {
            hash_field(&mut hasher, side.as_ref());
        }
        hash_field(&mut hasher, &amount.to_be_bytes());
        for memo in memos {
            hash_field(&mut hasher, memo);
        }
        Self(hasher.finalize().into())
    }

    /// The 32 bytes of the hash, without the prefix.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 32] {
        self.0
    }
}

impl fmt::Display for TransferKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("x402:transfer:1:")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for ReplayKey {
    type Err = ParseKeyError;

    fn from_str(text: &str) -> Result<Self, ParseKeyError> {
        text.strip_prefix("x402:1:").and_then(read_hash).map(Self).ok_or(ParseKeyError)
    }
}

impl FromStr for TransferKey {
    type Err = ParseKeyError;

    fn from_str(text: &str) -> Result<Self, ParseKeyError> {
        text.strip_prefix("x402:transfer:1:").and_then(read_hash).map(Self).ok_or(ParseKeyError)
    }
}

/// The text is not the key's prefix and 64 hexadecimal digits in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParseKeyError;

impl fmt::Display for ParseKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("must be x402:1: or x402:transfer:1: and 64 hexadecimal digits in lower case")
    }
}

impl core::error::Error for ParseKeyError {}
