use alloc::string::String;

use x402_schemes::evm::Address;
use x402_types::{Flags, RawJson};
use x402_verify::Verdict;

use crate::{
    ExtensionNotValid, ExtensionReport,
    offer_receipt::{Format, OfferPayload, ReceiptPayload},
};

/// The report on a signed offer or a receipt: every check, and the values that were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArtifactReport {
    pub(super) report: ExtensionReport,
    pub(super) read: Read,
}

/// The values that were read before a failure, if any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Read {
    pub(super) format: Option<Format>,
    pub(super) payload: Option<RawJson>,
    pub(super) offer: Option<OfferPayload>,
    pub(super) receipt: Option<ReceiptPayload>,
    pub(super) signer: Option<Address>,
    pub(super) digest: Option<[u8; 32]>,
    pub(super) alg: Option<String>,
    pub(super) kid: Option<String>,
    pub(super) accept: Option<usize>,
}

impl ArtifactReport {
    /// The verdict and every check.
    pub const fn report(&self) -> &ExtensionReport {
        &self.report
    }

    /// Returns the report with further flags, such as those of decoding.
    #[must_use]
    pub fn with_flags(mut self, flags: Flags) -> Self {
        self.report = self.report.with_flags(flags);
        self
    }

    /// The signature format. This method and the following ones return `None` if the value could not be read.
    pub const fn format(&self) -> Option<Format> {
        self.read.format
    }

    /// The signed payload.
    pub const fn payload(&self) -> Option<&RawJson> {
        self.read.payload.as_ref()
    }

    /// The payload of a signed offer.
    pub const fn offer(&self) -> Option<&OfferPayload> {
        self.read.offer.as_ref()
    }

    /// The payload of a receipt.
    pub const fn receipt(&self) -> Option<&ReceiptPayload> {
        self.read.receipt.as_ref()
    }

    /// The account that signed, in the format `eip712`. It is recovered only if no earlier check failed.
    pub const fn signer(&self) -> Option<Address> {
        self.read.signer
    }

    /// The EIP-712 digest of the payload, in the format `eip712`.
    pub const fn digest(&self) -> Option<[u8; 32]> {
        self.read.digest
    }

    /// The header's `alg`, in the format `jws`.
    pub fn alg(&self) -> Option<&str> {
        self.read.alg.as_deref()
    }

    /// The header's `kid`, in the format `jws`.
    pub fn kid(&self) -> Option<&str> {
        self.read.kid.as_deref()
    }

    /// The index, from 0, of the entry of `accepts` that has the signed terms.
    pub const fn accept(&self) -> Option<usize> {
        self.read.accept
    }

    /// Returns the proof that the artifact is valid. With it, a function can require a verified artifact as its
    /// argument.
    ///
    /// # Errors
    /// The artifact is invalid or undecided. The error contains the report.
    pub fn into_verified(self) -> Result<VerifiedArtifact, ExtensionNotValid> {
        match self.report.verdict() {
            Verdict::Valid => Ok(VerifiedArtifact(self)),
            Verdict::Invalid | Verdict::Undecided => Err(ExtensionNotValid::new(self.report)),
        }
    }
}

/// A signed offer or a receipt that is valid. Only [`ArtifactReport::into_verified`] creates one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedArtifact(ArtifactReport);

impl VerifiedArtifact {
    /// The report, whose verdict is valid.
    pub const fn report(&self) -> &ArtifactReport {
        &self.0
    }
}
