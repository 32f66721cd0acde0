//! The checks of `exact` on Solana, in the order of [`CheckId`] (S-1 … S-9).

use alloc::{boxed::Box, vec::Vec};

use x402_schemes::{
    AccountId, Terms,
    solana::{Address, Keys, LoadError, ParseErrorKind, Payload, Transaction, sha256},
};
use x402_types::{Amount, Flag, read::Reader};

use super::{
    cost::Cost,
    layout::{Call, Layout},
    memo,
    offered::{Offered, solana},
    signature,
};
use crate::{
    Authorized, CheckId, Context, Detail, Outcome, Phase, Question, Report, SolanaDetail, SolanaQuestion, Sponsor,
    Verdict, identity::Nonce, recovery::Recovery, shared::check_echo_and_policy, verify::Claim,
};

/// Everything after `method`.
pub(crate) fn check(
    claim: Claim<'_>,
    terms: &Terms<'_>,
    context: &Context<'_>,
    recovery: &mut Recovery,
    report: &mut Report,
) {
    let mut reader = Reader::new(context.decode);
    let payload = Payload::read(claim.payload.as_json(), &mut reader).map_err(Detail::Payload);
    report.add_flags(reader.flags());
    let payload = report.check(CheckId::Payload, payload);
    let bytes = payload.as_ref().map_or([].as_slice(), |payload| &payload.transaction);
    let transaction = check_transaction(bytes, payload.is_some(), report);
    let keys = check_runtime(transaction.as_ref(), context, report);
    let offered = Offered::read(terms, report);
    let subject = transaction.as_ref().zip(keys.as_ref()).map(|(transaction, keys)| Subject {
        bytes,
        transaction,
        message: sha256(transaction.signed_bytes()),
        keys,
        layout: Layout::read(transaction.message()),
        offered: &offered,
        terms,
        context,
    });
    match &subject {
        Some(subject) => subject.check(report),
        None => skip_message(context, report),
    }
    check_echo_and_policy(claim.echo, context, report);
    // Curve arithmetic: last, and not for a payment that is invalid anyway.
    let Some(subject) = &subject else {
        let because = stopped_at(report);
        return CURVES.into_iter().for_each(|id| report.skip(id, because));
    };
    subject.check_derived(report);
    subject.check_signatures(recovery, report);
    if report.verdict() != Verdict::Invalid {
        report.leave_outstanding(subject.outstanding());
    }
}

/// S-1
fn check_transaction<'a>(bytes: &'a [u8], is_read: bool, report: &mut Report) -> Option<Transaction<'a>> {
    if !is_read {
        report.skip(CheckId::Transaction, CheckId::Payload);
        return None;
    }
    match Transaction::parse(bytes) {
        Err(error) if error.kind() == ParseErrorKind::Version1 => {
            report.needs_answer(CheckId::Transaction, question(SolanaQuestion::TransactionVersion));
            None
        }
        parsed => report.check(CheckId::Transaction, parsed.map_err(|error| solana(SolanaDetail::Parse(error)))),
    }
}

/// S-2, S-8
fn check_runtime(transaction: Option<&Transaction<'_>>, context: &Context<'_>, report: &mut Report) -> Option<Keys> {
    let Some(transaction) = transaction else {
        let because = stopped_at(report);
        report.skip(CheckId::RuntimeRules, because);
        report.skip(CheckId::LookupTables, because);
        return None;
    };
    let message = transaction.message();
    let sane = message.sanitize().map_err(SolanaDetail::Sanitize);
    let keys =
        sane.and_then(|()| Keys::load(message, |table| context.facts.lookup_table(table)).map_err(SolanaDetail::Load));
    if let Err(past_table @ SolanaDetail::Load(LoadError::PastTable { .. })) = keys {
        report.pass(CheckId::RuntimeRules);
        report.fail(CheckId::LookupTables, solana(past_table));
        return None;
    }
    let Some(keys) = report.check(CheckId::RuntimeRules, keys.map_err(solana)) else {
        report.skip(CheckId::LookupTables, CheckId::RuntimeRules);
        return None;
    };
    let tables = keys.unknown_tables();
    if let Some(table) = tables.iter().find(|table| context.facts.lacks_lookup_table(table)) {
        report.fail(CheckId::LookupTables, solana(SolanaDetail::NoTable(*table)));
    } else if tables.is_empty() {
        report.pass(CheckId::LookupTables);
    } else {
        report.needs_answer(CheckId::LookupTables, question(SolanaQuestion::LookupTables { tables }));
    }
    Some(keys)
}

/// The checks of a message, but for the ones that are listed only if something asks for them.
const MESSAGE: [CheckId; 16] = [
    CheckId::FeePayer,
    CheckId::FeePayerIsolation,
    CheckId::Signers,
    CheckId::ComputeLimit,
    CheckId::ComputePrice,
    CheckId::ComputePriceCap,
    CheckId::Instructions,
    CheckId::Programs,
    CheckId::Transfer,
    CheckId::Mint,
    CheckId::TransferAmount,
    CheckId::TransferCharge,
    CheckId::Writable,
    CheckId::Source,
    CheckId::Authority,
    CheckId::MemoForm,
];
/// Those that do curve arithmetic.
const CURVES: [CheckId; 3] = [CheckId::Destination, CheckId::SponsorTokens, CheckId::Signed];

/// There is no message to check.
fn skip_message(context: &Context<'_>, report: &mut Report) {
    let because = stopped_at(report);
    for id in MESSAGE {
        if id != CheckId::TransferCharge || context.phase != Phase::Verify {
            report.skip(id, because);
        }
    }
}

/// Why there is none.
fn stopped_at(report: &Report) -> CheckId {
    let stops =
        |id| matches!(id, CheckId::Payload | CheckId::Transaction | CheckId::RuntimeRules | CheckId::LookupTables);
    let checks = report.checks().iter();
    let first = checks.filter(|check| stops(check.id)).find(|check| check.outcome != Outcome::Pass);
    first.map_or(CheckId::Payload, |check| check.id)
}

pub(super) fn question(question: SolanaQuestion) -> Question {
    Question::Solana(Box::new(question))
}

pub(super) fn holds(holds: bool, detail: SolanaDetail) -> Result<(), Detail> {
    if holds { Ok(()) } else { Err(solana(detail)) }
}

/// What is judged by what.
pub(super) struct Subject<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) transaction: &'a Transaction<'a>,
    /// SHA-256 of what is signed.
    pub(super) message: [u8; 32],
    pub(super) keys: &'a Keys,
    pub(super) layout: Layout<'a>,
    pub(super) offered: &'a Offered<'a>,
    pub(super) terms: &'a Terms<'a>,
    pub(super) context: &'a Context<'a>,
}

impl Subject<'_> {
    /// Whether the transfer is left to a smart wallet.
    pub(super) fn is_wrapped(&self) -> bool {
        self.context.policy.smart_wallets && self.layout.is_wrapped()
    }

    fn check(&self, report: &mut Report) {
        let message = self.transaction.message();
        let cost = Cost::of(&self.layout.calls, message.header.required_signatures);
        if let Some(fee_payer) = message.fee_payer() {
            report.sponsored_by(Sponsor { fee_payer, most_lamports: cost.most });
        }
        self.check_fee_payer(report);
        self.check_signers(report);
        if self.is_wrapped() {
            self.check_wrapped(&cost, report);
        } else {
            self.check_static(&cost, report);
        }
        memo::check(&self.layout.calls, self.keys, self.offered, report);
    }

    /// S-3
    fn check_fee_payer(&self, report: &mut Report) {
        let pays = self.transaction.message().fee_payer();
        let (Some(offered), Some(pays)) = (self.offered.fee_payer, pays) else {
            report.skip(CheckId::FeePayer, CheckId::FeePayerAddress);
            return self.check_isolation(pays, report);
        };
        if let Some(own) = self.context.facilitators {
            let is_own = own.contains(&AccountId::Solana(offered));
            report.check(CheckId::FeePayerManaged, holds(is_own, SolanaDetail::NotManaged(offered)));
        }
        report.check(CheckId::FeePayer, holds(pays == offered, SolanaDetail::FeePayer { pays, offered }));
        self.check_isolation(Some(offered), report);
    }

    /// S-3: in no instruction's accounts. That he is no program is one of the runtime's rules. A key that stands in a
    /// table is another than his: the runtime loads none twice.
    fn check_isolation(&self, fee_payer: Option<Address>, report: &mut Report) {
        let is_his = |account: &u8| *account == 0 || (fee_payer.is_some() && self.keys.address(*account) == fee_payer);
        let named = self.layout.calls.iter().find(|call| call.accounts.iter().any(is_his));
        match named {
            Some(call) => {
                report
                    .fail(CheckId::FeePayerIsolation, solana(SolanaDetail::FeePayerNamed { instruction: call.index }));
            }
            None if self.keys.unknown_tables().is_empty() => report.pass(CheckId::FeePayerIsolation),
            // The document wants every account seen before this is said (§2.1.2).
            None => report.skip(CheckId::FeePayerIsolation, CheckId::LookupTables),
        }
    }

    /// S-4. Those who sign for a multisig authority are the payer.
    fn check_signers(&self, report: &mut Report) {
        let transfer = self.layout.transfer_checked().filter(|_| !self.is_wrapped());
        let signers = 1..self.transaction.message().header.required_signatures;
        let extra: Vec<u8> = match transfer {
            Some(transfer) => {
                signers.filter(|index| *index != transfer.authority && !self.may_be_member(&transfer, *index)).collect()
            }
            // Whoever the payer is, there is one.
            None => signers.skip(1).collect(),
        };
        let first = extra.first().and_then(|index| self.keys.address(*index));
        let detail = first.filter(|_| extra.len() > usize::from(self.context.policy.extra_signers));
        report.check(CheckId::Signers, detail.map_or(Ok(()), |first| Err(solana(SolanaDetail::ExtraSigner(first)))));
    }

    pub(super) fn authorizes(&self, payer: Option<Address>, amount: Amount, report: &mut Report) {
        let (Some(mint), Some(pay_to), Some(payer)) = (self.offered.mint, self.offered.pay_to, payer) else { return };
        report.authorizes(Authorized {
            network: self.terms.network.clone().into_owned(),
            asset: AccountId::Solana(mint),
            payer: AccountId::Solana(payer),
            recipient: AccountId::Solana(pay_to),
            amount,
            valid_until: None,
            facilitator: None,
            nonce: Nonce::Solana { message: self.message },
            transfer: self.transfer_key(),
        });
    }

    /// S-4
    fn check_signatures(&self, recovery: &mut Recovery, report: &mut Report) {
        if let Some(because) = report.first_failure() {
            return report.skip(CheckId::Signed, because);
        }
        let signed = recovery.ed25519(|| signature::check(self.transaction));
        report.check(CheckId::Signed, signed);
    }

    /// S-9
    fn outstanding(&self) -> Vec<Question> {
        let blockhash = Address::new(self.transaction.message().blockhash);
        let mut questions = alloc::vec![SolanaQuestion::Blockhash { blockhash }];
        if self.is_wrapped() {
            // What the transaction does as a whole a simulation has shown, or is yet to show.
            let payment = self.simulation().flatten().and_then(|simulation| self.only_payment(simulation).ok());
            questions.extend(payment.into_iter().flat_map(|payment| payment.settling().questions()));
        } else if let Some(transfer) = self.layout.transfer_checked() {
            questions.extend(self.settling(&transfer).questions());
            questions.push(SolanaQuestion::Simulation { transaction: self.bytes.to_vec() });
        }
        questions.into_iter().map(question).collect()
    }
}

pub(super) fn misplaced(call: &Call<'_>) -> Detail {
    solana(SolanaDetail::Program { instruction: call.index, program: call.program, name: call.read.name() })
}

pub(super) fn flag_if(raised: bool, flag: Flag, report: &mut Report) {
    if raised {
        report.flag(flag);
    }
}
