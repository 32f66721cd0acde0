//! The report on a sign-in.

use alloc::{string::String, vec::Vec};

use x402_schemes::AccountId;
use x402_types::{Flags, Network};
use x402_verify::Verdict;

use crate::{Check, ExtensionNotValid, ExtensionReport, Question};

/// The report of [`verify`](super::verify) on a sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInReport {
    pub(super) report: ExtensionReport,
    pub(super) account: Option<AccountId>,
    pub(super) network: Option<Network>,
    pub(super) nonce: String,
    pub(super) message: Option<String>,
    pub(super) digest: Option<[u8; 32]>,
    pub(super) resources: Vec<String>,
}

impl SignInReport {
    /// The outcome of every check, the flags and the questions.
    pub const fn report(&self) -> &ExtensionReport {
        &self.report
    }

    /// Returns the report with further flags, such as those of decoding.
    #[must_use]
    pub fn with_flags(mut self, flags: Flags) -> Self {
        self.report = self.report.with_flags(flags);
        self
    }

    /// The verdict.
    pub fn verdict(&self) -> Verdict {
        self.report.verdict()
    }

    /// The check that decides the verdict. `None` if the sign-in is valid.
    pub fn deciding(&self) -> Option<&Check> {
        self.report.deciding()
    }

    /// The error code for the deciding check, such as `invalid_siwx_domain_mismatch`. `None` if the sign-in is valid.
    pub fn reason(&self) -> Option<&'static str> {
        self.report.reason()
    }

    /// The account that the client claims. It is not proved unless the verdict is valid. `None` if it cannot be read.
    pub const fn account(&self) -> Option<AccountId> {
        self.account
    }

    /// The chain that the client names. `None` if it cannot be read.
    pub const fn network(&self) -> Option<&Network> {
        self.network.as_ref()
    }

    /// The nonce of the sign-in.
    pub fn nonce(&self) -> &str {
        &self.nonce
    }

    /// The message that the account must have signed. `None` if chain or account cannot be read.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The digest that the account must have signed on an EVM chain: the EIP-191 digest of the message.
    pub const fn digest(&self) -> Option<[u8; 32]> {
        self.digest
    }

    /// The resources that the message names. They may be on any server.
    pub fn resources(&self) -> &[String] {
        &self.resources
    }

    /// Returns the proof that the account signed in.
    ///
    /// # Errors
    /// The sign-in is invalid or undecided. The error contains the report.
    pub fn into_signed_in(self) -> Result<SignedIn, ExtensionNotValid> {
        match (self.verdict(), self.account, self.network) {
            (Verdict::Valid, Some(account), Some(network)) => Ok(SignedIn {
                account,
                network,
                nonce: self.nonce,
                resources: self.resources,
                outstanding: self.report.outstanding().to_vec(),
            }),
            _ => Err(ExtensionNotValid::new(self.report)),
        }
    }
}

/// A sign-in that [`verify`](super::verify) found valid. Only [`SignInReport::into_signed_in`] creates one.
///
/// It identifies the account, but does not show what the account has paid for. A server must record payments under its
/// own offer and route and the settled payer, never under the `resource` of a payment, which is only the payer's claim
///
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    account: AccountId,
    network: Network,
    nonce: String,
    resources: Vec<String>,
    outstanding: Vec<Question>,
}

impl SignedIn {
    /// The account that signed in.
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// The chain for which the account signed.
    pub const fn network(&self) -> &Network {
        &self.network
    }

    /// The nonce. Store it, and accept no second sign-in with the same nonce.
    pub fn nonce(&self) -> &str {
        &self.nonce
    }

    /// The resources that the message names. They may be on any server.
    pub fn resources(&self) -> &[String] {
        &self.resources
    }

    /// The unanswered questions for the server: always `nonce-unused`, and `account-code` if nothing is known about the
    /// code of an EVM account.
    pub fn outstanding(&self) -> &[Question] {
        &self.outstanding
    }
}
