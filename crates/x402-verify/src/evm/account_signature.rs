//! Signatures of accounts that pay nothing, such as those of a sign-in or of a signed offer: the facts that decide about
//! them, and the parts of a key's signature.
//!
//! If the account has code, its contract decides, and no recovered key counts (E-8). Otherwise
//! [`recover_signer`](super::recover_signer) returns the signer.

use x402_schemes::evm::Address;

use super::AccountCode;
#[cfg(feature = "evm")]
pub use super::signature::Parts;
use crate::Facts;

/// Returns whether the account has code, or `None` if the facts do not include it.
///
/// ```
/// use x402_verify::{Facts, evm::{AccountCode, Fact, account_signature::code_of}};
/// let account = "0x857b06519E91e3A54538791bDbb0E22373e36b66".parse()?;
/// let facts = Facts::new().with(Fact::Account { account, code: AccountCode::Present });
/// assert_eq!(code_of(&facts, account), Some(AccountCode::Present));
/// assert_eq!(code_of(&Facts::new(), account), None);
/// # Ok::<(), x402_schemes::evm::ParseAddressError>(())
/// ```
#[must_use]
pub fn code_of(facts: &Facts, account: Address) -> Option<AccountCode> {
    facts.evm().code_of(account)
}

/// Returns whether the account's contract accepts the signature of the digest in a call from the caller (EIP-1271), or
/// `None` if the facts do not include it. A fact that names no caller counts for every caller.
#[must_use]
pub fn contract_accepts(
    facts: &Facts,
    account: Address,
    caller: Address,
    digest: &[u8; 32],
    signature: &[u8],
) -> Option<bool> {
    facts.evm().contract_accepts(account, caller, digest, signature)
}
