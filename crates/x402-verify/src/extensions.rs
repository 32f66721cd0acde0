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
