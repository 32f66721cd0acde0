//! Who pays what to whom, and the key by which a payment is known again.

use core::{fmt, str::FromStr};

use sha2::{Digest, Sha256};
#[cfg(feature = "solana")]
use x402_schemes::solana::{self, TokenProgram};
use x402_schemes::{AccountId, evm};
use x402_types::{Amount, Network, UnixSeconds};

use crate::hash::read_hash;

/// What a payment authorises. Read from the signed fields and the matched offer, so it is a claim until the report's
/// verdict is valid.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Authorized {
    /// The network of the offer.
    pub network: Network,
    /// The asset of the offer.
    pub asset: AccountId,
    /// Who pays.
    pub payer: AccountId,
    /// Who is paid.
    pub recipient: AccountId,
    /// How much, in atomic units; in `upto`, at most.
    pub amount: Amount,
    /// The first second at which it is too late. `None` on Solana, where it is the chain that forgets a blockhash: one
    /// who cannot ask it has to remember the replay key for good.
    pub valid_until: Option<UnixSeconds>,
    /// Who alone may settle, and then for any amount up to this: in `upto`.
    pub facilitator: Option<AccountId>,
    /// What makes it unique.
    pub(crate) nonce: Nonce,
    /// What it moves, on Solana.
    #[cfg_attr(not(feature = "solana"), allow(dead_code, reason = "made by the Solana family only"))]
    pub(crate) transfer: Option<TransferKey>,
}

/// What makes an authorization unique, by family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Nonce {
    /// (chain, token, from, nonce): E-10
    #[cfg_attr(not(feature = "evm"), allow(dead_code, reason = "made by the EVM family only"))]
    Eip3009 { token: evm::Address, from: evm::Address, nonce: [u8; 32] },
    /// (chain, Permit2, from, nonce), whatever the token and the scheme: E-10
    #[cfg_attr(not(feature = "evm"), allow(dead_code, reason = "made by the EVM family only"))]
    Permit2 { from: evm::Address, nonce: evm::permit2::Nonce },
    /// SHA-256 of the message that is signed: S-9
    #[cfg_attr(not(feature = "solana"), allow(dead_code, reason = "made by the Solana family only"))]
    Solana { message: [u8; 32] },
}

impl Authorized {
    /// The replay key: any two encodings of one authorization have the same, whatever their verdict (E-10, S-9).
    #[must_use]
    pub fn replay_key(&self) -> ReplayKey {
        let mut hasher = Sha256::new();
        let mut field = |bytes: &[u8]| hash_field(&mut hasher, bytes);
        match &self.nonce {
            Nonce::Eip3009 { token, from, nonce } => {
                field(b"eip3009");
                field(alloc::string::ToString::to_string(&self.network).as_bytes());
                field(token.as_ref());
                field(from.as_ref());
                field(nonce);
            }
            Nonce::Permit2 { from, nonce } => {
                field(b"permit2");
                field(alloc::string::ToString::to_string(&self.network).as_bytes());
                field(evm::permit2::PERMIT2.as_ref());
                field(from.as_ref());
                field(&nonce.get().to_be_bytes());
            }
            Nonce::Solana { message } => {
                field(b"solana");
                field(message);
            }
        }
        ReplayKey(hasher.finalize().into())
    }

    /// On Solana, where one makes the transfer himself: by which the same transfer is recognised when it is signed
    /// anew, over another blockhash say (S-9).
    #[must_use]
    pub const fn transfer_key(&self) -> Option<TransferKey> {
        self.transfer
    }
}

/// A field behind its length. Fields are names of at most 41 bytes, addresses, words and parts of a transaction.
fn hash_field(hasher: &mut Sha256, bytes: &[u8]) {
    hasher.update(u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
    hasher.update(bytes);
}

/// By which a payment is known again: a server that has seen it must not serve twice for it. Prints as `x402:1:` and
/// 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReplayKey([u8; 32]);

impl ReplayKey {
    /// The hash behind the prefix.
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

/// By which a transfer is recognised, whatever was signed around it: accounts, token, amount and memos. An observation
/// and no identity: two honest payments have it in common where the offer asks for one memo twice, and each is owed its
/// service. Prints as `x402:transfer:1:` and 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransferKey([u8; 32]);

impl TransferKey {
    /// Source, mint and destination; the memos in their order.
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

    /// The hash behind the prefix.
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
