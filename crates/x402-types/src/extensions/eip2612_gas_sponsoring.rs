//! The payer signs an EIP-2612 permit for Permit2, and the facilitator submits it to the token
//! (`extensions/eip2612_gas_sponsoring.md`). The type is `evm::gas_sponsoring::eip2612::Info` of `x402-schemes`.

/// The key in `extensions`.
pub const KEY: &str = "eip2612GasSponsoring";
