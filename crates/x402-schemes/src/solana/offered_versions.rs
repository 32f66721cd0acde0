//! The transaction versions that an offer lists (U-21).

use x402_types::declare::errors;

use super::{MessageVersion, is_on};
use crate::Terms;

/// The transaction versions that a server accepts, as listed in `extra.transactionVersions` of its offer (U-21).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct TransactionVersions {
    /// `true` if version 0 is listed. Legacy counts as version 0.
    pub version_0: bool,
    /// `true` if version 1 is listed.
    pub version_1: bool,
}

impl TransactionVersions {
    /// Reads the list. `None` if the offer is not on Solana or has no list. Entries other than the integers 0 and 1 are
    /// ignored, as the SDKs ignore them.
    ///
    /// # Errors
    /// The field is not a list, or has neither 0 nor 1.
    #[must_use]
    pub fn offered(terms: &Terms<'_>) -> Option<Result<Self, UnusableVersions>> {
        let member = terms.extra_member("transactionVersions").filter(|_| is_on(&terms.network))?;
        let mut versions = Self { version_0: false, version_1: false };
        for entry in member.elements().into_iter().flatten() {
            match entry.integer() {
                Ok(0) => versions.version_0 = true,
                Ok(1) => versions.version_1 = true,
                _ => {}
            }
        }
        Some(if versions.version_0 || versions.version_1 { Ok(versions) } else { Err(UnusableVersions) })
    }

    /// Returns `true` if a transaction of this version may pay.
    #[must_use]
    pub const fn has(self, version: MessageVersion) -> bool {
        match version {
            MessageVersion::Legacy | MessageVersion::V0 => self.version_0,
            MessageVersion::V1 => self.version_1,
        }
    }
}

errors! {
    /// `extra.transactionVersions` is not a list with 0 or 1 in it, so no transaction can pay.
    pub struct UnusableVersions = "extra.transactionVersions is not a list with 0 or 1 in it";
}
