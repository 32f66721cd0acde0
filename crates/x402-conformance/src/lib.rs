// The first definition of a link counts. Those of the README are for a checkout.
#![doc = concat!("[Versions and compatibility]: ", env!("CARGO_PKG_REPOSITORY"), "/blob/HEAD/docs/project/versions.md")]
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod adapter;
pub mod compare;
pub mod coverage;
pub mod diff;
mod equality;
pub mod features;
mod objects;
pub mod reference;
pub mod run;
pub mod runner;
pub mod single;
pub mod vector;
