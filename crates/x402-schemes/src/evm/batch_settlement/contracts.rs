//! The contracts of the scheme, which have the same addresses on every chain (N-1).

use crate::{evm::Address, hex};

/// `x402BatchSettlement`: `0x4020074e9dF2ce1deE5A9C1b5c3f541D02a10003`. It keeps the channels.
pub const SETTLEMENT: Address = Address::new(hex::constant(b"4020074e9dF2ce1deE5A9C1b5c3f541D02a10003"));

/// `ERC3009DepositCollector`: `0x4020806089470a89826cB9fB1f4059150b550004`. It takes deposits with EIP-3009.
pub const ERC3009_COLLECTOR: Address = Address::new(hex::constant(b"4020806089470a89826cB9fB1f4059150b550004"));

/// `Permit2DepositCollector`: `0x4020425FAf3B746C082C2f942b4E5159887B0005`. It takes deposits with Permit2.
pub const PERMIT2_COLLECTOR: Address = Address::new(hex::constant(b"4020425FAf3B746C082C2f942b4E5159887B0005"));
