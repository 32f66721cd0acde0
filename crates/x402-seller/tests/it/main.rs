//! The order of a seller's steps.

#![allow(clippy::wildcard_enum_match_arm, reason = "a test says which step it expects, and prints any other one")]

mod admission;
mod answers;
mod attacks;
mod carriers;
mod chain;
mod channel_order;
mod channels;
mod escrow;
mod every_order;
mod faults;
mod gateway;
mod lookup;
mod model;
mod returning;
mod upto;
mod world;
mod xrpl;
