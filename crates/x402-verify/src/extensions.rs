//! Extensions, one module each, with the checks of a payment's additions. `x402_types::extensions` has the keys and compares the echo.

pub(crate) mod echo;
#[cfg(feature = "evm")]
pub(crate) mod eip2612_gas_sponsoring;
#[cfg(feature = "evm")]
pub(crate) mod erc20_approval_gas_sponsoring;
#[cfg(feature = "evm")]
pub(crate) mod gas_sponsoring;
#[cfg(feature = "http-message-signatures")]
#[cfg_attr(docsrs, doc(cfg(feature = "http-message-signatures")))]
pub mod http_message_signatures;
pub mod offer_receipt;
pub mod payment_identifier;
pub(crate) mod report;
pub mod sign_in_with_x;
pub(crate) mod sponsored;

use alloc::vec::Vec;

use crate::{CheckId, place::Place};

/// The normative orders of checks that are not about payments, by name.
const ORDERS: &[(&str, &[Place])] = &[
    #[cfg(feature = "sign-in-with-x")]
    ("sign-in-with-x", sign_in_with_x::ORDER),
    #[cfg(feature = "offer-receipt")]
    ("offer-receipt", offer_receipt::ORDER),
];

/// The checks of what is judged beside payments, such as `sign-in-with-x`: by name, in the order that is normative for its
/// reports. The reason is that of the first check that fails, else of the first that needs an answer.
pub fn extension_orders() -> impl Iterator<Item = (&'static str, Vec<CheckId>)> {
    ORDERS.iter().map(|(name, order)| (*name, order.iter().map(|place| place.check).collect()))
}
