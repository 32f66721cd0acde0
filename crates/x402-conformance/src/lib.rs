#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod adapter;
pub mod audit;
mod compare;
pub mod coverage;
pub mod diff;
pub mod judge;
mod lines;
mod objects;
pub mod ops;
pub mod reference;
pub mod run;
pub mod runner;
pub mod testee;
pub mod vector;
