//! The payload of a client, and the outcomes of its checks.

use x402_schemes::evm::batch_settlement::{Channel, Commitment, Deposit, Kind, Payload};
use x402_types::read::Reader;

use crate::{CheckId, Outcome, Report, case::Case};

/// The payload of a client.
pub(super) struct Sent<'a> {
    pub(super) case: &'a Case<'a>,
    pub(super) kind: Kind,
    pub(super) commitment: Commitment,
    pub(super) deposit: Option<Deposit>,
    pub(super) chain_id: u64,
    /// The channel of the config.
    pub(super) channel: Channel,
}

impl<'a> Sent<'a> {
    /// `None` if the payload cannot be read, or is one that a server sends.
    pub(super) fn read(case: &'a Case<'a>) -> Option<Self> {
        let payload = Payload::read(case.claim.payload.as_json(), &mut Reader::new(case.context.decode)).ok()?;
        let kind = payload.kind();
        let (commitment, deposit) = match payload {
            Payload::Deposit(payment) => (payment.commitment, Some(payment.deposit)),
            Payload::Voucher(commitment) => (*commitment, None),
            Payload::Refund(request) => (request.commitment, None),
            Payload::CompletedRefund(_) | Payload::Claim(_) | Payload::Settle(_) => return None,
        };
        let chain_id = case.terms.network.eip155_chain_id()?;
        let channel = commitment.config.on_chain(chain_id);
        Some(Self { case, kind, commitment, deposit, chain_id, channel })
    }
}

pub(super) fn outcome(report: &Report, id: CheckId) -> Option<&Outcome> {
    report.checks().iter().find(|check| check.id == id).map(|check| &check.outcome)
}

pub(super) fn is_failed(report: &Report, id: CheckId) -> bool {
    matches!(outcome(report, id), Some(Outcome::Fail(_)))
}
