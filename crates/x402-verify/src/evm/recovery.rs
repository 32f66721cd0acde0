//! Does at most one curve operation for each signature and digest (B-3).

#![cfg(feature = "evm")]

use alloc::vec::Vec;
use core::cell::{OnceCell, RefCell};

use x402_schemes::evm::Address;

use super::recover::recover;

/// A signature, the signed digest, and the account that the payment claims to be the signer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) digest: [u8; 32],
    pub(crate) r: [u8; 32],
    pub(crate) s: [u8; 32],
    pub(crate) y_is_odd: bool,
    pub(crate) payer: Address,
}

/// Finds the signer of a signature.
pub(crate) trait Signers {
    /// The address of the key. `None` if no key can have made the signature.
    fn signer(&self, asked: &Asked) -> Option<Address>;
}

/// Recovers every key anew.
pub(crate) struct Recovering;

impl Signers for Recovering {
    fn signer(&self, asked: &Asked) -> Option<Address> {
        recover(&asked.digest, asked.r, asked.s, asked.y_is_odd)
    }
}

/// A signature over a digest, and its signer.
type Known = (Asked, Option<Address>);

/// The signers found for one payment. A payload may have several signatures over one digest.
pub(crate) struct Recovery<'a> {
    signers: &'a dyn Signers,
    /// The first question, and its answer. Most payments have no other.
    first: OnceCell<Known>,
    others: RefCell<Vec<Known>>,
}

impl Default for Recovery<'_> {
    fn default() -> Self {
        Self::new(&Recovering)
    }
}

impl<'a> Recovery<'a> {
    pub(crate) fn new(signers: &'a dyn Signers) -> Self {
        Self { signers, first: OnceCell::new(), others: RefCell::default() }
    }

    /// The signer of the signature. Each is asked about once.
    pub(crate) fn signer(&self, asked: &Asked) -> Option<Address> {
        let others = self.others.borrow();
        let mut known = self.first.get().into_iter().chain(&*others);
        if let Some((_, signer)) = known.find(|(known, _)| known == asked) {
            return *signer;
        }
        drop(others);
        let signer = self.signers.signer(asked);
        if let Err(further) = self.first.set((*asked, signer)) {
            self.others.borrow_mut().push(further);
        }
        signer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counting(RefCell<Vec<[u8; 32]>>);

    impl Signers for Counting {
        fn signer(&self, asked: &Asked) -> Option<Address> {
            self.0.borrow_mut().push(asked.digest);
            address(asked.digest[0])
        }
    }

    fn address(digest: u8) -> Option<Address> {
        (digest != 3).then(|| Address::new([digest; 20]))
    }

    /// The count holds for any number of offers.
    #[test]
    fn each_signature_is_recovered_once() {
        let signers = Counting(RefCell::default());
        let recovery = Recovery::new(&signers);
        for digest in [1, 2, 1, 3, 3, 2, 1] {
            let payer = Address::new([9; 20]);
            let asked = Asked { digest: [digest; 32], r: [1; 32], s: [1; 32], y_is_odd: false, payer };
            assert_eq!(recovery.signer(&asked), address(digest));
        }
        // A different signature over the same digest.
        let asked =
            |y_is_odd| Asked { digest: [1; 32], r: [1; 32], s: [1; 32], y_is_odd, payer: Address::new([9; 20]) };
        assert_eq!([false, true].map(|odd| recovery.signer(&asked(odd))), [address(1), address(1)]);
        assert_eq!(signers.0.into_inner(), [[1; 32], [2; 32], [3; 32], [1; 32]]);
    }
}
