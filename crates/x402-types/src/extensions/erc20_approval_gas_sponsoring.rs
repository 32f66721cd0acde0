//! The payer signs a transaction that approves Permit2. A different account may fund and send it
//! (`extensions/erc20_gas_sponsoring.md`). The type is `evm::gas_sponsoring::erc20_approval::Info` of `x402-schemes`.

/// The key in `extensions`.
pub const KEY: &str = "erc20ApprovalGasSponsoring";
