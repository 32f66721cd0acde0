//! `exact` by a delegation (`scheme_exact_evm.md` §3): recognised, and for its manager to judge (P-7).

use x402_schemes::{Terms, evm::erc7710::Payload};
use x402_types::read::Reader;

use super::common::check_address;
use crate::{CheckId, Context, Detail, Family, Report, shared::check_echo_and_policy, verify::Claim};

/// Everything after `method`, which needs an answer.
pub(crate) fn check(claim: Claim<'_>, terms: &Terms<'_>, context: &Context<'_>, report: &mut Report) {
    report.judged_as(Family::Erc7710);
    let mut reader = Reader::new(context.decode);
    let payload = Payload::read(claim.payload.as_json(), &mut reader).map_err(Detail::Payload);
    report.add_flags(reader.flags());
    report.check(CheckId::Payload, payload);
    check_address(CheckId::AssetAddress, terms, report);
    check_address(CheckId::PayToAddress, terms, report);
    check_echo_and_policy(claim.echo, context, report);
}
