//! The layer, with a facilitator and a store that do as they are told.

mod bodies;
mod bounds;
mod browsers;
#[path = "../../../x402-seller/tests/it/chain.rs"]
#[allow(dead_code, reason = "its other functions are for the seller's tests")]
mod chain;
mod channel_attacks;
mod channels;
mod client;
mod disk;
mod faults;
mod http2;
mod logs;
mod lost;
mod memory;
mod messages;
mod node;
mod other_chains;
#[cfg(feature = "postgres")]
mod postgres;
mod printed;
mod reached;
mod sales;
mod stores;
mod supported;
mod survival;
mod versions;
mod world;
mod xrpl;
