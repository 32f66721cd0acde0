//! A signed payment in a ledger.

use alloc::string::String;
use core::fmt;

use x402_types::{AnyAmount, Network, PaymentPayload};

use crate::Payable;

/// The number of seconds within which payments add up: a day, which ends now.
pub const DAY: u64 = 86_400;

/// A signed payment. It counts for a day, or until the chain shows that nothing settled it and nothing can, whatever
/// the seller reports (F-6). The struct gets no further fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The id of the payment: the random bytes from which its nonce was made. On the XRP Ledger it is the
    /// [transfer key](x402_verify::Authorized::transfer_key), a hash of the account and its sequence number or ticket: of
    /// two payments that use one number only one can be settled, so a ledger does not reserve the second.
    pub id: [u8; 32],
    /// The host that is paid.
    pub host: String,
    /// The network of the asset.
    pub network: Network,
    /// The asset, as written in each allowance. An issued currency on the XRP Ledger is written with its issuer, such as
    /// `USD of rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De`.
    pub asset: String,
    /// The highest amount that can be taken: in atomic units, or in whole units of an issued currency.
    pub amount: AnyAmount,
    /// The time at which it was signed, in Unix seconds.
    pub at: u64,
}

/// A signed payment with everything that is needed to send it again. `Debug` does not print the signature. The struct
/// gets no further fields.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptPayment {
    /// The payment's entry.
    pub entry: Entry,
    /// The 402 response that it pays, with the host and the request.
    pub payable: Payable,
    /// The payment.
    pub payment: PaymentPayload,
    /// The ledger from which the payment was made, on Stellar and on the XRP Ledger.
    pub ledger: Option<u32>,
}

impl fmt::Debug for KeptPayment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeptPayment")
            .field("entry", &self.entry)
            .field("request", &self.payable.request())
            .finish_non_exhaustive()
    }
}
