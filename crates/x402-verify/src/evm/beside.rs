//! Functions with which `x402-extensions` verifies signatures of accounts that pay nothing.

use x402_schemes::evm::Address;

use super::AccountCode;
#[cfg(feature = "evm")]
pub use super::signature::Parts;
use crate::Facts;

/// Returns whether the account has code, if the facts include it.
#[must_use]
pub fn code_of(facts: &Facts, account: Address) -> Option<AccountCode> {
    facts.evm().code_of(account)
}

/// Returns whether the account's contract accepts the signature in a call from the caller, if the facts include it.
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
