#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
#![deny(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

#[cfg(feature = "arbitrary")]
mod any;
mod facilitator;
mod node;
mod pay;

#[cfg(feature = "proptest")]
pub use any::any;
#[cfg(feature = "arbitrary")]
pub use any::{Any, Make};
pub use facilitator::{Behaviour, Facilitator};
pub use node::Node;
pub use pay::{KEY, OTHER_KEY, PAY_TO, SEED, fresh, offer, pay, pay_response, pay_with};
