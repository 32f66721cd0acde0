//! The payment whose settlement is looked up.

use alloc::vec::Vec;

use x402_schemes::evm::Address;

/// The required contents of the transaction.
#[derive(Clone, Debug)]
pub(super) struct Payment {
    pub(super) token: Address,
    pub(super) payer: Address,
    pub(super) pay_to: Address,
    /// The amount that the facilitator was asked to take.
    pub(super) value: [u8; 32],
    pub(super) by: By,
}

/// The mark by which a transfer belongs to the payment.
#[derive(Clone, Debug)]
pub(super) enum By {
    /// The log of the token that the nonce is used, directly before that of the transfer (EIP-3009).
    Authorization { nonce: [u8; 32] },
    /// A call of the proxy that begins with one of these byte strings. Permit2 logs no nonce (P-1). If the list is
    /// empty, nothing shows it.
    Permit { proxy: Address, calls: Vec<Vec<u8>> },
}
