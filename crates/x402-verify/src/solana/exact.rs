//! The checks of `exact` on Solana, in the order of [`CheckId`] (S-1 … S-9).

use alloc::{boxed::Box, vec::Vec};

use x402_schemes::{
    AccountId, Terms,
    solana::{
        Address, Instruction, Keys, LoadError, MemoVersion, ParseErrorKind, Payload, TokenProgram, Transaction,
        TransferChecked, derived, programs, sha256,
    },
};
use x402_types::{Amount, Flag, read::Reader};

use super::{
    cost::{Cost, least_units},
    layout::{Call, Layout},
    memo,
    offered::{Offered, solana},
    signature,
};
use crate::{
    AmountRule, Authorized, CheckId, Context, Detail, Outcome, Phase, Question, Report, SolanaDetail, SolanaQuestion,
    Sponsor, Verdict, identity::Nonce, question::Settling, recovery::Recovery, verify::Claim,
};

/// Above it a limit of compute units is flagged: the document's reference value (`scheme_exact_svm.md` §2.2.1).
const REFERENCE_UNITS: u32 = 400_000;
/// The same for the price around a smart wallet, in millionths of a lamport.
const REFERENCE_PRICE: u64 = 50_000;

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
    if let Some(echo) = claim.echo {
        report.check(CheckId::ExtensionEcho, echo);
    }
    if !context.policy.refused.is_empty() {
        let refused = report.flags().intersection(context.policy.refused);
        report.check(CheckId::Policy, if refused.is_empty() { Ok(()) } else { Err(Detail::Refused(refused)) });
    }
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
    if tables.is_empty() {
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

fn question(question: SolanaQuestion) -> Question {
    Question::Solana(Box::new(question))
}

fn holds(holds: bool, detail: SolanaDetail) -> Result<(), Detail> {
    if holds { Ok(()) } else { Err(solana(detail)) }
}

/// What is judged by what.
struct Subject<'a> {
    bytes: &'a [u8],
    transaction: &'a Transaction<'a>,
    keys: &'a Keys,
    layout: Layout<'a>,
    offered: &'a Offered<'a>,
    terms: &'a Terms<'a>,
    context: &'a Context<'a>,
}

impl Subject<'_> {
    /// Whether the transfer is left to a smart wallet.
    fn is_wrapped(&self) -> bool {
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
                let members = if self.keys.is_signer(transfer.authority) { [].as_slice() } else { transfer.more };
                signers.filter(|index| *index != transfer.authority && !members.contains(index)).collect()
            }
            // Whoever the payer is, there is one.
            None => signers.skip(1).collect(),
        };
        let first = extra.first().and_then(|index| self.keys.address(*index));
        let detail = first.filter(|_| extra.len() > usize::from(self.context.policy.extra_signers));
        report.check(CheckId::Signers, detail.map_or(Ok(()), |first| Err(solana(SolanaDetail::ExtraSigner(first)))));
    }

    /// S-5: the static layout.
    fn check_static(&self, cost: &Cost, report: &mut Report) {
        let policy = self.context.policy;
        let limit = self.layout.limit.map(|call| call.read);
        if let Some(Instruction::SetComputeUnitLimit { units, trailing }) = limit {
            flag_if(trailing > 0, Flag::TrailingData, report);
            flag_if(units > REFERENCE_UNITS, Flag::HighLimit, report);
        }
        let limit_is_set = match limit {
            Some(Instruction::SetComputeUnitLimit { units: 0, .. }) => Err(solana(SolanaDetail::ComputeLimitZero)),
            Some(Instruction::SetComputeUnitLimit { .. }) => Ok(()),
            _ => Err(solana(SolanaDetail::NoComputeLimit)),
        };
        report.check(CheckId::ComputeLimit, limit_is_set);
        if let (Some(max), Some(Instruction::SetComputeUnitLimit { units, .. })) = (policy.max_compute_units, limit) {
            let detail = SolanaDetail::ComputeLimitAbove { units, max };
            report.check(CheckId::ComputeLimitCap, holds(units <= max, detail));
        }
        match self.layout.price.map(|call| call.read) {
            Some(Instruction::SetComputeUnitPrice { price, trailing }) => {
                flag_if(trailing > 0, Flag::TrailingData, report);
                report.pass(CheckId::ComputePrice);
                let max = policy.max_unit_price;
                let detail = SolanaDetail::ComputePriceAbove { price, max };
                report.check(CheckId::ComputePriceCap, holds(price <= max, detail));
            }
            _ => {
                report.fail(CheckId::ComputePrice, solana(SolanaDetail::NoComputePrice));
                report.skip(CheckId::ComputePriceCap, CheckId::ComputePrice);
            }
        }
        self.check_cost(cost, report);
        report.check(CheckId::Instructions, self.check_counts());
        report.check(CheckId::Programs, self.check_rest());
        let units: u64 = self.layout.calls.iter().fold(0, |sum, call| {
            let signing = call.accounts.iter().filter(|account| self.keys.is_signer(**account)).count();
            sum.saturating_add(least_units(&call.read, signing))
        });
        flag_if(units > u64::from(cost.units), Flag::UnitsShort, report);
        match report.check(CheckId::Transfer, self.read_transfer()) {
            Some(transfer) => self.check_transfer(&transfer, report),
            None => {
                for id in [CheckId::Mint, CheckId::TransferAmount, CheckId::Writable, CheckId::Source] {
                    report.skip(id, CheckId::Transfer);
                }
                report.skip(CheckId::Authority, CheckId::Transfer);
                self.skip_charge(CheckId::Transfer, report);
            }
        }
    }

    fn skip_charge(&self, because: CheckId, report: &mut Report) {
        if self.context.phase != Phase::Verify {
            report.skip(CheckId::TransferCharge, because);
        }
    }

    fn check_cost(&self, cost: &Cost, report: &mut Report) {
        if let Some(max) = self.context.policy.max_sponsor_lamports {
            let detail = SolanaDetail::SponsorCost { most: cost.most, max };
            report.check(CheckId::SponsorCost, holds(cost.most <= max, detail));
        }
    }

    fn check_counts(&self) -> Result<(), Detail> {
        let policy = self.context.policy;
        let by_version = if self.terms.version == 1 { 6 } else { 7 };
        let (count, max) = (self.layout.calls.len(), policy.max_instructions.map_or(by_version, usize::from));
        if count > max {
            return Err(solana(SolanaDetail::InstructionCount { count, max }));
        }
        let count = self.layout.calls.iter().filter(|call| call.read == Instruction::Lighthouse).count();
        let max = usize::from(policy.max_lighthouse);
        holds(count <= max, SolanaDetail::LighthouseCount { count, max })
    }

    /// Behind the transfer Memo and Lighthouse, before it nothing that is left.
    fn check_rest(&self) -> Result<(), Detail> {
        let transfer = self.layout.transfer.map_or(0, |call| call.index);
        let has_place = |call: &Call<'_>| {
            let fits =
                matches!(call.read, Instruction::Memo { version: MemoVersion::V2, .. } | Instruction::Lighthouse);
            fits && call.index >= transfer
        };
        self.layout.rest.iter().find(|call| !has_place(call)).map_or(Ok(()), |call| Err(misplaced(call)))
    }

    fn read_transfer(&self) -> Result<TransferChecked<'_>, Detail> {
        let call = self.layout.transfer.ok_or(solana(SolanaDetail::NoTransfer))?;
        let Some(transfer) = self.layout.transfer_checked() else {
            return Err(solana(SolanaDetail::NotTransferChecked { instruction: call.index, name: call.read.name() }));
        };
        if transfer.trailing > 0 && transfer.program == TokenProgram::Token2022 {
            return Err(solana(SolanaDetail::TransferTrailing(transfer.trailing)));
        }
        Ok(transfer)
    }

    /// S-6, but for what has to be derived.
    fn check_transfer(&self, transfer: &TransferChecked<'_>, report: &mut Report) {
        flag_if(transfer.trailing > 0, Flag::TrailingData, report);
        flag_if(!transfer.more.is_empty(), Flag::ExtraAccounts, report);
        self.authorizes(self.keys.address(transfer.authority), transfer.amount.into(), report);
        match (self.keys.address(transfer.mint), self.offered.mint) {
            (_, None) => report.skip(CheckId::Mint, CheckId::AssetAddress),
            (None, _) => report.skip(CheckId::Mint, CheckId::LookupTables),
            (Some(transferred), Some(offered)) => {
                let detail = SolanaDetail::Mint { transferred, offered };
                report.check(CheckId::Mint, holds(transferred == offered, detail));
            }
        }
        self.check_amount(transfer.amount.into(), report);
        let read_only = [("source", transfer.source), ("destination", transfer.destination)];
        let read_only = read_only.into_iter().find(|(_, account)| !self.keys.is_writable(*account));
        let writable = read_only.map_or(Ok(()), |(name, _)| Err(solana(SolanaDetail::ReadOnly(name))));
        report.check(CheckId::Writable, writable);
        let differ = transfer.source != transfer.destination;
        report.check(CheckId::Source, holds(differ, SolanaDetail::SourceIsDestination));
        let authority = self.keys.address(transfer.authority);
        match authority {
            _ if self.keys.is_signer(transfer.authority) => report.pass(CheckId::Authority),
            Some(authority) if transfer.more.iter().any(|account| self.keys.is_signer(*account)) => {
                report.needs_answer(CheckId::Authority, question(SolanaQuestion::Multisig { authority }));
            }
            Some(authority) => report.fail(CheckId::Authority, solana(SolanaDetail::Authority(authority))),
            None => report.skip(CheckId::Authority, CheckId::LookupTables),
        }
    }

    /// B-7
    fn check_amount(&self, signed: Amount, report: &mut Report) {
        let offered = self.terms.amount;
        let enough = match self.context.policy.amount_rule {
            AmountRule::Equal => signed == offered,
            AmountRule::AtLeast => signed >= offered,
        };
        flag_if(enough && signed != offered, Flag::Overpayment, report);
        flag_if(signed.get().is_zero(), Flag::ZeroAmount, report);
        report.check(CheckId::TransferAmount, if enough { Ok(()) } else { Err(Detail::Amount { signed, offered }) });
        if let Phase::Settle { amount: charged } = self.context.phase {
            let just_that = if charged == signed { Ok(()) } else { Err(Detail::Charge { signed, charged }) };
            report.check(CheckId::TransferCharge, just_that);
        }
    }

    /// S-5: the transfer is inside a smart wallet's instruction, and only a simulation can see it.
    fn check_wrapped(&self, cost: &Cost, report: &mut Report) {
        let calls = &self.layout.calls;
        let of_budget = || calls.iter().filter(|call| call.program == programs::COMPUTE_BUDGET);
        let is_limit = |call: &&Call<'_>| matches!(call.read, Instruction::SetComputeUnitLimit { .. });
        let is_price = |call: &&Call<'_>| matches!(call.read, Instruction::SetComputeUnitPrice { .. });
        let surplus = of_budget()
            .find(|call| !is_limit(call) && !is_price(call))
            .or_else(|| of_budget().filter(is_limit).nth(1))
            .or_else(|| of_budget().filter(is_price).nth(1));
        let limit = match surplus {
            Some(call) => Err(solana(SolanaDetail::ComputeBudget { instruction: call.index })),
            None if cost.units == 0 => Err(solana(SolanaDetail::ComputeLimitZero)),
            None => {
                let detail = SolanaDetail::ComputeLimitAbove { units: cost.units, max: REFERENCE_UNITS };
                holds(cost.units <= REFERENCE_UNITS, detail)
            }
        };
        report.check(CheckId::ComputeLimit, limit);
        report.pass(CheckId::ComputePrice);
        let detail = SolanaDetail::ComputePriceAbove { price: cost.price, max: REFERENCE_PRICE };
        report.check(CheckId::ComputePriceCap, holds(cost.price <= REFERENCE_PRICE, detail));
        self.check_cost(cost, report);
        report.pass(CheckId::Instructions);
        let is_wallet = |call: &&Call<'_>| programs::SMART_WALLETS.contains(&call.program);
        let has_place = |call: &&Call<'_>| {
            let companion =
                matches!(call.read, Instruction::Memo { version: MemoVersion::V2, .. } | Instruction::Lighthouse);
            companion || call.program == programs::COMPUTE_BUDGET || is_wallet(call)
        };
        match (calls.iter().find(|call| !has_place(call)), calls.iter().find(is_wallet)) {
            (None, Some(wallet)) => report.needs_answer(
                CheckId::Programs,
                question(SolanaQuestion::SmartWallet { program: wallet.program, transaction: self.bytes.to_vec() }),
            ),
            (Some(call), _) => report.fail(CheckId::Programs, misplaced(call)),
            (None, None) => report.pass(CheckId::Programs),
        }
        // What a simulation has to find.
        let payer = self.transaction.message().signers().nth(1);
        self.authorizes(payer, self.terms.amount, report);
        for id in [CheckId::Transfer, CheckId::Mint, CheckId::TransferAmount, CheckId::Writable, CheckId::Source] {
            report.skip(id, CheckId::Programs);
        }
        report.skip(CheckId::Authority, CheckId::Programs);
        self.skip_charge(CheckId::Programs, report);
    }

    fn authorizes(&self, payer: Option<Address>, amount: Amount, report: &mut Report) {
        let (Some(mint), Some(pay_to), Some(payer)) = (self.offered.mint, self.offered.pay_to, payer) else { return };
        report.authorizes(Authorized {
            network: self.terms.network.clone().into_owned(),
            asset: AccountId::Solana(mint),
            payer: AccountId::Solana(payer),
            recipient: AccountId::Solana(pay_to),
            amount,
            valid_until: None,
            facilitator: None,
            nonce: Nonce::Solana { message: sha256(self.transaction.signed_bytes()) },
        });
    }

    /// S-6: the associated accounts of `payTo` and of the fee payer.
    fn check_derived(&self, report: &mut Report) {
        let because = match self.layout.transfer_checked() {
            _ if self.is_wrapped() => Some(CheckId::Programs),
            None => Some(CheckId::Transfer),
            Some(_) => report.first_failure(),
        };
        let (Some(transfer), None) = (self.layout.transfer_checked(), because) else {
            for id in [CheckId::Destination, CheckId::SponsorTokens] {
                report.skip(id, because.unwrap_or(CheckId::Transfer));
            }
            return;
        };
        // Nothing has failed, so that all of these are there.
        let (mint, program) = (self.offered.mint, transfer.program.address());
        let account_of = |owner: Option<Address>| Some(derived::associated_account(&owner?, &mint?, &program)?.0);
        match (self.keys.address(transfer.destination), account_of(self.offered.pay_to)) {
            (Some(paid), Some(expected)) => {
                let detail = SolanaDetail::Destination { paid, expected };
                report.check(CheckId::Destination, holds(paid == expected, detail));
            }
            _ => report.skip(CheckId::Destination, CheckId::LookupTables),
        }
        match (self.keys.address(transfer.source), account_of(self.offered.fee_payer)) {
            (Some(source), Some(own)) => {
                report.check(CheckId::SponsorTokens, holds(source != own, SolanaDetail::SourceOfFeePayer));
            }
            _ => report.skip(CheckId::SponsorTokens, CheckId::LookupTables),
        }
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
        let blockhash = self.transaction.message().blockhash;
        let questions = match self.layout.transfer_checked().filter(|_| !self.is_wrapped()) {
            Some(transfer) => {
                Settling { blockhash, transfer: &transfer, keys: self.keys, transaction: self.bytes }.questions()
            }
            None => alloc::vec![SolanaQuestion::Blockhash { blockhash: Address::new(blockhash) }],
        };
        questions.into_iter().map(question).collect()
    }
}

fn misplaced(call: &Call<'_>) -> Detail {
    solana(SolanaDetail::Program { instruction: call.index, program: call.program, name: call.read.name() })
}

fn flag_if(raised: bool, flag: Flag, report: &mut Report) {
    if raised {
        report.flag(flag);
    }
}
