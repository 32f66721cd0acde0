//! EVM chains: what is asked and answered, why checks fail, what a server decides; and the judges (feature `evm`).

mod answer;
mod approval_detail;
pub(crate) mod calldata;
mod detail;
mod facts;
mod policy;
mod question;

#[cfg(feature = "evm")]
pub(crate) mod checks;
#[cfg(feature = "evm")]
pub(crate) mod diagnosis;
#[cfg(feature = "evm")]
mod domain;
#[cfg(feature = "evm")]
pub(crate) mod eip3009;
#[cfg(feature = "evm")]
pub(crate) mod erc7710;
#[cfg(feature = "evm")]
pub(crate) mod permit2;
#[cfg(feature = "evm")]
mod recover;
#[cfg(feature = "evm")]
pub(crate) mod signature;
#[cfg(feature = "evm")]
pub(crate) mod sponsoring;

pub use answer::{Answer, AnswerError};
pub use detail::{ApprovalDetail, Detail};
pub use facts::AccountCode;
pub(crate) use facts::Facts;
pub use policy::Policy;
pub use question::{Question, Rpc, SimulatedCall};

/// For tools: whose signature this is over the digest, whatever its form has of r, s and parity: 65 bytes with v 0, 1, 27 or
/// 28, or 64 bytes (ERC-2098). `None` for other forms, and where no key has it. Takes a high s. A recovery is no verdict:
/// [`verify`](crate::verify) is.
#[cfg(feature = "evm")]
#[must_use]
pub fn recover_signer(
    digest: &[u8; 32],
    signature: &x402_schemes::evm::Signature,
) -> Option<x402_schemes::evm::Address> {
    let signature::Parts { r, s, y_is_odd } = signature::Parts::read(signature.as_bytes())?;
    recover::recover(digest, r, s, y_is_odd)
}
