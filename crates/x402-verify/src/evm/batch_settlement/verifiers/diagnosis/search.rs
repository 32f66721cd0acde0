//! The search for the message of a signature.

use alloc::vec::Vec;

use x402_schemes::evm::Address;

use crate::evm::{
    self, FormatMistake,
    diagnosis::attempts::{Stop, personal_messages, recover_one},
    signature::Parts,
};

use super::super::super::Guess;

/// Looks for the message that a key signed.
pub(super) struct Search<'a> {
    signer: Address,
    parts: Parts,
    /// The fault of the format, if it has one.
    mistake: Option<FormatMistake>,
    /// The number of guesses that are left.
    left: &'a mut usize,
}

impl<'a> Search<'a> {
    /// A search for the message that the account signed. `None` if the bytes are not from a key.
    pub(super) fn new(signer: Address, bytes: &[u8], left: &'a mut usize) -> Option<Self> {
        let (parts, mistake) = match bytes {
            [.., 0 | 1] if bytes.len() == 65 => (Parts::read(bytes)?, Some(FormatMistake::RecoveryId)),
            [.., 27 | 28] if bytes.len() == 65 => (Parts::read(bytes)?, None),
            // In a transaction the last byte is larger (EIP-155).
            _ if bytes.len() == 65 => (Parts::read_whatever_v(bytes)?, Some(FormatMistake::RecoveryByte)),
            _ => (Parts::read(bytes)?, Some(FormatMistake::Compact)),
        };
        let mistake = mistake.or_else(|| parts.is_high().then_some(FormatMistake::HighS));
        Some(Self { signer, parts, mistake, left })
    }

    /// Tries the message as it was sent. If the account `other` signed it, the search ends with `if_other`.
    pub(super) fn as_sent(&mut self, digest: &[u8; 32], other: Address, if_other: Guess) -> Result<(), Stop> {
        let canonical = self.parts.canonical();
        let signer = recover_one(self.left, &self.parts, digest)?;
        if signer == Some(self.signer) {
            return Err(match self.mistake {
                Some(mistake) => Stop::Found(Guess::SignatureFormat { mistake, canonical }.into()),
                None => Stop::NothingToExplain,
            });
        }
        if signer == Some(other) {
            return Err(Stop::Found(if_other.into()));
        }
        let flipped = Parts { y_is_odd: !self.parts.y_is_odd, ..self.parts };
        let mistake = if self.mistake == Some(FormatMistake::Compact) {
            FormatMistake::Compact
        } else {
            FormatMistake::RecoveryByte
        };
        if recover_one(self.left, &flipped, digest)? == Some(self.signer) {
            return Err(Stop::Found(Guess::SignatureFormat { mistake, canonical: flipped.canonical() }.into()));
        }
        Ok(())
    }

    /// Ends the search with this guess if the account signed the digest.
    pub(super) fn attempt(&mut self, digest: &[u8; 32], guess: impl Into<evm::Guess>) -> Result<(), Stop> {
        let signer = recover_one(self.left, &self.parts, digest)?;
        if signer == Some(self.signer) { Err(Stop::Found(guess.into())) } else { Ok(()) }
    }

    /// Tries the digest as a text message.
    pub(super) fn personal(&mut self, digest: &[u8; 32]) -> Result<(), Stop> {
        personal_messages(digest).into_iter().try_for_each(|(message, guess)| self.attempt(&message, guess))
    }

    /// `true` if there are guesses left, for lists that are too long for all of them.
    pub(super) fn goes_on(&self) -> bool {
        *self.left > 0
    }
}

/// The guess of a search, if it has one.
pub(super) fn found(searched: Option<Result<(), Stop>>) -> Vec<evm::Guess> {
    searched.and_then(Result::err).and_then(Stop::guess).into_iter().collect()
}
