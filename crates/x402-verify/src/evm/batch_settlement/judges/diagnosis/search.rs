//! The search for the message of a signature.

use alloc::vec::Vec;

use x402_schemes::evm::Address;

use crate::evm::{
    self, FormSlip,
    diagnosis::guess::{Stop, personal_messages, recover_one},
    signature::Parts,
};

use super::super::super::Finding;

/// Looks for the message that a key signed.
pub(super) struct Search<'a> {
    signer: Address,
    parts: Parts,
    /// The fault of the format, if it has one.
    slip: Option<FormSlip>,
    /// The number of guesses that are left.
    left: &'a mut usize,
}

impl<'a> Search<'a> {
    /// A search for the message that the account signed. `None` if the bytes are not from a key.
    pub(super) fn new(signer: Address, bytes: &[u8], left: &'a mut usize) -> Option<Self> {
        let (parts, slip) = match bytes {
            [.., 0 | 1] if bytes.len() == 65 => (Parts::read(bytes)?, Some(FormSlip::RecoveryId)),
            [.., 27 | 28] if bytes.len() == 65 => (Parts::read(bytes)?, None),
            // In a transaction the last byte is larger (EIP-155).
            _ if bytes.len() == 65 => (Parts::read_whatever_v(bytes)?, Some(FormSlip::RecoveryByte)),
            _ => (Parts::read(bytes)?, Some(FormSlip::Compact)),
        };
        let slip = slip.or_else(|| parts.is_high().then_some(FormSlip::HighS));
        Some(Self { signer, parts, slip, left })
    }

    /// Tries the message as it was sent. If the account `other` signed it, the search ends with `if_other`.
    pub(super) fn as_sent(&mut self, digest: &[u8; 32], other: Address, if_other: Finding) -> Result<(), Stop> {
        let canonical = self.parts.canonical();
        let signer = recover_one(self.left, &self.parts, digest)?;
        if signer == Some(self.signer) {
            return Err(match self.slip {
                Some(slip) => Stop::Found(Finding::SignatureForm { slip, canonical }.into()),
                None => Stop::NothingToExplain,
            });
        }
        if signer == Some(other) {
            return Err(Stop::Found(if_other.into()));
        }
        let flipped = Parts { y_is_odd: !self.parts.y_is_odd, ..self.parts };
        let slip = if self.slip == Some(FormSlip::Compact) { FormSlip::Compact } else { FormSlip::RecoveryByte };
        if recover_one(self.left, &flipped, digest)? == Some(self.signer) {
            return Err(Stop::Found(Finding::SignatureForm { slip, canonical: flipped.canonical() }.into()));
        }
        Ok(())
    }

    /// Ends the search with this finding if the account signed the digest.
    pub(super) fn guess(&mut self, digest: &[u8; 32], finding: impl Into<evm::Finding>) -> Result<(), Stop> {
        let signer = recover_one(self.left, &self.parts, digest)?;
        if signer == Some(self.signer) { Err(Stop::Found(finding.into())) } else { Ok(()) }
    }

    /// Tries the digest as a text message.
    pub(super) fn personal(&mut self, digest: &[u8; 32]) -> Result<(), Stop> {
        personal_messages(digest).into_iter().try_for_each(|(message, finding)| self.guess(&message, finding))
    }

    /// `true` if there are guesses left, for lists that are too long for all of them.
    pub(super) fn goes_on(&self) -> bool {
        *self.left > 0
    }
}

/// The finding of a search, if it has one.
pub(super) fn found(searched: Option<Result<(), Stop>>) -> Vec<evm::Finding> {
    searched.and_then(Result::err).and_then(Stop::finding).into_iter().collect()
}
