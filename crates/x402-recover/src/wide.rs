//! The curve on machines with words of 64 bits.

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
