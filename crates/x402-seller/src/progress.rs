//! How far a payment has come.

use alloc::boxed::Box;

use x402_types::SettleResponse;

use crate::record::{Record, Served};

/// The record of a payment that has begun, apart from its state. Nothing is written for a payment without it.
#[derive(Clone, Debug)]
pub(crate) struct Progress {
    /// The revision of the record. 0 before the first write.
    pub(crate) revision: u64,
    /// The hash of the request for which the payment began.
    pub(crate) fingerprint: [u8; 32],
    /// When the payment began, if it ends by a blockhash.
    pub(crate) begun: Option<u64>,
    /// The second from which the age of the open payment is counted, if no time ends it.
    pub(crate) since: Option<u64>,
    /// When the first request to settle was sent whose answer was lost.
    pub(crate) unanswered: Option<u64>,
    /// The facilitator's last answer to this request, if it was that the settlement is pending.
    pub(crate) pending: Option<Box<SettleResponse>>,
}

impl Progress {
    /// The progress of a stored record.
    pub(crate) fn of_record(revision: u64, record: &Record) -> Self {
        let Record { fingerprint, begun, unanswered, .. } = *record;
        Self { revision, fingerprint, begun, since: record.since.or(begun), unanswered, pending: None }
    }
}

/// The results of the steps before a settlement.
#[derive(Clone, Debug)]
pub(crate) struct Work {
    /// The result of the work.
    pub(crate) served: Option<Served>,
    /// The first settlement, in the flow `escrow`; in `upfront` too, as long as a settled payment waits for its buyer.
    pub(crate) reserved: Option<Box<SettleResponse>>,
}

impl Work {
    pub(crate) const NONE: Self = Self { served: None, reserved: None };

    pub(crate) const fn of(served: Served) -> Self {
        Self { served: Some(served), reserved: None }
    }
}
