//! Curve arithmetic for machines with shorter words: the files of `wide`, with a field whose widest product has 64 bits.

#[cfg(all(test, target_pointer_width = "64"))]
mod bounds;
mod field;
#[path = "wide/known.rs"]
mod known;
#[path = "wide/multiply.rs"]
mod multiply;
#[path = "wide/point.rs"]
mod point;
#[cfg(test)]
#[path = "wide/proved.rs"]
mod proved;
#[path = "wide/recovery.rs"]
mod recovery;
#[path = "wide/split.rs"]
mod split;
#[path = "wide/tables.rs"]
mod tables;
#[cfg(test)]
mod tests;
#[path = "wide/wnaf.rs"]
mod wnaf;

// The files name these as their neighbours.
use super::wide::{self, scalar, words};

pub use known::KnownKey;
pub(crate) use point::is_point;
pub(crate) use recovery::recover_chunk;
