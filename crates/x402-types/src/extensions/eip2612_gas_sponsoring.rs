//! The payer signs an EIP-2612 permit for Permit2, which the facilitator brings to the token
//! (`extensions/eip2612_gas_sponsoring.md`). What a payment adds is a type of `x402-schemes`:
//! `evm::gas_sponsoring::eip2612::Info`.

/// The key in `extensions`.
pub const KEY: &str = "eip2612GasSponsoring";
