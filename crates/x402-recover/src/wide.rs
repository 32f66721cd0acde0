//! Curve arithmetic for machines with 64-bit words.

mod field;
mod inverse;
mod known;
mod multiply;
mod point;
mod recovery;
mod scalar;
mod split;
mod tables;
mod wnaf;
mod words;

pub use known::KnownKey;
pub(crate) use recovery::{is_point, recover_chunk};
