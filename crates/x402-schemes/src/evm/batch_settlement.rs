//! `batch-settlement` on EVM chains (`scheme_batch_settlement_evm.md`, N-1 to N-40).
//!
//! A channel is an escrow of one payer for one receiver in one token. The payer fills the channel with a [`Deposit`]
//! and pays with [`Voucher`]s. Each voucher is signed over the sum of all payments so far, and replaces the one before.
//! The receiver's side claims the charges on chain, sweeps the claimed amount, and can refund the rest.

mod amount;
mod channel;
mod contracts;
mod deposit;
mod draft;
mod due;
#[cfg(feature = "batch-settlement")]
mod mechanism;
mod message;
mod payload;
#[cfg(feature = "schemars")]
mod schema;

pub use amount::Amount128;
pub use channel::{
    CHANNEL_CONFIG_TYPEHASH, Channel, ChannelConfig, ChannelId, ParseChannelIdError, WITHDRAW_DELAYS, domain_separator,
};
pub use contracts::{ERC3009_COLLECTOR, PERMIT2_COLLECTOR, SETTLEMENT};
pub use deposit::{Deposit, DepositAuthorization, Erc3009Authorization, Permit2Authorization};
pub use draft::{Buyer, ChannelDraft, DraftError, Erc3009Draft, Permit2Draft, VoucherDraft};
#[cfg(feature = "batch-settlement")]
pub(crate) use due::FROM_DEPOSIT;
pub use due::{Ledger, min_deposit};
pub use message::{
    CLAIM_BATCH_TYPEHASH, CLAIM_ENTRY_TYPEHASH, ClaimEntry, REFUND_TYPEHASH, Refund, TRANSFER_TYPEHASH,
    VOUCHER_TYPEHASH, WITNESS_TYPEHASH, claim_batch_hash, voucher_hash,
};
pub use payload::{
    Claim, ClaimRow, Commitment, CompletedRefund, DepositPayment, Kind, Payload, RefundRequest, Sweep, Voucher,
};
