//! At most one curve operation per distinct digest (B-3).

#[cfg(feature = "evm")]
use alloc::vec::Vec;
#[cfg(any(feature = "evm", feature = "solana"))]
use core::cell::RefCell;

#[cfg(feature = "evm")]
use x402_schemes::evm::Address;

#[cfg(feature = "solana")]
use crate::solana;

/// The keys that were recovered for one payment. The signature is the same for every offer that is tried.
pub(crate) struct Recovery {
    #[cfg(feature = "evm")]
    known: RefCell<Vec<([u8; 32], Option<Address>)>>,
    /// A payment on Solana has one transaction, whatever the offer.
    #[cfg(feature = "solana")]
    ed25519: RefCell<Option<Result<(), solana::Detail>>>,
}

impl Recovery {
    pub(crate) fn new() -> Self {
        Self {
            #[cfg(feature = "evm")]
            known: RefCell::default(),
            #[cfg(feature = "solana")]
            ed25519: RefCell::default(),
        }
    }

    /// Verifies the transaction's signatures once, and remembers the outcome.
    #[cfg(feature = "solana")]
    pub(crate) fn ed25519(&self, verify: impl FnOnce() -> Result<(), solana::Detail>) -> Result<(), solana::Detail> {
        *self.ed25519.borrow_mut().get_or_insert_with(verify)
    }

    /// Recovers the signer of this digest once, and remembers the address.
    #[cfg(feature = "evm")]
    pub(crate) fn signer(&self, digest: &[u8; 32], recover: impl FnOnce() -> Option<Address>) -> Option<Address> {
        let known = self.known.borrow().iter().find(|(known, _)| known == digest).map(|(_, signer)| *signer);
        known.unwrap_or_else(|| {
            let signer = recover();
            self.known.borrow_mut().push((*digest, signer));
            signer
        })
    }
}

#[cfg(all(test, feature = "evm"))]
mod tests {
    use super::*;

    /// The count holds for any number of offers.
    #[test]
    fn each_digest_is_recovered_once() {
        let recovery = Recovery::new();
        let address = |digest: u8| (digest != 3).then(|| Address::new([digest; 20]));
        let mut count = 0;
        for digest in [1, 2, 1, 3, 3, 2, 1] {
            let signer = recovery.signer(&[digest; 32], || {
                count += 1;
                address(digest)
            });
            assert_eq!(signer, address(digest));
        }
        assert_eq!(count, 3);
    }
}
