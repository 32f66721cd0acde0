//! The parts of a report that only payments on EVM chains have.

use super::batch_settlement::Channel;
use crate::GasSponsoring;

/// The parts of a report that only payments on EVM chains have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Particulars {
    /// The payer's addition that lets the facilitator pay for the approval of Permit2.
    pub gas_sponsoring: Option<GasSponsoring>,
    /// The channel of a payment by `batch-settlement`, with the values of the payload.
    pub channel: Option<Channel>,
}

impl Particulars {
    /// These particulars, completed with those of `before`.
    pub(crate) fn and(self, before: Self) -> Self {
        Self { gas_sponsoring: self.gas_sponsoring.or(before.gas_sponsoring), channel: self.channel.or(before.channel) }
    }
}
