#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod adapter;
mod compare;
pub mod coverage;
pub mod diff;
pub mod features;
pub mod judge;
mod objects;
pub mod reference;
pub mod run;
pub mod runner;
pub mod single;
pub mod vector;
