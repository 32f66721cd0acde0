//! Ed25519: the one place of this family that verifies signatures (S-4).

use ed25519_dalek::{Signature, VerifyingKey};
use x402_schemes::solana::{Address, Transaction};

use super::offered::solana;
use crate::{Detail, SolanaDetail};

/// Whether an account signed a message, as the runtime decides it: s below the order of the group, neither the key nor
/// R of small order, the equation without cofactor.
#[must_use]
pub fn verify_strict(account: &Address, message: &[u8], signature: &[u8; 64]) -> bool {
    VerifyingKey::from_bytes(&account.to_bytes())
        .is_ok_and(|key| key.verify_strict(message, &Signature::from_bytes(signature)).is_ok())
}

/// Every signer but the fee payer has signed. His signature is his own to make, and is not looked at.
pub(super) fn check(transaction: &Transaction<'_>) -> Result<(), Detail> {
    for (account, signature) in transaction.message().signers().zip(transaction.signatures()).skip(1) {
        if *signature == [0; 64] {
            return Err(solana(SolanaDetail::NotSigned(account)));
        }
        if !verify_strict(&account, transaction.signed_bytes(), signature) {
            return Err(solana(SolanaDetail::Signature(account)));
        }
    }
    Ok(())
}
