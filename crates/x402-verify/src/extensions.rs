//! The extensions that decide payments, one module each, with the checks of a payment's additions. `x402_types::extensions` has the
//! keys and compares the echo. What is judged beside payments is in `x402-extensions`.

pub(crate) mod echo;
#[cfg(feature = "evm")]
pub(crate) mod eip2612_gas_sponsoring;
#[cfg(feature = "evm")]
pub(crate) mod erc20_approval_gas_sponsoring;
#[cfg(feature = "evm")]
pub(crate) mod gas_sponsoring;
pub(crate) mod sponsored;

/// With these, x402-extensions judges what stands beside payments, and the command describes transactions. This is no public API.
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
