//! At most one curve operation per distinct digest (B-3).

#[cfg(feature = "evm")]
use alloc::vec::Vec;

#[cfg(feature = "evm")]
use x402_schemes::evm::Address;

/// What was recovered so far, for one payment: its signature is the same for every offer that is tried.
pub(crate) struct Recovery {
    #[cfg(feature = "evm")]
    known: Vec<([u8; 32], Option<Address>)>,
    /// A payment on Solana has one transaction, whatever the offer.
    #[cfg(feature = "solana")]
    ed25519: Option<Result<(), crate::Detail>>,
}

impl Recovery {
    pub(crate) fn new() -> Self {
        Self {
            #[cfg(feature = "evm")]
            known: Vec::new(),
            #[cfg(feature = "solana")]
            ed25519: None,
        }
    }

    /// Verifies, unless that has been done.
    #[cfg(feature = "solana")]
    pub(crate) fn ed25519(&mut self, verify: impl FnOnce() -> Result<(), crate::Detail>) -> Result<(), crate::Detail> {
        self.ed25519.get_or_insert_with(verify).clone()
    }

    /// Recovers, unless that has been done for this digest.
    #[cfg(feature = "evm")]
    pub(crate) fn signer(&mut self, digest: &[u8; 32], recover: impl FnOnce() -> Option<Address>) -> Option<Address> {
        if let Some((_, signer)) = self.known.iter().find(|(known, _)| known == digest) {
            return *signer;
        }
        let signer = recover();
        self.known.push((*digest, signer));
        signer
    }
}

#[cfg(all(test, feature = "evm"))]
mod tests {
    use super::*;

    /// However many offers are tried.
    #[test]
    fn each_digest_is_recovered_once() {
        let mut recovery = Recovery::new();
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
