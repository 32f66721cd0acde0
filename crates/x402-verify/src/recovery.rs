//! The results of signature checks, computed once per payment even if several offers are tried (B-3).
//!
//! A payment may be verified against several offers, and its signature is the same each time. Curve arithmetic costs
//! more than everything else, so each chain keeps its results: the signer of a digest, or whether the signatures of a
//! transaction hold. A mechanism asks the chain's `recovery.rs` through the case, and the curve operation runs only for
//! results that are not known yet. The payers that a verifier remembers from earlier payments are borrowed from the
//! outside, hence the lifetime.

use core::marker::PhantomData;

use crate::{evm, solana, stellar, xrpl};

/// The signers of one payment, as far as a chain has found them.
#[derive(Default)]
pub(crate) struct Recovery<'a> {
    #[cfg(feature = "evm")]
    pub(crate) evm: evm::recovery::Recovery<'a>,
    #[cfg(feature = "solana")]
    pub(crate) solana: solana::recovery::Recovery,
    #[cfg(feature = "stellar")]
    pub(crate) stellar: stellar::recovery::Recovery,
    #[cfg(feature = "xrpl")]
    pub(crate) xrpl: xrpl::recovery::Recovery,
    /// For a build without EVM chains.
    pub(crate) lent: PhantomData<&'a ()>,
}
