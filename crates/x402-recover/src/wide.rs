//! Curve arithmetic for machines with 64-bit words.

#[cfg(test)]
mod bounds;
mod field;
mod inverse;
mod known;
#[cfg(test)]
mod model;
mod multiply;
mod point;
#[cfg(test)]
mod proved;
mod recovery;
mod scalar;
mod split;
mod tables;
mod wnaf;
mod words;

pub use known::KnownKey;
pub(crate) use point::is_point;
pub(crate) use recovery::recover_chunk;
