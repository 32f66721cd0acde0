//! The payer signs a transaction that approves Permit2, which somebody else may fund and send
//! (`extensions/erc20_gas_sponsoring.md`). What a payment adds is a type of `x402-schemes`:
//! `evm::gas_sponsoring::erc20_approval::Info`.

/// The key in `extensions`.
pub const KEY: &str = "erc20ApprovalGasSponsoring";
