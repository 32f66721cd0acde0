//! Checks the entries of a transaction: their addresses, their calls and their ends (T-18 to T-26).

#![cfg(feature = "stellar")]

use core::num::NonZeroU32;

use x402_schemes::stellar::{Address, Authorization, CredentialsKind, MAX_ENTRY_TTL, Value};
use x402_types::Flag;

use super::{
    AcceptedCredentials, Detail,
    known::Clock,
    questions::Ledger,
    subject::{PayersEntry, Subject, address, holds},
};
use crate::{CheckId, recorder::Recorder};

/// The seconds from one ledger to the next, as the specification assumes them (STELLAR:136).
const SECONDS_PER_LEDGER: u64 = 5;

impl<'a> Subject<'a> {
    /// Makes the checks of every entry, whatever its address is.
    pub(super) fn check_entries(&self, payer: Option<Address>, recorder: &mut Recorder<'_>) {
        let entries = self.operation.entries;
        if recorder.check(CheckId::AUTHORIZATIONS, holds(!entries.is_empty(), Detail::NoEntries)).is_none() {
            return;
        }
        let accepted = self.case.context.policy.stellar.credentials;
        let accepted: &[CredentialsKind] = match accepted {
            AcceptedCredentials::Both => &[CredentialsKind::Address, CredentialsKind::AddressV2],
            AcceptedCredentials::V1 => &[CredentialsKind::Address],
        };
        let refused = entries.iter().position(|entry| !accepted.contains(&entry.kind));
        let refused =
            refused.and_then(|index| Some(Detail::Credentials { entry: index, kind: entries.get(index)?.kind }));
        recorder.check(CheckId::CREDENTIALS, refused.map_or(Ok(()), Err));
        let further = entries.iter().position(|entry| entry.sub_invocations > 0);
        recorder.check(CheckId::SUB_INVOCATIONS, further.map_or(Ok(()), |entry| Err(Detail::SubInvocations(entry))));
        if self.operation.signed().next().is_none() {
            // There is no address and no end.
            return;
        }
        if payer.is_some_and(|payer| self.is_facilitator(payer)) {
            // The payer's entry is one of them.
            recorder.skip(CheckId::FACILITATOR_AUTHORIZATION, CheckId::PAYER_ISOLATION);
        } else if self.case.context.facilitators.is_some() {
            let is_facilitator = |authorization: Authorization<'_>| {
                address(authorization.address).is_some_and(|address| self.is_facilitator(address))
            };
            let entry = self.operation.signed().find(|(_, _, authorization)| is_facilitator(*authorization));
            let is_safe = entry.map_or(Ok(()), |(index, ..)| Err(Detail::FacilitatorEntry(index)));
            recorder.check(CheckId::FACILITATOR_AUTHORIZATION, is_safe);
        }
        self.check_life(recorder);
    }

    /// Checks that every entry counts in the next ledger, and not in too many after it (T-22). The ledger is a clock.
    fn check_life(&self, recorder: &mut Recorder<'_>) {
        let network = &self.case.terms.network;
        let Some(Clock { sequence, seconds_per_ledger }) = self.case.context.facts.stellar().ledger(network) else {
            let network = network.clone().into_owned();
            recorder.ask(CheckId::EXPIRED, Ledger { network: network.clone() });
            return recorder.ask(CheckId::EXPIRY_FAR, Ledger { network });
        };
        let policy = &self.case.context.policy.stellar;
        let ends = || self.operation.signed().map(|(index, _, signed)| (index, signed.expiration_ledger));
        let ledger = u64::from(sequence);
        let margin = policy.ledger_margin;
        let needed = ledger.saturating_add(margin.into());
        let expired = ends().find(|(_, last)| u64::from(*last) <= needed);
        let lasts =
            expired.map_or(Ok(()), |(entry, last)| Err(Detail::Expired { entry, last, ledger: sequence, margin }));
        recorder.check(CheckId::EXPIRED, lasts);
        let seconds = seconds_per_ledger.map_or(SECONDS_PER_LEDGER, |seconds: NonZeroU32| seconds.get().into());
        let offered = ledger.saturating_add(self.case.terms.max_timeout_seconds.div_ceil(seconds));
        let tolerated = offered.saturating_add(policy.ledger_tolerance.into());
        let latest = tolerated.min(ledger.saturating_add(MAX_ENTRY_TTL.into()));
        let far = ends().find(|(_, last)| u64::from(*last) > latest);
        let is_late = far.is_none() && ends().any(|(_, last)| u64::from(last) > offered);
        recorder.flag_if(is_late, Flag::LateExpiry);
        recorder.check(
            CheckId::EXPIRY_FAR,
            far.map_or(Ok(()), |(entry, last)| Err(Detail::ExpiryFar { entry, last, latest })),
        );
    }

    /// Checks the entries of the payer and of others (T-21), and that the payer's is for the call (T-25). Returns the payer's.
    pub(super) fn check_payers_entries(&self, payer: Address, recorder: &mut Recorder<'_>) -> Option<PayersEntry<'a>> {
        let entries = self.operation.entries;
        let payers = self.entry_of(payer);
        let is_signing = |kind| matches!(kind, CredentialsKind::Address | CredentialsKind::AddressV2);
        if entries.is_empty() || payers.is_none() && entries.iter().any(|entry| !is_signing(entry.kind)) {
            // The previous checks report it.
            return None;
        }
        let is_signed = match &payers {
            None => Err(Detail::NoPayerEntry),
            Some(payers) => holds(payers.authorization.signature != Value::Void, Detail::NotSigned),
        };
        recorder.check(CheckId::PAYER_AUTHORIZATION, is_signed);
        let mut faults = self.operation.signed().filter_map(|(index, _, authorization)| {
            let is_payers = authorization.address == payer.into();
            if is_payers && payers.is_none_or(|payers| payers.index != index) {
                return Some(Detail::SecondEntry(index));
            }
            (!is_payers && authorization.signature == Value::Void).then_some(Detail::PendingSignature(index))
        });
        recorder.check(CheckId::FURTHER_AUTHORIZATIONS, faults.next().map_or(Ok(()), Err));
        let payers = payers?;
        let call = payers.entry.call.as_ref();
        let is_for_call = call.is_some_and(|call| call.xdr == self.operation.call.xdr);
        recorder.check(CheckId::INVOCATION, holds(is_for_call, Detail::OtherInvocation));
        Some(payers)
    }
}
