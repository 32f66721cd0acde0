#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod compare;
pub mod ops;
pub mod runner;
pub mod testee;
pub mod vector;
