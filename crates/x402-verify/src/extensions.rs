//! Extensions, a room each: what can be verified of what a payment adds for them. Their keys, and how an echo compares, are
//! in `x402_types::extensions`.

pub(crate) mod echo;
#[cfg(feature = "evm")]
pub(crate) mod eip2612_gas_sponsoring;
#[cfg(feature = "evm")]
pub(crate) mod erc20_approval_gas_sponsoring;
#[cfg(feature = "evm")]
pub(crate) mod gas_sponsoring;
pub(crate) mod payment_identifier;
pub(crate) mod sponsored;

use crate::CheckId;

/// The checks of each, and the only place that names them all.
pub(crate) const ROOMS: &[&[CheckId]] = &[
    echo::CHECKS,
    #[cfg(feature = "evm")]
    eip2612_gas_sponsoring::CHECKS,
    #[cfg(feature = "evm")]
    erc20_approval_gas_sponsoring::CHECKS,
];
