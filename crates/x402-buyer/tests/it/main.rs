//! What a buyer signs, and what it makes of an answer. The crate's features for keys are needed.

#![cfg(all(feature = "k256", feature = "ed25519-dalek"))]

#[cfg(feature = "batch-settlement")]
mod channels;
mod kept;
mod limits;
mod outcomes;
mod payments;
mod printed;
#[cfg(feature = "std")]
mod purchases;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(feature = "stellar")]
mod stellar;
mod support;
mod which_limit;
mod xrpl;
