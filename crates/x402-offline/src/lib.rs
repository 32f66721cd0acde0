// The first definition of a link counts. Those of the README are for a checkout.
#![doc = concat!("[Sell an API in ten minutes]: ", env!("CARGO_PKG_REPOSITORY"), "/blob/HEAD/docs/tutorials/selling.md")]
#![doc = concat!("[Buy from it]: ", env!("CARGO_PKG_REPOSITORY"), "/blob/HEAD/docs/tutorials/buying.md")]
#![doc = concat!("[Run a facilitator]: ", env!("CARGO_PKG_REPOSITORY"), "/blob/HEAD/docs/how-to/facilitating.md")]
#![doc = include_str!("../README.md")]
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

#[cfg(feature = "buyer")]
#[doc(inline)]
pub use x402_buyer as buyer;
#[cfg(feature = "extensions")]
#[doc(inline)]
pub use x402_extensions as extensions;
#[cfg(feature = "lint")]
#[doc(inline)]
pub use x402_lint as lint;
#[doc(inline)]
pub use x402_schemes as schemes;
#[cfg(feature = "seller")]
#[doc(inline)]
pub use x402_seller as seller;
#[cfg(feature = "testing")]
#[doc(inline)]
pub use x402_testing as testing;
#[cfg(feature = "tower")]
#[doc(inline)]
pub use x402_tower as tower;
#[doc(inline)]
pub use x402_types as types;
#[doc(inline)]
pub use x402_verify as verify;
