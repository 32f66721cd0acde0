//! Curve arithmetic for machines with 64-bit words. The numbers, without the curve, are also those of `short`.

#[cfg(all(test, target_pointer_width = "64"))]
pub(crate) mod bounds;
#[cfg_attr(not(target_pointer_width = "64"), allow(dead_code, reason = "`short` multiplies in a field of limbs"))]
pub(crate) mod field;
pub(crate) mod inverse;
#[cfg(target_pointer_width = "64")]
mod known;
#[cfg(test)]
mod model;
#[cfg(target_pointer_width = "64")]
mod multiply;
#[cfg(target_pointer_width = "64")]
mod point;
#[cfg(all(test, target_pointer_width = "64"))]
mod proved;
#[cfg(target_pointer_width = "64")]
mod recovery;
pub(crate) mod scalar;
#[cfg(target_pointer_width = "64")]
mod split;
#[cfg(target_pointer_width = "64")]
mod tables;
#[cfg(target_pointer_width = "64")]
mod wnaf;
pub(crate) mod words;

#[cfg(target_pointer_width = "64")]
pub use known::KnownKey;
#[cfg(target_pointer_width = "64")]
pub(crate) use point::is_point;
#[cfg(target_pointer_width = "64")]
pub(crate) use recovery::recover_chunk;
