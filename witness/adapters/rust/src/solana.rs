//! The provider of a facilitator on Solana. A simulation succeeds, unless the package lets the node verify signatures and one
//! of them is wrong.

use solana_pubkey::Pubkey;
use solana_transaction::versioned::VersionedTransaction;

/// A facilitator with this address. It signs nothing, because only the fee payer's signature is missing.
#[derive(Clone)]
pub struct Node {
    pub fee_payer: Pubkey,
}

impl Node {
    /// The facilitator's address, if it has one on Solana.
    pub fn of(owners: &[String]) -> Self {
        Self { fee_payer: owners.first().and_then(|owner| owner.parse().ok()).unwrap_or_default() }
    }

    /// Whether the facilitator is among the signers, as both packages ask before they sign.
    pub fn is_signer_of(&self, transaction: &VersionedTransaction) -> bool {
        let needed = usize::from(transaction.message.header().num_required_signatures);
        transaction.message.static_account_keys().iter().take(needed).any(|key| *key == self.fee_payer)
    }

    /// Whether all but the fee payer have signed.
    pub fn is_signed(&self, transaction: &VersionedTransaction) -> bool {
        let message = transaction.message.serialize();
        let keys = transaction.message.static_account_keys();
        let needed = usize::from(transaction.message.header().num_required_signatures);
        let signed = |(key, signature): (&Pubkey, &solana_signature::Signature)| {
            *key == self.fee_payer || signature.verify(key.as_ref(), &message)
        };
        transaction.signatures.len() == needed && keys.iter().zip(&transaction.signatures).all(signed)
    }
}

/// Any account.
pub fn account() -> solana_account::Account {
    solana_account::Account { lamports: 1, ..Default::default() }
}
