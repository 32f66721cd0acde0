//! `exact` on Solana (S-1 to S-9).

#![cfg(feature = "solana")]

use alloc::vec::Vec;

use x402_schemes::{
    AccountId,
    solana::{Address, Keys, LoadError, Message, MessageVersion, Payload, Transaction, TransferChecked, sha256},
};
use x402_types::Flag;

use super::{
    checks,
    cost::Cost,
    layout::Layout,
    memo,
    offered::Offered,
    signature,
    subject::{Subject, holds},
};
use crate::solana::{
    Detail, Particulars, Sponsor,
    questions::{Blockhash, LookupTables, Multisig, Simulation, TransactionVersion},
};
use crate::{
    CheckId, Question, Verdict, case::Case, check_order::ListedCheck, payload_kind::KindProperties,
    payload_verifier::PayloadVerifier, recorder::Recorder,
};

pub(crate) struct Solana;

impl KindProperties for Solana {
    fn order(&self) -> &'static [ListedCheck] {
        checks::ORDER
    }
}

impl PayloadVerifier for Solana {
    fn verify(&self, case: &Case<'_>, recorder: &mut Recorder<'_>) {
        let payload = recorder.payload(|reader| Payload::read(case.claim.payload.as_json(), reader));
        let bytes = payload.as_ref().map_or([].as_slice(), |payload| &payload.transaction);
        let parsed = payload.as_ref().map(|_| Transaction::decode(bytes).map_err(Detail::Parse));
        let transaction = parsed.and_then(|parsed| recorder.check(CheckId::TRANSACTION, parsed));
        let keys = transaction.as_ref().and_then(|transaction| check_runtime(transaction, case, recorder));
        let read;
        let offered = match case.prepared.and_then(|offer| offer.solana.as_ref()) {
            Some(offered) => offered,
            None => {
                read = Offered::read(case.terms);
                &read
            }
        };
        for (id, outcome) in offered.checks() {
            recorder.check(id, outcome);
        }
        recorder.flag_if(offered.mint.is_some() && offered.mint == offered.pay_to, Flag::PayToAsset);
        if let Some(transaction) = &transaction {
            check_version(transaction.message().version, offered, recorder);
        }
        let (Some(transaction), Some(keys)) = (&transaction, &keys) else { return recorder.check_policy() };
        let subject = Subject {
            bytes,
            transaction,
            message: sha256(transaction.signed_bytes()),
            keys,
            layout: Layout::read(transaction.message()),
            offered,
            case,
        };
        subject.check(recorder);
        recorder.check_policy();
        // Curve arithmetic comes last, and is not spent on a payment that is invalid anyway.
        subject.check_derived(recorder);
        subject.check_signatures(recorder);
        if recorder.verdict() != Verdict::Invalid {
            *recorder.outstanding() = subject.outstanding();
        }
    }
}

/// Checks that the offer lists the version of the transaction. Without a list, it is not settled whether version 1 may
/// pay (U-21, U-22).
fn check_version(version: MessageVersion, offered: &Offered, recorder: &mut Recorder<'_>) {
    if version == MessageVersion::V1 {
        recorder.leave_out(&[CheckId::COMPUTE_PRICE]);
        recorder.expect(checks::OF_VERSION_1);
    }
    match offered.versions {
        Some(Ok(versions)) => {
            recorder.flag_if(version == MessageVersion::Legacy, Flag::LegacyTransaction);
            recorder
                .check(CheckId::TRANSACTION_VERSION, holds(versions.has(version), Detail::UnlistedVersion(version)));
        }
        None if version == MessageVersion::V1 => {
            recorder.ask(CheckId::TRANSACTION_VERSION, TransactionVersion {});
        }
        None | Some(Err(_)) => {}
    }
}

/// Checks that the runtime would load the keys of the message (S-2), and determines the keys (S-8).
fn check_runtime(transaction: &Transaction<'_>, case: &Case<'_>, recorder: &mut Recorder<'_>) -> Option<Keys> {
    let facts = case.context.facts.solana();
    let message = transaction.message();
    let sane = message.sanitize().map_err(Detail::Sanitize);
    // A table that ends before one of its keys counts as unknown, so that all other checks are made (B-8).
    let known = |table: &Address| facts.lookup_table(table)?.filter(|known| known.len() >= entries_of(message, table));
    let keys = sane.and_then(|()| Keys::load(message, known).map_err(Detail::Load));
    let keys = recorder.check(CheckId::RUNTIME_RULES, keys)?;
    let tables = keys.unknown_tables();
    if tables.is_empty() {
        recorder.pass(CheckId::LOOKUP_TABLES);
    } else if let Some(past_table) = past_table(message, case) {
        recorder.fail(CheckId::LOOKUP_TABLES, Detail::Load(past_table));
    } else if let Some(table) = tables.iter().find(|table| facts.lookup_table(table) == Some(None)) {
        recorder.fail(CheckId::LOOKUP_TABLES, Detail::NoTable(*table));
    } else {
        let at_least = tables.iter().map(|table| entries_of(message, table)).collect();
        recorder.ask(CheckId::LOOKUP_TABLES, LookupTables { tables, at_least });
    }
    Some(keys)
}

/// The first index that a known lookup table does not have.
fn past_table(message: &Message<'_>, case: &Case<'_>) -> Option<LoadError> {
    let facts = case.context.facts.solana();
    message.lookups.iter().find_map(|lookup| {
        let known = facts.lookup_table(&lookup.table)??.len();
        let index = lookup.writable.iter().chain(lookup.readonly).find(|index| usize::from(**index) >= known)?;
        Some(LoadError::PastTable { table: lookup.table, index: *index })
    })
}

/// The number of entries that a lookup table needs for the indices of the message.
fn entries_of(message: &Message<'_>, table: &Address) -> usize {
    let lookups = message.lookups.iter().filter(|lookup| lookup.table == *table);
    let last = lookups.flat_map(|lookup| lookup.writable.iter().chain(lookup.readonly)).max();
    last.map_or(0, |last| usize::from(*last).saturating_add(1))
}

impl Subject<'_> {
    fn check(&self, recorder: &mut Recorder<'_>) {
        let message = self.transaction.message();
        let cost = Cost::of(message, &self.layout.calls);
        if let Some(fee_payer) = message.fee_payer() {
            recorder.adds(Particulars { sponsor: Sponsor { fee_payer, most_lamports: cost.most } });
        }
        self.check_fee_payer(recorder);
        self.check_signers(recorder);
        if self.is_wrapped() {
            self.check_wrapped(&cost, recorder);
        } else {
            self.check_static(&cost, recorder);
            self.check_success(recorder);
        }
        memo::check(&self.layout.calls, self.keys, self.offered, recorder);
    }

    /// Checks that the fee payer of the offer is account 0, and an address from which the caller settles (S-3).
    fn check_fee_payer(&self, recorder: &mut Recorder<'_>) {
        let pays = self.transaction.message().fee_payer();
        let (Some(offered), Some(pays)) = (self.offered.fee_payer, pays) else {
            recorder.skip(CheckId::FEE_PAYER, CheckId::FEE_PAYER_ADDRESS);
            return self.check_isolation(pays, recorder);
        };
        if let Some(facilitators) = self.case.context.facilitators {
            let is_listed =
                facilitators.iter().any(|account| matches!(account, AccountId::Solana(known) if *known == offered));
            recorder.check(CheckId::FEE_PAYER_MANAGED, holds(is_listed, Detail::NotManaged(offered)));
        }
        recorder.check(CheckId::FEE_PAYER, holds(pays == offered, Detail::FeePayer { pays, offered }));
        self.check_isolation(Some(offered), recorder);
    }

    /// Checks that no instruction names the fee payer among its accounts (S-3). A guard that only compares may, because
    /// it can take nothing from a signer (V-52). One that Lighthouse cannot read is flagged (V-57). The rules of the runtime already exclude the fee payer as a program. A
    /// key from a lookup table is not the fee payer's, because the runtime loads no key twice.
    fn check_isolation(&self, fee_payer: Option<Address>, recorder: &mut Recorder<'_>) {
        let is_fee_payer =
            |account: &u8| *account == 0 || (fee_payer.is_some() && self.keys.address(*account) == fee_payer);
        let named = || self.layout.calls.iter().filter(|call| call.accounts.iter().any(is_fee_payer));
        recorder.flag_if(self.layout.calls.iter().any(|call| call.read.is_unreadable_guard()), Flag::UnknownGuard);
        recorder.flag_if(named().any(|call| call.read.is_assertion()), Flag::GuardFeePayer);
        match named().find(|call| !call.read.is_assertion()) {
            Some(call) => {
                recorder.fail(CheckId::FEE_PAYER_ISOLATION, Detail::FeePayerNamed { instruction: call.index });
            }
            None if self.keys.unknown_tables().is_empty() => recorder.pass(CheckId::FEE_PAYER_ISOLATION),
            // The specification requires that every account is seen before the check passes (§2.1.2).
            None => recorder.skip(CheckId::FEE_PAYER_ISOLATION, CheckId::LOOKUP_TABLES),
        }
    }

    /// Checks that only the fee payer and the payer sign (S-4). The members that sign for a multisig authority count as
    /// the payer.
    fn check_signers(&self, recorder: &mut Recorder<'_>) {
        let transfer = self.layout.transfer_checked().filter(|_| !self.is_wrapped());
        let signers = 1..self.transaction.message().header.required_signatures;
        let (extra, unknown) = match transfer {
            Some(transfer) => self.other_signers(&transfer, signers),
            // One of these signers is the payer, whichever it is.
            None => (signers.skip(1).collect(), None),
        };
        let first = extra.first().and_then(|index| self.keys.address(*index));
        let allowed = usize::from(self.case.context.policy.solana.extra_signers);
        match (first, unknown) {
            (Some(first), _) if extra.len() > allowed => {
                recorder.fail(CheckId::SIGNERS, Detail::ExtraSigner(first));
            }
            (_, Some((count, authority))) if extra.len().saturating_add(count) > allowed => {
                recorder.ask(CheckId::SIGNERS, Multisig { authority });
            }
            _ => recorder.pass(CheckId::SIGNERS),
        }
    }

    /// The signers other than payer and fee payer, and how many more there are unless this authority is a multisig
    /// account.
    fn other_signers(
        &self,
        transfer: &TransferChecked<'_>,
        signers: core::ops::Range<u8>,
    ) -> (Vec<u8>, Option<(usize, Address)>) {
        let (mut extra, mut unknown) = (Vec::new(), 0_usize);
        for signer in signers.filter(|signer| *signer != transfer.authority) {
            match self.is_member(transfer, signer) {
                Some(true) => {}
                Some(false) => extra.push(signer),
                None => unknown = unknown.saturating_add(1),
            }
        }
        (extra, self.keys.address(transfer.authority).map(|authority| (unknown, authority)))
    }

    /// Verifies the signatures (S-4). This is curve arithmetic, so it is done only if nothing has failed.
    fn check_signatures(&self, recorder: &mut Recorder<'_>) {
        if let Some(because) = recorder.first_failure() {
            return recorder.skip(CheckId::SIGNED, because);
        }
        let signed = self.case.recovery.solana.verified(|| signature::check(self.transaction));
        recorder.check(CheckId::SIGNED, signed);
    }

    /// The questions whose answers show that the chain refuses the payment (S-9).
    fn outstanding(&self) -> Vec<Question> {
        let blockhash = Address::new(self.transaction.message().blockhash);
        let mut questions = alloc::vec![Blockhash { blockhash }.into()];
        if self.is_wrapped() {
            // A simulation has shown all effects of the transaction, or will show them.
            let payment = self.simulation().flatten().and_then(|simulation| self.only_payment(simulation).ok());
            questions.extend(payment.into_iter().flat_map(|payment| self.settling_of(&payment).questions()));
        } else if let Some(transfer) = self.layout.transfer_checked() {
            questions.extend(self.settling(&transfer).questions());
            if self.simulation().is_none() {
                questions.push(Simulation { transaction: self.bytes.to_vec() }.into());
            }
        }
        questions
    }
}
