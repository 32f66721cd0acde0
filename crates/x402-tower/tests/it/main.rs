//! The layer, with a facilitator and a store that do as they are told.

mod bodies;
mod bounds;
mod browsers;
mod channels;
mod client;
mod faults;
mod logs;
mod memory;
mod messages;
mod node;
#[cfg(feature = "postgres")]
mod postgres;
mod printed;
mod reached;
mod sales;
mod stores;
mod supported;
mod versions;
mod world;
