//! Guesses what a client signed instead of a voucher or a deposit, and why a sum does not fit.

mod channels;
mod deposit;
mod search;
mod sums;
mod voucher;

use alloc::vec::Vec;

use x402_schemes::evm::batch_settlement::{Channel, Commitment, Deposit, Kind, Payload};
use x402_types::read::Reader;

use crate::{CheckId, Outcome, Report, case::Case, evm::Finding};

/// Looks for an explanation of a payment that is not valid.
pub(crate) fn diagnose(case: &Case<'_>, report: &Report) -> Vec<crate::Finding> {
    let Some(sent) = Sent::read(case) else { return Vec::new() };
    let mut findings: Vec<Finding> = sums::find(&sent, report).map(Finding::from).collect();
    findings.extend(channels::named(&sent).map(Finding::from));
    let mut left = Finding::MOST_RECOVERIES;
    findings.extend(voucher::search(&sent, report, &mut left));
    findings.extend(deposit::search(&sent, report, &mut left));
    // With an explanation, the search has not given up.
    if findings.iter().any(|finding| *finding != Finding::GaveUp) {
        findings.retain(|finding| *finding != Finding::GaveUp);
    }
    findings.into_iter().map(Into::into).collect()
}

/// The payload of a client.
struct Sent<'a> {
    case: &'a Case<'a>,
    kind: Kind,
    commitment: Commitment,
    deposit: Option<Deposit>,
    chain_id: u64,
    /// The channel of the config.
    channel: Channel,
}

impl<'a> Sent<'a> {
    /// `None` if the payload cannot be read, or is one that a server sends.
    fn read(case: &'a Case<'a>) -> Option<Self> {
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

fn outcome(report: &Report, id: CheckId) -> Option<&Outcome> {
    report.checks().iter().find(|check| check.id == id).map(|check| &check.outcome)
}

fn is_failed(report: &Report, id: CheckId) -> bool {
    matches!(outcome(report, id), Some(Outcome::Fail(_)))
}
