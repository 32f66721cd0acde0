//! A sign-in of an account that has paid before.

use core::fmt;

use x402_schemes::AccountId;

use crate::{key::Key, seller::Seller};

/// A sign-in of an account.
#[derive(Clone)]
pub(crate) struct Visit {
    pub(crate) seller: Seller,
    pub(crate) account: AccountId,
    /// The key of the nonce.
    pub(crate) nonce: Key,
    /// The index of the offer that the account may have paid.
    pub(crate) offer: usize,
    /// When the challenge was made.
    pub(crate) issued: u64,
    pub(crate) now: u64,
}

impl fmt::Debug for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Visit").field("account", &self.account).field("nonce", &self.nonce).finish_non_exhaustive()
    }
}
