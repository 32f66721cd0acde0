//! Gas sponsoring.

pub mod erc20_approval;
