//! The extensions that affect payments, one module each, with the checks of a payment's additions.
//! `x402_types::extensions` has the keys and compares the echo. `x402-extensions` verifies objects that accompany
//! payments.

pub(crate) mod echo;
#[cfg(feature = "evm")]
pub(crate) mod eip2612_gas_sponsoring;
#[cfg(feature = "evm")]
pub(crate) mod erc20_approval_gas_sponsoring;
#[cfg(feature = "evm")]
pub(crate) mod gas_sponsoring;
pub(crate) mod sponsored;

/// Used by `x402-extensions`, to verify objects that accompany payments, and by the command, to describe transactions.
/// This is not a public API.
#[doc(hidden)]
pub mod __beside {
    pub use crate::{
        evm::beside::*,
        hash::read_hash,
        outcome::{deciding_of, needs_of, verdict_of, write_deciding},
        outcomes::{Id, Outcomes},
        place::{MOST_PLACES, Place, in_order, join, length},
        solana::beside::*,
    };
}
