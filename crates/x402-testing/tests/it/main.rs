//! The kit itself: what it makes is what it says.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod facilitator;
mod node;
mod objects;
